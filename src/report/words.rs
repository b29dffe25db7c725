//! Every word that people read about links and plans: what each code means, in plain English. One table, so that
//! one thing is called by one name everywhere, and another language has one place to look.

pub use crate::engine::limit_use;

use crate::core::RunVerdict;
use crate::core::link::{ConflictKind, PairBy, PairRemark, ProfileStanding};
use crate::core::plan::{
    AccessReason, Action, ActionKind, Activation, Change, Hold, HoldCode, LimitCode, Misfit, RemarkCode,
    SkipReason,
};
use crate::core::state::AsideKind;
use crate::core::suggest::{Reason, Strength};
use crate::core::undo::UndoneNote;
use crate::core::value::Value;
use crate::store::state::CallError;

/// The words for where somebody stands; at most 12 letters each.
pub mod standing {
    pub const LINKED: &str = "linked";
    pub const TO_LINK: &str = "to link";
    pub const UNDECIDED: &str = "undecided";
    pub const CONFLICT: &str = "conflict";
    pub const NO_ACCOUNT: &str = "no account";
    pub const FORMER: &str = "former";
    pub const ASIDE: &str = "aside";
    pub const WAITS: &str = "waits";
    pub const SKIPPED: &str = "skipped";
    pub const EXCLUDED: &str = "excluded";
    pub const REJECTED: &str = "rejected";
}

/// Before the login of a profile that is linked (rule N6).
pub const LOGIN_STAYS: &str = "the login stays";

/// Whose account it is, HR is to say.
pub const ASKED: &str = "HR is asked";

/// A count with its noun: `1 profile`, `2 profiles`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

pub fn people(number: usize) -> String {
    count(number, "person", "people")
}

/// The verb for one action.
pub fn verb(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::Unlink => "unlink",
        ActionKind::Deactivate => "deactivate",
        ActionKind::Reactivate => "bring back",
        ActionKind::Link => "link",
        ActionKind::Update => "update",
        ActionKind::Provision => "create",
        ActionKind::Activate => "activate",
    }
}

/// The sign before one action or a heading.
pub fn sign(kind: ActionKind) -> char {
    match kind {
        ActionKind::Unlink => '-',
        ActionKind::Deactivate => '!',
        ActionKind::Reactivate | ActionKind::Activate => '^',
        ActionKind::Link => '>',
        ActionKind::Update => '~',
        ActionKind::Provision => '+',
    }
}

/// What a kind of action does to people, for its heading.
pub fn consequence(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::Unlink => "the number in Okta is emptied; the account stays as it is",
        ActionKind::Deactivate => {
            "lose every access at once; apps may delete their data; profile and details stay"
        }
        ActionKind::Reactivate => "can sign in again",
        ActionKind::Link => "the Personio ID is written into Okta; nothing else changes by it",
        ActionKind::Update => "attributes are sent to Okta",
        ActionKind::Provision => "a new account in Okta",
        ActionKind::Activate => "the first day has come; can sign in from now on",
    }
}

pub fn activation(activation: Activation) -> String {
    match activation {
        Activation::Now => "becomes active at once".to_owned(),
        Activation::On(day) => format!("waits STAGED until {day}"),
        Activation::ByHand => "waits STAGED until somebody activates it".to_owned(),
    }
}

pub fn announced(action: &Action) -> &'static str {
    if action.announced {
        "inactive, as announced"
    } else {
        "inactive, unannounced"
    }
}

/// A value for people; what is not there is `(empty)`.
pub fn value(value: &Value) -> String {
    value
        .to_text()
        .map_or_else(|| "(empty)".to_owned(), std::borrow::Cow::into_owned)
}

pub fn change(change: &Change) -> String {
    format!(
        "{}: {} → {}",
        change.attribute,
        value(&change.from),
        value(&change.to)
    )
}

pub fn conflict(kind: ConflictKind) -> &'static str {
    match kind {
        ConflictKind::SameEmail => "one e-mail, several people",
        ConflictKind::PersonDisagrees => "same e-mail, but the names share no word",
        ConflictKind::NumberDisagrees => "the number is this employee's, but neither e-mail nor name agree",
        ConflictKind::ForeignNumber => "same e-mail, but Okta holds a number that is no employee's",
        ConflictKind::NumberTwice => "one number on several profiles",
    }
}

