//! The demo over the library: what its first plan holds, that it can be done, and that nothing of it stays.

use super::control::Control;
use super::world::{Options, World, day_at};
use crate::clock::Clock;
use crate::core::link::ConflictKind;
use crate::core::plan::{
    AccessReason, Action, ActionKind, Activation, HoldCode, Part, Plan, RemarkCode, RunScope, SkipReason,
};
use crate::core::suggest::{Strength, suggest};
use crate::engine::{self, Order, OverLimit, Prepared, ReviewOrder, RunReport, Workplace};
use crate::store::Operator;
use crate::store::state::{OutcomeKind, RunEnd, View};
use crate::tui::demo::{Trouble, World as _};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

fn noon() -> Timestamp {
    "2026-11-24T11:00:00Z".parse().unwrap()
}

fn world(employees: usize, seed: u64) -> World {
    World::open(&Options {
        employees,
        seed,
        clock: Clock::Fixed(noon()),
    })
    .unwrap()
}

/// A person looks, and closes the review with what they see.
fn closing() -> Order {
    Order {
        is_unattended: false,
        is_headless: false,
        review: ReviewOrder::Close,
        ..Order::unattended()
    }
}

fn prepare(world: &World, order: Order) -> Prepared {
    let settings = world.settings().unwrap();
    let connection = world.connection(&settings).unwrap();
    let reading = engine::read(&connection, &settings.policy, &|_| {});
    let snapshot = world.block_on(reading).unwrap();
    let view = View::open(&world.place.state_folder, None, world.clock()).unwrap();
    let state = view.state().unwrap();
    let fingerprint = settings.fingerprint();
    engine::prepare(&settings.policy, &fingerprint, Arc::new(snapshot), state, order).unwrap()
}

fn run(world: &World, order: Order) -> RunReport {
    let settings = world.settings().unwrap();
    let connection = world.connection(&settings).unwrap();
    let workplace = Workplace {
        connection: &connection,
        policy: &settings.policy,
        fingerprint: settings.fingerprint(),
        keep_days: settings.keep_days,
        state_folder: &world.place.state_folder,
        operator: Operator {
            user: "m.vogt".to_owned(),
            host: "talwerk-it".to_owned(),
        },
    };
    let cancel = CancellationToken::new();
    world
        .block_on(engine::run(&workplace, order, &|_| {}, &cancel))
        .unwrap()
}

fn writes(plan: &Plan, kind: ActionKind) -> usize {
    let actions = plan.actions.iter();
    actions
        .filter(|action| action.kind == kind && action.held.is_none())
        .count()
}

fn holds(plan: &Plan) -> BTreeSet<HoldCode> {
    let held = plan.actions.iter().filter_map(|action| action.held.as_ref());
    held.map(|hold| hold.code).collect()
}

#[test]
fn the_first_plan_has_something_of_everything_that_a_sync_does() {
    for (employees, seed) in [(300, 1), (300, 2), (1000, 3)] {
        let world = world(employees, seed);
        let prepared = prepare(&world, closing());
        let plan = &prepared.exact.plan;
        for (kind, least) in [
            (ActionKind::Deactivate, 8),
            (ActionKind::Link, 60),
            (ActionKind::Update, 12),
            (ActionKind::Provision, 12),
            (ActionKind::Activate, 1),
        ] {
            // Somebody who leaves may be somebody who joins under another record: that is asked about.
            let is_asked = |action: &&Action| {
                let code = action.held.as_ref().map(|hold| hold.code);
                action.kind == ActionKind::Deactivate
                    && kind == action.kind
                    && code == Some(HoldCode::SecondRecord)
            };
            let asked = plan.actions.iter().filter(is_asked).count();
            assert!(writes(plan, kind) + asked >= least, "{seed} {kind:?}");
        }
        for code in [
            HoldCode::Rehire,
            HoldCode::MissedLeaver,
            HoldCode::LinkChanged,
            HoldCode::Rename,
            HoldCode::ByPerson,
            HoldCode::SecondRecord,
            HoldCode::PossibleDuplicate,
        ] {
            assert!(holds(plan).contains(&code), "{seed} {code:?}");
        }
        let activations: Vec<_> = plan
            .actions
            .iter()
            .filter_map(|action| action.activation)
            .collect();
        assert!(activations.contains(&Activation::Now) && activations.contains(&Activation::ByHand));
        assert!(activations.iter().any(|one| matches!(one, Activation::On(_))));
        let announced = plan.actions.iter().filter(|action| action.announced).count();
        assert_eq!(announced, 3, "{seed}: an earlier reading saw these ends");
        assert!(
            prepared.stop.is_some(),
            "{seed}: the unannounced leavers trip the guard"
        );
        let over: Vec<_> = plan.limits.iter().filter(|limit| limit.is_over()).collect();
        assert_eq!(over.len(), 1, "{seed}: and nothing else does: {over:?}");
    }
}

