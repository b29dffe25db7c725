//! Suggestions in the background (rule L11): a thread that holds the index of one reading for as long as that is
//! shown. The index is made when the first question comes.

use super::reading::Reading;
use crate::core::Snapshot;
use crate::core::link::LinkReport;
use crate::core::suggest::{Index, ProfileSuggestion, Suggestion};
use crate::tui::shared::Shared;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread;
use tokio::sync::oneshot;

#[derive(Debug)]
pub(super) struct Suggester(Option<Sender<Ask>>);

/// Candidates for a profile, by its position; best first.
pub type Suggested = (u32, Arc<[Suggestion]>);

struct Ask {
    reading: Shared<Reading>,
    what: Question,
}

enum Question {
    /// For these profiles; with employees who have a profile already, where that is asked for.
    Profiles {
        profiles: Vec<u32>,
        with_taken: bool,
        answer: oneshot::Sender<Vec<Suggested>>,
    },
    /// For the employee at this position.
    Employee {
        employee: u32,
        answer: oneshot::Sender<Vec<ProfileSuggestion>>,
    },
}

impl Suggester {
    pub fn new(snapshot: Arc<Snapshot>) -> Self {
        let (asks, questions) = mpsc::channel::<Ask>();
        let work = move || {
            let Ok(mut ask) = questions.recv() else {
                return;
            };
            // Whom it knows to be linked only tells managers apart: it need not be of the latest moment.
            let report: LinkReport = ask.reading.links.clone();
            let index = Index::of(&snapshot, &report);
            loop {
                answer(&index, ask);
                match questions.recv() {
                    Ok(next) => ask = next,
                    Err(_) => return,
                }
            }
        };
        let spawned = thread::Builder::new().name("suggestions".to_owned()).spawn(work);
        Self(spawned.is_ok().then_some(asks))
    }

    /// Nothing where the thread is gone.
    pub async fn for_profiles(
        &self,
        reading: Shared<Reading>,
        profiles: Vec<u32>,
        with_taken: bool,
    ) -> Vec<Suggested> {
        let (answer, answers) = oneshot::channel();
        let what = Question::Profiles {
            profiles,
            with_taken,
            answer,
        };
        self.ask(Ask { reading, what });
        answers.await.unwrap_or_default()
    }

    /// Nothing where the thread is gone.
    pub async fn for_employee(&self, reading: Shared<Reading>, employee: u32) -> Vec<ProfileSuggestion> {
        let (answer, answers) = oneshot::channel();
        let what = Question::Employee { employee, answer };
        self.ask(Ask { reading, what });
        answers.await.unwrap_or_default()
    }

    fn ask(&self, ask: Ask) {
        if let Some(asks) = &self.0 {
            // Without a thread the question is dropped, and its answer with it.
            drop(asks.send(ask));
        }
    }
}

fn answer(index: &Index<'_>, ask: Ask) {
    let (state, links) = (&ask.reading.state, &ask.reading.links);
    match ask.what {
        Question::Profiles {
            profiles,
            with_taken,
            answer,
        } => {
            let suggested = profiles.into_iter().map(|profile| {
                let found = if with_taken {
                    index.suggest_with_taken(profile, state, links)
                } else {
                    index.suggest_for(profile, state, links)
                };
                (profile, found.into())
            });
            // Whoever asked may have gone.
            drop(answer.send(suggested.collect()));
        }
        Question::Employee { employee, answer } => {
            drop(answer.send(index.profiles_for(employee, state, links)));
        }
    }
}
