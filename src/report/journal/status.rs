//! Where things stand: for a terminal, and for scripts (`assets/status.schema.json`).

use super::history::RunOut;
use super::words;
use crate::core::RunVerdict;
use crate::engine::{NextRun, Status};
use crate::report::page::{Page, Screen, Tone};
use crate::report::words::{self as report_words, count, hold_code, people};
use crate::report::{code, write_json};
use crate::store::state::LastReading;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::io;

/// A status, ready to be written.
#[derive(Debug)]
pub struct StatusView<'a> {
    pub status: &'a Status,
    /// The age of the last good sync that is still good, where one was given.
    pub max_age: Option<SignedDuration>,
}

#[derive(Serialize)]
struct Document<'a> {
    version: u8,
    org: Option<&'a str>,
    at: Timestamp,
    last_run: Option<RunOut<'a>>,
    last_good_run: Option<Good>,
    /// What the newest sync over everybody came to; `null`: there was none.
    verdict: Option<&'static str>,
    /// `null` without `--max-age`.
    max_age_seconds: Option<i64>,
    too_old: bool,
    next_run: Option<Timestamp>,
    review: &'static str,
    attention: WaitsOut,
    last_snapshot: Option<ReadingOut>,
}

#[derive(Serialize)]
struct Good {
    run: i64,
    ended: Timestamp,
    age_seconds: i64,
}

#[derive(Serialize)]
struct WaitsOut {
    run: Option<i64>,
    holds: Vec<HoldOut>,
    pending: usize,
    pending_confirmed: usize,
    unknown: usize,
    refused: usize,
}

#[derive(Serialize)]
struct HoldOut {
    code: &'static str,
    count: usize,
    text: &'static str,
}

#[derive(Serialize)]
struct ReadingOut {
    at: Timestamp,
    employees: usize,
    inactive: usize,
    profiles: usize,
    deactivated: usize,
    links: usize,
}

