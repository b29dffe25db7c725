//! Everything that can be done at a screen, as a value: keys, palette, hints and mouse all come to this.

use super::demo::Trouble;
use super::screen::ScreenId;
use crate::store::Secret;

/// What a person wants. Screens understand those that they declare (`bindings`), and no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// One level back; never stops what writes.
    Back,
    /// The obvious thing.
    Accept,
    Up,
    Down,
    PageUp,
    PageDown,
    /// A turn of the mouse wheel.
    WheelUp,
    WheelDown,
    First,
    Last,
    /// The pane, field or part after this one.
    Next,
    Previous,
    /// Into what is chosen, or back out of it.
    Left,
    Right,
    Mark,
    Undo,
    Redo,
    Copy,
    Filter,
    Help,
    Palette,
    Go(ScreenId),
    ReadAgain,
    NextStep,
    PreviousStep,
    Add,
    Remove,
    /// Change what is selected where it was asked.
    Edit,
    /// Said yes to forgetting it.
    ForgetSecret(Secret),
    /// Of a profile and somebody who looks like its owner, or was found to be: two people (rule L10).
    Reject,
    /// Also those who are linked already.
    ShowTaken,
    /// Said yes to a link that takes another's place, or brings an account back.
    AssignNow,
    /// `W`: opens the page that counts what would be written.
    Write,
    /// To what a sync would do now.
    Sync,
    /// To what a sync of one person would do, once they were found.
    SyncPerson,
    /// Syncs by itself while koppel is open, or no longer.
    ToggleSchedule,
    /// Said yes to syncing by itself.
    StartSchedule,
    /// To the reverse of a run, as a plan.
    UndoRun,
    /// Said yes to stopping the run after the calls in flight.
    StopRun,
    /// `x`: sets aside, or holds; always with a note.
    SetAside,
    /// `o`: out of this run alone, or back in.
    OnlyNow,
    /// `-`: everything out of this run.
    TakeNone,
    /// `+`: everything into this run.
    TakeAll,
    /// `i`: why this person gets what they get, step by step.
    Explain,
    /// `s`: this person's part alone.
    OnePerson,
    /// `r`: what a run did not bring about is tried again, after the page before a write.
    Retry,
    /// `e`: what is shown, as a file.
    Export,
    /// Links: the Personio ID replaces the number that is no employee's (rule L5); here, and everywhere.
    AcceptNumber,
    AcceptNumbers,
    /// Links: everybody of whom the candidate is strong.
    AllStrong,
    /// Links: HR is asked whose account it is, and what HR answered is read back.
    AskHr,
    ReadBack,
    /// Rule P2.
    CloseReview,
    /// Said yes to what the screen that is shown asked.
    Agree,
    /// The list is sorted by something else.
    Sort,
    /// All of what is selected, or only the most of it.
    More,
    ToggleMouse,
    /// Colours for a dark, then for a light background, and back.
    SwitchBackground,
    /// The demo's hint has been read.
    CloseHint,
    /// The demo needs no more hints.
    EndHints,
    /// The demo's next day begins.
    PassADay,
    /// The demo's trouble, on or off again.
    Switch(Trouble),
    /// Leave koppel; asks where something is under way.
    Leave,
    /// `Ctrl-C`: asks always.
    Interrupt,
    /// Said yes to leaving.
    LeaveNow,
    Suspend,
}

impl Action {
    /// It only moves, and is of no use by its name alone.
    pub fn moves(self) -> bool {
        matches!(
            self,
            Self::Up
                | Self::Down
                | Self::PageUp
                | Self::PageDown
                | Self::WheelUp
                | Self::WheelDown
                | Self::First
                | Self::Last
                | Self::Next
                | Self::Previous
                | Self::Left
                | Self::Right
                | Self::Accept
                | Self::Palette
        )
    }
}
