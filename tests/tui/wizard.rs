//! The wizard: what its steps do, and how they look.

use crate::world::{World, place};
use koppel::core::schema::{Kind, Property};
use koppel::core::snapshot::{Column, ColumnKind};
use koppel::core::value::Value;
use koppel::core::{Policy, Text};
use koppel::engine::setup::{
    self, Draft, LoginPreview, Needed, OktaFound, OktaLogin, PersonioFound, PersonioLogin, Proof, Reading,
    Right, Secret, SettingsFile, Shown, Start, Started, Tier, TokenOwner, org_meant,
};
use koppel::failure::{Exit, Failure};
use koppel::store::Environment;
use koppel::tui::effect::Effect;
use koppel::tui::job::JobId;
use koppel::tui::message::{Message, News};
use koppel::tui::screen::ScreenId;
use koppel::tui::screen::wizard::{Base, Begun, Everybody, Found, Keeping, OktaTried, PersonioTried, Task};
use koppel::tui::shared::Shared;
use koppel::tui::theme::Depth;
use koppel::tui::work::{Answer, Work};
use ratatui::buffer::Cell;
use secrecy::SecretString;
use std::path::Path;
use std::sync::{Arc, Mutex};

const TOKEN: &str = "00verySecretToken";
const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (30, 6)];

pub fn begun(draft: Draft) -> Begun {
    let place = place();
    let started = Started {
        setup: None,
        place: &place,
        program: Path::new("/usr/bin/koppel"),
        user: "m.vogt",
    };
    let starts = Start::ALL.map(|start| (start, setup::instructions(start, started)));
    Begun {
        draft,
        is_continued: false,
        policy: Policy::default(),
        given: Vec::new(),
        starts: starts.into(),
        base: Base {
            file: Shared::new(SettingsFile::read(&place, &Environment::default(), None).unwrap()),
            before: None,
        },
    }
}

pub fn okta() -> Shared<OktaTried> {
    let address = org_meant("acme").unwrap();
    Shared::new(OktaTried {
        login: OktaLogin {
            url: address.url.clone(),
            token: SecretString::from(TOKEN),
        },
        address,
        found: OktaFound {
            org: Text::from("00o1acme"),
            host: "acme.okta.com".to_owned(),
            tier: Tier::Production,
            owner: Some(TokenOwner {
                login: Text::from("svc-koppel@acme.com"),
                name: "Service koppel".to_owned(),
                number: None,
            }),
            rights: vec![
                (Right::ListUsers, Proof::Proven),
                (Right::ListDeactivated, Proof::Proven),
                (
                    Right::ReadSchema,
                    Proof::Refused(Failure::new(
                        Exit::Refused,
                        "The token may not read the attributes",
                    )),
                ),
                (Right::Write, Proof::Unproven),
            ],
            schema: None,
            clock: None,
        },
        keeping: Keeping::Session("there is no keyring here (no bus)".to_owned()),
    })
}

pub fn personio(hidden: &[&str]) -> Shared<PersonioTried> {
    let needed = [
        ("first_name", "First name"),
        ("last_name", "Last name"),
        ("email", "Email"),
        ("hire_date", "Hire date"),
        ("termination_date", "Termination date"),
        ("status", "Status"),
        ("created_at", "Created at"),
    ];
    let needed = needed.map(|(key, label)| Needed {
        key: Text::from(key),
        label: Text::from(label),
        reading: if hidden.contains(&key) {
            Reading::NotListed
        } else {
            Reading::Readable
        },
    });
    let shown = |key: &str, label: &str, example: Option<&str>| Shown {
        key: Text::from(key),
        label: Text::from(label),
        kind: ColumnKind::Other,
        example: example.map(str::to_owned),
        is_sensitive: example.is_none(),
    };
    Shared::new(PersonioTried {
        login: PersonioLogin {
            url: "https://api.personio.de".parse().unwrap(),
            client_id: SecretString::from("papi-verySecretId"),
            client_secret: SecretString::from("papi-verySecretSecret"),
        },
        found: PersonioFound {
            host: "api.personio.de".to_owned(),
            people: Some(1240),
            needed: needed.into(),
            shown: vec![
                shown("department", "Department", Some("Vertrieb")),
                shown("fix_salary", "Fix salary", None),
            ],
            clock: None,
        },
        keeping: Keeping::Keyring,
    })
}

