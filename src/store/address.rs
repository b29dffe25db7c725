//! The two sides' addresses, as people write them: understood where they are unambiguous, otherwise refused with
//! the right one suggested.

use reqwest::Url;
use std::net::IpAddr;

/// An address without path, and a word about what was done to get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub url: Url,
    /// For people: `the path /app/x is not part of the address and was dropped`.
    pub note: Option<String>,
}

/// Why an address is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct AddressError {
    pub why: String,
    /// What was probably meant. A screen may offer it; no run takes it by itself.
    pub suggestion: Option<Url>,
}

/// Okta's domains (developer docs, "Okta organizations"); an org is a name below one of them, or has a domain of
/// its own.
const OKTA_DOMAINS: [&str; 3] = ["okta.com", "okta-emea.com", "oktapreview.com"];

/// Names below Okta's domains that are Okta's own sites and no orgs.
const NO_ORGS: [&str; 7] = ["www", "login", "developer", "help", "support", "status", "trust"];

/// What people mistake for their org's address: the host that it lies below, and whose that is.
const OTHER_PRODUCTS: [(&str, &str); 16] = [
    ("personio.de", "Personio"),
    ("personio.com", "Personio"),
    ("auth0.com", "Auth0, another product of Okta's"),
    ("onelogin.com", "OneLogin"),
    ("microsoft.com", "Microsoft"),
    ("microsoftonline.com", "Microsoft"),
    ("onmicrosoft.com", "Microsoft"),
    ("azure.com", "Microsoft"),
    ("office.com", "Microsoft"),
    ("google.com", "Google"),
    ("jumpcloud.com", "JumpCloud"),
    ("pingidentity.com", "Ping Identity"),
    ("pingone.com", "Ping Identity"),
    ("pingone.eu", "Ping Identity"),
    ("workday.com", "Workday"),
    ("bamboohr.com", "BambooHR"),
];

/// The org's address out of whatever people type or paste into a form: what [`okta_address`] refuses with a
/// suggestion is taken as that, and a note says so, since somebody looks at it before anything is asked.
pub fn org_meant(text: &str) -> Result<Address, AddressError> {
    let is_around = |one: char| {
        one.is_whitespace() || one.is_control() || matches!(one, '"' | '\'' | '`' | '<' | '>' | ',' | ';')
    };
    let mut bare = text.trim_matches(is_around);
    if let Some(name) = bare.strip_suffix("-admin")
        && is_bare_name(name)
    {
        bare = name;
    }
    let below_okta = bare.strip_suffix(".okta").filter(|name| is_bare_name(name));
    match okta_address(below_okta.unwrap_or(bare)) {
        Err(AddressError {
            why,
            suggestion: Some(url),
        }) => {
            let shown = url.as_str().trim_end_matches('/');
            Ok(Address {
                note: Some(format!("taken as {shown}: {why}")),
                url,
            })
        }
        other => other,
    }
}

/// The org's address. `acme.okta.com` and `https://acme.okta.com/app/x` are understood; `acme`, an admin console
/// (`acme-admin.okta.com`) and plain http are refused, with what was meant.
pub fn okta_address(text: &str) -> Result<Address, AddressError> {
    if text.trim().contains(char::is_whitespace) {
        return Err(AddressError {
            why: "that is more than an address; an org's address looks like https://acme.okta.com".to_owned(),
            suggestion: None,
        });
    }
    if is_bare_name(text) {
        return Err(AddressError {
            why: "that is a name and no address; orgs can lie below okta.com, okta-emea.com, oktapreview.com or a domain of their own".to_owned(),
            suggestion: Url::parse(&format!("https://{}.okta.com", text.trim())).ok(),
        });
    }
    if !text.contains('/') && text.contains('@') {
        return Err(AddressError {
            why: "that is an e-mail address; an org's address looks like https://acme.okta.com".to_owned(),
            suggestion: None,
        });
    }
    let address = parse(text)?;
    let Some(host) = address.url.host_str() else {
        return Ok(address);
    };
    let is_below = |domain: &str| {
        host.strip_suffix(domain)
            .is_some_and(|name| name.is_empty() || name.ends_with('.'))
    };
    if let Some((_, whose)) = OTHER_PRODUCTS.iter().find(|(domain, _)| is_below(domain)) {
        return Err(AddressError {
            why: format!("that is an address of {whose}; an Okta org's looks like https://acme.okta.com"),
            suggestion: None,
        });
    }
    let found = OKTA_DOMAINS.iter().find_map(|domain| {
        let name = host.strip_suffix(domain)?;
        Some((name.strip_suffix('.').unwrap_or(name), *domain))
    });
    match found {
        Some((name, _)) if name.is_empty() || NO_ORGS.contains(&name) => Err(AddressError {
            why: "that is Okta's own site and no org; an org's address starts with its name, like https://acme.okta.com".to_owned(),
            suggestion: None,
        }),
        Some((name, domain)) => match name.strip_suffix("-admin") {
            Some(org) => Err(AddressError {
                why: "that is the admin console; the API answers at the org's own address".to_owned(),
                suggestion: Url::parse(&format!("https://{org}.{domain}")).ok(),
            }),
            None => Ok(address),
        },
        None => Ok(address),
    }
}

