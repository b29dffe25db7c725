//! What each finding says, and what to do about it.

use super::step::{broken, name};
use crate::core::value::Text;
use crate::engine::doctor::{
    Attribute, Finding, Grant, KeyringError, Origin, Problem, TargetFault, Tier, Unread, Use,
};
use crate::failure::Failure;
use crate::report::words::{count, misfit, people};
use jiff::SignedDuration;
use std::path::Path;

/// One line, and what to do.
pub(super) struct Said {
    pub text: String,
    pub todo: Option<String>,
}

fn no_keyring(why: Option<&KeyringError>) -> String {
    const INSTEAD: &str = "secrets come from variables, or from files that variables name";
    match why {
        Some(KeyringError::Absent(why)) => format!("The system has no keyring ({why}): {INSTEAD}"),
        Some(error) => format!("The system's keyring cannot be used, since {error}: {INSTEAD}"),
        None => format!("The system's keyring could not be asked: {INSTEAD}"),
    }
}

const WHERE_CREDENTIALS_ARE: &str =
    "Settings > Integrations > API credentials, or Marketplace > Connected integrations";

fn said(text: impl Into<String>) -> Said {
    Said {
        text: text.into(),
        todo: None,
    }
}

impl Said {
    fn todo(mut self, todo: impl Into<String>) -> Self {
        self.todo = Some(todo.into());
        self
    }
}

