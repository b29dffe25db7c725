//! Somebody's name, taken apart, and how far two names agree.

use super::word::{Likeness, Word};
use crate::core::name_words::{is_particle, is_title};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::Arc;

/// Given and family names.
#[derive(Debug, Clone, Default)]
pub(super) struct Name {
    pub given: Arc<Part>,
    pub family: Arc<Part>,
}

/// Names that were taken apart already: many people share theirs.
#[derive(Debug, Default)]
pub(super) struct Parts<'t>(FxHashMap<&'t str, Arc<Part>>);

impl<'t> Parts<'t> {
    fn of(&mut self, text: &'t str) -> Arc<Part> {
        let part = self
            .0
            .entry(text)
            .or_insert_with(|| Arc::new(Part::of(&mend(text))));
        Arc::clone(part)
    }

    /// As [`Name::of`].
    pub fn name(&mut self, first: Option<&'t str>, last: Option<&'t str>) -> Name {
        match (first, last) {
            (Some(first), Some(last)) if has_letters(first) && has_letters(last) => Name {
                given: self.of(first),
                family: self.of(last),
            },
            _ => Name::of(first, last),
        }
    }
}

/// The words of one half of a name.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    /// Without particles, as long as anything else is there.
    pub words: Box<[Word]>,
    /// All in one, particles too: `vandenberg`. Only where it is no single word already.
    pub whole: Option<Word>,
}

/// How far two halves agree; what says more is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Agreement {
    /// One side says nothing.
    Unknown,
    Differs,
    Initial,
    Similar,
    Typo,
    Nickname,
    /// Some words are the same, and more stand on one side.
    Partly,
    Spelling,
    Same,
}

/// Both halves, and whether they stand the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NameAgreement {
    pub given: Agreement,
    pub family: Agreement,
    pub swapped: bool,
}

impl NameAgreement {
    /// What says more is greater: a half that disagrees counts before one that agrees.
    pub fn rank(self) -> (Agreement, Agreement, bool) {
        let (given, family) = (self.given, self.family);
        (given.min(family), given.max(family), !self.swapped)
    }
}

impl Name {
    pub fn of(first: Option<&str>, last: Option<&str>) -> Self {
        let (first, last) = (first.map(mend), last.map(mend));
        let first = first.as_deref().filter(|first| has_letters(first));
        let last = last.as_deref().filter(|last| has_letters(last));
        match (first, last) {
            (Some(first), Some(last)) => Self {
                given: Arc::new(Part::of(first)),
                family: Arc::new(Part::of(last)),
            },
            (Some(whole), None) | (None, Some(whole)) => Self::of_one_field(whole),
            (None, None) => Self::default(),
        }
    }

    /// `Müller, Jörg`, `Jörg Müller`, `Müller`.
    fn of_one_field(whole: &str) -> Self {
        let halves = match whole.split_once(',') {
            Some((family, given)) => Some((given, family)),
            None => whole.trim().split_once(' '),
        };
        match halves {
            Some((given, family)) => Self {
                given: Arc::new(Part::of(given)),
                family: Arc::new(Part::of(family)),
            },
            None => Self {
                given: Arc::default(),
                family: Arc::new(Part::of(whole)),
            },
        }
    }

    pub fn is_empty(&self) -> bool {
        self.given.words.is_empty() && self.family.words.is_empty()
    }

    fn words(&self) -> impl Iterator<Item = &Word> {
        self.given.words.iter().chain(&self.family.words)
    }

    pub fn agreement(&self, other: &Self) -> NameAgreement {
        let straight = NameAgreement {
            given: self.given.agreement(&other.given),
            family: self.family.agreement(&other.family),
            swapped: false,
        };
        if straight.given.min(straight.family) >= Agreement::Nickname {
            return straight;
        }
        if self.has_the_same_words(other) {
            return NameAgreement {
                given: Agreement::Same,
                family: Agreement::Same,
                swapped: true,
            };
        }
        let swapped = NameAgreement {
            given: self.family.agreement(&other.given),
            family: self.given.agreement(&other.family),
            swapped: true,
        };
        // Two halves have to agree before an order is doubted.
        if swapped.given.min(swapped.family) > straight.given.min(straight.family).max(Agreement::Initial) {
            swapped
        } else {
            straight
        }
    }

