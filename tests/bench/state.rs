//! How fast the state of 100,000 linked people with ten bases each is read, and a reading without news is
//! kept. `cargo bench --bench state`; reading it takes well under a second.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "builders outside of test functions fail the bench by panicking"
)]

#[expect(dead_code, reason = "shared with the tests of the core, which use all of it")]
#[path = "../core/world.rs"]
mod world;

use koppel::clock::Clock;
use koppel::core::OktaId;
use koppel::core::Text;
use koppel::core::Value;
use koppel::core::state::Base;
use koppel::store::Operator;
use koppel::store::state::Store;
use tempfile::TempDir;
use world::World;

const PEOPLE: u64 = 100_000;
const ATTRIBUTES: [&str; 10] = [
    "city",
    "costCenter",
    "countryCode",
    "department",
    "division",
    "email",
    "firstName",
    "lastName",
    "manager",
    "title",
];

fn main() {
    divan::main();
}

fn profile(number: u64) -> String {
    format!("00u{number:017}")
}

/// A folder with the state, and the world that it is of.
fn large() -> (TempDir, Store, World) {
    let folder = tempfile::tempdir().unwrap();
    let operator = Operator {
        user: "ada".to_owned(),
        host: "idp1".to_owned(),
    };
    let mut store = Store::open(folder.path(), "00oacme", operator, Clock::System)
        .unwrap()
        .store;
    let mut world = World::new();
    let mut bases = Vec::new();
    for number in 1..=PEOPLE {
        world.linked(number, &profile(number), "Jane", &format!("Doe{number}"));
        for attribute in ATTRIBUTES {
            let value = Value::text(&format!("{attribute} {number}"));
            let base = Base {
                sent: value.clone(),
                taken: value,
            };
            bases.push((OktaId::new(profile(number)), Text::from(attribute), base));
        }
    }
    store.move_bases(&bases).unwrap();
    store.record_reading(&world.snapshot, &world.links()).unwrap();
    (folder, store, world)
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn state(bencher: divan::Bencher<'_, '_>) {
    let (_folder, store, _) = large();
    bencher.bench_local(|| store.view().state().unwrap());
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn reading_without_news(bencher: divan::Bencher<'_, '_>) {
    let (_folder, mut store, world) = large();
    let report = world.links();
    bencher.bench_local(|| store.record_reading(&world.snapshot, &report).unwrap());
}
