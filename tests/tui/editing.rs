//! Settings that are changed on their pages.

use crate::world::{SETTINGS, World, facts, place};
use koppel::core::plan::ActionKind;
use koppel::engine::setup::{Difference, KindChange, SettingsFile, Weighed};
use koppel::failure::{Exit, Failure};
use koppel::store::{Environment, Place, Settings};
use koppel::tui::effect::Effect;
use koppel::tui::message::{Message, News};
use koppel::tui::screen::ScreenId;
use koppel::tui::screen::change::{Change, Done, KeyChange, Task};
use koppel::tui::screen::settings::Facts;
use koppel::tui::shared::Shared;
use koppel::tui::work::{Answer, Work};
use tempfile::TempDir;

/// Facts with a file that can be changed.
fn editable() -> Facts {
    let folder = TempDir::new().unwrap();
    let place = Place {
        settings_file: folder.path().join("config.toml"),
        ..place()
    };
    std::fs::write(&place.settings_file, SETTINGS).unwrap();
    let file = SettingsFile::read(&place, &Environment::default(), None).unwrap();
    Facts {
        file: Some(Shared::new(file)),
        ..facts(SETTINGS)
    }
}

/// The settings, with the row of this name selected.
pub fn at(row: &str) -> World {
    let mut world = World::with(editable());
    find(&mut world, row);
    world
}

fn find(world: &mut World, row: &str) {
    world.press(&["/"]).type_text(row).press(&["Enter", "l"]);
}

fn asked(world: &World) -> Option<Task> {
    world.effects.iter().rev().find_map(|effect| match effect {
        Effect::Start {
            work: Work::Settings(task),
            ..
        } => Some(task.clone()),
        _ => None,
    })
}

fn keys(world: &World) -> Vec<KeyChange> {
    match asked(world) {
        Some(Task::Weigh(Change { keys, .. }) | Task::Save(Change { keys, .. })) => keys,
        _ => Vec::new(),
    }
}

fn key(path: &str, from: Option<&str>, to: Option<&str>) -> Vec<KeyChange> {
    vec![KeyChange {
        path: path.to_owned(),
        from: from.map(str::to_owned),
        to: to.map(str::to_owned),
    }]
}

fn answer(world: &mut World, news: News) {
    let job = world.job();
    world.send(Message::Job { job, news });
}

fn weighed() -> News {
    News::Done(Answer::Settings(Done::Weighed(Box::new(Weighed {
        org: "00o1".to_owned(),
        difference: Difference {
            kinds: vec![KindChange {
                kind: ActionKind::Deactivate,
                before: 0,
                after: 2,
            }],
            held: [1, 4],
            skipped: [0, 3],
            ..Difference::default()
        },
    }))))
}

#[test]
fn a_change_is_weighed_then_saved_and_the_page_read_again() {
    let mut world = at("mails new");
    world.press(&["Enter", "Up", "Enter"]);
    let change = key("activation.send_email", Some("false"), Some("true"));
    assert_eq!(keys(&world), change);
    answer(&mut world, weighed());
    let screen = world.screen(80, 24);
    assert!(
        screen.contains("deactivate: 0 → 2") && screen.contains("wait for you: 1 → 4"),
        "{screen}"
    );
    world.press(&["Enter"]);
    assert!(matches!(asked(&world), Some(Task::Save(_))));
    assert_eq!(keys(&world), change);
    answer(&mut world, News::Done(Answer::Settings(Done::Saved)));
    assert!(matches!(
        world.effects.last(),
        Some(Effect::Start {
            work: Work::LookAround,
            ..
        })
    ));
    assert!(world.screen(80, 24).contains("Saved."));
}

#[test]
fn a_held_key_saves_nothing() {
    let mut world = at("mails new");
    world.press(&["Enter", "Up", "Enter"]);
    answer(&mut world, weighed());
    let held = koppel::tui::key::Press {
        is_repeat: true,
        ..koppel::tui::key::Press::new(crate::world::chord("Enter"))
    };
    world.send(Message::Key(held));
    assert!(matches!(asked(&world), Some(Task::Weigh(_))));
}

#[test]
fn without_an_answer_it_can_be_saved_once_one_has_read_that() {
    let mut world = at("renames");
    world.press(&["Enter", "Down", "Enter"]);
    let failure = Failure::new(Exit::Failed, "Okta does not answer");
    answer(&mut world, News::Failed(failure));
    let screen = world.screen(80, 24);
    assert!(
        screen.contains("could not be found out") && screen.contains("Okta does not answer"),
        "{screen}"
    );
    world.press(&["Enter"]);
    assert!(matches!(asked(&world), Some(Task::Save(_))));
}

#[test]
fn esc_stops_the_reading_and_leaves_the_choice() {
    let mut world = at("renames");
    world.press(&["Enter", "Down", "Enter"]);
    world.model.shell.now += jiff::SignedDuration::from_millis(400);
    world.press(&["Esc"]);
    assert!(world.screen(80, 24).contains("The reading was cancelled"));
    world.press(&["Esc"]);
    assert!(
        !world.screen(80, 24).contains("The reading was cancelled"),
        "left as it was"
    );
}