/// What the admin does about a conflict.
pub fn conflict_cure(kind: ConflictKind) -> &'static str {
    match kind {
        ConflictKind::SameEmail => "decide whose account it is, or correct the e-mail on one side",
        ConflictKind::PersonDisagrees => "a recycled mailbox? Decide whose account it is",
        ConflictKind::NumberDisagrees => {
            "a payroll number? Decide whose account it is, or empty the number in Okta"
        }
        ConflictKind::ForeignNumber => "decide whether the Personio ID may replace it",
        ConflictKind::NumberTwice => "empty the number on the wrong profile in Okta",
    }
}

/// Of links about which there is nothing else to say.
pub const CONFIRMED: &str = "written by koppel, or confirmed";

pub fn pair_by(by: PairBy) -> &'static str {
    match by {
        PairBy::Number => "number",
        PairBy::Email => "same e-mail",
        PairBy::Hand => "by you",
    }
}

pub fn pair_remark(remark: PairRemark) -> &'static str {
    match remark {
        PairRemark::FoundNumber => "not written by koppel",
        PairRemark::EmailDiffers => "e-mails differ",
        PairRemark::NameDiffers => "names differ",
        PairRemark::NumberElsewhere => "other profiles hold the same Personio ID",
        PairRemark::Overwrites => "replaces what the link attribute holds now",
        PairRemark::Moves => "moves a link from somewhere else",
        PairRemark::EmployeeLeft => "the employee has left",
        PairRemark::ProfileDeactivated => "the profile is deactivated; linking brings it back",
    }
}

pub fn profile_standing(standing: &ProfileStanding) -> String {
    match standing {
        ProfileStanding::Unmatched => standing::UNDECIDED.to_owned(),
        ProfileStanding::Former => standing::FORMER.to_owned(),
        ProfileStanding::Paired(_) => standing::LINKED.to_owned(),
        ProfileStanding::InConflict(_) => standing::CONFLICT.to_owned(),
        ProfileStanding::Aside(aside) => aside_kind(aside.kind),
        ProfileStanding::EmployeeGone(employee) => {
            format!("holds {employee}, who is gone from Personio")
        }
        ProfileStanding::SpareNumber(employee) => {
            format!("holds {employee}, like another profile")
        }
        ProfileStanding::LeftAlone(employee) => {
            format!("belongs to {employee}, excluded or out of scope")
        }
    }
}

pub fn aside_kind(kind: AsideKind) -> String {
    match kind {
        AsideKind::Service => "service account".to_owned(),
        AsideKind::Shared => "shared mailbox".to_owned(),
        AsideKind::Room => "room or device".to_owned(),
        AsideKind::External => "external".to_owned(),
        AsideKind::Second(Some(owner)) => format!("second account of {owner}"),
        AsideKind::Second(None) => "second account".to_owned(),
        AsideKind::Other => "other".to_owned(),
        AsideKind::Settings => "named in the settings".to_owned(),
    }
}

pub fn strength(strength: Strength) -> &'static str {
    match strength {
        Strength::Strong => "strong",
        Strength::Likely => "likely",
        Strength::Weak => "weak",
        Strength::TwoAlike => "two alike",
    }
}

