//! Calls by name: single ones, and groups of them.

use super::{about, name_of};
use crate::sim::call::Call;
use axum::http::Method;
use clap::ValueEnum;

/// One call of the two APIs, or several together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum)]
pub enum Calls {
    /// All calls
    Any,
    /// All calls to Okta
    Okta,
    /// All calls to Personio
    Personio,
    /// All calls that change nothing
    Reads,
    /// All calls that change something
    Writes,
    /// All calls but the org's description and the one for Personio's token
    WithToken,
    /// All lists of people, of both sides
    Pages,
    /// All calls that show profiles
    Profiles,
    /// All lists of profiles: live, former, search
    List,
    /// All steps of a profile's life
    Lifecycle,
    /// The org's own description
    Organization,
    /// The token's owner, `users/me`
    Owner,
    /// User schemas and user types
    Schema,
    /// The plain list of profiles
    Live,
    /// The list by a filter, which koppel uses for deactivated profiles
    Former,
    /// The list by a search
    Search,
    /// One profile
    Read,
    /// A new profile
    Create,
    /// A changed profile
    Update,
    /// A profile's activation
    Activate,
    /// A profile's deactivation
    Deactivate,
    /// Any other step of a profile's life
    OtherStep,
    /// Personio's token
    Auth,
    /// What may be read of employees
    Attributes,
    /// The list of employees
    Employees,
    /// One employee
    Employee,
}

impl Calls {
    /// All of them, groups among them.
    pub fn all() -> &'static [Self] {
        Self::value_variants()
    }

    /// As it is written.
    pub fn name(self) -> String {
        name_of(&self)
    }

    /// Which these are, in a few words.
    pub fn about(self) -> String {
        about(&self)
    }

    /// Which single call this is; `None`: one that neither API knows.
    pub(in crate::sim) fn of(call: &Call) -> Option<Self> {
        let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
        Some(match (&call.method, segments.as_slice()) {
            (&Method::GET, [".well-known", "okta-organization"]) => Self::Organization,
            (
                &Method::GET,
                ["api", "v1", "meta", "schemas", "user", _] | ["api", "v1", "meta", "types", "user"],
            ) => Self::Schema,
            (&Method::GET, ["api", "v1", "users", "me"]) => Self::Owner,
            (&Method::GET, ["api", "v1", "users"]) if call.parameter("search").is_some() => Self::Search,
            (&Method::GET, ["api", "v1", "users"]) if call.parameter("filter").is_some() => Self::Former,
            (&Method::GET, ["api", "v1", "users"]) => Self::Live,
            (&Method::GET, ["api", "v1", "users", _]) => Self::Read,
            (&Method::POST, ["api", "v1", "users"]) => Self::Create,
            (&Method::POST | &Method::PUT, ["api", "v1", "users", _]) => Self::Update,
            (&Method::DELETE, ["api", "v1", "users", _]) => Self::OtherStep,
            (&Method::POST, ["api", "v1", "users", _, "lifecycle", step]) => match *step {
                "activate" => Self::Activate,
                "deactivate" => Self::Deactivate,
                _ => Self::OtherStep,
            },
            (&Method::POST, ["v1", "auth"]) => Self::Auth,
            (&Method::GET, ["v1", "company", "employees"]) => Self::Employees,
            (&Method::GET, ["v1", "company", "employees", "attributes" | "custom-attributes"]) => {
                Self::Attributes
            }
            (&Method::GET, ["v1", "company", "employees", _]) => Self::Employee,
            _ => return None,
        })
    }

    /// Whether the single call `one` is this one, or one of these.
    pub(in crate::sim) fn covers(self, one: Self) -> bool {
        use Calls::{
            Activate, Attributes, Auth, Create, Deactivate, Employee, Employees, Former, Live, Organization,
            OtherStep, Owner, Read, Search, Update,
        };
        let is_personio = matches!(one, Auth | Attributes | Employees | Employee);
        let is_list = matches!(one, Live | Former | Search);
        let is_step = matches!(one, Activate | Deactivate | OtherStep);
        let writes = is_step || matches!(one, Create | Update);
        match self {
            Self::Any => true,
            Self::Okta => !is_personio,
            Self::Personio => is_personio,
            Self::Reads => !writes,
            Self::Writes => writes,
            Self::WithToken => !matches!(one, Organization | Auth),
            Self::Pages => is_list || one == Employees,
            Self::Profiles => is_list || matches!(one, Read | Owner),
            Self::List => is_list,
            Self::Lifecycle => is_step,
            _ => self == one,
        }
    }

    /// Whether any call is in both.
    pub(super) fn overlaps(self, other: Self) -> bool {
        let single = Self::all().iter().filter(|calls| !calls.is_group());
        single
            .into_iter()
            .any(|one| self.covers(*one) && other.covers(*one))
    }

    fn is_group(self) -> bool {
        matches!(
            self,
            Self::Any
                | Self::Okta
                | Self::Personio
                | Self::Reads
                | Self::Writes
                | Self::WithToken
                | Self::Pages
                | Self::Profiles
                | Self::List
                | Self::Lifecycle
        )
    }
}
