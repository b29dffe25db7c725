//! The system's keyring (Secret Service, Keychain, Credential Manager), and what stands in where there is none.
//!
//! An entry is filed by setup and by the org's address, since that is all that is known before anybody is asked; it
//! names the org ID that it was tried against (rule R7), which is compared before the secret is sent anywhere. A
//! secret kept for one address is never found for another.
//!
//! All calls block, and end in bounded time: a keyring may wait for a password that nobody types, and a message bus
//! may never answer. Nothing is asked before a secret is looked for: runs that have theirs from variables never
//! touch the bus.

use super::Setup;
use super::secret::{Secret, SecretSource};
use reqwest::Url;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

/// Where secrets are kept and found beyond variables and files.
#[derive(Debug)]
pub struct Vault {
    shelf: Shelf,
    refuge: Refuge,
}

/// Where a [`Vault`] keeps what it is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refuge {
    Keyring,
    /// Until koppel ends; with the reason, which people are told.
    Session(KeyringError),
}

/// A secret as it was kept.
#[derive(Debug, Clone)]
pub struct Kept {
    pub value: SecretString,
    /// The org ID that it belongs to.
    pub org: String,
}

/// Why the keyring gave or took nothing. Never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    #[error("there is no keyring here ({0})")]
    Absent(String),
    #[error("the keyring did not answer within {} s", after.as_secs())]
    Silent { after: Duration },
    #[error("the keyring refused ({0})")]
    Refused(String),
    #[error("an entry of the keyring was not made by koppel, or is damaged ({0})")]
    Damaged(String),
}

/// What is waited for the keyring to be there at all. No password is asked for by that.
const GREETING: Duration = Duration::from_secs(10);
/// Unlocking asks a person for a password in a window of its own.
const ANSWER: Duration = Duration::from_secs(60);

#[derive(Debug)]
enum Shelf {
    Keyring(Keyring),
    Session(Session),
}

impl Vault {
    /// Asks the keyring whether it is there. Where it is not, secrets are kept for this session alone, and never in
    /// the clear.
    pub fn open(setup: Option<&Setup>, org: &Url) -> Self {
        let keyring = Keyring::of(setup, org);
        match keyring_status() {
            Ok(()) => Self {
                shelf: Shelf::Keyring(keyring),
                refuge: Refuge::Keyring,
            },
            Err(why) => Self::of_session(why),
        }
    }

    /// For this session alone, where the keyring is not there or took nothing.
    pub fn of_session(why: KeyringError) -> Self {
        Self {
            shelf: Shelf::Session(Session::default()),
            refuge: Refuge::Session(why),
        }
    }

    /// The keyring, which is not asked for anything before a secret is looked for.
    pub fn unasked(setup: Option<&Setup>, org: &Url) -> Self {
        Self {
            shelf: Shelf::Keyring(Keyring::of(setup, org)),
            refuge: Refuge::Keyring,
        }
    }

    pub fn refuge(&self) -> &Refuge {
        &self.refuge
    }

    pub(super) fn source(&self) -> SecretSource {
        match &self.shelf {
            Shelf::Keyring(_) => SecretSource::Keyring,
            Shelf::Session(_) => SecretSource::Session,
        }
    }

    /// Keeps a secret that was tried against `org`, in the place of the one before.
    pub fn put(&self, org: &str, secret: Secret, value: &SecretString) -> Result<(), KeyringError> {
        let kept = Kept {
            value: value.clone(),
            org: org.to_owned(),
        };
        match &self.shelf {
            Shelf::Keyring(keyring) => keyring.put(secret, kept),
            Shelf::Session(session) => {
                session.set(secret, Some(kept));
                Ok(())
            }
        }
    }

    /// `None`: it holds none for this setup and address.
    pub fn find(&self, secret: Secret) -> Result<Option<Kept>, KeyringError> {
        match &self.shelf {
            Shelf::Keyring(keyring) => keyring.find(secret),
            Shelf::Session(session) => Ok(session.get(secret)),
        }
    }

