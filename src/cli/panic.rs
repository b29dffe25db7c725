//! What a bug says.

use crate::tui;
use std::io::Write as _;
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Folders that go when koppel does.
#[derive(Debug)]
pub(super) struct Leftovers(Mutex<Vec<PathBuf>>);

/// Where a panic ends the process at once, nothing else removes them.
pub(super) static LEFTOVERS: Leftovers = Leftovers(Mutex::new(Vec::new()));

impl Leftovers {
    pub fn add(&self, folder: &Path) {
        if let Ok(mut folders) = self.0.lock() {
            folders.push(folder.to_owned());
        }
    }

    /// As far as nobody is just adding one: a panic waits for nothing.
    fn remove(&self) {
        for folder in self.0.try_lock().into_iter().flat_map(|folders| folders.clone()) {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// A bug gives the terminal back and says where it happened, and nothing of what: a panic's message can quote the
/// text that it stumbled over, and that may be somebody's name.
pub fn install_hook() {
    std::panic::set_hook(Box::new(|panic| {
        // A release build ends here, without giving anything back by itself.
        tui::terminal::restore();
        // Elsewhere whoever made them removes them.
        if cfg!(panic = "abort") {
            LEFTOVERS.remove();
        }
        let _ = writeln!(std::io::stderr().lock(), "{}", report(panic.location()));
    }));
}

fn report(location: Option<&Location<'_>>) -> String {
    let place = location.map_or_else(
        || "an unknown place".to_owned(),
        |location| format!("{}:{}", location.file(), location.line()),
    );
    format!(
        "koppel {} has a bug, at {place}.\n  do:  Please report this line; it holds no personal data",
        env!("CARGO_PKG_VERSION")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_that_go_with_koppel_are_removed() {
        let folder = tempfile::tempdir().unwrap().keep();
        let leftovers = Leftovers(Mutex::new(Vec::new()));
        leftovers.add(&folder);
        leftovers.remove();
        assert!(!folder.exists());
    }

    #[test]
    fn a_bug_names_its_place() {
        let report = report(Some(Location::caller()));
        assert!(report.contains(&format!("at {}:", file!())), "{report}");
    }
}
