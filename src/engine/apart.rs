//! Blocking work on a thread of its own: whoever stops koppel does not wait for it, as they would for a task of the
//! runtime. For what may take as long as a person, such as a keyring that asks for its password.

use std::thread;
use tokio::sync::oneshot;

/// `None`: no thread could be started, or the work broke down.
pub async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (answer, answers) = oneshot::channel();
    let spawned = thread::Builder::new().name("apart".to_owned()).spawn(move || {
        // Whoever asked may have gone.
        drop(answer.send(work()));
    });
    spawned.ok()?;
    answers.await.ok()
}