/// Personio's API. The addresses that people sign in at are refused: the API is one host for everybody.
pub fn personio_address(text: &str) -> Result<Address, AddressError> {
    let address = parse(text)?;
    let host = address.url.host_str().unwrap_or_default();
    let is_website = ["personio.de", "personio.com"].iter().any(|domain| {
        host.strip_suffix(domain)
            .is_some_and(|name| name != "api." && (name.is_empty() || name.ends_with('.')))
    });
    if is_website || is_bare_name(text) {
        return Err(AddressError {
            why: "that is not Personio's API, which has one address for all companies".to_owned(),
            suggestion: Url::parse("https://api.personio.de").ok(),
        });
    }
    Ok(address)
}

/// Neither dot, colon nor slash: a company's name.
fn is_bare_name(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text != "localhost" && !text.contains(['.', ':', '/'])
}

/// What holds for both sides: scheme, host and port alone; plain http for loopback alone.
fn parse(text: &str) -> Result<Address, AddressError> {
    let refuse = |why: &str, suggestion: Option<Url>| AddressError {
        why: why.to_owned(),
        suggestion,
    };
    let text = text.trim();
    if text.is_empty() {
        return Err(refuse("the address is empty", None));
    }
    let whole = if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    let mut url =
        Url::parse(&whole).map_err(|error| refuse(&format!("that is no web address ({error})"), None))?;
    let Some(host) = url.host_str().map(|host| host.trim_end_matches('.').to_owned()) else {
        return Err(refuse("that address names no host", None));
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refuse(
            "a user name or password does not belong in the address",
            None,
        ));
    }
    let rest = rest_of(&url);
    // Setting what `parse` accepted in the same place cannot fail; if it did, the old part would stay.
    let _ = url.set_host(Some(&host));
    url.set_path("");
    url.set_query(None);
    url.set_fragment(None);
    let is_loopback = is_loopback(&host);
    let note = rest.map(|rest| format!("{rest} is not part of the address and was dropped"));
    match url.scheme() {
        "https" if !is_loopback || text.contains("://") => Ok(Address { url, note }),
        "https" => {
            let _ = url.set_scheme("http");
            Err(refuse(
                "http or https has to be named for this machine",
                Some(url),
            ))
        }
        "http" if is_loopback => Ok(Address { url, note }),
        "http" => {
            let _ = url.set_scheme("https");
            Err(refuse(
                "over plain http everybody on the way could read the token",
                Some(url),
            ))
        }
        _ => Err(refuse("the address has to start with https://", None)),
    }
}

fn rest_of(url: &Url) -> Option<String> {
    let path = url.path();
    match (path.is_empty() || path == "/", url.query().or(url.fragment())) {
        (true, None) => None,
        (true, Some(_)) => Some("what follows the host".to_owned()),
        (false, _) => Some(format!("the path {path}")),
    }
}

/// `localhost`, `127.0.0.0/8` and `::1`: what never leaves this machine.
pub(super) fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
