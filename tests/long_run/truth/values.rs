//! Which values are written (rules U2 and U6).

use super::{Judge, ids};
use crate::alike::{is_one_address, is_the_same_form, reads_the_same, same_address};
use koppel::core::plan::{Action, ActionKind};

impl Judge<'_> {
    /// Rules U2 and L2.
    pub(super) fn no_value_is_replaced_by_its_like(&mut self, action: &Action) {
        if action.kind != ActionKind::Update {
            return;
        }
        let (Some(profile), record) = ids(action) else {
            return;
        };
        for change in &action.changes {
            let (Some(from), Some(to)) = (change.from.as_text(), change.to.as_text()) else {
                continue;
            };
            let is_email = change.attribute == "email";
            let invariant = if is_the_same_form(from, to) || (is_email && same_address(from, to)) {
                "no_value_is_replaced_by_its_like"
            } else if reads_the_same(from, to) {
                "no_value_is_replaced_by_one_with_other_invisible_letters"
            } else {
                continue;
            };
            let words = format!("{} of {profile}: {from:?} becomes {to:?}", change.attribute);
            self.breach(invariant, &self.people_of(Some(profile), record), words);
        }
    }

    /// Rule U6: a name of invisible letters alone counts as missing.
    pub(super) fn no_invisible_name_is_written(&mut self, action: &Action) {
        let (profile, record) = ids(action);
        let names = action
            .changes
            .iter()
            .filter(|change| change.attribute.ends_with("Name"));
        for name in names.filter_map(|change| change.to.as_text()) {
            if reads_the_same(name, "") {
                let words = format!("{:?} for {record:?} writes {name:?}", action.kind);
                self.breach(
                    "no_invisible_name_is_written",
                    &self.people_of(profile, record),
                    words,
                );
            }
        }
    }

    /// Rule U6.
    pub(super) fn only_addresses_become_emails(&mut self, action: &Action) {
        let (profile, record) = ids(action);
        let changes = action.changes.iter().filter(|change| change.attribute == "email");
        for email in changes.filter_map(|change| change.to.as_text()) {
            if !is_one_address(email) {
                let words = format!("{:?} for {record:?} writes {email:?}", action.kind);
                self.breach(
                    "only_addresses_become_emails",
                    &self.people_of(profile, record),
                    words,
                );
            }
        }
    }
}
