//! What a sync would do, and why not more (rules P, U, D and A1).

mod attribute;
mod base;
mod closing;
mod exact;
mod fresh;
mod joiner;
mod leaver;
mod limit;
mod links;
mod make;
mod order;
mod pair;
mod part;
mod provision;
mod refusal;
mod rest;
mod second_record;
mod suspicion;
mod waiting;

pub(super) use attribute::of_supervisor;
pub use base::{SettledBases, settled_bases, taken};
pub use closing::Closing;
pub use exact::{Exact, Outdated};
pub use fresh::{EmployeeComparison, FreshValues, has_other_name_or_email, supervisor_of};
pub use make::make;
pub(super) use make::of_actions;
pub use part::{Counted, Miscount, Part, RunScope};

use super::id::{EmployeeId, OktaId};
use super::link::ConflictKind;
use super::schema::Kind;
use super::value::{Text, Value};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A complete plan. Everything in it is sorted, so that the same situation always reads the same.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// In the order in which they are applied (rule A1), held ones among them.
    pub actions: Vec<Action>,
    /// Sorted by employee ID, entries without one first.
    pub skipped: Vec<Skip>,
    pub remarks: Vec<Remark>,
    /// Rule D5, sorted by employee ID, then profile ID.
    pub still_have_access: Vec<Access>,
    /// Every limit with its use (rule G1); those that are exceeded first.
    pub limits: Vec<LimitUse>,
    pub summary: Summary,
    pub review_is_closed: bool,
    /// Profiles of leavers that this plan gives to somebody else, or unlinks.
    #[serde(default)]
    pub leaver_profiles: Vec<LeaverProfile>,
}

/// A profile whose ID is a leaver's until a move or a removal of this plan is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaverProfile {
    pub profile: OktaId,
    pub employee: EmployeeId,
    /// The leaver's, for people to read.
    pub name: String,
    /// As it was read; a move may reactivate it first.
    pub is_live: bool,
}

impl LeaverProfile {
    /// The leaver keeps access by this profile, since the action was not done.
    pub fn kept_access(&self, action: &Action, reason: AccessReason) -> Access {
        Access {
            employee: self.employee,
            profile: self.profile.clone(),
            login: action.login.clone(),
            name: self.name.clone(),
            reason,
            decided_by_person: false,
        }
    }
}

/// One thing to do, or one that waits for a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Action {
    pub kind: ActionKind,
    /// `None` only where a link is removed from a profile whose employee is gone.
    pub employee: Option<EmployeeId>,
    /// `None` only for [`ActionKind::Provision`].
    pub profile: Option<OktaId>,
    /// The login that the profile has, or gets.
    pub login: Text,
    /// First and last name for people to read.
    pub name: String,
    /// Old and new value of each attribute, sorted by attribute. Empty for life cycle calls.
    pub changes: Vec<Change>,
    /// For [`ActionKind::Provision`]: when the profile becomes active (rule P6).
    pub activation: Option<Activation>,
    /// For [`ActionKind::Deactivate`]: the end was announced (rule G1).
    pub announced: bool,
    /// For [`ActionKind::Link`]: who may be the same person under a record that ends, and loses access only once this
    /// link is written (rule P4). By ID.
    #[serde(default)]
    pub awaited_by: Vec<EmployeeId>,
    /// Waits for a person and stays out of every run.
    pub held: Option<Hold>,
}

/// Kinds in the order in which they are applied (rule A1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ActionKind {
    /// The losing side of a move, or a link that a person removed: the link attribute is emptied.
    Unlink,
    Deactivate,
    Reactivate,
    Link,
    Update,
    Provision,
    Activate,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Okta's name.
    pub attribute: Text,
    /// Empty where Okta holds nothing.
    pub from: Value,
    /// Empty empties the attribute.
    pub to: Value,
}

/// Rule P6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Activation {
    /// The hire date has come.
    Now,
    /// Created `STAGED`; activated by the first run on or after this day.
    On(Date),
    /// Created `STAGED`, and left to a person.
    ByHand,
}

