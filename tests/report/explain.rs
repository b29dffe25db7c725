//! The story of one person.

use crate::world::{World, id};
use crate::{assert_fits, screen};
use koppel::core::explain::{explain, find};
use koppel::core::value::Value;
use koppel::report::{PlanView, Screen, write_explanation};

/// Somebody whose department was changed in Okta, and whose e-mail leaves no room.
fn told(screen: Screen) -> String {
    let mut world = World::new();
    world.linked(1, "00u1", "Anneliese", "Leutheusser-Schnarrenberger");
    world.says(1, "department", Value::text("Sales"));
    world.sent("00u1", "department", Value::text("Sales"));
    world.holds("00u1", "department", Value::text("Vertrieb"));
    let (links, plan) = (world.links(), world.plan());
    let subject = find(&world.snapshot, &links, &id(1).to_string())[0];
    let story = explain(
        &world.snapshot,
        &world.policy,
        &world.state,
        &links,
        &plan,
        subject,
    );
    let mut out = Vec::new();
    write_explanation(
        &mut out,
        &PlanView::new(&world.snapshot, &plan),
        subject,
        &story,
        screen,
    )
    .unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn u2_all_three_values_of_an_attribute_are_told_whole_at_each_width() {
    for width in [40, 80, 200] {
        let text = told(screen(width));
        assert_fits(&text, width);
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for whole in [
            "department → department",
            "Personio Sales",
            "Okta Vertrieb",
            "last sent Sales",
        ] {
            assert!(words.contains(whole), "{width}: {whole} is not in {text}");
        }
    }
}