#[expect(
    clippy::too_many_lines,
    reason = "one table with a line for each finding is read best in one piece"
)]
pub(super) fn of(finding: &Finding) -> Said {
    match finding {
        Finding::Failed { failure, .. } => failed(failure),
        Finding::Skipped { steps, because } => {
            let steps: Vec<&str> = steps.iter().copied().map(name).collect();
            said(format!("because {}: {}", broken(*because), steps.join(", ")))
        }
        Finding::SettingsComplete { file, from_file, from_environment } => {
            settings_complete(file.as_deref(), *from_file, *from_environment)
        }
        Finding::SettingWrong { file, problem } => setting_wrong(file, problem),
        Finding::SettingNote(note) => said(note.clone()),
        Finding::SendEmailUnset => said("activation.send_email is not set: nobody is created until it is")
            .todo("Decide whether Okta mails new people, and set it to true or false"),
        Finding::NothingMapped => said("Nothing is mapped: new accounts get name, e-mail and number alone, and no account is ever updated")
            .todo("Add a [[mapping]] for each attribute that Okta should get"),
        Finding::SecretFound { secret, source } => said(format!("{}: {source}", capital(secret.name()))),
        Finding::SecretExposed { secret, path } => {
            said(format!("Every user of this machine may read {} in {}", secret.name(), path.display()))
                .todo(format!("chmod 600 {}", path.display()))
        }
        Finding::OktaReached { host, tier, org } => said(format!("{host} answers: {}, org {org}", tier_words(*tier))),
        Finding::TokenOwner { login, employee: None } => said(format!(
            "The token works and belongs to {login}, whom koppel never deactivates; it ends with that account, and after 30 days without use"
        )),
        Finding::TokenOwner { login, employee: Some(number) } => said(format!(
            "The token works and belongs to {login}, an employee (Personio ID {number}): the token ends when they leave"
        ))
        .todo("Make a token with an account that belongs to nobody, which is for koppel alone"),
        Finding::TokenOwnerUnknown => {
            said("The token works, and its owner cannot be read: nobody would ever be deactivated")
                .todo("Let the token's owner view users and their details, or use another token")
        }
        Finding::MayList => said("May list users"),
        Finding::MayListFormer => said("May list deactivated users, whose logins stay taken"),
        Finding::MayReadSchema { attributes } => said(format!(
            "May read the user schema: {}",
            count(*attributes, "attribute", "attributes")
        )),
        Finding::UserType { name, lacks } => user_type(name, lacks.as_deref()),
        Finding::UserTypesUnreadable => said("User types may not be listed: profiles of another type than the default one are checked against the default schema")
            .todo("Let the token's owner read user types; Okta itself still refuses what does not fit"),
        Finding::WritesUnproven => said("Writing is not proven: only a write could, and the first one will")
            .todo("Check that the token's owner may create users, edit profiles, and activate and deactivate"),
        Finding::ReadOnlySession => said("This session refuses every write (--read-only)"),
        Finding::RateLimits(grants) => said(rate_limits(grants)),
        Finding::NoRateLimits => said("Okta names no rate limits: koppel goes slowly, and slower after a refusal")
            .todo("Look whether a proxy drops the headers X-Rate-Limit-*"),
        Finding::ReadingTime { employees, okta_pages, okta_a_minute, personio_pages, personio_a_minute } => {
            let okta = okta_a_minute.map_or(0, |calls| full_minutes(*okta_pages, calls as usize));
            let waits = okta.max(full_minutes(*personio_pages, *personio_a_minute));
            reading_time(*employees, *okta_pages, *personio_pages, waits)
        }
        Finding::PersonioReached { host } => said(format!("{host} answers")),
        Finding::CredentialsAccepted => said("The credentials are accepted"),
        Finding::AttributesReadable { wanted } => {
            said(format!("All {wanted} attributes that koppel needs are readable"))
        }
        Finding::Unreadable { keys, why } => unreadable(keys, *why),
        Finding::Sensitive(attributes) => said(format!(
            "The credentials also show what koppel never asks for: {}",
            labelled(attributes)
        ))
        .todo(format!("Ask whoever administers Personio to take it off these credentials ({WHERE_CREDENTIALS_ARE})")),
        Finding::Unneeded(attributes) => said(format!(
            "Readable and not needed, so never asked for: {}",
            labelled(attributes)
        )),
        Finding::EmployeesRead { total: Some(total) } => {
            said(format!("May read employees: {}", count(*total, "employee", "employees")))
        }
        Finding::EmployeesRead { total: None } => said("May read employees"),
        Finding::Nobody => said("Personio names no employee to these credentials")
            .todo(format!("Ask whoever administers Personio to let these credentials read all employees ({WHERE_CREDENTIALS_ARE})")),
        Finding::TargetFault { target, fault, is_link } => target_fault(target, fault, *is_link),
        Finding::RequiredUnmapped(name) => said(format!(
            "Okta requires {name}, and no mapping gives it a value: nobody can be created"
        ))
        .todo(format!("Map {name}, or make it optional in Okta: Directory > Profile Editor > User (default)")),
        Finding::ValuesMisfit { source, target, misfit: why, people: concerned, of } => said(format!(
            "{source} → {target}: {} of {of} looked at would get no value: {}",
            people(*concerned),
            misfit(why)
        ))
        .todo(format!("Map it to another attribute, change {target} in Okta's Profile Editor, or correct the values in Personio")),
        Finding::MappingFits { lines, people: number } => said(format!(
            "Of the {} looked at every value fits, in {} of the mapping",
            people(*number),
            count(*lines, "line", "lines")
        )),
        Finding::SelfEditable { attribute, is_link, links_by_itself } => {
            self_editable(attribute, *is_link, *links_by_itself)
        }
        Finding::NotSelfEditable { link_attribute } => {
            said(format!("Users may edit neither their e-mail nor {link_attribute} themselves"))
        }
        Finding::Clock { side, ahead, is_off } => clock(side.name(), *ahead, *is_off),
        Finding::ClockUnknown => {
            said("Neither side said what time it is: this machine's clock counts as off, and nobody is activated")
                .todo("Look whether a proxy drops the header Date")
        }
        Finding::StateReady { path, exists: true } => said(format!("The state folder {} can be written", path.display())),
        Finding::StateReady { path, exists: false } => {
            said(format!("The state folder {} is not there yet and can be made", path.display()))
        }
        Finding::StateUnwritable { path, blocker } => state_unwritable(path, blocker),
        Finding::StateNoFolder { path, blocker } => said(format!(
            "The state folder {} cannot be made: {} is no folder",
            path.display(),
            blocker.display()
        ))
        .todo("Move that away, or set KOPPEL_STATE_DIR to another folder"),
        Finding::StateForeign { path, owner } => said(format!(
            "The state folder {} belongs to another user (ID {owner}): two users who take turns lock each other out",
            path.display()
        ))
        .todo("Run koppel as that user, also here"),
        Finding::StateLoose { path, mode } => said(format!(
            "Other users of this machine may look into the state folder {} (mode {mode:04o})",
            path.display()
        ))
        .todo(format!("chmod 700 {}", path.display())),
        Finding::StateFilesLoose { path, files } => said(format!(
            "Other users of this machine may read in {}: {}",
            path.display(),
            files.join(", ")
        ))
        .todo("chmod 600 these files"),
        Finding::KeyringReady => said("The system's keyring answers: secrets can be kept there"),
        Finding::NoKeyring(why) => said(no_keyring(why.as_ref())),
        Finding::KeyringNotAsked => said("The system's keyring is not asked: all secrets come from elsewhere"),
        Finding::LogFile(path) => said(format!("What is done is added to {}", path.display())),
        Finding::ShellVariables(names) => said(format!(
            "Not there for cron or a service unless the unit sets them: {}",
            names.join(", ")
        ))
        .todo("Set them in the unit or the crontab, or write settings into the file"),
        Finding::SecretInShell { secret, variable } => said(format!(
            "{} is in this shell's {variable}: not there for cron or a service",
            capital(secret.name())
        ))
        .todo(format!("Put it into a file that only the service's user may read, and set {variable}_FILE to its path in the unit")),
        Finding::SecretInKeyring { secret, variable } => said(format!(
            "{} is in the keyring: cron and services have none that somebody unlocked",
            capital(secret.name())
        ))
        .todo(format!("Put it into a file that only the service's user may read, and set {variable}_FILE to its path in the unit")),
        Finding::RelativePath { name, path } => said(format!(
            "{name} is {}: in another folder, where cron starts, that is another file",
            path.display()
        ))
        .todo("Give the whole path, from / on"),
        Finding::FoldersFromHome(home) => said(format!(
            "Folders lie below HOME, here {}; a service may have another HOME, or none",
            home.display()
        ))
        .todo("Set KOPPEL_CONFIG_DIR and KOPPEL_STATE_DIR in the unit, or let it run as this user"),
        Finding::NothingFromShell => said("Nothing comes from this shell alone"),
    }
}

