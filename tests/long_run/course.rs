//! Sixty days: what happens on each, the runs, and what must hold after them.

use crate::adapter;
use crate::capture::Capture;
use crate::diary::Diary;
use crate::machine::{Machine, Mishap, Ran, RanEnd, without_externals};
use crate::notified::Notified;
use crate::people::{PersonIndex, Truth};
use crate::scene::Scene;
use crate::truth::{Breach, Judge};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use koppel::core::plan::{Action, ActionKind};
use koppel::engine::{Order, OverLimit};
use koppel::sim::Company;
use koppel::store::state::{DecisionRow, RunKind, View};
use std::collections::BTreeMap;

/// The first day, at seven in the morning in UTC.
pub const START: Timestamp = Timestamp::constant(1_796_022_000, 0);

/// Who does something.
enum Happening {
    Founding,
    Hr,
    Admin,
}

/// One long run and what came of it.
pub struct Course<M> {
    pub machine: M,
    pub seed: u64,
    pub rng: fastrand::Rng,
    pub truth: Truth,
    pub diary: Diary,
    pub breaches: Vec<Breach>,
    pub unseen: BTreeMap<&'static str, usize>,
    /// Applied actions by kind, and other things worth counting: the exam is no exam if nothing happens.
    pub counts: BTreeMap<String, usize>,
    /// What the program of `notify.command` was told.
    pub told: Notified,
    pub may_be_wrong: bool,
    /// The first day on which the review may be closed.
    pub closes_on: usize,
    pub at: Timestamp,
}

impl<M: Machine> Course<M> {
    pub fn new(machine: M, seed: u64, mut rng: fastrand::Rng) -> Self {
        let (may_be_wrong, closes_on) = (rng.u8(0..4) == 0, rng.usize(0..3));
        Self {
            machine,
            seed,
            rng,
            truth: Truth::default(),
            diary: Diary::default(),
            breaches: Vec::new(),
            unseen: BTreeMap::new(),
            counts: BTreeMap::new(),
            told: Notified::default(),
            may_be_wrong,
            closes_on,
            at: START,
        }
    }

    pub fn live(&mut self, days: usize) {
        self.scene(&Happening::Founding);
        for day in 0..days {
            self.diary.day = day;
            self.at = START
                .saturating_add(24.hours() * i64::try_from(day).unwrap())
                .unwrap();
            self.machine.set_time(self.at);
            // What happens on a day does not depend on what a run before it threw.
            self.throw_anew(day, 1);
            self.dawn();
            let count = if day == 0 { 0 } else { self.rng.usize(0..6) };
            for _ in 0..count {
                if self.rng.u8(0..10) < 6 {
                    self.scene(&Happening::Hr);
                } else {
                    self.scene(&Happening::Admin);
                }
            }
            if self.rng.u8(0..25) == 0 {
                self.scope_changes();
            }
            self.throw_anew(day, 2);
            self.one_day(day);
        }
    }

