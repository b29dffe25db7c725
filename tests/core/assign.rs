//! Whether a link by hand can be made (rule L7), before it is staged.

use crate::world::{TODAY, World, id, okta};
use koppel::core::assign::{Desk, Draft, Entry, Fit, LineRefusal, Note, Refusal, Removal, Verdict, judge};
use koppel::core::employee::{Day, EmployeeStatus};
use koppel::core::link::{ConflictKind, resolve};
use koppel::core::plan::{ActionKind, make};
use koppel::core::profile::ProfileStatus;
use koppel::core::state::{Aside, AsideKind, Staging};
use koppel::core::value::Text;
use koppel::core::{EmployeeId, OktaId};

/// One linked, one to decide about, one employee without a profile.
fn world() -> World {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiss");
    world.account("00u2", "Bea", "Braun");
    world.hire(3, "Cem", "Yildiz");
    world
}

fn assign(world: &World, okta: &str, employee: u64, may_move: bool) -> Result<Fit, Refusal> {
    let links = world.links();
    let desk = Desk::new(&world.snapshot, &world.policy, &world.state, &links);
    let profile = desk.find(okta)?;
    let fit = desk.assign(profile, id(employee), may_move)?;
    agrees_with_the_plan(world, &desk.profile(profile).id, id(employee), &fit);
    Ok(fit)
}

/// What is said to fit is what the resolver then links.
fn agrees_with_the_plan(world: &World, profile: &OktaId, employee: EmployeeId, fit: &Fit) {
    let mut draft = Draft::default();
    match fit {
        Fit::Already => {}
        Fit::Confirm => draft.confirmed.push((profile.clone(), employee)),
        Fit::Assign(notes) => {
            let moves = notes.iter().any(Note::is_move);
            draft.assignments.push((profile.clone(), employee, moves));
        }
    }
    let mut state = world.state.clone();
    draft.confirm_in(&mut state);
    let links = resolve(&world.snapshot, &world.policy, &state);
    assert!(draft.unmet(&world.snapshot, &links).is_empty(), "{fit:?}");
}

fn remove(world: &World, okta: &str) -> Result<Removal, Refusal> {
    let links = world.links();
    let desk = Desk::new(&world.snapshot, &world.policy, &world.state, &links);
    desk.remove(desk.find(okta)?)
}

#[test]
fn l7_the_id_must_exist_and_be_free() {
    let world = world();
    assert_eq!(assign(&world, "00u2", 3, false), Ok(Fit::Assign(vec![])));
    assert_eq!(
        assign(&world, "00u2", 99, false),
        Err(Refusal::NoSuchEmployee(id(99)))
    );
    assert_eq!(assign(&world, "00u9", 3, false), Err(Refusal::NoSuchProfile));
    assert_eq!(assign(&world, "00u1", 1, false), Ok(Fit::Already));
}

#[test]
fn n4_a_login_is_found_as_okta_compares_it() {
    let mut world = world();
    world.account("00u4", "Jorg", "Muller").login = Text::const_new("jörg.müller@example.com");
    for login in [
        "bea.braun@example.com",
        " BEA.Braun@Example.com ",
        "béa.braun@example.com",
    ] {
        assert!(assign(&world, login, 3, false).is_ok(), "{login}");
    }
    assert!(assign(&world, "jorg.muller@example.com", 3, false).is_ok());
    world.account("00u5", "Jorg", "Muller").login = Text::const_new("jørg.muller@example.com");
    assert_eq!(
        assign(&world, "jorg.muller@example.com", 3, false),
        Err(Refusal::AmbiguousLogin(vec![okta("00u4"), okta("00u5")]))
    );
    assert!(
        assign(&world, "jørg.muller@example.com", 3, false).is_ok(),
        "the very same one is meant"
    );
}

#[test]
fn l7_a_move_is_a_step_of_its_own_that_names_who_loses() {
    let world = world();
    let loses = vec![Note::TakesFrom(okta("00u1"))];
    assert_eq!(
        assign(&world, "00u2", 1, false),
        Err(Refusal::NeedsMove(loses.clone()))
    );
    assert_eq!(assign(&world, "00u2", 1, true), Ok(Fit::Assign(loses)));
    let leaves = vec![Note::LeavesWithout(id(1))];
    assert_eq!(
        assign(&world, "00u1", 3, false),
        Err(Refusal::NeedsMove(leaves.clone()))
    );
    assert_eq!(assign(&world, "00u1", 3, true), Ok(Fit::Assign(leaves)));
}

