//! The org: its profiles, its schema, its tokens, and the mails that it sent.

use super::profile::{Profile, Status};
use super::schema::Schema;
use super::wire::{self, Detail};
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Okta's side of a company.
#[derive(Debug, Clone)]
pub struct Org {
    /// `00o` and 17 characters.
    pub id: String,
    pub schema: Schema,
    /// Besides the default one.
    pub user_types: Vec<UserType>,
    /// Refuses every update that holds this attribute, in words that do not name it.
    pub stubborn_attribute: Option<StubbornAttribute>,
    pub tokens: Tokens,
    /// The ID of the profile that owns the tokens.
    pub token_owner: String,
    /// "Edit Deactivated User Profile Updates" of the Admin Console; off by default.
    pub deprovisioned_editable: bool,
    /// For so long a life cycle call is under way before the status changes.
    pub life_cycle_takes: SignedDuration,
    /// Whether a profile shows meanwhile where it goes.
    pub shows_transitions: bool,
    /// Every mail that was sent, in order.
    pub outbox: Vec<Mail>,
    /// Of the default user type, `oty…`.
    pub(super) type_id: String,
    profiles: BTreeMap<String, Stored>,
    /// Life cycle calls that are under way: the profile, where it goes, and when it is there.
    on_the_way: Vec<(String, Status, Timestamp)>,
    /// Folded login to ID: Okta compares logins without case and diacritics.
    logins: HashMap<String, String>,
    ids: fastrand::Rng,
    /// Apart from `ids`, so that the ID of a new profile does not depend on how much was read before.
    requests: fastrand::Rng,
    url: String,
}

/// A user type with a schema of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserType {
    pub name: String,
    /// Attributes of the default type that it does not have.
    pub lacks: Vec<String>,
    /// Whether the schema may be read.
    pub is_readable: bool,
}

/// An attribute that Okta refuses without naming it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StubbornAttribute {
    pub attribute: String,
    /// The only cause in the answer; `None`: there is none.
    pub cause: Option<String>,
}

/// Secrets of the org.
#[derive(Clone)]
pub struct Tokens {
    pub full: String,
    /// Of an administrator who may only look.
    pub read_only: String,
}

/// A mail that Okta sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub at: Timestamp,
    pub to: String,
    pub kind: MailKind,
    /// The profile that it is about.
    pub profile: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailKind {
    Activation,
    PasswordReset,
    /// Goes to the administrator.
    Deactivation,
}

/// A profile with its JSON, which is written on first use and again after a change.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub profile: Profile,
    full: OnceCell<Bytes>,
    lean: OnceCell<Bytes>,
    /// The last projection that was asked for, by its `fields`.
    projected: RefCell<Option<(String, Bytes)>>,
}

impl Org {
    /// Nobody but the owner of the tokens. The same seed gives the same IDs.
    pub fn new(seed: u64) -> Self {
        let mut ids = fastrand::Rng::with_seed(seed ^ 0x6f6b_7461);
        let mut org = Self {
            id: identifier(&mut ids, "00o"),
            schema: Schema::default(),
            user_types: Vec::new(),
            stubborn_attribute: None,
            tokens: Tokens {
                full: token(&mut ids),
                read_only: token(&mut ids),
            },
            token_owner: String::new(),
            deprovisioned_editable: false,
            life_cycle_takes: SignedDuration::ZERO,
            shows_transitions: true,
            outbox: Vec::new(),
            type_id: identifier(&mut ids, "oty"),
            profiles: BTreeMap::new(),
            on_the_way: Vec::new(),
            logins: HashMap::new(),
            requests: ids.fork(),
            ids,
            url: String::new(),
        };
        let owner = Profile::new("okta.admin@talwerk.example")
            .name("Okta", "Administration")
            .with("displayName", "Okta Administration");
        org.token_owner = org.add(owner);
        org
    }

    /// Puts a profile in as it is, without any check, and returns its ID.
    pub fn add(&mut self, mut profile: Profile) -> String {
        if profile.id.is_empty() {
            profile.id = self.next_profile_id();
        }
        let id = profile.id.clone();
        self.logins.insert(fold(profile.login()), id.clone());
        self.profiles.insert(id.clone(), Stored::new(profile));
        id
    }

    /// Changes a profile behind the API's back, as an administrator at the console does. `None`: no such ID.
    pub fn change<T>(&mut self, id: &str, change: impl FnOnce(&mut Profile) -> T) -> Option<T> {
        let stored = self.profiles.get_mut(id)?;
        let before = fold(stored.profile.login());
        let result = change(&mut stored.profile);
        stored.forget();
        let after = fold(stored.profile.login());
        if before != after {
            self.logins.remove(&before);
            self.logins.insert(after, id.to_owned());
        }
        Some(result)
    }

    /// Changes the status, now or once the call has been under way for as long as it takes. `None`: no such ID.
    pub(super) fn move_to(&mut self, id: &str, to: Status, now: Timestamp) -> Option<()> {
        if self.life_cycle_takes.is_zero() {
            return self.change(id, |profile| profile.move_to(to, now));
        }
        if self.shows_transitions {
            self.change(id, |profile| profile.transitioning_to = Some(to.clone()))?;
        }
        let there = now.checked_add(self.life_cycle_takes).unwrap_or(now);
        self.on_the_way.push((id.to_owned(), to, there));
        Some(())
    }

    /// Ends the life cycle calls that have been under way for long enough.
    pub(super) fn arrive(&mut self, now: Timestamp) {
        let on_the_way = std::mem::take(&mut self.on_the_way);
        let (there, still): (Vec<_>, Vec<_>) =
            on_the_way.into_iter().partition(|(_, _, there)| *there <= now);
        self.on_the_way = still;
        for (id, to, there) in there {
            self.change(&id, |profile| {
                profile.transitioning_to = None;
                profile.move_to(to, there);
            });
        }
    }

