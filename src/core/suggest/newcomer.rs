//! Rule P3: which newcomers somebody may already have an account for.

use super::block::{Blocks, Keys, Side, narrow, wide};
use super::ceiling::{Ceiling, Measured};
use super::evidence::Evidence;
use super::facts::{Facts, Known, Sources};
use super::outline::{Halves, Outline, Work};
use super::weight::{STRONG, Sign, probability};
use crate::core::ahead;
use crate::core::employee::Employee;
use crate::core::profile::Profile;
use crate::core::snapshot::Snapshot;
use rustc_hash::FxHashSet;

/// Newcomers, made ready to be found by profiles. Few stand against many profiles, so everything rests on them.
#[derive(Debug)]
pub(in crate::core) struct Newcomers<'a> {
    sources: Sources<'a>,
    facts: Vec<Facts>,
    blocks: Blocks,
    works: Vec<Work>,
    outlines: Vec<Outline>,
    halves: Halves,
    /// Hashes of everybody's.
    mailboxes: FxHashSet<u32>,
    ceiling: Ceiling,
}

/// A profile, made ready to be held beside newcomers.
#[derive(Debug)]
struct Beside {
    facts: Facts,
    measured: Measured,
    /// So much has their work to say at least.
    needed: f64,
}

/// Instead of the profile that a newcomer was held beside last.
const NONE_YET: u32 = u32::MAX;
const FOUND: u32 = u32::MAX - 1;

impl<'a> Newcomers<'a> {
    pub fn of<'e>(snapshot: &'a Snapshot, employees: impl Iterator<Item = &'e Employee>) -> Self {
        let sources = Sources::of(snapshot, std::iter::empty());
        let mut known = Known::default();
        let facts: Vec<Facts> = employees
            .map(|employee| sources.employee(employee, &mut known))
            .collect();
        let mut halves = Halves::default();
        let outlines: Vec<Outline> = facts
            .iter()
            .map(|facts| Outline::of(facts, &mut halves))
            .collect();
        Self {
            blocks: Blocks::of(facts.iter(), Side::Employee),
            works: facts.iter().map(Work::of).collect(),
            mailboxes: outlines.iter().flat_map(Outline::mailboxes).collect(),
            outlines,
            halves,
            ceiling: Ceiling::new(),
            sources,
            facts,
        }
    }

    /// For each newcomer the first of these profiles for which they would be *strong* if they had no equal: where
    /// two newcomers are alike both wait. Positions count along the profiles and the newcomers; `is_out` says of
    /// such a pair that it is not to be suggested.
    pub fn first_strong(&self, profiles: &[&Profile], is_out: impl Fn(u32, u32) -> bool) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        let mut sharing: Vec<u32> = Vec::new();
        // Whoever shares many keys with a profile is looked at once, and whoever is found never again.
        let mut seen = vec![NONE_YET; self.facts.len()];
        for (at, profile) in (0u32..).zip(profiles) {
            let beside = self.beside(profile);
            sharing.clear();
            let keys = keys(&beside.facts);
            let shared = self.blocks.sharing_each(&keys);
            sharing.extend(shared.filter(|newcomer| {
                let last = &mut seen[*newcomer as usize];
                let is_new = *last != at && *last != FOUND;
                if is_new {
                    *last = at;
                }
                is_new
            }));
            for few in sharing.chunks(ahead::FEW) {
                ahead::touch(
                    few.iter()
                        .map(|newcomer| self.works[*newcomer as usize].first_byte()),
                );
                for newcomer in few {
                    let position = *newcomer as usize;
                    if self.may_be_strong(&beside, position)
                        && self.is_strong(&beside, position)
                        && !is_out(at, *newcomer)
                    {
                        seen[position] = FOUND;
                        found.push((at, *newcomer));
                    }
                }
            }
        }
        found
    }

    fn beside(&self, profile: &Profile) -> Beside {
        let facts = self.sources.profile(profile);
        let measured = Measured::of(&facts);
        let is_shared = measured
            .mailboxes()
            .any(|mailbox| self.mailboxes.contains(&mailbox));
        Beside {
            needed: self.ceiling.needed(&measured, is_shared),
            facts,
            measured,
        }
    }

    fn may_be_strong(&self, beside: &Beside, newcomer: usize) -> bool {
        let work = self.ceiling.work(&beside.measured, &self.works[newcomer]);
        let outline = &self.outlines[newcomer];
        // Most end here.
        work >= beside.needed
            && self
                .ceiling
                .may_be_strong(work, &beside.measured, outline, &self.halves)
    }

    fn is_strong(&self, beside: &Beside, newcomer: usize) -> bool {
        let evidence = Evidence::of(&beside.facts, &self.facts[newcomer], false);
        let log_odds = evidence.signs().into_iter().map(Sign::weight).sum();
        probability(log_odds) >= STRONG
    }
}

