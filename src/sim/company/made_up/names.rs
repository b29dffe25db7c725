//! Names of people, departments and places, from `assets/made_up_company.json`.

use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Names {
    /// By language.
    people: Vec<Language>,
    pub departments: Vec<Department>,
    pub offices: Vec<String>,
    pub subcompanies: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Language {
    /// In a hundred people.
    share: u32,
    first: Vec<String>,
    last: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Department {
    pub name: String,
    pub team: String,
    pub positions: Vec<String>,
}

/// A file that does not parse leaves everybody without a name; a test looks.
pub(super) static NAMES: LazyLock<Names> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../assets/made_up_company.json")).unwrap_or_default()
});

impl Names {
    /// First and last name in one language.
    pub(super) fn person(&self, rng: &mut fastrand::Rng) -> (&str, &str) {
        let mut dice = rng.u32(0..100);
        for language in &self.people {
            if dice < language.share {
                return (pick(rng, &language.first), pick(rng, &language.last));
            }
            dice -= language.share;
        }
        ("", "")
    }
}

/// One of them; empty if there is none.
pub(super) fn pick<'a>(rng: &mut fastrand::Rng, from: &'a [String]) -> &'a str {
    rng.choice(from).map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::NAMES;

    #[test]
    fn the_shares_of_the_languages_make_a_hundred() {
        assert_eq!(
            NAMES.people.iter().map(|language| language.share).sum::<u32>(),
            100
        );
        assert!(!NAMES.departments.is_empty() && !NAMES.offices.is_empty() && !NAMES.subcompanies.is_empty());
    }
}