/// People with troublesome names, and an org with room for what they have.
pub fn everybody() -> Shared<Everybody> {
    let mut company = crate::company::World::new();
    for (number, first, last) in [
        (10, "Jörg", "Müller"),
        (11, "Jörg", "Müller"),
        (12, "Łukasz", "Øverås"),
        (13, "Ayşe", "Yıldız-Çelik"),
        (14, "Παύλος", "Νικολάου"),
        (15, "Seán", "O'Brien"),
        (16, "Bo", "Li"),
        (17, "Karl-Theodor Maria Nikolaus", "von und zu Hohenstein"),
    ] {
        company.newcomer(number, first, last);
    }
    let department = Text::const_new("department");
    company
        .snapshot
        .roster
        .columns
        .retain(|column| column.key != department);
    company.snapshot.roster.columns.push(Column {
        key: department,
        kind: ColumnKind::Other,
    });
    for number in 10..18 {
        company.says(number, "department", Value::text("Vertrieb und Kundenbetreuung"));
    }
    let properties = &mut company.snapshot.directory.schema.properties;
    properties.insert(
        Text::const_new("department"),
        Property {
            kind: Kind::String,
            max_length: Some(12),
            ..Property::default()
        },
    );
    let policy = Policy::default();
    let snapshot = Arc::new(company.snapshot);
    let sources = setup::sources(&policy, &snapshot.roster, &[]);
    Shared::new(Everybody {
        targets: setup::targets(&snapshot.directory.schema, "employeeNumber"),
        proposed: Vec::new(),
        domain: Some("acme.com".to_owned()),
        preview: Mutex::new(LoginPreview::new(Arc::clone(&snapshot))),
        sources,
        snapshot,
    })
}

/// The wizard as it opens with this draft.
pub fn wizard(draft: Draft) -> World {
    let mut world = World::opening();
    world.model.shell.go(ScreenId::Wizard);
    world.send(Message::Tick);
    let job = world.job();
    answer(&mut world, job, Found::Begun(Box::new(begun(draft))));
    world
}

fn answer(world: &mut World, job: JobId, found: Found) {
    let news = News::Done(Answer::Wizard(found));
    world.send(Message::Job { job, news });
}

/// Both sides were tried, and everybody was read.
pub fn known(step: u8) -> World {
    known_with(step, personio(&[]))
}

fn known_with(step: u8, personio: Shared<PersonioTried>) -> World {
    let mut world = wizard(Draft {
        step: 2,
        okta_url: "acme".to_owned(),
        time_zone: "Europe/Berlin".to_owned(),
        login: setup::LoginDraft {
            billing_country: "DE".to_owned(),
            ..setup::LoginDraft::default()
        },
        ..Draft::default()
    });
    world.press(&["Tab"]).paste(TOKEN).press(&["Enter"]);
    let job = asked(&world, |task| matches!(task, Task::TryOkta { .. })).0;
    answer(&mut world, job, Found::Okta(okta()));
    if step == 2 {
        return world;
    }
    world.press(&["Enter"]);
    world.paste("papi-verySecretId").press(&["Tab"]);
    world.paste("papi-verySecretSecret").press(&["Enter"]);
    let job = asked(&world, |task| matches!(task, Task::TryPersonio { .. })).0;
    answer(&mut world, job, Found::Personio(personio));
    if step == 3 {
        return world;
    }
    world.press(&["Enter"]);
    let job = asked(&world, |task| matches!(task, Task::ReadEverybody { .. })).0;
    answer(&mut world, job, Found::Everybody(everybody()));
    for _ in 4..step {
        world.press(&["PgDn"]);
    }
    world
}

/// The last job like this that was started.
fn asked(world: &World, is_it: impl Fn(&Task) -> bool) -> (JobId, Task) {
    last(world, is_it).unwrap()
}

