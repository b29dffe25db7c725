//! The cases of each heading, and those of the one that is shown: filtered, sorted, selected, marked.
//!
//! Made anew where both sides were read or something was decided, never while drawing.

use super::case::{Case, Tab, rejected, tab_of_employee, tab_of_profile};
use super::filter::Fits;
use crate::core::suggest::{Strength, Suggestion};
use crate::lang::Key;
use crate::tui::action::Action;
use crate::tui::desk::{Reading, Suggestions};
use crate::tui::shared::Shared;
use crate::tui::widget::selection::Selection;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;

/// What the cases are sorted by; of the same, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The surest candidate first.
    #[default]
    Guess,
    Name,
    /// The latest first.
    SignIn,
    /// When it was created, or the employee was hired: the latest first.
    Began,
    Number,
}

impl Sort {
    const ALL: [Self; 5] = [Self::Guess, Self::Name, Self::SignIn, Self::Began, Self::Number];

    pub fn next(self) -> Self {
        let at = Self::ALL
            .iter()
            .position(|sort| *sort == self)
            .unwrap_or_default();
        Self::ALL[(at + 1) % Self::ALL.len()]
    }

    pub fn says(self) -> Key {
        match self {
            Self::Guess => Key("links-sort-guess"),
            Self::Name => Key("links-sort-name"),
            Self::SignIn => Key("links-sort-sign-in"),
            Self::Began => Key("links-sort-began"),
            Self::Number => Key("links-sort-number"),
        }
    }
}

/// How sure the first candidate of an undecided profile is; a smaller rank is surer.
#[derive(Debug, Clone, Copy)]
struct Guess {
    rank: u8,
    employee: Option<u32>,
}

#[derive(Debug, Default)]
pub struct List {
    reading: Option<Shared<Reading>>,
    /// In the order of [`Tab::ALL`], each sorted by name.
    tabs: [Vec<Case>; Tab::ALL.len()],
    guesses: FxHashMap<u32, Guess>,
    /// Candidates are looked at again from this many known ones on.
    next_guesses: usize,
    tab: Tab,
    sort: Sort,
    filter: String,
    shown: Vec<Case>,
    selection: Selection,
    /// Somebody moved: the selection stays with its case, wherever that goes.
    anchor: Option<Case>,
    marks: FxHashSet<Case>,
}

impl List {
    pub fn reading(&self) -> Option<&Shared<Reading>> {
        self.reading.as_ref()
    }

    pub fn tab(&self) -> Tab {
        self.tab
    }

    pub fn sort(&self) -> Sort {
        self.sort
    }

    pub fn filter(&self) -> &str {
        &self.filter
    }

    pub fn count(&self, tab: Tab) -> usize {
        self.tabs[place(tab)].len()
    }

    /// All cases of the heading that is shown, as they are filtered and sorted.
    pub fn shown(&self) -> &[Case] {
        &self.shown
    }

    pub fn selected_row(&self) -> usize {
        self.selection.at(self.shown.len())
    }

    pub fn selected(&self) -> Option<Case> {
        self.shown.get(self.selected_row()).copied()
    }

    pub fn is_marked(&self, case: Case) -> bool {
        self.marks.contains(&case)
    }

    /// Marked cases that are shown; what the filter hides is acted on by nothing.
    pub fn marked(&self) -> Vec<Case> {
        let shown = self.shown.iter().copied();
        shown.filter(|case| self.marks.contains(case)).collect()
    }

    /// What a key acts on: the marked cases, else the selected one.
    pub fn meant(&self) -> Vec<Case> {
        let marked = self.marked();
        if marked.is_empty() {
            self.selected().into_iter().collect()
        } else {
            marked
        }
    }

    /// Profiles of the list as it is shown, by position.
    pub fn profiles(&self) -> Vec<u32> {
        let profiles = self.shown.iter().filter_map(|case| match case {
            Case::Profile(at) => Some(*at),
            _ => None,
        });
        profiles.collect()
    }

    /// Moves as the key says. `false`: it is no key that moves.
    pub fn act(&mut self, action: Action, page: usize) -> bool {
        let has_moved = self.selection.act(action, self.shown.len(), page);
        if has_moved {
            self.anchor = self.selected();
        }
        has_moved
    }

