//! What all screens work on: the reading, with what was decided on it at this screen, and the run that is under way.
//!
//! The desk belongs to the [`Shell`]: screens read from it and ask it to read, decide, suggest and run. What they ask
//! for is done in the background ([`task`]); its answers come here first, and then every screen is told
//! ([`Screen::renewed`](super::screen::Screen::renewed)).

mod act;
mod live;
mod reading;
mod run;
mod shown;
mod suggester;
mod suggestions;
pub mod task;

pub use act::{Act, Decided, Verdicts, What, Wish};
pub use live::{LOGGED, Live, Stage};
pub use reading::{InForce, People, Reading};
pub use run::{RunRequest, Seen};
pub use shown::{Shown, ShownKind};
pub use suggester::Suggested;
pub use suggestions::Suggestions;

use super::job::{JobId, Kind};
use super::shared::Shared;
use super::shell::Shell;
use super::work::{Answer, Work};
use crate::core::plan::Plan;
use crate::core::{EmployeeId, OktaId};
use crate::engine::{Kept, UndoOrder};
use crate::failure::{Exit, Failure};
use crate::lang::Key;
use crate::okta::Tier;
use crate::store::state::{Decision, OutcomeKind};
use jiff::Timestamp;
use std::sync::Arc;
use task::{Done, Task};

#[derive(Debug, Default)]
pub struct Desk {
    reading: Option<Shared<Reading>>,
    /// The job that reads both sides.
    reads: Option<JobId>,
    /// A run has written, or settings were changed, since both sides were read.
    is_outdated: bool,
    /// Why the latest attempt to read failed; `None`: it did not.
    failure: Option<Failure>,
    pub suggestions: Suggestions,
    /// What was decided and is not yet written down, in its order.
    pending: Vec<(JobId, Act, Purpose)>,
    undo: Vec<Stroke>,
    redo: Vec<Stroke>,
    /// The run that goes on.
    run: Option<JobId>,
    /// The plan of the run that goes on, as far as a person saw one.
    run_plan: Option<Shared<Plan>>,
    /// The undo that the run that goes on applies.
    run_undo: Option<Shared<UndoOrder>>,
    /// The undo that the latest run applied, at least in part.
    applied_undo: Option<Shared<UndoOrder>>,
    /// How the latest run ended, until whoever waits for it has taken it.
    ended: Option<RunEnding>,
    /// What the plan screen is to show instead of the next sync.
    to_show: Option<Shown>,
    /// koppel syncs by itself for as long as it is open: when it does the next time.
    pub next_sync: Option<Timestamp>,
}

/// What a run came to, as far as the next one depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunEnding {
    pub exit: Exit,
    /// Another run would come to the same.
    pub is_final: bool,
}

/// A stroke that was written down.
#[derive(Debug)]
struct Stroke {
    says: String,
    kept: Kept,
    /// The first profile that it was about.
    profile: Option<OktaId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Decides,
    Undoes,
    Redoes,
}

impl Desk {
    /// The latest; `None`: both sides have not been read yet.
    pub fn reading(&self) -> Option<&Shared<Reading>> {
        self.reading.as_ref()
    }

    /// A run has written, or settings were changed, since both sides were read: what would be written now is not what the
    /// screens show.
    pub fn is_outdated(&self) -> bool {
        self.is_outdated
    }

    pub fn is_reading(&self) -> bool {
        self.reads.is_some()
    }

    /// The job that reads both sides.
    pub fn reading_job(&self) -> Option<JobId> {
        self.reads
    }

    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// The job of the run that goes on.
    pub fn run(&self) -> Option<JobId> {
        self.run
    }

    /// The plan of the run that goes on; `None`: nobody saw one before.
    pub fn run_plan(&self) -> Option<&Shared<Plan>> {
        self.run_plan.as_ref()
    }

    /// Rule A9: the latest run applied this undo, so that its plan is over.
    pub fn has_applied(&self, undo: &Shared<UndoOrder>) -> bool {
        self.applied_undo.as_ref() == Some(undo)
    }

