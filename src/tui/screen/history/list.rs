//! Entries as they come page by page, with what is selected and what of them is shown.

use super::entry::Entry;
use crate::core::text::fold;
use crate::tui::action::Action;
use crate::tui::desk::Reading;
use crate::tui::job::JobId;
use crate::tui::widget::selection::Selection;

/// With fewer rows than this below the selected one the next page is asked for.
const AHEAD: usize = 100;

#[derive(Debug, Default)]
pub struct List {
    rows: Vec<Entry>,
    /// What a search looks through, for each row.
    folded: Vec<String>,
    /// The rows that are shown, by place.
    shown: Vec<usize>,
    filter: String,
    selection: Selection,
    /// There are no older ones.
    pub is_all: bool,
    /// The job that brings the next page, or the newest one.
    pub asked: Option<JobId>,
    pub is_known: bool,
}

impl List {
    /// Complete, as what was done in one run.
    pub fn of(rows: Vec<Entry>, reading: Option<&Reading>) -> Self {
        let mut list = Self {
            is_all: true,
            is_known: true,
            ..Self::default()
        };
        list.put(rows, reading);
        list
    }

    /// The newest page: what was known and is older stays behind it.
    pub fn renew(&mut self, newest: Vec<Entry>, is_all: bool, reading: Option<&Reading>) {
        let selected = self.selected().map(Entry::id);
        let had_all = self.is_all && self.is_known;
        let oldest = newest.last().map(Entry::at);
        let known = |row: &Entry| newest.iter().any(|new| new.id() == row.id());
        let is_older = |row: &Entry| oldest.is_some_and(|oldest| row.at() <= oldest) && !known(row);
        let older: Vec<Entry> = self.rows.iter().filter(|row| is_older(row)).cloned().collect();
        let rows = newest.into_iter().chain(older).collect();
        self.put(rows, reading);
        self.is_all = is_all || had_all;
        self.is_known = true;
        if let Some(selected) = selected
            && let Some(at) = self.shown.iter().position(|at| self.rows[*at].id() == selected)
        {
            self.selection.set(at);
        }
    }

    /// The page behind what is known.
    pub fn extend(&mut self, older: Vec<Entry>, is_all: bool, reading: Option<&Reading>) {
        self.folded.extend(older.iter().map(|row| row.folded(reading)));
        self.rows.extend(older);
        self.is_all = is_all;
        self.refilter();
    }

    fn put(&mut self, rows: Vec<Entry>, reading: Option<&Reading>) {
        self.folded = rows.iter().map(|row| row.folded(reading)).collect();
        self.rows = rows;
        self.refilter();
    }

    pub fn set_filter(&mut self, text: &str) {
        text.clone_into(&mut self.filter);
        self.refilter();
        self.selection = Selection::default();
    }

    pub fn filter(&self) -> &str {
        &self.filter
    }

    fn refilter(&mut self) {
        let words = fold(&self.filter).into_owned();
        let fits = |at: &usize| {
            words
                .split_whitespace()
                .all(|word| self.folded[*at].contains(word))
        };
        self.shown = (0..self.rows.len()).filter(fits).collect();
    }

    pub fn len(&self) -> usize {
        self.shown.len()
    }

    pub fn get(&self, index: usize) -> Option<&Entry> {
        self.rows.get(*self.shown.get(index)?)
    }

    pub fn at(&self) -> usize {
        self.selection.at(self.len())
    }

    pub fn selected(&self) -> Option<&Entry> {
        self.get(self.at())
    }

    pub fn select(&mut self, index: usize) {
        self.selection.set(index);
    }

    pub fn act(&mut self, action: Action, page: usize) -> bool {
        let len = self.len();
        self.selection.act(action, len, page)
    }

    pub fn rows(&self) -> &[Entry] {
        &self.rows
    }

    /// More is to be asked for.
    pub fn wants_more(&self) -> bool {
        !self.is_all && self.is_known && self.asked.is_none() && self.len() - self.at() < AHEAD.max(1)
    }
}
