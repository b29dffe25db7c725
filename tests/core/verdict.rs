//! What a run came to, and whom a person decided to leave live (rule D5).

use crate::world::{World, id, okta};
use jiff::ToSpan;
use koppel::core::plan::AccessReason;
use koppel::core::state::AsideKind;
use koppel::core::{Day, RunFacts, RunVerdict};
use koppel::failure::Exit;

/// Anna has left, and somebody lists her profile since decision 7.
fn listed(reason: AsideKind) -> World {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.leave(1);
    world.set_aside("00u1", reason);
    let key = (okta("00u1"), id(1));
    world.state.past.listed_leavers.insert(key, 7);
    world
}

fn is_decided(world: &World) -> Vec<bool> {
    let plan = world.plan();
    let listed = plan.still_have_access.iter();
    listed.map(|access| access.decided_by_person).collect()
}

#[test]
fn d5_the_worst_that_is_so_decides_and_a_part_says_nothing_of_leavers() {
    let good = RunFacts {
        is_whole: true,
        ..RunFacts::default()
    };
    let cases: [(RunFacts, RunVerdict, u8); 10] = [
        (good, RunVerdict::Good, 0),
        (RunFacts { leavers: 1, ..good }, RunVerdict::LeaverWithAccess, 5),
        (
            RunFacts {
                rejected: 1,
                leavers: 1,
                ..good
            },
            RunVerdict::Rejected,
            5,
        ),
        (
            RunFacts {
                unknown: 1,
                rejected: 1,
                ..good
            },
            RunVerdict::UnknownOutcome,
            5,
        ),
        (
            RunFacts {
                failed: 1,
                unknown: 1,
                ..good
            },
            RunVerdict::SomeFailed,
            5,
        ),
        (
            RunFacts {
                owner_is_unknown: true,
                failed: 1,
                ..good
            },
            RunVerdict::OwnerUnknown,
            6,
        ),
        (
            RunFacts {
                lacks_permission: true,
                failed: 1,
                ..good
            },
            RunVerdict::NoPermission,
            6,
        ),
        (
            RunFacts {
                is_whole: false,
                ..good
            },
            RunVerdict::PartDone,
            0,
        ),
        (
            RunFacts {
                is_whole: false,
                leavers: 3,
                ..good
            },
            RunVerdict::PartDone,
            0,
        ),
        (
            RunFacts {
                is_whole: false,
                failed: 1,
                ..good
            },
            RunVerdict::SomeFailed,
            5,
        ),
    ];
    for (facts, verdict, code) in cases {
        assert_eq!(RunVerdict::of(&facts), verdict, "{facts:?}");
        assert_eq!(verdict.exit().code(), code, "{facts:?}");
    }
    let good = RunVerdict::ALL
        .into_iter()
        .filter(|verdict| verdict.exit() == Exit::Done);
    assert_eq!(good.collect::<Vec<_>>(), [RunVerdict::Good, RunVerdict::PartDone]);
}

#[test]
fn d5_a_decision_counts_when_it_was_taken_after_the_profile_was_listed() {
    for (at, counts) in [(6, false), (7, false), (8, true)] {
        let mut world = listed(AsideKind::External);
        world.state.decisions.numbers.aside.insert(okta("00u1"), at);
        assert_eq!(is_decided(&world), [counts], "{at}");
        // Of another profile it says nothing.
        world.state.decisions.numbers.aside.clear();
        world.state.decisions.numbers.aside.insert(okta("00u2"), at);
        assert_eq!(is_decided(&world), [false]);
    }
    let mut world = listed(AsideKind::Settings);
    assert_eq!(is_decided(&world), [false], "the settings say no time");
    world.state.decisions.numbers.excluded.insert(id(1), 8);
    assert_eq!(is_decided(&world), [true]);
    world.state.past.listed_leavers.clear();
    assert_eq!(
        is_decided(&world),
        [false],
        "koppel has not listed the profile yet"
    );
}

#[test]
fn d5_a_hold_on_the_deactivation_is_on_the_linked_profile_and_on_no_second_account() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.leave(1);
    world.account("00u2", "Anna", "Admin");
    world.set_aside("00u2", AsideKind::Second(Some(id(1))));
    world.policy.protected.insert("anna.weiß@example.com".into());
    for profile in ["00u1", "00u2"] {
        let key = (okta(profile), id(1));
        world.state.past.listed_leavers.insert(key, 7);
    }
    world.state.decisions.numbers.held_deactivations.insert(id(1), 8);
    assert_eq!(is_decided(&world), [true, false]);
}

#[test]
fn d5_being_out_of_scope_counts_always() {
    let mut world = listed(AsideKind::External);
    world.state.decisions.aside.clear();
    world.state.past.listed_leavers.clear();
    world.policy.scope.include = vec![koppel::core::policy::Condition {
        attribute: "department".into(),
        is: vec!["Sales".into()],
    }];
    assert_eq!(world.access(), [(1, "00u1".to_owned(), AccessReason::OutOfScope)]);
    assert_eq!(is_decided(&world), [true]);
}

#[test]
fn d5_a_joiner_waits_from_three_days_before_the_first_day_on() {
    for (days, waits) in [(-31, 0), (-30, 1), (0, 1), (3, 1), (4, 0)] {
        let mut world = World::new();
        world.newcomer(1, "Zoe", "Adam");
        let today = world.snapshot.moment.today;
        world.employee(1).hire_date = Day::On(today.checked_add(days.days()).unwrap());
        assert_eq!(world.plan().waiting_joiners(&world.snapshot), 0, "nobody waits");
        world.policy.activation.send_email = None;
        assert_eq!(world.plan().waiting_joiners(&world.snapshot), waits, "{days}");
    }
}
