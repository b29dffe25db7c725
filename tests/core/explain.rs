//! An explanation says what the plan does: for every person, of whatever company.

use crate::company::company;
use crate::world::{World, id, okta};
use koppel::core::EmployeeId;
use koppel::core::explain::{Explanation, Stage, Subject, Verdict, Way, explain, find};
use koppel::core::link::{EmployeeStanding, LinkReport, ProfileStanding};
use koppel::core::plan::{HoldCode, Plan, SkipReason, make};
use koppel::core::value::{Text, Value};
use proptest::prelude::*;

fn of(world: &World, links: &LinkReport, plan: &Plan, subject: Subject) -> Explanation {
    explain(&world.snapshot, &world.policy, &world.state, links, plan, subject)
}

fn one(world: &World, words: &str) -> Explanation {
    let links = world.links();
    let found = find(&world.snapshot, &links, words);
    assert_eq!(found.len(), 1, "{words}");
    of(world, &links, &world.plan(), found[0])
}

/// Kind of each action with whether it waits, and each skip: as the plan has them, and as they are told.
fn planned(plan: &Plan, employee: EmployeeId) -> Vec<String> {
    let is_stopped = plan.is_over_limit();
    let actions = plan
        .actions
        .iter()
        .filter(|action| action.employee == Some(employee));
    let skips = plan.skipped.iter().filter(|skip| skip.employee == Some(employee));
    let actions = actions.map(|action| match &action.held {
        Some(hold) => format!("{:?} held {:?}", action.kind, hold.code),
        None if is_stopped => format!("{:?} stopped", action.kind),
        None => format!("{:?}", action.kind),
    });
    actions
        .chain(skips.map(|skip| format!("{:?}", skip.reason)))
        .collect()
}

fn told(story: &Explanation) -> Vec<String> {
    let results = story.steps.iter().filter(|step| step.stage == Stage::Result);
    results
        .filter_map(|step| match &step.verdict {
            Verdict::Held(kind, hold) => Some(format!("{kind:?} held {:?}", hold.code)),
            Verdict::Stopped(kind) => Some(format!("{kind:?} stopped")),
            Verdict::Applied(kind) => Some(format!("{kind:?}")),
            Verdict::Skipped(reason) => Some(format!("{reason:?}")),
            _ => None,
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_explanation_agrees_with_the_plan_for_every_person(world in company()) {
        let links = world.links();
        let Ok(plan) = make(&world.snapshot, &world.policy, &world.state, &links) else {
            return Ok(());
        };
        for (at, employee) in (0u32..).zip(&world.snapshot.roster.employees) {
            let story = of(&world, &links, &plan, Subject::of_employee(&links, at));
            prop_assert_eq!(told(&story), planned(&plan, employee.id));
            prop_assert!(story.steps.is_sorted_by_key(|step| step.stage));
            for stage in [Stage::Read, Stage::Link, Stage::Result] {
                prop_assert!(story.steps.iter().any(|step| step.stage == stage), "{stage:?}");
            }
            let is_in_conflict = story.steps.iter().any(|step| matches!(step.verdict, Verdict::Conflict { .. }));
            let standing = links.employees[at as usize];
            prop_assert_eq!(is_in_conflict, matches!(standing, EmployeeStanding::InConflict(_)));
            let waits = story.steps.iter().filter(|step| {
                matches!(step.verdict, Verdict::Held(..) | Verdict::Skipped(_) | Verdict::Conflict { .. })
            });
            for step in waits {
                prop_assert!(!step.ways.is_empty(), "nothing could be done about {step:?}");
            }
            let changed = plan.actions.iter().filter(|action| action.employee == Some(employee.id));
            for change in changed.flat_map(|action| &action.changes) {
                let is_mapped = world.policy.mapping.iter().any(|one| one.target == change.attribute);
                let is_told = story.steps.iter().any(|step| {
                    matches!(&step.verdict, Verdict::Sent { to, .. } if *to == change.to)
                });
                prop_assert!(!is_mapped || is_told, "{change:?}");
            }
        }
        for (at, profile) in (0u32..).zip(&world.snapshot.directory.profiles) {
            let subject = Subject::of_profile(&links, at);
            let story = of(&world, &links, &plan, subject);
            prop_assert_eq!(story.profile.as_ref(), Some(&profile.id));
            let is_paired = matches!(links.profiles[at as usize], ProfileStanding::Paired(_));
            prop_assert_eq!(story.employee.is_some(), is_paired);
            if subject.employee.is_none() {
                let mine = plan.actions.iter().filter(|action| action.profile.as_ref() == Some(&profile.id));
                let skips = plan.skipped.iter().filter(|skip| skip.profile.as_ref() == Some(&profile.id));
                prop_assert_eq!(told(&story).len(), mine.count() + skips.count());
            }
        }
    }
}

#[test]
fn a_person_is_found_by_id_email_login_or_name() {
    let mut world = World::new();
    world.linked(1, "00u1", "Jörg", "Müller");
    world.profile("00u1").login = Text::const_new("jm@example.com");
    world.linked(2, "00u2", "Anna", "Weiß");
    for words in [
        "1",
        " 00u1 ",
        "jörg.müller@EXAMPLE.com",
        "JM@example.com",
        "joerg mueller",
    ] {
        let story = one(&world, words);
        assert_eq!(
            (story.employee, story.profile),
            (Some(id(1)), Some(okta("00u1"))),
            "{words}"
        );
    }
    world.hire(3, "Joerg", "Mueller");
    let links = world.links();
    assert_eq!(
        find(&world.snapshot, &links, "Jörg Müller").len(),
        2,
        "several are named"
    );
    assert_eq!(find(&world.snapshot, &links, "nobody"), []);
}

#[test]
fn a_skip_a_hold_and_a_conflict_say_what_would_change_them() {
    let mut world = World::new();
    world.newcomer(1, "Anna", "Weiß").email = Value::Empty;
    let last = |world: &World| one(world, "1").steps.pop().unwrap();
    assert_eq!(last(&world).verdict, Verdict::Skipped(SkipReason::MissingEmail));
    assert_eq!(
        (last(&world).rule, last(&world).ways),
        ("P1", vec![Way::InPersonio("email")])
    );
    world.employee(1).email = Value::text("anna@example.com");
    world.account("00u1", "Anna", "Weiß");
    assert_eq!(last(&world).rule, "P3");
    assert!(
        last(&world)
            .ways
            .contains(&Way::Release(HoldCode::PossibleDuplicate))
    );
    world.account("00u2", "Anna", "Weiß").email = Some(Text::const_new("anna@example.com"));
    world.account("00u3", "Anna", "Weiß").email = Some(Text::const_new("anna@example.com"));
    assert_eq!(
        (last(&world).rule, last(&world).ways[0].clone()),
        ("L4", Way::Assign)
    );
}
