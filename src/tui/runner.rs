//! Does the work of the screens in the background and answers by messages. The one part of the screens that
//! touches files or the network, through the store and the engine.

use super::demo::Trouble;
use super::desk::task::{self, Listeners};
use super::desk::{Act, Live, Reading};
use super::job::{JobId, JobProgress};
use super::message::{Message, News};
use super::screen::links::prompt;
use super::screen::{change, history, links, overview, plan, settings, wizard};
use super::shared::Shared;
use super::work::{Answer, Surroundings, Work};
use crate::engine::Progress;
use crate::failure::{Exit, Failure};
use rustc_hash::FxHashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Whoever leaves waits no longer for what may not be torn: decisions, and the calls of a run that are in flight.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub struct Runner {
    surroundings: Arc<Surroundings>,
    messages: mpsc::Sender<Message>,
    running: FxHashMap<JobId, Running>,
    /// What has to come in its turn.
    turns: mpsc::UnboundedSender<Piece>,
    in_turn: JoinHandle<()>,
}

/// What goes on.
#[derive(Debug)]
struct Running {
    cancel: CancellationToken,
    /// It ends by itself once it is cancelled, and is waited for.
    ends_by_itself: Option<JoinHandle<()>>,
}

/// One piece of work, with what it needs.
struct Piece {
    job: JobId,
    work: Work,
    surroundings: Arc<Surroundings>,
    messages: mpsc::Sender<Message>,
    cancel: CancellationToken,
}

impl Runner {
    /// Has to be called inside of a runtime.
    pub fn new(surroundings: Surroundings, messages: mpsc::Sender<Message>) -> Self {
        let (turns, mut pieces) = mpsc::unbounded_channel::<Piece>();
        let in_turn = tokio::spawn(async move {
            while let Some(piece) = pieces.recv().await {
                let mut waiting = vec![piece];
                while let Ok(next) = pieces.try_recv() {
                    waiting.push(next);
                }
                perform_in_turn(waiting).await;
            }
        });
        Self {
            surroundings: Arc::new(surroundings),
            messages,
            running: FxHashMap::default(),
            turns,
            in_turn,
        }
    }

    /// Starts it; the answer comes as a message with the job's number.
    pub fn start(&mut self, job: JobId, work: Work) {
        let cancel = CancellationToken::new();
        self.running.retain(|_, running| !running.cancel.is_cancelled());
        let (is_in_turn, ends_by_itself) = (work.is_in_turn(), work.ends_by_itself());
        let piece = Piece {
            job,
            work,
            surroundings: Arc::clone(&self.surroundings),
            messages: self.messages.clone(),
            cancel: cancel.clone(),
        };
        if is_in_turn {
            // It ends with this runner alone.
            let _ = self.turns.send(piece);
            return;
        }
        let handle = tokio::spawn(piece.perform());
        let ends_by_itself = ends_by_itself.then_some(handle);
        self.running.insert(
            job,
            Running {
                cancel,
                ends_by_itself,
            },
        );
    }

    pub fn cancel(&mut self, job: JobId) {
        if let Some(running) = self.running.get(&job) {
            running.cancel.cancel();
        }
    }

    /// The demo's next day; where there is no demo no day passes.
    pub fn pass_a_day(&self) {
        let Some(demo) = self.surroundings.demo.clone() else {
            return;
        };
        let messages = self.messages.clone();
        tokio::spawn(async move {
            if let Ok(passed) = blocking(move || demo.pass_a_day()).await {
                let _ = messages.send(Message::DayPassed(passed)).await;
            }
        });
    }

    /// The demo's trouble.
    pub fn set_trouble(&self, on: &[Trouble]) {
        if let Some(demo) = &self.surroundings.demo {
            demo.set_trouble(on);
        }
    }

    /// Nothing goes on after the screens are closed: what only looks is given up, what may not be torn ends first.
    pub async fn finish(self) {
        let Self {
            running,
            turns,
            in_turn,
            messages,
            ..
        } = self;
        drop((turns, messages));
        let mut last = vec![in_turn];
        for (_, running) in running {
            running.cancel.cancel();
            last.extend(running.ends_by_itself);
        }
        let all = async {
            for one in last {
                // One that broke down has ended, too.
                drop(one.await);
            }
        };
        // Whatever takes longer is found in the journal, and resolved by the next run (rule A2).
        let _ = tokio::time::timeout(PATIENCE, all).await;
    }
}

