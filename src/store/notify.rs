//! What the command of `notify.command` was told, so that it is told again daily and not at each run, also across
//! restarts: `notify.json` in the state folder. Losing it costs one notice too many.

use super::folder::Folder;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

const NAME: &str = "notify.json";

/// A little under a day: a run that comes at the same hour each day is never a minute too early.
const DAILY: SignedDuration = SignedDuration::from_hours(23);

/// What needs a person, or does not any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Exit 1, 2 or 5: a run failed, or something in it did.
    Failed,
    /// Exit 4: stopped before the first write by a limit, a suspicious reading or an open review.
    Limit,
    /// Exit 6: credentials or permissions were refused.
    Refused,
    /// No run has ended well for too long, because another one holds the lock.
    TooOld,
    /// A leaver has access, and no person decided about it (rule D5).
    LeaverWithAccess,
    /// A joiner is on hold or skipped, and their first day is near (rule D5).
    Waiting,
    /// The first good run after any of these, with nobody waiting.
    GoodAgain,
}

/// When each event was last told; empty while all is well.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told(BTreeMap<Event, Timestamp>);

impl Event {
    /// As `KOPPEL_EVENT` has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Limit => "limit",
            Self::Refused => "refused",
            Self::TooOld => "too_old",
            Self::LeaverWithAccess => "leaver_with_access",
            Self::Waiting => "waiting",
            Self::GoodAgain => "good_again",
        }
    }
}

impl Told {
    /// What was told before; nothing, where nothing can be read.
    pub fn read(folder: &Path) -> Self {
        fs::read(folder.join(NAME))
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }

    /// Whether it is worth a notice: what goes wrong once a day, the end of it once. A time that has not come yet
    /// was written by a clock that was wrong, and holds nothing back.
    pub fn is_due(&self, event: Event, now: Timestamp) -> bool {
        match event {
            Event::GoodAgain => !self.0.is_empty(),
            event => self
                .0
                .get(&event)
                .is_none_or(|told| now < *told || now.duration_since(*told) >= DAILY),
        }
    }

    /// It was told. The end of it all forgets everything.
    pub fn note(&mut self, event: Event, now: Timestamp) {
        match event {
            Event::GoodAgain => self.0.clear(),
            event => {
                self.0.insert(event, now);
            }
        }
    }

    pub fn write(&self, folder: &Path) -> io::Result<()> {
        Folder::prepare(folder)?.replace(NAME, &serde_json::to_vec(self)?)
    }
}

#[cfg(test)]
mod tests {
    use super::{Event, Told};
    use jiff::{SignedDuration, Timestamp};

    const TROUBLES: [Event; 6] = [
        Event::Failed,
        Event::Limit,
        Event::Refused,
        Event::TooOld,
        Event::LeaverWithAccess,
        Event::Waiting,
    ];

    fn hours(hours: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap() + SignedDuration::from_hours(hours)
    }

    #[test]
    fn trouble_is_told_daily_until_it_is_over_and_that_once() {
        for trouble in TROUBLES {
            let mut told = Told::default();
            assert!(!told.is_due(Event::GoodAgain, hours(0)), "nothing was wrong");
            assert!(told.is_due(trouble, hours(0)));
            told.note(trouble, hours(0));
            assert!(!told.is_due(trouble, hours(22)));
            assert!(told.is_due(trouble, hours(23)));
            told.note(trouble, hours(23));
            assert!(!told.is_due(trouble, hours(24)));
            assert!(told.is_due(Event::GoodAgain, hours(25)));
            told.note(Event::GoodAgain, hours(25));
            assert!(!told.is_due(Event::GoodAgain, hours(26)));
            assert!(told.is_due(trouble, hours(26)));
        }
    }

    #[test]
    fn two_troubles_that_take_turns_are_each_told_once_a_day() {
        let mut told = Told::default();
        for hour in 0..22 {
            let event = TROUBLES[usize::try_from(hour % 2).unwrap()];
            assert_eq!(told.is_due(event, hours(hour)), hour < 2);
            if hour < 2 {
                told.note(event, hours(hour));
            }
        }
    }

    #[test]
    fn a_clock_that_was_wrong_silences_nobody() {
        let mut told = Told::default();
        told.note(Event::Failed, hours(24 * 400));
        assert!(told.is_due(Event::Failed, hours(0)));
    }

    #[test]
    fn what_was_told_outlives_the_process_and_a_damaged_file_costs_one_notice() {
        let folder = tempfile::tempdir().unwrap();
        let mut told = Told::default();
        told.note(Event::Limit, hours(0));
        told.write(folder.path()).unwrap();
        assert_eq!(Told::read(folder.path()), told);
        std::fs::write(folder.path().join("notify.json"), "[").unwrap();
        assert_eq!(Told::read(folder.path()), Told::default());
    }
}