fn last(world: &World, is_it: impl Fn(&Task) -> bool) -> Option<(JobId, Task)> {
    world.effects.iter().rev().find_map(|effect| match effect {
        Effect::Start {
            job,
            work: Work::Wizard(task),
        } if is_it(task) => Some((*job, task.clone())),
        _ => None,
    })
}

fn kept(world: &World) -> Draft {
    let mut drafts = world.effects.iter().filter_map(|effect| match effect {
        Effect::Start {
            work: Work::Wizard(Task::Keep(draft)),
            ..
        } => Some(draft.as_ref().clone()),
        _ => None,
    });
    drafts.next_back().unwrap()
}

/// Answers that the draft was kept, as often as one is to be kept.
fn settle_drafts(world: &mut World) {
    while let Some((job, Task::Keep(draft))) = last(world, |task| matches!(task, Task::Keep(_))) {
        let count = world.effects.len();
        answer(world, job, Found::Kept(draft));
        if world.effects.len() == count {
            return;
        }
    }
}

#[test]
fn every_step_at_every_size() {
    for step in 1..=6u8 {
        for (width, height) in SIZES {
            let mut world = if step == 1 {
                wizard(Draft::default())
            } else {
                known(step)
            };
            insta::assert_snapshot!(
                format!("wizard_{step}_{width}x{height}"),
                world.screen(width, height)
            );
        }
    }
}

#[test]
fn steps_before_anybody_is_asked() {
    let mut all = String::new();
    for step in 2..=6u8 {
        let mut world = wizard(Draft {
            step,
            ..Draft::default()
        });
        all.push_str(&world.screen(80, 24));
    }
    insta::assert_snapshot!("wizard_untried", all);
}

#[test]
fn colour_says_nothing_that_the_text_of_a_step_does_not() {
    for step in 1..=6u8 {
        let make = || {
            if step == 1 {
                wizard(Draft::default())
            } else {
                known(step)
            }
        };
        let coloured = make().backend(80, 24).buffer().clone();
        insta::assert_snapshot!(format!("wizard_{step}_coloured"), format!("{coloured:?}"));
        let mut plain = make();
        plain.model.shell.theme.depth = Depth::None;
        let without = plain.backend(80, 24).buffer().clone();
        for (one, other) in coloured.content.iter().zip(&without.content) {
            assert_eq!(one.symbol(), other.symbol());
            assert_eq!((other.fg, other.bg), Default::default(), "no colour at all");
        }
    }
}

#[test]
fn ascii_steps_are_nothing_but_ascii() {
    for step in 2..=6u8 {
        let mut world = known(step);
        world.model.shell.ascii = true;
        let screen = world.backend(80, 24);
        let text: String = screen.buffer().content.iter().map(Cell::symbol).collect();
        assert!(text.is_ascii(), "{text}");
    }
}

#[test]
fn a_token_is_tried_as_it_was_pasted_and_never_shown() {
    let mut world = wizard(Draft {
        step: 2,
        ..Draft::default()
    });
    world
        .type_text("acme")
        .press(&["Enter"])
        .paste(&format!("  {TOKEN}\r\n"));
    let screen = world.screen(80, 24);
    assert!(screen.contains("•••") && !screen.contains(TOKEN), "{screen}");
    world.press(&["Enter"]);
    let (_, task) = asked(&world, |task| matches!(task, Task::TryOkta { .. }));
    let Task::TryOkta { address, typed } = &task else {
        unreachable!()
    };
    assert_eq!(address, "acme");
    assert!(typed.is_some());
    let debug = format!("{task:?} {:?}", world.model);
    assert!(!debug.contains(TOKEN), "not even by Debug");
}

#[test]
fn nothing_that_people_hold_secret_is_in_any_debug_text() {
    let world = known(6);
    let all = format!("{:?} {:?}", world.model, world.effects);
    for secret in [TOKEN, "papi-verySecret", "Müller"] {
        assert!(!all.contains(secret), "{secret}");
    }
}