impl StatusView<'_> {
    pub fn write_table(&self, out: &mut dyn io::Write, screen: Screen) -> io::Result<()> {
        out.write_all(self.text(screen).as_bytes())
    }

    pub fn write_json(&self, out: &mut dyn io::Write) -> io::Result<()> {
        write_json(out, &self.document())
    }

    fn is_too_old(&self) -> bool {
        self.max_age.is_some_and(|most| self.status.is_older_than(most))
    }

    fn document(&self) -> Document<'_> {
        let status = self.status;
        let good = status.last_good_run.as_ref().and_then(|run| {
            Some(Good {
                run: run.run.0,
                ended: run.ended?.0,
                age_seconds: status.age()?.as_secs(),
            })
        });
        let hold = |(code, count): (&_, &_)| HoldOut {
            code: code::hold(*code),
            count: *count,
            text: hold_code(*code),
        };
        Document {
            version: 1,
            org: status.org.as_deref(),
            at: status.now,
            last_run: status
                .last_run
                .as_ref()
                .map(|(run, tally)| RunOut::of(run, *tally)),
            last_good_run: good,
            verdict: status.verdict().map(RunVerdict::code),
            max_age_seconds: self.max_age.map(|most| most.as_secs()),
            too_old: self.is_too_old(),
            next_run: match status.next_run {
                NextRun::At(time) | NextRun::Watched { due: time, .. } => Some(time),
                NextRun::NoneByItself | NextRun::NoSettings => None,
            },
            review: if status.review_is_closed { "closed" } else { "open" },
            attention: WaitsOut {
                run: status.waits.run.map(|run| run.0),
                holds: status.waits.holds.iter().map(hold).collect(),
                pending: status.waits.staged,
                pending_confirmed: status.waits.confirmed,
                unknown: status.waits.unresolved,
                refused: status.waits.refused,
            },
            last_snapshot: status.last_reading.map(|reading| ReadingOut {
                at: reading.at,
                employees: reading.employees,
                inactive: reading.inactive,
                profiles: reading.profiles,
                deactivated: reading.deprovisioned,
                links: reading.links,
            }),
        }
    }

    fn text(&self, screen: Screen) -> String {
        let mut page = Page::new(screen);
        self.runs(&mut page);
        self.next(&mut page);
        self.waits(&mut page);
        self.reading(&mut page);
        page.into_text()
    }

    fn runs(&self, page: &mut Page) {
        let status = self.status;
        let Some((run, tally)) = &status.last_run else {
            page.section(Tone::Waits, '?', "last run", None, "none yet");
            return;
        };
        page.section(Tone::Quiet, '=', "last run", None, &words::run(run));
        page.paragraph(2, &format!("by {}", words::by(&run.by, run.is_unattended)));
        let ending = words::ending(run);
        let when = match run.ended {
            Some((ended, _)) => format!("ended {}, {}", words::time(ended), words::ago(ended, status.now)),
            None => format!(
                "began {}, {}",
                words::time(run.started),
                words::ago(run.started, status.now)
            ),
        };
        page.paragraph(2, &format!("{when}: {ending}"));
        page.paragraph(2, &words::tally(tally));
        if let Some((whole, verdict)) = status.last_whole_run.as_ref().zip(status.verdict()) {
            let (tone, sign) = if verdict == RunVerdict::Good {
                (Tone::Quiet, '=')
            } else {
                (Tone::Danger, '!')
            };
            let says = format!("run {} {}", whole.run, report_words::verdict(verdict));
            page.section(tone, sign, "verdict", None, &says);
        }
        match status
            .last_good_run
            .as_ref()
            .and_then(|good| Some((good, good.ended?.0)))
        {
            None => page.section(Tone::Danger, '!', "last good sync", None, "none yet"),
            Some((good, ended)) => {
                let (tone, sign, old) = if status.is_ahead() {
                    (Tone::Danger, '!', "")
                } else if self.is_too_old() {
                    (Tone::Danger, '!', ": too old")
                } else {
                    (Tone::Quiet, '=', "")
                };
                let says = format!(
                    "run {}, ended {}, {}{old}",
                    good.run,
                    words::time(ended),
                    words::ago(ended, status.now)
                );
                page.section(tone, sign, "last good sync", None, &says);
                if status.is_ahead() {
                    page.paragraph(2, "a clock was ahead: it counts as too old");
                }
            }
        }
    }

    fn next(&self, page: &mut Page) {
        let status = self.status;
        let (tone, sign, says) = match status.next_run {
            NextRun::Watched { due, failures } => {
                let when = format!("{}, {}", words::time(due), words::ago(due, status.now));
                match failures {
                    0 => (Tone::Quiet, '=', format!("{when}; watch waits for it")),
                    1 => (
                        Tone::Waits,
                        '?',
                        format!("{when}; watch waits longer, since a run failed"),
                    ),
                    many => (
                        Tone::Waits,
                        '?',
                        format!("{when}; watch waits longer, since {many} runs in a row failed"),
                    ),
                }
            }
            NextRun::At(time) if time >= status.now => (
                Tone::Quiet,
                '=',
                format!(
                    "about {}, {}, if watch or a timer goes on",
                    words::time(time),
                    words::ago(time, status.now)
                ),
            ),
            NextRun::At(time) => (
                Tone::Waits,
                '?',
                format!(
                    "was due {}, {}: does watch or the timer still run?",
                    words::time(time),
                    words::ago(time, status.now)
                ),
            ),
            NextRun::NoneByItself => (
                Tone::Quiet,
                '=',
                "not known: no run so far went by itself".to_owned(),
            ),
            NextRun::NoSettings => (
                Tone::Waits,
                '?',
                "not known: the settings cannot be read; koppel config check says why".to_owned(),
            ),
        };
        page.section(tone, sign, "next run", None, &says);
    }

    fn waits(&self, page: &mut Page) {
        let waits = &self.status.waits;
        let others = [
            (waits.staged, "decided about links, and not confirmed for writing"),
            (waits.confirmed, "confirmed about links, and not written yet"),
            (
                waits.unresolved,
                "called without an answer; the next run looks first what they came to",
            ),
            (
                waits.refused,
                "refused by Okta for good; not sent again until something changes, or you retry",
            ),
        ];
        let total: usize = waits.holds.values().sum::<usize>() + others.iter().map(|(n, _)| n).sum::<usize>();
        if total == 0 {
            page.section(Tone::Quiet, '=', "waits", None, "nothing");
        } else {
            let says = waits
                .run
                .map_or_else(String::new, |run| format!("holds as of run {run}"));
            page.section(Tone::Waits, '?', "waits", Some(total), &says);
        }
        for (code, number) in &waits.holds {
            page.item(Tone::Waits, &number.to_string(), hold_code(*code));
        }
        for (number, says) in others.iter().filter(|(number, _)| *number > 0) {
            page.item(Tone::Waits, &number.to_string(), says);
        }
        if !self.status.review_is_closed {
            page.paragraph(
                2,
                "The link report has not been reviewed: nobody is created before it is",
            );
        }
    }

    fn reading(&self, page: &mut Page) {
        let Some(reading) = self.status.last_reading else {
            page.section(Tone::Quiet, '=', "last good reading", None, "none yet");
            return;
        };
        let says = format!(
            "{}, {}",
            words::time(reading.at),
            words::ago(reading.at, self.status.now)
        );
        page.section(Tone::Quiet, '=', "last good reading", None, &says);
        page.paragraph(2, &counts(reading));
    }
}

/// `340 people in Personio, 31 of them inactive; 352 profiles in Okta, 40 of them deactivated; 311 links`
fn counts(reading: LastReading) -> String {
    format!(
        "{} in Personio, {} of them inactive; {} in Okta, {} of them deactivated; {}",
        people(reading.employees),
        reading.inactive,
        count(reading.profiles, "profile", "profiles"),
        reading.deprovisioned,
        count(reading.links, "link", "links"),
    )
}
