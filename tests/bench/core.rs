//! What a plan costs, in time and memory: `cargo bench --bench core`. Divan prints the greatest memory in use beyond
//! what stood before the call; the data's own size is printed first.

mod big_company;

use big_company::{Company, Kind};
use divan::{AllocProfiler, Bencher};
use koppel::core::link::resolve;
use koppel::core::plan::make;
use koppel::core::policy::{LoginPart, LoginSchema, Take, Umlauts};
use koppel::core::propose::LoginPreview;
use koppel::core::suggest::suggest;
use koppel::core::value::Text;
use std::sync::Arc;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

const SIZES: [u32; 2] = [10_000, 100_000];

fn main() {
    divan::main();
}

/// The data itself: both sides with ten attributes, and the bases of what was sent.
#[divan::bench(args = SIZES, sample_count = 3)]
fn company(size: u32) -> Company {
    Company::new(Kind::InStep, size)
}

/// Links and plan of a company in step: one in a hundred has changed, left or is new. Goal: 100,000 in 100 ms.
#[divan::bench(args = SIZES, sample_count = 20)]
fn plan(bencher: Bencher<'_, '_>, size: u32) {
    let company = Company::new(Kind::InStep, size);
    bencher.bench_local(|| company.plan());
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn links_by_number(bencher: Bencher<'_, '_>, size: u32) {
    let Company {
        snapshot,
        policy,
        state,
    } = Company::new(Kind::InStep, size);
    bencher.bench_local(|| resolve(&snapshot, &policy, &state));
}

/// The first reading of an org: nobody is linked yet, everybody has an e-mail.
#[divan::bench(args = SIZES, sample_count = 10)]
fn links_by_email(bencher: Bencher<'_, '_>, size: u32) {
    let Company {
        snapshot,
        policy,
        state,
    } = Company::new(Kind::Unlinked, size);
    bencher.bench_local(|| resolve(&snapshot, &policy, &state));
}

/// The plan of that first reading: all links and many first updates.
#[divan::bench(args = SIZES, sample_count = 10)]
fn plan_of_first_reading(bencher: Bencher<'_, '_>, size: u32) {
    let company = Company::new(Kind::Unlinked, size);
    bencher.bench_local(|| company.plan());
}

/// Nobody pairs, neither by number nor by e-mail: every profile gets its suggestions.
#[divan::bench(args = SIZES, sample_count = 3)]
fn suggestions(bencher: Bencher<'_, '_>, size: u32) {
    let company = Company::new(Kind::Strangers, size);
    let report = resolve(&company.snapshot, &company.policy, &company.state);
    bencher.bench_local(|| suggest(&company.snapshot, &company.state, &report));
}

/// The same company as a plan: everybody is a newcomer who may be there already. Goal: 10,000 in 0.5 s.
#[divan::bench(args = SIZES, sample_count = 3)]
fn plan_of_strangers(bencher: Bencher<'_, '_>, size: u32) {
    let company = Company::new(Kind::Strangers, size);
    let report = resolve(&company.snapshot, &company.policy, &company.state);
    bencher.bench_local(|| make(&company.snapshot, &company.policy, &company.state, &report));
}

/// The slowest plan: everybody is a newcomer, and next to nobody may be there already. Goal: 10,000 in 0.5 s.
#[divan::bench(args = [10_000], sample_count = 3)]
fn plan_of_others(bencher: Bencher<'_, '_>, size: u32) {
    let company = Company::new(Kind::Others, size);
    let report = resolve(&company.snapshot, &company.policy, &company.state);
    bencher.bench_local(|| make(&company.snapshot, &company.policy, &company.state, &report));
}

/// A key was pressed in the login step: everybody's login by the new schema. Goal: 100,000 within a frame of 16 ms.
#[divan::bench(args = SIZES, sample_count = 20)]
fn login_preview(bencher: Bencher<'_, '_>, size: u32) {
    let company = Company::new(Kind::InStep, size);
    let mut preview = LoginPreview::new(Arc::new(company.snapshot));
    let part = |attribute| LoginPart {
        attribute: Text::const_new(attribute),
        take: Take::Whole,
    };
    let schema = LoginSchema::Generated {
        start: part("first_name"),
        separator: Text::const_new("."),
        end: Some(part("last_name")),
        domain: Text::const_new("example.com"),
    };
    preview.show(&schema, Umlauts::Spelled);
    bencher.bench_local(|| preview.show(&schema, Umlauts::Spelled));
}

/// The login step is opened: what does not depend on the schema.
#[divan::bench(args = SIZES, sample_count = 5)]
fn login_preview_opened(bencher: Bencher<'_, '_>, size: u32) {
    let snapshot = Arc::new(Company::new(Kind::InStep, size).snapshot);
    bencher.bench_local(|| LoginPreview::new(Arc::clone(&snapshot)));
}