    fn throw_anew(&mut self, day: usize, part: u64) {
        let day = u64::try_from(day).unwrap();
        let mixed = (self.seed << 20) ^ (day << 4) ^ part;
        self.rng = fastrand::Rng::with_seed(mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    }

    fn scene(&mut self, happening: &Happening) {
        let Self {
            machine,
            truth,
            rng,
            diary,
            at,
            ..
        } = self;
        machine.company(|company| {
            let mut scene = Scene {
                company,
                truth,
                rng,
                diary,
                today: day_of(*at),
                at: *at,
            };
            match happening {
                Happening::Founding => scene.found(),
                Happening::Hr => scene.hr_does_something(),
                Happening::Admin => scene.admin_does_something(),
            }
        });
    }

    fn scope_changes(&mut self) {
        let scope = &mut self.machine.policy_mut().scope;
        *scope = if scope.exclude.is_empty() {
            without_externals()
        } else {
            koppel::core::policy::Scope::default()
        };
        let words = format!("the settings leave out {:?}", scope.exclude);
        self.diary.write(&[], words);
    }

    fn dawn(&mut self) {
        let (today, at) = (day_of(self.at), self.at);
        let moved = |company: &Company| -> BTreeMap<u64, String> {
            company
                .personio
                .employees()
                .map(|one| (one.id, one.text("status").to_owned()))
                .collect()
        };
        let (before, after) = self.machine.company(|company| {
            let before = moved(company);
            company.dawn(today, at);
            (before, moved(company))
        });
        for (record, status) in after {
            if before.get(&record) != Some(&status)
                && let Some(person) = self.truth.person_of(record)
            {
                self.diary
                    .write(&[person], format!("{record} is {status} from today on"));
            }
        }
    }

    fn one_day(&mut self, day: usize) {
        let order = if day == self.closes_on {
            adapter::closing()
        } else if self.rng.bool() {
            adapter::whole(true, OverLimit::Hold)
        } else {
            adapter::whole(self.rng.bool(), OverLimit::Stop)
        };
        let mishap = match self.rng.u8(0..10) {
            0 if day != self.closes_on => Mishap::DiesAfter(self.rng.usize(0..4)),
            1 => Mishap::Faults,
            _ => Mishap::Nothing,
        };
        let (before, ran) = self.sync(order, mishap, true);
        if ran.is_clean() && self.rng.u8(0..3) == 0 {
            self.a_quiet_run_writes_nothing();
        } else if ran.is_clean() && self.rng.u8(0..6) == 0 && ran.applied().next().is_some() {
            self.undo(&before, &ran);
        } else if ran.end == RanEnd::Killed && self.rng.bool() {
            self.sync(adapter::whole(true, OverLimit::Hold), Mishap::Nothing, true);
        }
        if self.rng.u8(0..5) == 0 {
            let records: Vec<u64> = self.truth.records.keys().copied().collect();
            let record = records[self.rng.usize(..records.len())];
            self.sync(adapter::only(record), Mishap::Nothing, false);
        }
        self.throw_anew(day, 3);
        if self.rng.u8(0..30) == 0 {
            self.undo_an_earlier_run();
        }
        if day >= self.closes_on && self.rng.bool() {
            self.somebody_decides(&ran);
        }
    }

    pub fn capture(&self) -> Capture {
        self.machine.company(|company| Capture::of(company))
    }

    /// One run, and what must hold after it.
    pub fn sync(&mut self, order: Order, mishap: Mishap, is_whole: bool) -> (Capture, Ran) {
        let is_sync = order.kind == RunKind::Sync;
        let is_watched = !order.is_unattended;
        let before = self.capture();
        let began = self.machine.clock().now();
        let view = View::open(self.machine.folder(), None, self.machine.clock()).unwrap();
        let decided: Vec<DecisionRow> = view
            .decisions_in_force()
            .unwrap()
            .into_iter()
            .map(|(row, _)| row)
            .collect();
        drop(view);
        let ran = self.machine.run(order, mishap, &mut self.rng);
        let after = self.capture();
        self.tell(&ran, is_sync);
        if let Some(exit) = ran.exit.filter(|_| is_whole) {
            *self.counts.entry(format!("exit {exit}")).or_default() += 1;
        }
        if is_sync && !is_watched {
            let now = self.machine.clock().now();
            for words in self.told.hear(&ran.events, now) {
                self.breach("each_thing_is_told_daily_and_its_end_once", Vec::new(), words);
            }
        }
        if is_sync {
            Judge {
                truth: &mut self.truth,
                policy: self.machine.policy(),
                before: &before,
                after: &after,
                ran: &ran,
                began,
                decided: &decided,
                day: self.diary.day,
                is_whole,
                breaches: &mut self.breaches,
                unseen: &mut self.unseen,
            }
            .judge();
        } else {
            // An undone link is a rejected match (rule A9).
            for action in ran.plan.iter().flat_map(|plan| &plan.actions) {
                if let Some((profile, employee)) = action.profile.as_ref().zip(action.employee) {
                    self.truth.taken_apart.insert((profile.to_string(), employee.0));
                }
            }
        }
        (before, ran)
    }

    fn tell(&mut self, ran: &Ran, is_sync: bool) {
        let what = if is_sync { "sync" } else { "undo" };
        if ran.end != RanEnd::Through {
            self.diary.write(&[], format!("{what}: {:?}", ran.end));
            let word = match ran.end {
                RanEnd::Stopped(_) => "stopped",
                RanEnd::Failed(_) => "failed",
                _ => "killed",
            };
            *self.counts.entry(word.to_owned()).or_default() += 1;
        }
        for row in &ran.rows {
            let action = &row.action;
            let outcome = row.outcome_kind();
            let held = action.held.as_ref().map(|hold| format!("{:?}", hold.code));
            let key = match &held {
                Some(code) => format!("held {code}"),
                None => format!("{:?} {:?}", action.kind, outcome),
            };
            *self.counts.entry(key).or_default() += 1;
            let changes: Vec<String> = action
                .changes
                .iter()
                .map(|change| {
                    format!(
                        "{} {:?}→{:?}",
                        change.attribute,
                        change.from.to_string(),
                        change.to.to_string()
                    )
                })
                .collect();
            let profile = action.profile.as_ref().map_or("-", koppel::core::OktaId::as_str);
            let employee = action.employee.map_or(0, |employee| employee.0);
            let come_to = held.map_or_else(|| format!("{outcome:?}"), |code| format!("held {code}"));
            let words = format!(
                "{what}: {:?} {profile} for {employee}: {come_to} {}",
                action.kind,
                changes.join(", ")
            );
            let people = self.people_of(action);
            self.diary.write(&people, words);
        }
        for skip in ran.plan.iter().flat_map(|plan| &plan.skipped) {
            let Some(person) = skip
                .employee
                .and_then(|employee| self.truth.person_of(employee.0))
            else {
                continue;
            };
            let record = skip.employee.map_or(0, |employee| employee.0);
            self.diary
                .write(&[person], format!("{what}: {record} skipped {:?}", skip.reason));
        }
        for access in ran.plan.iter().flat_map(|plan| &plan.still_have_access) {
            let people: Vec<PersonIndex> = self.truth.owner_of(access.profile.as_str()).into_iter().collect();
            self.diary.write(
                &people,
                format!(
                    "{what}: {} of {} listed {:?}",
                    access.profile, access.employee, access.reason
                ),
            );
        }
    }

    pub fn people_of(&self, action: &Action) -> Vec<PersonIndex> {
        [
            action
                .profile
                .as_ref()
                .and_then(|id| self.truth.owner_of(id.as_str())),
            action
                .employee
                .and_then(|employee| self.truth.person_of(employee.0)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    pub fn breach(&mut self, invariant: &'static str, people: Vec<PersonIndex>, words: String) {
        self.breaches.push(Breach {
            invariant,
            day: self.diary.day,
            people,
            words,
        });
    }

    /// Rule A3. What took an ID or an address away lets others have it in the next run: it ends soon, and nothing is
    /// done twice.
    fn a_quiet_run_writes_nothing(&mut self) {
        let mut done: Vec<(ActionKind, Option<u64>, Option<String>)> = Vec::new();
        for _ in 0..5 {
            let (_, ran) = self.sync(adapter::whole(false, OverLimit::Hold), Mishap::Nothing, true);
            let applied: Vec<Action> = ran.applied().cloned().collect();
            if applied.is_empty() {
                return;
            }
            for action in applied {
                let key = (
                    action.kind,
                    action.employee.map(|employee| employee.0),
                    action.profile.as_ref().map(|id| id.as_str().to_owned()),
                );
                if done.contains(&key) {
                    self.breach(
                        "a_quiet_day_writes_nothing",
                        self.people_of(&action),
                        format!("again: {action:?}"),
                    );
                    return;
                }
                done.push(key);
            }
            if !ran.is_clean() {
                return;
            }
        }
        self.breach(
            "a_quiet_day_writes_nothing",
            Vec::new(),
            "it never ends".to_owned(),
        );
    }
}

fn day_of(at: Timestamp) -> Date {
    jiff::tz::TimeZone::UTC.to_datetime(at).date()
}
