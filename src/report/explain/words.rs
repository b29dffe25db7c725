//! What the steps of a story say, in plain English. Holds, skips, remarks and misfits have their words where the
//! plan has them.

use crate::core::explain::{Origin, Stage, Verdict, Way};
use crate::core::link::PairKind;
use crate::core::plan::HoldCode;
use crate::report::PlanView;
use crate::report::page::Tone;
use crate::report::words as plain;

/// In the order in which they are told.
pub(super) const STAGES: [Stage; 6] = [
    Stage::Read,
    Stage::Link,
    Stage::Login,
    Stage::Mapping,
    Stage::Limits,
    Stage::Result,
];

/// Where a value comes from that no attribute of Personio holds.
pub(super) const COMPUTED: &str = "computed";

pub(super) fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Read => "read",
        Stage::Link => "link",
        Stage::Login => "login",
        Stage::Mapping => "mapping",
        Stage::Limits => "limits",
        Stage::Result => "result",
    }
}

/// A stage at which nothing was decided about this person.
pub(super) fn nothing_at(stage: Stage) -> &'static str {
    match stage {
        Stage::Login => "no login is given",
        Stage::Mapping => "no attribute is looked at",
        Stage::Limits => "counts against no limit",
        Stage::Read | Stage::Link | Stage::Result => "nothing",
    }
}

pub(super) fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Personio => "Personio",
        Origin::Okta => "Okta",
        Origin::Base => "last sent",
    }
}

pub(super) fn tone(verdict: &Verdict) -> Tone {
    match verdict {
        Verdict::StillHasAccess(_) => Tone::Danger,
        Verdict::Held(..) | Verdict::Stopped(_) => Tone::Waits,
        Verdict::Applied(_) => Tone::Change,
        _ => Tone::Quiet,
    }
}

pub(super) fn verdict(verdict: &Verdict, view: &PlanView<'_>) -> String {
    match verdict {
        Verdict::Read => "read, in a status that koppel knows".to_owned(),
        Verdict::NotThere => "nobody in Personio goes with this profile".to_owned(),
        Verdict::Pair { kind, by, remarks } => {
            let standing = match kind {
                PairKind::Linked => plain::standing::LINKED,
                PairKind::ToLink => plain::standing::TO_LINK,
            };
            let remarks = remarks.iter().map(|remark| plain::pair_remark(*remark));
            let says: Vec<&str> = std::iter::once(plain::pair_by(*by)).chain(remarks).collect();
            format!("{standing}: {}", says.join(", "))
        }
        Verdict::Unmatched => "nobody on the other side has this ID or this e-mail".to_owned(),
        Verdict::Conflict {
            kind,
            employees,
            profiles,
        } => {
            let employees = employees
                .iter()
                .map(|one| format!("Personio {}", view.named(*one)));
            let profiles = profiles
                .iter()
                .map(|one| format!("Okta {}", view.login(Some(one))));
            let all: Vec<String> = employees.chain(profiles).collect();
            format!(
                "{}: {} ({}); {}",
                plain::standing::CONFLICT,
                plain::conflict(*kind),
                all.join(", "),
                plain::conflict_cure(*kind)
            )
        }
        Verdict::Excluded => "excluded: not linked, created, updated or deactivated".to_owned(),
        Verdict::OutOfScope => "out of scope by the settings; that never ends anyone".to_owned(),
        Verdict::Aside => "the account is set aside: nothing is written to it".to_owned(),
        Verdict::Former => "a former account: deactivated, and linked to nobody".to_owned(),
        Verdict::EmployeeGone(employee) => {
            format!("holds {employee}, who is gone from Personio; that alone ends nobody")
        }
        Verdict::SpareNumber(employee) => format!("holds {employee}, whom another profile stands for"),
        Verdict::LeftAlone(employee) => format!("belongs to {employee}, who is excluded or out of scope"),
        Verdict::LoginKept(login) => format!("keeps {login}: a login is given once"),
        Verdict::LoginGiven(login) => format!("would get {login}"),
        Verdict::Sent { from, to } => {
            format!("sent: {} → {}", plain::value(from), plain::value(to))
        }
        Verdict::InStep => "nothing to send".to_owned(),
        Verdict::Remark(code) => plain::remark(code),
        Verdict::Misfit(misfit) => format!("left out: {}", plain::misfit(misfit)),
        Verdict::WithinLimit(limit) => plain::limit_use(limit),
        Verdict::OverLimit(limit) => {
            format!("{}; nothing of the plan is applied", plain::limit_use(limit))
        }
        Verdict::Applied(kind) => format!("{}: a sync does this", plain::verb(*kind)),
        Verdict::Held(kind, hold) => format!(
            "{}: {}, {}",
            plain::verb(*kind),
            plain::standing::WAITS,
            view.hold(hold)
        ),
        Verdict::Stopped(kind) => format!("{}: stopped by a limit", plain::verb(*kind)),
        Verdict::Skipped(reason) => format!("{}: {}", plain::standing::SKIPPED, plain::skip(reason)),
        Verdict::StillHasAccess(reason) => {
            format!("left, and still has access: {}", plain::access(*reason))
        }
        Verdict::Nothing => "nothing is done in this run".to_owned(),
    }
}

pub(super) fn way(way: &Way) -> String {
    match way {
        Way::InPersonio(what) => format!("correct {what} in Personio"),
        Way::InOkta(what) => format!("correct {what} in Okta"),
        Way::Setting(key) => format!("change {key} in the settings"),
        Way::Release(code) => release(*code).to_owned(),
        Way::Assign => "assign another profile by hand".to_owned(),
        Way::Decide => "decide otherwise".to_owned(),
        Way::CloseReview => "close the review of the link report".to_owned(),
        Way::Wait(Some(day)) => format!("wait until {day}"),
        Way::Wait(None) => "wait for the next run".to_owned(),
    }
}

/// What letting a hold go says.
fn release(code: HoldCode) -> &'static str {
    match code {
        HoldCode::PossibleDuplicate | HoldCode::SecondRecord => "say that these are two people",
        HoldCode::MissedLeaver => "confirm that the account is theirs and ends",
        HoldCode::Rehire | HoldCode::LockedInOkta => "confirm that the account comes back",
        HoldCode::LinkChanged => "confirm the link as it stands now",
        HoldCode::LaterPair => "confirm the pair",
        HoldCode::Undone => "have it done again",
        HoldCode::Rename => "confirm the rename",
        _ => "let it go ahead",
    }
}
