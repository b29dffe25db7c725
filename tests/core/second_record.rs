//! Rules P3 and P4: one person with two records, and who only looks like it.

use crate::world::{World, id, okta};
use koppel::core::employee::{Day, EmployeeStatus};
use koppel::core::plan::{AccessReason, ActionKind, HoldCode};
use koppel::core::policy::{Condition, LoginSchema};
use koppel::core::profile::ProfileStatus;
use koppel::core::state::Review;
use koppel::core::value::{Text, Value};

/// The old record is inactive and linked, the new one has the same e-mail and this name.
fn returned_as(first: &str, last: &str) -> World {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Adler");
    world.leave(1);
    world.newcomer(2, first, last).email = Value::text("anna.adler@example.com");
    world
}

/// The end of the old record waits for the new one, and is listed.
fn assert_keeps_the_profile(world: &World, case: &str) {
    assert_eq!(world.kinds(), [], "{case}");
    let held = (ActionKind::Deactivate, HoldCode::SecondRecord);
    assert!(
        world.holds_for().contains(&held),
        "{case}: {:?}",
        world.holds_for()
    );
    let listed = (1, "00u1".to_owned(), AccessReason::Hold(HoldCode::SecondRecord));
    assert!(world.access().contains(&listed), "{case}");
}

#[test]
fn p4_however_the_name_is_written_nobody_at_work_loses_the_profile() {
    for (first, last) in [
        ("Anna", "Adler"),
        ("Anna", "Neu"),
        ("Anna", "Adler-Neu"),
        ("Anna Maria", "Adler"),
        ("Anni", "Adler"),
        ("Adler", "Anna"),
        ("Dr. Anna", "Adler"),
        ("安娜", "阿德勒"),
    ] {
        assert_keeps_the_profile(&returned_as(first, last), &format!("{first} {last}"));
    }
}

#[test]
fn p4_also_where_something_keeps_the_new_record_from_being_created() {
    type Bend = fn(&mut World);
    let cases: [(&str, Bend); 8] = [
        ("no e-mail yet", |world| {
            world.employee(2).email = Value::Empty;
            world.employee(2).last_name = Value::text("Adler");
        }),
        ("no last name", |world| world.employee(2).last_name = Value::Empty),
        ("an unknown status", |world| {
            world.employee(2).status = EmployeeStatus::Other(Text::const_new("sabbatical"));
        }),
        ("too early", |world| {
            world.policy.days_before_hire = Some(3);
            world.employee(2).hire_date = Day::On(jiff::civil::date(2027, 6, 1));
        }),
        ("out of scope", |world| {
            world.says(2, "department", Value::text("External"));
            let external = Condition {
                attribute: Text::const_new("department"),
                is: vec![Text::const_new("External")],
            };
            world.policy.scope.exclude = vec![external];
        }),
        ("ignored", |world| {
            world.state.decisions.excluded.insert(id(2));
        }),
        ("no setting for mails", |world| {
            world.policy.activation.send_email = None;
        }),
        ("no possible duplicates are held", |world| {
            world.policy.hold_possible_duplicates = false;
        }),
    ];
    for (case, bend) in cases {
        let mut world = returned_as("Anna", "Neu");
        bend(&mut world);
        assert_keeps_the_profile(&world, case);
        let mut two_people = world.clone();
        two_people.release(HoldCode::SecondRecord, 2);
        assert!(two_people.kinds().contains(&ActionKind::Deactivate), "{case}");
    }
}