fn failed(failure: &Failure) -> Said {
    let why = failure
        .why
        .as_deref()
        .map_or_else(String::new, |why| format!(". {why}"));
    Said {
        text: format!("{}{why}", failure.what),
        todo: failure.todo.clone(),
    }
}

fn settings_complete(file: Option<&Path>, from_file: usize, from_environment: usize) -> Said {
    let keys = |number| count(number, "key", "keys");
    said(match file {
        Some(file) => format!(
            "{} is valid: {} from the file, {from_environment} from the environment",
            file.display(),
            keys(from_file)
        ),
        None => format!(
            "Valid: {} from the environment; there is no file",
            keys(from_environment)
        ),
    })
}

fn setting_wrong(file: &Path, problem: &Problem) -> Said {
    let text = match &problem.origin {
        Some(Origin::Line(line)) => format!("{}, line {line}: {}", file.display(), problem.says),
        Some(Origin::Variable(_) | Origin::Default) | None => problem.to_string(),
    };
    said(text).todo("Correct it; koppel config check looks again without asking anybody")
}

fn tier_words(tier: Tier) -> &'static str {
    match tier {
        Tier::Production => "PROD",
        Tier::Preview => "PREVIEW",
        Tier::Local => "a simulator on this machine",
    }
}

/// `listing 300 (240), users/me 600 (480)`, by the calls that count together.
fn rate_limits(grants: &[Grant]) -> String {
    let grants: Vec<String> = grants
        .iter()
        .map(|grant| format!("{} {} ({})", grant.bucket, grant.limit, grant.ours))
        .collect();
    format!(
        "Granted calls a minute, and what koppel uses of them by okta.rate_limit_share: {}; more show with the first write",
        grants.join(", ")
    )
}

/// Minutes that are waited through until so many calls are out.
fn full_minutes(calls: usize, a_minute: usize) -> usize {
    calls.saturating_sub(1) / a_minute.max(1)
}

fn reading_time(employees: usize, okta_pages: usize, personio_pages: usize, waits: usize) -> Said {
    let limits = match waits {
        0 => "no waiting for rate limits".to_owned(),
        waits => format!(
            "about {} of waiting for rate limits",
            count(waits, "minute", "minutes")
        ),
    };
    said(format!(
        "A full reading of {} takes {} to Personio and at least {} to Okta, {limits}",
        count(employees, "employee", "employees"),
        count(personio_pages, "call", "calls"),
        // The deactivated ones are a list of their own.
        count(okta_pages + 1, "call", "calls"),
    ))
}

fn unreadable(keys: &[(Text, Vec<Use>)], why: Unread) -> Said {
    let why = match why {
        Unread::NotListed => "not readable for these credentials",
        Unread::NeverSent => "listed as readable, and named for nobody",
    };
    let with_uses: Vec<String> = keys
        .iter()
        .map(|(key, uses)| {
            let uses: Vec<&str> = uses.iter().copied().map(used).collect();
            format!("{key} ({})", uses.join(", "))
        })
        .collect();
    let names: Vec<&str> = keys.iter().map(|(key, _)| key.as_str()).collect();
    said(format!("Attributes {why}: {}", with_uses.join(", "))).todo(format!(
        "Send this to whoever administers Personio: \"Please let koppel's API credentials read these employee attributes: {} ({WHERE_CREDENTIALS_ARE}).\"",
        names.join(", ")
    ))
}

