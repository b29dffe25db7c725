//! What happened, day by day and by person, so that a failing seed can be told in a few lines.

use crate::people::PersonIndex;
use std::fmt::Write as _;

#[derive(Debug, Clone)]
struct Entry {
    day: usize,
    people: Vec<PersonIndex>,
    words: String,
}

/// Everything that happened in one long run.
#[derive(Debug, Clone, Default)]
pub struct Diary {
    pub day: usize,
    entries: Vec<Entry>,
}

impl Diary {
    /// About these people; about nobody in particular where there are none.
    pub fn write(&mut self, people: &[PersonIndex], words: impl Into<String>) {
        self.entries.push(Entry {
            day: self.day,
            people: people.to_vec(),
            words: words.into(),
        });
    }

    /// The lines about these people until this day, and those about nobody in particular on days on which there are
    /// such. What a person is told again every day is told once.
    pub fn about(&self, people: &[PersonIndex], until: usize) -> String {
        let is_about = |entry: &Entry| entry.people.iter().any(|person| people.contains(person));
        let mut text = String::new();
        let mut told: Vec<&str> = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.day <= until) {
            let is_told = is_about(entry)
                || (entry.people.is_empty()
                    && self
                        .entries
                        .iter()
                        .any(|other| other.day == entry.day && is_about(other)));
            if is_told && !told.contains(&entry.words.as_str()) {
                told.push(&entry.words);
                let _ = writeln!(text, "  day {:>2}  {}", entry.day, entry.words);
            }
        }
        text
    }

    pub fn all(&self) -> String {
        self.entries.iter().fold(String::new(), |mut text, entry| {
            let _ = writeln!(text, "  day {:>2} {:?} {}", entry.day, entry.people, entry.words);
            text
        })
    }
}
