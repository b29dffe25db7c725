//! Rule A9: the reverse of a run.

use crate::company::company;
use crate::world::{World, id, okta};
use koppel::core::employee::EmployeeStatus;
use koppel::core::plan::{Action, ActionKind, HoldCode, LimitCode};
use koppel::core::policy::{Limit, Rehire};
use koppel::core::profile::{Profile, ProfileStatus};
use koppel::core::state::{Aside, AsideKind, PersonHold, Staging};
use koppel::core::undo::{Done, Keep, Undo, UndoneNote, Why, undo};
use koppel::core::value::{Text, Value};
use proptest::prelude::*;

/// What one run would apply.
fn applicable(world: &World) -> Vec<Action> {
    world.plan().applicable().cloned().collect()
}

/// The world after its run, and what the journal knows of that.
fn after_a_run(world: &mut World) -> Done {
    let mut applied = applicable(world);
    world.apply(&applied);
    for action in &mut applied {
        if action.kind == ActionKind::Provision {
            action.profile = Some(okta(&format!("00unew{}", action.employee.unwrap())));
        }
    }
    world.remember();
    Done {
        applied,
        unknown: Vec::new(),
        was_undo: false,
    }
}

fn reverse(world: &World, done: &Done) -> Undo {
    undo(done, &world.snapshot, &world.policy, &world.state, &world.links()).unwrap()
}

/// Applies the undo with its decisions, and gives what the journal then knows.
fn apply(world: &mut World, undone: &Undo, was_undo: bool) -> Done {
    let decisions = &mut world.state.decisions;
    for keep in &undone.keeps {
        match keep {
            Keep::Hold(employee, kind) => decisions.held.entry(*employee).or_default().push(PersonHold {
                kind: Some(*kind),
                note: "undone run 1".to_owned(),
                until: None,
            }),
            Keep::LiftHolds => {
                for holds in decisions.held.values_mut() {
                    holds.retain(|hold| hold.note != "undone run 1");
                }
            }
            Keep::Reject(profile, employee) => {
                decisions.rejected.insert((profile.clone(), *employee));
            }
            Keep::Confirm(profile, employee) => {
                decisions.rejected.remove(&(profile.clone(), *employee));
                world
                    .state
                    .past
                    .confirmed_links
                    .insert((profile.clone(), *employee));
            }
        }
    }
    let applied: Vec<Action> = undone.plan.applicable().cloned().collect();
    world.apply(&applied);
    Done {
        applied,
        unknown: Vec::new(),
        was_undo,
    }
}

fn kinds(undone: &Undo) -> Vec<(ActionKind, String)> {
    let actions = undone.plan.actions.iter();
    actions
        .map(|action| (action.kind, action.profile.as_ref().unwrap().to_string()))
        .collect()
}

fn whys(undone: &Undo) -> Vec<Why> {
    undone.left.iter().map(|left| left.why.clone()).collect()
}

#[test]
fn a9_an_update_gives_back_what_stood_there() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiss");
    world.says(1, "department", Value::text("Sales"));
    world.says(1, "office", Value::text("Berlin"));
    world.holds("00u1", "department", Value::text("Vertrieb"));
    let done = after_a_run(&mut world);
    let undone = reverse(&world, &done);
    assert_eq!(kinds(&undone), [(ActionKind::Update, "00u1".to_owned())]);
    let changes: Vec<(String, String, String)> = undone.plan.actions[0]
        .changes
        .iter()
        .map(|change| {
            (
                change.attribute.to_string(),
                change.from.to_string(),
                change.to.to_string(),
            )
        })
        .collect();
    let back = |name: &str, from: &str, to: &str| (name.to_owned(), from.to_owned(), to.to_owned());
    assert_eq!(
        changes,
        [
            back("city", "Berlin", ""),
            back("department", "Sales", "Vertrieb")
        ]
    );
    assert_eq!(undone.keeps, [Keep::Hold(id(1), ActionKind::Update)]);
    assert!(undone.left.is_empty());
    apply(&mut world, &undone, true);
    assert_eq!(applicable(&world), [], "the next sync does not do it again");
    assert_eq!(world.holds_for(), [(ActionKind::Update, HoldCode::Undone)]);
}

