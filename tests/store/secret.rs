//! Where secrets are looked for.

use koppel::store::{Environment, Secret, SecretError, SecretSource, SecretSources, Secrets, Setup};
use secrecy::ExposeSecret;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

const TOKEN: &str = "00abcDEF_secret";

fn environment(variables: &[(&str, &str)]) -> Environment {
    variables.iter().copied().collect()
}

/// A file that only its owner may read.
fn file(folder: &TempDir, text: &str) -> PathBuf {
    let path = folder.path().join("secret");
    fs::write(&path, text).unwrap();
    set_mode(&path, 0o600);
    path
}

#[cfg(unix)]
fn set_mode(path: &PathBuf, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn set_mode(_path: &PathBuf, _mode: u32) {}

fn find(variables: &[(&str, &str)]) -> Result<koppel::store::Found, SecretError> {
    Secret::OktaToken.find(&sources(&environment(variables), None))
}

/// Without a vault.
fn sources<'a>(environment: &'a Environment, setup: Option<&'a Setup>) -> SecretSources<'a> {
    SecretSources {
        environment,
        setup,
        vault: None,
    }
}

#[test]
fn the_variable_comes_before_the_file() {
    let folder = TempDir::new().unwrap();
    let path = file(&folder, "00fromfile");
    let path = path.to_str().unwrap();
    let both = find(&[("KOPPEL_OKTA_TOKEN", TOKEN), ("KOPPEL_OKTA_TOKEN_FILE", path)]).unwrap();
    assert_eq!(both.value.expose_secret(), TOKEN);
    assert_eq!(
        both.source,
        SecretSource::Variable("KOPPEL_OKTA_TOKEN".to_owned())
    );
    let from_file = find(&[("KOPPEL_OKTA_TOKEN_FILE", path)]).unwrap();
    assert_eq!(from_file.value.expose_secret(), "00fromfile");
}

#[test]
fn the_line_end_of_a_file_and_the_scheme_before_a_token_are_dropped() {
    let folder = TempDir::new().unwrap();
    for text in ["00x\n", "00x\r\n", "SSWS 00x\n", " 00x "] {
        let path = file(&folder, text);
        let found = find(&[("KOPPEL_OKTA_TOKEN_FILE", path.to_str().unwrap())]).unwrap();
        assert_eq!(found.value.expose_secret(), "00x", "{text:?}");
        assert_eq!(found.exposed_file(), None);
    }
}

#[test]
fn a_setup_has_secrets_of_its_own_and_no_others() {
    let setup = Setup::parse("acme-test").unwrap();
    let plain = environment(&[("KOPPEL_OKTA_TOKEN", TOKEN)]);
    let Err(SecretError::Missing { variable, .. }) = Secret::OktaToken.find(&sources(&plain, Some(&setup)))
    else {
        panic!("a setup must not take the token of another org");
    };
    assert_eq!(variable, "KOPPEL_ACME_TEST_OKTA_TOKEN");
    let own = environment(&[("KOPPEL_ACME_TEST_OKTA_TOKEN", TOKEN)]);
    assert_eq!(
        Secret::OktaToken
            .find(&sources(&own, Some(&setup)))
            .unwrap()
            .value
            .expose_secret(),
        TOKEN
    );
}

#[test]
fn what_cannot_be_a_secret_is_refused_without_showing_it() {
    let folder = TempDir::new().unwrap();
    let empty = file(&folder, "\n");
    let empty = empty.to_str().unwrap();
    for (variables, starts) in [
        (vec![], "KOPPEL_OKTA_TOKEN is not set"),
        (vec![("KOPPEL_OKTA_TOKEN", "")], "KOPPEL_OKTA_TOKEN is empty"),
        (vec![("KOPPEL_OKTA_TOKEN", " \n")], "KOPPEL_OKTA_TOKEN is empty"),
        (
            vec![("KOPPEL_OKTA_TOKEN_FILE", "")],
            "KOPPEL_OKTA_TOKEN_FILE is empty",
        ),
        (vec![("KOPPEL_OKTA_TOKEN_FILE", empty)], "the file "),
        (
            vec![("KOPPEL_OKTA_TOKEN_FILE", "/no/such/file")],
            "the file /no/such/file that KOPPEL_OKTA_TOKEN_FILE",
        ),
        (
            vec![("KOPPEL_OKTA_TOKEN", "s3cret with blanks")],
            "KOPPEL_OKTA_TOKEN holds blanks",
        ),
        (
            vec![("KOPPEL_OKTA_TOKEN", "s3cret\nX-Header: y")],
            "KOPPEL_OKTA_TOKEN holds blanks",
        ),
        (
            vec![("KOPPEL_OKTA_TOKEN", "\"s3cret\"")],
            "KOPPEL_OKTA_TOKEN holds blanks, quotes",
        ),
        (
            vec![("KOPPEL_OKTA_TOKEN", "s3cret\u{200b}")],
            "KOPPEL_OKTA_TOKEN holds blanks, quotes",
        ),
    ] {
        let error = find(&variables).unwrap_err();
        assert!(error.to_string().starts_with(starts), "{error}");
        let everything = format!("{error} {error:?}");
        assert!(!everything.contains("s3cret"), "{everything}");
    }
}

#[test]
fn a_huge_file_is_no_secret() {
    let folder = TempDir::new().unwrap();
    let path = file(&folder, &"x".repeat(20_000));
    let error = find(&[("KOPPEL_OKTA_TOKEN_FILE", path.to_str().unwrap())]).unwrap_err();
    assert!(matches!(error, SecretError::Unreadable { .. }), "{error}");
}

#[cfg(unix)]
#[test]
fn a_file_that_everybody_may_read_is_named() {
    let folder = TempDir::new().unwrap();
    let path = file(&folder, TOKEN);
    set_mode(&path, 0o644);
    let variables = environment(&[
        ("KOPPEL_OKTA_TOKEN_FILE", path.to_str().unwrap()),
        ("KOPPEL_PERSONIO_CLIENT_ID", "id"),
        ("KOPPEL_PERSONIO_CLIENT_SECRET", "s3cret"),
    ]);
    let secrets = Secrets::find(&sources(&variables, None)).unwrap();
    assert_eq!(secrets.exposed_files().collect::<Vec<_>>(), [path.as_path()]);
    let shown = format!("{secrets:?}");
    assert!(!shown.contains(TOKEN) && !shown.contains("s3cret"), "{shown}");
}
