//! Rule A6: attributes that Okta itself refused, for each profile and for a user type.

use super::book::{Book, action, applied, change, okta, refused};
use koppel::core::plan::{ActionKind, Change};
use koppel::core::schema::Schema;
use koppel::core::{AttributeMarks, Policy, Profile, RefusedAttribute, Text};
use koppel::store::state::{ActionEnd, Applied, AttributeAnswers, Decision};

fn marks(change: &Change) -> AttributeMarks {
    AttributeMarks::of(change, &Schema::default(), &Policy::default())
}

/// The update of this profile was refused for its department, or taken without it.
fn answer(book: &mut Book, employee: u64, is_taken: bool) {
    let profile = format!("00u{employee}");
    let mut update = action(ActionKind::Update, employee, &profile);
    update.changes = vec![change("department", "A", "B"), change("title", "A", "B")];
    let attributes = AttributeAnswers {
        user_type: Text::const_new("oty1"),
        refused: vec![RefusedAttribute {
            profile: okta(&profile),
            user_type: Text::const_new("oty1"),
            attribute: Text::const_new("department"),
            marks: marks(&update.changes[0]),
            code: Some("E0000023".to_owned()),
            words: "mastered".to_owned(),
            agrees: true,
        }],
        ..AttributeAnswers::default()
    };
    let end = if is_taken {
        applied(Applied::default())
    } else {
        refused(false)
    };
    book.run(update, &ActionEnd { attributes, ..end });
}

/// The whole update of this profile was taken.
fn take(book: &mut Book, employee: u64) {
    let profile = format!("00u{employee}");
    let mut update = action(ActionKind::Update, employee, &profile);
    update.changes = vec![change("department", "A", "B")];
    let attributes = AttributeAnswers {
        user_type: Text::const_new("oty1"),
        ..AttributeAnswers::default()
    };
    let end = applied(Applied::default());
    book.run(update, &ActionEnd { attributes, ..end });
}

/// Whether the department of this profile would be left out, with this value.
fn is_left_out(book: &Book, employee: u64, value: &str) -> bool {
    let mut world = super::world::World::new();
    let mut profile: Profile = world.account(&format!("00u{employee}"), "A", "B").clone();
    profile.user_type = Some(Text::const_new("oty1"));
    let change = change("department", "A", value);
    let refused = book.state().past.refused_attributes;
    refused.said_of(&profile, &change, &marks(&change)) == Some("E0000023 mastered".to_owned())
}

#[test]
fn a6_a_refused_attribute_is_known_for_its_profile_and_value() {
    for is_taken in [false, true] {
        let mut book = Book::new();
        answer(&mut book, 1, is_taken);
        assert!(is_left_out(&book, 1, "B"));
        assert!(!is_left_out(&book, 1, "C"), "another value");
        assert!(!is_left_out(&book, 2, "B"), "another profile");
        let row = &book.view().actions_of_profile(&okta("00u1")).unwrap()[0];
        let names: Vec<&str> = row
            .action
            .changes
            .iter()
            .map(|one| one.attribute.as_str())
            .collect();
        let expected: &[&str] = if is_taken {
            &["title"]
        } else {
            &["department", "title"]
        };
        assert_eq!(names, expected, "an undo goes by what was taken");
        assert!(row.error.is_some());
    }
}

#[test]
fn a6_five_profiles_speak_for_their_user_type_until_one_takes_the_attribute() {
    let mut book = Book::new();
    for employee in 1..=4 {
        answer(&mut book, employee, false);
    }
    assert!(!is_left_out(&book, 9, "Z"));
    answer(&mut book, 5, true);
    assert!(is_left_out(&book, 9, "Z"), "whatever the value is");
    take(&mut book, 9);
    for employee in 1..=9 {
        assert!(
            !is_left_out(&book, employee, "B"),
            "the cause is mended: {employee}"
        );
    }
}

#[test]
fn a6_where_profiles_disagree_each_speaks_for_itself() {
    let mut book = Book::new();
    for employee in 1..=4 {
        answer(&mut book, employee, false);
    }
    take(&mut book, 8);
    for employee in 5..=8 {
        answer(&mut book, employee, false);
    }
    assert!(is_left_out(&book, 1, "B"), "its own refusal stays");
    assert!(!is_left_out(&book, 9, "B"), "four have agreed since");
}

#[test]
fn a6_a_person_who_retries_wants_the_attribute_sent_also_where_its_type_agrees() {
    let mut book = Book::new();
    for employee in 1..=6 {
        answer(&mut book, employee, false);
    }
    book.decide(Decision::Retry {
        employee: None,
        profile: Some(okta("00u1")),
    });
    assert!(!is_left_out(&book, 1, "B"));
    assert!(is_left_out(&book, 2, "B"));
}
