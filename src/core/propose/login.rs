//! What a login schema would make of everybody, again with every key that is pressed: a hundred thousand people
//! within one frame. What does not depend on the schema is made once ([`LoginPreview::new`]), what depends on one
//! attribute alone when it is first chosen; names are chosen by nearly everybody, and spelled at once.

use super::shape::{Outcome, Shape, hash};
use super::trouble::{Trouble, most_troublesome};
use crate::core::login::{self, Given, LoginRules};
use crate::core::plan::SkipReason;
use crate::core::policy::{LoginPart, LoginSchema, Policy, Take, Umlauts};
use crate::core::text::{email_key, login_key};
use crate::core::value::Text;
use crate::core::{Employee, EmployeeId, Profile, Snapshot};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Tries login schemas on the people of one reading.
#[derive(Debug)]
pub struct LoginPreview {
    snapshot: Arc<Snapshot>,
    /// Positions in the roster of whoever could be created (rule P1), in the order of rule N4.
    people: Vec<u32>,
    /// The rows that are shown: positions in `people`.
    rows: Vec<(usize, Vec<Trouble>)>,
    /// Logins of profiles that are nobody's of `people`: what is taken before anybody gets one.
    strangers: FxHashSet<u64>,
    parts: FxHashMap<(Text, Umlauts), Parts>,
    taken: FxHashSet<u64>,
}

/// What a schema makes of everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginOutlook {
    /// Ten at most, the same people for every schema.
    pub rows: Vec<LoginRow>,
    pub counts: LoginCounts,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginRow {
    pub employee: EmployeeId,
    pub name: String,
    /// Why this one is shown; empty where there were too few troublesome names.
    pub troubles: Vec<Trouble>,
    pub given: Given,
}

/// As if everybody got a login today; who has an account keeps theirs (rule N6).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoginCounts {
    /// Employees with names and e-mail who have not left.
    pub people: usize,
    /// They get the login that the schema says.
    pub plain: usize,
    /// Somebody else has it: theirs carries their ID, or waits for a person where an attribute is the source.
    pub collisions: usize,
    /// No login, by reason, the most frequent first; of a reason with a number, one of them.
    pub skipped: Vec<(SkipReason, usize)>,
}

/// One attribute of everybody as logins spell it, one text after the other.
#[derive(Debug, Default)]
struct Parts {
    text: String,
    ends: Vec<usize>,
}

impl Parts {
    fn push(&mut self, part: &str) {
        self.text.push_str(part);
        self.ends.push(self.text.len());
    }

    fn get(&self, at: usize, take: Take) -> &str {
        let start = at
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied();
        let end = self.ends.get(at).copied().unwrap_or_default();
        let whole = self.text.get(start.unwrap_or_default()..end).unwrap_or_default();
        match take {
            Take::Whole => whole,
            Take::Initial => {
                let first = whole.find(|one: char| one.is_ascii_alphanumeric());
                first
                    .and_then(|first| whole.get(first..=first))
                    .unwrap_or_default()
            }
        }
    }
}

impl LoginPreview {
    /// A profile belongs to whoever has its e-mail or stands in its link attribute: their own login is not taken
    /// by somebody else.
    pub fn new(snapshot: Arc<Snapshot>) -> Self {
        let employees = &snapshot.roster.employees;
        let mut people: Vec<u32> = (0u32..)
            .zip(employees)
            .filter(|(_, employee)| may_be_created(employee))
            .map(|(position, _)| position)
            .collect();
        people.sort_by_key(|position| {
            let employee = &employees[*position as usize];
            (employee.created_at.is_none(), employee.created_at, employee.id)
        });
        let named: Vec<&Employee> = people
            .iter()
            .map(|position| &employees[*position as usize])
            .collect();
        let rows = most_troublesome(&named);
        let strangers = strangers(&named, &snapshot.directory.profiles);
        let mut preview = Self {
            people,
            rows,
            strangers,
            parts: FxHashMap::default(),
            taken: FxHashSet::default(),
            snapshot,
        };
        for attribute in ["first_name", "last_name"] {
            for umlauts in [Umlauts::Spelled, Umlauts::Dropped] {
                preview.prepare(&Text::const_new(attribute), umlauts);
            }
        }
        preview
    }

    /// Who gets which login by this schema (rules N1 to N5), by the same rules as a plan.
    pub fn show(&mut self, schema: &LoginSchema, umlauts: Umlauts) -> LoginOutlook {
        let mut taken = std::mem::take(&mut self.taken);
        taken.clone_from(&self.strangers);
        taken.reserve(self.people.len());
        let outlook = match schema {
            LoginSchema::Attribute(_) => self.copied(schema, umlauts, &mut taken),
            LoginSchema::Generated {
                start,
                separator,
                end,
                domain,
            } => {
                for part in [Some(start), end.as_ref()].into_iter().flatten() {
                    self.prepare(&part.attribute, umlauts);
                }
                self.generated(
                    &Shape::new(start, separator, end.as_ref(), domain),
                    umlauts,
                    &mut taken,
                )
            }
        };
        self.taken = taken;
        outlook
    }

    /// Spells one attribute of everybody, the first time that it is chosen.
    fn prepare(&mut self, attribute: &Text, umlauts: Umlauts) {
        let key = (attribute.clone(), umlauts);
        if self.parts.contains_key(&key) {
            return;
        }
        let roster = &self.snapshot.roster;
        let mut parts = Parts::default();
        for position in &self.people {
            let employee = &roster.employees[*position as usize];
            let value = login::attribute(roster, employee, attribute);
            parts.push(&login::part_text(
                &value.to_text().unwrap_or_default(),
                Take::Whole,
                umlauts,
            ));
        }
        self.parts.insert(key, parts);
    }

