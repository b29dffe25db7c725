//! How a folder stands, looked at without changing anything.

use std::io;
use std::path::{Path, PathBuf};

/// Whether a folder can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FolderState {
    /// It is not there, and can be made.
    CanBeMade,
    /// It is not there, and cannot be made: this folder above it may not be written.
    CannotBeMade {
        above: PathBuf,
    },
    /// Something else has its name, or stands in its way.
    NoFolder {
        path: PathBuf,
    },
    There(FolderFacts),
}

/// A folder that is there. Only Unix has owners and modes; elsewhere nobody else counts as allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderFacts {
    /// This process may make and change files in it.
    pub is_writable: bool,
    /// The user ID that it belongs to, where that is not this process's user.
    pub foreign_owner: Option<u32>,
    /// The mode, where others than its owner (or, if it is a group's, its group) have a right.
    pub loose_mode: Option<u32>,
    /// Names of the files in it that others may read or write.
    pub loose_files: Vec<String>,
}

/// Looks at a folder, and at the files right in it.
///
/// # Errors
/// When the operating system does not tell.
pub fn inspect_folder(path: &Path) -> io::Result<FolderState> {
    match path.metadata() {
        Ok(metadata) if metadata.is_dir() => Ok(FolderState::There(FolderFacts {
            is_writable: is_writable(path),
            foreign_owner: foreign_owner(&metadata),
            loose_mode: loose(&metadata, FOLDER_MODES),
            loose_files: loose_files(path)?,
        })),
        Ok(_) => Ok(FolderState::NoFolder {
            path: path.to_owned(),
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(above(path)),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(above(path)),
        Err(error) => Err(error),
    }
}

/// What the nearest thing that exists above a missing folder allows.
fn above(path: &Path) -> FolderState {
    let here = || PathBuf::from(".");
    let above = path
        .ancestors()
        .skip(1)
        .map(|above| {
            if above.as_os_str().is_empty() {
                here()
            } else {
                above.to_owned()
            }
        })
        .find(|above| above.symlink_metadata().is_ok())
        .unwrap_or_else(here);
    if !above.is_dir() {
        FolderState::NoFolder { path: above }
    } else if is_writable(&above) {
        FolderState::CanBeMade
    } else {
        FolderState::CannotBeMade { above }
    }
}

/// The owner's alone, and a group's.
const FOLDER_MODES: [u32; 2] = [0o700, 0o2770];
const FILE_MODES: [u32; 2] = [0o600, 0o660];

fn loose_files(folder: &Path) -> io::Result<Vec<String>> {
    let mut loose_files = Vec::new();
    // Who may only write into a folder cannot list it; that is no reason to fail.
    let Ok(entries) = folder.read_dir() else {
        return Ok(loose_files);
    };
    for entry in entries {
        let entry = entry?;
        let metadata = entry.metadata()?;
        if metadata.is_file() && loose(&metadata, FILE_MODES).is_some() {
            loose_files.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    loose_files.sort_unstable();
    Ok(loose_files)
}

#[cfg(unix)]
fn is_writable(folder: &Path) -> bool {
    use rustix::fs::{Access, access};
    access(folder, Access::WRITE_OK | Access::EXEC_OK).is_ok()
}

#[cfg(not(unix))]
fn is_writable(folder: &Path) -> bool {
    folder
        .metadata()
        .is_ok_and(|metadata| !metadata.permissions().readonly())
}

#[cfg(unix)]
fn foreign_owner(metadata: &std::fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    let owner = metadata.uid();
    (owner != rustix::process::geteuid().as_raw()).then_some(owner)
}

#[cfg(not(unix))]
fn foreign_owner(_metadata: &std::fs::Metadata) -> Option<u32> {
    None
}

/// The mode, where it grants more than the first of `allowed`, or, with a group that may write, the second.
#[cfg(unix)]
fn loose(metadata: &std::fs::Metadata, allowed: [u32; 2]) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    let mode = metadata.mode() & 0o7777;
    let [of_one, of_a_group] = allowed;
    let allowed = if mode & 0o020 == 0 { of_one } else { of_a_group };
    (mode & 0o777 & !allowed != 0).then_some(mode)
}

#[cfg(not(unix))]
fn loose(_metadata: &std::fs::Metadata, _allowed: [u32; 2]) -> Option<u32> {
    None
}
