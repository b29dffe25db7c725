//! What the settings allow and demand, validated: the rules depend on this and never on a settings file.

use super::employee::{HELPFUL, NEEDED};
use super::id::EmployeeId;
use super::value::Text;
use rustc_hash::FxHashSet;

/// All that the rules may depend on besides the two sides, the state and the day.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Okta's attribute that holds the Personio ID.
    pub link_attribute: Text,
    pub login: LoginSchema,
    pub umlauts: Umlauts,
    pub mapping: Vec<Mapping>,
    pub activation: Activation,
    /// Rule P7. `None`: as soon as Personio knows them.
    pub days_before_hire: Option<u16>,
    /// Rule L12.
    pub link_auto: bool,
    /// Rule L5.
    pub overwrite_unknown_ids: bool,
    /// Logins that are set aside by the settings (rule L9), lower case.
    pub aside: FxHashSet<Text>,
    /// Employees excluded by the settings (rule L9).
    pub exclude: FxHashSet<EmployeeId>,
    pub scope: Scope,
    pub drift: Drift,
    pub rename: Rename,
    pub limits: Limits,
    /// Rule P3.
    pub hold_possible_duplicates: bool,
    /// Logins that are never deactivated, unlinked or moved (rule G3), lower case.
    pub protected: FxHashSet<Text>,
    pub rehire: Rehire,
}

/// Rule N1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginSchema {
    /// An attribute as it stands, by its Personio key.
    Attribute(Text),
    /// `START[SEPARATOR]END@DOMAIN`.
    Generated {
        start: LoginPart,
        separator: Text,
        end: Option<LoginPart>,
        domain: Text,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginPart {
    /// A Personio key.
    pub attribute: Text,
    pub take: Take,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    Whole,
    Initial,
}

/// Rule N3: how ä, ö and ü are written in a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Umlauts {
    /// ä→ae, as the billing countries DE, AT and CH have it.
    Spelled,
    /// ä→a, as everybody else.
    Dropped,
}

impl Umlauts {
    /// From an ISO 3166 country code, in any case.
    pub fn from_billing_country(code: &str) -> Self {
        let german = ["DE", "AT", "CH"]
            .iter()
            .any(|german| german.eq_ignore_ascii_case(code.trim()));
        if german { Self::Spelled } else { Self::Dropped }
    }
}

/// One line of the attribute mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    pub source: Source,
    /// Okta's name.
    pub target: Text,
    pub first: First,
}

/// Where a mapped value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A Personio key.
    Attribute(Text),
    SupervisorId,
    SupervisorName,
    SupervisorEmail,
    /// The computed login (rule N1): of a linked profile the one that it has.
    Login,
    /// The computed user principal name (rule N3).
    Upn,
}

impl Source {
    /// From the words of the settings; parts are `supervisor.id`, `.name`, `.email`.
    pub fn from_words(words: &str) -> Result<Self, String> {
        match words {
            "login" => Ok(Self::Login),
            "upn" => Ok(Self::Upn),
            "supervisor.id" => Ok(Self::SupervisorId),
            "supervisor.name" | "supervisor" => Ok(Self::SupervisorName),
            "supervisor.email" => Ok(Self::SupervisorEmail),
            words if words.contains('.') => Err(format!(
                "{words:?} is not a part that can be mapped; parts are supervisor.id, supervisor.name and supervisor.email"
            )),
            "" => Err("the name of a Personio attribute is empty".to_owned()),
            words => Ok(Self::Attribute(Text::from(words))),
        }
    }

    /// The Personio attribute that has to be readable for it.
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Attribute(key) => Some(key),
            Self::SupervisorId | Self::SupervisorName | Self::SupervisorEmail => Some("supervisor"),
            Self::Login | Self::Upn => None,
        }
    }

    /// As the settings write it.
    pub fn as_words(&self) -> &str {
        match self {
            Self::Attribute(key) => key,
            Self::SupervisorId => "supervisor.id",
            Self::SupervisorName => "supervisor.name",
            Self::SupervisorEmail => "supervisor.email",
            Self::Login => "login",
            Self::Upn => "upn",
        }
    }
}

/// Rule U3: what happens the first time a profile is linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    Send,
    Fill,
    Keep,
}

/// Rule P6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Activation {
    pub on_hire_date: bool,
    /// `None`: not decided yet, so nothing is created.
    pub send_email: Option<bool>,
}

/// `[scope]` (rule L9): an employee is in scope who meets one of `include` (or it is empty) and none of
/// `exclude`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    pub include: Vec<Condition>,
    pub exclude: Vec<Condition>,
}

/// The attribute has one of these values, without regard to case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// A Personio key.
    pub attribute: Text,
    pub is: Vec<Text>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drift {
    Keep,
    Overwrite,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rename {
    Send,
    Ask,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rehire {
    Ask,
    Reactivate,
    Ignore,
}

/// Rule G1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub deactivations: Limit,
    pub unannounced: Limit,
    /// Unannounced deactivations of one department with five or more links; a percentage is of these links.
    pub department: Limit,
    pub creations: Limit,
    pub emptied: Limit,
    pub changed: Limit,
    pub relinks: Limit,
    pub email_changes: Limit,
}

/// One limit: a share of the linked live profiles, or a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Percent; 100 switches the limit off.
    Percent(u8),
    /// Exact; 0 forbids.
    Count(u32),
}

