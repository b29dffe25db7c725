//! What ends a command here, in words for people. What goes wrong with the two sides, with settings and with secrets,
//! the engine says.

use crate::core::plan::{Plan, Suspicion};
use crate::failure::{Exit, Failure, capital};
use crate::report::limit_use;
use crate::store::SavedPlanError;

pub(super) fn saved_plan(error: &SavedPlanError) -> Failure {
    Failure::new(Exit::Failed, "The plan could not be kept")
        .because(capital(&error.to_string()))
        .todo("Look at --out: it names a file in a folder that is there and writable")
}

/// Rule R2.
pub(super) fn suspicion(suspicion: &Suspicion) -> Failure {
    let (what, why) = match suspicion {
        Suspicion::Empty { links } => (
            "Personio named nobody",
            format!("The answer holds no employee, and {links} profiles in Okta hold a Personio ID"),
        ),
        Suspicion::Shrunk { missing, allowed } => (
            "Personio lost suspiciously many people",
            format!(
                "{} linked employees are missing since the last good reading, and {allowed} may be",
                missing.len()
            ),
        ),
    };
    Failure::new(Exit::Stopped, what)
        .because(why)
        .todo("Look whether the Personio credential still sees all employees; nothing was planned")
}

/// Rule G1.
pub(super) fn over_limit(plan: &Plan) -> Failure {
    let over = plan.limits.iter().filter(|limit| limit.is_over());
    let over: Vec<String> = over.map(limit_use).collect();
    Failure::new(
        Exit::Stopped,
        "A limit is exceeded: a sync would stop before its first write",
    )
    .because(over.join("; "))
    .todo("Look at who is concerned; raise the limit in [safety] only if all of it is right")
}
