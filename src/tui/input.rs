//! The terminal's events with a look ahead: a paste that the terminal does not mark comes as keys, all at once.

use super::key::Press;
use crossterm::event::Event;
use futures_util::{Stream, StreamExt};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::io;
use std::task::Poll;
use tokio::time::{Duration, timeout};

/// So many keys are looked ahead at most.
const MOST: usize = 65_536;

/// What comes from the terminal; `None`: it is gone.
pub type Incoming = Option<io::Result<Event>>;

#[derive(Debug)]
pub struct Input<I> {
    events: I,
    /// Looked at already, and not taken.
    waiting: VecDeque<Incoming>,
}

impl<I: Stream<Item = io::Result<Event>> + Unpin> Input<I> {
    pub fn new(events: I) -> Self {
        Self {
            events,
            waiting: VecDeque::new(),
        }
    }

    /// Safe to be given up while it waits.
    pub async fn next(&mut self) -> Incoming {
        match self.waiting.pop_front() {
            Some(waiting) => waiting,
            None => self.events.next().await,
        }
    }

    /// Looks whether there is an event, with the waker of this task: crossterm's stream keeps the waker of its
    /// first look, and one that wakes nobody would leave every later key unseen.
    pub async fn poll(&mut self) -> Poll<Incoming> {
        if let Some(waiting) = self.waiting.pop_front() {
            return Poll::Ready(waiting);
        }
        poll_fn(|context| Poll::Ready(self.events.poll_next_unpin(context))).await
    }

    /// The keys that follow, each within this time after the one before.
    pub async fn take_burst(&mut self, within: Duration) -> Vec<Press> {
        let mut presses = Vec::new();
        while presses.len() < MOST {
            match timeout(within, self.next()).await {
                Err(_) => break,
                Ok(Some(Ok(Event::Key(key)))) => presses.extend(Press::from_event(&key)),
                Ok(other) => {
                    self.waiting.push_front(other);
                    break;
                }
            }
        }
        presses
    }

    /// The letters that are there already, where they are at least so many; none is taken otherwise.
    pub async fn take_letters(&mut self, at_least: usize) -> String {
        let mut taken = VecDeque::new();
        let mut letters = String::new();
        while taken.len() < MOST {
            let Poll::Ready(incoming) = self.poll().await else {
                break;
            };
            let letter = match &incoming {
                Some(Ok(Event::Key(key))) => Press::from_event(key).and_then(|press| press.chord.typed()),
                _ => None,
            };
            let is_letter = letter.is_some();
            letters.extend(letter);
            taken.push_back(incoming);
            if !is_letter {
                break;
            }
        }
        let is_enough = letters.chars().count() >= at_least;
        if is_enough {
            // The last one may be none of them.
            taken.drain(..letters.chars().count());
        } else {
            letters.clear();
        }
        taken.append(&mut self.waiting);
        self.waiting = taken;
        letters
    }
}
