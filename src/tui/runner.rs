//! Does the work of the screens in the background and answers by messages. The one part of the screens that
//! touches files or the network, through the store and the engine.

use super::job::{JobId, JobProgress};
use super::message::{Message, News};
use super::screen::{change, settings, wizard};
use super::work::{Answer, Surroundings, Work};
use crate::engine::Progress;
use crate::failure::{Exit, Failure};
use rustc_hash::FxHashMap;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

#[derive(Debug)]
pub struct Runner {
    surroundings: Arc<Surroundings>,
    messages: mpsc::Sender<Message>,
    running: FxHashMap<JobId, CancellationToken>,
}

impl Runner {
    pub fn new(surroundings: Surroundings, messages: mpsc::Sender<Message>) -> Self {
        Self {
            surroundings: Arc::new(surroundings),
            messages,
            running: FxHashMap::default(),
        }
    }

    /// Starts it; the answer comes as a message with the job's number.
    pub fn start(&mut self, job: JobId, work: Work) {
        let cancelled = CancellationToken::new();
        self.running.retain(|_, token| !token.is_cancelled());
        self.running.insert(job, cancelled.clone());
        let surroundings = Arc::clone(&self.surroundings);
        let messages = self.messages.clone();
        tokio::spawn(async move {
            let told = |progress| tell(&messages, job, &progress);
            let news = tokio::select! {
                biased;
                () = cancelled.cancelled() => return,
                answer = perform(work, surroundings, &told) => match answer {
                    Ok(answer) => News::Done(answer),
                    Err(failure) => News::Failed(failure),
                },
            };
            // Marks it as ended; nobody reads the answer any more where the screens are closed.
            cancelled.cancel();
            let _ = messages.send(Message::Job { job, news }).await;
        });
    }

    pub fn cancel(&mut self, job: JobId) {
        if let Some(token) = self.running.remove(&job) {
            token.cancel();
        }
    }

    /// Nothing goes on after the screens are closed.
    pub fn cancel_all(&mut self) {
        for (_, token) in self.running.drain() {
            token.cancel();
        }
    }
}

/// How far a reading is; dropped where the screens have not taken what was told before.
fn tell(messages: &mpsc::Sender<Message>, job: JobId, progress: &Progress) {
    let progress = match progress {
        Progress::Read { side, people, total } => JobProgress {
            side: Some(*side),
            done: *people,
            total: *total,
        },
        Progress::Complete { side, people } => JobProgress {
            side: Some(*side),
            done: *people,
            total: Some(*people),
        },
        _ => return,
    };
    let news = News::Progress(progress);
    let _ = messages.try_send(Message::Job { job, news });
}

async fn perform(
    work: Work,
    surroundings: Arc<Surroundings>,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Answer, Failure> {
    match work {
        Work::LookAround => blocking(move || settings::look_around(&surroundings))
            .await
            .map(|facts| Answer::Around(Box::new(facts))),
        Work::Wizard(task) => wizard::perform(task, surroundings, progress)
            .await
            .map(Answer::Wizard),
        Work::Settings(task) => change::perform(task, surroundings, progress)
            .await
            .map(Answer::Settings),
    }
}

/// On a thread that may wait for the disk.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Failure::new(Exit::Failed, "A part of koppel stopped").because(error.to_string()))
}
