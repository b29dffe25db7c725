//! One account in Okta.

use super::employee::display_name;
use super::id::OktaId;
use super::value::{Text, Value};
use jiff::Timestamp;

/// A profile as read from Okta. `attributes` holds what else was asked for, in the order of
/// [`Directory::columns`](super::snapshot::Directory).
#[derive(Debug, Clone)]
pub struct Profile {
    pub id: OktaId,
    pub status: ProfileStatus,
    /// `transitioningToStatus` is set: Okta is still working on an earlier call (rule R5).
    pub in_transition: bool,
    pub login: Text,
    pub email: Option<Text>,
    pub second_email: Option<Text>,
    pub first_name: Option<Text>,
    pub last_name: Option<Text>,
    /// What stands in the link attribute, trimmed and not empty.
    pub number: Option<Text>,
    pub created: Option<Timestamp>,
    pub last_login: Option<Timestamp>,
    pub last_updated: Option<Timestamp>,
    /// The ID of its user type (`oty…`).
    pub user_type: Option<Text>,
    pub attributes: Box<[Value]>,
}

/// Okta's lifecycle status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProfileStatus {
    Staged,
    Provisioned,
    Active,
    Recovery,
    PasswordExpired,
    LockedOut,
    Suspended,
    Deprovisioned,
    /// A word that this program does not know: the person stays untouched (rule R5).
    Other(Text),
}

impl ProfileStatus {
    pub fn from_word(word: &str) -> Self {
        match word {
            "STAGED" => Self::Staged,
            "PROVISIONED" => Self::Provisioned,
            "ACTIVE" => Self::Active,
            "RECOVERY" => Self::Recovery,
            "PASSWORD_EXPIRED" => Self::PasswordExpired,
            "LOCKED_OUT" => Self::LockedOut,
            "SUSPENDED" => Self::Suspended,
            "DEPROVISIONED" => Self::Deprovisioned,
            word => Self::Other(Text::from(word)),
        }
    }

    pub fn as_word(&self) -> &str {
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

    /// Not `DEPROVISIONED`. An unknown status counts as live: somebody may be able to sign in.
    pub fn is_live(&self) -> bool {
        !matches!(self, Self::Deprovisioned)
    }
}

impl Profile {
    pub fn is_live(&self) -> bool {
        self.status.is_live()
    }

    /// Rule R5: a status that this program knows, and no transition under way.
    pub fn is_settled(&self) -> bool {
        !self.in_transition && !matches!(self.status, ProfileStatus::Other(_))
    }

    pub fn display_name(&self) -> String {
        display_name(self.first_name.as_deref(), self.last_name.as_deref())
    }
}
