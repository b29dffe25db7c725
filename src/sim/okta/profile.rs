//! One profile and its statuses, as plain data.

use jiff::Timestamp;
use serde_json::{Map, Value};

/// An account in Okta.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// `00u` and 17 characters; given by the org where it is empty.
    pub id: String,
    pub status: Status,
    pub transitioning_to: Option<Status>,
    pub created: Timestamp,
    pub activated: Option<Timestamp>,
    pub status_changed: Option<Timestamp>,
    pub last_login: Option<Timestamp>,
    pub last_updated: Timestamp,
    pub password_changed: Option<Timestamp>,
    /// What `profile` holds. An attribute without a value is not in here.
    pub attributes: Map<String, Value>,
    /// Another system (an Active Directory) owns the attributes; writing them is refused (E0000023).
    pub mastered_elsewhere: bool,
    /// The name of its user type; `None`: the default one.
    pub user_type: Option<String>,
}

/// Where a profile is in its life. `Other` is what no document names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    Staged,
    Provisioned,
    Active,
    Recovery,
    PasswordExpired,
    LockedOut,
    Suspended,
    Deprovisioned,
    Other(String),
}

/// When profiles were made that do not say when.
pub(super) const LONG_AGO: Timestamp = Timestamp::constant(1_705_309_200, 0);

impl Profile {
    /// An active profile whose e-mail is its login.
    pub fn new(login: &str) -> Self {
        let mut profile = Self {
            id: String::new(),
            status: Status::Active,
            transitioning_to: None,
            created: LONG_AGO,
            activated: Some(LONG_AGO),
            status_changed: Some(LONG_AGO),
            last_login: None,
            last_updated: LONG_AGO,
            password_changed: Some(LONG_AGO),
            attributes: Map::new(),
            mastered_elsewhere: false,
            user_type: None,
        };
        profile.set("login", login);
        profile.set("email", login);
        profile
    }

    #[must_use]
    pub fn id(mut self, id: &str) -> Self {
        id.clone_into(&mut self.id);
        self
    }

    #[must_use]
    pub fn name(self, first: &str, last: &str) -> Self {
        self.with("firstName", first).with("lastName", last)
    }

    #[must_use]
    pub fn email(self, email: &str) -> Self {
        self.with("email", email)
    }

    /// Sets the `employeeNumber`.
    #[must_use]
    pub fn number(self, number: &str) -> Self {
        self.with("employeeNumber", number)
    }

    /// In this status since it was made. A `STAGED` one was never activated and has no password.
    #[must_use]
    pub fn status(mut self, status: Status) -> Self {
        if status == Status::Staged {
            self.activated = None;
            self.status_changed = None;
        }
        if matches!(status, Status::Staged | Status::Provisioned) {
            self.password_changed = None;
        }
        self.status = status;
        self
    }

    #[must_use]
    pub fn with(mut self, attribute: &str, value: impl Into<Value>) -> Self {
        self.set(attribute, value);
        self
    }

    /// `null` takes the attribute away.
    pub fn set(&mut self, attribute: &str, value: impl Into<Value>) {
        let value = value.into();
        if value.is_null() {
            self.attributes.shift_remove(attribute);
        } else {
            self.attributes.insert(attribute.to_owned(), value);
        }
    }

    /// An attribute's text; empty where there is none.
    pub fn text(&self, attribute: &str) -> &str {
        self.attributes
            .get(attribute)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    pub fn login(&self) -> &str {
        self.text("login")
    }

    pub(super) fn has_password(&self) -> bool {
        self.password_changed.is_some()
    }

    /// Changes the status, and the times that go with it.
    pub(in crate::sim) fn move_to(&mut self, status: Status, now: Timestamp) {
        if matches!(self.status, Status::Staged | Status::Deprovisioned)
            && matches!(status, Status::Provisioned | Status::Active)
        {
            self.activated = Some(now);
        }
        self.status = status;
        self.status_changed = Some(now);
        self.last_updated = now;
    }
}

impl Status {
    pub const KNOWN: [Self; 8] = [
        Self::Staged,
        Self::Provisioned,
        Self::Active,
        Self::Recovery,
        Self::PasswordExpired,
        Self::LockedOut,
        Self::Suspended,
        Self::Deprovisioned,
    ];

    /// Whether the plain list shows such a profile.
    pub fn is_live(&self) -> bool {
        *self != Self::Deprovisioned
    }

    /// Okta's word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Staged => "STAGED",
            Self::Provisioned => "PROVISIONED",
            Self::Active => "ACTIVE",
            Self::Recovery => "RECOVERY",
            Self::PasswordExpired => "PASSWORD_EXPIRED",
            Self::LockedOut => "LOCKED_OUT",
            Self::Suspended => "SUSPENDED",
            Self::Deprovisioned => "DEPROVISIONED",
            Self::Other(word) => word,
        }
    }
}

impl From<&str> for Status {
    fn from(word: &str) -> Self {
        Self::KNOWN
            .into_iter()
            .find(|status| status.as_str() == word)
            .unwrap_or_else(|| Self::Other(word.to_owned()))
    }
}