    /// How the run that ended last did so; told once.
    pub fn take_run_ending(&mut self) -> Option<RunEnding> {
        self.ended.take()
    }

    /// A run came to this.
    pub(super) fn note_run(&mut self, answer: &Result<Answer, Failure>) {
        if let Ok(Answer::Desk(Done::Ran(report))) = answer {
            let has_applied = report.count(OutcomeKind::Applied) > 0;
            self.applied_undo = self.run_undo.take().filter(|_| has_applied);
        }
        self.ended = match answer {
            Ok(Answer::Desk(Done::Ran(report))) => Some(RunEnding {
                exit: report.exit(),
                is_final: report.failure.as_ref().is_some_and(|failure| failure.is_final),
            }),
            Ok(_) => None,
            Err(failure) => Some(RunEnding {
                exit: failure.exit,
                is_final: failure.is_final,
            }),
        };
    }

    /// The latest stroke, in words; also one that is only being written down.
    pub fn last_stroke(&self) -> Option<&str> {
        let pending = self.pending.iter().rev();
        let pending = pending.map(|(_, act, _)| act.says.as_str()).next();
        pending.or_else(|| self.undo.last().map(|stroke| stroke.says.as_str()))
    }

    /// The profile that the stroke was about which would be undone.
    pub fn undo_about(&self) -> Option<&OktaId> {
        self.undo.last()?.profile.as_ref()
    }

    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// Decisions that are being written down.
    pub fn pending(&self) -> impl Iterator<Item = &Act> {
        self.pending.iter().map(|(_, act, _)| act)
    }

    /// This profile was decided a moment ago: the reading does not show it yet.
    pub fn is_being_decided(&self, profile: &OktaId) -> bool {
        self.pending().any(|act| act.what.profiles().contains(&profile))
    }

    /// This employee was given away a moment ago: the reading does not show it yet.
    pub fn is_being_given(&self, employee: EmployeeId) -> bool {
        self.pending().any(|act| act.what.employees().contains(&employee))
    }

    /// Something was decided that a write would write, and none did yet (rule L8).
    pub fn has_unwritten(&self) -> bool {
        let staged = self.reading.as_ref().map(|reading| reading.staged().count());
        staged.unwrap_or_default() > 0 || !self.pending.is_empty()
    }
}

/// What screens ask of the desk.
impl Shell {
    /// Reads both sides in the background, unless that is under way.
    pub fn read(&mut self) {
        if self.desk.reads.is_none() {
            let title = self.lang.text(Key("desk-reading"));
            // Where somebody works on an earlier reading, `Esc` goes back and does not end the newer one.
            let kind = match &self.desk.reading {
                None => Kind::Looks,
                Some(_) => Kind::Renews,
            };
            let job = self.start_for_all(kind, title, Work::Desk(Task::Read));
            self.desk.reads = Some(job);
        }
    }

    /// Reads both sides, also where that was done before or is under way.
    pub fn read_again(&mut self) {
        if let Some(job) = self.desk.reads.take() {
            self.cancel(job);
        }
        self.read();
    }

    /// The settings are others: what is shown follows from earlier ones, and nothing of it is written.
    pub fn settings_changed(&mut self) {
        self.desk.is_outdated = self.desk.reading.is_some();
        self.read_again();
    }

    /// Writes it down in the background; the screens may take it for decided at once.
    pub fn decide(&mut self, act: Act) {
        self.desk.redo.clear();
        self.start_deciding(act, Purpose::Decides);
    }

    /// `false`: there is nothing to undo.
    pub fn undo_decision(&mut self) -> bool {
        let Some(stroke) = self.desk.undo.pop() else {
            return false;
        };
        let fillings = [("what", stroke.says.as_str().into())];
        let says = self.lang.with(Key("desk-undone"), &fillings);
        self.say(says);
        let act = Act {
            what: What::Reverse(stroke.kept),
            says: stroke.says,
        };
        self.start_deciding(act, Purpose::Undoes);
        true
    }

