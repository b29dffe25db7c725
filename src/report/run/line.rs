//! A run in one line: counts and its number, and nothing of any person.

use super::table::summary;
use crate::engine::RunReport;
use crate::store::state::OutcomeKind;

/// Troubles in the order of the table, with the words of a count.
const TROUBLES: [(OutcomeKind, &str); 4] = [
    (OutcomeKind::Unknown, "not certain"),
    (OutcomeKind::Failed, "failed"),
    (OutcomeKind::Stale, "left alone"),
    (OutcomeKind::NotReached, "not reached"),
];

/// `Run 12 is done, and not all of it worked: update 3. 2 failed. 1 who left still has access.`, for logs and
/// notices.
pub fn run_line(report: &RunReport) -> String {
    let mut parts = vec![summary(report)];
    if !report.stopped_before_the_first_write() {
        let troubles: Vec<String> = TROUBLES
            .into_iter()
            .map(|(outcome, word)| (report.count(outcome), word))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        parts.extend((!troubles.is_empty()).then(|| format!("{}.", troubles.join(", "))));
    }
    // Rule D5.
    match report.should_have_ended().count() {
        0 => {}
        1 => parts.push("1 who left still has access.".to_owned()),
        many => parts.push(format!("{many} who left still have access.")),
    }
    parts.join(" ")
}
