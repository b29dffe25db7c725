//! A run in one line: counts and its number, and nothing of any person.

use super::table::summary;
use crate::engine::RunReport;
use crate::report::words;
use crate::store::state::OutcomeKind;

/// What becomes of rejected actions, and what to do (rule A6).
const RETRY: &str = "koppel sends it again once the data changes, or with koppel sync --employee ID.";

/// Troubles in the order of the table, with the words of a count.
const TROUBLES: [(OutcomeKind, &str); 4] = [
    (OutcomeKind::Unknown, "not certain"),
    (OutcomeKind::Failed, "failed"),
    (OutcomeKind::Stale, "left alone"),
    (OutcomeKind::NotReached, "not reached"),
];

/// `Run 12 is done, and not all of it worked: update 3. 2 failed. 1 leaver has access.`, for terminals, logs and notices.
pub fn run_line(report: &RunReport) -> String {
    let mut parts = vec![summary(report)];
    if !report.stopped_before_the_first_write() {
        let in_part = report.results.iter().filter(|result| result.is_in_part());
        let troubles: Vec<String> = TROUBLES
            .into_iter()
            .map(|(outcome, word)| (report.count(outcome), word))
            .chain([(in_part.count(), "done in part")])
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        parts.extend((!troubles.is_empty()).then(|| format!("{}.", troubles.join(", "))));
    }
    // Rule D5. A run for a part says nothing of everybody.
    let undecided = report.plan.undecided_leavers().count();
    let decided = report.plan.still_have_access.len() - undecided;
    if report.is_whole {
        match undecided {
            0 => {}
            1 => parts.push("1 leaver has access.".to_owned()),
            many => parts.push(format!("{many} leavers have access.")),
        }
        parts.extend((decided > 0).then(|| format!("{}.", words::left_so(decided, undecided))));
    }
    match report.rejected() {
        0 => {}
        1 => parts.push(format!("Okta rejected 1 action before. {RETRY}")),
        many => parts.push(format!("Okta rejected {many} actions before. {RETRY}")),
    }
    parts.join(" ")
}