    /// `false`: there is nothing to redo.
    pub fn redo_decision(&mut self) -> bool {
        let Some(stroke) = self.desk.redo.pop() else {
            return false;
        };
        let fillings = [("what", stroke.says.as_str().into())];
        let says = self.lang.with(Key("desk-redone"), &fillings);
        self.say(says);
        let act = Act {
            what: What::Reverse(stroke.kept),
            says: stroke.says,
        };
        self.start_deciding(act, Purpose::Redoes);
        true
    }

    fn start_deciding(&mut self, act: Act, purpose: Purpose) {
        let Some(reading) = self.desk.reading.clone() else {
            return;
        };
        let title = self.lang.text(Key("desk-deciding"));
        let work = Work::Desk(Task::Decide {
            act: act.clone(),
            reading,
        });
        let job = self.start_for_all(Kind::Keeps, title, work);
        self.desk.pending.push((job, act, purpose));
    }

    /// Looks for candidates for these profiles before all others; those that are known stay.
    pub fn want_suggestions(&mut self, profiles: &[u32]) {
        let Some(reading) = self.desk.reading.clone() else {
            return;
        };
        self.desk.suggestions.want(profiles);
        self.suggest_next(&reading);
    }

    fn suggest_next(&mut self, reading: &Shared<Reading>) {
        if self.desk.suggestions.is_asked() {
            return;
        }
        let profiles = self.desk.suggestions.next(reading);
        if profiles.is_empty() {
            return;
        }
        let title = self.lang.text(Key("desk-suggesting"));
        let work = Work::Desk(Task::Suggest {
            reading: reading.clone(),
            profiles,
            with_taken: false,
        });
        let job = self.start_for_all(Kind::Quiet, title, work);
        self.desk.suggestions.asked(job);
    }

    /// Begins a run that a person agreed to. `false`: one is under way.
    pub fn start_run(&mut self, request: RunRequest) -> bool {
        if self.desk.run.is_some() {
            self.say_bad(self.lang.text(Key("desk-run-under-way")));
            return false;
        }
        self.desk.run_plan = match &request {
            RunRequest::Seen(seen) => Some(seen.plan.clone()),
            RunRequest::Unattended => None,
        };
        self.desk.run_undo = match &request {
            RunRequest::Seen(seen) => seen.undo.clone(),
            RunRequest::Unattended => None,
        };
        let title = self.lang.text(Key("desk-running"));
        let job = self.start(
            super::screen::ScreenId::Run,
            Kind::Writes,
            title,
            Work::Desk(Task::Run(request)),
        );
        self.desk.run = Some(job);
        true
    }

    /// Lets the run end after the calls in flight (rule A10).
    pub fn stop_run(&mut self) {
        if let Some(job) = self.desk.run {
            self.want(super::effect::Effect::Cancel(job));
        }
    }

    /// Shows this plan on the plan screen instead of the next sync, until somebody goes back from there.
    pub fn show_plan(&mut self, shown: Shown) {
        self.desk.to_show = Some(shown);
        self.go(super::screen::ScreenId::Plan);
    }

    /// What the plan screen is to show instead of the next sync; told once.
    pub(super) fn take_shown(&mut self) -> Option<Shown> {
        self.desk.to_show.take()
    }

    /// Opens the page that counts what would be written; `Enter` there begins the run.
    pub fn ask_to_write(&mut self, request: RunRequest) {
        super::writing::ask(self, request);
    }

