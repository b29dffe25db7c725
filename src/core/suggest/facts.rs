//! What is known of one person on one side, made ready to be compared.

use super::mailbox::Mailbox;
use super::name::{Name, Parts};
use super::phrase::Phrase;
use crate::core::employee::Employee;
use crate::core::id::EmployeeId;
use crate::core::profile::Profile;
use crate::core::snapshot::{Directory, Roster, Snapshot};
use crate::core::text::fold;
use crate::core::value::Value;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rustc_hash::{FxHashMap, FxHasher};
use smallvec::SmallVec;
use std::hash::{Hash, Hasher};

/// One person.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    pub name: Name,
    /// With the first name that an employee goes by, and in Latin letters as their address has it.
    pub other_names: SmallVec<[Name; 1]>,
    pub mailboxes: SmallVec<[Mailbox; 1]>,
    /// Department, position and office. A profile's may each be there twice: as it stands, and as Personio says it.
    pub places: [Phrases; 3],
    /// Hashes of every way to name the manager.
    pub managers: SmallVec<[u64; 4]>,
    /// When they were hired, or the profile was created: days since an arbitrary day.
    pub began: Option<i32>,
    pub has_left: bool,
}

pub(super) type Phrases = SmallVec<[Phrase; 1]>;

/// Personio's attributes for [`Facts::places`].
const PERSONIO_PLACES: [&str; 3] = ["department", "position", "office"];
/// Okta's, the first of each that a profile has.
const OKTA_PLACES: [&[&str]; 3] = [
    &["department", "division"],
    &["title"],
    &["city", "officeLocation", "office", "location", "workLocation"],
];
const OKTA_MANAGERS: [&str; 3] = ["manager", "managerId", "managerEmail"];

/// Where each side keeps what is compared, and who the managers are.
#[derive(Debug)]
pub(super) struct Sources<'a> {
    personio_places: [Option<usize>; 3],
    preferred: Option<usize>,
    supervisor: Option<usize>,
    okta_places: [SmallVec<[usize; 5]>; 3],
    okta_managers: SmallVec<[usize; 3]>,
    employees: FxHashMap<EmployeeId, &'a Employee>,
    /// How Okta's words for places are said in Personio.
    customs: [FxHashMap<Phrase, Phrase>; 3],
}

/// What was taken apart already: many people share a name or a department.
#[derive(Debug, Default)]
pub(super) struct Known<'t> {
    names: Parts<'t>,
    phrases: FxHashMap<&'t str, Phrase>,
}

impl<'t> Known<'t> {
    fn phrase(&mut self, text: &'t str) -> Phrase {
        self.phrases
            .entry(text)
            .or_insert_with(|| Phrase::of(text))
            .clone()
    }
}

/// So many pairs have to agree before a word of Okta's is taken for one of Personio's.
const CUSTOM: usize = 3;

impl<'a> Sources<'a> {
    /// `pairs`: positions of profiles and employees who are known to belong together. They teach which words of the
    /// two sides mean the same here: whatever the language, `Vertrieb` is `Sales` where that stands with everybody.
    pub fn of(snapshot: &'a Snapshot, pairs: impl Iterator<Item = (u32, u32)>) -> Self {
        let Snapshot {
            roster, directory, ..
        } = snapshot;
        let supervisor = roster.column("supervisor");
        let mut sources = Self {
            personio_places: PERSONIO_PLACES.map(|key| roster.column(key)),
            preferred: roster.column("preferred_name"),
            supervisor,
            okta_places: OKTA_PLACES.map(|names| columns(directory, names)),
            okta_managers: columns(directory, &OKTA_MANAGERS),
            employees: if supervisor.is_some() {
                managers(roster, supervisor)
            } else {
                FxHashMap::default()
            },
            customs: Default::default(),
        };
        let pairs: Vec<(u32, u32)> = pairs.collect();
        sources.customs = [0, 1, 2].map(|kind| {
            let of_pair = |(profile, employee): &(u32, u32)| {
                let profile = &directory.profiles[*profile as usize];
                let employee = &roster.employees[*employee as usize];
                Some((
                    sources.okta_place(profile, kind)?,
                    sources.personio_place(employee, kind)?,
                ))
            };
            customs(pairs.iter().filter_map(of_pair))
        });
        sources
    }