    pub fn select(&mut self, row: usize) {
        self.selection.set(row);
        self.anchor = self.selected();
    }

    pub fn mark(&mut self) {
        if let Some(case) = self.selected()
            && !self.marks.remove(&case)
        {
            self.marks.insert(case);
        }
    }

    pub fn unmark_all(&mut self) {
        self.marks.clear();
    }

    /// Marks are of one heading: what is acted on stands before one's eyes.
    pub fn show_tab(&mut self, tab: Tab) {
        if self.tab != tab {
            self.tab = tab;
            self.marks.clear();
            self.anchor = None;
            self.selection = Selection::default();
            self.arrange();
        }
    }

    /// The next heading that has a case, or the one before.
    pub fn turn_tab(&mut self, is_forward: bool) {
        let has_cases = |tab: &Tab| *tab == self.tab || self.count(*tab) > 0;
        let open: Vec<Tab> = Tab::ALL.into_iter().filter(has_cases).collect();
        let at = open.iter().position(|tab| *tab == self.tab).unwrap_or_default();
        let step = if is_forward { 1 } else { open.len() - 1 };
        self.show_tab(open[(at + step) % open.len()]);
    }

    pub fn turn_sort(&mut self) {
        self.sort = self.sort.next();
        self.arrange();
    }

    pub fn set_filter(&mut self, text: &str) {
        if self.filter != text {
            text.clone_into(&mut self.filter);
            self.arrange();
        }
    }

    /// The desk knows more than before.
    pub fn renew(&mut self, reading: Option<&Shared<Reading>>, suggestions: &Suggestions) {
        let Some(now) = reading else {
            return;
        };
        let is_same = self.reading.as_ref() == Some(now);
        let undecided = self.count(Tab::Undecided) + self.count(Tab::Asked);
        let is_time = suggestions.len() >= self.next_guesses.min(undecided);
        if is_same && (!is_time || self.guesses.len() == suggestions.len()) {
            return;
        }
        if !is_same {
            self.follow(now);
            self.tabs = tabs(now);
            self.reading = Some(now.clone());
        }
        self.guesses = guesses(now, suggestions);
        // Each time a half more: a hundred thousand are not sorted for every few that come.
        self.next_guesses = suggestions.len() + (suggestions.len() / 2).max(64);
        self.arrange();
    }

    /// Selection and marks go with their cases into the new reading.
    fn follow(&mut self, now: &Reading) {
        let Some(before) = self.reading.clone() else {
            return;
        };
        let find = |case: Case| Case::find(&case.id(&before)?, now);
        self.anchor = self.anchor.and_then(find);
        self.marks = self.marks.drain().filter_map(find).collect();
    }

    /// The cases of the heading, filtered and sorted; the selection stays with its case as long as it is there.
    fn arrange(&mut self) {
        let Some(reading) = self.reading.clone() else {
            return;
        };
        let row = self.selected_row();
        let mut shown = self.tabs[place(self.tab)].clone();
        if let Some(fits) = Fits::of(&self.filter, &reading) {
            shown.retain(|case| fits.has(*case, &reading, self.guess_of(*case)));
        }
        self.sort_cases(&mut shown, &reading);
        self.shown = shown;
        let in_tab = self.marks.len();
        if in_tab > 0 {
            let tab: FxHashSet<Case> = self.tabs[place(self.tab)].iter().copied().collect();
            self.marks.retain(|case| tab.contains(case));
        }
        let anchor = self
            .anchor
            .and_then(|anchor| self.shown.iter().position(|case| *case == anchor));
        match anchor {
            Some(at) => self.selection.set(at),
            // Whoever decided a case is at the next one.
            None if self.anchor.is_some() => self.select(row),
            None => self.selection.set(0),
        }
    }

    /// The first candidate of an undecided profile.
    fn guess_of(&self, case: Case) -> Option<u32> {
        match case {
            Case::Profile(at) => self.guesses.get(&at)?.employee,
            _ => None,
        }
    }

