//! What a change of settings would make of the next plan.

use crate::world::{World, id};
use koppel::core::plan::{ActionKind, LimitCode};
use koppel::core::policy::{First, Limit, Mapping, Rename, Source};
use koppel::core::value::{Text, Value};
use koppel::core::{EmployeeId, Policy};
use koppel::engine::setup::{Difference, NoPreview, Turn, preview};

fn difference(world: &World, new: &Policy) -> Difference {
    preview(&world.snapshot, &world.state, &world.policy, new).unwrap()
}

fn turns(difference: &Difference) -> Vec<(Turn, ActionKind, Option<EmployeeId>)> {
    difference
        .actions
        .iter()
        .map(|change| (change.turn, change.action.kind, change.action.employee))
        .collect()
}

/// Two linked people, one of whom is in another department now, and one newcomer.
fn world() -> World {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.linked(2, "00u2", "Bela", "Novak");
    world.says(1, "department", Value::text("Sales"));
    world.holds("00u1", "department", Value::text("Vertrieb"));
    world.sent("00u1", "department", Value::text("Vertrieb"));
    world.newcomer(3, "Carla", "Conti");
    world
}

#[test]
fn the_same_settings_change_nothing() {
    let world = world();
    let same = difference(&world, &world.policy);
    assert!(same.is_empty(), "{same:?}");
    assert!(!same.kinds.is_empty() && same.kinds.iter().all(|kind| kind.before == kind.after));
}

#[test]
fn a_line_that_is_taken_out_takes_its_updates_with_it() {
    let world = world();
    let mut new = world.policy.clone();
    new.mapping.retain(|line| line.target != "department");
    let change = difference(&world, &new);
    let updates = change
        .kinds
        .iter()
        .find(|kind| kind.kind == ActionKind::Update)
        .unwrap();
    assert_eq!((updates.before, updates.after), (1, 0));
    assert_eq!(
        turns(&change),
        [(Turn::Vanishes, ActionKind::Update, Some(id(1)))]
    );
}

#[test]
fn another_login_schema_shows_whose_login_differs() {
    let world = world();
    let mut new = world.policy.clone();
    let koppel::core::policy::LoginSchema::Generated { domain, .. } = &mut new.login else {
        unreachable!()
    };
    *domain = Text::const_new("acme.org");
    let change = difference(&world, &new);
    assert_eq!(
        turns(&change),
        [(Turn::Differs, ActionKind::Provision, Some(id(3)))]
    );
    assert_eq!(change.actions[0].action.login, "carla.conti@acme.org");
}

#[test]
fn mails_that_are_undecided_skip_the_newcomers() {
    let world = world();
    let mut new = world.policy.clone();
    new.activation.send_email = None;
    let change = difference(&world, &new);
    assert_eq!(
        turns(&change),
        [(Turn::Vanishes, ActionKind::Provision, Some(id(3)))]
    );
    assert_eq!(change.skipped[1], change.skipped[0] + 1);
}

#[test]
fn what_begins_to_wait_and_what_does_not_wait_any_more_is_told_apart() {
    let mut world = world();
    world.says(1, "department", Value::text("Vertrieb"));
    world.employee(1).last_name = Value::text("Krug");
    world.sent("00u1", "lastName", Value::text("Weiß"));
    let mut asking = world.policy.clone();
    asking.rename = Rename::Ask;
    let change = difference(&world, &asking);
    assert_eq!(turns(&change), [(Turn::Waits, ActionKind::Update, Some(id(1)))]);
    assert_eq!(change.held[1], change.held[0] + 1);
    let sending = world.policy.clone();
    world.policy = asking;
    assert_eq!(
        turns(&difference(&world, &sending)),
        [(Turn::Goes, ActionKind::Update, Some(id(1)))]
    );
}

#[test]
fn g1_a_limit_that_the_new_plan_exceeds_is_named() {
    let world = world();
    let mut new = world.policy.clone();
    new.limits.creations = Limit::Count(0);
    let change = difference(&world, &new);
    let codes: Vec<LimitCode> = change.exceeded.iter().map(|limit| limit.code).collect();
    assert_eq!(codes, [LimitCode::Creations]);
}

#[test]
fn what_was_not_read_is_read_before_it_is_compared() {
    let world = world();
    let mapped = |source: Source, target: &'static str| {
        let mut new = world.policy.clone();
        new.mapping.push(Mapping {
            source,
            target: Text::const_new(target),
            first: First::Send,
        });
        new
    };
    let mut other_link = world.policy.clone();
    other_link.link_attribute = Text::const_new("personioId");
    for new in [
        mapped(Source::Attribute(Text::const_new("cost_centers")), "department"),
        mapped(Source::Attribute(Text::const_new("last_name")), "nickName"),
        other_link,
    ] {
        let outcome = preview(&world.snapshot, &world.state, &world.policy, &new);
        assert_eq!(outcome, Err(NoPreview::ReadAgain));
    }
}