#[test]
fn what_did_not_work_is_told_in_its_step_and_can_be_mended() {
    let mut world = wizard(Draft {
        step: 2,
        okta_url: "acme".to_owned(),
        ..Draft::default()
    });
    world.press(&["Tab"]).paste(TOKEN).press(&["Enter"]);
    let (job, _) = asked(&world, |task| matches!(task, Task::TryOkta { .. }));
    let failure = Failure::new(Exit::Refused, "Okta does not accept the API token").todo("Create a new one");
    world.send(Message::Job {
        job,
        news: News::Failed(failure),
    });
    let screen = world.screen(80, 24);
    assert!(
        screen.contains("! Okta does not accept the API token"),
        "{screen}"
    );
    assert!(screen.contains("Create a new one") && screen.contains("Test the connection"));
    world.paste("00another");
    assert!(
        !world.screen(80, 24).contains("does not accept"),
        "another one is not tried yet"
    );
}

#[test]
fn another_token_has_to_be_tried_again_and_so_has_what_comes_after() {
    let mut world = known(4);
    world.press(&["PgUp", "PgUp", "Shift-Tab"]).paste("00other");
    assert!(world.screen(80, 24).contains("[ Test the connection ]"));
    world.press(&["PgDn"]);
    assert!(
        world.screen(80, 24).contains("[ Test the connection ]"),
        "Personio's secrets belong to the org"
    );
}

#[test]
fn personio_is_tried_after_okta_since_secrets_are_kept_by_org() {
    let mut world = wizard(Draft {
        step: 3,
        ..Draft::default()
    });
    world
        .paste("papi-a")
        .press(&["Tab"])
        .paste("papi-b")
        .press(&["Enter"]);
    assert!(world.screen(80, 24).contains("! Test Okta first (step 2)"));
}

#[test]
fn what_hr_has_to_allow_is_copied_as_a_message() {
    let mut world = known_with(3, personio(&["hire_date", "created_at"]));
    let screen = world.screen(80, 24);
    assert!(
        screen.contains("2 attributes that are needed may not be read; y copies"),
        "{screen}"
    );
    world.press(&["y"]);
    let Some(Effect::Copy(text)) = world.effects.last() else {
        panic!("nothing was copied")
    };
    assert!(
        text.contains("Hire date (hire_date)") && text.contains("created_at"),
        "{text}"
    );
    assert!(!text.contains("last_name"));
}

#[test]
fn the_login_is_tried_on_people_as_it_is_typed() {
    let mut world = known(4);
    let screen = world.screen(80, 24);
    assert!(screen.contains("joerg.mueller@acme.com"), "{screen}");
    assert!(screen.contains("joerg.mueller_11@acme.com"), "{screen}");
    // START is its first letter, and no separator.
    world
        .press(&["Enter"])
        .type_text("letter of first")
        .press(&["Enter"]);
    world.press(&["Tab", "Backspace"]);
    let screen = world.screen(80, 24);
    assert!(screen.contains("jmueller@acme.com"), "{screen}");
    settle_drafts(&mut world);
    let login = kept(&world).login;
    assert!(login.start.initial && login.separator.is_empty());
}

#[test]
fn an_attribute_that_does_not_fit_shows_at_once() {
    let mut world = known(5);
    world.press(&["a"]).type_text("department").press(&["Enter"]);
    world.type_text("department").press(&["Enter"]);
    let screen = world.screen(80, 24);
    assert!(
        screen.contains("8 of 8 do not fit (first: 10): longer than Okta's 12 characters"),
        "{screen}"
    );
    world.press(&[" "]);
    assert!(world.screen(80, 24).contains("if empty"));
    world.press(&["d"]);
    assert!(world.screen(80, 24).contains("department is not sent any more."));
}

#[test]
fn what_cannot_be_a_target_is_not_chosen() {
    let mut world = known(5);
    world.press(&["a"]).type_text("department").press(&["Enter"]);
    world.type_text("login").press(&["Enter"]);
    assert!(
        world.screen(80, 24).contains("given once, never changed"),
        "it stays open and says why"
    );
}