#[test]
fn a9_a_value_that_somebody_changed_since_stays() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiss");
    world.says(1, "department", Value::text("Sales"));
    world.says(1, "office", Value::text("Berlin"));
    world.holds("00u1", "department", Value::text("Vertrieb"));
    world.holds("00u1", "city", Value::text("Bonn"));
    let done = after_a_run(&mut world);
    world.holds("00u1", "department", Value::text("Marketing"));
    let undone = reverse(&world, &done);
    assert_eq!(whys(&undone), [Why::ValueChanged(Text::const_new("department"))]);
    assert_eq!(undone.plan.actions[0].changes.len(), 1);
    let again = {
        let mut world = world.clone();
        apply(&mut world, &undone, true);
        reverse(&world, &done)
    };
    assert!(again.plan.actions.is_empty(), "undoing twice is harmless");
}

#[test]
fn u5_what_must_not_be_empty_stays() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiss");
    world.holds("00u1", "lastName", Value::Empty);
    let done = after_a_run(&mut world);
    assert_eq!(
        whys(&reverse(&world, &done)),
        [Why::KeptRequired(Text::const_new("lastName"))]
    );
}

#[test]
fn a9_a_link_is_taken_back_and_the_pair_rejected() {
    let mut world = World::new();
    world.hire(1, "Anna", "Weiss");
    world.account("00u1", "Anna", "Weiss").number = None;
    world.says(1, "department", Value::text("Sales"));
    world.policy.link_auto = true;
    let done = after_a_run(&mut world);
    assert_eq!(done.applied.len(), 2, "link and update");
    let undone = reverse(&world, &done);
    assert_eq!(
        kinds(&undone),
        [
            (ActionKind::Update, "00u1".to_owned()),
            (ActionKind::Unlink, "00u1".to_owned()),
        ],
        "values go back while the profile is still theirs"
    );
    assert!(undone.keeps.contains(&Keep::Reject(okta("00u1"), id(1))));
    assert!(undone.keeps.contains(&Keep::Hold(id(1), ActionKind::Provision)));
    apply(&mut world, &undone, true);
    assert_eq!(world.profile("00u1").number, None);
    assert_eq!(applicable(&world), [], "neither linked again nor created");
}

#[test]
fn a9_a_move_goes_back_to_whom_it_was_taken_from() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiss");
    world.account("00u2", "Anna", "Weiss");
    world.assign("00u2", 1).may_move = true;
    let done = after_a_run(&mut world);
    assert_eq!(world.profile("00u2").number.as_deref(), Some("1"));
    let undone = reverse(&world, &done);
    assert_eq!(
        kinds(&undone),
        [
            (ActionKind::Unlink, "00u2".to_owned()),
            (ActionKind::Link, "00u1".to_owned()),
        ]
    );
    assert!(undone.keeps.contains(&Keep::Confirm(okta("00u1"), id(1))));
    apply(&mut world, &undone, true);
    assert_eq!(world.profile("00u1").number.as_deref(), Some("1"));
    assert_eq!(world.profile("00u2").number, None);
    assert_eq!(applicable(&world), []);
}

#[test]
fn a9_a_profile_that_left_its_employee_goes_back_to_them() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiss");
    world.hire(2, "Bea", "Braun");
    world.assign("00u1", 2).may_move = true;
    let done = after_a_run(&mut world);
    assert_eq!(world.profile("00u1").number.as_deref(), Some("2"));
    let undone = reverse(&world, &done);
    let link = undone
        .plan
        .actions
        .iter()
        .find(|action| action.kind == ActionKind::Link);
    assert_eq!(link.unwrap().employee, Some(id(1)));
    apply(&mut world, &undone, true);
    assert_eq!(world.profile("00u1").number.as_deref(), Some("1"));
    assert_eq!(applicable(&world), []);
}

