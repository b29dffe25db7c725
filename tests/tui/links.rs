//! The links screen: the report, and what is decided at it.

use crate::company::{self, id, instant, okta};
use crate::world::{SETTINGS, World, reading};
use koppel::core::Snapshot;
use koppel::core::employee::{Day, EmployeeStatus};
use koppel::core::state::AsideKind;
use koppel::core::value::Value;
use koppel::store::state::Decision;
use koppel::tui::desk::task::{Done, Task};
use koppel::tui::desk::{Act, RunRequest, What};
use koppel::tui::effect::Effect;
use koppel::tui::message::{Message, News};
use koppel::tui::screen::Screen;
use koppel::tui::screen::links::{self, Tab};
use koppel::tui::work::{Answer, Work};

/// Everybody is in scope.
pub fn settings() -> String {
    SETTINGS.replace(
        "[scope]\nexclude = [{ attribute = \"employment_type\", is = [\"external\", \"intern\"] }]\n",
        "",
    )
}

/// Somebody of every heading that needs no decision first.
pub fn snapshot() -> Snapshot {
    let mut world = company::World::new();
    world.newcomer(10234, "Jörg", "Müller");
    world.newcomer(10954, "Bjørn", "Sørensen");
    world.hire(9120, "Günter", "Groß").status = EmployeeStatus::Inactive;
    world.newcomer(12051, "Łukasz", "Øverås");
    world.hire(10871, "Zoë", "Krämer");
    world.hire(11020, "Ana", "Lima");
    world.hire(11388, "Cem", "Yıldız");
    world.says(10234, "department", Value::text("IT"));
    world.employee(9120).termination_date = Day::On(jiff::civil::date(2026, 6, 30));
    let jorg = world.account("00u1", "Jörg", "Müller");
    jorg.email = Some("j.mueller@acme.com".into());
    jorg.login = "j.mueller@acme.com".into();
    jorg.last_login = Some(instant("2026-11-23T07:12:00Z"));
    world.holds("00u1", "department", Value::text("IT Operations"));
    let bjorn = world.account("00u2", "Bjorn", "Soerensen");
    bjorn.email = Some("bsorensen@acme.com".into());
    bjorn.login = "bsorensen@acme.com".into();
    bjorn.last_login = Some(instant("2026-11-11T07:12:00Z"));
    let gunter = world.account("00u3", "Günter", "Groß");
    gunter.email = Some("g.gross@acme.com".into());
    gunter.login = "g.gross@acme.com".into();
    let scanner = world.account("00u4", "Scanner", "Versand");
    scanner.email = Some("svc-scan04@acme.com".into());
    scanner.login = "svc-scan04@acme.com".into();
    world.account("00u5", "Zoë", "Krämer");
    world.account("00u6", "Ana", "Lima").number = Some("11020".into());
    world.account("00u7", "Cem", "Yıldız").number = Some("4-217".into());
    let gone = world.account("00u8", "Old", "Colleague");
    gone.status = koppel::core::ProfileStatus::Deprovisioned;
    gone.email = Some("old.colleague@acme.com".into());
    gone.login = "old.colleague@acme.com".into();
    world.snapshot
}

/// The report of [`snapshot`], with the candidates that are known.
pub fn world() -> World {
    of(snapshot(), &settings())
}

pub fn of(snapshot: Snapshot, settings: &str) -> World {
    let mut world = World::settled();
    world.press(&["2"]);
    world.read(reading(snapshot, settings));
    suggest(&mut world);
    world
}

/// Answers what the desk asks about candidates.
pub fn suggest(world: &mut World) {
    let asked = world.effects.iter().rev().find_map(|effect| match effect {
        Effect::Start {
            job,
            work: Work::Desk(Task::Suggest {
                reading, profiles, ..
            }),
        } => Some((*job, reading.clone(), profiles.clone())),
        _ => None,
    });
    let Some((job, reading, profiles)) = asked else {
        return;
    };
    let snapshot = &reading.people.snapshot;
    let index = koppel::core::suggest::Index::of(snapshot, &reading.links);
    let found = profiles.iter().map(|at| {
        let found = index.suggest_for(*at, &reading.state, &reading.links);
        (*at, found.into())
    });
    let news = News::Done(Answer::Desk(Done::Suggested(found.collect())));
    world.send(Message::Job { job, news });
}

/// What was last to be written down.
fn decided(world: &World) -> Option<&Act> {
    world.effects.iter().rev().find_map(|effect| match effect {
        Effect::Start {
            work: Work::Desk(Task::Decide { act, .. }),
            ..
        } => Some(act),
        _ => None,
    })
}

fn show(world: &mut World, tab: Tab) {
    let part = Tab::ALL.iter().position(|one| *one == tab).unwrap();
    let World { model, .. } = world;
    model
        .screens
        .links
        .open(u8::try_from(part).unwrap(), &mut model.shell);
}

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

#[test]
fn every_heading_at_both_sizes() {
    for tab in Tab::ALL {
        for (width, height) in SIZES {
            let mut world = world();
            show(&mut world, tab);
            let screen = world.screen(width, height);
            insta::assert_snapshot!(format!("links_{tab:?}_{width}x{height}"), screen);
        }
    }
}

#[test]
fn before_and_without_a_reading() {
    let mut world = World::settled();
    world.press(&["2"]);
    insta::assert_snapshot!("links_reading", world.screen(80, 24));
    let job = world.job();
    let failure = koppel::failure::Failure::new(koppel::failure::Exit::Refused, "Okta refused the API token")
        .because("E0000011 Invalid token provided")
        .todo("Make a new one, and give it to koppel at 5 Settings");
    world.send(Message::Job {
        job,
        news: News::Failed(failure),
    });
    world.press(&["Esc"]);
    insta::assert_snapshot!("links_failed", world.screen(80, 24));
}

#[test]
fn what_lies_over_the_report() {
    for (name, tab, keys) in [
        ("aside", Tab::Undecided, &["x"][..]),
        ("exclude", Tab::NoAccount, &["x"]),
        ("strong", Tab::Undecided, &["A"]),
        ("close", Tab::Undecided, &["C"]),
        ("ask", Tab::Undecided, &[" ", " ", "H"]),
        ("export", Tab::Undecided, &["e"]),
        ("whole", Tab::Undecided, &["v"]),
        ("reject", Tab::Undecided, &[" ", " ", "R"]),
    ] {
        let mut world = world();
        show(&mut world, tab);
        let screen = world.press(keys).screen(80, 24);
        insta::assert_snapshot!(format!("links_over_{name}"), screen);
    }
}