#[test]
fn l9_nothing_is_assigned_to_who_is_aside_excluded_or_out_of_scope() {
    let mut aside = world();
    let service = Aside {
        kind: AsideKind::Service,
        note: String::new(),
    };
    aside.state.decisions.aside.insert(okta("00u2"), service.clone());
    assert_eq!(
        assign(&aside, "00u2", 3, true),
        Err(Refusal::Aside(AsideKind::Service))
    );
    let mut excluded = world();
    excluded.state.decisions.excluded.insert(id(3));
    assert_eq!(assign(&excluded, "00u2", 3, true), Err(Refusal::Excluded(id(3))));
    excluded.state.decisions.excluded.insert(id(1));
    excluded.state.decisions.excluded.remove(&id(3));
    assert_eq!(
        assign(&excluded, "00u1", 3, true),
        Err(Refusal::Excluded(id(1))),
        "their profile stays with them"
    );
    let mut holder = world();
    holder.state.decisions.aside.insert(okta("00u1"), service);
    assert_eq!(
        assign(&holder, "00u2", 1, false),
        Ok(Fit::Assign(vec![])),
        "what is aside keeps its number and is no link"
    );
}

#[test]
fn l10_assigning_takes_a_rejection_back() {
    let mut world = world();
    world.state.decisions.rejected.insert((okta("00u2"), id(3)));
    assert_eq!(
        assign(&world, "00u2", 3, false),
        Ok(Fit::Assign(vec![Note::WasRejected]))
    );
}

#[test]
fn a_number_that_stands_there_is_confirmed_and_not_written() {
    let mut world = world();
    world.account("00u4", "Payroll", "Chance").number = Some(Text::const_new("3"));
    assert_eq!(assign(&world, "00u4", 3, false), Ok(Fit::Confirm));
    assert_eq!(
        assign(&world, "00u2", 3, false),
        Err(Refusal::NeedsMove(vec![Note::TakesFrom(okta("00u4"))]))
    );
    let taken = assign(&world, "00u2", 3, true).unwrap();
    let expected = vec![
        Note::TakesFrom(okta("00u4")),
        Note::Decides(ConflictKind::NumberDisagrees),
    ];
    assert_eq!(taken, Fit::Assign(expected));
}

#[test]
fn l6_one_of_two_holders_is_chosen_with_a_move() {
    let mut world = world();
    world.account("00u4", "Anna", "Weiss").number = Some(Text::const_new("1"));
    assert_eq!(
        assign(&world, "00u1", 1, false),
        Err(Refusal::NeedsMove(vec![Note::TakesFrom(okta("00u4"))]))
    );
    assert!(assign(&world, "00u1", 1, true).is_ok());
}

#[test]
fn l5_a_foreign_number_goes_and_is_named() {
    let mut world = world();
    world.profile("00u2").number = Some(Text::const_new("E-77"));
    assert_eq!(
        assign(&world, "00u2", 3, false),
        Ok(Fit::Assign(vec![Note::Overwrites(Text::const_new("E-77"))]))
    );
}

#[test]
fn u8_a_deactivated_profile_comes_back_or_is_nothing() {
    let mut world = world();
    world.profile("00u2").status = ProfileStatus::Deprovisioned;
    assert_eq!(
        assign(&world, "00u2", 3, false),
        Ok(Fit::Assign(vec![Note::ComesBack]))
    );
    world.employee(3).status = EmployeeStatus::Inactive;
    assert_eq!(assign(&world, "00u2", 3, false), Err(Refusal::BothEnded));
}

#[test]
fn d6_who_has_left_is_said_to_lose_the_profile() {
    let mut world = world();
    world.employee(3).status = EmployeeStatus::Inactive;
    assert_eq!(
        assign(&world, "00u2", 3, false),
        Ok(Fit::Assign(vec![Note::HasLeft]))
    );
}

#[test]
fn g3_a_protected_profile_loses_no_number() {
    let mut world = world();
    world
        .policy
        .protected
        .insert("anna.weiss@example.com".to_owned().into());
    let refusal = Err(Refusal::Protected(okta("00u1")));
    assert_eq!(assign(&world, "00u2", 1, true), refusal);
    assert_eq!(assign(&world, "00u1", 3, true), refusal);
    assert_eq!(remove(&world, "00u1"), Err(Refusal::Protected(okta("00u1"))));
}

#[test]
fn r5_a_profile_in_transition_waits() {
    let mut world = world();
    world.profile("00u2").in_transition = true;
    assert_eq!(assign(&world, "00u2", 3, false), Err(Refusal::Unsettled));
    world.profile("00u1").status = ProfileStatus::Other(Text::const_new("FROZEN"));
    assert_eq!(remove(&world, "00u1"), Err(Refusal::Unsettled));
}

#[test]
fn what_is_staged_already_gives_way_and_is_named() {
    let mut world = world();
    world.hire(4, "Dana", "Novak");
    world.account("00u5", "Eva", "Ernst");
    world.assign("00u2", 4).staging = Staging::Staged;
    world.assign("00u5", 3).staging = Staging::Staged;
    assert_eq!(
        assign(&world, "00u2", 3, false),
        Ok(Fit::Assign(vec![
            Note::ReplacesProfile(okta("00u5")),
            Note::ReplacesEmployee(id(4)),
        ]))
    );
}

