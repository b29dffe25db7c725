//! What happens to the screens, as values: [`update`](super::update::update) takes one at a time.

use super::demo::Passed;
use super::job::{JobId, JobProgress};
use super::key::Press;
use super::work::Answer;
use crate::failure::Failure;
use crate::tui::view_state::Target;
use std::fmt;

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    Key(Press),
    Paste(Pasted),
    /// Keys that came all at once, with the letters among them, where one of them could have decided: a paste that the
    /// terminal does not mark.
    Burst(Pasted),
    /// Many letters at once, for the text field that has the focus.
    Typed(Pasted),
    Pointer(Pointer),
    Resize {
        width: u16,
        height: u16,
    },
    /// Time passed while something is shown that moves with it.
    Tick,
    /// What the last message changed is drawn; keys are dropped until then where a key decided.
    Drawn,
    Job {
        job: JobId,
        news: News,
    },
    Signal(Signal),
    /// The demo's next day has begun.
    DayPassed(Passed),
}

/// What was pasted. May be a secret: `Debug` tells how long it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Pasted(pub String);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pointer {
    Press(Target),
    WheelUp(Option<Target>),
    WheelDown(Option<Target>),
}

/// What a job has to tell.
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    Progress(JobProgress),
    Done(Answer),
    Failed(Failure),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGTERM or SIGINT: somebody wants the program to end.
    Stop,
    /// SIGHUP: the terminal is gone.
    HangUp,
    /// SIGTSTP.
    Suspend,
}

impl fmt::Debug for Pasted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pasted({} bytes)", self.0.len())
    }
}