/// Why something waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    pub code: HoldCode,
    /// The profile that it is about, where it is not the action's own (rules P3 and P4).
    pub profile: Option<OktaId>,
    /// The other employee that it is about (rule P4), or who shares the e-mail.
    pub employee: Option<EmployeeId>,
    /// A person's own note.
    pub note: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum HoldCode {
    /// Rule P2: nobody is created before the link report has been reviewed.
    ReviewOpen,
    /// Rule P3.
    PossibleDuplicate,
    /// Rule P3: hired more than 30 days ago, and without a profile.
    HiredLongAgo,
    /// Rule P4.
    SecondRecord,
    /// Rule N4: with an attribute as source nothing is suffixed.
    LoginTaken,
    /// Rule L8: decided, and not yet confirmed for writing.
    Staged,
    /// Rule L12.
    LaterPair,
    /// Rule L7: the link was changed or removed in Okta by somebody else.
    LinkChanged,
    /// Rule D6.
    MissedLeaver,
    /// Rule D4: somebody who had left is back.
    Rehire,
    /// Rule A9: an undo deactivated the profile, or holds what it reversed.
    Undone,
    /// Rule U7 with `update.rename = "ask"`.
    Rename,
    /// Rule G3.
    Protected,
    /// Rule G3: the token's owner could not be read.
    TokenOwnerUnknown,
    /// Rule R6: the local clock is more than an hour off.
    ClockOff,
    /// A person's own hold.
    ByPerson,
    /// Rule P6: somebody else staged this profile; koppel activates it only once a person released it.
    StagedByOthers,
    /// Rule D4: switched off in Okta by somebody else.
    LockedInOkta,
    /// Okta's schema does not let the link attribute be written (rule U6), so no link and no creation is possible.
    LinkReadOnly,
    /// The person's link, reactivation or move waits, and this goes with it.
    Follows,
    /// Rule G1: a limit was exceeded, and everybody whom it concerns waits.
    OverLimit,
}

/// Somebody for whom nothing is done in this run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skip {
    /// `None`: an entry without a usable ID.
    pub employee: Option<EmployeeId>,
    /// The profile that it is about, where there is one.
    pub profile: Option<OktaId>,
    pub reason: SkipReason,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SkipReason {
    /// An entry of Personio without a usable ID.
    MissingId,
    MissingFirstName,
    MissingLastName,
    MissingEmail,
    /// Rule P1: has left, and has no profile.
    Inactive,
    /// Rule R5, with Personio's word.
    UnknownStatus(Text),
    /// Rule R5, with Okta's word.
    UnknownProfileStatus(Text),
    /// Rule R5.
    InTransition,
    /// Rule L9.
    Excluded,
    /// Rule L9.
    OutOfScope,
    /// Rule L9.
    ProfileAside,
    /// Rules L1 to L6.
    InConflict(ConflictKind),
    /// Rule P7: the first day on which the profile may be created.
    TooEarly(Date),
    /// Rule P6: the settings do not say yet whether Okta mails.
    SendEmailUnset,
    /// Rule N5.
    LoginEmpty,
    /// Rule N5: shorter than 5 or longer than 100 characters.
    LoginLength(usize),
    /// Rule N5: the login's source holds no usable address.
    LoginMalformed,
    /// Rule N4: also the login with the ID is taken.
    LoginTaken(Text),
    /// Rule P5: this required attribute has no value.
    RequiredMissing(Text),
    /// Rule P5: this required attribute cannot take its value.
    RequiredMisfit(Text, Misfit),
    /// Rule D4 with `rehire = "ignore"`.
    RehireIgnored,
    /// Rule D4: not before the hire date.
    BeforeHireDate(Date),
}

/// Why the schema cannot take a value (rule U6).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Misfit {
    /// The org has no such attribute.
    NoSuchAttribute,
    ReadOnly,
    /// The type that Okta wants.
    Type(Kind),
    TooShort(u32),
    TooLong(u32),
    NotAnOption,
    /// Okta's format word.
    Format(Text),
    /// Okta cannot store characters of four bytes in UTF-8.
    Characters,
    /// Personio's value has a shape that this program does not understand.
    OddShape,
}

