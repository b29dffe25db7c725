//! The variables that say how connections are made. The HTTP client passes over one that it cannot use without a word:
//! koppel says so before it connects.

use super::Environment;
use super::address::is_loopback;
use crate::failure::{Exit, Failure, capital};
use reqwest::Url;
use std::io;
use std::path::PathBuf;

/// A variable that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NetworkFault {
    /// The value is not shown: it may hold a password.
    #[error("{variable} is no address of a proxy")]
    NoProxyAddress { variable: &'static str },
    #[error("{variable} names a proxy of the kind {scheme}, which koppel cannot use")]
    OtherProxy { variable: &'static str, scheme: String },
    #[error("{variable} names {}, which cannot be read: {error}", path.display())]
    Certificates {
        variable: &'static str,
        path: PathBuf,
        #[source]
        error: io::Error,
    },
}

/// In the order in which the HTTP client looks for them; the first one that is set counts.
const PROXIES: [[&str; 2]; 2] = [["HTTPS_PROXY", "https_proxy"], ["ALL_PROXY", "all_proxy"]];
const CERTIFICATES: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

/// # Errors
/// Where a variable would be passed over although a connection to one of `urls` goes by it.
pub fn check_network(environment: &Environment, urls: [&Url; 2]) -> Result<(), NetworkFault> {
    let is_abroad = |url: &&Url| url.host_str().is_some_and(|host| !is_loopback(host));
    if !urls.iter().any(is_abroad) {
        return Ok(());
    }
    for names in PROXIES {
        let set = names
            .into_iter()
            .find_map(|name| Some((name, environment.get(name)?)));
        if let Some((variable, value)) = set.filter(|(_, value)| !value.is_empty()) {
            check_proxy(variable, value)?;
        }
    }
    for variable in CERTIFICATES {
        let Some(path) = environment.get_filled(variable).map(PathBuf::from) else {
            continue;
        };
        let opened = if variable == "SSL_CERT_DIR" {
            std::fs::read_dir(&path).map(drop)
        } else {
            std::fs::File::open(&path).map(drop)
        };
        opened.map_err(|error| NetworkFault::Certificates {
            variable,
            path,
            error,
        })?;
    }
    Ok(())
}

/// Without a scheme it is an HTTP proxy.
fn check_proxy(variable: &'static str, value: &str) -> Result<(), NetworkFault> {
    let value = value.trim();
    let whole = if value.contains("://") {
        value.to_owned()
    } else {
        format!("http://{value}")
    };
    match Url::parse(&whole) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") => Err(NetworkFault::OtherProxy {
            variable,
            scheme: url.scheme().to_owned(),
        }),
        Ok(url) if url.has_host() => Ok(()),
        _ => Err(NetworkFault::NoProxyAddress { variable }),
    }
}

impl From<NetworkFault> for Failure {
    fn from(fault: NetworkFault) -> Self {
        let (exit, what, todo) = match &fault {
            NetworkFault::NoProxyAddress { variable } | NetworkFault::OtherProxy { variable, .. } => (
                Exit::Usage,
                "The proxy cannot be used",
                format!("Set {variable} to an address such as http://proxy.acme.com:3128, or unset it"),
            ),
            NetworkFault::Certificates { variable, .. } => (
                Exit::Failed,
                "The certificates cannot be read",
                format!("Set {variable} to certificates that this user may read, or unset it"),
            ),
        };
        Self::new(exit, what)
            .because(capital(&fault.to_string()))
            .todo(todo)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(variable: &str, value: &str, url: &str) -> Option<String> {
        let environment = Environment::from_iter([(variable, value)]);
        let url = Url::parse(url).unwrap();
        let checked = check_network(&environment, [&url, &url]);
        checked.err().map(|fault| fault.to_string())
    }

    #[test]
    fn a_proxy_that_would_be_passed_over_is_named_without_its_value() {
        let here = std::env::temp_dir();
        let here = here.to_str().unwrap();
        for (variable, value, fault) in [
            ("HTTPS_PROXY", "http://proxy.acme.com:3128", None),
            ("HTTPS_PROXY", "proxy.acme.com:3128", None),
            ("https_proxy", "http://ada:pa55@proxy.acme.com", None),
            ("HTTPS_PROXY", "", None),
            (
                "HTTPS_PROXY",
                "http://",
                Some("HTTPS_PROXY is no address of a proxy"),
            ),
            (
                "https_proxy",
                "http://ada:pa55 word@:",
                Some("https_proxy is no address of a proxy"),
            ),
            (
                "ALL_PROXY",
                "proxy acme",
                Some("ALL_PROXY is no address of a proxy"),
            ),
            (
                "ALL_PROXY",
                "socks5://proxy:1080",
                Some("ALL_PROXY names a proxy of the kind socks5, which koppel cannot use"),
            ),
            ("SSL_CERT_DIR", here, None),
        ] {
            let found = checked(variable, value, "https://acme.okta.com");
            assert_eq!(found.as_deref(), fault, "{variable}={value}");
            assert_eq!(
                checked(variable, value, "http://127.0.0.1:8080"),
                None,
                "no proxy is asked"
            );
        }
    }

    #[test]
    fn certificates_that_are_not_there_are_named() {
        for variable in CERTIFICATES {
            let found = checked(variable, "/nowhere/ca.pem", "https://acme.okta.com").unwrap();
            assert!(
                found.starts_with(&format!(
                    "{variable} names /nowhere/ca.pem, which cannot be read: "
                )),
                "{found}"
            );
        }
    }
}
