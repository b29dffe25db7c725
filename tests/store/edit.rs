//! Single keys are changed, and nothing else.

use koppel::store::{EditError, set_key};

const FILE: &str = r#"# ours
version = 1

[okta]
url = "https://old.okta.com" # one org
link_attribute = "employeeNumber"

[login]
start = { attribute = "first_name", take = "whole" }

# what is sent
[[mapping]]
personio = "department"
okta = "department"
"#;

#[test]
fn comments_and_order_stay() {
    let changed = set_key(FILE, "okta.url", Some("\"https://new.okta.com\"")).unwrap();
    assert_eq!(changed, FILE.replace("https://old", "https://new"));
}

#[test]
fn a_key_is_added_to_its_table_and_removed_again() {
    let added = set_key(FILE, "okta.rate_limit_share", Some("0.5")).unwrap();
    assert!(
        added.contains("link_attribute = \"employeeNumber\"\nrate_limit_share = 0.5\n"),
        "{added}"
    );
    assert_eq!(set_key(&added, "okta.rate_limit_share", None).unwrap(), FILE);
}

#[test]
fn a_table_that_is_not_there_is_added() {
    let added = set_key("", "safety.max_creations", Some("\"10%\"")).unwrap();
    assert_eq!(added, "[safety]\nmax_creations = \"10%\"\n");
    assert_eq!(
        set_key(FILE, "safety.max_creations", None).unwrap(),
        FILE,
        "nothing to remove"
    );
}

#[test]
fn a_key_inside_of_an_inline_table_is_changed_there() {
    let changed = set_key(FILE, "login.start.take", Some("\"initial\"")).unwrap();
    assert_eq!(changed, FILE.replace("\"whole\"", "\"initial\""));
}

#[test]
fn a_list_is_changed_as_a_whole() {
    let two = r#"[{ personio = "office", okta = "city" }, { personio = "team", okta = "division" }]"#;
    let changed = set_key(FILE, "mapping", Some(two)).unwrap();
    let old = "personio = \"department\"\nokta = \"department\"\n";
    let new =
        "personio = \"office\"\nokta = \"city\"\n\n[[mapping]]\npersonio = \"team\"\nokta = \"division\"\n";
    assert_eq!(changed, FILE.replace(old, new));
    let inline = set_key("mapping = [] # none yet\n", "mapping", Some(two)).unwrap();
    assert_eq!(inline, format!("mapping = {two} # none yet\n"));
}

#[test]
fn what_cannot_be_written_is_refused() {
    for path in ["okta.ulr", "okta", "", "mapping[].okta", "mapping[0].okta"] {
        let result = set_key(FILE, path, Some("1"));
        assert!(matches!(result, Err(EditError::UnknownKey(_))), "{path}");
    }
    assert!(matches!(
        set_key(FILE, "okta.url", Some("not toml")),
        Err(EditError::NotAValue(_))
    ));
    assert!(matches!(
        set_key("okta = 1", "okta.url", Some("1")),
        Err(EditError::Shape(_))
    ));
    let error = set_key("[okta\ntoken = \"00s3cret\"", "okta.url", Some("1")).unwrap_err();
    assert!(!error.to_string().contains("s3cret"), "{error}");
}
