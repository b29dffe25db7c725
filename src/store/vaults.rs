//! The vaults that were opened since koppel was started: what is kept for this session alone is found again by every
//! part of it.

use super::Setup;
use super::keyring::{KeyringError, Vault};
use reqwest::Url;
use std::sync::{Arc, Mutex, PoisonError};

/// One vault for each org's address, of one setup.
#[derive(Debug, Default)]
pub struct Vaults {
    opened: Mutex<Vec<(Url, Arc<Vault>)>>,
    /// Why the keyring is never asked.
    without_keyring: Option<KeyringError>,
}

impl Vaults {
    /// Keeps everything for this session, and leaves the system's keyring alone.
    pub fn without_keyring(why: KeyringError) -> Self {
        Self {
            opened: Mutex::default(),
            without_keyring: Some(why),
        }
    }

    /// Asks the keyring whether it is there, the first time. Blocks as [`Vault::open`] does.
    pub fn open(&self, setup: Option<&Setup>, org: &Url) -> Arc<Vault> {
        self.opened(org).unwrap_or_else(|| match &self.without_keyring {
            Some(why) => self.take(org, Vault::of_session(why.clone())),
            None => self.take(org, Vault::open(setup, org)),
        })
    }

    /// What was opened, else the keyring, which is asked for nothing before a secret is looked for.
    pub fn find(&self, setup: Option<&Setup>, org: &Url) -> Arc<Vault> {
        self.opened(org).unwrap_or_else(|| match &self.without_keyring {
            Some(why) => self.take(org, Vault::of_session(why.clone())),
            None => Arc::new(Vault::unasked(setup, org)),
        })
    }

    /// From now on secrets for this address are kept for the session: the keyring said why not.
    pub fn give_up_keyring(&self, org: &Url, why: KeyringError) -> Arc<Vault> {
        self.take(org, Vault::of_session(why))
    }

    fn opened(&self, org: &Url) -> Option<Arc<Vault>> {
        let vaults = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        let found = vaults.iter().find(|(address, _)| address == org);
        found.map(|(_, vault)| Arc::clone(vault))
    }

    fn take(&self, org: &Url, vault: Vault) -> Arc<Vault> {
        let vault = Arc::new(vault);
        let mut vaults = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        vaults.retain(|(address, _)| address != org);
        vaults.push((org.clone(), Arc::clone(&vault)));
        vault
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Refuge, Secret};
    use secrecy::{ExposeSecret, SecretString};

    #[test]
    fn what_is_kept_for_the_session_is_found_again_for_its_address_alone() {
        let url = |host: &str| Url::parse(&format!("https://{host}")).unwrap();
        let vaults = Vaults::default();
        let why = KeyringError::Absent("no bus".to_owned());
        let vault = vaults.give_up_keyring(&url("acme.okta.com"), why.clone());
        let token = SecretString::from("00token");
        vault.put("00o1", Secret::OktaToken, &token).unwrap();
        let again = vaults.find(None, &url("acme.okta.com"));
        assert_eq!(*again.refuge(), Refuge::Session(why));
        let kept = again.find(Secret::OktaToken).unwrap().unwrap();
        assert_eq!(kept.value.expose_secret(), "00token");
        assert_eq!(
            *vaults.find(None, &url("other.okta.com")).refuge(),
            Refuge::Keyring
        );
    }
    #[test]
    fn without_a_keyring_every_address_has_a_vault_for_the_session() {
        let url = Url::parse("http://127.0.0.1:9").unwrap();
        let why = KeyringError::Absent("nobody may ask it".to_owned());
        let vaults = Vaults::without_keyring(why.clone());
        assert_eq!(*vaults.find(None, &url).refuge(), Refuge::Session(why.clone()));
        let token = SecretString::from("00token");
        let vault = vaults.open(None, &url);
        vault.put("00o1", Secret::OktaToken, &token).unwrap();
        assert!(vaults.find(None, &url).find(Secret::OktaToken).unwrap().is_some());
        let other = Url::parse("https://acme.okta.com").unwrap();
        assert_eq!(*vaults.open(None, &other).refuge(), Refuge::Session(why));
    }
}
