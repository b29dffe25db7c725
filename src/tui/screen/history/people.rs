//! Everybody whom the journal names, found by name, ID or login over all runs.

use super::task::Person;
use crate::core::text::fold;
use crate::tui::job::JobId;
use crate::tui::shared::Shared;
use crate::tui::widget::selection::Selection;

/// Whom a search found.
#[derive(Debug, Default)]
pub struct People {
    pub all: Option<Shared<Vec<Person>>>,
    pub asked: Option<JobId>,
    pub filter: String,
    /// By place in all of them.
    pub hits: Vec<usize>,
    pub selection: Selection,
}

impl People {
    pub fn search(&mut self) {
        let words = fold(&self.filter).into_owned();
        let fits = |person: &Person| words.split_whitespace().all(|word| person.folded.contains(word));
        self.hits = match &self.all {
            Some(all) if !words.is_empty() => {
                let found = all.iter().enumerate().filter(|(_, person)| fits(person));
                found.map(|(place, _)| place).collect()
            }
            _ => Vec::new(),
        };
        self.selection = Selection::default();
    }

    pub fn get(&self, hit: usize) -> Option<&Person> {
        self.all.as_ref()?.get(*self.hits.get(hit)?)
    }

    pub fn selected(&self) -> Option<&Person> {
        self.get(self.selection.at(self.hits.len()))
    }
}
