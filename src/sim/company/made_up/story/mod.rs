//! A made-up company with a past: people as they were a month ago, and what happened since, day by day. Whoever plays
//! it lets the days happen one after the other, and koppel look in between.

mod account;
mod change;
mod later;
mod life;

use super::{Case, Company, Concerned, Employee, Maker, NAMES};
use crate::sim::company::Event;
use crate::sim::okta::Status;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

pub use later::{pass_a_day, sign_in};

/// A company and what happens in it.
#[derive(Debug, Clone)]
pub struct Story {
    /// As it is in the beginning. Its cases name whom the story is about; `pilot` are those whom koppel links first.
    pub company: Company,
    /// The first day.
    pub begins: Date,
    /// The day on which it is told: the last one.
    pub today: Date,
    events: BTreeMap<Date, Vec<Event>>,
}

/// How long the story is.
const DAYS: i64 = 30;

/// How many employees a scene needs, its name, and how it is made.
type Scene = (usize, &'static str, fn(&mut Teller) -> Concerned);

/// A story being made.
struct Teller {
    maker: Maker,
    events: BTreeMap<Date, Vec<Event>>,
    pilot: Vec<u64>,
    /// Those of the pilot whom no scene is about.
    ordinary: Vec<u64>,
}

impl Story {
    /// With `employees` people at the end, or a few more or less. The scenes come first; from 120 employees on all of
    /// them are there. The same size, seed and day make the same story.
    pub fn made_up(employees: usize, seed: u64, today: Date) -> Self {
        let mut teller = Teller {
            maker: Maker::new(seed, today),
            events: BTreeMap::new(),
            pilot: Vec::new(),
            ordinary: Vec::new(),
        };
        account::of_nobody(&mut teller);
        let scenes = life::SCENES.iter().chain(change::SCENES).chain(account::SCENES);
        let mut hired = 0;
        for &(needs, name, scene) in scenes {
            if hired + needs > employees {
                continue;
            }
            hired += needs;
            let (employees, profiles) = scene(&mut teller);
            teller.name_case(name, employees, profiles);
        }
        for _ in hired..employees {
            teller.somebody_ordinary();
        }
        life::more_leave_unannounced(&mut teller);
        change::in_the_past(&mut teller);
        change::department_renamed(&mut teller);
        teller.tell(today)
    }

    /// What happens on this day, once. Personio's own part is [`Company::dawn`].
    pub fn events_of(&mut self, day: Date) -> Vec<Event> {
        self.events.remove(&day).unwrap_or_default()
    }
}

impl Teller {
    fn tell(mut self, today: Date) -> Story {
        let pilot = std::mem::take(&mut self.pilot);
        self.name_case("pilot", pilot, Vec::new());
        let Maker {
            mut company, mut rng, ..
        } = self.maker;
        company.personio.shuffle(&mut rng);
        Story {
            company,
            begins: today.saturating_sub(DAYS.days()),
            today,
            events: self.events,
        }
    }

    fn name_case(&mut self, name: &'static str, employees: Vec<u64>, profiles: Vec<String>) {
        self.maker.company.cases.push(Case {
            name,
            employees,
            profiles,
        });
    }

    /// This many days from today; earlier where negative.
    fn on(&mut self, days: i64, event: Event) {
        let day = self.maker.day(days);
        self.events.entry(day).or_default().push(event);
    }

    /// HR changes a value that many days from today.
    fn change(&mut self, days: i64, employee: u64, key: &'static str, value: impl Into<serde_json::Value>) {
        let value = value.into();
        self.on(days, Event::Changes { employee, key, value });
    }

    fn somebody(&mut self) -> Employee {
        let (first, last) = NAMES.person(&mut self.maker.rng);
        self.maker.person(first, last)
    }

    /// An employee whom koppel linked in the beginning.
    fn linked(&mut self, employee: Employee) -> (u64, String) {
        let (employee, profile) = self.maker.paired(employee);
        self.pilot.push(employee);
        (employee, profile)
    }

    fn linked_somebody(&mut self) -> (u64, String) {
        let somebody = self.somebody();
        self.linked(somebody)
    }

    /// In a hundred: 44 linked in the beginning, 40 found by their mailbox, 4 of them written in another case, 2
    /// without an account, and 10 who left long ago.
    fn somebody_ordinary(&mut self) {
        let employee = self.somebody();
        match self.maker.rng.u8(0..100) {
            0..44 => {
                let (employee, _) = self.linked(employee);
                self.ordinary.push(employee);
            }
            44..84 => {
                self.maker.paired(employee);
            }
            84..88 => {
                let profile = self.maker.profile_of(&employee);
                let shouted = profile.text("email").to_uppercase();
                self.maker.account(profile.email(&shouted));
                self.maker.hire(employee);
            }
            88..90 => {
                self.maker.hire(employee);
            }
            _ => {
                let days = self.maker.rng.i64(90..900);
                let left = self.maker.day(-days);
                let employee = employee.status("inactive").terminated(left);
                let profile = self.maker.profile_of(&employee).status(Status::Deprovisioned);
                self.maker.account(profile);
                self.maker.hire(employee);
            }
        }
    }
}
