//! What the screens want done outside of themselves, as values that the loop carries out.

use super::demo::Trouble;
use super::job::JobId;
use super::work::Work;
use crate::failure::Exit;

#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Start this in the background; it answers by messages with its number.
    Start {
        job: JobId,
        work: Work,
    },
    Cancel(JobId),
    /// Put this text on the clipboard of the terminal (OSC 52).
    Copy(String),
    /// Whether the terminal tells of the mouse.
    Mouse(bool),
    Suspend,
    /// The demo's next day begins; answered by a message.
    PassADay,
    /// All the trouble that the demo has from now on.
    Trouble(Vec<Trouble>),
    Leave(Exit),
}