#[test]
fn a_removal_takes_away_what_stands_there_or_is_staged() {
    let mut world = world();
    assert_eq!(remove(&world, "00u1"), Ok(Removal::Remove(id(1))));
    assert_eq!(remove(&world, "00u2"), Err(Refusal::NoLink));
    world.assign("00u2", 3);
    assert_eq!(remove(&world, "00u2"), Ok(Removal::TakeBack(id(3))));
    world.profile("00u2").number = Some(Text::const_new("E-77"));
    assert_eq!(
        remove(&world, "00u2"),
        Err(Refusal::ForeignNumber(Text::const_new("E-77")))
    );
    world.profile("00u2").number = Some(Text::const_new("999"));
    world.state.past.known_employees.insert(id(999));
    assert_eq!(remove(&world, "00u2"), Ok(Removal::Remove(id(999))));
    world.profile("00u1").status = ProfileStatus::Deprovisioned;
    assert_eq!(remove(&world, "00u1"), Err(Refusal::Deactivated));
}

fn list(world: &World, rows: &[(&str, &str)], may_move: bool) -> (Vec<Verdict>, Draft) {
    let links = world.links();
    let desk = Desk::new(&world.snapshot, &world.policy, &world.state, &links);
    let entries: Vec<Entry<'_>> = rows
        .iter()
        .map(|(okta, employee_id)| Entry {
            okta,
            employee_id,
            is_torn: false,
            misnamed: None,
        })
        .collect();
    let verdicts = judge(&desk, &entries, may_move);
    let draft = desk.draft(&verdicts);
    (verdicts, draft)
}

fn refused(verdict: &Verdict) -> Option<&LineRefusal> {
    match verdict {
        Verdict::Refused(refusal) => Some(refusal),
        _ => None,
    }
}

#[test]
fn l7_of_lines_that_contradict_each_other_none_counts() {
    let mut world = world();
    world.hire(4, "Dana", "Novak");
    world.account("00u5", "Eva", "Ernst");
    let rows = [
        ("00u2", "3"),
        ("bea.braun@example.com", "4"),
        ("00u5", "4"),
        ("00u9", "4"),
        ("00u5", "04"),
    ];
    let (verdicts, draft) = list(&world, &rows, false);
    assert_eq!(refused(&verdicts[0]), Some(&LineRefusal::Contradicts(vec![1])));
    assert_eq!(refused(&verdicts[1]), Some(&LineRefusal::Contradicts(vec![0])));
    assert_eq!(
        refused(&verdicts[2]),
        Some(&LineRefusal::EmployeeTwice(vec![1])),
        "nobody knows whether the other was meant"
    );
    assert_eq!(
        refused(&verdicts[3]),
        Some(&LineRefusal::Refused(Refusal::NoSuchProfile))
    );
    assert_eq!(refused(&verdicts[4]), Some(&LineRefusal::NoId));
    assert_eq!(draft, Draft::default());
}

#[test]
fn a_line_that_is_said_twice_counts_once() {
    let rows = [("00u2", "3"), ("BEA.BRAUN@example.com", " 3 "), ("00u1", "1")];
    let (verdicts, draft) = list(&world(), &rows, false);
    assert_eq!(verdicts[1], Verdict::Repeats(0));
    assert_eq!(draft.assignments, [(okta("00u2"), id(3), false)]);
    assert_eq!(draft.employees(), [id(3)], "who is linked already needs nothing");
}

#[test]
fn l7_two_may_swap_their_profiles_in_one_list() {
    let mut world = world();
    world.linked(4, "00u4", "Dana", "Novak");
    let rows = [("00u1", "4"), ("00u4", "1")];
    let (verdicts, _) = list(&world, &rows, false);
    assert!(verdicts.iter().all(Verdict::is_refused));
    let (verdicts, draft) = list(&world, &rows, true);
    assert!(!verdicts.iter().any(Verdict::is_refused), "{verdicts:?}");
    let mut state = world.state.clone();
    draft.confirm_in(&mut state);
    let links = resolve(&world.snapshot, &world.policy, &state);
    let plan = make(&world.snapshot, &world.policy, &state, &links).unwrap();
    let written = plan
        .actions
        .iter()
        .filter(|action| action.kind == ActionKind::Link && action.held.is_none());
    assert_eq!(written.count(), 2);
}

#[test]
fn what_is_confirmed_or_linked_takes_back_what_is_staged_for_the_profile() {
    let mut world = world();
    world.assign("00u1", 3).staging = Staging::Staged;
    let (_, draft) = list(&world, &[("00u1", "1")], false);
    assert_eq!(draft.taken_back, [okta("00u1")]);
    let mut state = world.state.clone();
    draft.confirm_in(&mut state);
    assert!(state.decisions.assignments.is_empty());
}

#[test]
fn an_assignment_before_the_first_day_is_staged_and_waits_by_itself() {
    let mut world = world();
    world.profile("00u2").status = ProfileStatus::Deprovisioned;
    world.employee(3).hire_date = Day::On(TODAY.tomorrow().unwrap());
    assert_eq!(
        assign(&world, "00u2", 3, false),
        Ok(Fit::Assign(vec![Note::ComesBack]))
    );
}