    /// However they are spread over the fields: `Nguyen Van | Anh`, `Van Anh | Nguyen`.
    fn has_the_same_words(&self, other: &Self) -> bool {
        let count = self.words().count();
        count >= 2
            && count == other.words().count()
            && self.words().all(|mine| {
                other
                    .words()
                    .any(|theirs| mine.likeness(theirs) >= Likeness::Spelling)
            })
            && other.words().all(|theirs| {
                self.words()
                    .any(|mine| mine.likeness(theirs) >= Likeness::Spelling)
            })
    }
}

impl Part {
    pub fn of(text: &str) -> Self {
        let mut words: Vec<Word> = text
            .split(|letter: char| !(letter.is_alphanumeric() || is_inside_of_words(letter)))
            .filter_map(Word::of)
            .filter(|word| !is_number(&word.plain))
            .collect();
        // Herr and Ma are titles, and names of people.
        if words.iter().any(|word| !is_title(&word.plain)) {
            words.retain(|word| !is_title(&word.plain));
        }
        let words: Vec<(Word, bool)> = words
            .into_iter()
            .map(|word| {
                let is_particle = is_particle(&word.plain);
                (word, is_particle)
            })
            .collect();
        let whole = if words.len() > 1 {
            let all: String = words.iter().map(|(word, _)| word.plain.as_str()).collect();
            Word::of(&all)
        } else {
            None
        };
        let only_particles = words.iter().all(|(_, is_particle)| *is_particle);
        let words = words
            .into_iter()
            .filter(|(_, is_particle)| only_particles || !is_particle)
            .map(|(word, _)| word)
            .collect();
        Self { words, whole }
    }

    /// The one word that it comes to.
    pub fn single(&self) -> Option<&Word> {
        self.whole.as_ref().or(self.words.first())
    }

    pub fn agreement(&self, other: &Self) -> Agreement {
        if self.words.is_empty() || other.words.is_empty() {
            return Agreement::Unknown;
        }
        let mut best = Likeness::Differs;
        let mut worst = Likeness::Same;
        let mut same = 0;
        for mine in &self.words {
            let likeness = other
                .words
                .iter()
                .map(|theirs| mine.likeness(theirs))
                .max()
                .unwrap_or(Likeness::Differs);
            best = best.max(likeness);
            worst = worst.min(likeness);
            same += usize::from(likeness >= Likeness::Spelling);
        }
        let (mine, theirs) = (self.words.len(), other.words.len());
        if same == mine && mine == theirs {
            return from_likeness(worst);
        }
        if (self.whole.is_some() || other.whole.is_some())
            && let (Some(a), Some(b)) = (self.single(), other.single())
        {
            match a.likeness(b) {
                Likeness::Same => return Agreement::Same,
                likeness @ (Likeness::Spelling | Likeness::Typo) => best = best.max(likeness),
                _ => {}
            }
        }
        if same > 0 {
            Agreement::Partly
        } else {
            from_likeness(best)
        }
    }
}

fn from_likeness(likeness: Likeness) -> Agreement {
    match likeness {
        Likeness::Differs => Agreement::Differs,
        Likeness::Initial => Agreement::Initial,
        Likeness::Similar => Agreement::Similar,
        Likeness::Typo => Agreement::Typo,
        Likeness::Nickname => Agreement::Nickname,
        Likeness::Spelling => Agreement::Spelling,
        Likeness::Same => Agreement::Same,
    }
}

