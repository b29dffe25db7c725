//! What is under way in the background: numbered, so that an answer that nobody waits for any more is dropped.

use super::desk::Live;
use super::screen::ScreenId;
use crate::engine::Side;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// What takes longer shows itself.
const UNSEEN: SignedDuration = SignedDuration::from_millis(300);
/// How often what is shown moves.
const BEAT: Duration = Duration::from_millis(100);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct JobId(u64);

/// What stops a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Reads or tests and writes nothing: `Esc` cancels it.
    Looks,
    /// Reads again what is shown already: is shown, and gives way to another reading alone.
    Renews,
    /// Writes to Okta: goes on when its screen is left, and only `Ctrl-C` asks about it.
    Writes,
    /// Writes down what was decided, on this machine: is over in a moment, and always ends.
    Keeps,
    /// Nobody asked for it: neither shown nor cancelled by anybody.
    Quiet,
}

/// How far a job is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct JobProgress {
    /// Who is read, where both sides are.
    pub side: Option<Side>,
    pub done: usize,
    /// As far as it is known.
    pub total: Option<usize>,
    /// Of a run.
    pub live: Option<Box<Live>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    pub id: JobId,
    /// Which screen is answered; `None`: the desk, and so all of them.
    pub owner: Option<ScreenId>,
    pub kind: Kind,
    /// What it does, in words.
    pub title: String,
    pub started: Timestamp,
    pub progress: JobProgress,
}

/// All that is under way.
#[derive(Debug, Default)]
pub struct Jobs {
    last: u64,
    running: Vec<Job>,
}

impl Jobs {
    pub fn start(&mut self, owner: Option<ScreenId>, kind: Kind, title: String, now: Timestamp) -> JobId {
        self.last += 1;
        let id = JobId(self.last);
        self.running.push(Job {
            id,
            owner,
            kind,
            title,
            started: now,
            progress: JobProgress::default(),
        });
        id
    }

    /// `None`: it is over.
    pub fn get(&self, id: JobId) -> Option<&Job> {
        self.running.iter().find(|job| job.id == id)
    }

    /// `None`: it was cancelled, or another took its place.
    pub fn get_mut(&mut self, id: JobId) -> Option<&mut Job> {
        self.running.iter_mut().find(|job| job.id == id)
    }

    /// Nobody waits for it any more.
    pub fn end(&mut self, id: JobId) -> Option<Job> {
        let at = self.running.iter().position(|job| job.id == id)?;
        Some(self.running.remove(at))
    }

    /// The newest job that takes long enough to be shown on this screen.
    pub fn shown(&self, screen: ScreenId, now: Timestamp) -> Option<&Job> {
        self.running
            .iter()
            .rev()
            .find(|job| job.is_shown(now) && job.is_of(screen) && job.kind != Kind::Quiet)
    }

    /// What `Esc` cancels on this screen.
    pub fn cancellable(&self, screen: ScreenId, now: Timestamp) -> Option<JobId> {
        self.shown(screen, now)
            .filter(|job| job.kind == Kind::Looks)
            .map(|job| job.id)
    }

    /// Something writes.
    pub fn is_writing(&self) -> bool {
        self.running.iter().any(|job| job.kind == Kind::Writes)
    }

    /// When the screen has to be drawn again although nothing happened; `None`: never.
    pub fn next_beat(&self, now: Timestamp) -> Option<Duration> {
        self.running
            .iter()
            .filter(|job| job.kind != Kind::Quiet)
            .map(|job| {
                let unseen = UNSEEN - now.duration_since(job.started);
                Duration::try_from(unseen).map_or(BEAT, |unseen| unseen.clamp(BEAT, UNSEEN.unsigned_abs()))
            })
            .min()
    }
}

impl Job {
    fn is_of(&self, screen: ScreenId) -> bool {
        self.kind == Kind::Writes || self.owner.is_none_or(|owner| owner == screen)
    }

    fn is_shown(&self, now: Timestamp) -> bool {
        now.duration_since(self.started) >= UNSEEN
    }

    /// Which of `frames` pictures of a throbber to show.
    pub fn frame(&self, now: Timestamp, frames: usize) -> usize {
        let age = now.duration_since(self.started).unsigned_abs();
        usize::try_from(age.as_millis() / BEAT.as_millis()).unwrap_or_default() % frames.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_300_ms_is_shown_and_only_what_looks_can_be_cancelled() {
        let start = Timestamp::UNIX_EPOCH;
        let later = start + UNSEEN;
        let mut jobs = Jobs::default();
        let looks = jobs.start(Some(ScreenId::Settings), Kind::Looks, "Reading".to_owned(), start);
        assert_eq!(jobs.shown(ScreenId::Settings, start), None);
        assert_eq!(jobs.cancellable(ScreenId::Settings, later), Some(looks));
        assert!(jobs.end(looks).is_some());
        assert!(jobs.end(looks).is_none(), "it ends once");
        jobs.start(
            Some(ScreenId::Settings),
            Kind::Writes,
            "Writing".to_owned(),
            start,
        );
        assert!(jobs.shown(ScreenId::Settings, later).is_some());
        assert_eq!(jobs.cancellable(ScreenId::Settings, later), None);
        assert!(jobs.is_writing());
    }

    #[test]
    fn nothing_moves_while_nothing_is_under_way() {
        let start = Timestamp::UNIX_EPOCH;
        let mut jobs = Jobs::default();
        assert_eq!(jobs.next_beat(start), None);
        let job = jobs.start(Some(ScreenId::Settings), Kind::Looks, "Reading".to_owned(), start);
        assert_eq!(jobs.next_beat(start), Some(UNSEEN.unsigned_abs()));
        assert_eq!(jobs.next_beat(start + UNSEEN), Some(BEAT));
        jobs.end(job);
        assert_eq!(jobs.next_beat(start + UNSEEN), None);
    }
}
