//! The history for scripts: `assets/history.schema.json`.

use super::History;
use crate::core::{OktaId, RunVerdict};
use crate::report::journal::{code, words};
use crate::report::{code as plan_code, json_value};
use crate::store::state::{self, ActionRow, DecisionRow, ReviewRow, RunRow};
use jiff::Timestamp;
use serde::Serialize;

/// Just those parts that were asked for.
#[derive(Serialize)]
pub(super) struct Document<'a> {
    version: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    runs: Option<Vec<RunOut<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actions: Option<Vec<ActionOut<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decisions: Option<Vec<ActOut<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reviews: Option<Vec<ReviewOut<'a>>>,
}

/// A run.
#[derive(Debug, Serialize)]
pub(in crate::report::journal) struct RunOut<'a> {
    run: i64,
    kind: &'static str,
    /// The run that it undid.
    reverses: Option<i64>,
    started: Timestamp,
    /// `null`: it goes on, or its process died.
    ended: Option<Timestamp>,
    result: Option<&'static str>,
    /// `null`: it had no plan.
    verdict: Option<&'static str>,
    user: &'a str,
    host: &'a str,
    unattended: bool,
    koppel: &'a str,
    overrides: &'a [String],
    outcomes: Tally,
}

#[derive(Debug, Serialize)]
struct Tally {
    applied: usize,
    failed: usize,
    outdated: usize,
    unknown: usize,
    not_reached: usize,
    held: usize,
}

#[derive(Serialize)]
struct ActionOut<'a> {
    run: i64,
    position: u32,
    kind: &'static str,
    employee_id: Option<u64>,
    okta_id: Option<&'a str>,
    login: &'a str,
    name: &'a str,
    changes: Vec<ChangeOut<'a>>,
    started: Option<Timestamp>,
    ended: Option<Timestamp>,
    outcome: Option<&'static str>,
    held: Option<&'static str>,
    released_by: Option<&'a str>,
    error: Option<ErrorOut<'a>>,
    request_ids: &'a [String],
}

#[derive(Serialize)]
struct ChangeOut<'a> {
    attribute: &'a str,
    from: serde_json::Value,
    to: serde_json::Value,
}

#[derive(Serialize)]
struct ErrorOut<'a> {
    /// Okta's.
    code: Option<&'a str>,
    text: &'a str,
}

#[derive(Serialize)]
struct ActOut<'a> {
    id: i64,
    at: Timestamp,
    user: &'a str,
    host: &'a str,
    origin: &'static str,
    act: &'static str,
    /// The decision that it is about; `null`: it is the decision itself.
    about: Option<i64>,
    kind: &'static str,
    employee_id: Option<u64>,
    okta_id: Option<&'a str>,
    run: Option<i64>,
    text: String,
}

#[derive(Serialize)]
struct ReviewOut<'a> {
    at: Timestamp,
    user: &'a str,
    host: &'a str,
    origin: &'static str,
    creations: usize,
    matches: usize,
}

pub(super) fn document(history: &History) -> Document<'_> {
    let mut document = Document {
        version: 1,
        runs: None,
        actions: None,
        decisions: None,
        reviews: None,
    };
    match history {
        History::Runs(runs) => {
            document.runs = Some(runs.iter().map(|(run, tally)| RunOut::of(run, *tally)).collect());
        }
        History::Actions { actions, runs } => {
            let newest_first = runs.values().rev();
            document.runs = Some(newest_first.map(|(run, tally)| RunOut::of(run, *tally)).collect());
            document.actions = Some(actions.iter().map(action).collect());
        }
        History::Decisions { acts, reviews } => {
            document.decisions = Some(acts.iter().map(act).collect());
            document.reviews = Some(reviews.iter().map(review).collect());
        }
    }
    document
}

impl<'a> RunOut<'a> {
    pub fn of(run: &'a RunRow, tally: state::Tally) -> Self {
        Self {
            run: run.run.0,
            kind: code::run_kind(run.kind),
            reverses: run.reverses.map(|run| run.0),
            started: run.started,
            ended: run.ended.map(|(ended, _)| ended),
            result: run.ended.map(|(_, ending)| plan_code::run_end(ending)),
            verdict: run.verdict.map(RunVerdict::code),
            user: &run.by.user,
            host: &run.by.host,
            unattended: run.is_unattended,
            koppel: &run.version,
            overrides: &run.overrides,
            outcomes: Tally {
                applied: tally.applied,
                failed: tally.failed,
                outdated: tally.stale,
                unknown: tally.unknown,
                not_reached: tally.not_reached,
                held: tally.held,
            },
        }
    }
}

fn action(row: &ActionRow) -> ActionOut<'_> {
    let action = &row.action;
    ActionOut {
        run: row.run.0,
        position: row.position,
        kind: plan_code::action(action.kind),
        employee_id: action.employee.map(|id| id.0),
        okta_id: action.profile.as_ref().map(OktaId::as_str),
        login: &action.login,
        name: &action.name,
        changes: action
            .changes
            .iter()
            .map(|change| ChangeOut {
                attribute: &change.attribute,
                from: json_value(&change.from),
                to: json_value(&change.to),
            })
            .collect(),
        started: row.called,
        ended: row.outcome.map(|(ended, _)| ended),
        outcome: row.outcome_kind().map(plan_code::outcome),
        held: action.held.as_ref().map(|hold| plan_code::hold(hold.code)),
        released_by: row.let_go.as_deref(),
        error: row.error.as_ref().map(|error| ErrorOut {
            code: error.code.as_deref(),
            text: &error.summary,
        }),
        request_ids: &row.request_ids,
    }
}

fn act(row: &DecisionRow) -> ActOut<'_> {
    ActOut {
        id: row.id.0,
        at: row.at,
        user: &row.by.user,
        host: &row.by.host,
        origin: code::origin(row.origin),
        act: code::act(row.act),
        about: row.about.map(|id| id.0),
        kind: code::decision(row.decision.kind()),
        employee_id: row.decision.employee().map(|id| id.0),
        okta_id: row.decision.profile().map(OktaId::as_str),
        run: row.run.map(|run| run.0),
        text: words::decision(&row.decision),
    }
}

fn review(row: &ReviewRow) -> ReviewOut<'_> {
    ReviewOut {
        at: row.at,
        user: &row.by.user,
        host: &row.by.host,
        origin: code::origin(row.origin),
        creations: row.covered,
        matches: row.pairs,
    }
}