#[test]
fn l5_a_foreign_number_comes_back() {
    let mut world = World::new();
    world.hire(1, "Anna", "Weiss");
    world.account("00u1", "Anna", "Weiss").number = Some(Text::const_new("E-77"));
    world.policy.overwrite_unknown_ids = true;
    world.policy.link_auto = true;
    let done = after_a_run(&mut world);
    let undone = reverse(&world, &done);
    let number = &undone.plan.actions.last().unwrap().changes[0];
    assert_eq!(
        (number.from.to_string(), number.to.to_string()),
        ("1".to_owned(), "E-77".to_owned())
    );
}

#[test]
fn a9_a_link_that_was_taken_away_comes_back_unless_somebody_has_the_number() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiss");
    world.remove("00u1", Staging::Confirmed);
    let done = after_a_run(&mut world);
    let mut taken = world.clone();
    taken.account("00u9", "Anna", "Weiss").number = Some(Text::const_new("1"));
    assert_eq!(whys(&reverse(&taken, &done)), [Why::NumberTaken(okta("00u9"))]);
    let undone = reverse(&world, &done);
    apply(&mut world, &undone, true);
    assert_eq!(world.profile("00u1").number.as_deref(), Some("1"));
    assert_eq!(applicable(&world), []);
}

/// Somebody who has left and was deactivated.
fn leaver() -> (World, Done) {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiss");
    world.leave(1);
    let done = after_a_run(&mut world);
    assert_eq!(world.profile("00u1").status, ProfileStatus::Deprovisioned);
    (world, done)
}

#[test]
fn a9_a_deactivation_is_taken_back_and_held_whatever_personio_says() {
    let (mut world, done) = leaver();
    let undone = reverse(&world, &done);
    assert_eq!(kinds(&undone), [(ActionKind::Reactivate, "00u1".to_owned())]);
    assert_eq!(whys(&undone), [Why::AppsForgot]);
    assert_eq!(undone.keeps, [Keep::Hold(id(1), ActionKind::Deactivate)]);
    apply(&mut world, &undone, true);
    assert_eq!(applicable(&world), []);
    assert_eq!(world.access().len(), 1, "d5: who left and has access is listed");
}

#[test]
fn d4_who_was_switched_off_by_somebody_else_stays_off() {
    let (mut world, done) = leaver();
    world.state.past.deactivated.clear();
    let undone = reverse(&world, &done);
    assert_eq!(whys(&undone), [Why::SwitchedOffByOthers]);
    assert!(undone.plan.actions.is_empty() && undone.keeps.is_empty());
}

#[test]
fn a9_whoever_is_back_already_is_held_all_the_same() {
    let (mut world, done) = leaver();
    world.profile("00u1").status = ProfileStatus::Active;
    let undone = reverse(&world, &done);
    assert_eq!(whys(&undone), [Why::IsLive]);
    assert_eq!(undone.keeps, [Keep::Hold(id(1), ActionKind::Deactivate)]);
}

#[test]
fn p6_nobody_is_brought_back_while_nobody_said_whether_okta_mails() {
    let (mut world, done) = leaver();
    world.policy.activation.send_email = None;
    assert_eq!(whys(&reverse(&world, &done)), [Why::SendEmailUnset]);
}

/// Somebody who was created.
fn created() -> (World, Done) {
    let mut world = World::new();
    world.newcomer(1, "Anna", "Weiss");
    let done = after_a_run(&mut world);
    assert_eq!(done.applied[0].kind, ActionKind::Provision);
    (world, done)
}

#[test]
fn a9_a_creation_is_undone_by_a_deactivation_and_never_by_more() {
    let (mut world, done) = created();
    let undone = reverse(&world, &done);
    assert_eq!(kinds(&undone), [(ActionKind::Deactivate, "00unew1".to_owned())]);
    assert!(undone.plan.still_have_access.is_empty());
    apply(&mut world, &undone, true);
    assert_eq!(world.profile("00unew1").number.as_deref(), Some("1"));
    assert_eq!(applicable(&world), [], "neither created nor brought back again");
}

