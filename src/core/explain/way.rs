//! Which rule stands behind what was decided, and what would have to change for another outcome.

use super::{Verdict, Way};
use crate::core::link::{ConflictKind, PairBy, PairKind};
use crate::core::plan::{ActionKind, HoldCode, Misfit, RemarkCode, SkipReason};

type Why = (&'static str, Vec<Way>);

const LINK_ATTRIBUTE: &str = "link attribute";

pub(super) fn of_standing(verdict: &Verdict) -> Why {
    match verdict {
        Verdict::Pair { kind, by, .. } => {
            let rule = match by {
                PairBy::Number => "L1",
                PairBy::Email => "L2",
                PairBy::Hand => "L7",
            };
            let ways = match kind {
                PairKind::Linked => vec![Way::Assign, Way::Decide],
                PairKind::ToLink => vec![Way::Assign, Way::InOkta("email")],
            };
            (rule, ways)
        }
        Verdict::Unmatched => (
            "L2",
            vec![Way::Assign, Way::InOkta("email"), Way::InPersonio("email")],
        ),
        Verdict::Conflict { kind, .. } => of_conflict(*kind),
        Verdict::Excluded => ("L9", vec![Way::Decide, Way::Setting("link.ignore_employees")]),
        Verdict::OutOfScope => ("L9", vec![Way::Setting("scope")]),
        Verdict::Aside => ("L9", vec![Way::Decide, Way::Setting("link.ignore_profiles")]),
        Verdict::Former => ("L3", vec![Way::Assign]),
        Verdict::EmployeeGone(_) => ("D2", vec![Way::Decide, Way::InOkta(LINK_ATTRIBUTE)]),
        Verdict::SpareNumber(_) => ("L6", vec![Way::Assign, Way::InOkta(LINK_ATTRIBUTE)]),
        Verdict::LeftAlone(_) => ("L9", vec![Way::Decide, Way::Setting("scope")]),
        _ => ("R1", Vec::new()),
    }
}

fn of_conflict(kind: ConflictKind) -> Why {
    let ways = vec![Way::Assign, Way::Decide];
    match kind {
        ConflictKind::SameEmail => ("L4", ways),
        ConflictKind::PersonDisagrees => ("L2", ways),
        ConflictKind::NumberDisagrees => ("L1", ways),
        ConflictKind::ForeignNumber => (
            "L5",
            vec![Way::Assign, Way::Setting("link.overwrite_unknown_ids")],
        ),
        ConflictKind::NumberTwice => ("L6", ways),
    }
}

pub(super) fn of_attribute(verdict: &Verdict) -> Why {
    match verdict {
        Verdict::Sent { .. } => ("U2", vec![Way::Setting("mapping")]),
        // Whatever Personio says, Okta would not take it.
        Verdict::Misfit(Misfit::NoSuchAttribute | Misfit::ReadOnly) => {
            ("U6", vec![Way::InOkta("schema"), Way::Setting("mapping")])
        }
        Verdict::Misfit(_) => (
            "U6",
            vec![Way::InPersonio("this attribute"), Way::InOkta("schema")],
        ),
        Verdict::Remark(code @ (RemarkCode::AttributeRefused { .. } | RemarkCode::RefusedBefore { .. })) => {
            of_remark(code)
        }
        Verdict::Remark(RemarkCode::KeptRequired(_)) => ("U5", vec![Way::InPersonio("this attribute")]),
        Verdict::Remark(_) => (
            "U2",
            vec![Way::Setting("update.drift"), Way::InPersonio("this attribute")],
        ),
        _ => ("U2", vec![Way::InPersonio("this attribute")]),
    }
}

pub(super) fn of_action(kind: ActionKind) -> Why {
    let exclude = Way::Setting("link.ignore_employees");
    match kind {
        ActionKind::Unlink => ("L7", vec![Way::Decide]),
        ActionKind::Deactivate => ("D1", vec![Way::InPersonio("status"), exclude]),
        ActionKind::Reactivate => ("D4", vec![Way::Decide, Way::Setting("sync.rehire")]),
        ActionKind::Link => ("L1", vec![Way::Assign, exclude]),
        ActionKind::Update => ("U2", vec![Way::Setting("mapping"), exclude]),
        ActionKind::Provision => ("P1", vec![Way::Assign, exclude]),
        ActionKind::Activate => (
            "P6",
            vec![
                Way::InPersonio("hire_date"),
                Way::Setting("activation.on_hire_date"),
            ],
        ),
    }
}

pub(super) fn of_hold(code: HoldCode) -> Why {
    let release = Way::Release(code);
    match code {
        HoldCode::ReviewOpen => ("P2", vec![Way::CloseReview]),
        HoldCode::PossibleDuplicate | HoldCode::HiredLongAgo => ("P3", vec![release, Way::Assign]),
        HoldCode::SecondRecord => ("P4", vec![Way::Assign, release]),
        HoldCode::LoginTaken => (
            "N4",
            vec![Way::InPersonio("login's source"), Way::Setting("login")],
        ),
        HoldCode::Staged => ("L8", vec![Way::Decide]),
        HoldCode::LaterPair => ("L12", vec![release, Way::Setting("link.auto")]),
        HoldCode::LinkChanged => ("L7", vec![release, Way::InOkta(LINK_ATTRIBUTE)]),
        HoldCode::MissedLeaver => ("D6", vec![release, Way::InPersonio("status")]),
        HoldCode::Rehire => ("D4", vec![release, Way::Setting("sync.rehire")]),
        HoldCode::Undone => ("A9", vec![release]),
        HoldCode::Rename => ("U7", vec![release, Way::Setting("update.rename")]),
        HoldCode::Protected => ("G3", vec![Way::Setting("safety.protected")]),
        HoldCode::TokenOwnerUnknown => ("G3", vec![Way::InOkta("permissions of the token")]),
        HoldCode::ClockOff => ("R6", vec![Way::Wait(None)]),
        HoldCode::ByPerson => ("G1", vec![Way::Decide]),
        HoldCode::StagedByOthers => ("P6", vec![release]),
        HoldCode::LockedInOkta => ("D4", vec![release]),
        HoldCode::LinkReadOnly => ("U6", vec![Way::Wait(None)]),
        HoldCode::Follows => ("A1", vec![Way::Wait(None)]),
        HoldCode::OverLimit => ("G1", vec![Way::Setting("safety"), Way::Decide]),
    }
}

pub(super) fn of_skip(reason: &SkipReason) -> Why {
    match reason {
        SkipReason::MissingId => ("R1", vec![Way::InPersonio("id")]),
        SkipReason::MissingFirstName => ("P1", vec![Way::InPersonio("first_name")]),
        SkipReason::MissingLastName => ("P1", vec![Way::InPersonio("last_name")]),
        SkipReason::MissingEmail => ("P1", vec![Way::InPersonio("email")]),
        SkipReason::Inactive => ("P1", vec![Way::InPersonio("status")]),
        SkipReason::UnknownStatus(_) => ("R5", vec![Way::InPersonio("status")]),
        SkipReason::UnknownProfileStatus(_) => ("R5", vec![Way::InOkta("status")]),
        SkipReason::InTransition => ("R5", vec![Way::Wait(None)]),
        SkipReason::Excluded => ("L9", vec![Way::Decide, Way::Setting("link.ignore_employees")]),
        SkipReason::OutOfScope => ("L9", vec![Way::Setting("scope")]),
        SkipReason::ProfileAside => ("L9", vec![Way::Decide, Way::Setting("link.ignore_profiles")]),
        SkipReason::InConflict(kind) => of_conflict(*kind),
        SkipReason::TooEarly(day) => (
            "P7",
            vec![Way::Wait(Some(*day)), Way::Setting("create.days_before_hire")],
        ),
        SkipReason::SendEmailUnset => ("P6", vec![Way::Setting("activation.send_email")]),
        SkipReason::LoginEmpty | SkipReason::LoginLength(_) | SkipReason::LoginMalformed => (
            "N5",
            vec![Way::InPersonio("login's source"), Way::Setting("login")],
        ),
        SkipReason::LoginTaken(_) => ("N4", vec![Way::InOkta("login"), Way::Setting("login")]),
        SkipReason::RequiredMissing(_) | SkipReason::RequiredMisfit(..) => {
            ("P5", vec![Way::Setting("mapping"), Way::InOkta("schema")])
        }
        SkipReason::RehireIgnored => (
            "D4",
            vec![Way::Setting("sync.rehire"), Way::Release(HoldCode::Rehire)],
        ),
        SkipReason::BeforeHireDate(day) => ("D4", vec![Way::Wait(Some(*day))]),
    }
}

pub(super) fn of_remark(code: &RemarkCode) -> Why {
    match code {
        RemarkCode::Takeover { .. } => ("R7", Vec::new()),
        RemarkCode::AnotherWriter { .. } => ("L7", Vec::new()),
        RemarkCode::NamesNobody { .. } => ("G3", Vec::new()),
        RemarkCode::FoundNumber => ("L1", Vec::new()),
        RemarkCode::ForeignNumber(_) => ("L5", vec![Way::Assign, Way::InOkta(LINK_ATTRIBUTE)]),
        RemarkCode::NumberElsewhere => ("L6", vec![Way::InOkta(LINK_ATTRIBUTE)]),
        RemarkCode::EmployeeGone(_) => ("D2", vec![Way::Decide]),
        RemarkCode::EndAnnounced(day) => ("D3", vec![Way::Wait(Some(*day))]),
        RemarkCode::EndOverdue(_) => ("D3", vec![Way::InPersonio("status")]),
        RemarkCode::LockedInOkta => ("D4", vec![Way::Release(HoldCode::LockedInOkta)]),
        RemarkCode::NoHireDate | RemarkCode::OddHireDate => ("P6", vec![Way::InPersonio("hire_date")]),
        RemarkCode::StagedByOthers => ("P6", vec![Way::Release(HoldCode::StagedByOthers)]),
        RemarkCode::ClockOff => ("R6", Vec::new()),
        RemarkCode::Drift { .. } => ("U2", vec![Way::Setting("update.drift")]),
        RemarkCode::KeptRequired(_) => ("U5", Vec::new()),
        RemarkCode::Misfit { .. } => ("U6", vec![Way::InOkta("schema")]),
        RemarkCode::Rename => ("U7", Vec::new()),
        RemarkCode::DecisionVoid => ("L7", vec![Way::Decide]),
        RemarkCode::KeepsNumber => ("U8", Vec::new()),
        RemarkCode::AttributeRefused { .. } => (
            "A6",
            vec![
                Way::InOkta("who masters this attribute, or the user type"),
                Way::Setting("mapping"),
            ],
        ),
        RemarkCode::UserTypeUnreadable { .. } => ("U6", vec![Way::InOkta("permissions of the token")]),
        RemarkCode::RefusedBefore { .. } => ("A6", vec![Way::InOkta("what it refused"), Way::Decide]),
    }
}
