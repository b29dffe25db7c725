//! `koppel config`.

use crate::program::Koppel;

const FILE: &str = r#"# the least
[okta]
url = "https://acme.okta.com/app/home"

[login]
start.attribute = "first_name"
domain = "acme.com"
billing_country = "NL"

[activation]
time_zone = "Europe/Amsterdam"

[[mapping]]
personio = "department"
okta = "department"

[[mapping]]
personio = "email"
okta = "email"
on_first_link = "overwrite"
"#;

fn with_secrets() -> Koppel {
    let mut koppel = Koppel::bare();
    koppel.file(FILE);
    std::fs::write(koppel.folder.path().join("token"), "00s3cretToken\n").unwrap();
    let path = koppel.path("token");
    koppel
        .set("KOPPEL_OKTA_TOKEN_FILE", &path)
        .set("KOPPEL_PERSONIO_CLIENT_ID", "papi-s3cretId")
        .set("KOPPEL_PERSONIO_CLIENT_SECRET", "papi-s3cret");
    koppel
}

#[test]
fn path_is_the_path_alone() {
    let koppel = Koppel::bare();
    assert_eq!(koppel.run(&["config", "path"]).stdout, "FOLDER/config.toml\n");
    let ended = koppel.run(&["config", "path", "--setup", "acme-test"]);
    assert_eq!(ended.stdout, "FOLDER/setups/acme-test/config.toml\n");
}

#[test]
fn show_says_where_each_value_comes_from_and_no_secret() {
    let mut koppel = with_secrets();
    koppel
        .set("KOPPEL_SAFETY__MAX_CREATIONS", "10%")
        .unset("KOPPEL_PERSONIO_CLIENT_ID");
    let ended = koppel.run(&["config", "show", "-q"]);
    assert!(!ended.whole().contains("s3cret"), "{}", ended.whole());
    insta::assert_snapshot!(ended.whole());
}

#[test]
fn check_is_content_without_asking_anybody() {
    let ended = with_secrets().run(&["config", "check"]);
    assert_eq!(
        ended.stdout,
        "Settings and secrets are complete: 10 keys from the file, 0 from the environment. Neither side was asked.\n"
    );
    assert_eq!(ended.code, Some(0));
    assert!(
        ended
            .stderr
            .contains("Note: okta.url: the path /app/home is not part of the address and was dropped."),
        "{}",
        ended.stderr
    );
}

#[cfg(unix)]
#[test]
fn a_secret_that_everybody_may_read_is_warned_of() {
    use std::os::unix::fs::PermissionsExt;
    let koppel = with_secrets();
    for (mode, warns) in [(0o600, false), (0o644, true)] {
        std::fs::set_permissions(koppel.path("token"), std::fs::Permissions::from_mode(mode)).unwrap();
        let ended = koppel.run(&["config", "check"]);
        assert_eq!(
            ended
                .stderr
                .contains("every user of this machine may read the secret"),
            warns
        );
        assert_eq!(ended.code, Some(0));
    }
}

#[test]
fn nothing_set_up_is_said_with_what_to_do() {
    insta::assert_snapshot!(Koppel::bare().run(&["config", "check"]).whole());
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let mut koppel = with_secrets();
    koppel.file(&FILE.replace("domain", "domian"));
    koppel.set("KOPPEL_OKTA__URL", "acme-admin.okta.com");
    insta::assert_snapshot!(koppel.run(&["config", "check"]).whole());
}

#[test]
fn a_missing_secret_is_said_with_its_variable() {
    let mut koppel = with_secrets();
    koppel.unset("KOPPEL_OKTA_TOKEN_FILE");
    insta::assert_snapshot!(koppel.run(&["config", "check"]).whole());
}

#[test]
fn a_setup_takes_nothing_from_the_one_without_a_name() {
    let koppel = with_secrets();
    let ended = koppel.run(&["config", "check", "--setup", "acme-test"]);
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.stderr.contains("KOPPEL_ACME_TEST_OKTA__URL"),
        "{}",
        ended.stderr
    );
}