pub fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::SameName => "same name",
        Reason::SwappedName => "names swapped",
        Reason::OtherSpelling => "name spelled in another way",
        Reason::SameLastName => "same last name",
        Reason::LastNameInPart => "last name in part",
        Reason::SimilarLastName => "similar last name",
        Reason::SameFirstName => "same first name",
        Reason::FirstNameInPart => "first name in part",
        Reason::ShortFirstName => "short form of the first name",
        Reason::SimilarFirstName => "similar first name",
        Reason::SameInitial => "same initial",
        Reason::SameMailbox => "same mailbox name",
        Reason::MailboxOfName => "mailbox made of the name",
        Reason::MailboxOfNameInPart => "mailbox made of the name in part",
        Reason::MailboxOfInitials => "mailbox made of the initials",
        Reason::SameDepartment => "same department",
        Reason::SimilarDepartment => "similar department",
        Reason::SamePosition => "same position",
        Reason::SimilarPosition => "similar position",
        Reason::SameOffice => "same office",
        Reason::SimilarOffice => "similar office",
        Reason::SameManager => "same manager",
        Reason::CreatedWhenHired => "created when hired",
        Reason::LastNameDiffers => "last name differs",
        Reason::FirstNameDiffers => "first name differs",
        Reason::DepartmentDiffers => "department differs",
        Reason::PositionDiffers => "position differs",
        Reason::OfficeDiffers => "office differs",
        Reason::CreatedBeforeHired => "created long before hired",
        Reason::EmployeeLeft => "has left",
        Reason::EmployeeTaken => "has an account already, or may get none",
    }
}

/// Why something waits, and what ends the wait. `profile` and `employee` name whom else it is about.
pub fn hold(hold: &Hold, profile: Option<&str>, employee: Option<&str>) -> String {
    let says = match (hold.code, employee.or(profile)) {
        (HoldCode::PossibleDuplicate, Some(_)) => {
            let who = profile.or(employee).unwrap_or_default();
            format!("may already have an account: {who} looks like theirs")
        }
        (HoldCode::SecondRecord, Some(who)) => {
            format!("two Personio records, also {who}: same person or two people?")
        }
        // The note says no more than this.
        (HoldCode::Undone, _) => return undone(&hold.note),
        (code, _) => hold_code(code).to_owned(),
    };
    if hold.note.is_empty() {
        says
    } else {
        format!("{says}: {}", hold.note)
    }
}

/// `undone by run 2`, or by which run is not known any more.
fn undone(note: &str) -> String {
    match UndoneNote::parse(note) {
        Some(UndoneNote { by: Some(by), .. }) => {
            format!("undone by run {by}: approve it to have it done again")
        }
        _ => "undone: approve it to have it done again".to_owned(),
    }
}

/// Why something waits, as far as the code alone says it.
pub fn hold_code(code: HoldCode) -> &'static str {
    match code {
        HoldCode::ReviewOpen => "you have not closed the link review yet",
        HoldCode::PossibleDuplicate => "may already have an account",
        HoldCode::HiredLongAgo => {
            "hired more than 30 days ago, and no account: is there one under another name?"
        }
        HoldCode::SecondRecord => "two Personio records: same person or two people?",
        HoldCode::LoginTaken => "the login is taken by another profile",
        HoldCode::Staged => "decided, and not yet confirmed for writing",
        HoldCode::LaterPair => "an e-mail pair that the review did not show; link.auto = true would link it",
        HoldCode::LinkChanged => "somebody else changed or removed the link in Okta",
        HoldCode::MissedLeaver => "has left, and was never linked: link and deactivate in one run?",
        HoldCode::Rehire => "had left and is back: give the old account back?",
        HoldCode::Undone => "undone, and not done again until you approve it",
        HoldCode::Rename => "a rename, and update.rename = \"ask\"",
        HoldCode::Protected => "a protected profile (token owner, or safety.protected)",
        HoldCode::TokenOwnerUnknown => "the API token's owner could not be read, so nothing is deactivated",
        HoldCode::ClockOff => "this machine's clock is more than an hour off",
        HoldCode::ByPerson => "held by a person",
        HoldCode::StagedByOthers => "staged by somebody else; activated once you release it",
        HoldCode::LinkReadOnly => {
            "the link attribute is read-only in Okta's schema: make it writable in Okta, or name another one in okta.link_attribute"
        }
        HoldCode::LockedInOkta => "switched off in Okta while Personio never said inactive",
        HoldCode::Follows => "goes with another action of this person that waits",
        HoldCode::OverLimit => "a limit was exceeded, and this was held instead of stopping the run",
    }
}

