//! Why an assignment cannot be made, and what goes with one that can.

use crate::core::OktaId;
use crate::core::assign::{LineRefusal, Note, Refusal};
use crate::report::plan::PlanView;
use crate::report::words::{aside_kind, conflict};

/// `number`: the number of the line at this place of the list.
pub(super) fn line_refusal(
    view: &PlanView<'_>,
    refused: &LineRefusal,
    number: impl Fn(usize) -> Option<u64>,
) -> String {
    let lines = |at: &[usize]| {
        let numbers: Vec<String> = at
            .iter()
            .filter_map(|at| Some(number(*at)?.to_string()))
            .collect();
        format!(
            "line{} {}",
            if at.len() == 1 { "" } else { "s" },
            numbers.join(", ")
        )
    };
    match refused {
        LineRefusal::Torn => {
            "a quote opens here and closes lines later or never; look at the quotes of this line".to_owned()
        }
        LineRefusal::Misnamed(why) => why.clone(),
        LineRefusal::NoProfile => "names no profile".to_owned(),
        LineRefusal::NoId => {
            "that is no Personio ID: whole numbers without leading zeros or decimals are".to_owned()
        }
        LineRefusal::Contradicts(others) => {
            format!(
                "gives the profile to somebody else than {}; none of them was kept",
                lines(others)
            )
        }
        LineRefusal::EmployeeTwice(others) => format!(
            "gives the employee another profile than {}; none of them was kept",
            lines(others)
        ),
        LineRefusal::Refused(refused) => refusal(view, refused),
    }
}

/// Of an assignment that stands in no list.
pub fn single_refusal(view: &PlanView<'_>, refused: &LineRefusal) -> String {
    line_refusal(view, refused, |_| None)
}

/// What stands in the way, and what to do.
fn refusal(view: &PlanView<'_>, refused: &Refusal) -> String {
    match refused {
        Refusal::NoSuchProfile => "Okta has no profile of that ID or login, in any status".to_owned(),
        Refusal::AmbiguousLogin(ids) => {
            let ids: Vec<String> = ids.iter().map(|id| profile(view, id)).collect();
            format!("more than one login is like that: take the ID of {}", ids.join(" or "))
        }
        Refusal::NoSuchEmployee(id) => format!("Personio has no employee {id}"),
        Refusal::Excluded(id) => format!("{} is excluded; take that back first", view.named(*id)),
        Refusal::OutOfScope(id) => format!("{} is out of [scope] in the settings", view.named(*id)),
        Refusal::Aside(kind) => {
            format!("the profile is set aside ({}); take that back first", aside_kind(*kind))
        }
        Refusal::Unsettled => {
            "Okta is still working on the profile, or gives a status that koppel does not know; try again later"
                .to_owned()
        }
        Refusal::NeedsMove(losers) => {
            let losers: Vec<String> = losers.iter().map(|loser| note(view, loser)).collect();
            format!("that moves a link: {}; say --move if that is meant", losers.join(", and "))
        }
        Refusal::Protected(id) => format!(
            "the profile {} is protected (token owner, or safety.protected): its link is never replaced, moved or removed",
            profile(view, id)
        ),
        Refusal::BothEnded => {
            "the profile is deactivated and the employee has left: there is nothing to write".to_owned()
        }
        Refusal::Unfit => {
            "by itself it would fit, and together with what else is decided the two would not be linked; koppel \
             links shows who is in a conflict"
                .to_owned()
        }
        Refusal::NoLink => "the profile has no link, and none is staged".to_owned(),
        Refusal::ForeignNumber(number) => {
            format!("the profile holds {number}, which is no employee's ID: empty it in Okta if it is wrong")
        }
        Refusal::Deactivated => {
            "the profile is deactivated: Okta takes no change of it, and its number harms nobody".to_owned()
        }
    }
}

/// What goes with it.
pub(super) fn note(view: &PlanView<'_>, note: &Note) -> String {
    match note {
        Note::TakesFrom(id) => format!("{} loses this employee", profile(view, id)),
        Note::LeavesWithout(id) => format!("{} loses this profile", view.named(*id)),
        Note::Overwrites(number) => format!("{number}, which is no employee's ID of today, goes"),
        Note::WasRejected => "these two were taken apart or rejected before; this takes it back".to_owned(),
        Note::Decides(kind) => format!("decides a conflict: {}", conflict(*kind)),
        Note::ComesBack => {
            "the profile is deactivated: confirming this brings it back, links and updates it".to_owned()
        }
        Note::HasLeft => {
            "the employee has left: the link is on hold as unlinked leaver. once approved, the ID is \
                          written and the profile deactivated"
                .to_owned()
        }
        Note::ReplacesProfile(id) => {
            format!("in the place of what is staged for {}", profile(view, id))
        }
        Note::ReplacesEmployee(id) => format!("in the place of the staged {}", view.named(*id)),
    }
}

/// `anna.weiss@acme.com (00u…)`
fn profile(view: &PlanView<'_>, id: &OktaId) -> String {
    match view.login(Some(id)) {
        login if login == id.as_str() => login.to_owned(),
        login => format!("{login} ({id})"),
    }
}
