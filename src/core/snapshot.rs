//! Both sides, read completely (rules R1 to R6).

use super::employee::Employee;
use super::id::{EmployeeId, OktaId};
use super::profile::Profile;
use super::schema::{Schema, UserType};
use super::value::Text;
use jiff::Timestamp;
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

/// What a plan is made from: both sides at one moment.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The org ID (`00o…`) that `/.well-known/okta-organization` named (rule R7).
    pub org: Text,
    pub roster: Roster,
    pub directory: Directory,
    pub moment: Moment,
}

/// All employees, in every status.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    /// Personio keys of [`Employee::attributes`], in their order.
    pub columns: Vec<Column>,
    pub employees: Vec<Employee>,
    /// Entries without a usable ID; each is a skip with a reason.
    pub without_id: usize,
}

/// A Personio attribute that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub key: Text,
    pub kind: ColumnKind,
}

/// Personio's attribute types as far as reading differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Kept as a day, `YYYY-MM-DD` (rule R6).
    Date,
    /// A comma-separated or JSON-encoded list inside of a text.
    Tags,
    /// Kept as the supervisor's employee ID: the only part that is always there. Names and e-mail come from the
    /// supervisor's own record.
    Supervisor,
    Other,
}

/// All profiles, in every status (rule R3), and what the org says of itself.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// Okta names of [`Profile::attributes`], in their order.
    pub columns: Vec<Text>,
    pub profiles: Vec<Profile>,
    /// Of the default user type.
    pub schema: Schema,
    /// The other user types that profiles have.
    pub user_types: Vec<UserType>,
    /// Who owns the API token (rule G3). `None`: could not be read, so nothing is deactivated.
    pub token_owner: Option<OktaId>,
}

/// When the reading was made, by the servers' clocks (rule R6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub now: Timestamp,
    /// `now` as a day in the company's time zone.
    pub today: Date,
    /// The local clock is more than an hour off: activations stop.
    pub clock_is_off: bool,
}

/// A reading that contradicts itself (rule R1): that side is read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// The same employee twice.
    DuplicateEmployee(EmployeeId),
    /// The same profile twice.
    DuplicateProfile(OktaId),
}

impl Roster {
    /// Where `key` stands in [`Employee::attributes`].
    pub fn column(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }

    /// Rule R1: nobody twice.
    pub fn check(&self) -> Result<(), Gap> {
        let mut seen = FxHashSet::with_capacity_and_hasher(self.employees.len(), rustc_hash::FxBuildHasher);
        match self.employees.iter().find(|employee| !seen.insert(employee.id)) {
            Some(employee) => Err(Gap::DuplicateEmployee(employee.id)),
            None => Ok(()),
        }
    }

    /// Position by ID.
    pub fn index(&self) -> FxHashMap<EmployeeId, u32> {
        let mut index = FxHashMap::with_capacity_and_hasher(self.employees.len(), rustc_hash::FxBuildHasher);
        for (position, employee) in (0u32..).zip(&self.employees) {
            index.insert(employee.id, position);
        }
        index
    }
}

impl Directory {
    /// Where `name` stands in [`Profile::attributes`].
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// Rule U6: the schema of the profile's own user type; the default one where that cannot be read.
    pub fn schema_of(&self, profile: &Profile) -> &Schema {
        let own = self.user_type_of(profile).and_then(|one| one.schema.as_ref());
        own.unwrap_or(&self.schema)
    }

    /// `None`: the default one.
    pub fn user_type_of(&self, profile: &Profile) -> Option<&UserType> {
        if self.user_types.is_empty() {
            return None;
        }
        let id = profile.user_type.as_ref()?;
        self.user_types.iter().find(|one| one.id == *id)
    }

    /// Rule R1: nobody twice.
    pub fn check(&self) -> Result<(), Gap> {
        let mut seen = FxHashSet::with_capacity_and_hasher(self.profiles.len(), rustc_hash::FxBuildHasher);
        match self.profiles.iter().find(|profile| !seen.insert(&profile.id)) {
            Some(profile) => Err(Gap::DuplicateProfile(profile.id.clone())),
            None => Ok(()),
        }
    }
}