    /// Whether there was one.
    pub fn forget(&self, secret: Secret) -> Result<bool, KeyringError> {
        match &self.shelf {
            Shelf::Keyring(keyring) => keyring.forget(secret),
            Shelf::Session(session) => Ok(session.set(secret, None).is_some()),
        }
    }
}

/// Whether this machine has a keyring; asked once for a process.
pub fn keyring_status() -> Result<(), KeyringError> {
    static STATUS: OnceLock<Result<(), KeyringError>> = OnceLock::new();
    STATUS
        .get_or_init(|| {
            bounded(GREETING, || match keyring::Entry::store_status() {
                Ok(()) => Ok(()),
                Err(error) => Err(KeyringError::Absent(words(error))),
            })
        })
        .clone()
}

/// The entries of one setup at one address.
#[derive(Debug)]
struct Keyring {
    service: String,
    /// Host, with the port where it is not the usual one.
    address: String,
}

impl Keyring {
    fn of(setup: Option<&Setup>, org: &Url) -> Self {
        let host = org.host_str().unwrap_or_default();
        Self {
            service: setup.map_or_else(|| "koppel".to_owned(), |setup| format!("koppel {setup}")),
            address: org
                .port()
                .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")),
        }
    }

    fn put(&self, secret: Secret, kept: Kept) -> Result<(), KeyringError> {
        self.with(secret, move |entry| {
            let text = Zeroizing::new(format!("{}\n{}", kept.org, kept.value.expose_secret()));
            entry.set_secret(text.as_bytes())
        })
        .map(Option::unwrap_or_default)
    }

    fn find(&self, secret: Secret) -> Result<Option<Kept>, KeyringError> {
        let found = self.with(secret, |entry| {
            entry.get_secret().map(|bytes| read(&Zeroizing::new(bytes)))
        })?;
        match found {
            None => Ok(None),
            Some(Some(kept)) => Ok(Some(kept)),
            Some(None) => Err(KeyringError::Damaged(self.account(secret))),
        }
    }

    fn forget(&self, secret: Secret) -> Result<bool, KeyringError> {
        let gone = self.with(secret, keyring::Entry::delete_credential)?;
        Ok(gone.is_some())
    }

    /// What people see in their keyring: `acme.okta.com/okta-token`.
    fn account(&self, secret: Secret) -> String {
        format!("{}/{}", self.address, secret.slug())
    }

    /// `None`: there is no such entry.
    fn with<T: Send + 'static>(
        &self,
        secret: Secret,
        work: impl FnOnce(&keyring::Entry) -> keyring::Result<T> + Send + 'static,
    ) -> Result<Option<T>, KeyringError> {
        keyring_status()?;
        let (service, account) = (self.service.clone(), self.account(secret));
        bounded(ANSWER, move || {
            let outcome = keyring::Entry::new(&service, &account).and_then(|entry| work(&entry));
            match outcome {
                Ok(done) => Ok(Some(done)),
                Err(keyring::Error::NoEntry) => Ok(None),
                // What these hold is the secret, or names other entries.
                Err(
                    keyring::Error::BadEncoding(_)
                    | keyring::Error::BadDataFormat(..)
                    | keyring::Error::Ambiguous(_),
                ) => Err(KeyringError::Damaged(account)),
                Err(error) => Err(KeyringError::Refused(words(&error))),
            }
        })
    }
}

/// Secrets of this session, by the order of [`Secret::ALL`].
#[derive(Debug, Default)]
struct Session(Mutex<[Option<Kept>; 3]>);

impl Session {
    fn get(&self, secret: Secret) -> Option<Kept> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(secret as usize).cloned().flatten()
    }

    fn set(&self, secret: Secret, new: Option<Kept>) -> Option<Kept> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get_mut(secret as usize)
            .and_then(|place| std::mem::replace(place, new))
    }
}

/// `None`: this is not what [`Keyring::put`] writes.
fn read(bytes: &[u8]) -> Option<Kept> {
    let (org, value) = std::str::from_utf8(bytes).ok()?.split_once('\n')?;
    (!org.is_empty() && !value.is_empty() && !value.contains('\n')).then(|| Kept {
        value: SecretString::from(value),
        org: org.to_owned(),
    })
}

