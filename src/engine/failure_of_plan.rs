//! What stops a plan, in words for people: a suspicious reading, a limit, an open review, a file that does not fit.

use crate::core::plan::{Closing, Counted, LimitCode, LimitUse, Miscount, Plan, Suspicion};
use crate::failure::{Exit, Failure, capital};
use crate::store::SavedPlanError;

/// Rule R2.
pub fn suspicion(suspicion: &Suspicion) -> Failure {
    let (what, why) = match suspicion {
        Suspicion::Empty { links } => (
            "Personio named nobody",
            format!("The answer holds no employee, and {links} profiles in Okta hold a Personio ID"),
        ),
        Suspicion::Shrunk { missing, allowed } => {
            let named: Vec<String> = missing.iter().map(ToString::to_string).collect();
            (
                "Personio lost suspiciously many people",
                format!(
                    "{} linked employees are missing since the last good reading, and {allowed} may be: {}",
                    missing.len(),
                    named.join(", ")
                ),
            )
        }
    };
    Failure::new(Exit::Stopped, what)
        .because(why)
        .todo("Look whether the Personio credential still sees all employees; nothing was planned")
}

/// Rule G1. `stopped` says what that did to whoever asked, `command` what goes on by the options.
pub fn over_limit(plan: &Plan, stopped: &str, command: &str) -> Failure {
    let over: Vec<&LimitUse> = plan.limits.iter().filter(|limit| limit.is_over()).collect();
    let mut counts: Vec<Counted> = over.iter().map(|limit| limit.counted()).collect();
    counts.dedup();
    let counts: Vec<String> = counts
        .into_iter()
        .map(|counted| {
            format!(
                "--confirm-count {}={}",
                counted_word(counted),
                plan.count(counted)
            )
        })
        .collect();
    let over: Vec<String> = over.into_iter().map(limit_use).collect();
    Failure::new(Exit::Stopped, format!("A limit is exceeded: {stopped}"))
        .because(over.join("; "))
        .todo(format!(
            "Look at who is concerned. {command} --hold-over-limit goes on without them; {} goes on with them, \
             if all of it is right",
            counts.join(" ")
        ))
}

/// `--confirm-count` must match exactly. `plan` says what there is to be counted.
pub fn miscount(miscount: &Miscount, plan: &Plan) -> Failure {
    let word = counted_word(miscount.counted);
    Failure::new(
        Exit::Stopped,
        "The count is not that of this plan; nothing was written",
    )
    .because(format!(
        "--confirm-count says {word}={}, and the plan holds {}",
        miscount.said, miscount.planned
    ))
    .todo(if miscount.planned == 0 {
        let held: Vec<String> = Counted::ALL
            .into_iter()
            .map(|counted| (counted_word(counted), plan.count(counted)))
            .filter(|(_, count)| *count > 0)
            .map(|(word, count)| format!("{word}={count}"))
            .collect();
        match held.as_slice() {
            [] => "Leave the option out: this plan holds nothing that is counted".to_owned(),
            held => format!("This plan holds {}: count what is over a limit", held.join(", ")),
        }
    } else {
        format!(
            "Look at koppel plan again, and give {word}={} if all of it is right",
            miscount.planned
        )
    })
}

/// Rule P2.
pub fn review_open(closing: &Closing) -> Failure {
    Failure::new(
        Exit::Stopped,
        "The link review is open, and nothing else is to be done; nothing was written",
    )
    .because(format!(
        "koppel creates no profile and writes no link by itself before you close the link review. Waiting: {}, {}; \
             {} unmatched",
        counted(closing.covered.len(), "profile to create", "profiles to create"),
        counted(closing.pairs.len(), "link to write", "links to write"),
        counted(closing.undecided, "live profile is", "live profiles are")
    ))
    .todo(
        "Look at koppel links, decide with koppel assign what is left, and then: koppel sync --confirm-links \
             --yes",
    )
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Rule G5.
pub fn read_only() -> Failure {
    Failure::new(Exit::Usage, "Nothing may be written")
        .because("This is a read-only session")
        .todo("Leave --read-only out to write; koppel plan shows what would be done")
}

/// Rule A8.
pub fn saved_plan(error: &SavedPlanError) -> Failure {
    let failure = Failure::new(Exit::Failed, "The saved plan does not fit; nothing was written")
        .because(capital(&error.to_string()));
    failure.todo("Make a new one with koppel plan --out, look at it, and apply that")
}

/// The word of `--confirm-count`.
pub fn counted_word(counted: Counted) -> &'static str {
    match counted {
        Counted::Deactivate => "deactivate",
        Counted::Provision => "create",
        Counted::Update => "update",
        Counted::Relink => "relink",
    }
}

/// What a limit counts.
fn limit(code: LimitCode) -> &'static str {
    match code {
        LimitCode::Deactivations => "announced deactivations",
        LimitCode::Unannounced => "unannounced deactivations",
        LimitCode::Department => "unannounced deactivations in one department",
        LimitCode::Creations => "creations",
        LimitCode::Emptied => "values that become empty",
        LimitCode::Changed => "profiles that change in one attribute",
        LimitCode::Relinks => "links moved, removed or overwritten",
        LimitCode::EmailChanges => "e-mail changes",
    }
}

/// `values that become empty (department): 14 of 11`.
pub fn limit_use(limit_use: &LimitUse) -> String {
    let about = limit_use
        .about
        .as_ref()
        .map_or_else(String::new, |about| format!(" ({about})"));
    let allowed = limit_use
        .allowed
        .map_or_else(|| ", no limit".to_owned(), |most| format!(" of {most}"));
    let before = match limit_use.last_day {
        0 => String::new(),
        count => format!(" and {count} in the last 24 h"),
    };
    let waived = if limit_use.is_waived { ", let pass" } else { "" };
    format!(
        "{}{about}: {}{before}{allowed}{waived}",
        limit(limit_use.code),
        limit_use.planned
    )
}
