//! How faults are written.

use koppel::sim::fault::{Calls, Fault, Kind, When};
use proptest::prelude::*;
use std::collections::HashSet;

fn when() -> impl Strategy<Value = When> {
    prop_oneof![
        Just(When::Always),
        (1_u32..).prop_map(|first| When::Nth { first, last: None }),
        (1_u32.., 0_u32..).prop_map(|(first, more)| When::Nth {
            first,
            last: Some(first.saturating_add(more))
        }),
        (1_u16..=10_000).prop_map(When::Rate),
    ]
}

/// Every fault that has an effect.
fn fault() -> impl Strategy<Value = Fault> {
    let fault = (
        proptest::sample::select(Kind::all()),
        proptest::sample::select(Calls::all()),
        when(),
    );
    fault.prop_filter_map("without an effect", |(kind, calls, when)| {
        let text = format!("{}@{}", kind.name(), calls.name());
        text.parse::<Fault>()
            .is_ok()
            .then_some(Fault { kind, calls, when })
    })
}

proptest! {
    #[test]
    fn what_is_written_is_what_is_read(fault in fault()) {
        prop_assert_eq!(fault.to_string().parse::<Fault>(), Ok(fault));
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,24}") {
        let _ = text.parse::<Fault>();
    }

    #[test]
    fn what_is_understood_is_written_the_same_way_twice(
        text in "(slow|gap|status-500)(@(list|any|employees))?(:[0-9]{1,2}(-[0-9]{0,2})?|=[0-9]{1,3}(\\.[0-9]{1,2})?%)?"
    ) {
        if let Ok(fault) = text.parse::<Fault>() {
            let written = fault.to_string();
            prop_assert_eq!(written.parse::<Fault>(), Ok(fault));
        }
    }
}

#[test]
fn the_parts_are_what_they_say() {
    let fault = |text: &str| text.parse::<Fault>().unwrap();
    assert_eq!(
        fault("status-500@create:3"),
        Fault {
            kind: Kind::Status500,
            calls: Calls::Create,
            when: When::Nth {
                first: 3,
                last: Some(3)
            },
        }
    );
    assert_eq!(fault("cut-after=5%").when, When::Rate(500));
    assert_eq!(fault("cut-after=0.5%").when, When::Rate(50));
    assert_eq!(fault("cut-after=0.05%").when, When::Rate(5));
    assert_eq!(fault("slow@personio:2-").when, When::Nth { first: 2, last: None });
    assert_eq!(fault("gap"), Fault::new(Kind::Gap));
}

#[test]
fn what_is_wrong_is_said_in_words() {
    let said = |text: &str| text.parse::<Fault>().unwrap_err().to_string();
    assert_eq!(
        said("staus-500"),
        "there is no fault staus-500; the nearest is status-500"
    );
    assert_eq!(
        said("slow@lists"),
        "there are no calls lists; the nearest are list"
    );
    assert_eq!(
        said("self-next@create"),
        "self-next has no effect on create; it strikes list"
    );
    for text in [
        "slow:0",
        "slow:4-2",
        "slow:",
        "slow:-3",
        "slow:x",
        "slow:99999999999",
        "slow: 1",
    ] {
        assert!(said(text).contains("names no call"), "{text}: {}", said(text));
    }
    for text in [
        "slow=0%",
        "slow=101%",
        "slow=5",
        "slow=%",
        "slow=1.234%",
        "slow=.5%",
        "slow=-1%",
        "slow=+1%",
    ] {
        assert!(said(text).contains("is no rate"), "{text}: {}", said(text));
    }
    assert!(said("").contains("there is no fault"));
}

#[test]
fn every_fault_has_a_name_of_its_own_and_a_description() {
    let names: HashSet<String> = Kind::all().iter().map(|kind| kind.name()).collect();
    assert_eq!(names.len(), Kind::all().len());
    for kind in Kind::all() {
        assert!(!kind.about().is_empty(), "{}", kind.name());
        let is_plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        assert!(kind.name().chars().all(is_plain), "{}", kind.name());
    }
}
