//! Files that a person asks for by name, such as a list for HR: never over another file, and for their eyes alone.

use super::environment::Environment;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{self, PathBuf};

/// The file that somebody means who types this: `~/` is their home.
pub fn typed_path(typed: &str, environment: &Environment) -> PathBuf {
    let home = environment
        .get_filled("HOME")
        .or_else(|| environment.get_filled("USERPROFILE"));
    match (typed.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => PathBuf::from(home).join(rest),
        _ => PathBuf::from(typed),
    }
}

/// Writes a new file, which only this user can read. Gives its whole path.
///
/// # Errors
/// Where there is a file of that name already, or none can be written there; what was begun is left behind then.
pub fn write_new(path: &path::Path, content: &[u8]) -> io::Result<PathBuf> {
    let path = path::absolute(path)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(&path)?;
    file.write_all(content)?;
    file.sync_all()?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        assert_eq!(write_new(&path, b"first").unwrap(), path);
        let error = write_new(&path, b"second").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"first");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = write_new(&folder.path().join("list.csv"), b"people").unwrap();
        let mode = std::fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_tilde_is_home() {
        let environment: Environment = [("HOME", "/home/m.vogt")].into_iter().collect();
        assert_eq!(
            typed_path("~/hr.csv", &environment),
            PathBuf::from("/home/m.vogt/hr.csv")
        );
        assert_eq!(typed_path("hr.csv", &environment), PathBuf::from("hr.csv"));
    }
}
