//! The words of `status` and `history`.

use crate::core::RunVerdict;
use crate::core::state::PersonHold;
use crate::report::words::{self as report_words, aside_kind, call_error, count, hold_code, verb};
use crate::store::Operator;
use crate::store::state::{
    Act, ActionRow, Decision, Origin, OutcomeKind, RunEnd, RunId, RunKind, RunRow, Tally,
};
use jiff::{SignedDuration, Timestamp};

/// `run 14, undo of 12`.
pub fn run(row: &RunRow) -> String {
    format!("run {}, {}", row.run, kind(row))
}

/// `sync`, `undo of 12`.
pub fn kind(row: &RunRow) -> String {
    let kind = match row.kind {
        RunKind::Sync => "sync",
        RunKind::Links => "links",
        RunKind::Assign => "assign",
        RunKind::Undo => "undo",
    };
    match row.reverses {
        Some(RunId(other)) => format!("{kind} of {other}"),
        None => kind.to_owned(),
    }
}

/// What the run came to, in two or three words for a column.
pub fn short_ending(run: &RunRow) -> String {
    match run.verdict {
        Some(RunVerdict::Good | RunVerdict::PartDone) => return "done".to_owned(),
        Some(verdict) => return report_words::verdict_label(verdict),
        None => {}
    }
    let words = match run.ended.map(|(_, end)| end) {
        Some(RunEnd::Done) => "done",
        Some(RunEnd::SomeFailed) => "some failed",
        Some(RunEnd::Stopped) => "stopped",
        Some(RunEnd::Failed) => "failed",
        Some(RunEnd::Cancelled) => "cancelled",
        Some(RunEnd::BrokenOff) => "interrupted",
        None => "not ended",
    };
    words.to_owned()
}

/// What the run came to: its verdict, in the words that the last line of `sync` has, too. A run that had no plan has
/// none.
pub fn ending(run: &RunRow) -> &'static str {
    if let Some(verdict) = run.verdict {
        let words = report_words::verdict(verdict);
        return words.strip_prefix("is ").unwrap_or(words);
    }
    match run.ended.map(|(_, end)| end) {
        Some(RunEnd::Done) => "done",
        Some(RunEnd::SomeFailed) => "some actions failed",
        Some(RunEnd::Stopped) => "stopped before the first write",
        Some(RunEnd::Failed) => "failed",
        Some(RunEnd::Cancelled) => "cancelled",
        Some(RunEnd::BrokenOff) => "broken off: its process died",
        None => "goes on, or its process died",
    }
}

pub fn by(operator: &Operator, is_unattended: bool) -> String {
    if is_unattended {
        format!("{operator}, unattended")
    } else {
        operator.to_string()
    }
}

/// `3 applied, 1 failed, 18 wait`; what did not occur is left out.
pub fn tally(tally: &Tally) -> String {
    let parts = [
        (tally.applied, "applied"),
        (tally.failed, "failed"),
        (tally.unknown, "not known"),
        (tally.stale, "stale"),
        (tally.not_reached, "not reached"),
        (tally.held, "held"),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    if said.is_empty() {
        "no action".to_owned()
    } else {
        said.join(", ")
    }
}

pub fn outcome(outcome: Option<OutcomeKind>) -> &'static str {
    match outcome {
        Some(OutcomeKind::Applied) => "applied",
        Some(OutcomeKind::Failed) => "failed",
        Some(OutcomeKind::Stale) => "stale",
        Some(OutcomeKind::Unknown) => "not known",
        Some(OutcomeKind::NotReached) => "not reached",
        Some(OutcomeKind::Held) => "held",
        None => "planned",
    }
}

/// Why it ended so, in Okta's words where there are any: `E0000001 Api validation failed: department`.
pub fn why(row: &ActionRow) -> Option<String> {
    let error = row.error.as_ref().map(call_error);
    let held = || {
        let hold = row.action.held.as_ref()?;
        Some(if hold.note.is_empty() {
            hold_code(hold.code).to_owned()
        } else {
            format!("{}: {}", hold_code(hold.code), hold.note)
        })
    };
    error.or_else(held)
}

