//! Companies of any size, made by arithmetic: the same ones every time.

use jiff::civil::date;
use koppel::core::employee::{Day, Employee, EmployeeStatus};
use koppel::core::link::resolve;
use koppel::core::plan::{Plan, make};
use koppel::core::policy::{First, Limit, Mapping, Policy, Source};
use koppel::core::profile::{Profile, ProfileStatus};
use koppel::core::schema::{Property, Schema};
use koppel::core::snapshot::{Column, ColumnKind, Directory, Moment, Roster, Snapshot};
use koppel::core::state::{Base, Review, State};
use koppel::core::value::{Text, Value};
use koppel::core::{EmployeeId, OktaId};
use rustc_hash::FxHashSet;

pub struct Company {
    pub snapshot: Snapshot,
    pub policy: Policy,
    pub state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Linked, with one in a hundred changed, one in five hundred gone, and one in a thousand new.
    InStep,
    /// The same people on both sides with the same e-mails, and no numbers yet.
    Unlinked,
    /// The same names on both sides, and nothing else in common.
    Strangers,
    /// Other people at other work: next to nobody is like anybody, and everybody has to be looked at to know.
    Others,
}

const FIRST: [&str; 40] = [
    "Anna",
    "Jörg",
    "Łukasz",
    "Seán",
    "Nguyễn",
    "Ştefan",
    "Maria",
    "Marie",
    "Martin",
    "Markus",
    "Matthias",
    "Max",
    "Julia",
    "Julian",
    "Jonas",
    "Johanna",
    "Johannes",
    "Jan",
    "Katharina",
    "Katrin",
    "Karl",
    "Kevin",
    "Lena",
    "Leon",
    "Lisa",
    "Lukas",
    "Sabine",
    "Sandra",
    "Sarah",
    "Sebastian",
    "Stefan",
    "Stefanie",
    "Thomas",
    "Tobias",
    "Ursula",
    "Uwe",
    "Vanessa",
    "Wolfgang",
    "Yvonne",
    "Zoë",
];

const LAST: [&str; 25] = [
    "Müller",
    "Schmidt",
    "Schneider",
    "Fischer",
    "Weber",
    "Meyer",
    "Wagner",
    "Becker",
    "Schulz",
    "Hoffmann",
    "Schäfer",
    "Koch",
    "Bauer",
    "Richter",
    "Klein",
    "Wolf",
    "Schröder",
    "Neumann",
    "Schwarz",
    "Zimmermann",
    "Øverås",
    "O'Brien",
    "Kowalska",
    "Öztürk",
    "Groß",
];

const SYLLABLES: [&str; 20] = [
    "ba", "do", "fe", "gu", "hi", "ka", "lo", "me", "nu", "pi", "ra", "so", "te", "vu", "wi", "xa", "yo",
    "ze", "mo", "li",
];

/// Ten attributes: their Personio key, their Okta name.
const COLUMNS: [(&str, &str); 7] = [
    ("department", "department"),
    ("position", "title"),
    ("office", "city"),
    ("cost_center", "costCenter"),
    ("team", "division"),
    ("subcompany", "organization"),
    ("phone", "primaryPhone"),
];

fn scattered(number: u32) -> u64 {
    u64::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20
}

fn pick<'a>(list: &[&'a str], number: u64) -> &'a str {
    list[usize::try_from(number % list.len() as u64).unwrap_or_default()]
}

fn names(number: u32) -> (String, String) {
    let dice = scattered(number);
    let last = format!(
        "{}{}{}",
        pick(&LAST, dice),
        pick(&SYLLABLES, dice / 25),
        pick(&SYLLABLES, dice / 500)
    );
    (pick(&FIRST, dice / 10_000).to_owned(), last)
}

fn values(number: u32) -> [String; 7] {
    let dice = scattered(number.wrapping_mul(7));
    [
        format!("Department {}", dice % 97),
        format!("Senior Specialist {}", dice % 511),
        format!("Office {}", dice % 13),
        format!("CC-{}", dice % 1009),
        format!("Team {}", dice % 307),
        format!("Acme {} GmbH & Co. KG", dice % 5),
        format!("+49 30 {number:07}"),
    ]
}

impl Company {
    pub fn new(kind: Kind, size: u32) -> Self {
        let policy = policy();
        let mut state = State {
            review: Review::Closed {
                at: "2026-11-01T00:00:00Z".parse().unwrap_or_default(),
                covered: FxHashSet::default(),
                pairs: FxHashSet::default(),
                known: FxHashSet::default(),
            },
            ..State::default()
        };
        state.past.has_read = true;
        let columns = policy.okta_columns();
        let mut profiles: Vec<Profile> = (1..=size)
            .filter(|number| kind != Kind::InStep || number % 1000 != 0)
            .map(|number| profile(kind, number, &columns))
            .collect();
        // Okta lists by its own order, which has nothing to do with Personio's.
        profiles.sort_by_key(|profile| profile.id.as_str().bytes().rev().collect::<Vec<u8>>());
        if kind == Kind::InStep {
            remember(&mut state, &profiles, &columns);
        }
        let snapshot = Snapshot {
            org: Text::const_new("00oacme"),
            roster: roster(kind, size),
            directory: Directory {
                columns,
                profiles,
                schema: schema(&policy),
                user_types: Vec::new(),
                token_owner: Some(OktaId::new("00uowner")),
            },
            moment: Moment {
                now: "2026-11-30T07:05:00Z".parse().unwrap_or_default(),
                today: date(2026, 11, 30),
                clock_is_off: false,
            },
        };
        Self {
            snapshot,
            policy,
            state,
        }
    }

