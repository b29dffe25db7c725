//! Blocking work on a thread of its own: whoever stops koppel does not wait for it, as they would for a task of the
//! runtime. For what may take as long as a person, such as a keyring that asks for its password.

use crate::failure::{Exit, Failure};
use std::thread;
use tokio::sync::oneshot;

/// # Errors
/// Where no thread could be started, or the work broke down.
pub async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    let (answer, answers) = oneshot::channel();
    let work = move || {
        // Whoever asked may have gone.
        drop(answer.send(work()));
    };
    let spawned = thread::Builder::new().name("apart".to_owned()).spawn(work);
    let stopped = |why: String| Failure::new(Exit::Failed, "A part of koppel stopped").because(why);
    spawned.map_err(|error| stopped(error.to_string()))?;
    answers.await.map_err(|error| stopped(error.to_string()))
}
