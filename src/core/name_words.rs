//! When two names share a word (rule L2), on which rules P3 and P4 build: may two records be of one person?

use super::nickname::{self, Families};
use super::text::{fold, fold_german};
use super::value::Text;
use rustc_hash::FxHashSet;
use smallvec::SmallVec;
use std::sync::LazyLock;

/// Words that say nothing of who somebody is, by kind.
static FILLERS: LazyLock<Fillers> =
    LazyLock::new(|| Fillers::read(include_str!("../../assets/name_fillers.txt")));

#[derive(Debug, Default)]
struct Fillers {
    particles: FxHashSet<&'static str>,
    titles: FxHashSet<&'static str>,
}

impl Fillers {
    fn read(list: &'static str) -> Self {
        let mut all = Self::default();
        let mut are_titles = false;
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            match line {
                "[particles]" => are_titles = false,
                "[titles]" => are_titles = true,
                words if are_titles => all.titles.extend(words.split_whitespace()),
                words => all.particles.extend(words.split_whitespace()),
            }
        }
        all
    }
}

/// Whether this folded word belongs to a family name and tells nobody apart, such as `van` or `bin`.
pub(super) fn is_particle(folded: &str) -> bool {
    FILLERS.particles.contains(folded)
}

/// Whether this folded word stands in name fields and is no name, such as `dr` or `ext`.
pub(super) fn is_title(folded: &str) -> bool {
    FILLERS.titles.contains(folded)
}

/// The words of one part of a name (first or last name) that count for rule L2: folded, of two letters or more,
/// without particles and titles as long as another word is left.
#[derive(Debug, Clone, Default)]
pub struct NameWords {
    words: SmallVec<[NameWord; 2]>,
    /// All words in one, particles, titles and initials included: `vandenberg`.
    whole: Text,
}

/// One word in both ways of folding.
#[derive(Debug, Clone)]
struct NameWord {
    /// Marks are dropped: `muller`.
    plain: Text,
    /// Umlauts are spelled out: `mueller`. Empty where that makes no difference.
    german: Text,
}

impl NameWords {
    /// Of a first or a last name as it stands on either side.
    pub fn of(part: &str) -> Self {
        let all: SmallVec<[NameWord; 4]> = part
            .split(|letter: char| !letter.is_alphanumeric() && !is_inside_of_a_word(letter))
            .filter_map(NameWord::of)
            .collect();
        let whole: String = all.iter().map(|word| word.plain.as_str()).collect();
        let long = |word: &&NameWord| word.plain.len() >= 2;
        let telling = |word: &&NameWord| !is_particle(&word.plain) && !is_title(&word.plain);
        let mut words: SmallVec<[NameWord; 2]> = all.iter().filter(long).filter(telling).cloned().collect();
        if words.is_empty() {
            words = all.iter().filter(long).cloned().collect();
        }
        Self {
            whole: Text::from(whole),
            words,
        }
    }

    /// Whether nothing of the part counts.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a word stands in both, or both are the same without blanks (`van den Berg`, `Vandenberg`).
    pub fn share(&self, other: &Self) -> bool {
        !self.is_empty()
            && !other.is_empty()
            && self.keys().any(|mine| other.keys().any(|theirs| mine == theirs))
    }

    /// As [`NameWords::share`], for first names: a short form from the table counts too (`Bob`, `Robert`).
    pub fn share_first(&self, other: &Self) -> bool {
        self.share(other)
            || self.words.iter().any(|mine| {
                let mine = mine.families();
                !mine.numbers().is_empty() && other.words.iter().any(|theirs| mine.meet(&theirs.families()))
            })
    }

    /// Whether both are the same in every letter, initials included: `S` is the whole last name of many people.
    fn is_same(&self, other: &Self) -> bool {
        !self.whole.is_empty() && self.whole == other.whole
    }

    /// Each spelling under which the part is known, for an index: two parts that share a word, or are the same, share a
    /// key.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let words = self.words.iter().flat_map(|word| [&word.plain, &word.german]);
        words
            .chain([&self.whole])
            .map(Text::as_str)
            .filter(|key| !key.is_empty())
    }
}

impl NameWord {
    fn of(text: &str) -> Option<Self> {
        let letters = |folded: &str| -> Text {
            let letters = folded.chars().filter(char::is_ascii_alphanumeric);
            letters.map(|letter| letter.to_ascii_lowercase()).collect()
        };
        let plain = letters(&fold(text));
        let german = if text.is_ascii() {
            Text::default()
        } else {
            Some(letters(&fold_german(text)))
                .filter(|german| *german != plain)
                .unwrap_or_default()
        };
        (!plain.is_empty()).then_some(Self { plain, german })
    }

    fn families(&self) -> Families {
        nickname::families(&self.plain).or(|| nickname::families(&self.german))
    }
}