#[test]
fn a9_an_activation_has_no_way_back() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiss");
    world.profile("00u1").status = ProfileStatus::Staged;
    world.state.past.staged.insert(okta("00u1"));
    let done = after_a_run(&mut world);
    assert_eq!(done.applied[0].kind, ActionKind::Activate);
    let undone = reverse(&world, &done);
    assert_eq!(whys(&undone), [Why::NoWayBack]);
    assert!(undone.plan.actions.is_empty() && undone.keeps.is_empty());
}

#[test]
fn u8_what_came_back_with_its_link_ends_and_keeps_its_number() {
    let mut world = World::new();
    world.hire(1, "Anna", "Weiss");
    world.says(1, "department", Value::text("Sales"));
    world.account("00u1", "Anna", "Old").status = ProfileStatus::Deprovisioned;
    world.assign("00u1", 1);
    let done = after_a_run(&mut world);
    assert_eq!(done.applied.len(), 3, "reactivate, link, update");
    let undone = reverse(&world, &done);
    assert_eq!(kinds(&undone), [(ActionKind::Deactivate, "00u1".to_owned())]);
    assert_eq!(whys(&undone), [Why::NumberStays, Why::ValuesStay]);
    apply(&mut world, &undone, true);
    assert_eq!(applicable(&world), []);
}

#[test]
fn d6_a_missed_leaver_comes_back_before_the_number_goes() {
    let mut world = World::new();
    world.hire(1, "Anna", "Weiss");
    world.account("00u1", "Anna", "Weiss");
    world.leave(1);
    world.release(HoldCode::MissedLeaver, 1);
    let done = after_a_run(&mut world);
    assert_eq!(done.applied.len(), 2, "link and deactivate");
    let undone = reverse(&world, &done);
    assert_eq!(
        kinds(&undone),
        [
            (ActionKind::Reactivate, "00u1".to_owned()),
            (ActionKind::Unlink, "00u1".to_owned()),
        ]
    );
    let waves = undone.plan.waves();
    assert_eq!(waves, [[[0, 1]]], "one after the other");
}

#[test]
fn g1_an_undo_keeps_to_the_limits() {
    let (mut world, done) = created();
    world.policy.limits.unannounced = Limit::Count(0);
    let undone = reverse(&world, &done);
    assert!(undone.plan.is_over_limit());
    assert_eq!(undone.plan.limits[0].code, LimitCode::Unannounced);
    assert_eq!(undone.plan.applicable().count(), 0);
    assert!(undone.plan.still_have_access.is_empty(), "nobody has left");
}

#[test]
fn g3_a_protected_profile_is_not_deactivated_by_an_undo() {
    let (mut world, done) = created();
    let login = world.profile("00unew1").login.clone();
    world.policy.protected.insert(login.to_string().into());
    let held = reverse(&world, &done).plan.actions[0].held.clone();
    assert_eq!(held.unwrap().code, HoldCode::Protected);
    world.policy.protected.clear();
    world.snapshot.directory.token_owner = None;
    let held = reverse(&world, &done).plan.actions[0].held.clone();
    assert_eq!(held.unwrap().code, HoldCode::TokenOwnerUnknown);
}

#[test]
fn r6_with_a_clock_that_is_off_nobody_is_brought_back() {
    let (mut world, done) = leaver();
    world.snapshot.moment.clock_is_off = true;
    let held = reverse(&world, &done).plan.actions[0].held.clone();
    assert_eq!(held.unwrap().code, HoldCode::ClockOff);
}

