//! One login schema applied to many people: what is the same for everybody is made once, and no login is put together
//! that nobody sees.

use crate::core::EmployeeId;
use crate::core::login::LENGTH;
use crate::core::plan::SkipReason;
use crate::core::policy::LoginPart;
use crate::core::text::fold;
use crate::core::value::Text;
use rustc_hash::{FxHashSet, FxHasher};
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

    /// Rule N4, by the hashes of [`login_key`]s: of a hundred thousand people two different logins have one with a
    /// chance of less than one in a thousand million, and it is a preview.
    pub fn give(&self, start: &str, end: &str, id: EmployeeId, taken: &mut FxHashSet<u64>) -> Outcome {
        if start.is_empty() && end.is_empty() {
            return Outcome::Skip(SkipReason::LoginEmpty);
        }
        let (separator, separator_key) = self.separator(start, end);
        // All but the separator is ASCII.
        let length = start.len() + separator.chars().count() + end.len() + self.domain_length;
        if !LENGTH.contains(&length) {
            return Outcome::Skip(SkipReason::LoginLength(length));
        }
        let key = |suffix: &str| hash_parts(&[start, separator_key, end, suffix, &self.domain_key]);
        if taken.insert(key("")) {
            return Outcome::Plain;
        }
        let suffix = format!("_{id}");
        let length = length + suffix.len();
        if !LENGTH.contains(&length) {
            Outcome::Skip(SkipReason::LoginLength(length))
        } else if taken.insert(key(&suffix)) {
            Outcome::WithId
        } else {
            let login = self.with_suffix(&self.login(start, end), &suffix);
            Outcome::Skip(SkipReason::LoginTaken(login))
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

    fn with_suffix(&self, login: &str, suffix: &str) -> Text {
        let local = login
            .strip_suffix(self.domain)
            .unwrap_or(login)
            .trim_end_matches('@');
        Text::from(format!("{local}{suffix}@{}", self.domain))
    }
}

/// Of a [`login_key`](crate::core::text::login_key).
pub(super) fn hash(key: &str) -> u64 {
    hash_parts(&[key])
}

/// Byte by byte, so that it does not matter where one part ends.
fn hash_parts(parts: &[&str]) -> u64 {
    let mut hasher = FxHasher::default();
    let mut word = 0u64;
    let mut filled = 0u32;
    for byte in parts.iter().flat_map(|part| part.bytes()) {
        word = word << 8 | u64::from(byte);
        filled += 1;
        if filled == 8 {
            hasher.write_u64(word);
            (word, filled) = (0, 0);
        }
    }
    hasher.write_u64(word);
    hasher.write_u32(filled);
    hasher.finish()
}
