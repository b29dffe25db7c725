//! The state folder and the files in it: whose they are, and how a lock on one is taken.
//!
//! People's data lies in there. The folder is its owner's alone (0700, files 0600); one that gives its group
//! the right to write is a team's, and stays so (2770, files 0660). Nobody else ever has a right.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::Path;

/// A folder that exists, and for whom its files are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Folder<'a> {
    pub path: &'a Path,
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has modes"))]
    is_of_a_group: bool,
}

/// How taking a lock ended.
pub(super) enum Taken {
    Yes,
    /// Somebody else holds it.
    No,
}

impl<'a> Folder<'a> {
    /// Makes the folder where it is missing, and takes from others what rights they have.
    pub fn prepare(path: &'a Path) -> io::Result<Self> {
        if !path.is_dir() {
            make(path)?;
        }
        Ok(Self {
            path,
            is_of_a_group: restrict(path)?,
        })
    }

    /// Opens a file for reading and writing, and makes it where it is missing.
    pub fn open(&self, name: &str) -> io::Result<File> {
        let path = self.path.join(name);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, self.file_mode());
        let file = options.open(&path)?;
        // Once more, since the process's mask may have taken from the mode, and an older file may have another.
        self.restrict_path(&path, &file.metadata()?)?;
        Ok(file)
    }

    /// Puts a file of these bytes in the place of an earlier one: whoever reads it meanwhile gets one or the other,
    /// whole, and needs no lock.
    pub fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(self.path)?;
        file.write_all(bytes)?;
        self.restrict_path(file.path(), &file.as_file().metadata()?)?;
        file.persist(self.path.join(name))?;
        Ok(())
    }

    /// Makes a file where it is missing. One that is there is not opened: POSIX gives up all locks that a process
    /// has on a file as soon as it closes any descriptor of it, and SQLite's must not go that way.
    pub fn make(&self, name: &str) -> io::Result<()> {
        let path = self.path.join(name);
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Ok(metadata) => self.restrict_path(&path, &metadata),
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.open(name).map(drop),
            Err(error) => Err(error),
        }
    }

    #[cfg(unix)]
    fn restrict_path(&self, path: &Path, metadata: &fs::Metadata) -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        let mode = self.file_mode();
        if metadata.permissions().mode() & 0o7777 == mode {
            return Ok(());
        }
        leave_to_the_owner(fs::set_permissions(path, fs::Permissions::from_mode(mode)))
    }

    #[cfg(not(unix))]
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "only Unix has modes"
    )]
    fn restrict_path(&self, _path: &Path, _metadata: &fs::Metadata) -> io::Result<()> {
        Ok(())
    }

    #[cfg(unix)]
    fn file_mode(&self) -> u32 {
        if self.is_of_a_group { 0o660 } else { 0o600 }
    }
}

/// Makes a folder that is not there, for its owner alone; one that is there stays as it is.
pub(super) fn make_missing(path: &Path) -> io::Result<()> {
    if path.is_dir() { Ok(()) } else { make(path) }
}

/// The lock is the operating system's, and ends with the process.
pub(super) fn try_lock(file: &File) -> io::Result<Taken> {
    match file.try_lock() {
        Ok(()) => Ok(Taken::Yes),
        Err(TryLockError::WouldBlock) => Ok(Taken::No),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(unix)]
fn make(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(not(unix))]
fn make(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Says whether the folder is a group's.
#[cfg(unix)]
fn restrict(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode() & 0o7777;
    let is_of_a_group = mode & 0o020 != 0;
    let wanted = if is_of_a_group { 0o2770 } else { 0o700 };
    if mode != wanted {
        leave_to_the_owner(fs::set_permissions(path, fs::Permissions::from_mode(wanted)))?;
    }
    Ok(is_of_a_group)
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "only Unix has modes")]
fn restrict(_path: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Only its owner may change a mode: a mounted volume is often root's. The files in it are ours, and closed.
#[cfg(unix)]
fn leave_to_the_owner(changed: io::Result<()>) -> io::Result<()> {
    match changed {
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
            ) =>
        {
            Ok(())
        }
        other => other,
    }
}
