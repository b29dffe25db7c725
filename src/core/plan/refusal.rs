//! What Okta refused for good, and is not asked again (rule A6).

use super::make::Planner;
use super::{AccessReason, Action, ActionKind, Hold, HoldCode, RemarkCode, part};
use crate::core::id::OktaId;
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