    fn generated(&self, shape: &Shape<'_>, umlauts: Umlauts, taken: &mut FxHashSet<u64>) -> LoginOutlook {
        let none = Parts::default();
        let parts = |part: &LoginPart| {
            self.parts
                .get(&(part.attribute.clone(), umlauts))
                .unwrap_or(&none)
        };
        let start = (parts(shape.start), shape.start.take);
        let end = shape.end.map(|end| (parts(end), end.take));
        let rules = LoginRules::of(&self.snapshot.directory.schema);
        let mut tally = Tally::new(self);
        let mut scratch = String::new();
        for at in 0..self.people.len() {
            let start = start.0.get(at, start.1);
            let end = end.map_or("", |(parts, take)| parts.get(at, take));
            let outcome = shape.give(start, end, self.id(at), &rules, taken, &mut scratch);
            tally.add(at, outcome, || shape.login(start, end));
        }
        tally.outlook
    }

    /// With an attribute as source nothing is made up.
    fn copied(&self, schema: &LoginSchema, umlauts: Umlauts, taken: &mut FxHashSet<u64>) -> LoginOutlook {
        let policy = Policy {
            login: schema.clone(),
            umlauts,
            ..Policy::default()
        };
        let roster = &self.snapshot.roster;
        let rules = LoginRules::of(&self.snapshot.directory.schema);
        let mut tally = Tally::new(self);
        for (at, position) in self.people.iter().enumerate() {
            match login::wanted(&policy, roster, &rules, &roster.employees[*position as usize]) {
                Err(reason) => tally.add(at, Outcome::Skip(reason), Text::default),
                Ok(login) => {
                    let outcome = if taken.insert(hash(&login_key(&login))) {
                        Outcome::Plain
                    } else {
                        Outcome::Held
                    };
                    tally.add(at, outcome, || login);
                }
            }
        }
        tally.outlook
    }

    fn id(&self, at: usize) -> EmployeeId {
        let position = self.people.get(at).copied().unwrap_or_default();
        self.snapshot.roster.employees[position as usize].id
    }
}

/// Counts everybody, and keeps the rows.
struct Tally<'a> {
    preview: &'a LoginPreview,
    outlook: LoginOutlook,
}

impl<'a> Tally<'a> {
    fn new(preview: &'a LoginPreview) -> Self {
        Self {
            preview,
            outlook: LoginOutlook {
                rows: Vec::with_capacity(preview.rows.len()),
                counts: LoginCounts {
                    people: preview.people.len(),
                    ..LoginCounts::default()
                },
            },
        }
    }

    /// In the order of the preview's people, whose rows are in that order, too.
    fn add(&mut self, at: usize, outcome: Outcome, login: impl FnOnce() -> Text) {
        let counts = &mut self.outlook.counts;
        match &outcome {
            Outcome::Plain => counts.plain += 1,
            Outcome::WithId | Outcome::Held => counts.collisions += 1,
            Outcome::Skip(reason) => count_skip(&mut counts.skipped, reason),
        }
        let Some((row, troubles)) = self.preview.rows.get(self.outlook.rows.len()) else {
            return;
        };
        if *row != at {
            return;
        }
        let id = self.preview.id(at);
        let given = match outcome {
            Outcome::Plain => Given::Login(login()),
            Outcome::WithId => {
                let login = login();
                let (local, domain) = login.rsplit_once('@').unwrap_or((&login, ""));
                Given::Login(Text::from(format!("{local}_{id}@{domain}")))
            }
            Outcome::Held => Given::Held(login()),
            Outcome::Skip(reason) => Given::Skip(reason),
        };
        let position = self.preview.people.get(at).copied().unwrap_or_default();
        self.outlook.rows.push(LoginRow {
            employee: id,
            name: self.preview.snapshot.roster.employees[position as usize].display_name(),
            troubles: troubles.clone(),
            given,
        });
    }
}

fn count_skip(skipped: &mut Vec<(SkipReason, usize)>, reason: &SkipReason) {
    let kind = std::mem::discriminant(reason);
    match skipped
        .iter_mut()
        .find(|(known, _)| std::mem::discriminant(known) == kind)
    {
        Some((_, count)) => *count += 1,
        None => skipped.push((reason.clone(), 1)),
    }
    skipped.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
}

/// Rule P1, as far as it is about the person alone.
fn may_be_created(employee: &Employee) -> bool {
    employee.status.is_known()
        && !employee.status.is_inactive()
        && employee.first_name.as_text().is_some()
        && employee.last_name.as_text().is_some()
        && employee.email().is_some()
}

fn strangers(people: &[&Employee], profiles: &[Profile]) -> FxHashSet<u64> {
    let emails: FxHashSet<std::borrow::Cow<'_, str>> = people
        .iter()
        .filter_map(|employee| employee.email())
        .map(email_key)
        .collect();
    let ids: FxHashSet<EmployeeId> = people.iter().map(|employee| employee.id).collect();
    let is_somebodys = |profile: &Profile| {
        let by_email = profile
            .email
            .as_deref()
            .is_some_and(|email| emails.contains(&email_key(email)));
        let number = profile.number.as_deref().and_then(EmployeeId::from_link);
        by_email || number.is_some_and(|id| ids.contains(&id))
    };
    profiles
        .iter()
        .filter(|profile| !is_somebodys(profile))
        .map(|profile| hash(&login_key(&profile.login)))
        .collect()
}