fn keys(profile: &Facts) -> Keys {
    let mut keys = narrow(profile);
    keys.extend(wide(profile, Side::Profile));
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::employee::{Day, EmployeeStatus};
    use crate::core::id::{EmployeeId, OktaId};
    use crate::core::profile::ProfileStatus;
    use crate::core::snapshot::{Column, ColumnKind, Directory, Moment, Roster};
    use crate::core::value::{Text, Value};
    use fastrand::Rng;
    use jiff::Timestamp;
    use jiff::civil::date;

    const FIRST: [&str; 24] = [
        "Anna",
        "Anna Maria",
        "Anne",
        "Ann",
        "Hannah",
        "Jörg",
        "Joerg",
        "J.",
        "Alexander",
        "Alex",
        "Sascha",
        "Robert",
        "Bob",
        "Rupert",
        "Hans-Peter",
        "Hanspeter",
        "Юрий",
        "Jurij",
        "Li",
        "Nguyen Van",
        "Maria",
        "Marie",
        "",
        "O",
    ];
    const LAST: [&str; 24] = [
        "Weiß",
        "Weiss",
        "Weisz",
        "Weber",
        "Webre",
        "Müller",
        "Mueller",
        "Muller-Klein",
        "Klein",
        "van den Berg",
        "Vandenberg",
        "Berg",
        "Schewtschenko",
        "Шевченко",
        "Anh",
        "Van Anh",
        "Alexander",
        "Robert",
        "Li",
        "Schneider",
        "Schniedre",
        "Anna",
        "",
        "H",
    ];
    const PLACES: [[&str; 5]; 3] = [
        ["Sales", "Vertrieb", "Sales Operations", "IT", ""],
        ["Engineer", "Senior Engineer", "Lagerist", "Head of Sales", ""],
        ["Berlin", "München", "Munich", "Berlin Mitte", ""],
    ];

    fn pick<'t>(dice: &mut Rng, all: &[&'t str]) -> &'t str {
        all[dice.usize(..all.len())]
    }

    fn name(dice: &mut Rng) -> [&'static str; 2] {
        let name = [pick(dice, &FIRST), pick(dice, &LAST)];
        if dice.u8(..8) == 0 {
            [name[1], name[0]]
        } else {
            name
        }
    }

    /// Of the name or of another one, in any form.
    fn address(dice: &mut Rng, name: [&'static str; 2]) -> String {
        let [given, family] = if dice.u8(..4) == 0 { self::name(dice) } else { name };
        let plain = |text: &str| text.to_lowercase().replace([' ', '.'], "").replace('ü', "ue");
        let (given, family) = (plain(given), plain(family));
        let first = |text: &str| text.chars().take(1).collect::<String>();
        match dice.u8(..10) {
            0 | 1 => format!("{given}.{family}@x.com"),
            2 => format!("{family}{given}@x.com"),
            3 => format!("{}{family}@x.com", first(&given)),
            4 => format!("{given}.{}@x.com", first(&family)),
            5 => format!("{}{}@x.com", first(&given), first(&family)),
            6 => format!("{family}@x.com"),
            7 => format!("{given}7@x.com"),
            8 => format!("adm-{given}-{family}@x.com"),
            _ => format!("x{}@x.com", dice.u16(..40)),
        }
    }

    fn employee(id: u64, dice: &mut Rng) -> Employee {
        let name = name(dice);
        let mut attributes: Vec<Value> = PLACES.map(|places| Value::text(pick(dice, &places))).into();
        attributes.push(Value::text(&dice.u64(..6).to_string()));
        attributes.push(Value::text(if dice.u8(..6) == 0 {
            pick(dice, &FIRST)
        } else {
            ""
        }));
        Employee {
            id: EmployeeId(id),
            first_name: Value::text(name[0]),
            last_name: Value::text(name[1]),
            email: Value::text(&address(dice, name)),
            status: EmployeeStatus::Active,
            hire_date: Day::On(date(2026, dice.i8(1..13), 10)),
            termination_date: Day::Empty,
            created_at: None,
            attributes: attributes.into(),
        }
    }

    fn profile(id: usize, dice: &mut Rng) -> Profile {
        let name = name(dice);
        let name = if dice.u8(..8) == 0 { ["", ""] } else { name };
        let mut attributes: Vec<Value> = PLACES.map(|places| Value::text(pick(dice, &places))).into();
        attributes.push(Value::text(&dice.u64(..12).to_string()));
        let text = |text: &str| Some(Text::from(text)).filter(|text| !text.is_empty());
        let month = dice.u8(1..13);
        let created: Option<Timestamp> = format!("2026-{month:02}-05T08:00:00Z").parse().ok();
        Profile {
            id: OktaId::new(Text::from(format!("00u{id:05}"))),
            status: ProfileStatus::Active,
            in_transition: false,
            login: Text::from(address(dice, name)),
            email: text(&address(dice, name)),
            second_email: None,
            first_name: text(name[0]),
            last_name: text(name[1]),
            number: None,
            created: created.filter(|_| dice.bool()),
            last_login: None,
            last_updated: None,
            user_type: None,
            attributes: attributes.into(),
        }
    }

    fn company(dice: &mut Rng) -> Snapshot {
        let columns = ["department", "position", "office", "supervisor", "preferred_name"];
        let columns = columns.map(|key| Column {
            key: Text::const_new(key),
            kind: ColumnKind::Other,
        });
        Snapshot {
            org: Text::const_new("00oacme"),
            roster: Roster {
                columns: columns.into(),
                employees: (1..=60).map(|id| employee(id, dice)).collect(),
                without_id: 0,
            },
            directory: Directory {
                columns: ["department", "title", "city", "manager"]
                    .map(Text::const_new)
                    .into(),
                profiles: (0..60).map(|id| profile(id, dice)).collect(),
                ..Directory::default()
            },
            moment: Moment {
                now: Timestamp::UNIX_EPOCH,
                today: date(2026, 11, 24),
                clock_is_off: false,
            },
        }
    }

    #[test]
    fn p3_nobody_is_passed_over_who_is_strong_by_the_whole_evidence() {
        let (mut strong, mut passed_over) = (0, 0);
        for seed in 0..30 {
            let snapshot = company(&mut Rng::with_seed(seed));
            let newcomers = Newcomers::of(&snapshot, snapshot.roster.employees.iter());
            for profile in &snapshot.directory.profiles {
                let beside = newcomers.beside(profile);
                for (at, employee) in snapshot.roster.employees.iter().enumerate() {
                    let may_be = newcomers.may_be_strong(&beside, at);
                    let is_strong = newcomers.is_strong(&beside, at);
                    assert!(may_be || !is_strong, "seed {seed}: {profile:?} {employee:?}");
                    strong += usize::from(is_strong);
                    passed_over += usize::from(!may_be);
                }
            }
        }
        // Else it proves nothing.
        assert!(strong > 1_000, "{strong}");
        assert!(passed_over > 10 * strong, "{passed_over} {strong}");
    }

    #[test]
    fn p3_each_newcomer_gets_the_first_profile_that_is_strong_and_shares_a_key() {
        for seed in 100..130 {
            let mut dice = Rng::with_seed(seed);
            let snapshot = company(&mut dice);
            let profiles: Vec<&Profile> = snapshot.directory.profiles.iter().collect();
            let newcomers = Newcomers::of(&snapshot, snapshot.roster.employees.iter());
            let out: Vec<(u32, u32)> = (0..600).map(|_| (dice.u32(..60), dice.u32(..60))).collect();
            let mut found = newcomers.first_strong(&profiles, |at, newcomer| out.contains(&(at, newcomer)));
            found.sort_unstable_by_key(|(_, newcomer)| *newcomer);
            let beside = |profile: &&Profile| {
                let beside = newcomers.beside(profile);
                let sharing = newcomers.blocks.sharing(&keys(&beside.facts));
                (beside, sharing)
            };
            let sharing: Vec<(Beside, Vec<u32>)> = profiles.iter().map(beside).collect();
            let first = |newcomer: u32| {
                let mut all = (0u32..).zip(&sharing);
                let at = all.find(|(at, (beside, sharing))| {
                    sharing.contains(&newcomer)
                        && !out.contains(&(*at, newcomer))
                        && newcomers.is_strong(beside, newcomer as usize)
                })?;
                Some((at.0, newcomer))
            };
            let expected: Vec<(u32, u32)> = (0..60).filter_map(first).collect();
            assert!(expected.len() > 10, "{}", expected.len());
            assert_eq!(found, expected, "seed {seed}");
        }
    }
}
