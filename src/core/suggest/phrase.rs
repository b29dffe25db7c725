//! Departments, positions and places as sets of words, in whatever language.

use super::word::sound;
use crate::core::text::fold;
use rustc_hash::{FxHashMap, FxHasher};
use smallvec::SmallVec;
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

/// One meaning a line, its words and phrases separated by commas, folded; lines that begin with `#` are comments.
const MEANINGS: &str = include_str!("../../../assets/work_words.txt");

/// Words that say nothing.
const EMPTY: [&str; 24] = [
    "and",
    "und",
    "et",
    "of",
    "der",
    "die",
    "das",
    "the",
    "fuer",
    "fur",
    "for",
    "department",
    "dept",
    "abteilung",
    "bereich",
    "team",
    "group",
    "gruppe",
    "de",
    "in",
    "am",
    "an",
    "m",
    "w",
];

static KNOWN: LazyLock<FxHashMap<String, u32>> = LazyLock::new(|| {
    let lines = MEANINGS.lines().filter(|line| !line.starts_with('#'));
    (0u32..)
        .zip(lines)
        .flat_map(|(number, line)| line.split(',').map(move |word| (word.trim().to_owned(), number)))
        .collect()
});

/// A sorted set of meanings; those of unknown words are their sounds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Phrase(SmallVec<[u32; 4]>);

/// How far two phrases agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Accord {
    /// One side says nothing.
    Unknown,
    Differs,
    /// They share a word.
    Similar,
    Same,
}

impl Phrase {
    pub fn of(text: &str) -> Self {
        let folded = fold(text);
        let words: SmallVec<[&str; 8]> = folded
            .split(|letter: char| !letter.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty() && !EMPTY.contains(word))
            .take(8)
            .collect();
        let mut meanings = SmallVec::new();
        let mut at = 0;
        while at < words.len() {
            let length = (1..=3.min(words.len() - at))
                .rev()
                .find(|length| KNOWN.contains_key(&words[at..at + length].join(" ")))
                .unwrap_or(1);
            meanings.push(meaning(&words[at..at + length].join(" ")));
            at += length;
        }
        meanings.sort_unstable();
        meanings.dedup();
        Self(meanings)
    }

    pub fn meanings(&self) -> &[u32] {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn accord(&self, other: &Self) -> Accord {
        if self.is_empty() || other.is_empty() {
            Accord::Unknown
        } else if self == other {
            Accord::Same
        } else if self.0.iter().any(|meaning| other.0.contains(meaning)) {
            Accord::Similar
        } else {
            Accord::Differs
        }
    }
}

/// Numbers of known meanings are small; those of unknown words begin where no line can be.
fn meaning(words: &str) -> u32 {
    if let Some(number) = KNOWN.get(words) {
        return *number;
    }
    // `Personalabteilung` is `Personal`.
    let stem = ["abteilung", "team", "bereich", "wesen"]
        .iter()
        .find_map(|end| words.strip_suffix(end))
        .filter(|stem| stem.len() >= 3);
    if let Some(number) = stem.and_then(|stem| KNOWN.get(stem)) {
        return *number;
    }
    let mut hasher = FxHasher::default();
    sound(stem.unwrap_or(words)).hash(&mut hasher);
    let half = (hasher.finish() >> 32) as u32;
    half | 1 << 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l11_departments_are_compared_across_languages() {
        let accord = |a: &str, b: &str| Phrase::of(a).accord(&Phrase::of(b));
        assert_eq!(accord("Vertrieb", "Sales"), Accord::Same);
        assert_eq!(accord("Personalabteilung", "Human Resources"), Accord::Same);
        assert_eq!(accord("IT", "IT Operations"), Accord::Similar);
        assert_eq!(accord("München", "Munich"), Accord::Same);
        assert_eq!(accord("Lager", "Finance"), Accord::Differs);
        assert_eq!(accord("", "Finance"), Accord::Unknown);
    }
}
