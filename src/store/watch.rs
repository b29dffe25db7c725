//! When `watch` runs next, for whoever wants to know: `watch.json` in the state folder, beside the lock. It is
//! replaced as a whole, so that reading it needs no lock; `watch` takes it away when it ends by itself. What one
//! that was killed left there harms nobody: the time in it has passed, which is what a reader should say then.

use super::folder::Folder;
use super::operator::Operator;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::Path;

const NAME: &str = "watch.json";

/// A `watch` that waits, or that runs right now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchNote {
    #[serde(flatten)]
    pub operator: Operator,
    pub process: u32,
    /// When the next run begins, by this machine's clock as it was when the wait began. While a run is under way it
    /// is when that one was due; who runs stands at the run lock.
    pub due: Timestamp,
    /// Runs that failed in a row: the reason for a long wait.
    pub failures: u32,
}

impl WatchNote {
    /// `None`: no `watch` left word.
    pub fn read(folder: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(folder.join(NAME)).ok()?).ok()
    }

    pub fn write(&self, folder: &Path) -> io::Result<()> {
        Folder::prepare(folder)?.replace(NAME, &serde_json::to_vec(self)?)
    }

    /// There is no next run any more. Of two that watch one folder the other one's word stays.
    pub fn forget(folder: &Path) {
        if Self::read(folder).is_some_and(|next| next.process == std::process::id()) {
            // What stays is stale, and harms nobody.
            drop(fs::remove_file(folder.join(NAME)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::WatchNote;
    use crate::store::Operator;
    use jiff::Timestamp;

    #[test]
    fn the_next_run_is_left_for_readers_and_taken_away_by_whoever_left_it() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("state");
        assert_eq!(WatchNote::read(&folder), None);
        let next = WatchNote {
            operator: Operator {
                user: "koppel".to_owned(),
                host: "hr-1".to_owned(),
            },
            process: std::process::id(),
            due: Timestamp::UNIX_EPOCH,
            failures: 2,
        };
        next.write(&folder).unwrap();
        assert_eq!(WatchNote::read(&folder), Some(next.clone()));
        let of_another = WatchNote {
            process: next.process + 1,
            ..next.clone()
        };
        of_another.write(&folder).unwrap();
        WatchNote::forget(&folder);
        assert_eq!(WatchNote::read(&folder), Some(of_another));
        next.write(&folder).unwrap();
        WatchNote::forget(&folder);
        assert_eq!(WatchNote::read(&folder), None);
        let left: Vec<_> = std::fs::read_dir(&folder).unwrap().collect();
        assert!(left.is_empty(), "{left:?}");
    }

    #[test]
    fn what_is_no_word_of_a_watch_is_none() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("watch.json"), "{\"due\":").unwrap();
        assert_eq!(WatchNote::read(folder.path()), None);
    }
}