#[test]
fn l9_nothing_is_undone_for_who_is_aside_or_excluded_and_r5_for_who_is_unsettled() {
    let (world, done) = created();
    let mut aside = world.clone();
    let service = Aside {
        kind: AsideKind::Service,
        note: String::new(),
    };
    aside.state.decisions.aside.insert(okta("00unew1"), service);
    assert_eq!(whys(&reverse(&aside, &done)), [Why::Aside]);
    let mut excluded = world.clone();
    excluded.state.decisions.excluded.insert(id(1));
    assert_eq!(whys(&reverse(&excluded, &done)), [Why::Excluded]);
    let mut unsettled = world.clone();
    unsettled.employee(1).status = EmployeeStatus::Absent;
    assert_eq!(whys(&reverse(&unsettled, &done)), [Why::Unsettled]);
    let mut gone = world;
    gone.snapshot.directory.profiles.clear();
    assert_eq!(whys(&reverse(&gone, &done)), [Why::ProfileGone]);
}

#[test]
fn a4_what_nobody_knows_is_not_undone() {
    let (world, mut done) = created();
    done.unknown = std::mem::take(&mut done.applied);
    let undone = reverse(&world, &done);
    assert_eq!(whys(&undone), [Why::Unknown]);
    assert!(undone.plan.actions.is_empty());
}

#[test]
fn an_undo_is_undone_by_following_personio_again() {
    let (mut world, done) = leaver();
    let undone = reverse(&world, &done);
    let first = apply(&mut world, &undone, true);
    let redone = reverse(&world, &first);
    assert_eq!(kinds(&redone), [(ActionKind::Deactivate, "00u1".to_owned())]);
    assert_eq!(redone.keeps, [Keep::LiftHolds]);
    apply(&mut world, &redone, true);
    assert_eq!(world.profile("00u1").status, ProfileStatus::Deprovisioned);
    assert_eq!(world.holds_for(), [], "nothing is held any more");
}

