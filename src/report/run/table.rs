//! A run for a terminal: who still has access first, then what went wrong, then what was done.

use super::RunView;
use super::line::run_line;
use crate::core::plan::{Action, ActionKind};
use crate::engine::{ActionResult, RunReport};
use crate::report::page::{Page, Screen, Tone};
use crate::report::plan::still_have_access;
use crate::report::side::named;
use crate::report::table::Table;
use crate::report::words;
use crate::store::state::OutcomeKind;
use std::collections::BTreeMap;

/// What went wrong, with its words, the worst first.
const TROUBLES: [(OutcomeKind, Tone, &str, &str); 4] = [
    (
        OutcomeKind::Unknown,
        Tone::Danger,
        "not certain",
        "nobody knows whether Okta did it; the next run looks before it plans",
    ),
    (OutcomeKind::Failed, Tone::Danger, "failed", "in Okta's words"),
    (
        OutcomeKind::Stale,
        Tone::Waits,
        "left alone",
        "something changed since the plan was made; the next run plans it anew",
    ),
    (
        OutcomeKind::NotReached,
        Tone::Waits,
        "not reached",
        "the run ended before it was their turn",
    ),
];

pub(super) fn text(view: &RunView<'_>, screen: Screen) -> String {
    let mut page = Page::new(screen);
    still_have_access(&view.plan, &mut page);
    // What stopped it concerns everybody, and is told by itself.
    let is_stopped = view.report.stopped_before_the_first_write();
    for (outcome, tone, title, says) in TROUBLES.into_iter().filter(|_| !is_stopped) {
        trouble(
            view,
            &mut page,
            |result| result.outcome == outcome,
            tone,
            title,
            says,
        );
    }
    let says = "Okta refused an attribute, and took the others; koppel leaves it out from now on";
    trouble(
        view,
        &mut page,
        ActionResult::is_in_part,
        Tone::Danger,
        "done in part",
        says,
    );
    if !page.is_empty() {
        page.blank();
    }
    page.paragraph(0, &run_line(view.report));
    page.into_text()
}

fn trouble(
    view: &RunView<'_>,
    page: &mut Page,
    is_it: impl Fn(&ActionResult) -> bool,
    tone: Tone,
    title: &str,
    says: &str,
) {
    let concerned: Vec<(&Action, &ActionResult)> = view
        .report
        .plan
        .actions
        .iter()
        .zip(&view.report.results)
        .filter(|(_, result)| is_it(result))
        .collect();
    if concerned.is_empty() {
        return;
    }
    page.section(tone, '!', title, Some(concerned.len()), says);
    let mut groups: BTreeMap<String, Vec<(&Action, &ActionResult)>> = BTreeMap::new();
    for (action, result) in concerned {
        let why = result.error.as_ref().map(words::call_error).unwrap_or_default();
        let verb = words::verb(action.kind);
        let head = if why.is_empty() {
            verb.to_owned()
        } else {
            format!("{verb}: {why}")
        };
        groups.entry(head).or_default().push((action, result));
    }
    for (head, people) in groups {
        page.paragraph(2, &head);
        let mut table = Table::new(&[true, false, false, false]);
        for (action, result) in people {
            let request = result.request_ids.last();
            table.row([
                &action.employee.map_or_else(String::new, |id| id.to_string()),
                &named(action.name.clone()),
                &action.login,
                &request.map_or_else(String::new, |id| format!("request {id}")),
            ]);
        }
        page.table(4, &table);
    }
}

/// `Run 12 is done: link 40, update 3. 2 wait for you.`
pub(super) fn summary(report: &RunReport) -> String {
    let mut done: Vec<String> = Vec::new();
    for kind in ActionKind::BY_DANGER {
        let applied = report
            .plan
            .actions
            .iter()
            .zip(&report.results)
            .filter(|(action, result)| action.kind == kind && result.outcome == OutcomeKind::Applied)
            .count();
        if applied > 0 {
            done.push(format!("{} {applied}", words::verb(kind)));
        }
    }
    let ended = words::verdict(report.verdict());
    let done = if done.is_empty() {
        "nothing was written".to_owned()
    } else {
        done.join(", ")
    };
    let waits = match report.count(OutcomeKind::Held) {
        0 => String::new(),
        1 => " 1 action waits for you.".to_owned(),
        many => format!(" {many} actions wait for you."),
    };
    format!("Run {} {ended}: {done}.{waits}", report.run)
}
