//! Reads both sides into one [`Snapshot`](crate::core::Snapshot), and [runs](run()). Knows no screen:
//! it tells how far it is by [`Progress`] events, which the command line and the screens show. [`doctor`] looks
//! whether all that a reading needs is there, [`Status`] tells where things stand.

mod apart;
mod deciding;
pub mod doctor;
mod event;
mod failure_of;
mod failure_of_plan;
mod failure_of_store;
mod okta_side;
mod personio_side;
mod read;
mod run;
pub mod setup;
mod staging;
mod status;
mod target;
mod undoing;
mod verdict;
mod watch;

pub use apart::apart;
pub use deciding::{
    APPROVABLE, DecisionDesk, DecisionDraft, DecisionRefusal, DecisionRequest, DecisionTarget, DecisionVerb,
    DecisionWords, undecidable,
};
pub use event::{Progress, Side};
pub use failure_of::{okta_failure, personio_failure};
pub use failure_of_plan::{
    counted_word, limit_use, miscount, over_limit, read_only, review_open, saved_plan, suspicion,
};
pub use failure_of_store::{
    draft_failure, keyring_failure, no_list, not_written, place_failure, secret_failure, settings_failure,
    settings_file_failure,
};
pub use read::{Connection, read};
pub use run::{
    ActionResult, Order, OverLimit, Prepared, PreparedUndo, ReviewOrder, RunReport, UndoOrder, Workplace,
    prepare, run,
};
pub use staging::{Kept, Staging};
pub use status::{NextRun, Status, Waits, is_ahead, is_too_old};
pub use undoing::{Undoable, known_run, undoable};
pub use verdict::events;
pub use watch::{Rhythm, Turn, Woken, wait};
