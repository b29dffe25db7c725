//! What ends a command here, in words for people. What goes wrong with the two sides, with settings and with secrets,
//! the engine says.

use crate::failure::{Exit, Failure, capital};
use crate::store::SavedPlanError;

pub(super) fn saved_plan(error: &SavedPlanError) -> Failure {
    Failure::new(Exit::Failed, "The plan could not be kept")
        .because(capital(&error.to_string()))
        .todo("Look at --out: it names a file in a folder that is there and writable")
}
