//! From what went wrong with an API to what a person reads: what happened, why, and what to do. The one place
//! where that is worded.

use super::event::Side;
use crate::failure::{Exit, Failure};
use crate::http::{HttpError, Trouble, Unreachable};
use crate::okta::{self, OktaError};
use crate::personio::{self, PersonioError};

/// The failure of a call to Okta.
pub fn okta_failure(error: &OktaError, access: &okta::Access) -> Failure {
    let host = access.url.host_str().unwrap_or("the configured host");
    match error {
        OktaError::AdminHost(right) => {
            Failure::new(Exit::Usage, format!("{host} is not the address of the API"))
                .because("Hosts with -admin belong to Okta's Admin Console")
                .todo(format!("Set okta.url to https://{right}"))
        }
        OktaError::NotAnOrg(cause) => {
            let why = cause.as_ref().map_or_else(
                || "Its answer names no org".to_owned(),
                |error| format!("It answered {}", words(error)),
            );
            // Only a server said so: a maintenance page and a wrong address look alike.
            Failure::new(Exit::Failed, format!("{host} did not answer as an Okta org does"))
                .because(why)
                .todo(
                    "Check that okta.url is the org's address, such as https://acme.okta.com, without a path; if it \
                    is, a proxy or a maintenance page answered in its place: try again later",
                )
        }
        OktaError::TokenMalformed => Failure::new(Exit::Refused, "The Okta API token cannot be sent")
            .because("It holds a line break or another character that no token has")
            .todo("Copy the token again, without anything around it"),
        OktaError::ForeignNext { origin } => {
            let own = access.url.origin().ascii_serialization();
            Failure::new(Exit::Failed, "Okta's list of users goes on at another host")
                .because(format!(
                    "The next page would be at {origin} instead of {own}; the token was not sent there"
                ))
                .todo("Set okta.url to the org's own address; if it is, a proxy in between changes answers")
        }
        OktaError::BrokenNext | OktaError::Circle { .. } | OktaError::Endless { .. } => {
            Failure::new(Exit::Failed, "Okta's list of users has no end")
                .because(format!("Reading stopped, because {error}"))
                .todo("Try again; if it stays, something between here and Okta changes answers")
        }
        OktaError::Twice(_) | OktaError::NoProfile | OktaError::Unsendable { .. } => {
            Failure::new(Exit::Failed, "Okta could not be used as planned")
                .because(error.to_string())
                .todo("Try again; if it stays, report it with these words")
        }
        OktaError::Http(http) if error.is_token_refused() => {
            Failure::new(Exit::Refused, "Okta refused the API token")
                .because(format!("Okta answered {}", words(http)))
                .todo(format!(
                    "Check that the token belongs to {host}. Tokens end after 30 days without use, and \
                with their owner's account; make a new one under Security > API > Tokens"
                ))
        }
        OktaError::Http(http) => okta_refusal(http).unwrap_or_else(|| http_failure(Side::Okta, host, http)),
    }
}

/// Refusals that say what the token may not do.
fn okta_refusal(error: &HttpError) -> Option<Failure> {
    if error.status()? != 403 {
        return None;
    }
    // At a reading, 403 without Okta's code is some proxy's.
    if error.call.starts_with("GET") && error.code().is_none() {
        return None;
    }
    let (what, right) = if error.call.contains("/meta/schemas/") {
        (
            "read the user schema",
            "view the profile schema: an organization administrator's token may",
        )
    } else if error.call.starts_with("GET") {
        ("list users", "view users and their details")
    } else {
        ("make this change", "manage users")
    };
    Some(
        Failure::new(
            Exit::Refused,
            format!("The owner of the Okta API token may not {what}"),
        )
        .because(format!("Okta answered {}", words(error)))
        .todo(format!(
            "Ask an Okta super administrator for a role that may {right}, or use another token"
        )),
    )
}

