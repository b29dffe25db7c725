//! The long run: a company lives sixty days under everything that happens to companies, and koppel runs every day. The
//! test knows who everybody really is, because it made the people; koppel sees the two systems alone.
//!
//! `KOPPEL_LONG_RUN_SEEDS=1000` runs so many seeds, `KOPPEL_LONG_RUN_SEED=17` one, and prints what led to each failure; with
//! `KOPPEL_LONG_RUN_DIARY=1` it prints everything that happened.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "builders outside of test functions fail the test by panicking, and a diary is printed"
)]

mod adapter;
mod admin;
mod alike;
mod capture;
mod course;
mod deciding;
mod decisions;
mod diary;
mod engine;
mod founding;
mod hr;
mod machine;
mod names;
mod notified;
mod okta;
mod people;
mod pure;
mod reading;
mod report;
mod restored;
mod scene;
mod truth;
mod undo;
mod undo_keeps;

use course::{Course, START};
use engine::Engine;
use pure::Pure;
use report::Summary;

const DAYS: usize = 60;

fn live_purely(seed: u64) -> Summary {
    let mut rng = fastrand::Rng::with_seed(seed);
    let machine = Pure::new(&mut rng, START);
    let mut course = Course::new(machine, seed, rng);
    course.live(DAYS);
    Summary::of(course)
}

#[test]
fn a_company_lives_sixty_days_without_http() {
    report::live_all(&report::seeds(16), live_purely);
}

fn live_over_http(seed: u64) -> Summary {
    let mut rng = fastrand::Rng::with_seed(seed);
    let machine = Engine::new(&mut rng);
    let mut course = Course::new(machine, seed, rng);
    course.live(DAYS);
    Summary::of(course)
}

#[test]
fn a_company_lives_sixty_days_over_http() {
    report::live_all(&report::seeds(2), live_over_http);
}
