//! What is known from earlier: decisions, bases, past actions, the last good reading. An input of the rules;
//! empty until something was decided or done.

use super::id::{EmployeeId, OktaId};
use super::plan::{Action, ActionKind, HoldCode};
use super::profile::Profile;
use super::refused_attribute::RefusedAttributes;
use super::value::{Text, Value};
use jiff::Timestamp;
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

/// All that the program remembers of one org.
#[derive(Debug, Clone, Default)]
pub struct State {
    pub decisions: Decisions,
    pub bases: Bases,
    pub past: Past,
    pub review: Review,
}

/// What people decided.
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    /// Rule L7, by profile.
    pub assignments: FxHashMap<OktaId, Assignment>,
    /// Links that a person removed; not yet written (rule L7).
    pub removals: FxHashMap<OktaId, LinkRemoval>,
    /// Rule L9, by profile.
    pub aside: FxHashMap<OktaId, Aside>,
    /// Profiles whose owner HR is asked for, with what is asked. They stay undecided: no rule looks at this.
    pub asked: FxHashMap<OktaId, String>,
    /// Rule L9.
    pub excluded: FxHashSet<EmployeeId>,
    /// Rule L10.
    pub rejected: FxHashSet<(OktaId, EmployeeId)>,
    /// Holds that a person let go: "yes, do it"; of a possible duplicate or second record, "two people" (rules
    /// P3 and P4).
    pub released: FxHashSet<(HoldCode, EmployeeId)>,
    /// People whom a person holds, with the kind of action that waits; `None`: every kind.
    pub held: FxHashMap<EmployeeId, Vec<PersonHold>>,
    /// Which of them may leave a leaver with access (rule D5).
    pub numbers: DecisionNumbers,
}

/// The numbers of decisions that keep a profile live, in the order in which people took them: no clock that jumps can
/// change it. What stands in the settings has no number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DecisionNumbers {
    /// By ignored profile.
    pub aside: FxHashMap<OktaId, i64>,
    /// By ignored employee.
    pub excluded: FxHashMap<EmployeeId, i64>,
    /// The latest own hold on the employee's deactivation, or on everything of the employee.
    pub held_deactivations: FxHashMap<EmployeeId, i64>,
}

/// A manual assignment of a profile to an employee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    pub employee: EmployeeId,
    /// The person agreed that another profile loses this link, or that this profile leaves its employee.
    pub may_move: bool,
    pub staging: Staging,
}

/// A link that a person wants removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkRemoval {
    /// Whose ID stood in the profile when the person decided; `None`: whatever stands there.
    pub employee: Option<EmployeeId>,
    pub staging: Staging,
}

/// Rule L8: a decision reaches Okta only by a write that a person confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Staging {
    /// Decided, and left alone by every plain run.
    Staged,
    /// A person confirmed the write, and it may not have happened yet.
    Confirmed,
}

/// Why a profile is set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    pub kind: AsideKind,
    pub note: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsideKind {
    Service,
    Shared,
    /// A room or a device.
    Room,
    External,
    /// A second account of this employee (rule D5 lists it when the owner leaves).
    Second(Option<EmployeeId>),
    Other,
    /// Named in the settings, which give no kind.
    Settings,
}

/// A person's own hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonHold {
    pub kind: Option<ActionKind>,
    pub note: String,
    /// A reminder; the hold stays until it is decided.
    pub until: Option<Date>,
}

/// What was last sent, per profile (rule U2).
pub type Bases = FxHashMap<OktaId, ProfileBases>;

/// What was last sent to one profile, per Okta attribute. A list, since there are about ten of them: a map of a
/// hundred thousand maps would take twice the room.
#[derive(Debug, Clone, Default)]
pub struct ProfileBases(Vec<(Text, Base)>);

/// Two values, since Okta may store a value in another form than it was sent: whether Personio moved is seen on
/// `sent`, whether Okta moved on `taken`. Rule U3's `keep` sets `sent` to what Personio says and `taken` to what
/// Okta holds: neither side has moved, and Okta's value stays until HR changes theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// Personio's value at that time, as it would be sent.
    pub sent: Value,
    /// Okta's value at that time.
    pub taken: Value,
}

/// What koppel did and saw in earlier runs.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// A good reading exists: the state is not new (rule R7).
    pub has_read: bool,
    /// Links that koppel wrote, or that a person confirmed as they stood (rule L1).
    pub confirmed_links: FxHashSet<(OktaId, EmployeeId)>,
    /// Links that were found in Okta, and whose e-mail or name agreed in an earlier complete snapshot (rule L1).
    pub agreed_links: FxHashSet<(OktaId, EmployeeId)>,
    /// Links that once stood and do not any more: which profile carried which ID (rules P3 and P4).
    pub former_links: FxHashSet<(OktaId, EmployeeId)>,
    /// The link of each profile to an employee of the last good reading, with koppel's writes since (rules L7 and
    /// R2). A profile whose employee was gone by then has none. A profile that is gone from Okta stays in here as long
    /// as its employee is not inactive and nobody decided.
    pub links: FxHashMap<OktaId, EmployeeId>,
    /// Everybody who was an employee in a good reading (rules L5 and D2).
    pub known_employees: FxHashSet<EmployeeId>,
    /// Termination dates, with when a good reading first saw each (rule G1).
    pub terminations: FxHashMap<EmployeeId, (Date, Timestamp)>,
    /// Profiles that koppel created `STAGED` and that were not activated since (rule P6).
    pub staged: FxHashSet<OktaId>,
    /// Profiles that koppel deactivated and that were not reactivated since (rule D4).
    pub deactivated: FxHashSet<OktaId>,
    /// Profiles that an undo deactivated, with the undo's run, until they come back or their employee is inactive
    /// (rule A9).
    pub undone: FxHashMap<OktaId, i64>,
    /// Deactivated profiles whose employee was inactive already in the snapshot that first saw them so (rule D4).
    pub off_while_inactive: FxHashSet<OktaId>,
    /// What unattended runs of the last 24 hours applied (rule G1).
    pub last_day: LastDay,
    /// What Okta refused for good, by [`Action::fingerprint`], in its words (rule A6).
    pub refused: FxHashMap<String, String>,
    /// Attributes that Okta itself refused (rule A6).
    pub refused_attributes: RefusedAttributes,
    /// Profiles that koppel lists as a leaver's, with the number of the newest decision when it first did (rule D5).
    pub listed_leavers: FxHashMap<(OktaId, EmployeeId), i64>,
}

