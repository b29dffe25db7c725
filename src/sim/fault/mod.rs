//! Faults on demand: what networks, servers and colleagues do at the wrong moment.
//!
//! A [`Fault`] is a value: what happens ([`Kind`]), to which calls ([`Calls`]), and when ([`When`]). Whether it
//! strikes is decided by `schedule` from the call, how many such calls came before, and a seed; `execute` is
//! the one place that makes it happen. The same faults, seed and sequence of requests always give the same.
//!
//! # Syntax
//! `KIND[@CALLS][:WHICH | =RATE]`, without blanks:
//!
//! | part | means | examples |
//! | --- | --- | --- |
//! | `KIND` | what happens | `cut-after`, `status-500` |
//! | `@CALLS` | to which calls; left out: all that the kind can strike | `@create`, `@list`, `@personio` |
//! | `:WHICH` | the how manieth of these calls since the faults were set | `:3`, `:2-4`, `:2-` (from the second on) |
//! | `=RATE` | how many of these calls, drawn by the seed | `=5%`, `=0.25%` |
//!
//! Without `:WHICH` and `=RATE` all of these calls are struck.

mod calls;
mod colleague;
mod control;
mod deliver;
mod execute;
mod kind;
mod rewrite;
mod schedule;

pub use calls::Calls;
pub use kind::Kind;

pub(super) use control::{open as open_control, serve as serve_control};
pub(super) use deliver::deliver;
pub(super) use execute::{Refused, answer};
pub(super) use schedule::{Schedule, Strike};

use clap::ValueEnum;
use std::fmt;
use std::str::FromStr;

/// What goes wrong, where, and when. [`FromStr`] and [`Display`](fmt::Display) are its syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub kind: Kind,
    /// Of these, the calls that the kind can strike.
    pub calls: Calls,
    pub when: When,
}

/// Which of the calls are struck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    Always,
    /// By their number, from 1. `None`: from there on.
    Nth {
        first: u32,
        last: Option<u32>,
    },
    /// In hundredths of a percent; from 1 to 10,000.
    Rate(u16),
}

/// A fault that nobody understands, in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultError {
    #[error("there is no fault {word}; the nearest is {nearest}")]
    UnknownKind { word: String, nearest: String },
    #[error("there are no calls {word}; the nearest are {nearest}")]
    UnknownCalls { word: String, nearest: String },
    #[error("{kind} has no effect on {calls}; it strikes {possible}")]
    NoEffect {
        kind: String,
        calls: String,
        possible: String,
    },
    #[error(":{0} names no call; write :3 for the third, :2-4, or :2- for all from the second on")]
    Which(String),
    #[error("={0} is no rate; write =5% or =0.25%, above 0 and at most 100")]
    Rate(String),
}

impl Fault {
    /// Strikes whatever it can, always.
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            calls: kind.strikes(),
            when: When::Always,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind.name())?;
        if self.calls != self.kind.strikes() {
            write!(f, "@{}", self.calls.name())?;
        }
        match self.when {
            When::Always => Ok(()),
            When::Nth { first, last: None } => write!(f, ":{first}-"),
            When::Nth { first, last } if last == Some(first) => write!(f, ":{first}"),
            When::Nth {
                first,
                last: Some(last),
            } => write!(f, ":{first}-{last}"),
            When::Rate(rate) if rate % 100 == 0 => write!(f, "={}%", rate / 100),
            When::Rate(rate) => write!(f, "={}.{:02}%", rate / 100, rate % 100),
        }
    }
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let (what, when) = match text.find([':', '=']) {
            Some(at) => text.split_at(at),
            None => (text, ""),
        };
        let (kind, calls) = match what.split_once('@') {
            Some((kind, calls)) => (kind, Some(calls)),
            None => (what, None),
        };
        let kind: Kind = named(kind).map_err(|nearest| FaultError::UnknownKind {
            word: kind.to_owned(),
            nearest,
        })?;
        let calls = match calls {
            None => kind.strikes(),
            Some(word) => named(word).map_err(|nearest| FaultError::UnknownCalls {
                word: word.to_owned(),
                nearest,
            })?,
        };
        if !calls.overlaps(kind.strikes()) {
            return Err(FaultError::NoEffect {
                kind: kind.name(),
                calls: calls.name(),
                possible: kind.strikes().name(),
            });
        }
        let when = When::parse(when)?;
        Ok(Self { kind, calls, when })
    }
}

impl When {
    fn parse(text: &str) -> Result<Self, FaultError> {
        if let Some(which) = text.strip_prefix(':') {
            return nth(which).ok_or_else(|| FaultError::Which(which.to_owned()));
        }
        match text.strip_prefix('=') {
            Some(rate) => hundredths(rate).ok_or_else(|| FaultError::Rate(rate.to_owned())),
            None => Ok(Self::Always),
        }
    }
}

fn nth(text: &str) -> Option<When> {
    let number = |text: &str| text.parse::<u32>().ok().filter(|number| *number > 0);
    let (first, last) = match text.split_once('-') {
        None => (number(text)?, Some(number(text)?)),
        Some((first, "")) => (number(first)?, None),
        Some((first, last)) => (number(first)?, Some(number(last)?)),
    };
    last.is_none_or(|last| first <= last)
        .then_some(When::Nth { first, last })
}

fn hundredths(text: &str) -> Option<When> {
    let number = text.strip_suffix('%')?;
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(part) || part.len() > 2 {
        return None;
    }
    let part = part.parse::<u16>().ok()? * if part.len() == 1 { 10 } else { 1 };
    let rate = whole.parse::<u16>().ok()?.checked_mul(100)?.checked_add(part)?;
    (1..=10_000).contains(&rate).then_some(When::Rate(rate))
}

/// The value of this name, or the name that is nearest to it.
fn named<T: ValueEnum>(word: &str) -> Result<T, String> {
    T::from_str(word, false).map_err(|_| {
        let likeness = |name: &String| strsim::jaro_winkler(word, name);
        T::value_variants()
            .iter()
            .map(name_of)
            .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
            .unwrap_or_default()
    })
}

/// What the source says of it.
fn about<T: ValueEnum>(value: &T) -> String {
    let value = value.to_possible_value();
    let help = value.and_then(|value| value.get_help().map(ToString::to_string));
    help.unwrap_or_default()
}

/// Names and descriptions are derived from the source, so that none can be missing.
fn name_of<T: ValueEnum>(value: &T) -> String {
    let value = value.to_possible_value();
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}