/// Shown, and changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    pub employee: Option<EmployeeId>,
    pub profile: Option<OktaId>,
    pub code: RemarkCode,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RemarkCode {
    /// Rule R7: no state, and links in Okta already.
    Takeover { links: usize },
    /// Rule L7: several links were changed by somebody else.
    AnotherWriter { links: usize },
    /// Rules G3 and L9: a login or ID in the settings that nobody has. A misspelt one protects nobody, which nothing
    /// else would show.
    NamesNobody { key: Text, name: Text },
    /// Rule L1: the number was found there.
    FoundNumber,
    /// Rule L5: what stands in the link attribute is no employee's ID, and nobody pairs.
    ForeignNumber(Text),
    /// Rule L6.
    NumberElsewhere,
    /// Rule D2.
    EmployeeGone(EmployeeId),
    /// Rule D3: an end that is announced.
    EndAnnounced(Date),
    /// Rule D3: the day is more than 24 hours past and the status still active. Needs a person.
    EndOverdue(Date),
    /// Rule D4: switched off in Okta while Personio never said inactive.
    LockedInOkta,
    /// Rule P6.
    NoHireDate,
    /// Rule P6: there is a hire date, and no day can be read from it.
    OddHireDate,
    /// Rule P6: nobody of ours staged it, so nobody of ours activates it.
    StagedByOthers,
    /// Rule R6.
    ClockOff,
    /// Rule U2.
    Drift {
        attribute: Text,
        okta: Value,
        personio: Value,
    },
    /// Rule U5: became empty in Personio, and stays in Okta.
    KeptRequired(Text),
    /// Rules P5 and U6: left out of the call.
    Misfit { attribute: Text, misfit: Misfit },
    /// Rule U7, for people to notice.
    Rename,
    /// A decision that no longer fits: the profile or the employee is gone, or the place is taken.
    DecisionVoid,
    /// Rule U8: keeps its number as the losing side of a move.
    KeepsNumber,
    /// Rule A6: Okta refused this for good, in these words, and nothing has changed since.
    RefusedBefore { kind: ActionKind, words: Text },
    /// Rule A6: Okta itself refuses this attribute, in these words, so it is left out of the call.
    AttributeRefused { attribute: Text, words: Text },
    /// Rule U6: the schema of this user type may not be read, so its profiles are checked against the default one.
    UserTypeUnreadable { name: Text, profiles: usize },
}

/// Somebody who has left, or is gone, and can still sign in (rule D5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    pub employee: EmployeeId,
    pub profile: OktaId,
    pub login: Text,
    pub name: String,
    pub reason: AccessReason,
    /// A person decided to leave it so, after koppel had listed the profile as this leaver's.
    #[serde(default)]
    pub decided_by_person: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AccessReason {
    Conflict,
    /// Waits for a person.
    Hold(HoldCode),
    /// The profile is set aside.
    Aside,
    /// A second account of theirs.
    SecondAccount,
    /// The employee is excluded.
    Excluded,
    /// The settings leave the employee out (rule L9).
    OutOfScope,
    /// Gone from the reading (rule D2).
    EmployeeGone,
    /// The profile's status is unknown or in transition (rule R5), or a decision about it no longer fits.
    Unsettled,
    /// A limit stops the whole plan (rule G1).
    OverLimit,
    /// Rule A6: Okta refused the deactivation before.
    Refused,
    /// Rule A6: the token has no right to deactivate the profile; the next run tries again.
    NoPermission,
    /// The deactivation was tried in this run, and failed or is not certain.
    Failed,
    /// The deactivation was due in this run, and something changed before its turn (rule G2).
    Outdated,
    /// The run was asked for something else.
    NotInThisRun,
}

/// One limit and its use (rule G1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitUse {
    pub code: LimitCode,
    /// The Okta attribute, for limits that count by attribute; the department, for that limit.
    pub about: Option<Text>,
    /// What the plan would apply.
    pub planned: usize,
    /// What unattended runs of the last 24 hours applied.
    pub last_day: usize,
    /// `None`: switched off.
    pub allowed: Option<usize>,
    /// Positions in [`Plan::actions`] of everyone concerned.
    pub actions: Vec<u32>,
    /// It stops nothing: a person counted the people, or it is one person alone.
    #[serde(default)]
    pub is_waived: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LimitCode {
    Deactivations,
    Unannounced,
    Department,
    Creations,
    Emptied,
    Changed,
    Relinks,
    EmailChanges,
}

/// What a run would apply, and what stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub unlink: usize,
    pub deactivate: usize,
    pub reactivate: usize,
    pub link: usize,
    pub update: usize,
    pub provision: usize,
    pub activate: usize,
    pub held: usize,
    pub skipped: usize,
}

impl Summary {
    /// How many of a kind are to be done.
    pub fn of(&self, kind: ActionKind) -> usize {
        match kind {
            ActionKind::Unlink => self.unlink,
            ActionKind::Deactivate => self.deactivate,
            ActionKind::Reactivate => self.reactivate,
            ActionKind::Link => self.link,
            ActionKind::Update => self.update,
            ActionKind::Provision => self.provision,
            ActionKind::Activate => self.activate,
        }
    }
}

