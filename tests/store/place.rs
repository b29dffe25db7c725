//! Where settings and state lie.

use koppel::store::{Environment, Place, Setup};
use std::path::{Path, PathBuf};

#[test]
fn both_folders_can_be_moved_and_a_setup_has_its_own() {
    let environment = Environment::from_iter([("KOPPEL_CONFIG_DIR", "/c"), ("KOPPEL_STATE_DIR", "/s")]);
    let setup = Setup::parse("acme-test").unwrap();
    let place = |setup: Option<&Setup>, named| Place::find(&environment, setup, named).unwrap();
    let plain = place(None, None);
    assert_eq!(plain.settings_file, PathBuf::from("/c/config.toml"));
    assert_eq!(plain.state_folder, PathBuf::from("/s"));
    let own = place(Some(&setup), None);
    assert_eq!(
        own.settings_file,
        PathBuf::from("/c/setups/acme-test/config.toml")
    );
    assert_eq!(own.state_folder, PathBuf::from("/s/setups/acme-test"));
    let named = place(Some(&setup), Some(Path::new("mine.toml")));
    assert_eq!(named.settings_file, PathBuf::from("mine.toml"));
    assert_eq!(
        named.state_folder, own.state_folder,
        "the state goes by the setup"
    );
}

#[test]
fn a_setup_has_a_name_that_folders_and_variables_can_have() {
    assert_eq!(
        Setup::prefix(Some(&Setup::parse("acme-test").unwrap())),
        "KOPPEL_ACME_TEST_"
    );
    for name in ["", "Acme", "1st", "a_b", "../x", "a/b", "ä", &"a".repeat(41)] {
        assert!(Setup::parse(name).is_err(), "{name:?}");
    }
}

#[test]
fn the_environment_shows_names_and_never_values() {
    let environment = Environment::from_iter([("KOPPEL_OKTA_TOKEN", "00secret")]);
    let shown = format!("{environment:?}");
    assert!(
        shown.contains("KOPPEL_OKTA_TOKEN") && !shown.contains("00secret"),
        "{shown}"
    );
}
