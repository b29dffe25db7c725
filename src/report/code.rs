//! The codes of the JSON documents and CSV files. They are a promise to scripts: a variant may be renamed, its
//! code may not. Each is an enum in `assets/*.schema.json`.

use crate::core::link::{ConflictKind, PairBy, PairKind, PairRemark};
use crate::core::plan::{AccessReason, ActionKind, HoldCode, LimitCode, RemarkCode, SkipReason};
use crate::core::state::AsideKind;
use crate::core::suggest::{Reason, Strength};
use crate::store::state::{OutcomeKind, RunEnd};

pub fn action(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::Unlink => "unlink",
        ActionKind::Deactivate => "deactivate",
        ActionKind::Reactivate => "reactivate",
        ActionKind::Link => "link",
        ActionKind::Update => "update",
        ActionKind::Provision => "create",
        ActionKind::Activate => "activate",
    }
}

pub fn pair_kind(kind: PairKind) -> &'static str {
    match kind {
        PairKind::Linked => "linked",
        PairKind::ToLink => "to_link",
    }
}

pub fn pair_by(by: PairBy) -> &'static str {
    match by {
        PairBy::Number => "id",
        PairBy::Email => "email",
        PairBy::Hand => "manual",
    }
}

pub fn pair_remark(remark: PairRemark) -> &'static str {
    match remark {
        PairRemark::FoundNumber => "found_id",
        PairRemark::EmailDiffers => "email_differs",
        PairRemark::NameDiffers => "name_differs",
        PairRemark::NumberElsewhere => "id_elsewhere",
        PairRemark::Overwrites => "overwrites",
        PairRemark::Moves => "moves",
        PairRemark::EmployeeLeft => "employee_inactive",
        PairRemark::ProfileDeactivated => "profile_deactivated",
    }
}

pub fn conflict(kind: ConflictKind) -> &'static str {
    match kind {
        ConflictKind::SameEmail => "same_email",
        ConflictKind::PersonDisagrees => "name_mismatch",
        ConflictKind::NumberDisagrees => "id_mismatch",
        ConflictKind::ForeignNumber => "unknown_id",
        ConflictKind::NumberTwice => "duplicate_id",
    }
}

pub fn aside(kind: AsideKind) -> &'static str {
    match kind {
        AsideKind::Service => "service",
        AsideKind::Shared => "shared",
        AsideKind::Room => "room",
        AsideKind::External => "external",
        AsideKind::Second(_) => "second",
        AsideKind::Other => "other",
        AsideKind::Settings => "settings",
    }
}

pub fn strength(strength: Strength) -> &'static str {
    match strength {
        Strength::Strong => "strong",
        Strength::Likely => "likely",
        Strength::Weak => "weak",
        Strength::TwoAlike => "ambiguous",
    }
}

pub fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::SameName => "same_name",
        Reason::SwappedName => "swapped_name",
        Reason::OtherSpelling => "other_spelling",
        Reason::SameLastName => "same_last_name",
        Reason::LastNameInPart => "last_name_in_part",
        Reason::SimilarLastName => "similar_last_name",
        Reason::SameFirstName => "same_first_name",
        Reason::FirstNameInPart => "first_name_in_part",
        Reason::ShortFirstName => "short_first_name",
        Reason::SimilarFirstName => "similar_first_name",
        Reason::SameInitial => "same_initial",
        Reason::SameMailbox => "same_mailbox",
        Reason::MailboxOfName => "mailbox_of_name",
        Reason::MailboxOfNameInPart => "mailbox_of_name_in_part",
        Reason::MailboxOfInitials => "mailbox_of_initials",
        Reason::SameDepartment => "same_department",
        Reason::SimilarDepartment => "similar_department",
        Reason::SamePosition => "same_position",
        Reason::SimilarPosition => "similar_position",
        Reason::SameOffice => "same_office",
        Reason::SimilarOffice => "similar_office",
        Reason::SameManager => "same_manager",
        Reason::CreatedWhenHired => "created_when_hired",
        Reason::LastNameDiffers => "last_name_differs",
        Reason::FirstNameDiffers => "first_name_differs",
        Reason::DepartmentDiffers => "department_differs",
        Reason::PositionDiffers => "position_differs",
        Reason::OfficeDiffers => "office_differs",
        Reason::CreatedBeforeHired => "created_before_hired",
        Reason::EmployeeLeft => "former_employee",
        Reason::EmployeeTaken => "employee_linked",
    }
}

pub fn hold(code: HoldCode) -> &'static str {
    match code {
        HoldCode::ReviewOpen => "review_open",
        HoldCode::PossibleDuplicate => "possible_duplicate",
        HoldCode::HiredLongAgo => "hired_long_ago",
        HoldCode::SecondRecord => "second_record",
        HoldCode::LoginTaken => "login_taken",
        HoldCode::Staged => "pending",
        HoldCode::LaterPair => "later_match",
        HoldCode::LinkChanged => "link_changed",
        HoldCode::MissedLeaver => "unlinked_leaver",
        HoldCode::Rehire => "rehire",
        HoldCode::Undone => "undone",
        HoldCode::Rename => "rename",
        HoldCode::Protected => "protected",
        HoldCode::TokenOwnerUnknown => "token_owner_unknown",
        HoldCode::ClockOff => "clock_off",
        HoldCode::ByPerson => "by_person",
        HoldCode::StagedByOthers => "staged_by_others",
        HoldCode::LockedInOkta => "locked_in_okta",
        HoldCode::LinkReadOnly => "link_attribute_read_only",
        HoldCode::Follows => "depends_on_hold",
        HoldCode::OverLimit => "over_limit",
    }
}

