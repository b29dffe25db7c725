//! A link is right and stays right, and what is written reaches its person (rules L1 and L7).

use super::{Judge, ids, looks_right};
use crate::alike::same_address;
use crate::capture::link_of;
use crate::machine::RanEnd;
use koppel::core::plan::{Action, ActionKind, HoldCode};

impl Judge<'_> {
    /// Nothing is written to a profile for the record of another person.
    pub(super) fn writes_reach_their_person(&mut self, action: &Action) {
        let (Some(profile), Some(record)) = ids(action) else {
            return;
        };
        if action.kind == ActionKind::Unlink
            || self.truth.is_right(profile, record)
            || self.truth.is_wronged(Some(profile), Some(record))
        {
            return;
        }
        let (Some(old), Some(employee)) = (
            self.before.profiles.get(profile),
            self.before.records.get(&record),
        ) else {
            return;
        };
        let is_excused =
            looks_right(old, employee) || self.truth.excused.contains(&(profile.to_owned(), record));
        if is_excused {
            self.unseen("another person's profile, with the same e-mail and a like name, or the same name");
            return;
        }
        let invariant = match action.kind {
            ActionKind::Link => "link_is_right",
            ActionKind::Deactivate => "deactivated_is_the_leaver",
            _ => "written_is_the_employee",
        };
        let words = format!("{:?} of {profile} for {record}", action.kind);
        self.breach(invariant, &self.people_of(Some(profile), Some(record)), words);
    }

    /// Rule L1: an established link is no `id_mismatch`, whatever name and e-mail say later.
    pub(super) fn established_links_hold(&mut self) {
        let before = self.before;
        let stands = |id: &str, record: u64| before.profiles.get(id).and_then(link_of) == Some(record);
        self.truth.established.retain(|(id, record)| stands(id, *record));
        // A person took the link apart, whether that is written yet or not.
        let planned = self.ran.plan.iter().flat_map(|plan| &plan.actions);
        for action in planned.filter(|action| action.kind == ActionKind::Unlink) {
            if let (Some(id), Some(record)) = ids(action) {
                self.truth.taken_apart.insert((id.to_owned(), record));
            }
        }
        let skipped = self.ran.plan.iter().flat_map(|plan| &plan.skipped);
        let taken_apart = &self.truth.taken_apart;
        self.truth.established.retain(|link| !taken_apart.contains(link));
        let mismatches: Vec<u64> = skipped
            .filter(|skip| crate::adapter::is_id_mismatch(&skip.reason))
            .filter_map(|skip| Some(skip.employee?.0))
            .collect();
        let mismatches: Vec<(String, u64)> = self
            .truth
            .established
            .iter()
            .filter(|(_, record)| mismatches.contains(record))
            .cloned()
            .collect();
        for (id, record) in mismatches {
            // What HR and an administrator wrote about another person is a conflict that a person has to see.
            // Whoever is at work under another record has their profile moved there, sooner or later.
            let is_moving = self.is_at_work_elsewhere(record) || !self.is_live_before(&id);
            if self.truth.is_right(&id, record) && !is_moving {
                let words = format!("{id} of {record} is an ID mismatch");
                self.breach(
                    "an_established_link_holds",
                    &self.people_of(Some(&id), Some(record)),
                    words,
                );
            }
        }
        if self.ran.end != RanEnd::Through {
            return;
        }
        let planned = self.ran.plan.iter().flat_map(|plan| &plan.actions);
        let changed = planned.filter(|action| {
            let held = action.held.as_ref();
            held.is_some_and(|hold| hold.code == HoldCode::LinkChanged)
        });
        let waiting: Vec<u64> = changed.filter_map(|action| Some(action.employee?.0)).collect();
        for (id, profile) in &self.before.profiles {
            let agrees = |record: u64| {
                let record = self.before.records.get(&record)?;
                same_address(record.text("email"), profile.text("email")).then_some(())
            };
            // Of two holders of one ID the earlier link counts (rule L6), and none while a person has to say whose it
            // is (rule L7).
            let is_only = |record: u64| self.before.holders(record).count() == 1;
            let counts =
                |record: &u64| agrees(*record).is_some() && is_only(*record) && !waiting.contains(record);
            if let Some(record) = link_of(profile).filter(counts) {
                self.truth.established.insert((id.clone(), record));
            }
        }
        for action in self.ran.applied() {
            if let (ActionKind::Link | ActionKind::Provision, (Some(id), Some(record))) =
                (action.kind, ids(action))
            {
                self.truth.established.insert((id.to_owned(), record));
            }
        }
    }

    fn is_live_before(&self, id: &str) -> bool {
        self.before
            .profiles
            .get(id)
            .is_some_and(|profile| profile.status.is_live())
    }

    pub(super) fn right_links_stay(&mut self) {
        if !self.is_whole {
            return;
        }
        let mut broken = Vec::new();
        for (id, before) in &self.before.profiles {
            let (Some(old), Some(after)) = (link_of(before), self.after.profiles.get(id)) else {
                continue;
            };
            let new = link_of(after);
            let stays = new == Some(old) || new.is_some_and(|new| self.truth.is_right(id, new));
            let is_dead = !before.status.is_live();
            if !self.truth.is_right(id, old) || stays || is_dead || self.truth.is_wronged(Some(id), new) {
                continue;
            }
            let person = self.truth.owner_of(id);
            // The person's other profile got it.
            let mut holders = self
                .after
                .profiles
                .values()
                .filter(|holder| link_of(holder) == Some(old));
            // A person gave it to another profile, and that is not written yet.
            let written_down = self.ran.rows.iter().map(|row| &row.action);
            let mut links = written_down.filter(|action| action.kind == ActionKind::Link);
            let is_to_move = links.any(|link| link.employee.is_some_and(|employee| employee.0 == old));
            let is_moved = is_to_move
                || holders.any(|holder| holder.id != *id && self.truth.owner_of(&holder.id) == person);
            if !is_moved {
                broken.push((
                    self.people_of(Some(id), new),
                    format!("{id} had {old} and has {new:?}"),
                ));
            }
        }
        for (people, words) in broken {
            self.breach("a_right_link_stays_right", &people, words);
        }
    }
}
