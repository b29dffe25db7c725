//! The reverse of a run (rule A9): from what it applied, as the journal has it, to a plan under all guards, with what
//! cannot come back, and what has to be decided first so that the next sync does not do it all again.
//!
//! Only what still stands as the run left it is reversed: whatever somebody changed since stays. That makes undoing
//! twice harmless.
//!
//! An undo can be undone, too. It is the same plan; instead of new holds the holds of the first undo are taken back,
//! so that Personio is followed again.

mod reverse;

use crate::core::id::{EmployeeId, OktaId};
use crate::core::link::LinkReport;
use crate::core::plan::{self, Action, ActionKind, Misfit, Plan, Suspicion};
use crate::core::policy::Policy;
use crate::core::snapshot::Snapshot;
use crate::core::state::State;
use crate::core::value::Text;
use reverse::Reversal;
use std::fmt;

/// A run to be undone.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// What it applied, in the order of its plan; a creation has the profile that it gave.
    pub applied: Vec<Action>,
    /// Called, and nobody knows what it came to.
    pub unknown: Vec<Action>,
    /// It undid another run itself.
    pub was_undo: bool,
}

/// What undoing comes to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Undo {
    pub plan: Plan,
    /// What cannot come back, or not wholly, in the order of the run's plan.
    pub left: Vec<Left>,
    /// To be decided before the first call.
    pub keeps: Vec<Keep>,
}

/// Something that an undo does not bring back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// What the run did.
    pub kind: ActionKind,
    pub employee: Option<EmployeeId>,
    pub profile: Option<OktaId>,
    pub login: Text,
    pub name: String,
    pub why: Why,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Rule A4: whether the run did it is looked up by the next one, and not undone by this.
    Unknown,
    ProfileGone,
    /// Rule D2: whom Personio does not name any more, nobody is brought back for.
    EmployeeGone,
    /// Rule L9.
    Aside,
    /// Rule L9.
    Excluded,
    /// Rule R5.
    Unsettled,
    /// Okta knows no way from active back to `STAGED`.
    NoWayBack,
    /// The profile is live already.
    IsLive,
    /// The profile is deactivated already.
    IsDeactivated,
    /// Rule D4: somebody else switched it off since.
    SwitchedOffByOthers,
    /// Rule P6: nobody said whether Okta mails, so nobody is brought back.
    SendEmailUnset,
    /// The number is not the one that the run left there.
    LinkChanged,
    /// Another live profile holds this employee's number now.
    NumberTaken(OktaId),
    /// This attribute does not hold any more what the run sent.
    ValueChanged(Text),
    /// Nothing is known of this attribute: it is not mapped any more.
    NotRead(Text),
    /// Rule U5: it was empty, and must not be.
    KeptRequired(Text),
    /// Rule U6: Okta cannot take the old value.
    Misfit(Text, Misfit),
    /// Rule U8: a deactivated profile takes no change.
    Deactivated,
    /// The profile is deactivated by this, and keeps its values.
    ValuesStay,
    /// The profile is deactivated by this, and keeps its number.
    NumberStays,
    /// Comes back without what ended with it: app assignments, and what apps deleted.
    AppsForgot,
    /// Okta mailed, and a mail stays sent.
    MailSent,
}

/// A decision that goes with an undo.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Keep {
    /// Nothing of this kind is done for the employee until a person lets it go.
    Hold(EmployeeId, ActionKind),
    /// Every hold that the first undo made is taken back.
    LiftHolds,
    /// Rule L10.
    Reject(OktaId, EmployeeId),
    /// The link that comes back is right.
    Confirm(OktaId, EmployeeId),
}

/// The note of a hold that an undo makes: `undone run 1 by run 2`. Earlier ones name no second run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UndoneNote {
    /// The run that was undone; `None`: not known any more.
    pub undone: Option<i64>,
    /// The undo.
    pub by: Option<i64>,
}

impl UndoneNote {
    /// `None`: a person's own note.
    pub fn parse(note: &str) -> Option<Self> {
        let rest = note.strip_prefix("undone ")?;
        let (undone, by) = match rest.split_once("by run ") {
            Some((undone, by)) => (undone.trim(), Some(by.parse().ok()?)),
            None => (rest, None),
        };
        let undone = match undone.strip_prefix("run ") {
            Some(number) => Some(number.parse().ok()?),
            None if undone.is_empty() => None,
            None => return None,
        };
        (undone.is_some() || by.is_some()).then_some(Self { undone, by })
    }
}

impl fmt::Display for UndoneNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("undone")?;
        if let Some(undone) = self.undone {
            write!(f, " run {undone}")?;
        }
        match self.by {
            Some(by) => write!(f, " by run {by}"),
            None => Ok(()),
        }
    }
}

/// # Errors
/// Where the reading cannot be trusted (rule R2).
pub fn undo(
    done: &Done,
    snapshot: &Snapshot,
    policy: &Policy,
    state: &State,
    report: &LinkReport,
) -> Result<Undo, Suspicion> {
    let mut reversal = Reversal::new(done, snapshot, policy, state, report);
    reversal.reverse_all();
    let Reversal {
        actions,
        left,
        mut keeps,
        ..
    } = reversal;
    keeps.sort_unstable();
    keeps.dedup();
    Ok(Undo {
        plan: plan::of_actions(snapshot, policy, state, report, actions)?,
        left,
        keeps,
    })
}

impl Keep {
    /// The decisions by which what is reversed does not come again with the next run: all that a sync would do in
    /// its place.
    fn holds(reversed: ActionKind) -> &'static [ActionKind] {
        match reversed {
            // Without the link the employee is a newcomer.
            ActionKind::Link => &[ActionKind::Link, ActionKind::Provision],
            ActionKind::Provision => &[ActionKind::Provision, ActionKind::Reactivate],
            ActionKind::Unlink => &[ActionKind::Unlink],
            ActionKind::Deactivate => &[ActionKind::Deactivate],
            ActionKind::Reactivate => &[ActionKind::Reactivate],
            ActionKind::Update => &[ActionKind::Update],
            ActionKind::Activate => &[],
        }
    }
}
