//! "Keep syncing while this is open": the rhythm of `koppel watch` at the screen. Nothing begins by itself before a
//! person has seen the plan as it is now and what may happen unattended.

use super::digest::Digest;
use super::standing::Standing;
use crate::engine::{Rhythm, Turn, limit_use};
use crate::failure::Exit;
use crate::lang::Key;
use crate::report::{duration, plan_summary};
use crate::tui::action::Action;
use crate::tui::desk::RunRequest;
use crate::tui::layer::Confirm;
use crate::tui::shell::Shell;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// Where nobody's settings say it.
const EVERY: Duration = Duration::from_secs(30 * 60);
/// One person opens one screen: nobody meets anybody by chance, so that waits need not differ.
const NO_SPREAD: f64 = 0.5;

#[derive(Debug, Default)]
pub struct Schedule {
    /// `None`: it is off.
    rhythm: Option<Rhythm>,
}

impl Schedule {
    pub fn is_on(&self) -> bool {
        self.rhythm.is_some()
    }

    /// How many of its runs failed in a row.
    pub fn failures(&self) -> u32 {
        self.rhythm.map_or(0, |rhythm| rhythm.failures())
    }

    /// The first run comes when one interval has passed: what is to be written now, a person writes.
    pub fn start(&mut self, every: Option<Duration>, shell: &mut Shell) {
        let rhythm = Rhythm::new(every.unwrap_or(EVERY));
        // What ran before this was switched on counts for nothing.
        shell.desk.take_run_ending();
        shell.desk.next_sync = after(shell.now, rhythm);
        self.rhythm = Some(rhythm);
        shell.say(shell.lang.text(Key("schedule-on")));
    }

    pub fn stop(&mut self, shell: &mut Shell) {
        self.rhythm = None;
        shell.desk.next_sync = None;
        shell.say(shell.lang.text(Key("schedule-off")));
    }

    /// Begins what is due, and goes on from the end of what has run.
    pub fn tick(&mut self, shell: &mut Shell) {
        let Some(rhythm) = &mut self.rhythm else { return };
        if let Some(ending) = shell.desk.take_run_ending() {
            if ending.is_final || ending.exit == Exit::Cancelled {
                self.stop(shell);
                return shell.say_bad(shell.lang.text(Key("schedule-ended")));
            }
            let turn = Turn::of(ending.exit);
            rhythm.note(turn);
            shell.desk.next_sync = after(shell.now, *rhythm);
            if turn == Turn::Failed {
                shell.say_bad(shell.lang.text(Key("schedule-failed")));
            }
        }
        let is_due = shell.desk.next_sync.is_some_and(|due| due <= shell.now);
        if is_due && shell.desk.run().is_none() && shell.start_run(RunRequest::Unattended) {
            shell.desk.next_sync = None;
        }
    }
}

/// `None`: that is never.
fn after(now: Timestamp, rhythm: Rhythm) -> Option<Timestamp> {
    let wait = SignedDuration::try_from(rhythm.wait(NO_SPREAD)).ok()?;
    now.checked_add(wait).ok()
}

/// What is asked before anything goes by itself; `Err`: why it cannot, in words.
pub fn question(
    shell: &Shell,
    digest: Option<&Digest>,
    standing: Option<&Standing>,
) -> Result<Confirm, String> {
    let lang = &shell.lang;
    if shell.header.read_only {
        return Err(lang.text(Key("write-read-only")));
    }
    let digest = digest.filter(|digest| digest.suspicious.is_none());
    let Some(digest) = digest else {
        return Err(lang.text(Key("schedule-unread")));
    };
    if !digest.review_is_closed {
        return Err(lang.text(Key("schedule-review-open")));
    }
    let every = standing.and_then(|standing| standing.every).unwrap_or(EVERY);
    let every = SignedDuration::try_from(every).unwrap_or(SignedDuration::MAX);
    let plan = plan_summary(digest.summary, digest.is_over_limit);
    let mut lines = vec![
        lang.with(Key("schedule-says"), &[("every", duration(every).into())]),
        lang.with(Key("schedule-plan"), &[("plan", plan.into())]),
    ];
    if let Some(watch) = standing.and_then(|standing| standing.watch.as_ref()) {
        let by = watch.operator.to_string();
        lines.push(lang.with(Key("schedule-watched"), &[("by", by.into())]));
    }
    lines.push(lang.text(Key("schedule-limits")));
    lines.extend(
        digest
            .limits
            .iter()
            .map(|limit| format!("  {}", limit_use(limit))),
    );
    lines.push(lang.text(Key("schedule-leaves")));
    Ok(Confirm {
        title: lang.text(Key("schedule-title")),
        lines,
        number: None,
        then: Action::StartSchedule,
    })
}