    fn sort_cases(&self, cases: &mut [Case], reading: &Reading) {
        let people = &reading.people;
        match self.sort {
            // As the headings are made.
            Sort::Name => {}
            Sort::Guess => {
                if matches!(self.tab, Tab::Undecided | Tab::Asked) {
                    let rank = |case: &Case| match case {
                        Case::Profile(at) => self.guesses.get(at).map_or(UNKNOWN, |guess| guess.rank),
                        _ => UNKNOWN,
                    };
                    cases.sort_by_cached_key(rank);
                }
            }
            Sort::SignIn => {
                let signed_in =
                    |case: &Case| -> Option<Timestamp> { people.profile(case.sides(reading).0?).last_login };
                cases.sort_by_cached_key(|case| Reverse(signed_in(case)));
            }
            Sort::Began => {
                let began = |case: &Case| -> Option<Date> {
                    let (profile, employee) = case.sides(reading);
                    let created = profile.and_then(|at| people.profile(at).created);
                    let created = created.map(|at| TimeZone::UTC.to_datetime(at).date());
                    created.or_else(|| people.employee(employee?).hire_date.date())
                };
                cases.sort_by_cached_key(|case| Reverse(began(case)));
            }
            Sort::Number => {
                let number = |case: &Case| {
                    let (profile, employee) = case.sides(reading);
                    let employee = employee.map(|at| people.employee(at).id.0);
                    let holds = profile.and_then(|at| people.profile(at).number.clone());
                    (employee.is_none(), employee, holds)
                };
                cases.sort_by_cached_key(number);
            }
        }
    }
}

/// Whoever has no candidate yet comes last.
const UNKNOWN: u8 = u8::MAX;

fn place(tab: Tab) -> usize {
    Tab::ALL.iter().position(|one| *one == tab).unwrap_or_default()
}

fn rank(suggestions: &[Suggestion]) -> u8 {
    match suggestions.first() {
        None => 5,
        Some(best) if best.has_left => 3,
        Some(best) => match best.strength {
            Strength::Strong => 0,
            Strength::Likely => 1,
            Strength::TwoAlike => 2,
            Strength::Weak => 4,
        },
    }
}

fn guesses(reading: &Reading, suggestions: &Suggestions) -> FxHashMap<u32, Guess> {
    let known = reading.undecided().filter_map(|at| {
        let suggestions = suggestions.of(at)?;
        let best = suggestions.first().map(|best| best.employee);
        let guess = Guess {
            rank: rank(suggestions),
            employee: best.and_then(|employee| reading.people.place_of(employee)),
        };
        Some((at, guess))
    });
    known.collect()
}

fn tabs(reading: &Reading) -> [Vec<Case>; Tab::ALL.len()] {
    let mut tabs: [Vec<Case>; Tab::ALL.len()] = Default::default();
    let people = &reading.people;
    let last = reading.last.as_ref().map(|last| last.at);
    for at in (0u32..).take(reading.links.conflicts.len()) {
        tabs[place(Tab::Conflict)].push(Case::Conflict(at));
        tabs[place(Tab::All)].push(Case::Conflict(at));
    }
    for &at in &people.profiles_by_name {
        let case = Case::Profile(at);
        let Some(tab) = tab_of_profile(reading, at) else {
            continue;
        };
        tabs[place(tab)].push(case);
        tabs[place(Tab::All)].push(case);
        let is_open = tab != Tab::Former;
        if is_open && last.is_some_and(|last| people.profile(at).created.is_some_and(|at| at > last)) {
            tabs[place(Tab::New)].push(case);
        }
    }
    for &at in &people.employees_by_name {
        let case = Case::Employee(at);
        let known = &reading.state.past.known_employees;
        let is_new = last.is_some() && !known.contains(&people.employee(at).id);
        let Some(tab) = tab_of_employee(reading, at) else {
            continue;
        };
        if tab != Tab::All {
            tabs[place(tab)].push(case);
        }
        tabs[place(Tab::All)].push(case);
        if is_new {
            tabs[place(Tab::New)].push(case);
        }
    }
    let rejected = (0u32..).take(rejected(reading).len()).map(Case::Rejected);
    tabs[place(Tab::Aside)].extend(rejected);
    tabs
}
