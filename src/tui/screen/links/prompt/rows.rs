//! Who is listed: candidates with why they may be meant, or whoever was found by what was typed.

use super::task::{Hits, Side};
use crate::core::employee::Employee;
use crate::core::search::Query;
use crate::core::suggest::{ProfileSuggestion, Reason, Strength, Suggestion};
use crate::core::{EmployeeId, OktaId};
use crate::store::state::Decision;
use crate::tui::desk::{Desk, Reading, What};

/// Somebody on the other side.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// In the roster or the directory.
    pub position: u32,
    pub guess: Option<Guess>,
}

/// Rule L11.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Guess {
    pub strength: Strength,
    /// 0 to 1.
    pub score: f32,
    pub reasons: Vec<Reason>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Row {
    Candidate(Candidate),
    /// Rule L9: a service account, a shared mailbox, somebody external, a second account.
    Nobody,
    /// HR is asked.
    AskHr,
}

/// What is selected; holds on while rows come and go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pick {
    Employee(EmployeeId),
    Profile(OktaId),
    Nobody,
    AskHr,
}

/// What the list is made from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    pub reading: &'a Reading,
    pub desk: &'a Desk,
    /// Whom the question is about, by position.
    pub subject: u32,
    /// Who is listed.
    pub side: Side,
    /// The others of the conflict that is decided, by position.
    pub rivals: &'a [u32],
    pub guesses: &'a [Candidate],
    pub hits: &'a Hits,
    pub with_taken: bool,
}

impl Candidate {
    pub fn of_suggestion(reading: &Reading, suggestion: &Suggestion) -> Option<Self> {
        Some(Self {
            position: reading.people.place_of(suggestion.employee)?,
            guess: Some(Guess {
                strength: suggestion.strength,
                score: suggestion.score,
                reasons: suggestion.reasons.clone(),
            }),
        })
    }

    pub fn of_profile_suggestion(reading: &Reading, suggestion: &ProfileSuggestion) -> Option<Self> {
        Some(Self {
            position: reading.people.place_of_profile(&suggestion.profile)?,
            guess: Some(Guess {
                strength: suggestion.strength,
                score: suggestion.score,
                reasons: suggestion.reasons.clone(),
            }),
        })
    }

    pub fn is_strong(&self) -> bool {
        self.guess
            .as_ref()
            .is_some_and(|guess| guess.strength == Strength::Strong)
    }
}

impl Source<'_> {
    /// All rows, in their order.
    pub fn rows(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = if self.hits.query.is_empty() {
            let rivals = self.rivals.iter().map(|at| self.known(*at));
            let others = self.guesses.iter().filter(|one| self.is_suggested(one));
            let others = others.filter(|one| !self.rivals.contains(&one.position)).cloned();
            rivals.chain(others).map(Row::Candidate).collect()
        } else {
            let hits = self.hits.found.best.iter();
            let hits = hits.filter(|hit| self.is_listed(hit.position));
            hits.map(|hit| Row::Candidate(self.known(hit.position))).collect()
        };
        if self.side == Side::Employees {
            rows.extend([Row::Nobody, Row::AskHr]);
        }
        rows
    }

    /// What `Enter` may take without a look at the list: somebody strong who is here and free, the one who was found,
    /// the ID that was typed. `None`: the person chooses.
    pub fn preferred(&self, rows: &[Row]) -> Option<Pick> {
        let [Row::Candidate(first), ..] = rows else {
            return None;
        };
        if !self.is_here(first.position) {
            return None;
        }
        let query = &self.hits.query;
        let is_sure = if query.is_empty() {
            self.rivals.is_empty() && first.is_strong()
        } else {
            self.hits.found.total == 1 || first.is_strong() || self.is_number(query, first.position)
        };
        (is_sure && self.side.is_free(self.reading, first.position)).then(|| self.pick(first.position))
    }

    pub fn pick(&self, position: u32) -> Pick {
        match self.side {
            Side::Employees => Pick::Employee(self.reading.people.employee(position).id),
            Side::Profiles => Pick::Profile(self.reading.people.profile(position).id.clone()),
        }
    }

    pub fn pick_of(&self, row: &Row) -> Pick {
        match row {
            Row::Candidate(one) => self.pick(one.position),
            Row::Nobody => Pick::Nobody,
            Row::AskHr => Pick::AskHr,
        }
    }

    /// With what is known of why.
    fn known(&self, position: u32) -> Candidate {
        let known = self.guesses.iter().find(|one| one.position == position);
        known.cloned().unwrap_or(Candidate {
            position,
            guess: None,
        })
    }

    /// Rule L10: a rejected pair is never suggested; whoever types the name may still choose it.
    fn is_suggested(&self, one: &Candidate) -> bool {
        let (profile, employee) = self.pair(one.position);
        self.is_listed(one.position)
            && !self.reading.state.decisions.has_rejected(profile, employee)
            && !self
                .desk
                .pending()
                .any(|act| rejects(&act.what, profile, employee))
    }

    fn is_listed(&self, position: u32) -> bool {
        let (profile, employee) = self.pair(position);
        let is_gone = match self.side {
            Side::Employees => self.desk.is_being_given(employee),
            Side::Profiles => self.desk.is_being_decided(profile),
        };
        !is_gone && (self.with_taken || self.side.is_free(self.reading, position))
    }

    fn pair(&self, position: u32) -> (&OktaId, EmployeeId) {
        let people = &self.reading.people;
        let (profile, employee) = match self.side {
            Side::Employees => (self.subject, position),
            Side::Profiles => (position, self.subject),
        };
        (&people.profile(profile).id, people.employee(employee).id)
    }

    /// Neither has the employee left, nor is the account a former one.
    fn is_here(&self, position: u32) -> bool {
        match self.side {
            Side::Employees => !self.reading.people.employee(position).status.is_inactive(),
            Side::Profiles => self.reading.people.profile(position).is_live(),
        }
    }

    fn is_number(&self, query: &Query, position: u32) -> bool {
        let is_whole = |employee: &Employee| *query == Query::of(&employee.id.to_string());
        self.side == Side::Employees && is_whole(self.reading.people.employee(position))
    }
}

fn rejects(what: &What, profile: &OktaId, employee: EmployeeId) -> bool {
    let is_this = |decision: &Decision| matches!(decision, Decision::Reject { profile: p, employee: e } if p == profile && *e == employee);
    matches!(what, What::Decide(decisions) if decisions.iter().any(is_this))
}

/// Whether this profile is no longer a question once what is being written down is written. A rejected pair leaves it
/// one.
pub(super) fn is_being_settled(desk: &Desk, profile: &OktaId) -> bool {
    desk.pending().any(|act| match &act.what {
        What::Assign(wishes) => wishes.iter().any(|wish| wish.profile == *profile),
        What::Decide(decisions) => decisions.iter().any(|decision| {
            !matches!(decision, Decision::Reject { .. }) && decision.profile() == Some(profile)
        }),
        _ => false,
    })
}