/// What a person decides who approves such a hold: its outcome. Without words of its own: nobody can approve it.
pub fn approval(code: HoldCode) -> &'static str {
    match code {
        HoldCode::PossibleDuplicate => "the profile is somebody else's; the next run creates one",
        HoldCode::HiredLongAgo => "no profile of theirs under another name; the next run creates one",
        HoldCode::SecondRecord => "two people",
        HoldCode::LaterPair => "the two belong together; the next run writes the ID",
        HoldCode::LinkChanged => "Okta's state is right",
        HoldCode::MissedLeaver => "the next run writes the ID and deactivates the profile",
        HoldCode::Rehire | HoldCode::LockedInOkta => "the next run reactivates the profile",
        HoldCode::Undone => "the next run does again what was undone",
        HoldCode::Rename => "the next run sends the new name or e-mail",
        HoldCode::StagedByOthers => "the next run activates the profile",
        HoldCode::ByPerson => "the hold ends; the next run does what it kept back",
        HoldCode::ReviewOpen
        | HoldCode::LoginTaken
        | HoldCode::Staged
        | HoldCode::Protected
        | HoldCode::TokenOwnerUnknown
        | HoldCode::ClockOff
        | HoldCode::LinkReadOnly
        | HoldCode::Follows
        | HoldCode::OverLimit => "",
    }
}

pub fn misfit(misfit: &Misfit) -> String {
    match misfit {
        Misfit::NoSuchAttribute => "the profile's user type in Okta has no such attribute".to_owned(),
        Misfit::ReadOnly => "Okta does not let it be written".to_owned(),
        Misfit::Type(kind) => format!("Okta wants {}", kind.as_word()),
        Misfit::TooShort(least) => format!("shorter than Okta's {least} characters"),
        Misfit::TooLong(most) => format!("longer than Okta's {most} characters"),
        Misfit::NotAnOption => "not among the values that Okta allows".to_owned(),
        Misfit::Format(format) => format!("not in Okta's format {format}"),
        Misfit::Characters => "holds characters that Okta cannot store".to_owned(),
        Misfit::OddShape => "Personio's value has a shape that koppel does not understand".to_owned(),
    }
}

pub fn skip(reason: &SkipReason) -> String {
    match reason {
        SkipReason::MissingId => "an entry of Personio without a usable ID".to_owned(),
        SkipReason::MissingFirstName => "no first name in Personio".to_owned(),
        SkipReason::MissingLastName => "no last name in Personio".to_owned(),
        SkipReason::MissingEmail => "no e-mail in Personio".to_owned(),
        SkipReason::Inactive => "has left, and has no account".to_owned(),
        SkipReason::UnknownStatus(word) => format!("Personio's status {word:?} is not known"),
        SkipReason::UnknownProfileStatus(word) => format!("Okta's status {word:?} is not known"),
        SkipReason::InTransition => "Okta is still working on an earlier change".to_owned(),
        SkipReason::Excluded => "excluded".to_owned(),
        SkipReason::OutOfScope => "out of scope by the settings".to_owned(),
        SkipReason::ProfileAside => "the account is set aside".to_owned(),
        SkipReason::InConflict(kind) => format!("conflict: {}", conflict(*kind)),
        SkipReason::TooEarly(day) => format!("the account may be created from {day} on"),
        SkipReason::SendEmailUnset => {
            "activation.send_email is not set: should Okta mail new people? Without it nobody is created"
                .to_owned()
        }
        SkipReason::LoginEmpty => "the name leaves nothing for a login".to_owned(),
        SkipReason::LoginLength(length) => {
            format!("the login would have {length} characters; Okta takes 5 to 100")
        }
        SkipReason::LoginMalformed => {
            "Okta does not take this login: its form is not the one that the org asks for".to_owned()
        }
        SkipReason::LoginTaken(login) => format!("the login is taken, and so is {login}"),
        SkipReason::RequiredMissing(attribute) => format!("Okta requires {attribute}, and there is no value"),
        SkipReason::RequiredMisfit(attribute, why) => {
            format!(
                "Okta requires {attribute} and cannot take the value: {}",
                misfit(why)
            )
        }
        SkipReason::RehireIgnored => "is back after having left; sync.rehire = \"ignore\"".to_owned(),
        SkipReason::BeforeHireDate(day) => format!("comes back on {day}; not before"),
    }
}

