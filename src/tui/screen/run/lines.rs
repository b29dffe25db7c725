//! What a run came to, line by line: who still has access first, then what went wrong, then what was done.

use crate::core::plan::{Access, Action, ActionKind};
use crate::engine::{ActionResult, RunReport};
use crate::failure::Failure;
use crate::lang::{Key, Lang};
use crate::report::{run_line, words, wrap};
use crate::store::state::OutcomeKind;
use crate::tui::text::{pad, safe};
use crate::tui::theme::Role;

pub type Line = (String, Role);

/// Cells of a line in the narrowest window: wrapped once, so that a report of thousands scrolls.
const WIDTH: usize = 76;
/// Cells of a verb and of a name.
const VERB: usize = 11;
const NAME: usize = 24;

/// The worst first.
const TROUBLES: [(OutcomeKind, Role); 5] = [
    (OutcomeKind::Unknown, Role::Danger),
    (OutcomeKind::Failed, Role::Danger),
    (OutcomeKind::Applied, Role::Danger),
    (OutcomeKind::Stale, Role::Waits),
    (OutcomeKind::NotReached, Role::Waits),
];

pub fn of_report(report: &RunReport, lang: &Lang) -> Vec<Line> {
    let is_well = report.failure.is_none() && report.exit() == crate::failure::Exit::Done;
    let role = if is_well { Role::Good } else { Role::Danger };
    let mut lines = vec![(run_line(report), role)];
    lines.extend(report.failure.iter().flat_map(told));
    still_have_access(report, lang, &mut lines);
    // What stopped it before the first write concerns everybody, and is told by itself.
    if !report.stopped_before_the_first_write() {
        for (outcome, role) in TROUBLES {
            trouble(report, outcome, role, lang, &mut lines);
        }
    }
    done(report, lang, &mut lines);
    wrapped(&lines)
}

pub fn of_failure(failure: &Failure) -> Vec<Line> {
    wrapped(&told(failure))
}

fn told(failure: &Failure) -> Vec<Line> {
    let part =
        |text: &str, role| -> Vec<Line> { text.lines().map(|line| (line.trim().to_owned(), role)).collect() };
    let mut lines = part(&failure.what, Role::Danger);
    lines.extend(failure.why.iter().flat_map(|why| part(why, Role::Text)));
    lines.extend(failure.todo.iter().flat_map(|todo| part(todo, Role::Heading)));
    lines
}

/// Rule D5.
fn still_have_access(report: &RunReport, lang: &Lang, lines: &mut Vec<Line>) {
    let people: Vec<&Access> = report.plan.undecided_leavers().collect();
    let decided = report.plan.still_have_access.len() - people.len();
    let left_so = words::left_so(decided, people.len());
    let left_so = (decided > 0).then(|| (format!("  {left_so}"), Role::Quiet));
    if people.is_empty() {
        lines.extend(left_so);
        return;
    }
    let says = lang.with(Key("run-access"), &[("count", people.len().into())]);
    lines.push((String::new(), Role::Text));
    lines.push((says, Role::Danger));
    for access in people {
        let who = pad(&access.name, NAME);
        let person = format!("  {who} {:>7}  {}", access.employee, access.login);
        lines.push((person, Role::Text));
        lines.push((format!("      {}", words::access(access.reason)), Role::Quiet));
    }
    lines.extend(left_so);
}

/// Applied ones are here for what Okta refused of them.
fn trouble(report: &RunReport, outcome: OutcomeKind, role: Role, lang: &Lang, lines: &mut Vec<Line>) {
    let all = report.plan.actions.iter().zip(&report.results);
    let is_it = |result: &ActionResult| {
        result.outcome == outcome && (outcome != OutcomeKind::Applied || result.is_in_part())
    };
    let concerned: Vec<(&Action, &ActionResult)> = all.filter(|(_, result)| is_it(result)).collect();
    if concerned.is_empty() {
        return;
    }
    let key = match outcome {
        OutcomeKind::Unknown => Key("run-unknown"),
        OutcomeKind::Failed => Key("run-failed"),
        OutcomeKind::Applied => Key("run-in-part"),
        OutcomeKind::Stale => Key("run-stale"),
        OutcomeKind::NotReached | OutcomeKind::Held => Key("run-not-reached"),
    };
    lines.push((String::new(), Role::Text));
    let says = lang.with(key, &[("count", concerned.len().into())]);
    lines.push((says, role));
    for (action, result) in concerned {
        lines.push((format!("  {}", person(action)), Role::Text));
        let why = result.error.as_ref().map(words::call_error);
        let request = result.request_ids.last().map(|id| {
            let fillings = [("id", id.as_str().into())];
            lang.with(Key("run-request"), &fillings)
        });
        let more: Vec<String> = [why, request].into_iter().flatten().collect();
        if !more.is_empty() {
            lines.push((format!("      {}", more.join("  ")), Role::Quiet));
        }
    }
}

fn done(report: &RunReport, lang: &Lang, lines: &mut Vec<Line>) {
    let applied = |kind: ActionKind| {
        let all = report.plan.actions.iter().zip(&report.results);
        all.filter(|(action, result)| action.kind == kind && result.outcome == OutcomeKind::Applied)
            .count()
    };
    let done: Vec<(ActionKind, usize)> = ActionKind::BY_DANGER
        .into_iter()
        .map(|kind| (kind, applied(kind)))
        .filter(|(_, count)| *count > 0)
        .collect();
    if done.is_empty() {
        return;
    }
    lines.push((String::new(), Role::Text));
    lines.push((lang.text(Key("run-done")), Role::Heading));
    for (kind, count) in done {
        let verb = pad(words::verb(kind), VERB);
        lines.push((format!("  {verb} {}", lang.number(count)), Role::Good));
    }
}

/// `update      Jörg Müller   10234  j.mueller@acme.com`.
pub fn person(action: &Action) -> String {
    let employee = action
        .employee
        .map_or_else(|| "—".to_owned(), |id| id.to_string());
    format!(
        "{} {} {employee:>7}  {}",
        pad(words::verb(action.kind), VERB),
        pad(&action.name, NAME),
        action.login
    )
}

fn wrapped(lines: &[Line]) -> Vec<Line> {
    let pieces = |(text, role): &Line| {
        let role = *role;
        let text = safe(text);
        let indent = text.len() - text.trim_start().len();
        // A person stands in columns, and is cut.
        let is_whole = text.is_empty() || (indent == 2 && role == Role::Text);
        let lines = if is_whole {
            vec![text.trim_start().to_owned()]
        } else {
            wrap(text.trim_start(), WIDTH - indent)
        };
        lines
            .into_iter()
            .map(move |line| (format!("{:indent$}{line}", ""), role))
    };
    lines.iter().flat_map(pieces).collect()
}
