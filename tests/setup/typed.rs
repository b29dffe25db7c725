//! What people type and paste.

use koppel::store::{Secret, SecretError, org_meant};
use secrecy::ExposeSecret;

const ACME: &str = "https://acme.okta.com";

#[test]
fn every_way_to_write_the_domain_becomes_the_one_address() {
    for written in [
        "acme",
        " acme \r\n",
        "ACME",
        "acme-admin",
        "acme.okta",
        "acme.okta.com",
        "Acme.Okta.com.",
        "\"acme.okta.com\"",
        "<https://acme.okta.com>",
        "acme-admin.okta.com",
        "http://acme.okta.com",
        "https://acme.okta.com/",
        "https://acme-admin.okta.com/admin/users",
        "https://acme.okta.com/oauth2/default",
        "https://acme.okta.com/app/UserHome?iss=x#y",
        "https://acme.okta.com:443\n",
    ] {
        let meant = org_meant(written).unwrap_or_else(|error| panic!("{written:?}: {error}"));
        assert_eq!(meant.url.as_str().trim_end_matches('/'), ACME, "{written:?}");
    }
    for (written, is) in [
        ("acme.okta-emea.com", "https://acme.okta-emea.com"),
        ("acme-admin.oktapreview.com/admin", "https://acme.oktapreview.com"),
        ("login.acme.com", "https://login.acme.com"),
        ("localhost:8080", "http://localhost:8080"),
    ] {
        assert_eq!(org_meant(written).unwrap().url.as_str().trim_end_matches('/'), is);
    }
}

#[test]
fn what_was_guessed_about_a_domain_is_said() {
    let note = |written| org_meant(written).unwrap().note;
    assert_eq!(note("acme.okta.com"), None);
    let guessed = note("acme").unwrap();
    assert!(
        guessed.starts_with("taken as https://acme.okta.com: ") && guessed.contains("oktapreview.com"),
        "{guessed}"
    );
    assert!(note("acme-admin.okta.com").unwrap().contains("admin console"));
}

#[test]
fn what_is_no_org_is_refused_in_words() {
    for (written, says) in [
        ("", "empty"),
        ("acme okta com", "more than an address"),
        ("acme.okta.com\nhttps://api.personio.de", "more than an address"),
        ("anna@acme.com", "an e-mail address"),
        ("https://acme.personio.de/staff", "an address of Personio"),
        ("acme.onelogin.com", "an address of OneLogin"),
        ("https://acme.eu.auth0.com", "another product of Okta's"),
        ("login.microsoftonline.com", "an address of Microsoft"),
        ("www.okta.com", "Okta's own site"),
        ("ftp://acme.okta.com", "https://"),
        ("https://anna:secret@acme.okta.com", "a user name or password"),
    ] {
        let error = org_meant(written).unwrap_err();
        assert!(error.why.contains(says), "{written:?}: {error}");
        assert!(!error.why.contains("secret"), "{error}");
    }
}

#[test]
fn a_pasted_secret_is_cleaned() {
    const TOKEN: &str = "00hX_v4K-2nQ";
    for pasted in [
        TOKEN,
        " 00hX_v4K-2nQ\r\n",
        "\n\"00hX_v4K-2nQ\"\n",
        "'00hX_v4K-2nQ'",
        "“00hX_v4K-2nQ”",
        "SSWS 00hX_v4K-2nQ",
        "ssws 00hX_v4K-2nQ ",
        "Authorization: SSWS 00hX_v4K-2nQ",
        "\u{feff}00hX_v4K-2nQ\u{200b}",
    ] {
        let cleaned = Secret::OktaToken.clean(pasted).unwrap();
        assert_eq!(cleaned.expose_secret(), TOKEN, "{pasted:?}");
    }
    let id = Secret::PersonioClientId.clean("client_id: papi-1234\n").unwrap();
    assert_eq!(id.expose_secret(), "papi-1234");
}

#[test]
fn what_cannot_be_a_secret_is_refused_in_words_without_showing_it() {
    for (secret, pasted, says) in [
        (Secret::OktaToken, " \n", "what was pasted is empty"),
        (Secret::OktaToken, "00sEcret 00sEcret", "holds blanks"),
        (Secret::OktaToken, "00sEcret\n00sEcret", "holds blanks"),
        (Secret::OktaToken, "00sEcrét", "characters that no secret has"),
        (Secret::OktaToken, "papi-sEcret", "a credential of Personio's"),
        (Secret::OktaToken, "eyJsEcret", "an OAuth access token"),
        (Secret::OktaToken, "https://acme.okta.com/sEcret", "an address"),
        (
            Secret::PersonioClientSecret,
            "https://x.example/sEcret",
            "an address",
        ),
    ] {
        let error: SecretError = secret.clean(pasted).unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("sEcr"), "{shown}");
    }
}