pub fn remark(code: &RemarkCode) -> String {
    match code {
        RemarkCode::Takeover { links } => format!(
            "koppel did not write {} in Okta: is there an older state folder?",
            count(*links, "link that stands", "links that stand")
        ),
        RemarkCode::AnotherWriter { links } => format!(
            "{} changed by somebody else: does the old marketplace integration or a second koppel still run?",
            count(*links, "link was", "links were")
        ),
        RemarkCode::NamesNobody { key, name } => {
            format!("{key} names {name}, and nobody has that: correct it, or take it out")
        }
        RemarkCode::FoundNumber => "the number was found in Okta; koppel did not write it".to_owned(),
        RemarkCode::ForeignNumber(number) => {
            format!("Okta holds the number {number}, which is no employee's")
        }
        RemarkCode::NumberElsewhere => "another profile holds the same Personio ID".to_owned(),
        RemarkCode::EmployeeGone(employee) => {
            format!("employee {employee} is not in Personio any more; nothing is done by itself")
        }
        RemarkCode::EndAnnounced(day) => format!("ends on {day}"),
        RemarkCode::EndOverdue(day) => {
            format!("should have ended on {day}, and Personio still says otherwise: needs you")
        }
        RemarkCode::LockedInOkta => {
            "switched off in Okta by somebody else; stays so until you release it".to_owned()
        }
        RemarkCode::OddHireDate => {
            "the hire date in Personio cannot be read as a day: the account waits STAGED".to_owned()
        }
        RemarkCode::NoHireDate => "no hire date in Personio: the account waits STAGED".to_owned(),
        RemarkCode::StagedByOthers => "staged by somebody else; koppel does not activate it".to_owned(),
        RemarkCode::ClockOff => {
            "this machine's clock is more than an hour off: nobody is activated".to_owned()
        }
        RemarkCode::Drift {
            attribute,
            okta,
            personio,
        } => format!(
            "{attribute} was changed in Okta to {}; Personio says {}",
            value(okta),
            value(personio)
        ),
        RemarkCode::KeptRequired(attribute) => {
            format!("{attribute} became empty in Personio and stays in Okta, which requires it")
        }
        RemarkCode::Misfit {
            attribute,
            misfit: why,
        } => format!("{attribute} is left out: {}", misfit(why)),
        RemarkCode::Rename => "a rename; the login stays".to_owned(),
        RemarkCode::DecisionVoid => {
            "a decision no longer fits: somebody is gone, or the place is taken".to_owned()
        }
        RemarkCode::KeepsNumber => "deactivated; keeps the number of the link that moved away".to_owned(),
        RemarkCode::AttributeRefused { attribute, words } => format!(
            "{attribute} is left out, since Okta refuses it ({words}): let Okta master it, add it to the user type, or take it out of the mapping; koppel sync --employee ID tries it again"
        ),
        RemarkCode::UserTypeUnreadable { name, profiles } => format!(
            "the schema of user type {name} may not be read, so its {} checked against the default type: let the token's owner read user types",
            count(*profiles, "profile is", "profiles are")
        ),
        RemarkCode::RefusedBefore { kind, words } => format!(
            "{}: Okta refused this before ({words}), and is not asked again until something changes",
            verb(*kind)
        ),
    }
}

/// Why somebody who left still has access.
/// What a run came to, as the end of a sentence that begins with the run: `run 12 is done`. The same words in the last
/// line of `sync`, in `status` and on the overview.
pub fn verdict(verdict: RunVerdict) -> &'static str {
    match verdict {
        RunVerdict::Good | RunVerdict::PartDone => "is done",
        RunVerdict::LeaverWithAccess => "is done, and leavers have access",
        RunVerdict::Rejected => "is done, and Okta rejected some of it before",
        RunVerdict::UnknownOutcome => "is done, and some outcomes are unknown",
        RunVerdict::SomeFailed => "is done, and not all of it worked",
        RunVerdict::OwnerUnknown => {
            "is done, and deactivated nobody: Okta does not say who owns the API token"
        }
        RunVerdict::NoPermission => "is done, except for what the API token has no right to",
        RunVerdict::Stopped => "stopped before its first write",
        RunVerdict::Refused => "failed, since access was refused",
        RunVerdict::Unusable => "failed, since the settings cannot be used",
        RunVerdict::Failed => "failed",
        RunVerdict::Locked => "did not begin, since another run goes on",
        RunVerdict::Cancelled => "was cancelled",
        RunVerdict::Interrupted => "was broken off",
    }
}

