//! Addresses as people write them.

use koppel::store::{okta_address, personio_address};

/// What was written, and the address that it is, or the one that is suggested, or neither.
#[derive(Debug, PartialEq)]
enum Read {
    Is(&'static str),
    Suggests(&'static str),
    Refused,
}
use Read::{Is, Refused, Suggests};

fn read(
    result: Result<koppel::store::Address, koppel::store::AddressError>,
) -> Result<String, Option<String>> {
    let text = |url: reqwest::Url| url.as_str().trim_end_matches('/').to_owned();
    result
        .map(|address| text(address.url))
        .map_err(|error| error.suggestion.map(text))
}

fn expected(read: &Read) -> Result<String, Option<String>> {
    match read {
        Is(url) => Ok((*url).to_owned()),
        Suggests(url) => Err(Some((*url).to_owned())),
        Refused => Err(None),
    }
}

#[test]
fn an_okta_address_is_understood_or_the_right_one_is_suggested() {
    let acme = "https://acme.okta.com";
    for (written, meant) in [
        ("https://acme.okta.com", Is(acme)),
        ("https://acme.okta.com/", Is(acme)),
        (" HTTPS://Acme.Okta.com ", Is(acme)),
        ("acme.okta.com", Is(acme)),
        ("acme.okta.com.", Is(acme)),
        ("https://acme.okta.com/app/UserHome?x=1#y", Is(acme)),
        ("https://acme.oktapreview.com", Is("https://acme.oktapreview.com")),
        (
            "https://acme.okta-emea.com:8443/api/v1",
            Is("https://acme.okta-emea.com:8443"),
        ),
        ("login.acme.com", Is("https://login.acme.com")),
        ("https://my-admin.acme.com", Is("https://my-admin.acme.com")),
        ("acme", Suggests(acme)),
        ("https://acme-admin.okta.com", Suggests(acme)),
        ("acme-admin.okta.com/admin/dashboard", Suggests(acme)),
        (
            "https://acme-admin.oktapreview.com",
            Suggests("https://acme.oktapreview.com"),
        ),
        ("http://acme.okta.com", Suggests(acme)),
        (
            "http://127.0.0.1.evil.com",
            Suggests("https://127.0.0.1.evil.com"),
        ),
        (
            "http://localhost.evil.com",
            Suggests("https://localhost.evil.com"),
        ),
        ("http://10.0.0.1", Suggests("https://10.0.0.1")),
        ("http://127.0.0.1:8080/x", Is("http://127.0.0.1:8080")),
        ("http://localhost:8080", Is("http://localhost:8080")),
        ("http://[::1]:8080", Is("http://[::1]:8080")),
        ("localhost:8080", Suggests("http://localhost:8080")),
        ("https://www.okta.com", Refused),
        ("okta.com", Refused),
        ("login.okta.com", Refused),
        ("https://user:pass@acme.okta.com", Refused),
        ("ftp://acme.okta.com", Refused),
        ("", Refused),
        ("https://", Refused),
        ("acme okta.com", Refused),
    ] {
        assert_eq!(read(okta_address(written)), expected(&meant), "{written:?}");
    }
}

#[test]
fn a_dropped_path_is_said() {
    let note = |written| okta_address(written).unwrap().note;
    assert_eq!(note("https://acme.okta.com"), None);
    assert_eq!(
        note("https://acme.okta.com/app/home").as_deref(),
        Some("the path /app/home is not part of the address and was dropped")
    );
}

#[test]
fn a_personio_address_is_the_api() {
    let api = "https://api.personio.de";
    for (written, meant) in [
        ("https://api.personio.de", Is(api)),
        ("api.personio.de/v1", Is(api)),
        ("https://api.personio.com", Is("https://api.personio.com")),
        ("http://127.0.0.1:1", Is("http://127.0.0.1:1")),
        ("https://acme.personio.de", Suggests(api)),
        ("https://personio.de", Suggests(api)),
        ("acme.app.personio.com", Suggests(api)),
        ("acme", Suggests(api)),
        ("http://api.personio.de", Suggests(api)),
    ] {
        assert_eq!(read(personio_address(written)), expected(&meant), "{written:?}");
    }
}