/// On a thread of its own, which is left behind when it takes too long: it holds nothing that others wait for, and
/// what it brings then is dropped.
fn bounded<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> Result<T, KeyringError> + Send + 'static,
) -> Result<T, KeyringError> {
    let (answer, answers) = mpsc::sync_channel(1);
    let spawned = thread::Builder::new().name("keyring".to_owned()).spawn(move || {
        // Nobody waits any more: that was said when they left.
        let _ = answer.send(work());
    });
    if let Err(error) = spawned {
        return Err(KeyringError::Refused(format!(
            "no thread could be started: {error}"
        )));
    }
    answers.recv_timeout(patience).unwrap_or_else(|error| {
        Err(match error {
            RecvTimeoutError::Timeout => KeyringError::Silent { after: patience },
            RecvTimeoutError::Disconnected => KeyringError::Refused("it broke down".to_owned()),
        })
    })
}

/// The platform's own words, on one line.
fn words(error: &keyring::Error) -> String {
    let text = match error {
        keyring::Error::PlatformFailure(cause) | keyring::Error::NoStorageAccess(cause) => cause.to_string(),
        other => other.to_string(),
    };
    let text = text.split_whitespace().collect::<Vec<&str>>().join(" ");
    match text.strip_prefix("zbus error: ") {
        Some(rest) => format!("D-Bus: {rest}"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    #[test]
    fn a_keyring_that_never_answers_is_left_and_what_it_brings_later_is_dropped() {
        let (release, wait) = mpsc::channel::<()>();
        let begun = Instant::now();
        let patience = Duration::from_millis(50);
        let outcome = bounded(patience, move || {
            let _ = wait.recv();
            Ok(())
        });
        assert_eq!(outcome, Err(KeyringError::Silent { after: patience }));
        assert!(begun.elapsed() < Duration::from_secs(10));
        drop(release);
    }

    #[test]
    fn r7_an_entry_names_its_org_and_anything_else_is_no_entry_of_ours() {
        let read = |text: &str| read(text.as_bytes());
        let kept = read("00oAcme\ns3cret").unwrap();
        assert_eq!(
            (kept.org.as_str(), kept.value.expose_secret()),
            ("00oAcme", "s3cret")
        );
        for foreign in ["", "s3cret", "\ns3cret", "00oAcme\n", "00oAcme\na\nb"] {
            assert!(read(foreign).is_none(), "{foreign:?}");
        }
        assert!(super::read(&[0xff, b'\n', b'a']).is_none());
    }

    #[test]
    fn entries_of_setups_and_addresses_are_apart() {
        let url = |text: &str| Url::parse(text).unwrap();
        let setup = Setup::parse("acme-test").unwrap();
        let account = |url| Keyring::of(None, &url).account(Secret::OktaToken);
        assert_eq!(account(url("https://acme.okta.com")), "acme.okta.com/okta-token");
        assert_eq!(account(url("http://127.0.0.1:8080")), "127.0.0.1:8080/okta-token");
        assert_eq!(
            Keyring::of(Some(&setup), &url("https://acme.okta.com")).service,
            "koppel acme-test"
        );
    }

    #[test]
    fn without_a_keyring_a_session_keeps_replaces_and_forgets_and_shows_nothing() {
        let vault = Vault::of_session(KeyringError::Absent("no bus".to_owned()));
        assert!(matches!(vault.refuge(), Refuge::Session(_)));
        let put = |value: &str| vault.put("00o1", Secret::PersonioClientId, &SecretString::from(value));
        let find = |secret| vault.find(secret).unwrap();
        assert!(find(Secret::PersonioClientId).is_none());
        put("first").unwrap();
        put("second").unwrap();
        let kept = find(Secret::PersonioClientId).unwrap();
        assert_eq!(
            (kept.value.expose_secret(), kept.org.as_str()),
            ("second", "00o1")
        );
        assert!(find(Secret::OktaToken).is_none());
        let shown = format!("{vault:?}");
        assert!(shown.contains("00o1") && !shown.contains("second"), "{shown}");
        assert!(vault.forget(Secret::PersonioClientId).unwrap());
        assert!(!vault.forget(Secret::PersonioClientId).unwrap());
    }
}