/// The failure of a call to Personio.
pub fn personio_failure(error: &PersonioError, access: &personio::Access) -> Failure {
    let host = access.url.host_str().unwrap_or("the configured host");
    let refused = |why: String| {
        Failure::new(Exit::Refused, "Personio refused the API credentials")
            .because(why)
            .todo(
                "Check client ID and client secret, and that the credentials may read employees; an \
                administrator of Personio finds them under Settings > Integrations > API credentials, or \
                Marketplace > Connected integrations",
            )
    };
    match error {
        PersonioError::CredentialsRefused(Some(http)) => {
            refused(format!("Personio answered {}", words(http)))
        }
        PersonioError::CredentialsRefused(None) => refused("Personio gave no token for them".to_owned()),
        PersonioError::Http(http)
            if http
                .refusal()
                .is_some_and(|refusal| match refusal.status.as_u16() {
                    401 => true,
                    403 => !refusal.is_page,
                    _ => false,
                }) =>
        {
            refused(format!("Personio answered {} to {}", words(http), http.call))
        }
        PersonioError::Http(http) => http_failure(Side::Personio, host, http),
        PersonioError::Declined { call, refusal } => {
            let said = refusal.summary.as_deref().unwrap_or("without a reason");
            Failure::new(Exit::Failed, "Personio declined to answer")
                .because(format!("To {call} it said: {said}"))
                .todo("Try again; if it stays, ask Personio's support with these words")
        }
        PersonioError::Contradiction(_) => {
            Failure::new(Exit::Failed, "Personio could not be read completely")
                .because(error.to_string())
                .todo("Try again when fewer people are being changed there")
        }
        PersonioError::Endless { .. } => {
            Failure::new(Exit::Failed, "Personio's list of employees has no end")
                .because(format!("Reading stopped, because {error}"))
                .todo(
                    "Check personio.url; if it is right, something between here and Personio changes answers",
                )
        }
    }
}

/// What can happen to any call.
fn http_failure(side: Side, host: &str, error: &HttpError) -> Failure {
    let (name, setting) = match side {
        Side::Okta => ("Okta", "okta.url"),
        Side::Personio => ("Personio", "personio.url"),
    };
    let call = &error.call;
    let (exit, what, why, todo) = match &error.trouble {
        Trouble::Unreachable { how, .. } => return unreachable_failure(*how, name, host, setting),
        Trouble::ReadOnly => (
            Exit::Usage,
            "Nothing may be written".to_owned(),
            "This is a read-only session".to_owned(),
            "Leave --read-only out to write".to_owned(),
        ),
        Trouble::WaitedTooLong => (
            Exit::Failed,
            format!("{name} had to be waited for too long"),
            "Its rate limit left no room for this call".to_owned(),
            "Try again later".to_owned(),
        ),
        Trouble::ForeignAddress(other) => (
            Exit::Failed,
            format!("{name} named an address on another host"),
            format!("{other} is not the configured address; nothing was sent there"),
            format!("Set {setting} to the API's own address"),
        ),
        Trouble::NoClient(_) => (
            Exit::Failed,
            "No secure connections can be made from here".to_owned(),
            "The system's certificates or its proxy settings cannot be used".to_owned(),
            "Install the system's CA certificates, and check the proxy settings".to_owned(),
        ),
        Trouble::TimedOut { after } => (
            Exit::Failed,
            format!("{name} took too long to answer"),
            format!("{call} had no complete answer within {} s", after.as_secs()),
            "Try again later; if it stays, check the network between here and there".to_owned(),
        ),
        Trouble::Cut(_) => (
            Exit::Failed,
            format!("The connection to {name} was cut"),
            format!("{call} broke off in the middle"),
            "Try again; if it stays, check the network and proxies between here and there".to_owned(),
        ),
        Trouble::TooLarge { limit } => (
            Exit::Failed,
            format!("{name} sent too much"),
            format!("The answer to {call} was longer than {} MB", limit >> 20),
            format!("Check {setting}; if it is right, something in between changes answers"),
        ),
        Trouble::Redirected { to } => (
            Exit::Failed,
            format!("{host} did not answer as {name}'s API does"),
            format!("It redirected {call} to {to}, and credentials are not taken along to there"),
            format!(
                "Check that {setting} is the API's own address; if it is, a proxy or a maintenance page answered in \
                its place: try again later"
            ),
        ),
        Trouble::Refused(refusal) if refusal.status.as_u16() == 429 => (
            Exit::Failed,
            format!("{name}'s rate limit is used up, and stays so"),
            format!("To {call} it answered again and again {}", words(error)),
            format!(
                "Something else uses up the limit that koppel shares: look for it in {name}, or try again later"
            ),
        ),
        Trouble::Refused(refusal) if refusal.is_page && refusal.status.is_client_error() => (
            Exit::Failed,
            format!("{host} did not answer as {name}'s API does"),
            format!(
                "To {call} it answered {}, and gave no reason as the API does",
                words(error)
            ),
            format!(
                "Check {setting}, and whether a proxy or firewall answers in its place; else try again later"
            ),
        ),
        Trouble::Refused(_) => (
            Exit::Failed,
            format!("{name} refused a request"),
            format!("To {call} it answered {}", words(error)),
            format!("Try again later; if it stays, ask {name}'s support with these words"),
        ),
        Trouble::Unreadable(why) => (
            Exit::Failed,
            format!("{name}'s answer cannot be read"),
            format!("Of the answer to {call}: {why}"),
            format!("Check {setting}, and whether a proxy answers in its place; else try again"),
        ),
    };
    Failure::new(exit, what).because(why).todo(todo)
}

