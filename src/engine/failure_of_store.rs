//! What goes wrong with settings, secrets and folders of this machine, in words for people. The one place where that
//! is worded: the command line, the screens and `doctor` say the same.

use crate::failure::{Exit, Failure, capital};
use crate::store::{
    AssignmentFileError, DraftError, KeyringError, PlaceError, SecretError, SettingsError, SettingsFileError,
    VaultAnswer,
};
use std::io;
use std::path::Path;

pub fn place_failure(error: &PlaceError) -> Failure {
    match error {
        PlaceError::SetupName(_) => {
            Failure::new(Exit::Usage, "The setup's name cannot be used").because(capital(&error.to_string()))
        }
        PlaceError::NoHome => Failure::new(Exit::Usage, "There is no place for settings and state")
            .because(capital(&error.to_string()))
            .todo("Set KOPPEL_CONFIG_DIR and KOPPEL_STATE_DIR to folders"),
    }
}

pub fn settings_failure(error: &SettingsError) -> Failure {
    match error {
        SettingsError::Unreadable { path, error } => Failure::new(
            Exit::Usage,
            format!("The settings file {} cannot be read", path.display()),
        )
        .because(capital(&error.to_string()))
        .todo("Look at --config, and at the file's permissions"),
        SettingsError::Nothing { path, variable } => Failure::new(Exit::Usage, "Nothing is set up yet")
            .because(format!(
                "There is no settings file {}, and no variables like {variable}",
                path.display()
            ))
            .todo("Open koppel on a terminal: it asks for all of it, tries it, and writes the file; or try koppel simulate"),
        SettingsError::Wrong { path, problems } => {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            // Under each other, below the first.
            let problems = problems.join("\n       ");
            Failure::new(
                Exit::Usage,
                format!("The settings cannot be used ({})", path.display()),
            )
            .because(problems)
            .todo("Correct them; koppel config check looks again without asking anybody")
        }
    }
}

/// Exit 2 rather than 6: nobody has refused anything yet.
pub fn secret_failure(error: &SecretError) -> Failure {
    let todo = match error {
        SecretError::Missing {
            variable,
            vault: Some(VaultAnswer::Failed(KeyringError::Silent { .. } | KeyringError::Refused(_))),
            ..
        } => format!(
            "Unlock the keyring, which may ask for its password in another window; or set {variable}, or {variable}_FILE to the path of a file that holds it"
        ),
        SecretError::Missing {
            variable,
            vault: Some(VaultAnswer::Failed(KeyringError::Absent(_))),
            ..
        } => format!("Set {variable}, or {variable}_FILE to the path of a file that holds it"),
        SecretError::Missing { variable, .. } => format!(
            "Set {variable}, or {variable}_FILE to the path of a file that holds it; or keep it in the system's keyring with koppel's settings screen"
        ),
        SecretError::Empty { .. } => "Set it, or unset the variable".to_owned(),
        SecretError::Malformed { .. } | SecretError::Mistaken { .. } => {
            "Paste the secret alone, without quotes or further words".to_owned()
        }
        SecretError::Unreadable { .. } => "Look at the path and at the file's permissions".to_owned(),
    };
    let what = match error {
        SecretError::Missing { secret, .. } => format!("{} is missing", secret.name()),
        SecretError::Empty { secret, .. }
        | SecretError::Malformed { secret, .. }
        | SecretError::Mistaken { secret, .. }
        | SecretError::Unreadable { secret, .. } => format!("{} cannot be used", secret.name()),
    };
    Failure::new(Exit::Usage, capital(&what))
        .because(capital(&error.to_string()))
        .todo(todo)
}

/// A keyring that did not keep, give or forget a secret.
pub fn keyring_failure(error: &KeyringError) -> Failure {
    let todo = match error {
        KeyringError::Absent(_) => {
            "Start a keyring (GNOME Keyring, KWallet), or set the secrets by variables or files"
        }
        KeyringError::Silent { .. } | KeyringError::Refused(_) => {
            "Unlock the keyring, which may ask for its password in another window, and try again"
        }
        KeyringError::Damaged(_) => {
            "Delete that entry with the system's own program, and give the secret again"
        }
    };
    Failure::new(Exit::Usage, "The system's keyring cannot be used")
        .because(capital(&error.to_string()))
        .todo(todo)
}

/// Settings that were not written. What was there stays as it was.
pub fn settings_file_failure(error: &SettingsFileError) -> Failure {
    let why = capital(&error.to_string());
    match error {
        SettingsFileError::Changed { .. } => {
            Failure::new(Exit::Usage, "The settings were not saved: the file has changed")
                .because(why)
                .todo("Look at what is different there; then open the settings anew and change them again")
        }
        SettingsFileError::Wrong { problems, .. } => {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Failure::new(Exit::Usage, "The settings were not saved: they would be wrong")
                .because(problems.join("\n       "))
                .todo("Correct them; the file is as it was")
        }
        SettingsFileError::Edit(_) => Failure::new(
            Exit::Usage,
            "The settings were not saved: the file cannot be changed key by key",
        )
        .because(why)
        .todo("Change the file by hand; koppel config check looks whether it is good"),
        SettingsFileError::Write { .. } => Failure::new(Exit::Failed, "The settings could not be saved")
            .because(why)
            .todo("Give this user the right to write the file and its folder, or name another with --config"),
    }
}

/// What the wizard knows, not kept or not read.
pub fn draft_failure(error: &DraftError) -> Failure {
    let (what, todo) = match error {
        DraftError::Read { .. } => (
            "What the setup knew so far cannot be read",
            "Give this user the right to read the file, or delete it and begin anew",
        ),
        DraftError::Write { .. } => (
            "What the setup knows so far could not be kept",
            "Give this user the right to write there, or name another folder with KOPPEL_STATE_DIR",
        ),
    };
    Failure::new(Exit::Failed, what)
        .because(capital(&error.to_string()))
        .todo(todo)
}

/// A file that is no list of assignments.
pub fn no_list(error: &AssignmentFileError) -> Failure {
    let path = error.path().display();
    Failure::new(Exit::Usage, format!("{path} is no list of assignments"))
        .because(capital(&error.to_string()))
        .todo(
            "Save it as CSV in UTF-8, with the columns okta and employee_id; koppel links --unmatched --format csv makes one",
        )
}

/// A file that somebody asked for.
pub fn not_written(path: &Path, error: &io::Error) -> Failure {
    let failure = Failure::new(Exit::Failed, "The file was not written");
    if error.kind() == io::ErrorKind::AlreadyExists {
        failure
            .because(format!("There is a file {} already", path.display()))
            .todo("Take another name: koppel overwrites no file of yours")
    } else {
        failure.because(format!("{}: {error}", path.display()))
    }
}