/// What a run came to, in a word or two for a header: `leaver with access`.
pub fn verdict_label(verdict: RunVerdict) -> String {
    verdict.code().replace('_', " ")
}

/// `3 more, left so by you`: leavers with access whom a person decided to leave so, beside `undecided` others.
pub fn left_so(count: usize, undecided: usize) -> String {
    match (undecided, count) {
        (0, 1) => "1 leaver has access, left so by you".to_owned(),
        (0, count) => format!("{count} leavers have access, left so by you"),
        (_, count) => format!("{count} more, left so by you"),
    }
}

pub fn access(reason: AccessReason) -> String {
    match reason {
        AccessReason::Conflict => "in a conflict that only you can decide".to_owned(),
        AccessReason::Hold(code) => format!("waits: {}", hold_code(code)),
        AccessReason::Aside => "the account is set aside".to_owned(),
        AccessReason::SecondAccount => "a second account of theirs".to_owned(),
        AccessReason::Excluded => "the employee is excluded".to_owned(),
        AccessReason::OutOfScope => "out of scope by the settings".to_owned(),
        AccessReason::EmployeeGone => "not in Personio any more".to_owned(),
        AccessReason::Unsettled => {
            "Okta's status is unknown or in transition, or a decision no longer fits".to_owned()
        }
        AccessReason::OverLimit => "a limit stops this plan".to_owned(),
        AccessReason::Refused => "Okta refused the deactivation before".to_owned(),
        AccessReason::NoPermission => "the API token has no right to deactivate this profile".to_owned(),
        AccessReason::Failed => "the deactivation failed, or is not certain".to_owned(),
        AccessReason::Outdated => "something changed meanwhile, so the deactivation was not sent".to_owned(),
        AccessReason::NotInThisRun => "this run was asked for something else".to_owned(),
    }
}

/// The setting that a limit stands in.
pub fn limit_setting(code: LimitCode) -> &'static str {
    match code {
        LimitCode::Deactivations => "safety.max_deactivations",
        LimitCode::Unannounced => "safety.max_unplanned",
        LimitCode::Department => "safety.max_department",
        LimitCode::Creations => "safety.max_creations",
        LimitCode::Emptied => "safety.max_cleared",
        LimitCode::Changed => "safety.max_changed",
        LimitCode::Relinks => "safety.max_relinks",
        LimitCode::EmailChanges => "safety.max_email_changes",
    }
}

/// What a call came to grief on, in the API's words, and what that means where its code is known.
pub fn call_error(error: &CallError) -> String {
    let meaning = error.code.as_deref().and_then(okta_code);
    let code = error
        .code
        .as_deref()
        .map_or_else(String::new, |code| format!("{code} "));
    let meaning = meaning.map_or_else(String::new, |meaning| format!(" ({meaning})"));
    format!("{code}{}{meaning}", error.summary)
}

/// Okta's codes whose own words do not say what to do (`okta-api.md` section 8).
fn okta_code(code: &str) -> Option<&'static str> {
    Some(match code {
        "E0000006" | "insufficient_scope" | CallError::FORBIDDEN => {
            "the token's owner may not change this profile; administrators need a stronger role"
        }
        "E0000023" => {
            "another system, such as a directory or another HR import, masters this profile or attribute: change the value there, or let Okta master the attribute"
        }
        "E0000038" => "the profile's status does not allow it; a deactivated profile takes no changes",
        "E0000112" => "Okta is still activating it; the next run tries again",
        "E0000007" => "the profile is gone, or deactivated",
        _ => return None,
    })
}
