//! What somebody typed, and where it stands in a text.

use crate::core::page_address::employee_meant;
use crate::core::text::fold;
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

/// A search, folded and split into words; all have to match, in whatever order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// Folded; none is empty.
    words: Vec<String>,
}

/// More letters and words narrow nothing down, and would only take time.
const LONGEST: usize = 100;
const MOST_WORDS: usize = 8;

impl Query {
    /// Of a pasted address of a profile the number in it counts
    /// (`https://acme.personio.de/staff/employee-details/10234`).
    pub fn of(typed: &str) -> Self {
        let typed = typed.trim();
        if let Some(number) = employee_meant(typed).ok().filter(|id| id.len() < typed.len()) {
            return Self { words: vec![number] };
        }
        let short: String = typed.chars().take(LONGEST).collect();
        let words = fold(&short)
            .split(|letter: char| !is_searched(letter))
            .filter(|word| word.bytes().any(|byte| byte.is_ascii_alphanumeric()))
            .map(str::to_ascii_lowercase)
            .take(MOST_WORDS)
            .collect();
        Self { words }
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    pub(super) fn words(&self) -> &[String] {
        &self.words
    }

    /// Digits alone: an ID, probably.
    pub(super) fn as_number(&self) -> Option<&str> {
        match self.words.as_slice() {
            [word] if word.bytes().all(|byte| byte.is_ascii_digit()) => Some(word),
            _ => None,
        }
    }

    /// Which characters of a text matched, by their positions, sorted; for showing them. A word that does not stand
    /// in it as a whole is matched letter by letter, from three letters on.
    pub fn matched(&self, text: &str) -> Vec<usize> {
        let (folded, origins) = folded_with_origins(text);
        let mut matched = Vec::new();
        for word in &self.words {
            if let Some(at) = best_place(&folded, word) {
                matched.extend(&origins[at..at + word.len()]);
            } else if word.len() >= super::LOOSE
                && let Some((_, letters)) = SkimMatcherV2::default().fuzzy_indices(&folded, word)
            {
                matched.extend(letters.iter().filter_map(|at| origins.get(*at)));
            }
        }
        matched.sort_unstable();
        matched.dedup();
        matched
    }
}

/// Letters, digits, and what addresses are made of.
pub(super) fn is_searched(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '@' | '.' | '_' | '-' | '+')
}

/// The beginning of a word before any other place.
fn best_place(folded: &str, word: &str) -> Option<usize> {
    let places = || folded.match_indices(word).map(|(at, _)| at);
    places()
        .find(|at| *at == 0 || !folded.as_bytes()[at - 1].is_ascii_alphanumeric())
        .or_else(|| places().next())
}

/// A text folded letter by letter, with the character that each byte comes from.
fn folded_with_origins(text: &str) -> (String, Vec<usize>) {
    let mut folded = String::with_capacity(text.len());
    let mut origins = Vec::with_capacity(text.len());
    let mut buffer = [0; 4];
    for (at, letter) in text.chars().enumerate() {
        let piece = fold(letter.encode_utf8(&mut buffer)).to_ascii_lowercase();
        origins.extend(std::iter::repeat_n(at, piece.len()));
        folded.push_str(&piece);
    }
    (folded, origins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_address_is_the_number_at_its_end() {
        for address in [
            "https://acme.personio.de/staff/employee-details/10234",
            " https://acme.app.personio.com/staff/details/10234/?tab=1#x ",
            "https://acme.personio.de/staff/employee-details/10234/absences",
        ] {
            assert_eq!(Query::of(address).as_number(), Some("10234"), "{address}");
        }
        assert_eq!(Query::of("mueller 10234").as_number(), None);
    }

    #[test]
    fn matched_letters_are_those_of_the_text_as_it_is_shown() {
        assert_eq!(Query::of("mull").matched("Jörg Müller"), [5, 6, 7, 8]);
        assert_eq!(Query::of("gross").matched("Groß"), [0, 1, 2, 3]);
        assert_eq!(Query::of("jurgn").matched("Jürgen"), [0, 1, 2, 3, 5]);
        assert_eq!(
            Query::of("an").matched("Johann Anders"),
            [7, 8],
            "where a word begins"
        );
        assert_eq!(Query::of("").matched("Jörg"), [0; 0]);
    }
}
