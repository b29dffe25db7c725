//! What only the demo has: days that pass when somebody wants them to, trouble that can be switched on, and a hint for
//! each screen. The world behind it is given from outside: the screens know no simulator.

use super::screen::ScreenId;
use crate::lang::Key;
use jiff::civil::Date;
use std::fmt;

/// The made-up world.
pub trait World: fmt::Debug + Send + Sync {
    /// The next day begins, on both sides and for koppel.
    fn pass_a_day(&self) -> Passed;

    /// From now on there is this trouble, and no other.
    fn set_trouble(&self, on: &[Trouble]);
}

/// The day that has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passed {
    pub day: Date,
    /// People whose first day it is.
    pub first_days: usize,
    /// People whose last day was the day before.
    pub left: usize,
}

/// What goes wrong in companies and networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    SlowOkta,
    TightLimit,
    RefusedWrites,
    CutConnections,
    MissingPerson,
    HalfTheCompany,
}

/// What the screens know of the demo.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Demo {
    trouble: Vec<Trouble>,
    /// Screens whose hint was closed.
    closed: Vec<ScreenId>,
    /// No more hints.
    is_known: bool,
}

/// What to look at first on a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hint {
    pub says: Key,
    /// From 1.
    pub number: usize,
    pub of: usize,
}

const HINTS: [(ScreenId, Key); 5] = [
    (ScreenId::Overview, Key("hint-overview")),
    (ScreenId::Links, Key("hint-links")),
    (ScreenId::Plan, Key("hint-plan")),
    (ScreenId::Run, Key("hint-run")),
    (ScreenId::History, Key("hint-history")),
];

impl Trouble {
    pub const ALL: [Self; 6] = [
        Self::SlowOkta,
        Self::TightLimit,
        Self::RefusedWrites,
        Self::CutConnections,
        Self::MissingPerson,
        Self::HalfTheCompany,
    ];

    /// In an admin's words.
    pub const fn says(self) -> Key {
        match self {
            Self::SlowOkta => Key("trouble-slow-okta"),
            Self::TightLimit => Key("trouble-tight-limit"),
            Self::RefusedWrites => Key("trouble-refused-writes"),
            Self::CutConnections => Key("trouble-cut-connections"),
            Self::MissingPerson => Key("trouble-missing-person"),
            Self::HalfTheCompany => Key("trouble-half-the-company"),
        }
    }
}

impl Demo {
    /// Switches it on, or off again. Gives all that is on.
    pub fn switch(&mut self, trouble: Trouble) -> &[Trouble] {
        match self.trouble.iter().position(|on| *on == trouble) {
            Some(at) => {
                self.trouble.remove(at);
            }
            None => self.trouble.push(trouble),
        }
        &self.trouble
    }

    pub fn is_on(&self, trouble: Trouble) -> bool {
        self.trouble.contains(&trouble)
    }

    /// The hint of this screen, until it was closed.
    pub fn hint(&self, screen: ScreenId) -> Option<Hint> {
        let at = HINTS.iter().position(|(of, _)| *of == screen)?;
        let (_, says) = HINTS[at];
        let is_open = !self.is_known && !self.closed.contains(&screen);
        is_open.then_some(Hint {
            says,
            number: at + 1,
            of: HINTS.len(),
        })
    }

    pub fn close_hint(&mut self, screen: ScreenId) {
        self.closed.push(screen);
    }

    /// No more hints, on any screen.
    pub fn end_hints(&mut self) {
        self.is_known = true;
    }
}