/// One after another; strokes that follow each other are decided together.
async fn perform_in_turn(pieces: Vec<Piece>) {
    let mut strokes: Vec<Stroke> = Vec::new();
    for piece in pieces {
        if let Work::Desk(task::Task::Decide { act, reading }) = piece.work {
            strokes.push(Stroke {
                job: piece.job,
                act,
                reading,
                surroundings: piece.surroundings,
                messages: piece.messages,
            });
        } else {
            decide_together(std::mem::take(&mut strokes)).await;
            piece.perform().await;
        }
    }
    decide_together(strokes).await;
}

/// A decision that waits for its turn.
struct Stroke {
    job: JobId,
    act: Act,
    reading: Shared<Reading>,
    surroundings: Arc<Surroundings>,
    messages: mpsc::Sender<Message>,
}

async fn decide_together(strokes: Vec<Stroke>) {
    let Some(last) = strokes.last() else {
        return;
    };
    let surroundings = Arc::clone(&last.surroundings);
    let acts = strokes.iter().map(|one| (one.act.clone(), one.reading.clone()));
    let answers = task::decide(acts.collect(), surroundings).await;
    for (stroke, answer) in strokes.into_iter().zip(answers) {
        let news = match answer {
            Ok(done) => News::Done(Answer::Desk(done)),
            Err(failure) => News::Failed(failure),
        };
        let message = Message::Job {
            job: stroke.job,
            news,
        };
        let _ = stroke.messages.send(message).await;
    }
}

impl Piece {
    async fn perform(self) {
        let Self {
            job,
            work,
            surroundings,
            messages,
            cancel,
        } = self;
        let progress = |progress| tell(&messages, job, &progress);
        let live = |live| tell_live(&messages, job, live);
        let listeners = Listeners {
            progress: &progress,
            live: &live,
        };
        let given_up = if work.ends_by_itself() {
            CancellationToken::new()
        } else {
            cancel.clone()
        };
        let news = tokio::select! {
            biased;
            () = given_up.cancelled() => return,
            answer = perform(work, surroundings, listeners, &cancel) => match answer {
                Ok(answer) => News::Done(answer),
                Err(failure) => News::Failed(failure),
            },
        };
        // Marks it as ended; nobody reads the answer any more where the screens are closed.
        cancel.cancel();
        let _ = messages.send(Message::Job { job, news }).await;
    }
}

/// How far a run is; the next word has all of it again, so that nothing is lost where this one is dropped.
fn tell_live(messages: &mpsc::Sender<Message>, job: JobId, live: Live) {
    let news = News::Progress(JobProgress {
        live: Some(Box::new(live)),
        ..JobProgress::default()
    });
    let _ = messages.try_send(Message::Job { job, news });
}

/// How far a reading is; dropped where the screens have not taken what was told before.
fn tell(messages: &mpsc::Sender<Message>, job: JobId, progress: &Progress) {
    let progress = match progress {
        Progress::Read { side, people, total } => JobProgress {
            side: Some(*side),
            done: *people,
            total: *total,
            live: None,
        },
        Progress::Complete { side, people } => JobProgress {
            side: Some(*side),
            done: *people,
            total: Some(*people),
            live: None,
        },
        _ => return,
    };
    let news = News::Progress(progress);
    let _ = messages.try_send(Message::Job { job, news });
}

async fn perform(
    work: Work,
    surroundings: Arc<Surroundings>,
    listeners: Listeners<'_>,
    cancel: &CancellationToken,
) -> Result<Answer, Failure> {
    let progress = listeners.progress;
    match work {
        Work::LookAround => blocking(move || settings::look_around(&surroundings))
            .await
            .map(|facts| Answer::Around(Box::new(facts))),
        Work::LookBack => blocking(move || overview::look(&surroundings))
            .await?
            .map(|standing| Answer::Back(Shared::new(standing))),
        Work::History(task) => history::perform(task, surroundings).await.map(Answer::History),
        Work::Wizard(task) => wizard::perform(task, surroundings, progress)
            .await
            .map(Answer::Wizard),
        Work::Settings(task) => change::perform(task, surroundings, progress)
            .await
            .map(Answer::Settings),
        Work::Links(task) => links::perform(task, surroundings).await.map(Answer::Links),
        Work::Plan(task) => plan::perform(task, surroundings).await.map(Answer::Plan),
        Work::Desk(task) => task::perform(task, surroundings, listeners, cancel)
            .await
            .map(Answer::Desk),
        Work::Prompt(task) => prompt::perform(task, cancel).await.map(Answer::Prompt),
    }
}

/// On a thread that may wait for the disk.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Failure::new(Exit::Failed, "A part of koppel stopped").because(error.to_string()))
}
