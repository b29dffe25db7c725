//! `koppel rules`.

use crate::program::Koppel;

#[test]
fn one_rule_is_found_by_its_id_in_capitals_or_not() {
    for id in ["D1", "d1", " D1 "] {
        let ended = Koppel::bare().run(&["rules", id]);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
        assert!(
            ended.stdout.starts_with("D1 Leaver. koppel deactivates"),
            "{}",
            ended.stdout
        );
        assert!(!ended.stdout.contains("D2 Gone."), "{}", ended.stdout);
    }
}

#[test]
fn without_an_id_all_rules_are_printed_chapter_by_chapter() {
    let ended = Koppel::bare().run(&["rules"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    for words in ["- READ 7", "R1 All or nothing.", "- APPLY 10", "A10 Cancel"] {
        assert!(ended.stdout.contains(words), "{words}");
    }
    assert!(!ended.stdout.contains("**"), "without Markdown's marks");
}

#[test]
fn an_id_that_no_rule_has_is_wrong_usage_and_names_those_that_are_near() {
    let ended = Koppel::bare().run(&["rules", "D77"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""));
    assert!(
        ended.stderr.contains("D1, D2, D3, D4, D5, D6"),
        "{}",
        ended.stderr
    );
    assert_eq!(Koppel::bare().run(&["rules", "\u{202e}"]).code, Some(2));
}