#[test]
fn nothing_is_saved_before_everything_is_answered() {
    let mut world = known(6);
    world.press(&["Enter"]);
    assert!(
        world
            .screen(80, 24)
            .contains("! Something is not answered yet; e leads there.")
    );
    let saves = |world: &World| {
        world.effects.iter().any(|effect| {
            matches!(
                effect,
                Effect::Start {
                    work: Work::Wizard(Task::Save(..)),
                    ..
                }
            )
        })
    };
    assert!(!saves(&world));
    // Okta mails: neither yes nor no is a default. The answer is one key away.
    world.press(&["e"]);
    world.press(&[" ", "PgDn", "Enter"]);
    assert!(saves(&world), "{}", world.screen(80, 24));
    let (job, _) = asked(&world, |task| matches!(task, Task::Save(..)));
    answer(&mut world, job, Found::Saved);
    assert_eq!(world.model.shell.screen, ScreenId::Links);
    assert!(world.screen(80, 24).contains("Next: koppel links"));
}

#[test]
fn how_runs_start_is_chosen_and_its_commands_are_copied() {
    let mut world = known(6);
    world.press(&["l", "y"]);
    let Some(Effect::Copy(text)) = world.effects.last() else {
        panic!("nothing was copied")
    };
    assert!(text.contains("systemd"), "{text}");
    assert!(!text.contains(TOKEN));
    settle_drafts(&mut world);
    assert_eq!(kept(&world).start.as_deref(), Some("systemd"));
}

#[test]
fn every_answer_is_kept_as_it_is_given() {
    let mut world = wizard(Draft {
        step: 2,
        ..Draft::default()
    });
    world.type_text("acme");
    settle_drafts(&mut world);
    assert_eq!(kept(&world).okta_url, "acme");
    world.press(&["PgDn"]);
    settle_drafts(&mut world);
    assert_eq!(kept(&world).step, 3);
}

#[test]
fn esc_cancels_a_test_and_then_goes_a_step_back() {
    let mut world = wizard(Draft {
        step: 2,
        okta_url: "acme".to_owned(),
        ..Draft::default()
    });
    world.press(&["Tab"]).paste(TOKEN).press(&["Enter"]);
    settle_drafts(&mut world);
    let (job, _) = asked(&world, |task| matches!(task, Task::TryOkta { .. }));
    world.model.shell.now += jiff::SignedDuration::from_millis(400);
    assert!(world.screen(80, 24).contains("Trying the org"));
    world.press(&["Esc"]);
    assert!(world.effects.contains(&Effect::Cancel(job)));
    assert!(world.screen(80, 24).contains("2 OKTA"));
    world.press(&["Esc"]);
    assert!(world.screen(80, 24).contains("1 BEFORE"));
    world.press(&["Esc"]);
    assert_eq!(world.effects.last(), Some(&Effect::Leave(Exit::Done)));
}

#[test]
fn a_secret_from_a_variable_is_not_asked_for() {
    let mut world = World::opening();
    world.model.shell.go(ScreenId::Wizard);
    world.send(Message::Tick);
    let job = world.job();
    let begun = Begun {
        given: vec![(Secret::OktaToken, "KOPPEL_OKTA_TOKEN".to_owned())],
        ..begun(Draft {
            step: 2,
            ..Draft::default()
        })
    };
    answer(&mut world, job, Found::Begun(Box::new(begun)));
    assert!(world.screen(80, 24).contains("from KOPPEL_OKTA_TOKEN"));
}

#[test]
fn settings_that_are_broken_are_told_and_left_alone() {
    let mut world = World::opening();
    world.model.shell.go(ScreenId::Wizard);
    world.send(Message::Tick);
    let job = world.job();
    let failure = Failure::new(Exit::Usage, "The settings cannot be used").because("line 3: no key");
    world.send(Message::Job {
        job,
        news: News::Failed(failure),
    });
    let screen = world.screen(80, 24);
    assert!(
        screen.contains("! The settings cannot be used") && screen.contains("line 3"),
        "{screen}"
    );
}