    fn okta_place<'p>(&self, profile: &'p Profile, kind: usize) -> Option<&'p str> {
        self.okta_places[kind]
            .iter()
            .find_map(|column| profile.attributes.get(*column)?.as_text())
    }

    fn personio_place<'e>(&self, employee: &'e Employee, kind: usize) -> Option<&'e str> {
        employee.attributes.get(self.personio_places[kind]?)?.as_text()
    }

    /// `known` keeps what was taken apart for those before.
    pub fn employee<'e>(&self, employee: &'e Employee, known: &mut Known<'e>) -> Facts {
        let text = |column: Option<usize>| employee.attributes.get(column?).and_then(Value::to_text);
        let last = employee.last_name.as_text();
        let called = text(self.preferred).map(|preferred| Name::of(Some(&preferred), last));
        let mailbox = employee.email().and_then(Mailbox::of);
        let names = [employee.first_name.as_text(), last];
        let romanised = mailbox
            .as_ref()
            .filter(|_| names.into_iter().flatten().any(is_foreign_script));
        let supervisor = text(self.supervisor).map(std::borrow::Cow::into_owned);
        Facts {
            name: known.names.name(employee.first_name.as_text(), last),
            other_names: called
                .into_iter()
                .chain(romanised.and_then(Mailbox::as_name))
                .collect(),
            mailboxes: mailbox.into_iter().collect(),
            places: [0, 1, 2].map(|kind| {
                let place = self.personio_place(employee, kind);
                place.map(|place| known.phrase(place)).into_iter().collect()
            }),
            managers: supervisor.map_or_else(SmallVec::new, |id| self.manager_names(&id)),
            began: employee.hire_date.date().map(day_number),
            has_left: employee.status.is_inactive(),
        }
    }

    pub fn profile(&self, profile: &Profile) -> Facts {
        let addresses = [
            Some(profile.login.as_str()),
            profile.email.as_deref(),
            profile.second_email.as_deref(),
        ];
        let mut mailboxes: SmallVec<[Mailbox; 1]> = SmallVec::new();
        for mailbox in addresses.into_iter().flatten().filter_map(Mailbox::of) {
            if !mailboxes.contains(&mailbox) {
                mailboxes.push(mailbox);
            }
        }
        let manager = |column: &usize| profile.attributes.get(*column)?.to_text();
        Facts {
            name: Name::of(profile.first_name.as_deref(), profile.last_name.as_deref()),
            other_names: SmallVec::new(),
            mailboxes,
            places: [0, 1, 2].map(|kind| {
                let own = self.okta_place(profile, kind).map(Phrase::of);
                let custom = own.as_ref().and_then(|own| self.customs[kind].get(own)).cloned();
                let custom = custom.filter(|custom| Some(custom) != own.as_ref());
                custom.into_iter().chain(own).collect()
            }),
            managers: self
                .okta_managers
                .iter()
                .filter_map(manager)
                .flat_map(|text| [hash_words(&text), hash(fold(text.trim()).as_ref())])
                .collect(),
            began: profile
                .created
                .map(|created| day_number(TimeZone::UTC.to_datetime(created).date())),
            has_left: false,
        }
    }

    /// By number, name, address, and the name of the mailbox.
    fn manager_names(&self, id: &str) -> SmallVec<[u64; 4]> {
        let mut names: SmallVec<[u64; 4]> = SmallVec::from_iter([hash(id)]);
        let manager = id.parse().ok().and_then(|id| self.employees.get(&EmployeeId(id)));
        if let Some(manager) = manager {
            names.push(hash_words(&manager.display_name()));
            if let Some(email) = manager.email() {
                names.push(hash(fold(email.trim()).as_ref()));
            }
        }
        names
    }
}

/// A script whose transliteration is one of many.
fn is_foreign_script(text: &str) -> bool {
    text.chars().any(|letter| {
        letter.is_alphabetic() && u32::from(letter) >= 0x370 && !(0x1e00..0x1f00).contains(&u32::from(letter))
    })
}

fn columns<A: FromIterator<usize>>(directory: &Directory, names: &[&str]) -> A {
    names.iter().filter_map(|name| directory.column(name)).collect()
}

/// Those who are somebody's supervisor.
fn managers(roster: &Roster, column: Option<usize>) -> FxHashMap<EmployeeId, &Employee> {
    let id = |employee: &Employee| {
        employee
            .attributes
            .get(column?)?
            .to_text()?
            .parse()
            .ok()
            .map(EmployeeId)
    };
    let ids: rustc_hash::FxHashSet<EmployeeId> = roster.employees.iter().filter_map(id).collect();
    roster
        .employees
        .iter()
        .filter(|employee| ids.contains(&employee.id))
        .map(|employee| (employee.id, employee))
        .collect()
}

/// For each of Okta's words Personio's, where most of those who have it agree.
fn customs<'t>(pairs: impl Iterator<Item = (&'t str, &'t str)>) -> FxHashMap<Phrase, Phrase> {
    let mut counts: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    for pair in pairs {
        *counts.entry(pair).or_default() += 1;
    }
    let mut known: FxHashMap<Phrase, FxHashMap<Phrase, usize>> = FxHashMap::default();
    for ((okta, personio), count) in counts {
        let says = known.entry(Phrase::of(okta)).or_default();
        *says.entry(Phrase::of(personio)).or_default() += count;
    }
    known
        .into_iter()
        .filter_map(|(okta, says)| {
            let all: usize = says.values().sum();
            let (personio, count) = says.into_iter().find(|(_, count)| count * 2 > all)?;
            (count >= CUSTOM).then_some((okta, personio))
        })
        .collect()
}

fn day_number(day: Date) -> i32 {
    day.since(Date::new(2000, 1, 1).unwrap_or(Date::ZERO))
        .map_or(0, |span| span.get_days())
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}

/// In whatever order: `Weiß, Jürgen`, `Jürgen Weiß`.
fn hash_words(text: &str) -> u64 {
    let folded = fold(text);
    let mut words: Vec<&str> = folded
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.sort_unstable();
    hash(&words.join(" "))
}

impl Facts {
    pub fn names(&self) -> impl Iterator<Item = &Name> {
        std::iter::once(&self.name).chain(&self.other_names)
    }
}
