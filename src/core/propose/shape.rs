//! One login schema applied to many people: what is the same for everybody is made once, and no login is put together
//! that nobody sees.

use crate::core::EmployeeId;
use crate::core::login::LoginRules;
use crate::core::plan::SkipReason;
use crate::core::policy::LoginPart;
use crate::core::text::fold;
use crate::core::value::Text;
use rustc_hash::{FxHashSet, FxHasher};
use std::fmt::Write;
use std::hash::Hasher;

/// What one person gets, without the login itself: only ten are shown.
pub(super) enum Outcome {
    Plain,
    WithId,
    Held,
    Skip(SkipReason),
}

/// A generated schema, with what of it is the same for everybody.
pub(super) struct Shape<'a> {
    pub start: &'a LoginPart,
    separator: &'a str,
    separator_key: String,
    pub end: Option<&'a LoginPart>,
    domain: &'a str,
    domain_key: String,
    /// In characters, with the `@`.
    domain_length: usize,
}

impl<'a> Shape<'a> {
    pub fn new(
        start: &'a LoginPart,
        separator: &'a str,
        end: Option<&'a LoginPart>,
        domain: &'a str,
    ) -> Self {
        Self {
            start,
            separator,
            separator_key: fold(separator).into_owned(),
            end,
            domain,
            domain_key: format!("@{}", fold(domain)),
            domain_length: domain.chars().count() + 1,
        }
    }

    /// Rule N4, by the hashes of logins as keys: of a hundred thousand people two different logins have one with a
    /// chance of less than one in a thousand million, and it is a preview. `scratch` is what a key is made in.
    pub fn give(
        &self,
        start: &str,
        end: &str,
        id: EmployeeId,
        rules: &LoginRules,
        taken: &mut FxHashSet<u64>,
        scratch: &mut String,
    ) -> Outcome {
        if start.is_empty() && end.is_empty() {
            return Outcome::Skip(SkipReason::LoginEmpty);
        }
        let (separator, separator_key) = self.separator(start, end);
        // All but the separator is ASCII.
        let length = start.len() + separator.chars().count() + end.len() + self.domain_length;
        let refused = rules.refuses(length, || self.login(start, end));
        if let Some(reason) = refused {
            return Outcome::Skip(reason);
        }
        scratch.clear();
        scratch.extend([start, separator_key, end]);
        let local = scratch.len();
        scratch.push_str(&self.domain_key);
        if taken.insert(hash(scratch)) {
            return Outcome::Plain;
        }
        scratch.truncate(local);
        // Writing to a text cannot fail.
        let _ = write!(scratch, "_{id}");
        let length = length + scratch.len() - local;
        scratch.push_str(&self.domain_key);
        if let Some(reason) = rules.refuses(length, || self.login_with_id(start, end, id)) {
            Outcome::Skip(reason)
        } else if taken.insert(hash(scratch)) {
            Outcome::WithId
        } else {
            Outcome::Skip(SkipReason::LoginTaken(self.login_with_id(start, end, id)))
        }
    }

    /// As it stands and as a key; none where it would stand at the edge.
    fn separator(&self, start: &str, end: &str) -> (&str, &str) {
        if start.is_empty() || end.is_empty() {
            ("", "")
        } else {
            (self.separator, &self.separator_key)
        }
    }

    /// As the schema says, before anybody else is looked at.
    pub fn login(&self, start: &str, end: &str) -> Text {
        let (separator, _) = self.separator(start, end);
        Text::from(format!("{start}{separator}{end}@{}", self.domain))
    }

    /// What who comes second gets.
    fn login_with_id(&self, start: &str, end: &str, id: EmployeeId) -> Text {
        let (separator, _) = self.separator(start, end);
        Text::from(format!("{start}{separator}{end}_{id}@{}", self.domain))
    }
}

/// Of a [`login_key`](crate::core::text::login_key).
pub(super) fn hash(key: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(key.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hash that mixes badly takes logins for one that differ in a letter and a digit, and counts collisions that
    /// are none.
    #[test]
    fn n4_logins_that_are_nearly_alike_have_hashes_of_their_own() {
        const LAST: [&str; 10] = [
            "mueller",
            "schmidt",
            "schneider",
            "fischer",
            "weber",
            "meyer",
            "wagner",
            "becker",
            "schulz",
            "hoffmann",
        ];
        let (mut keys, mut hashes) = (0, FxHashSet::default());
        for first in 'a'..='z' {
            for last in LAST {
                for number in 0..1000 {
                    keys += 1;
                    hashes.insert(hash(&format!("{first}{last}{number}@example.com")));
                }
            }
        }
        assert_eq!(hashes.len(), keys);
    }
}
