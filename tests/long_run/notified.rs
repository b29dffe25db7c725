//! What the program of `notify.command` is told over the days, and an own account of what it should be told.

use jiff::{SignedDuration, Timestamp};
use koppel::store::{Event, Told};
use std::collections::BTreeMap;

/// Whom a run tells, over all runs that nobody watched.
#[derive(Debug, Default)]
pub struct Notified {
    told: Told,
    /// What was told and is not over, and when it was told last.
    open: BTreeMap<Event, Timestamp>,
}

impl Notified {
    /// A run ended with these events; returns what is wrong with what is told of them.
    pub fn hear(&mut self, events: &[Event], now: Timestamp) -> Vec<String> {
        let mut wrong = Vec::new();
        if events.contains(&Event::GoodAgain) && events.len() > 1 {
            wrong.push(format!("good again, and {events:?}"));
        }
        for event in events {
            let is_told = self.told.is_due(*event, now);
            if is_told {
                self.told.note(*event, now);
            }
            if *event == Event::GoodAgain {
                if is_told == self.open.is_empty() {
                    wrong.push(format!("the end is told: {is_told}; open: {:?}", self.open));
                }
                self.open.clear();
                continue;
            }
            let last = self.open.get(event).map(|last| now.duration_since(*last));
            let is_early = last.is_some_and(|ago| ago < SignedDuration::from_hours(23));
            if is_told == is_early {
                wrong.push(format!(
                    "{event:?} is told: {is_told}, the last time {last:?} ago"
                ));
            }
            if is_told {
                self.open.insert(*event, now);
            }
        }
        wrong
    }
}
