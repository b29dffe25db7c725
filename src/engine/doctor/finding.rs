//! What an examination found, as plain data; `report` has the words.

use crate::core::plan::Misfit;
use crate::core::value::Text;
use crate::engine::event::Side;
use crate::engine::target::TargetFault;
use crate::failure::{Exit, Failure};
use crate::http::Grant;
use crate::okta::Tier;
use crate::store::{KeyringError, Problem, Secret, SecretSource};
use jiff::SignedDuration;
use std::path::PathBuf;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    pub topic: Topic,
    pub finding: Finding,
}

/// What a check is about, in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    Settings,
    Secrets,
    Okta,
    Personio,
    Mapping,
    Machine,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Ok,
    /// Worth knowing; koppel works.
    Note,
    /// koppel does not work, or not as it was meant; with the exit code that it stands for.
    Problem(Exit),
    /// Could not be looked at, because something before it failed.
    Skipped,
}

/// What can be looked at; named where it failed or was skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Settings,
    Secret(Secret),
    OktaAddress,
    Token,
    Profiles,
    FormerProfiles,
    Schema,
    RateLimits,
    PersonioAddress,
    Credentials,
    Attributes,
    Employees,
    Targets,
    Values,
    Clock,
    State,
}

/// What a Personio attribute is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Nothing can be decided without it.
    Needed,
    Mapping,
    Login,
    Scope,
}

/// Why nobody can read a Personio attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// Personio does not list it as readable.
    NotListed,
    /// It is listed, and then named for nobody.
    NeverSent,
}

/// A Personio attribute as its people know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    pub key: Text,
    pub label: Text,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    Failed {
        step: Step,
        failure: Failure,
    },
    Skipped {
        steps: Vec<Step>,
        because: Step,
    },

    /// `file`: `None` where there is none, and the environment says everything.
    SettingsComplete {
        file: Option<PathBuf>,
        from_file: usize,
        from_environment: usize,
    },
    SettingWrong {
        file: PathBuf,
        problem: Problem,
    },
    /// In words: something was understood, and is not quite right.
    SettingNote(String),
    SendEmailUnset,
    NothingMapped,

    SecretFound {
        secret: Secret,
        source: SecretSource,
    },
    SecretExposed {
        secret: Secret,
        path: PathBuf,
    },

    OktaReached {
        host: String,
        tier: Tier,
        org: Text,
    },
    /// `employee`: what stands in the owner's link attribute.
    TokenOwner {
        login: Text,
        employee: Option<Text>,
    },
    /// Rule G3: nothing is deactivated then.
    TokenOwnerUnknown,
    MayList,
    MayListFormer,
    MayReadSchema {
        attributes: usize,
    },
    /// Rule U6: a user type besides the default one, whose profiles are checked against its own schema. `lacks` are
    /// targets of the mapping that it does not have; `None`: the schema may not be read.
    UserType {
        name: Text,
        lacks: Option<Vec<Text>>,
    },
    /// Nobody knows whether there are user types besides the default one.
    UserTypesUnreadable,
    WritesUnproven,
    /// The session refuses every write (rule G5).
    ReadOnlySession,
    RateLimits(Vec<Grant>),
    NoRateLimits,
    ReadingTime {
        employees: usize,
        okta_pages: usize,
        okta_a_minute: Option<u32>,
        personio_pages: usize,
        personio_a_minute: usize,
    },

    PersonioReached {
        host: String,
    },
    CredentialsAccepted,
    AttributesReadable {
        wanted: usize,
    },
    Unreadable {
        keys: Vec<(Text, Vec<Use>)>,
        why: Unread,
    },
    /// About money, health and private life: koppel never asks for it.
    Sensitive(Vec<Attribute>),
    /// Readable, and not needed either.
    Unneeded(Vec<Attribute>),
    EmployeesRead {
        total: Option<usize>,
    },
    Nobody,

    TargetFault {
        target: Text,
        fault: TargetFault,
        is_link: bool,
    },
    /// Okta demands a value for it, and no mapping gives one: nobody can be created.
    RequiredUnmapped(Text),
    /// `people` of `of` who have a value have one that does not fit; `misfit` is the first one's.
    ValuesMisfit {
        source: String,
        target: Text,
        misfit: Misfit,
        people: usize,
        of: usize,
    },
    MappingFits {
        lines: usize,
        people: usize,
    },
    /// Rule L12.
    SelfEditable {
        attribute: Text,
        is_link: bool,
        links_by_itself: bool,
    },
    NotSelfEditable {
        link_attribute: Text,
    },

    /// Positive where this machine is ahead.
    Clock {
        side: Side,
        ahead: SignedDuration,
        is_off: bool,
    },
    /// No server said what time it is.
    ClockUnknown,
    StateReady {
        path: PathBuf,
        exists: bool,
    },
    StateUnwritable {
        path: PathBuf,
        blocker: PathBuf,
    },
    StateNoFolder {
        path: PathBuf,
        blocker: PathBuf,
    },
    StateForeign {
        path: PathBuf,
        owner: u32,
    },
    StateLoose {
        path: PathBuf,
        mode: u32,
    },
    StateFilesLoose {
        path: PathBuf,
        files: Vec<String>,
    },
    KeyringReady,
    /// `None`: it could not even be asked.
    NoKeyring(Option<KeyringError>),
    /// Every secret comes from elsewhere, and an unattended run does not touch it.
    KeyringNotAsked,
    LogFile(PathBuf),

    /// `--headless`: variables that this shell has, and that nothing else need have.
    ShellVariables(Vec<String>),
    SecretInShell {
        secret: Secret,
        variable: String,
    },
    /// `--headless`: an unattended run has no keyring that somebody unlocked.
    SecretInKeyring {
        secret: Secret,
        variable: String,
    },
    /// `--headless`: a path that means another file in another folder.
    RelativePath {
        name: String,
        path: PathBuf,
    },
    /// `--headless`: the folders are found by way of HOME.
    FoldersFromHome(PathBuf),
    NothingFromShell,
}