    /// Removes a profile for good.
    pub fn remove(&mut self, id: &str) -> Option<Profile> {
        let profile = self.profiles.remove(id)?.profile;
        self.logins.remove(&fold(profile.login()));
        Some(profile)
    }

    pub fn profile(&self, id: &str) -> Option<&Profile> {
        self.profiles.get(id).map(|stored| &stored.profile)
    }

    /// By a login, compared as Okta does.
    pub fn by_login(&self, login: &str) -> Option<&Profile> {
        self.logins.get(&fold(login)).and_then(|id| self.profile(id))
    }

    /// All profiles, by ID.
    pub fn profiles(&self) -> impl Iterator<Item = &Profile> {
        self.profiles.values().map(|stored| &stored.profile)
    }

    /// By ID, login, or a login's part before the `@` if only one profile has it.
    pub(super) fn find(&self, key: &str) -> Option<&Profile> {
        if let Some(profile) = self.profile(key).or_else(|| self.by_login(key)) {
            return Some(profile);
        }
        let short = fold(key);
        let mut found = self.profiles().filter(|profile| {
            fold(profile.login())
                .split_once('@')
                .is_some_and(|(local, _)| local == short)
        });
        found.next().filter(|_| found.next().is_none())
    }

    pub(super) fn token_owner(&self, token: &str) -> Option<&Profile> {
        let known = token == self.tokens.full || token == self.tokens.read_only;
        known.then(|| self.profile(&self.token_owner)).flatten()
    }

    /// Everybody after this ID.
    pub(super) fn after(&self, id: Option<&str>) -> impl Iterator<Item = &Stored> {
        use std::ops::Bound::{Excluded, Unbounded};
        let start = id.map_or(Unbounded, Excluded);
        self.profiles
            .range::<str, _>((start, Unbounded))
            .map(|(_, stored)| stored)
    }

    pub(super) fn send(&mut self, kind: MailKind, to: &str, profile: &str, at: Timestamp) {
        self.outbox.push(Mail {
            at,
            to: to.to_owned(),
            kind,
            profile: profile.to_owned(),
        });
    }

    pub(super) fn next_profile_id(&mut self) -> String {
        identifier(&mut self.ids, "00u")
    }

    /// 20 characters that let a new person in once.
    pub(super) fn next_one_time_token(&mut self) -> String {
        characters(&mut self.ids, 20)
    }

    pub(super) fn next_request_id(&mut self) -> String {
        format!("{:032x}", self.requests.u128(..))
    }

    pub(super) fn next_error_id(&mut self) -> String {
        format!("oae{}", characters(&mut self.requests, 22))
    }

    /// What the IDs of the default user type (`oty…`) and of its schema (`osc…`) have in common.
    pub(super) fn type_end(&self) -> &str {
        self.type_id.trim_start_matches("oty")
    }

    /// As [`Org::type_end`], of a user type by its name.
    pub(super) fn type_end_of(&self, user_type: Option<&str>) -> String {
        match user_type {
            Some(name) => format!("1d7{:0>14}", name.to_lowercase()),
            None => self.type_end().to_owned(),
        }
    }

    /// The schema of the profile's user type.
    pub(super) fn schema_of(&self, user_type: Option<&str>) -> Cow<'_, Schema> {
        let own = user_type.and_then(|name| self.user_types.iter().find(|one| one.name == name));
        own.map_or(Cow::Borrowed(&self.schema), |own| {
            Cow::Owned(self.schema.without(&own.lacks))
        })
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Says at which address the org is served, which its links name, and writes everybody's JSON, so that the first
    /// reading is as fast as the next.
    pub(crate) fn serve_at(&mut self, url: &str) {
        url.clone_into(&mut self.url);
        self.profiles.values_mut().for_each(Stored::forget);
        for stored in self.profiles.values() {
            stored.listed(self, Detail::Full);
        }
    }
}

impl Stored {
    fn new(profile: Profile) -> Self {
        Self {
            profile,
            full: OnceCell::new(),
            lean: OnceCell::new(),
            projected: RefCell::new(None),
        }
    }

    fn forget(&mut self) {
        *self = Self::new(self.profile.clone());
    }

    /// As in a list.
    pub(super) fn listed(&self, org: &Org, detail: Detail) -> Bytes {
        let cache = match detail {
            Detail::Full => &self.full,
            Detail::Lean => &self.lean,
        };
        cache
            .get_or_init(|| wire::listed(org, &self.profile, detail).into())
            .clone()
    }

    /// As in a list, reduced to `fields`.
    pub(super) fn projected(&self, org: &Org, fields: &str, projection: &wire::Projection) -> Bytes {
        let mut cache = self.projected.borrow_mut();
        match &*cache {
            Some((cached, bytes)) if cached == fields => bytes.clone(),
            _ => {
                let bytes = Bytes::from(wire::projected(org, &self.profile, projection));
                *cache = Some((fields.to_owned(), bytes.clone()));
                bytes
            }
        }
    }
}

/// Secrets do not appear in test output.
impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens(***)")
    }
}

/// Two logins are the same if these are: without case and diacritics.
pub(super) fn fold(login: &str) -> String {
    login
        .nfkd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Three letters that name the kind, and 17 characters.
fn identifier(rng: &mut fastrand::Rng, kind: &str) -> String {
    format!("{kind}{}1d7", characters(rng, 14))
}

fn token(rng: &mut fastrand::Rng) -> String {
    format!("00{}", characters(rng, 40))
}

fn characters(rng: &mut fastrand::Rng, count: usize) -> String {
    std::iter::repeat_with(|| rng.alphanumeric())
        .take(count)
        .collect()
}