#[test]
fn p4_an_id_that_the_profile_carried_an_address_or_a_login_decides() {
    type Bend = fn(&mut World);
    let cases: [(&str, Bend); 5] = [
        ("the second e-mail", |world| {
            world.profile("00u1").second_email = Some(Text::const_new("xenia@home.example"));
            world.employee(2).email = Value::text("Xenia@Home.example");
        }),
        ("the login", |world| {
            world.profile("00u1").login = Text::const_new("xenia@corp.example");
            world.employee(2).email = Value::text("xenia@corp.example");
        }),
        ("the e-mail of the old record", |world| {
            world.profile("00u1").email = Some(Text::const_new("other@example.com"));
            world.profile("00u1").login = Text::const_new("other@example.com");
            world.employee(2).email = Value::text("anna.adler@example.com");
        }),
        ("an ID that it carried", |world| {
            world.state.past.former_links.insert((okta("00u1"), id(2)));
        }),
        ("a login that is an attribute", |world| {
            world.policy.login = LoginSchema::Attribute(Text::const_new("office"));
            world.says(2, "office", Value::text("anna.adler@example.com"));
        }),
    ];
    for (case, bend) in cases {
        let mut world = World::new();
        world.linked(1, "00u1", "Anna", "Adler");
        world.leave(1);
        world.newcomer(2, "Xenia", "Quast");
        bend(&mut world);
        assert_keeps_the_profile(&world, case);
    }
}

#[test]
fn p4_who_only_shares_a_particle_or_one_name_is_somebody_else() {
    for (first, last) in [("Anna", "Quast"), ("Piet", "Adler"), ("Anton", "Adler")] {
        let mut world = World::new();
        world.linked(1, "00u1", "Anna", "Adler");
        world.leave(1);
        world.newcomer(2, first, last);
        assert_eq!(
            world.kinds(),
            [ActionKind::Deactivate, ActionKind::Provision],
            "{first} {last}"
        );
    }
    let mut world = World::new();
    world.linked(1, "00u1", "Jan", "van Dijk");
    world.leave(1);
    world.newcomer(2, "Jan", "van den Berg");
    assert_eq!(world.kinds(), [ActionKind::Deactivate, ActionKind::Provision]);
}

#[test]
fn p4_whoever_has_a_link_of_their_own_asks_nothing() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Adler");
    world.linked(2, "00u2", "Anna", "Adler");
    world.leave(1);
    assert_eq!(world.kinds(), [ActionKind::Deactivate]);
    // To be linked in the same run is as good; a link that waits is not.
    world.state.past.confirmed_links.clear();
    world.profile("00u2").number = None;
    world.profile("00u2").email = Some(Text::const_new("a.adler@example.com"));
    world.employee(2).email = Value::text("a.adler@example.com");
    assert_eq!(
        world.holds_for(),
        [
            (ActionKind::Link, HoldCode::LaterPair),
            (ActionKind::Deactivate, HoldCode::SecondRecord),
        ]
    );
    world.policy.link_auto = true;
    assert_eq!(world.kinds(), [ActionKind::Link, ActionKind::Deactivate]);
}

#[test]
fn p3_at_the_takeover_the_active_record_gets_no_second_profile() {
    let mut world = World::new();
    world.state.review = Review::Open;
    // The profile matches the inactive record by e-mail; the active one has another e-mail.
    world.hire(1, "Anna", "Adler");
    world.leave(1);
    world.account("00u1", "Anna", "Adler");
    world.newcomer(2, "Anna", "Adler").email = Value::text("a.adler@example.com");
    let expected = [
        (ActionKind::Link, HoldCode::SecondRecord),
        (ActionKind::Provision, HoldCode::SecondRecord),
    ];
    assert_eq!(world.holds_for(), expected);
    world.release(HoldCode::MissedLeaver, 1);
    assert_eq!(
        world.kinds(),
        [],
        "an old yes to the leaver says nothing of the second record"
    );
}

#[test]
fn p3_whose_id_stands_on_a_profile_or_stood_there_is_held_whatever_the_settings_say() {
    let joiner = || {
        let mut world = World::new();
        world.newcomer(7, "Xenia", "Quast");
        world.policy.hold_possible_duplicates = false;
        world
    };
    assert_eq!(joiner().kinds(), [ActionKind::Provision]);
    let mut stands = joiner();
    let profile = stands.account("00u1", "Bernd", "Krug");
    profile.number = Some(Text::const_new("7"));
    profile.status = ProfileStatus::Deprovisioned;
    let mut stood = joiner();
    stood.state.past.former_links.insert((okta("00ugone"), id(7)));
    for mut world in [stands, stood] {
        assert_eq!(
            world.holds_for(),
            [(ActionKind::Provision, HoldCode::PossibleDuplicate)]
        );
        world.release(HoldCode::PossibleDuplicate, 7);
        assert_eq!(world.kinds(), [ActionKind::Provision]);
    }
}