/// A clock this far off is worth a word, long before rule R6 makes anything of it.
const CLOCK_NOTE: SignedDuration = SignedDuration::from_mins(1);

impl Finding {
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Failed { failure, .. } => Verdict::Problem(failure.exit),
            Self::Skipped { .. } => Verdict::Skipped,
            Self::SettingWrong { .. }
            | Self::TargetFault { .. }
            | Self::RequiredUnmapped(_)
            | Self::RelativePath { .. } => Verdict::Problem(Exit::Usage),
            Self::SelfEditable {
                is_link,
                links_by_itself,
                ..
            } if *is_link || *links_by_itself => Verdict::Problem(Exit::Failed),
            Self::ValuesMisfit { people, of, .. } if people == of => Verdict::Problem(Exit::Usage),
            Self::TokenOwnerUnknown | Self::Unreadable { .. } | Self::Nobody => {
                Verdict::Problem(Exit::Refused)
            }
            Self::Clock { is_off: true, .. }
            | Self::ClockUnknown
            | Self::StateUnwritable { .. }
            | Self::StateNoFolder { .. } => Verdict::Problem(Exit::Failed),
            Self::UserType { lacks, .. } if lacks.as_ref().is_none_or(|lacks| !lacks.is_empty()) => {
                Verdict::Note
            }
            Self::Clock { ahead, .. } if ahead.abs() > CLOCK_NOTE => Verdict::Note,
            Self::TokenOwner {
                employee: Some(_), ..
            }
            | Self::SettingNote(_)
            | Self::SendEmailUnset
            | Self::NothingMapped
            | Self::SecretExposed { .. }
            | Self::WritesUnproven
            | Self::UserTypesUnreadable
            | Self::ReadOnlySession
            | Self::NoRateLimits
            | Self::Sensitive(_)
            | Self::ValuesMisfit { .. }
            | Self::SelfEditable { .. }
            | Self::StateForeign { .. }
            | Self::StateLoose { .. }
            | Self::StateFilesLoose { .. }
            | Self::NoKeyring(_)
            | Self::SecretInKeyring { .. }
            | Self::ShellVariables(_)
            | Self::SecretInShell { .. }
            | Self::FoldersFromHome(_) => Verdict::Note,
            Self::SettingsComplete { .. }
            | Self::SecretFound { .. }
            | Self::KeyringReady
            | Self::KeyringNotAsked
            | Self::OktaReached { .. }
            | Self::TokenOwner { .. }
            | Self::MayList
            | Self::MayListFormer
            | Self::MayReadSchema { .. }
            | Self::UserType { .. }
            | Self::RateLimits(_)
            | Self::ReadingTime { .. }
            | Self::PersonioReached { .. }
            | Self::CredentialsAccepted
            | Self::AttributesReadable { .. }
            | Self::Unneeded(_)
            | Self::EmployeesRead { .. }
            | Self::MappingFits { .. }
            | Self::NotSelfEditable { .. }
            | Self::Clock { .. }
            | Self::StateReady { .. }
            | Self::LogFile(_)
            | Self::NothingFromShell => Verdict::Ok,
        }
    }
}