#[test]
fn one_department_got_another_name_and_its_people_change_alike() {
    let prepared = prepare(&world(300, 1), closing());
    let renamed = prepared.exact.plan.actions.iter().filter(|action| {
        let mut changes = action.changes.iter();
        action.kind == ActionKind::Update
            && changes.any(|change| change.attribute == "department" && change.to.as_text() == Some("Sales"))
    });
    assert!(renamed.count() >= 10);
}

#[test]
fn about_forty_profiles_are_to_be_decided_and_a_conflict_of_each_kind() {
    for seed in 1..=3 {
        let prepared = prepare(&world(300, seed), closing());
        let suggestions = suggest(&prepared.snapshot, &prepared.state, &prepared.links);
        assert!(
            (38..=46).contains(&suggestions.len()),
            "{seed}: {}",
            suggestions.len()
        );
        for strength in [Strength::Strong, Strength::Likely, Strength::TwoAlike] {
            let mut best = suggestions
                .iter()
                .filter_map(|(_, candidates)| candidates.first());
            assert!(
                best.any(|candidate| candidate.strength == strength),
                "{strength:?}"
            );
        }
        let left = suggestions
            .iter()
            .filter_map(|(_, candidates)| candidates.first());
        assert_eq!(left.filter(|candidate| candidate.has_left).count(), 3);
        let nobody = suggestions.iter().filter(|(_, candidates)| candidates.is_empty());
        assert!(nobody.count() >= 5);
        let conflicts: BTreeSet<_> = prepared
            .links
            .conflicts
            .iter()
            .map(|conflict| conflict.kind)
            .collect();
        for kind in [
            ConflictKind::SameEmail,
            ConflictKind::PersonDisagrees,
            ConflictKind::NumberDisagrees,
            ConflictKind::ForeignNumber,
            ConflictKind::NumberTwice,
        ] {
            assert!(conflicts.contains(&kind), "{seed} {kind:?}");
        }
    }
}

#[test]
fn d5_whoever_left_and_still_has_access_is_there_and_so_is_what_needs_a_person() {
    let prepared = prepare(&world(300, 1), closing());
    let plan = &prepared.exact.plan;
    let reasons: Vec<_> = plan
        .still_have_access
        .iter()
        .map(|access| access.reason)
        .collect();
    for reason in [
        AccessReason::SecondAccount,
        AccessReason::EmployeeGone,
        AccessReason::Hold(HoldCode::MissedLeaver),
    ] {
        assert!(reasons.contains(&reason), "{reason:?}");
    }
    let remarked = |wanted: fn(&RemarkCode) -> bool| plan.remarks.iter().any(|remark| wanted(&remark.code));
    assert!(remarked(|code| matches!(code, RemarkCode::Drift { .. })));
    assert!(remarked(|code| matches!(code, RemarkCode::EndAnnounced(_))));
    assert!(remarked(|code| matches!(code, RemarkCode::EndOverdue(_))));
    assert!(remarked(|code| *code == RemarkCode::LockedInOkta));
    assert!(remarked(|code| *code == RemarkCode::StagedByOthers));
    assert!(!remarked(|code| matches!(code, RemarkCode::AnotherWriter { .. })));
    let skipped = |wanted: fn(&SkipReason) -> bool| plan.skipped.iter().any(|skip| wanted(&skip.reason));
    assert!(skipped(|reason| matches!(reason, SkipReason::TooEarly(_))));
    assert!(skipped(|reason| *reason == SkipReason::Excluded));
}

#[test]
fn the_history_shows_a_month_of_runs_and_decisions_of_two_people() {
    let world = world(300, 1);
    let view = View::open(&world.place.state_folder, None, world.clock()).unwrap();
    let runs = view.runs(100).unwrap();
    assert!(runs.len() >= 10);
    assert!(
        runs.iter()
            .all(|run| matches!(run.ended, Some((_, RunEnd::Done)))),
        "{runs:?}"
    );
    let first = runs.last().unwrap().started;
    assert_eq!((noon() - first).as_hours(), 29 * 24);
    let people: BTreeSet<_> = runs.iter().map(|run| run.by.user.as_str()).collect();
    assert_eq!(people, BTreeSet::from(["a.lindner", "m.vogt"]));
    assert!(view.decision_history(100).unwrap().len() >= 5);
    assert!(
        !view.state().unwrap().review.is_closed(),
        "that is the demo's main job"
    );
}