#[test]
fn d4_a_return_under_the_same_id_finds_the_profile_by_that_id_alone() {
    let mut world = World::new();
    world.found(1, "00u1", "Anna", "Adler");
    world.state.past.agreed_links.insert((okta("00u1"), id(1)));
    world.state.past.deactivated.insert(okta("00u1"));
    world.profile("00u1").status = ProfileStatus::Deprovisioned;
    let employee = world.employee(1);
    employee.last_name = Value::text("Neu");
    employee.email = Value::text("anna.neu@example.com");
    assert_eq!(world.holds_for(), [(ActionKind::Reactivate, HoldCode::Rehire)]);
}

#[test]
fn p4_initials_titles_and_single_names_are_names_where_nothing_else_is_there() {
    for (old, new) in [
        (("Kavitha", "S"), ("Kavitha", "S")),
        (("Suresh", ""), ("Suresh", "Suresh")),
        (("Suresh", "."), ("Suresh", "Kumar")),
        (("Li", "Ma"), ("Li", "Ma")),
        (("Eva", "Herr"), ("Eva", "Herr")),
    ] {
        let mut world = World::new();
        world.linked(1, "00u1", old.0, old.1);
        world.leave(1);
        world.newcomer(2, new.0, new.1).email = Value::text("new@example.com");
        assert_keeps_the_profile(&world, &format!("{old:?} {new:?}"));
    }
}

#[test]
fn p4_a_link_to_a_profile_that_is_switched_off_gives_nobody_access() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Berg");
    world.leave(1);
    world.linked(2, "00u2", "Anna", "Berg");
    world.profile("00u2").status = ProfileStatus::Deprovisioned;
    assert_keeps_the_profile(&world, "the new record's profile is off");
    world.release(HoldCode::LockedInOkta, 2);
    assert_keeps_the_profile(&world, "it is to come back");
    let waits = (ActionKind::Reactivate, HoldCode::SecondRecord);
    assert!(world.holds_for().contains(&waits), "{:?}", world.holds_for());
    world.release(HoldCode::SecondRecord, 2);
    assert_eq!(world.kinds(), [ActionKind::Deactivate, ActionKind::Reactivate]);
}

#[test]
fn p3_the_same_name_on_a_profile_of_nobody_holds_a_joiner() {
    type Bend = fn(&mut World);
    let cases: [(&str, Bend); 4] = [
        ("live", |_| {}),
        ("deactivated", |world| {
            world.profile("00u1").status = ProfileStatus::Deprovisioned;
        }),
        ("of an employee who is gone", |world| {
            world.profile("00u1").number = Some(Text::const_new("77"));
        }),
        ("a title for a name", |world| {
            world.profile("00u1").last_name = Some(Text::const_new("Herr"));
            world.employee(2).last_name = Value::text("Herr");
        }),
    ];
    for (case, bend) in cases {
        let mut world = World::new();
        world.account("00u1", "Jan", "Jungnickel").email = Some(Text::const_new("j1@example.com"));
        world.newcomer(2, "Jan", "Jungnickel").email = Value::text("jan.new@example.com");
        bend(&mut world);
        assert_eq!(
            world.holds_for(),
            [(ActionKind::Provision, HoldCode::PossibleDuplicate)],
            "{case}"
        );
    }
}

#[test]
fn p4_a_link_that_somebody_s_end_waits_for_goes_first_and_takes_it_along_where_it_is_left_out() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Berg");
    world.leave(1);
    world.newcomer(2, "Anna", "Berg").email = Value::text("berg@example.com");
    world.account("00u2", "Anna", "Berg").email = Some(Text::const_new("berg@example.com"));
    world.release(HoldCode::LaterPair, 2);
    let plan = world.plan();
    assert_eq!(world.kinds()[..2], [ActionKind::Link, ActionKind::Deactivate]);
    assert!(
        plan.waves()[0].iter().flatten().all(|at| *at == 0),
        "the link alone"
    );
    let mut narrowed = plan;
    narrowed.leave_out(|action| action.kind == ActionKind::Link);
    assert_eq!(narrowed.actions, []);
}
