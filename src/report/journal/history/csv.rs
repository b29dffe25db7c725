//! The history as rows. Of actions each changed attribute is one, as in the plan's rows.

use super::{History, table};
use crate::report::code as plan_code;
use crate::report::csv::Rows;
use crate::report::journal::{code, words};
use crate::store::state::{ActionRow, DecisionRow, ReviewRow, RunId, RunRow, Tally};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::io;

const RUNS: [&str; 16] = [
    "run",
    "kind",
    "reverses",
    "started",
    "ended",
    "result",
    "user",
    "host",
    "unattended",
    "overrides",
    "applied",
    "failed",
    "outdated",
    "unknown",
    "not_reached",
    "held",
];

const ACTIONS: [&str; 18] = [
    "run",
    "position",
    "kind",
    "employee_id",
    "okta_id",
    "name",
    "login",
    "attribute",
    "from",
    "to",
    "outcome",
    "why",
    "released_by",
    "request_ids",
    "started",
    "ended",
    "user",
    "host",
];

const DECISIONS: [&str; 12] = [
    "id",
    "at",
    "user",
    "host",
    "origin",
    "act",
    "about",
    "kind",
    "employee_id",
    "okta_id",
    "run",
    "says",
];

pub(super) fn write(history: &History, out: &mut dyn io::Write) -> io::Result<()> {
    match history {
        History::Runs(runs) => {
            let mut rows = Rows::new(out, RUNS)?;
            runs.iter()
                .try_for_each(|(row, tally)| run(&mut rows, row, *tally))?;
            rows.finish()
        }
        History::Actions { actions, runs } => {
            let mut rows = Rows::new(out, ACTIONS)?;
            actions.iter().try_for_each(|row| action(&mut rows, row, runs))?;
            rows.finish()
        }
        History::Decisions { acts, reviews } => {
            let mut rows = Rows::new(out, DECISIONS)?;
            acts.iter().try_for_each(|row| act(&mut rows, row))?;
            reviews.iter().try_for_each(|row| review(&mut rows, row))?;
            rows.finish()
        }
    }
}

fn run(rows: &mut Rows<'_>, run: &RunRow, tally: Tally) -> io::Result<()> {
    let reverses = run.reverses.map(|run| run.0);
    rows.row([
        &run.run.to_string(),
        code::run_kind(run.kind),
        &optional(reverses),
        &run.started.to_string(),
        &optional(run.ended.map(|(ended, _)| ended)),
        run.ended.map_or("", |(_, ending)| plan_code::run_end(ending)),
        &run.by.user,
        &run.by.host,
        &run.is_unattended.to_string(),
        &run.overrides.join("; "),
        &tally.applied.to_string(),
        &tally.failed.to_string(),
        &tally.stale.to_string(),
        &tally.unknown.to_string(),
        &tally.not_reached.to_string(),
        &tally.held.to_string(),
    ])
}

fn action(rows: &mut Rows<'_>, row: &ActionRow, runs: &BTreeMap<RunId, (RunRow, Tally)>) -> io::Result<()> {
    let action = &row.action;
    let (user, host) = runs
        .get(&row.run)
        .map_or(("", ""), |(run, _)| (&run.by.user, &run.by.host));
    let ended: Option<Timestamp> = row.outcome.map(|(ended, _)| ended);
    let why = words::why(row).unwrap_or_default();
    let mut write = |attribute: &str, from: &str, to: &str| {
        rows.row([
            &row.run.to_string(),
            &row.position.to_string(),
            plan_code::action(action.kind),
            &optional(action.employee),
            action.profile.as_ref().map_or("", |id| id.as_str()),
            &action.name,
            &action.login,
            attribute,
            from,
            to,
            row.outcome_kind().map_or("", plan_code::outcome),
            &why,
            row.let_go.as_deref().unwrap_or_default(),
            &row.request_ids.join(" "),
            &optional(row.called),
            &optional(ended),
            user,
            host,
        ])
    };
    if action.changes.is_empty() {
        return write("", "", "");
    }
    for change in &action.changes {
        write(
            &change.attribute,
            &change.from.to_string(),
            &change.to.to_string(),
        )?;
    }
    Ok(())
}

fn act(rows: &mut Rows<'_>, row: &DecisionRow) -> io::Result<()> {
    rows.row([
        &row.id.0.to_string(),
        &row.at.to_string(),
        &row.by.user,
        &row.by.host,
        code::origin(row.origin),
        code::act(row.act),
        &optional(row.about.map(|about| about.0)),
        code::decision(row.decision.kind()),
        &optional(row.decision.employee()),
        row.decision.profile().map_or("", |id| id.as_str()),
        &optional(row.run),
        &words::decision(&row.decision),
    ])
}

fn review(rows: &mut Rows<'_>, row: &ReviewRow) -> io::Result<()> {
    rows.row([
        "",
        &row.at.to_string(),
        &row.by.user,
        &row.by.host,
        code::origin(row.origin),
        "decided",
        "",
        "review",
        "",
        "",
        "",
        &table::review_says(row),
    ])
}

fn optional(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