#[test]
fn a3_the_plan_can_be_applied_and_the_next_one_holds_nothing_but_holds() {
    let world = world(300, 1);
    let report = run(
        &world,
        Order {
            over_limit: OverLimit::Hold,
            ..closing()
        },
    );
    assert!(report.failure.is_none(), "{:?}", report.failure);
    assert!(!report.results.is_empty());
    let again = prepare(&world, closing());
    let left: Vec<_> = again
        .exact
        .plan
        .actions
        .iter()
        .filter(|action| action.held.is_none())
        .collect();
    assert!(
        left.iter()
            .all(|action| action.kind == ActionKind::Deactivate && !action.announced),
        "only those who waited for the guard are left: {left:?}"
    );
}

#[test]
fn a_small_company_is_a_company_too() {
    for employees in [1, 20, 120] {
        let world = world(employees, 7);
        assert!(!prepare(&world, closing()).snapshot.roster.employees.is_empty());
    }
}

#[test]
fn nothing_is_left_behind_and_a_second_start_is_fresh() {
    let first = world(20, 1);
    let second = world(20, 1);
    let folder = first.folder().to_owned();
    assert_ne!(folder, second.folder());
    assert!(first.place.settings_file.starts_with(&folder) && first.place.settings_file.exists());
    assert!(first.place.state_folder.starts_with(&folder));
    drop(first);
    assert!(!folder.exists());
    assert_eq!(day_at(second.clock()), jiff::civil::date(2026, 11, 24));
}

#[test]
fn a_day_passes_for_both_sides_and_for_koppel() {
    let world = world(300, 1);
    run(
        &world,
        Order {
            over_limit: OverLimit::Hold,
            ..closing()
        },
    );
    let control = Control::of(&world);
    let passed = control.pass_a_day();
    assert_eq!((passed.day, passed.first_days), (day_at(world.clock()), 1));
    let plan = prepare(&world, closing()).exact.plan;
    assert_eq!(writes(&plan, ActionKind::Activate), 1, "whose first day has come");
    assert!(writes(&plan, ActionKind::Provision) >= 1, "whom HR added");
    assert_eq!(control.pass_a_day().left, 1, "whose last day was yesterday");
    let plan = prepare(&world, closing()).exact.plan;
    assert_eq!(plan.actions.iter().filter(|action| action.announced).count(), 1);
    assert_eq!((world.clock().now() - noon()).as_hours(), 48);
}

#[test]
fn trouble_comes_and_goes() {
    let world = world(120, 1);
    let settings = world.settings().unwrap();
    let connection = world.connection(&settings).unwrap();
    let read = || world.block_on(engine::read(&connection, &settings.policy, &|_| {}));
    let control = Control::of(&world);
    control.set_trouble(&[Trouble::MissingPerson]);
    let failure = read().unwrap_err();
    assert!(failure.what.contains("Personio"), "{failure:?}");
    control.set_trouble(&[]);
    let all = read().unwrap().roster.employees.len();
    control.set_trouble(&[Trouble::HalfTheCompany]);
    assert!(read().unwrap().roster.employees.len() <= all / 2 + 1);
    control.set_trouble(&[Trouble::TightLimit, Trouble::SlowOkta]);
    control.set_trouble(&[]);
    assert_eq!(read().unwrap().roster.employees.len(), all);
}

#[test]
fn writes_that_fail_are_reported_and_the_rest_is_done() {
    let world = world(300, 1);
    Control::of(&world).set_trouble(&[Trouble::RefusedWrites]);
    let updates = Order {
        part: Part {
            kinds: Some(vec![ActionKind::Update]),
            scope: RunScope::Everybody,
        },
        ..closing()
    };
    let report = run(&world, updates);
    assert!(report.count(OutcomeKind::Applied) > 0);
    let failed: Vec<_> = report
        .results
        .iter()
        .filter_map(|result| result.error.as_ref())
        .collect();
    assert!(!failed.is_empty());
    assert!(
        failed.iter().all(|error| error.summary.contains("permission")),
        "{failed:?}"
    );
    assert!(report.failure.is_none(), "the run goes on");
}