/// What stands inside of one word: apostrophes, marks that nobody sees, and what once was a letter.
fn is_inside_of_words(letter: char) -> bool {
    matches!(
        letter,
        '\'' | '\u{2019}' | '\u{2018}' | '`' | '\u{b4}' | '?' | '\u{fffd}' | '\u{ad}' | '\u{200b}'
            ..='\u{200f}' | '\u{feff}'
    ) || unicode_normalization::char::is_combining_mark(letter)
}

fn has_letters(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

fn is_number(plain: &str) -> bool {
    plain.bytes().all(|byte| byte.is_ascii_digit())
}

/// Longer is no name, and would only cost time.
const LONGEST: usize = 200;

/// Without what stands in brackets, and with UTF-8 that was read as Latin-1 read again.
fn mend(text: &str) -> Cow<'_, str> {
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
    let text = &text[..end];
    let text = match text.find(['(', '[', '{']) {
        Some(at) if has_letters(&text[..at]) => &text[..at],
        _ => text,
    };
    let was_misread = text.contains(['Ã', 'Å', 'Ä', 'Ð', 'Î'])
        && text.chars().all(|letter| u32::from(letter) < 0x100)
        && text
            .chars()
            .any(|letter| (0x80..0xc0).contains(&u32::from(letter)));
    if was_misread {
        let bytes: Vec<u8> = text
            .chars()
            .filter_map(|letter| u8::try_from(letter).ok())
            .collect();
        if let Ok(right) = String::from_utf8(bytes) {
            return Cow::Owned(right);
        }
    }
    Cow::Borrowed(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agreement(a: (&str, &str), b: (&str, &str)) -> NameAgreement {
        let name = |(first, last)| Name::of(Some(first), Some(last));
        name(a).agreement(&name(b))
    }

    #[test]
    fn l11_halves_of_names_agree_in_part() {
        use Agreement::{Initial, Nickname, Partly, Same, Typo};
        for (a, b, given, family) in [
            (("Anna", "Weiß"), ("Anna Maria", "Weiss"), Partly, Same),
            (("Hanspeter", "Groß"), ("Hans-Peter", "Groß"), Same, Same),
            (("Jana", "Schröder"), ("Jana", "Schröder-Klein"), Same, Partly),
            (("Piet", "Berg"), ("Piet", "van den Berg"), Same, Same),
            (("Piet", "Vandenberg"), ("Piet", "van den Berg"), Same, Same),
            (("Dr. Anna", "Weiß (extern)"), ("Anna", "Weiß"), Same, Same),
            (("A.", "Weiß"), ("Anna", "Weiß"), Initial, Same),
            (("Bob", "Webre"), ("Robert", "Weber"), Nickname, Typo),
            (("JÃ¶rg", "MÃ¼ller"), ("Jörg", "Müller"), Same, Same),
        ] {
            let found = agreement(a, b);
            assert_eq!((found.given, found.family), (given, family), "{a:?} {b:?}");
            assert!(!found.swapped);
        }
    }

    #[test]
    fn l11_names_in_another_order_are_found() {
        for (a, b) in [
            (("Müller", "Jörg"), ("Jörg", "Mueller")),
            (("Nguyen Van", "Anh"), ("Van Anh", "Nguyen")),
        ] {
            let found = agreement(a, b);
            assert!(
                found.swapped && found.given == Agreement::Same,
                "{a:?} {b:?} {found:?}"
            );
        }
        let whole = Name::of(None, Some("Müller, Jörg"));
        let found = whole.agreement(&Name::of(Some("Jörg"), Some("Müller")));
        assert_eq!((found.given, found.family), (Agreement::Same, Agreement::Same));
    }

    #[test]
    fn l11_nameless_and_endless_names_break_nothing() {
        let empty = Name::of(Some(" ?! "), Some("123"));
        assert!(empty.is_empty());
        let endless = "ä".repeat(10_000);
        assert!(
            Name::of(Some(&endless), Some(&endless)).given.words[0]
                .plain
                .len()
                <= LONGEST
        );
    }
}
