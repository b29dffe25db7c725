//! What a long run needs of whatever runs koppel: without HTTP, or with it.

use crate::names::DOMAIN;
use jiff::Timestamp;
use koppel::clock::Clock;
use koppel::core::plan::{Action, Plan};
use koppel::core::policy::{
    Activation, Condition, Drift, First, Limit, Limits, LoginPart, LoginSchema, Mapping, Rehire, Rename,
    Scope, Source, Take,
};
use koppel::core::{Policy, Snapshot, Text};
use koppel::engine::Order;
use koppel::sim::Company;
use koppel::store::state::{ActionRow, OutcomeKind};
use koppel::store::{Event, Operator};
use std::path::Path;
use std::sync::Arc;

/// Runs koppel over a company.
pub trait Machine {
    fn company<T>(&self, look: impl FnOnce(&mut Company) -> T) -> T;
    fn clock(&self) -> Clock;
    fn folder(&self) -> &Path;
    fn policy(&self) -> &Policy;
    fn policy_mut(&mut self) -> &mut Policy;
    /// Moves the clock of both sides and of koppel.
    fn set_time(&mut self, at: Timestamp);
    fn run(&mut self, order: Order, mishap: Mishap, rng: &mut fastrand::Rng) -> Ran;
}

/// What goes wrong in one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    Nothing,
    /// A share of the calls fails, or nobody knows.
    Faults,
    /// The process dies in the middle of the action after so many.
    DiesAfter(usize),
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RanEnd {
    Through,
    /// Before its first write, with why.
    Stopped(String),
    Failed(String),
    Killed,
}

/// What a run did, as report and journal have it.
#[derive(Debug)]
pub struct Ran {
    pub end: RanEnd,
    pub plan: Option<Plan>,
    pub snapshot: Option<Arc<Snapshot>>,
    /// The exit code; `None`: the process died.
    pub exit: Option<u8>,
    /// What a person is told of it, where nobody watched.
    pub events: Vec<Event>,
    /// The exit code by what `status` and the overview say afterwards; `None`: this machine does not write that down.
    pub exit_by_status: Option<u8>,
    /// Actions of earlier runs of which nobody knows what they came to.
    pub unresolved: usize,
    pub rows: Vec<ActionRow>,
}

impl Ran {
    /// Actions that were done, as far as the journal knows.
    pub fn applied(&self) -> impl Iterator<Item = &Action> {
        self.called(|outcome| outcome == Some(OutcomeKind::Applied))
    }

    /// Actions that were done, or may have been.
    pub fn maybe_applied(&self) -> impl Iterator<Item = &Action> {
        self.called(|outcome| matches!(outcome, None | Some(OutcomeKind::Applied | OutcomeKind::Unknown)))
    }

    /// Every action that was called was done.
    pub fn is_clean(&self) -> bool {
        let is_done =
            |row: &ActionRow| matches!(row.outcome_kind(), Some(OutcomeKind::Applied | OutcomeKind::Held));
        self.end == RanEnd::Through && self.rows.iter().all(is_done)
    }

    fn called(&self, is_meant: impl Fn(Option<OutcomeKind>) -> bool) -> impl Iterator<Item = &Action> {
        self.rows
            .iter()
            .filter(move |row| row.called.is_some() && is_meant(row.outcome_kind()))
            .map(|row| &row.action)
    }
}

pub fn operator() -> Operator {
    Operator {
        user: "ada".to_owned(),
        host: "idp1".to_owned(),
    }
}

/// The settings of this seed's company.
pub fn policy(rng: &mut fastrand::Rng) -> Policy {
    let mapping = |source: &str, target: &'static str, first| Mapping {
        source: Source::from_words(source).unwrap(),
        target: Text::const_new(target),
        first,
    };
    let whole = |attribute| LoginPart {
        attribute: Text::const_new(attribute),
        take: Take::Whole,
    };
    let off = Limit::Percent(100);
    let limits = if rng.u8(0..3) == 0 {
        Limits::default()
    } else {
        Limits {
            deactivations: off,
            unannounced: off,
            department: off,
            creations: off,
            emptied: off,
            changed: off,
            relinks: off,
            email_changes: off,
        }
    };
    let scope = if rng.bool() {
        Scope::default()
    } else {
        without_externals()
    };
    Policy {
        login: LoginSchema::Generated {
            start: whole("first_name"),
            separator: Text::const_new("."),
            end: Some(whole("last_name")),
            domain: Text::const_new(DOMAIN),
        },
        mapping: vec![
            mapping("first_name", "firstName", First::Send),
            mapping("last_name", "lastName", First::Send),
            mapping("email", "email", First::Keep),
            mapping("department", "department", First::Send),
            mapping("position", "title", First::Fill),
        ],
        activation: Activation {
            on_hire_date: rng.bool(),
            send_email: Some(false),
        },
        days_before_hire: rng.bool().then_some(7),
        link_auto: rng.bool(),
        overwrite_unknown_ids: rng.u8(0..4) == 0,
        drift: if rng.u8(0..3) == 0 {
            Drift::Overwrite
        } else {
            Drift::Keep
        },
        rename: if rng.u8(0..3) == 0 {
            Rename::Ask
        } else {
            Rename::Send
        },
        rehire: [Rehire::Ask, Rehire::Reactivate, Rehire::Ignore][rng.usize(0..3)],
        hold_possible_duplicates: rng.u8(0..5) > 0,
        limits,
        scope,
        ..Policy::default()
    }
}

/// Leaves out whoever is in the department for externals.
pub fn without_externals() -> Scope {
    Scope {
        include: Vec::new(),
        exclude: vec![Condition {
            attribute: Text::const_new("department"),
            is: vec![Text::const_new("Extern")],
        }],
    }
}