impl Limit {
    /// From the settings' `"5%"` or `"30"`.
    pub fn from_text(text: &str) -> Option<Self> {
        let text = text.trim();
        match text.strip_suffix('%') {
            Some(percent) => percent
                .trim()
                .parse()
                .ok()
                .filter(|percent| *percent <= 100)
                .map(Self::Percent),
            None => text.parse().ok().map(Self::Count),
        }
    }

    /// How many are allowed of a department with `size` links; `None`: the limit is off. Percentages are rounded down.
    pub fn allowed_of_department(self, size: usize) -> Option<usize> {
        match self {
            Self::Percent(100) => None,
            Self::Percent(percent) => Some(size * usize::from(percent) / 100),
            Self::Count(count) => Some(count as usize),
        }
    }

    /// How many are allowed among `linked_live` profiles; `None`: the limit is off. Percentages are rounded
    /// down, and are never less than 3.
    pub fn allowed(self, linked_live: usize) -> Option<usize> {
        match self {
            Self::Percent(100) => None,
            Self::Percent(percent) => Some((linked_live * usize::from(percent) / 100).max(3)),
            Self::Count(count) => Some(count as usize),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            deactivations: Limit::Percent(5),
            unannounced: Limit::Percent(1),
            department: Limit::Percent(50),
            creations: Limit::Percent(20),
            emptied: Limit::Percent(1),
            changed: Limit::Percent(20),
            relinks: Limit::Percent(5),
            email_changes: Limit::Percent(20),
        }
    }
}

impl Default for Policy {
    /// As the settings are when they say nothing; a generated login of first and last name.
    fn default() -> Self {
        Self {
            link_attribute: Text::const_new("employeeNumber"),
            login: LoginSchema::Generated {
                start: LoginPart {
                    attribute: Text::const_new("first_name"),
                    take: Take::Whole,
                },
                separator: Text::const_new("."),
                end: Some(LoginPart {
                    attribute: Text::const_new("last_name"),
                    take: Take::Whole,
                }),
                domain: Text::const_new("example.com"),
            },
            umlauts: Umlauts::Dropped,
            mapping: Vec::new(),
            activation: Activation {
                on_hire_date: true,
                send_email: None,
            },
            days_before_hire: None,
            link_auto: false,
            overwrite_unknown_ids: false,
            aside: FxHashSet::default(),
            exclude: FxHashSet::default(),
            scope: Scope::default(),
            drift: Drift::Keep,
            rename: Rename::Send,
            limits: Limits::default(),
            hold_possible_duplicates: true,
            protected: FxHashSet::default(),
            rehire: Rehire::Ask,
        }
    }
}

impl Policy {
    /// The Personio keys that must be readable: the needed ones, and what mapping, login and scope use
    /// (rule R4). Sorted, each once.
    pub fn needed_keys(&self) -> Vec<Text> {
        let mut keys: Vec<Text> = NEEDED.iter().map(|key| Text::const_new(key)).collect();
        keys.extend(
            self.mapping
                .iter()
                .filter_map(|mapping| mapping.source.key())
                .map(Text::from),
        );
        match &self.login {
            LoginSchema::Attribute(key) => keys.push(key.clone()),
            LoginSchema::Generated { start, end, .. } => {
                keys.push(start.attribute.clone());
                keys.extend(end.iter().map(|end| end.attribute.clone()));
            }
        }
        let conditions = self.scope.include.iter().chain(&self.scope.exclude);
        keys.extend(conditions.map(|condition| condition.attribute.clone()));
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The keys to ask Personio for beyond the fields of [`Employee`](super::Employee), in the order of the
    /// roster's columns: all needed ones, and the helpful ones among `readable`.
    pub fn column_keys(&self, readable: impl Fn(&str) -> bool) -> Vec<Text> {
        let mut keys: Vec<Text> = self.needed_keys();
        keys.retain(|key| !NEEDED.contains(&key.as_str()));
        for key in HELPFUL {
            if readable(key) && !keys.iter().any(|known| known == key) {
                keys.push(Text::const_new(key));
            }
        }
        keys
    }

    /// The Okta attributes to keep of each profile beyond the fields of [`Profile`](super::Profile).
    pub fn okta_columns(&self) -> Vec<Text> {
        let mut names: Vec<Text> = self
            .mapping
            .iter()
            .map(|mapping| mapping.target.clone())
            .collect();
        names.extend(["department", "title"].map(Text::const_new));
        names.sort_unstable();
        names.dedup();
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g1_percentages_are_rounded_down_and_at_least_three() {
        assert_eq!(Limit::Percent(5).allowed(239), Some(11));
        assert_eq!(Limit::Percent(1).allowed(239), Some(3));
        assert_eq!(Limit::Percent(0).allowed(1000), Some(3));
        assert_eq!(Limit::Percent(100).allowed(10), None);
        assert_eq!(Limit::Count(0).allowed(1000), Some(0));
        assert_eq!(Limit::from_text("5 %"), Some(Limit::Percent(5)));
        assert_eq!(Limit::from_text("101%"), None);
        assert_eq!(Limit::from_text("many"), None);
    }

    #[test]
    fn n3_umlauts_go_by_billing_country() {
        for code in ["DE", "at", "CH "] {
            assert_eq!(Umlauts::from_billing_country(code), Umlauts::Spelled);
        }
        assert_eq!(Umlauts::from_billing_country("NL"), Umlauts::Dropped);
    }
}