/// The reading cannot be trusted (rule R2): nothing is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suspicion {
    /// Personio named nobody, and there are links.
    Empty { links: usize },
    /// More linked employees are missing than a run may deactivate.
    Shrunk {
        missing: Vec<EmployeeId>,
        allowed: usize,
    },
}

impl ActionKind {
    /// In the one order in which people read them, what costs somebody most first (rule G1). The order of the calls is
    /// another (rule A1).
    pub const BY_DANGER: [Self; 7] = [
        Self::Deactivate,
        Self::Unlink,
        Self::Reactivate,
        Self::Provision,
        Self::Update,
        Self::Activate,
        Self::Link,
    ];
}

impl Action {
    /// Rule G1: a link that is moved, removed or overwritten.
    pub fn is_relink(&self) -> bool {
        let overwrites = || self.changes.iter().any(|change| change.from.is_present());
        match self.kind {
            ActionKind::Unlink => true,
            ActionKind::Link => overwrites(),
            _ => false,
        }
    }

    /// The releases that it uses up: "yes, do it" was said of this one, and not of the next.
    pub fn uses_up(&self) -> &'static [HoldCode] {
        match self.kind {
            ActionKind::Deactivate => &[HoldCode::MissedLeaver],
            ActionKind::Reactivate => &[HoldCode::Rehire, HoldCode::Undone, HoldCode::LockedInOkta],
            ActionKind::Link => &[HoldCode::LaterPair, HoldCode::LinkChanged],
            ActionKind::Unlink => &[HoldCode::LinkChanged],
            ActionKind::Provision => &[
                HoldCode::LinkChanged,
                HoldCode::PossibleDuplicate,
                HoldCode::HiredLongAgo,
                HoldCode::SecondRecord,
                HoldCode::LoginTaken,
            ],
            ActionKind::Activate => &[HoldCode::StagedByOthers],
            ActionKind::Update if self.changes.iter().any(Change::is_rename) => &[HoldCode::Rename],
            ActionKind::Update => &[],
        }
    }

    /// Whose release lets it go: the end of an old record waits for the other one (rule P4).
    pub fn released_employee(&self) -> Option<EmployeeId> {
        match (self.kind, &self.held) {
            (ActionKind::Provision, _) | (_, None) => self.employee,
            (_, Some(hold)) if hold.code == HoldCode::SecondRecord => hold.employee,
            _ => self.employee,
        }
    }

    /// Rule G1.
    pub fn changes_email(&self) -> bool {
        self.kind == ActionKind::Update && self.changes.iter().any(|change| change.attribute == "email")
    }
}

impl Change {
    /// Rule U7: one last name or e-mail in the place of another.
    pub fn is_rename(&self) -> bool {
        matches!(self.attribute.as_str(), "lastName" | "email")
            && self.from.is_present()
            && self.to.is_present()
    }
}

impl LimitUse {
    /// Rule G1: planned and lately applied together are more than is allowed. A plan that adds nothing to a
    /// limit cannot break it.
    pub fn is_over(&self) -> bool {
        self.planned > 0
            && !self.is_waived
            && self
                .allowed
                .is_some_and(|allowed| self.planned + self.last_day > allowed)
    }
}

impl Plan {
    /// Rule G1: over a limit nothing is applied.
    pub fn is_over_limit(&self) -> bool {
        self.limits.iter().any(LimitUse::is_over)
    }

    /// What a run would apply: nothing while a limit is exceeded, and never what is held.
    pub fn applicable(&self) -> impl Iterator<Item = &Action> {
        let stopped = self.is_over_limit();
        self.actions
            .iter()
            .filter(move |action| !stopped && action.held.is_none())
    }

    /// A run would change something, or would if a limit did not stop it.
    pub fn has_changes(&self) -> bool {
        self.actions.iter().any(|action| action.held.is_none())
    }
}

impl SkipReason {
    /// Rules N4 and N5: there is no login for this newcomer.
    pub fn is_about_the_login(&self) -> bool {
        matches!(
            self,
            Self::LoginEmpty | Self::LoginLength(_) | Self::LoginMalformed | Self::LoginTaken(_)
        )
    }
}

impl Hold {
    pub fn new(code: HoldCode) -> Self {
        Self {
            code,
            profile: None,
            employee: None,
            note: String::new(),
        }
    }
}