fn used(used: Use) -> &'static str {
    match used {
        Use::Needed => "needed",
        Use::Mapping => "mapped",
        Use::Login => "in the login",
        Use::Scope => "in the scope",
    }
}

/// `fix_salary "Fixed salary"`: Personio's people know labels, not keys.
fn labelled(attributes: &[Attribute]) -> String {
    let attributes: Vec<String> = attributes
        .iter()
        .map(|attribute| match attribute.label.as_str() {
            "" => attribute.key.to_string(),
            label => format!("{} \"{label}\"", attribute.key),
        })
        .collect();
    attributes.join(", ")
}

fn target_fault(target: &str, fault: &TargetFault, is_link: bool) -> Said {
    let role = if is_link {
        format!("The link attribute {target}")
    } else {
        format!("The mapping's target {target}")
    };
    match fault {
        TargetFault::Missing { nearest } => {
            let near = nearest
                .as_ref()
                .map_or_else(String::new, |near| format!(" (the nearest is {near})"));
            said(format!("{role} is not in the org's user schema{near}")).todo(
                "Correct the name in the settings, with its upper and lower case, or add the attribute in Okta: Directory > Profile Editor > User (default)",
            )
        }
        TargetFault::ReadOnly => said(format!(
            "{role} is read-only in Okta: nothing can be written there"
        ))
        .todo("Name another attribute, or make it writable in Okta's Profile Editor"),
        TargetFault::Kind(kind) if is_link => said(format!(
            "{role} is of type {}, and Personio IDs are written as text",
            kind.as_word()
        ))
        .todo("Name an attribute of type string; employeeNumber is one in every org"),
        TargetFault::Kind(kind) => said(format!(
            "{role} is of type {}, which nothing fits",
            kind.as_word()
        ))
        .todo("Name an attribute of type string"),
    }
}

fn user_type(name: &str, lacks: Option<&[Text]>) -> Said {
    match lacks {
        Some([]) => said(format!(
            "Profiles of user type {name} are checked against its own schema"
        )),
        Some(lacks) => {
            let names: Vec<&str> = lacks.iter().map(Text::as_str).collect();
            said(format!(
                "Profiles of user type {name} are checked against its own schema, which lacks {}",
                names.join(", ")
            ))
            .todo(format!(
                "Add it in Okta (Directory > Profile Editor > {name}) where these profiles are to get it"
            ))
        }
        None => said(format!(
            "The schema of user type {name} may not be read: its profiles are checked against the default one"
        ))
        .todo("Let the token's owner read user types; Okta itself still refuses what does not fit"),
    }
}

fn self_editable(attribute: &str, is_link: bool, links_by_itself: bool) -> Said {
    let todo = format!(
        "Set {attribute} to read-only for users in Okta: Directory > Profile Editor > User (default)"
    );
    if is_link {
        said(format!(
            "Users may edit {attribute} themselves, and so whose account theirs is"
        ))
        .todo(todo)
    } else if links_by_itself {
        said("Users may edit their e-mail themselves, and link.auto links by it without asking: they could take somebody's place")
            .todo(format!("{todo}; or set link.auto = false"))
    } else {
        said("Users may edit their e-mail themselves: look twice at pairs by e-mail, and leave link.auto off")
            .todo(todo)
    }
}

fn clock(side: &str, ahead: SignedDuration, is_off: bool) -> Said {
    let seconds = ahead.as_secs().unsigned_abs();
    // The servers name whole seconds, cut off, and an answer takes its time.
    if seconds < 5 {
        return said("This machine's clock agrees with the servers'");
    }
    let distance = match seconds {
        0..120 => count(
            usize::try_from(seconds).unwrap_or(usize::MAX),
            "second",
            "seconds",
        ),
        120..7200 => format!("{} minutes", seconds / 60),
        _ => format!("{} hours", seconds / 3600),
    };
    let direction = if ahead.is_negative() { "behind" } else { "ahead of" };
    let text = format!("This machine's clock is {distance} {direction} {side}'s");
    match (is_off, seconds) {
        (true, _) => said(format!("{text}: nobody is activated")).todo("Set the clock, best by NTP"),
        (false, 0..=60) => said(text),
        (false, _) => said(text).todo("Set the clock, best by NTP; more than an hour off stops activations"),
    }
}

fn state_unwritable(path: &Path, blocker: &Path) -> Said {
    let text = if path == blocker {
        format!("The state folder {} cannot be written", path.display())
    } else {
        format!(
            "The state folder {} cannot be made: {} cannot be written",
            path.display(),
            blocker.display()
        )
    };
    said(text).todo("Give this user the right to, or set KOPPEL_STATE_DIR to another folder")
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