    /// What a job of the desk came to.
    pub(super) fn settle_desk(&mut self, job: JobId, answer: Result<Done, Failure>) {
        if self.desk.reads == Some(job) {
            self.desk.reads = None;
        }
        match answer {
            Ok(Done::Read(reading)) => {
                self.desk.failure = None;
                let is_another = self
                    .desk
                    .reading
                    .as_ref()
                    .is_none_or(|before| !Arc::ptr_eq(&before.people, &reading.people));
                self.desk.is_outdated &= !is_another;
                self.take_reading(&reading);
            }
            Ok(Done::Decided(decided)) => self.take_decided(job, decided),
            Ok(Done::Suggested(suggested)) => {
                self.desk.suggestions.take(job, suggested);
                if let Some(reading) = self.desk.reading.clone() {
                    self.suggest_next(&reading);
                }
            }
            Ok(Done::Ran(_) | Done::SuggestedProfiles(..)) => {}
            Err(failure) => {
                self.desk.suggestions.lost(job);
                if self.forget_pending(job) {
                    self.fail(failure);
                } else {
                    // The screens show it whole for as long as it stands.
                    self.say_bad(failure.what.clone());
                    self.desk.failure = Some(failure);
                }
            }
        }
    }

    /// A run is over, whatever became of it.
    pub fn settle_run(&mut self, job: JobId) {
        if self.desk.run == Some(job) {
            self.desk.run = None;
            // What was decided before a run may be in Okta by now: that is undone from the history.
            self.desk.undo.clear();
            self.desk.redo.clear();
            self.desk.is_outdated = true;
            self.read_again();
        }
    }

    /// A job of the desk was cancelled.
    pub(super) fn forget_desk_job(&mut self, job: JobId) {
        if self.desk.reads == Some(job) {
            self.desk.reads = None;
        }
    }

    fn take_reading(&mut self, reading: &Shared<Reading>) {
        self.header.read_at = Some(reading.at);
        let url = &reading.settings.okta_url;
        let host = url.host_str().unwrap_or_default().to_owned();
        self.header.org = Some((Tier::of(url), host));
        self.zone = reading.settings.time_zone.clone();
        if let Some(before) = &self.desk.reading {
            self.desk.suggestions.follow(before, reading);
        }
        self.desk.reading = Some(reading.clone());
        self.suggest_next(reading);
    }

    fn forget_pending(&mut self, job: JobId) -> bool {
        let before = self.desk.pending.len();
        self.desk.pending.retain(|(pending, ..)| *pending != job);
        self.desk.pending.len() < before
    }

    fn take_decided(&mut self, job: JobId, decided: Decided) {
        let at = self.desk.pending.iter().position(|(pending, ..)| *pending == job);
        let stroke = at.map(|at| self.desk.pending.remove(at));
        match decided.verdicts {
            Verdicts::Kept(kept) => {
                if let Some((_, act, purpose)) = stroke
                    && kept != Kept::default()
                {
                    let profile = profile_of(&act, &kept);
                    let stroke = Stroke {
                        says: act.says,
                        kept,
                        profile,
                    };
                    match purpose {
                        Purpose::Decides | Purpose::Redoes => self.desk.undo.push(stroke),
                        Purpose::Undoes => self.desk.redo.push(stroke),
                    }
                }
            }
            Verdicts::Refused(words) => self.say_bad(words.join(" · ")),
        }
        if let Some(set_aside) = decided.set_aside {
            self.say_bad(set_aside);
        }
        let is_of_now = self
            .desk
            .reading
            .as_ref()
            .is_some_and(|now| Arc::ptr_eq(&now.people, &decided.reading.people));
        if is_of_now {
            self.take_reading(&decided.reading);
        } else if let Some(now) = self.desk.reading.clone() {
            // Both sides were read again meanwhile: what follows is looked at on that.
            let title = self.lang.text(Key("desk-deciding"));
            self.start_for_all(Kind::Quiet, title, Work::Desk(Task::Refresh(now)));
        }
    }
}

/// The first profile that a stroke was about. One that was taken back, or made again, names it among what it ended.
fn profile_of(act: &Act, kept: &Kept) -> Option<OktaId> {
    let mut ended = match &act.what {
        What::Reverse(before) => before.ended.iter().chain(&kept.ended),
        _ => [].iter().chain(&kept.ended),
    };
    let profiles = act.what.profiles();
    let first = profiles.first().copied();
    first.or_else(|| ended.find_map(Decision::profile)).cloned()
}