/// Of one profile, what an undo can bring back.
fn told(profile: &Profile) -> (Option<Text>, Vec<Value>) {
    let known = |value: &Value| match value {
        Value::Absent => Value::Empty,
        value => value.clone(),
    };
    (
        profile.number.clone(),
        profile.attributes.iter().map(known).collect(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn undo_of_apply_restores(world in company()) {
        let before = world.clone();
        let mut world = world;
        world.policy.limits = koppel::core::policy::Limits {
            deactivations: Limit::Percent(100),
            unannounced: Limit::Percent(100),
            department: Limit::Percent(100),
            creations: Limit::Percent(100),
            emptied: Limit::Percent(100),
            changed: Limit::Percent(100),
            relinks: Limit::Percent(100),
            email_changes: Limit::Percent(100),
        };
        let links = world.links();
        let Ok(plan) = koppel::core::plan::make(&world.snapshot, &world.policy, &world.state, &links) else {
            return Ok(());
        };
        prop_assume!(plan.applicable().count() > 0);
        let done = after_a_run(&mut world);
        let links = world.links();
        let Ok(undone) = undo(&done, &world.snapshot, &world.policy, &world.state, &links) else {
            return Ok(());
        };
        apply(&mut world, &undone, true);
        let touched = |profile: &Profile| undone.left.iter().any(|left| left.profile.as_ref() == Some(&profile.id));
        let held = |profile: &Profile| {
            undone.plan.actions.iter().any(|action| action.held.is_some() && action.profile.as_ref() == Some(&profile.id))
        };
        let before_undo = &before.snapshot.directory.profiles;
        for profile in &world.snapshot.directory.profiles {
            let Some(then) = before_undo.iter().find(|then| then.id == profile.id) else {
                let is_off = !profile.is_live() || touched(profile) || held(profile);
                prop_assert!(is_off, "a creation that was undone is live: {profile:?}");
                continue;
            };
            if touched(profile) || held(profile) {
                continue;
            }
            prop_assert_eq!(profile.is_live(), then.is_live(), "{:?}", profile);
            prop_assert_eq!(told(profile), told(then), "{:?}", profile.id);
        }
    }

    #[test]
    fn what_was_undone_is_not_done_again(world in company()) {
        let mut world = world;
        let links = world.links();
        let plan = koppel::core::plan::make(&world.snapshot, &world.policy, &world.state, &links);
        prop_assume!(plan.is_ok());
        let done = after_a_run(&mut world);
        let links = world.links();
        let Ok(undone) = undo(&done, &world.snapshot, &world.policy, &world.state, &links) else {
            return Ok(());
        };
        apply(&mut world, &undone, true);
        let links = world.links();
        let Ok(next) = koppel::core::plan::make(&world.snapshot, &world.policy, &world.state, &links) else {
            return Ok(());
        };
        for action in next.applicable() {
            let again = done.applied.iter().any(|before| {
                before.kind == action.kind && before.employee == action.employee && before.changes == action.changes
            });
            let was_undone = undone.plan.applicable().any(|reverse| reverse.employee == action.employee);
            prop_assert!(!(again && was_undone), "{action:?}");
        }
    }
}

#[test]
fn a9_whom_an_undo_deactivated_waits_as_undone_and_never_as_a_rehire() {
    let (mut world, done) = created();
    let undone = reverse(&world, &done);
    apply(&mut world, &undone, true);
    let waits = [(ActionKind::Reactivate, HoldCode::Undone)];
    for rehire in [Rehire::Ask, Rehire::Reactivate, Rehire::Ignore] {
        world.policy.rehire = rehire;
        assert_eq!(world.holds_for(), waits, "{rehire:?}");
    }
    let note = world.plan().actions[0].held.clone().unwrap().note;
    assert_eq!(note, "undone run 1");
    // Also where the holds are gone: the state remembers the undo.
    world.policy.rehire = Rehire::Ask;
    world.state.decisions.held.clear();
    world.state.past.undone.insert(okta("00unew1"), 2);
    assert_eq!(world.holds_for(), waits);
    let note = world.plan().actions[0].held.clone().unwrap().note;
    assert_eq!(note, "undone by run 2");
    world.state.decisions.released.insert((HoldCode::Undone, id(1)));
    assert_eq!(world.holds_for(), []);
    assert_eq!(applicable(&world)[0].kind, ActionKind::Reactivate);
}

#[test]
fn g1_an_attributes_limit_holds_no_reactivation_of_an_undo() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiss");
    world.says(1, "department", Value::text("Sales"));
    world.holds("00u1", "department", Value::text("Vertrieb"));
    world.policy.activation.send_email = Some(false);
    let mut done = after_a_run(&mut world);
    world.employee(1).status = EmployeeStatus::Inactive;
    let ended = after_a_run(&mut world);
    done.applied.extend(ended.applied);
    world.policy.limits.changed = Limit::Count(0);
    world.policy.limits.emptied = Limit::Count(0);
    let mut plan = reverse(&world, &done).plan;
    assert!(plan.is_over_limit());
    plan.hold_over_limit();
    let held: Vec<_> = plan
        .actions
        .iter()
        .map(|action| (action.kind, action.held.as_ref().map(|hold| hold.code)))
        .collect();
    assert_eq!(
        held,
        [
            (ActionKind::Reactivate, None),
            (ActionKind::Update, Some(HoldCode::OverLimit))
        ]
    );
}

#[test]
fn a9_the_note_of_an_undo_is_read_back_and_nobody_elses_is() {
    for (note, undone, by) in [
        ("undone run 1", Some(1), None),
        ("undone run 1 by run 2", Some(1), Some(2)),
        ("undone by run 2", None, Some(2)),
    ] {
        let read = UndoneNote::parse(note).unwrap();
        assert_eq!(
            (read.undone, read.by, read.to_string().as_str()),
            (undone, by, note)
        );
    }
    for note in [
        "",
        "undone",
        "undone run",
        "undone run x",
        "undone by hand",
        "not undone run 1",
    ] {
        assert_eq!(UndoneNote::parse(note), None, "{note}");
    }
}