    pub fn plan(&self) -> Plan {
        let report = resolve(&self.snapshot, &self.policy, &self.state);
        make(&self.snapshot, &self.policy, &self.state, &report).unwrap_or_default()
    }
}

fn policy() -> Policy {
    let fields = [
        ("first_name", "firstName"),
        ("last_name", "lastName"),
        ("email", "email"),
    ];
    let mapping = fields.iter().chain(&COLUMNS).map(|(key, name)| Mapping {
        source: Source::Attribute(Text::const_new(key)),
        target: Text::const_new(name),
        first: First::Send,
    });
    let mut policy = Policy {
        mapping: mapping.collect(),
        link_auto: true,
        ..Policy::default()
    };
    policy.activation.send_email = Some(false);
    let off = Limit::Percent(100);
    policy.limits.unannounced = off;
    policy.limits.deactivations = off;
    policy.limits.creations = off;
    policy.limits.changed = off;
    policy.limits.email_changes = off;
    policy
}

fn schema(policy: &Policy) -> Schema {
    let mut schema = Schema::default();
    let mapped = policy.mapping.iter().map(|mapping| mapping.target.clone());
    for name in mapped.chain(["login", "employeeNumber"].map(Text::const_new)) {
        schema.properties.insert(name, Property::default());
    }
    schema
}

fn roster(kind: Kind, size: u32) -> Roster {
    let columns = COLUMNS.iter().map(|(key, _)| Column {
        key: Text::const_new(key),
        kind: ColumnKind::Other,
    });
    let employees = (1..=size).map(|number| {
        let (first, last) = names(number);
        let mut values = values(number).map(|value| Value::text(&value));
        if kind == Kind::InStep && number % 100 == 0 {
            values[0] = Value::text("A new department");
        }
        Employee {
            id: EmployeeId(u64::from(number)),
            first_name: Value::text(&first),
            last_name: Value::text(&last),
            email: Value::text(&format!("employee.{number}@example.com")),
            status: if kind == Kind::InStep && number % 500 == 1 {
                EmployeeStatus::Inactive
            } else {
                EmployeeStatus::Active
            },
            hire_date: Day::On(date(2026, 11, 25)),
            termination_date: Day::Empty,
            created_at: "2026-11-20T10:00:00Z".parse().ok(),
            attributes: values.into(),
        }
    });
    Roster {
        columns: columns.collect(),
        employees: employees.collect(),
        without_id: 0,
    }
}

fn profile(kind: Kind, number: u32, columns: &[Text]) -> Profile {
    let (first, last) = match kind {
        Kind::Others => names(number + 1_000_003),
        Kind::InStep | Kind::Unlinked | Kind::Strangers => names(number),
    };
    let email = match kind {
        Kind::Strangers | Kind::Others => format!("profile.{:x}@example.org", scattered(number)),
        Kind::InStep | Kind::Unlinked => format!("employee.{number}@example.com"),
    };
    let mut values = values(number);
    if kind == Kind::Others {
        values = values.map(|value| value.chars().rev().collect());
    }
    let attributes = columns.iter().map(|name| match name.as_str() {
        "firstName" => Value::text(&first),
        "lastName" => Value::text(&last),
        "email" => Value::text(&email),
        name => match COLUMNS.iter().position(|(_, known)| *known == name) {
            Some(at) => Value::text(&values[at]),
            None => Value::Absent,
        },
    });
    Profile {
        id: OktaId::new(Text::from(format!("00u{:017x}", scattered(number)))),
        status: ProfileStatus::Active,
        in_transition: false,
        login: Text::from(&email),
        email: Some(Text::from(&email)),
        second_email: None,
        first_name: Some(Text::from(&first)),
        last_name: Some(Text::from(&last)),
        number: (kind == Kind::InStep).then(|| Text::from(number.to_string())),
        created: None,
        last_login: None,
        last_updated: None,
        user_type: None,
        attributes: attributes.collect(),
    }
}

/// Everything was sent once, and every link was written by koppel.
fn remember(state: &mut State, profiles: &[Profile], columns: &[Text]) {
    for profile in profiles {
        let Some(employee) = profile.number.as_deref().and_then(EmployeeId::from_link) else {
            continue;
        };
        state.past.links.insert(profile.id.clone(), employee);
        state.past.known_employees.insert(employee);
        state.past.confirmed_links.insert((profile.id.clone(), employee));
        let bases = columns
            .iter()
            .zip(&profile.attributes)
            .filter(|(_, value)| value.is_present());
        let bases = bases.map(|(name, value)| {
            let base = Base {
                sent: value.clone(),
                taken: value.clone(),
            };
            (name.clone(), base)
        });
        state.bases.insert(profile.id.clone(), bases.collect());
    }
}