pub fn skip(reason: &SkipReason) -> &'static str {
    match reason {
        SkipReason::MissingId => "missing_id",
        SkipReason::MissingFirstName => "missing_first_name",
        SkipReason::MissingLastName => "missing_last_name",
        SkipReason::MissingEmail => "missing_email",
        SkipReason::Inactive => "inactive",
        SkipReason::UnknownStatus(_) => "unknown_status",
        SkipReason::UnknownProfileStatus(_) => "unknown_profile_status",
        SkipReason::InTransition => "in_transition",
        SkipReason::Excluded => "ignored_employee",
        SkipReason::OutOfScope => "out_of_scope",
        SkipReason::ProfileAside => "ignored_profile",
        SkipReason::InConflict(_) => "in_conflict",
        SkipReason::TooEarly(_) => "too_early",
        SkipReason::SendEmailUnset => "send_email_unset",
        SkipReason::LoginEmpty => "login_empty",
        SkipReason::LoginLength(_) => "login_length",
        SkipReason::LoginMalformed => "login_invalid",
        SkipReason::LoginTaken(_) => "login_taken",
        SkipReason::RequiredMissing(_) => "required_missing",
        SkipReason::RequiredMisfit(..) => "required_invalid",
        SkipReason::RehireIgnored => "rehire_ignored",
        SkipReason::BeforeHireDate(_) => "before_hire_date",
    }
}

pub fn remark(code: &RemarkCode) -> &'static str {
    match code {
        RemarkCode::Takeover { .. } => "takeover",
        RemarkCode::AnotherWriter { .. } => "another_writer",
        RemarkCode::NamesNobody { .. } => "login_not_found",
        RemarkCode::FoundNumber => "found_id",
        RemarkCode::ForeignNumber(_) => "unknown_id",
        RemarkCode::NumberElsewhere => "id_elsewhere",
        RemarkCode::EmployeeGone(_) => "employee_gone",
        RemarkCode::EndAnnounced(_) => "planned_leaver",
        RemarkCode::EndOverdue(_) => "termination_overdue",
        RemarkCode::LockedInOkta => "locked_in_okta",
        RemarkCode::NoHireDate => "no_hire_date",
        RemarkCode::OddHireDate => "unreadable_hire_date",
        RemarkCode::StagedByOthers => "staged_by_others",
        RemarkCode::ClockOff => "clock_off",
        RemarkCode::Drift { .. } => "drift",
        RemarkCode::KeptRequired(_) => "kept_required",
        RemarkCode::Misfit { .. } => "invalid_value",
        RemarkCode::Rename => "rename",
        RemarkCode::DecisionVoid => "decision_void",
        RemarkCode::KeepsNumber => "keeps_link_value",
        RemarkCode::RefusedBefore { .. } => "refused_before",
        RemarkCode::AttributeRefused { .. } => "attribute_refused",
        RemarkCode::UserTypeUnreadable { .. } => "user_type_unreadable",
    }
}

pub fn access(reason: AccessReason) -> &'static str {
    match reason {
        AccessReason::Conflict => "conflict",
        AccessReason::Hold(_) => "hold",
        AccessReason::Aside => "ignored_profile",
        AccessReason::SecondAccount => "second_account",
        AccessReason::Excluded => "ignored_employee",
        AccessReason::OutOfScope => "out_of_scope",
        AccessReason::EmployeeGone => "employee_gone",
        AccessReason::Unsettled => "unknown",
        AccessReason::OverLimit => "over_limit",
        AccessReason::Refused => "refused",
        AccessReason::NoPermission => "no_permission",
        AccessReason::Failed => "failed",
        AccessReason::Outdated => "outdated",
        AccessReason::NotInThisRun => "not_reached",
    }
}

pub fn limit(code: LimitCode) -> &'static str {
    match code {
        LimitCode::Deactivations => "deactivations",
        LimitCode::Unannounced => "unplanned",
        LimitCode::Department => "department",
        LimitCode::Creations => "creations",
        LimitCode::Emptied => "cleared",
        LimitCode::Changed => "changed",
        LimitCode::Relinks => "relinks",
        LimitCode::EmailChanges => "email_changes",
    }
}

pub fn outcome(outcome: OutcomeKind) -> &'static str {
    match outcome {
        OutcomeKind::Applied => "applied",
        OutcomeKind::Failed => "failed",
        OutcomeKind::Stale => "outdated",
        OutcomeKind::Unknown => "unknown",
        OutcomeKind::NotReached => "not_reached",
        OutcomeKind::Held => "held",
    }
}

pub fn run_end(end: RunEnd) -> &'static str {
    match end {
        RunEnd::Done => "done",
        RunEnd::SomeFailed => "some_failed",
        RunEnd::Stopped => "stopped",
        RunEnd::Failed => "failed",
        RunEnd::Cancelled => "cancelled",
        RunEnd::BrokenOff => "interrupted",
    }
}
