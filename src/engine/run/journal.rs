//! The state, for a run: its calls may block, so each goes to a thread that may.

use crate::failure::{Exit, Failure};
use crate::store::state::{StateError, Store};
use std::sync::{Arc, Mutex, PoisonError};

/// Shared by everything that a run does at the same time.
#[derive(Debug, Clone)]
pub(super) struct Journal(Arc<Mutex<Store>>);

impl Journal {
    pub fn new(store: Store) -> Self {
        Self(Arc::new(Mutex::new(store)))
    }

    /// What `work` writes is on the disk when this returns; also where the caller is gone by then.
    pub async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store) -> Result<T, StateError> + Send + 'static,
    ) -> Result<T, Failure> {
        let store = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || {
            work(&mut store.lock().unwrap_or_else(PoisonError::into_inner))
        });
        match done.await {
            Ok(result) => Ok(result?),
            Err(_) => Err(Failure::new(Exit::Failed, "The journal could not be written")
                .because("the thread that writes it ended")
                .todo("Nothing more is written to Okta; please report this with the log")),
        }
    }
}