fn unreachable_failure(how: Unreachable, name: &str, host: &str, setting: &str) -> Failure {
    let mut what = format!("{name} cannot be reached");
    let mut proxy = |says: &str, why: &str| {
        says.clone_into(&mut what);
        let todo =
            "Check the proxy that HTTPS_PROXY or ALL_PROXY names, or the system's; NO_PROXY leaves hosts out";
        (format!("{why}; {host} was not asked"), todo.to_owned())
    };
    let (why, todo) = match how {
        Unreachable::ProxyUnreachable => {
            proxy("The proxy cannot be reached", "It did not take the connection")
        }
        Unreachable::ProxyWantsLogin => proxy(
            "The proxy wants a login",
            "It answered 407; user and password stand in its address (http://user:password@proxy:3128)",
        ),
        Unreachable::ProxyRefused => proxy(
            "The proxy does not connect",
            "It took the connection, and opened no way",
        ),
        Unreachable::UnknownHost => (
            format!("There is no host {host}, or names cannot be looked up"),
            format!("Check {setting} for a typing error, and the network"),
        ),
        Unreachable::ConnectionRefused => (
            format!("{host} refused the connection"),
            format!("Check {setting} with its port; a firewall or proxy may be in the way"),
        ),
        Unreachable::ConnectTimedOut => (
            format!("{host}, or a proxy before it, did not take the connection in time"),
            "Check the network, firewall and proxy settings".to_owned(),
        ),
        Unreachable::Tls => (
            format!("{host} could not prove that it is {host}, or speaks no TLS"),
            format!(
                "Check {setting} and this machine's clock; if a proxy reads your traffic, install its certificate in the system"
            ),
        ),
        Unreachable::Other => (
            format!("No connection to {host} came about"),
            format!("Check {setting}, the network, and the proxy settings"),
        ),
    };
    Failure::new(Exit::Failed, what).because(why).todo(todo)
}

/// The API's own words with the ID that its support asks for.
fn words(error: &HttpError) -> String {
    let words = error
        .refusal()
        .map_or_else(|| error.trouble.to_string(), ToString::to_string);
    match &error.request_id {
        Some(id) => format!("{words} (request {id})"),
        None => words,
    }
}