/// Apostrophes and combining marks do not end a word: `O'Brien`.
fn is_inside_of_a_word(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}' | '\u{2bc}' | '`' | '\u{b4}')
        || unicode_normalization::char::is_combining_mark(letter)
        || super::text::is_invisible(letter)
}

/// First and last name of one record or profile, taken apart.
#[derive(Debug, Clone, Default)]
pub struct FullNameWords {
    pub first: NameWords,
    pub last: NameWords,
}

impl FullNameWords {
    /// A missing part counts as empty.
    pub fn of(first: Option<&str>, last: Option<&str>) -> Self {
        Self {
            first: first.map(NameWords::of).unwrap_or_default(),
            last: last.map(NameWords::of).unwrap_or_default(),
        }
    }

    /// Whether nothing of either part counts.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty() && self.last.is_empty()
    }

    /// Rule L2: any word of one stands anywhere in the other; short forms count between first names alone.
    pub fn share_a_word(&self, other: &Self) -> bool {
        self.first.share_first(&other.first)
            || self.last.share(&other.last)
            || self.first.share(&other.last)
            || self.last.share(&other.first)
    }

    /// Rules P3 and P4: first and last name each share a word or are the same, also where one side has them swapped. A
    /// name of one part may stand in either field of the other side, or in both.
    pub fn may_be_one_person(&self, other: &Self) -> bool {
        let last = |a: &NameWords, b: &NameWords| a.share(b) || a.is_same(b);
        let first = |a: &NameWords, b: &NameWords| a.share_first(b) || a.is_same(b);
        if let Some(only) = self.only_part().or_else(|| other.only_part()) {
            let whole = if self.only_part().is_some() { other } else { self };
            return first(only, &whole.first) || first(only, &whole.last);
        }
        (last(&self.last, &other.last) && first(&self.first, &other.first))
            || (first(&self.last, &other.first) && last(&self.first, &other.last))
            || (first(&self.first, &other.last) && last(&self.last, &other.first))
    }

    /// The part of a name that has no other.
    fn only_part(&self) -> Option<&NameWords> {
        match (self.first.whole.is_empty(), self.last.whole.is_empty()) {
            (false, true) => Some(&self.first),
            (true, false) => Some(&self.last),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(first: &str, last: &str) -> FullNameWords {
        FullNameWords::of(Some(first), Some(last))
    }

    #[test]
    fn l2_short_forms_count_between_first_names_and_no_prefix_does() {
        assert!(name("Alex", "Weber").share_a_word(&name("Alexander", "Schulz")));
        assert!(name("Bob", "Smith").share_a_word(&name("Robert", "Jones")));
        assert!(name("Jörg", "Müller").share_a_word(&name("Hans", "Mueller")));
        assert!(!name("Jörg", "Müller").share_a_word(&name("Anna", "Weiß")));
        assert!(
            !name("Anna", "Bob").share_a_word(&name("Lisa", "Robert")),
            "no short forms of last names"
        );
        assert!(
            !name("Mar", "Klein").share_a_word(&name("Marvin", "Groß")),
            "a prefix is no short form"
        );
        assert!(!name("Eva", "Schmid").share_a_word(&name("Tim", "Schmidt")));
    }

    #[test]
    fn l2_particles_titles_and_initials_do_not_count() {
        assert!(!name("Jan", "van Dijk").share_a_word(&name("Piet", "van den Berg")));
        assert!(!name("Dr. Anna", "Weiß").share_a_word(&name("Dr. Tim", "Groß")));
        assert!(!name("J.", "Weiß").share_a_word(&name("J.", "Groß")));
        assert!(!name("Omar", "bin Saleh").share_a_word(&name("Yusuf", "bin Laith")));
        assert!(
            name("Ben", "Weiß").share_a_word(&name("Ben", "Groß")),
            "a name of fillers alone keeps them"
        );
    }

    #[test]
    fn p4_one_person_with_a_name_written_in_another_way() {
        for (a, b) in [
            (("Anna", "Adler"), ("Anna", "Adler-Neu")),
            (("Anna", "Adler"), ("Anna Maria", "Adler")),
            (("Robert", "Klein"), ("Bob", "Klein")),
            (("Klein", "Robert"), ("Robert", "Klein")),
            (("Dr. Robert", "Klein"), ("Robert", "Klein")),
            (("Jörg", "Müller"), ("Joerg", "Mueller")),
            (("Jan", "van den Berg"), ("Jan", "Vandenberg")),
            (("Seán", "O'Brien"), ("Sean", "OBrien")),
            (("José", "García López"), ("Jose", "Garcia")),
            (("Kavitha", "S"), ("Kavitha", "S.")),
            (("Suresh", ""), ("Suresh", "Suresh")),
            (("Suresh", "."), ("Suresh", "Kumar")),
            (("Li", "Ma"), ("Li", "Ma")),
        ] {
            assert!(name(a.0, a.1).may_be_one_person(&name(b.0, b.1)), "{a:?} {b:?}");
        }
        for (a, b) in [
            (("Jan", "van Dijk"), ("Jan", "van den Berg")),
            (("Anna", "Adler"), ("Anton", "Adler")),
            (("Anna", "Adler"), ("Anna", "Neu")),
            (("Kavitha", "S"), ("Kavitha", "R")),
            (("", ""), ("", "")),
            (("", ""), ("Anna", "Neu")),
        ] {
            assert!(!name(a.0, a.1).may_be_one_person(&name(b.0, b.1)), "{a:?} {b:?}");
        }
    }
}