#[test]
fn a_value_that_cannot_be_used_is_corrected() {
    let mut world = at("creations");
    world
        .press(&["Enter", "Ctrl-U"])
        .type_text("many")
        .press(&["Enter"]);
    assert_eq!(keys(&world), key("safety.max_creations", None, Some("\"many\"")));
    let failure = Failure::new(Exit::Usage, "That value cannot be used");
    answer(&mut world, News::Done(Answer::Settings(Done::Refused(failure))));
    assert!(world.screen(80, 24).contains("That value cannot be used"));
    world.press(&["Esc", "Ctrl-U"]).type_text("12").press(&["Enter"]);
    assert_eq!(keys(&world), key("safety.max_creations", None, Some("12")));
}

#[test]
fn an_empty_value_is_as_if_it_were_not_set() {
    let mut world = at("announced deactivations");
    world.press(&["Enter", "Ctrl-U", "Enter"]);
    assert_eq!(
        keys(&world),
        key("safety.max_deactivations", Some("\"3%\""), None)
    );
}

#[test]
fn what_is_as_before_changes_nothing() {
    let mut world = at("mails new");
    world.press(&["Enter", "Enter"]);
    assert_eq!(asked(&world), None);
}

#[test]
fn lists_grow_and_shrink_by_entries() {
    let mut world = at("admin@acme");
    world
        .press(&["Enter"])
        .type_text("boss@acme.com")
        .press(&["Enter"]);
    let to = keys(&world)[0].to.clone().unwrap();
    assert!(
        to.ends_with(", \"boss@acme.com\"]") && to.contains("break-glass"),
        "{to}"
    );
    let mut world = at("4711");
    world.press(&["d"]);
    assert_eq!(
        keys(&world),
        key("link.ignore_employees", Some("[4711, 4712]"), Some("[4712]"))
    );
}

#[test]
fn a_time_zone_is_chosen_from_all_of_them() {
    let mut world = at("time zone");
    world.press(&["Enter"]).type_text("vienna").press(&["Enter"]);
    let change = key(
        "activation.time_zone",
        Some("\"Europe/Berlin\""),
        Some("\"Europe/Vienna\""),
    );
    assert_eq!(keys(&world), change);
}

#[test]
fn what_a_variable_says_is_not_changed_here() {
    let environment: Environment = [("KOPPEL_UPDATE__RENAME", "ask")].into_iter().collect();
    let mut facts = editable();
    facts.settings = Ok(Settings::read(Some(SETTINGS), &environment, "KOPPEL_").unwrap());
    let mut world = World::with(facts);
    find(&mut world, "renames");
    world.press(&["Enter"]);
    let screen = world.screen(80, 24);
    assert!(
        screen.contains("! KOPPEL_UPDATE__RENAME says this, and wins over the file"),
        "{screen}"
    );
    assert_eq!(asked(&world), None);
}

#[test]
fn a_file_that_is_broken_is_not_written_over() {
    let mut world = World::settled();
    find(&mut world, "renames");
    world.press(&["Enter"]);
    assert!(world.screen(80, 24).contains("it is not written over"));
}

#[test]
fn what_is_tried_at_once_is_changed_in_the_wizard() {
    for row in ["API token", "kind of org", "starts with", "department"] {
        let mut world = at(row);
        world.press(&["Enter"]);
        let leads_there = row != "kind of org";
        assert_eq!(world.model.shell.screen == ScreenId::Wizard, leads_there, "{row}");
    }
}

#[test]
fn a_secret_is_forgotten_after_a_question() {
    let mut world = at("API token");
    world.press(&["d"]);
    assert!(world.screen(80, 24).contains("Forget Okta's API token?"));
    world.press(&["Enter"]);
    assert!(matches!(asked(&world), Some(Task::Forget(_))));
}

#[test]
fn every_editor_at_every_size() {
    for (name, row) in [
        ("switch", "mails new"),
        ("text", "creations"),
        ("zone", "time zone"),
        ("list", "4711"),
    ] {
        for (width, height) in [(80, 24), (120, 40), (30, 6)] {
            let mut world = at(row);
            world.press(&["Enter"]);
            insta::assert_snapshot!(
                format!("edit_{name}_{width}x{height}"),
                world.screen(width, height)
            );
        }
    }
    let mut world = at("mails new");
    world.press(&["Enter", "Up", "Enter"]);
    insta::assert_snapshot!("edit_weighing", world.screen(80, 24));
    answer(&mut world, weighed());
    insta::assert_snapshot!("edit_weighed", world.screen(80, 24));
    insta::assert_snapshot!(
        "edit_weighed_coloured",
        format!("{:?}", world.backend(80, 24).buffer())
    );
}
