//! What Okta refused for good, and is not asked again (rule A6).

use super::make::Planner;
use super::{AccessReason, Action, ActionKind, Change, Hold, HoldCode, Remark, RemarkCode, part};
use crate::core::id::OktaId;
use crate::core::profile::Profile;
use crate::core::refused_attribute::AttributeMarks;
use crate::core::text::hex;
use crate::core::value::Text;
use jiff::Timestamp;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

impl Action {
    /// What a refusal is remembered by: as long as the person, what would be sent, and the profile's `lastUpdated`
    /// are the same, Okta's answer is. A changed mapping changes what would be sent.
    pub fn fingerprint(&self, last_updated: Option<Timestamp>) -> String {
        let Self {
            kind,
            employee,
            profile,
            login,
            changes,
            ..
        } = self;
        let text = format!("{kind:?} {employee:?} {profile:?} {login} {changes:?} {last_updated:?}");
        hex(&Sha256::digest(text))
    }
}

impl Planner<'_> {
    /// Leaves attributes out of updates that Okta itself refuses, each with a remark; an update of nothing is none.
    pub fn leave_out_refused_attributes(&mut self) {
        let refused = &self.state.past.refused_attributes;
        if refused.is_empty() {
            return;
        }
        let directory = &self.snapshot.directory;
        let profiles: FxHashMap<&OktaId, &Profile> = directory
            .profiles
            .iter()
            .map(|profile| (&profile.id, profile))
            .collect();
        let mut actions = std::mem::take(&mut self.actions);
        actions.retain_mut(|action| {
            let profile = action.profile.as_ref().and_then(|id| profiles.get(id));
            let Some(profile) = profile.filter(|_| action.kind == ActionKind::Update) else {
                return true;
            };
            let was_rename = action.changes.iter().any(Change::is_rename);
            let schema = directory.schema_of(profile);
            action.changes.retain(|change| {
                let marks = AttributeMarks::of(change, schema, self.policy);
                let Some(words) = refused.said_of(profile, change, &marks) else {
                    return true;
                };
                self.remarks.push(Remark {
                    employee: action.employee,
                    profile: action.profile.clone(),
                    code: RemarkCode::AttributeRefused {
                        attribute: change.attribute.clone(),
                        words: Text::from(words),
                    },
                });
                false
            });
            if was_rename && !action.changes.iter().any(Change::is_rename) {
                let is_said =
                    |remark: &Remark| remark.code == RemarkCode::Rename && remark.profile == action.profile;
                self.remarks.retain(|remark| !is_said(remark));
            }
            !action.changes.is_empty()
        });
        self.actions = actions;
    }

    /// Takes out what was refused before, with a remark; what needs it waits. Where it would have ended somebody's
    /// access, they are listed (rule D5).
    pub fn leave_out_refused(&mut self) {
        let refused = &self.state.past.refused;
        if refused.is_empty() {
            return;
        }
        let profiles = &self.snapshot.directory.profiles;
        let updated: FxHashMap<&OktaId, Option<Timestamp>> = profiles
            .iter()
            .map(|profile| (&profile.id, profile.last_updated))
            .collect();
        let words_of = |action: &Action| {
            let last_updated = action
                .profile
                .as_ref()
                .and_then(|id| updated.get(id).copied().flatten());
            let words = refused.get(&action.fingerprint(last_updated));
            words.filter(|_| action.held.is_none())
        };
        let said: Vec<Option<&String>> = self.actions.iter().map(words_of).collect();
        let leaves = part::leaving(&self.actions, |at, _| said[at].is_some());
        let mut stay = Vec::with_capacity(self.actions.len());
        for ((mut action, words), leaves) in std::mem::take(&mut self.actions)
            .into_iter()
            .zip(said)
            .zip(leaves)
        {
            let Some(words) = words else {
                if leaves {
                    action.held.get_or_insert_with(|| Hold::new(HoldCode::Follows));
                }
                stay.push(action);
                continue;
            };
            let code = RemarkCode::RefusedBefore {
                kind: action.kind,
                words: Text::from(words.as_str()),
            };
            self.remark(action.employee, action.profile.as_ref(), code);
            self.list_refused_leavers(&action);
        }
        self.actions = stay;
    }

    /// Rule D5: who keeps access because Okta refused this action before.
    fn list_refused_leavers(&mut self, action: &Action) {
        if action.kind == ActionKind::Deactivate {
            self.access.extend(part::access(action, AccessReason::Refused));
        } else if let Some(leaver) = self.leaver_behind(action).filter(|leaver| leaver.is_live) {
            self.access
                .push(leaver.kept_access(action, AccessReason::Refused));
        }
    }
}
