//! The history for a terminal.

use super::History;
use crate::report::journal::words;
use crate::report::page::{Page, Screen, Tone};
use crate::report::side::named;
use crate::report::table::Table;
use crate::report::words::{activation, change, count, verb};
use crate::store::state::{ActionRow, DecisionRow, OutcomeKind, ReviewRow, RunEnd, RunId, RunRow, Tally};
use std::collections::BTreeMap;

/// So many of the newest runs are shown.
const ENOUGH: usize = 50;

pub(super) fn text(history: &History, screen: Screen) -> String {
    let mut page = Page::new(screen);
    match history {
        History::Runs(runs) => all_runs(&mut page, runs),
        History::Actions { actions, runs } => actions_by_run(&mut page, actions, runs),
        History::Decisions { acts, reviews } => decisions(&mut page, acts, reviews),
    }
    page.into_text()
}

fn all_runs(page: &mut Page, runs: &[(RunRow, Tally)]) {
    if runs.is_empty() {
        return page.paragraph(0, "No run yet.");
    }
    let mut table = Table::new(&[true, true, true, true, false, false]);
    table.row(["run", "began (UTC)", "", "", "", ""]);
    for (run, tally) in runs.iter().take(ENOUGH) {
        table.row([
            &run.run.to_string(),
            &words::minute(run.started),
            &words::kind(run),
            &words::short_ending(run),
            &words::tally(tally),
            &run.by.to_string(),
        ]);
    }
    page.table(0, &table);
    let older = runs.len().saturating_sub(ENOUGH);
    if older > 0 {
        page.paragraph(0, &format!("… and {older} older; --format csv lists all"));
    }
}

fn actions_by_run(page: &mut Page, actions: &[ActionRow], runs: &BTreeMap<RunId, (RunRow, Tally)>) {
    if actions.is_empty() && runs.is_empty() {
        return page.paragraph(0, "Nothing was done for this person so far.");
    }
    for (run, tally) in runs.values().rev() {
        head(page, run, *tally);
        for row in actions.iter().filter(|row| row.run == run.run) {
            action(page, row);
        }
    }
}

fn head(page: &mut Page, run: &RunRow, tally: Tally) {
    let (tone, sign) = match run.ended {
        Some((_, RunEnd::Done)) => (Tone::Quiet, '='),
        _ => (Tone::Waits, '?'),
    };
    let by = words::by(&run.by, run.is_unattended);
    page.section(tone, sign, &words::run(run), None, &format!("by {by}"));
    let until = run
        .ended
        .map_or_else(String::new, |(ended, _)| format!(" to {}", words::time(ended)));
    let ending = words::ending(run);
    page.paragraph(2, &format!("{}{until}: {ending}", words::time(run.started)));
    page.paragraph(2, &words::tally(&tally));
    for said in &run.overrides {
        page.paragraph(2, &format!("let go by {said}"));
    }
}

/// `applied: update 11 Anna Weiss, anna.weiss@acme.com`, and below it all that is known.
fn action(page: &mut Page, row: &ActionRow) {
    let action = &row.action;
    let employee = action.employee.map_or_else(String::new, |id| format!(" {id}"));
    let outcome = row.outcome_kind();
    page.paragraph(
        2,
        &format!(
            "{}: {}{employee} {}, {}",
            words::outcome(outcome),
            verb(action.kind),
            named(action.name.clone()),
            action.login
        ),
    );
    for one in &action.changes {
        page.paragraph(6, &change(one));
    }
    if let Some(when) = action.activation {
        page.paragraph(6, &activation(when));
    }
    if let Some(why) = words::why(row) {
        page.paragraph(6, &format!("why: {why}"));
    }
    if let Some(let_go) = &row.let_go {
        page.paragraph(6, &format!("let go: {let_go}"));
    }
    if outcome != Some(OutcomeKind::Held) && !row.request_ids.is_empty() {
        let noun = if row.request_ids.len() == 1 {
            "request"
        } else {
            "requests"
        };
        page.paragraph(6, &format!("Okta's {noun} {}", row.request_ids.join(", ")));
    }
}

fn decisions(page: &mut Page, acts: &[DecisionRow], reviews: &[ReviewRow]) {
    if acts.is_empty() && reviews.is_empty() {
        return page.paragraph(0, "Nothing was decided so far.");
    }
    let mut reviews = reviews.iter().peekable();
    for row in acts {
        while let Some(review) = reviews.next_if(|review| review.at > row.at) {
            reviewed(page, review);
        }
        let run = row.run.map_or_else(String::new, |run| format!(" {run}"));
        page.paragraph(
            0,
            &format!(
                "{}, {}, {}{run}",
                words::time(row.at),
                row.by,
                words::origin(row.origin)
            ),
        );
        page.paragraph(4, &act_says(row));
    }
    for review in reviews {
        reviewed(page, review);
    }
}

/// `decided: exclude (the founder), employee 12`
pub fn act_says(row: &DecisionRow) -> String {
    let (employee, profile) = (row.decision.employee(), row.decision.profile());
    let employee = employee.map_or_else(String::new, |id| format!(", employee {id}"));
    let profile = profile.map_or_else(String::new, |id| format!(", profile {id}"));
    let act = words::act(row.act);
    format!("{act}: {}{employee}{profile}", words::decision(&row.decision))
}

fn reviewed(page: &mut Page, review: &ReviewRow) {
    let origin = words::origin(review.origin);
    page.paragraph(0, &format!("{}, {}, {origin}", words::time(review.at), review.by));
    page.paragraph(4, &review_says(review));
}

/// `reviewed the link report: 12 pairs and 3 creations named`
pub fn review_says(review: &ReviewRow) -> String {
    format!(
        "reviewed the link report: {} and {} named",
        count(review.pairs, "pair", "pairs"),
        count(review.covered, "creation", "creations")
    )
}