/// What was decided, without who it was about.
pub fn decision(decision: &Decision) -> String {
    match decision {
        Decision::Assign { may_move: false, .. } => "assign".to_owned(),
        Decision::Assign { may_move: true, .. } => "assign, moving a link".to_owned(),
        Decision::RemoveLink { .. } => "remove the link".to_owned(),
        Decision::ConfirmLink { .. } => "the link is right".to_owned(),
        Decision::SetAside { aside, .. } => {
            with_note(&format!("aside: {}", aside_kind(aside.kind)), &aside.note)
        }
        Decision::AskHr { note, .. } => with_note("ask HR", note),
        Decision::Exclude { note, .. } => with_note("exclude", note),
        Decision::Reject { .. } => "not the same person".to_owned(),
        Decision::Release { hold, .. } => format!("let go: {}", hold_code(*hold)),
        Decision::Hold { hold, .. } => person_hold(hold),
        Decision::Retry { .. } => "try again what was refused".to_owned(),
        Decision::Setting { key, from, to } => {
            let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "(not set)".to_owned());
            format!("{key}: {} → {}", value(from), value(to))
        }
    }
}

fn person_hold(hold: &PersonHold) -> String {
    let what = hold.kind.map_or("everything", verb);
    let until = hold
        .until
        .map_or_else(String::new, |day| format!(", look again on {day}"));
    with_note(&format!("hold: {what}{until}"), &hold.note)
}

fn with_note(says: &str, note: &str) -> String {
    if note.is_empty() {
        says.to_owned()
    } else {
        format!("{says} ({note})")
    }
}

pub fn act(act: Act) -> &'static str {
    match act {
        Act::Decided => "decided",
        Act::Confirmed => "confirmed",
        Act::TakenBack => "taken back",
        Act::Replaced => "replaced",
        Act::Restored => "holds again",
        Act::Done => "done",
    }
}

pub fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Screen => "on screen",
        Origin::Command => "by command",
        Origin::File => "by a file",
        Origin::Run => "by a run",
    }
}

/// To the second, in UTC: runs of one org may be made on hosts in several time zones.
pub fn time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// To the minute, for a column that says UTC elsewhere.
pub fn minute(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M").to_string()
}

/// `25 minutes ago`, `in 5 minutes`; rounded down.
pub fn ago(then: Timestamp, now: Timestamp) -> String {
    let length = now.duration_since(then);
    if length.is_negative() {
        format!("in {}", long(length.abs()))
    } else {
        format!("{} ago", long(length))
    }
}

/// `25 minutes`, `2 hours 30 minutes`: the two largest units, rounded down.
pub fn long(length: SignedDuration) -> String {
    const UNITS: [(u64, &str, &str); 4] = [
        (24 * 60 * 60, "day", "days"),
        (60 * 60, "hour", "hours"),
        (60, "minute", "minutes"),
        (1, "second", "seconds"),
    ];
    let whole = length.unsigned_abs().as_secs();
    let mut rest = whole;
    let mut said = Vec::new();
    for (unit, one, many) in UNITS.iter().skip_while(|(unit, ..)| whole < *unit).take(2) {
        let number = usize::try_from(rest / unit).unwrap_or(usize::MAX);
        rest %= unit;
        if number > 0 {
            said.push(count(number, one, many));
        }
    }
    if said.is_empty() {
        "a moment".to_owned()
    } else {
        said.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_told_in_its_two_largest_units() {
        for (seconds, said) in [
            (0, "a moment"),
            (59, "59 seconds"),
            (60, "1 minute"),
            (150 * 60, "2 hours 30 minutes"),
            (2 * 60 * 60 + 59, "2 hours"),
            (-25 * 60 * 60, "1 day 1 hour"),
        ] {
            assert_eq!(long(SignedDuration::from_secs(seconds)), said);
        }
    }
}