/// Rule G1: a slow leak is a leak.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LastDay {
    pub announced: usize,
    pub unannounced: usize,
    /// Unannounced deactivations by department.
    pub departments: FxHashMap<Text, usize>,
    pub creations: usize,
    pub relinks: usize,
    pub email_changes: usize,
    /// Values that became empty, by Okta attribute.
    pub emptied: FxHashMap<Text, usize>,
    /// Profiles changed, by Okta attribute.
    pub changed: FxHashMap<Text, usize>,
}

/// Rule P2.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Review {
    #[default]
    Open,
    Closed {
        at: Timestamp,
        /// The creations that closing it named.
        covered: FxHashSet<EmployeeId>,
        /// The pairs that the report showed; a later one waits (rule L12).
        pairs: FxHashSet<(OktaId, EmployeeId)>,
        /// Everybody who was in Personio then: no joiner of theirs is first seen after the review (rule P3).
        known: FxHashSet<EmployeeId>,
    },
}

impl Past {
    /// Rule L1: koppel wrote this link, a person confirmed it, or it was found and agreed in an earlier complete
    /// snapshot. It holds whatever name and e-mail say.
    pub fn is_established(&self, profile: &OktaId, employee: EmployeeId) -> bool {
        if self.confirmed_links.is_empty() && self.agreed_links.is_empty() {
            return false;
        }
        let link = (profile.clone(), employee);
        self.confirmed_links.contains(&link) || self.agreed_links.contains(&link)
    }

    /// Which profiles carry or carried the IDs of these employees, by employee (rules P3 and P4).
    pub fn carriers(&self, of: &FxHashSet<EmployeeId>) -> FxHashMap<EmployeeId, Vec<OktaId>> {
        let mut carriers: FxHashMap<EmployeeId, Vec<OktaId>> = FxHashMap::default();
        let links = self
            .confirmed_links
            .iter()
            .chain(&self.agreed_links)
            .chain(&self.former_links);
        for (profile, employee) in links.filter(|(_, employee)| of.contains(employee)) {
            carriers.entry(*employee).or_default().push(profile.clone());
        }
        for profiles in carriers.values_mut() {
            profiles.sort_unstable();
            profiles.dedup();
        }
        carriers
    }
}

impl LastDay {
    /// Counts one action that was applied, by the same measure as the plan's limits.
    pub fn count(&mut self, action: &Action, department: Option<&str>) {
        match action.kind {
            ActionKind::Deactivate if action.announced => self.announced += 1,
            ActionKind::Deactivate => {
                self.unannounced += 1;
                if let Some(name) = department {
                    *self.departments.entry(Text::from(name)).or_default() += 1;
                }
            }
            ActionKind::Provision | ActionKind::Reactivate => self.creations += 1,
            ActionKind::Update => {
                for change in &action.changes {
                    *self.changed.entry(change.attribute.clone()).or_default() += 1;
                    if change.to.is_empty() {
                        *self.emptied.entry(change.attribute.clone()).or_default() += 1;
                    }
                }
            }
            ActionKind::Unlink | ActionKind::Link | ActionKind::Activate => {}
        }
        self.relinks += usize::from(action.is_relink());
        self.email_changes += usize::from(action.changes_email());
    }
}

impl ProfileBases {
    pub fn get(&self, attribute: &str) -> Option<&Base> {
        self.0
            .iter()
            .find(|(known, _)| known == attribute)
            .map(|(_, base)| base)
    }

    /// In place of what was known of this attribute.
    pub fn insert(&mut self, attribute: Text, base: Base) {
        match self.0.iter_mut().find(|(known, _)| *known == attribute) {
            Some((_, known)) => *known = base,
            None => self.0.push((attribute, base)),
        }
    }
}

impl FromIterator<(Text, Base)> for ProfileBases {
    fn from_iter<I: IntoIterator<Item = (Text, Base)>>(bases: I) -> Self {
        let mut all = Self::default();
        for (attribute, base) in bases {
            all.insert(attribute, base);
        }
        all.0.shrink_to_fit();
        all
    }
}

impl Review {
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::Closed { .. })
    }
}

impl Decisions {
    pub fn has_released(&self, code: HoldCode, employee: EmployeeId) -> bool {
        self.released.contains(&(code, employee))
    }

    /// The removal that a person wants of this profile's link. None where another ID stands there by now: somebody put
    /// it right, or it is another question.
    pub fn removal_of(&self, profile: &Profile) -> Option<Staging> {
        let removal = self.removals.get(&profile.id)?;
        let now = profile.number.as_deref().and_then(EmployeeId::from_link);
        let is_meant = removal.employee.is_none() || removal.employee == now;
        is_meant.then_some(removal.staging)
    }

    pub fn has_rejected(&self, profile: &OktaId, employee: EmployeeId) -> bool {
        !self.rejected.is_empty() && self.rejected.contains(&(profile.clone(), employee))
    }
}
