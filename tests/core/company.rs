//! Small companies in which all hard cases meet: for property tests. Every choice is a byte, and zero is the plain
//! case, so that a failure shrinks to what matters.

use crate::world::{TODAY, World, id, instant, okta};
use jiff::civil::date;
use koppel::core::employee::{Day, EmployeeStatus};
use koppel::core::plan::{ActionKind, HoldCode};
use koppel::core::policy::{Condition, Drift, First, Limit, LoginSchema, Rehire, Rename, Umlauts};
use koppel::core::profile::ProfileStatus;
use koppel::core::state::{AsideKind, Base, PersonHold, Review, Staging};
use koppel::core::text::login_key;
use koppel::core::value::{Text, Value};
use koppel::core::{EmployeeId, OktaId};
use proptest::prelude::*;
use rustc_hash::FxHashSet;

const NAMES: [(&str, &str); 10] = [
    ("Anna", "Weiß"),
    ("Jörg", "Müller"),
    ("Joerg", "Mueller"),
    ("Jo\u{308}rg", "Mu\u{308}ller"),
    ("Łukasz", "Øverås"),
    ("小明", "王"),
    ("Seán", "O'Brien"),
    ("Anna", "Krug"),
    ("...", "---"),
    ("Nguyễn", "Đặng"),
];

const EMAILS: [&str; 5] = [
    "a@x.com",
    "A@X.com",
    "b@x.com",
    "anna.weiss@example.com",
    "info@x.com",
];

const RELEASES: [HoldCode; 9] = [
    HoldCode::PossibleDuplicate,
    HoldCode::SecondRecord,
    HoldCode::MissedLeaver,
    HoldCode::LaterPair,
    HoldCode::Rehire,
    HoldCode::LockedInOkta,
    HoldCode::StagedByOthers,
    HoldCode::Rename,
    HoldCode::LinkChanged,
];

/// Bytes that decide, one after another; zeros when they are used up.
struct Dice<'a>(std::slice::Iter<'a, u8>);

impl Dice<'_> {
    fn byte(&mut self) -> u8 {
        self.0.next().copied().unwrap_or_default()
    }

    /// True once in `times`.
    fn rarely(&mut self, times: u16) -> bool {
        u16::from(self.byte()) * times >= 256 * (times - 1) && times > 0
    }

    fn upto(&mut self, count: u64) -> u64 {
        u64::from(self.byte()) * count / 256
    }

    /// The first choice every other time.
    fn choose<T: Clone>(&mut self, choices: &[T]) -> T {
        match self.byte() {
            0..128 => choices[0].clone(),
            byte => choices[usize::from(byte - 128) * choices.len() / 128].clone(),
        }
    }
}

/// A company of at most nine people on either side.
pub fn company() -> impl Strategy<Value = World> {
    let person = proptest::collection::vec(any::<u8>(), 64);
    let whole = proptest::collection::vec(any::<u8>(), 40);
    (whole, proptest::collection::vec(person, 1..9)).prop_map(|(whole, people)| {
        let mut world = World::new();
        world.map("upn", "userPrincipalName");
        set_policy(&mut world, &mut Dice(whole.iter()));
        let count = people.len() as u64;
        for (number, bytes) in (1..).zip(&people) {
            let mut dice = Dice(bytes.iter());
            let email = format!("p{number}@x.com");
            let mut email = || match dice.byte() {
                0..160 => Text::from(&email),
                byte => Text::from(EMAILS[usize::from(byte - 160) * EMAILS.len() / 96]),
            };
            let emails = [email(), email(), email()];
            if !dice.rarely(5) {
                add_employee(&mut world, number, count, &emails, &mut dice);
            }
            if !dice.rarely(3) {
                add_profile(&mut world, number, count, &emails, &mut dice);
            }
            decide(&mut world, number, count, &mut dice);
        }
        world.state.past.known_employees.insert(id(77));
        world
    })
}

fn set_policy(world: &mut World, dice: &mut Dice<'_>) {
    let policy = &mut world.policy;
    policy.link_auto = dice.rarely(3);
    policy.overwrite_unknown_ids = dice.rarely(3);
    policy.drift = dice.choose(&[Drift::Keep, Drift::Overwrite]);
    policy.rename = dice.choose(&[Rename::Send, Rename::Ask]);
    policy.rehire = dice.choose(&[Rehire::Ask, Rehire::Reactivate, Rehire::Ignore]);
    policy.umlauts = dice.choose(&[Umlauts::Spelled, Umlauts::Dropped]);
    policy.activation.on_hire_date = !dice.rarely(5);
    policy.activation.send_email = dice.choose(&[Some(false), Some(true), Some(true), None]);
    policy.days_before_hire = dice.choose(&[None, None, Some(3)]);
    policy.hold_possible_duplicates = !dice.rarely(3);
    if dice.rarely(3) {
        policy.login = LoginSchema::Attribute(Text::const_new("email"));
    }
    if dice.rarely(4) {
        policy.protected.insert(Text::const_new("l1@x.com"));
    }
    if dice.rarely(5) {
        policy.scope.exclude = vec![Condition {
            attribute: Text::const_new("office"),
            is: vec![Text::const_new("IT")],
        }];
    }
    let off = [
        Limit::Percent(100),
        Limit::Percent(1),
        Limit::Count(0),
        Limit::Count(1),
    ];
    policy.limits.unannounced = dice.choose(&off);
    policy.limits.department = dice.choose(&off);
    policy.limits.deactivations = dice.choose(&off);
    policy.limits.creations = dice.choose(&off);
    policy.limits.emptied = dice.choose(&off);
    policy.limits.changed = dice.choose(&off);
    policy.limits.relinks = dice.choose(&off);
    policy.limits.email_changes = dice.choose(&off);
    let first = dice.choose(&[First::Send, First::Fill, First::Keep]);
    for mapping in &mut policy.mapping {
        mapping.first = if mapping.target == "email" {
            dice.choose(&[First::Keep, First::Send])
        } else {
            first
        };
    }
    let directory = &mut world.snapshot.directory;
    directory.token_owner = dice.choose(&[Some(okta("00uowner")), Some(okta("00u2")), None]);
    let title = directory.schema.properties.get_mut("title").unwrap();
    title.max_length = dice.choose(&[None, Some(3)]);
    let department = directory.schema.properties.get_mut("department").unwrap();
    department.required = dice.rarely(8);
    world.snapshot.moment.clock_is_off = dice.rarely(8);
    if dice.rarely(3) {
        world.state.review = Review::Open;
    }
    world.state.past.has_read = !dice.rarely(4);
    world.state.past.last_day.unannounced = dice.choose(&[0, 1]);
}

fn value(dice: &mut Dice<'_>) -> Value {
    let list = Value::list([Text::const_new("IT"), Text::const_new("Sales")]);
    dice.choose(&[
        Value::text("Sales"),
        Value::text("IT"),
        Value::Empty,
        Value::Absent,
        Value::Odd,
        Value::Integer(7),
        list,
        Value::text("a\tb"),
    ])
}

fn add_employee(world: &mut World, number: u64, count: u64, emails: &[Text; 3], dice: &mut Dice<'_>) {
    let (first, last) = dice.choose(&NAMES);
    let supervisor = dice.upto(count + 2);
    let employee = world.hire(number, first, last);
    employee.email = dice.choose(&[
        Value::Text(emails[0].clone()),
        Value::Text(emails[0].clone()),
        Value::Empty,
    ]);
    employee.status = dice.choose(&[
        EmployeeStatus::Active,
        EmployeeStatus::Inactive,
        EmployeeStatus::Inactive,
        EmployeeStatus::Onboarding,
        EmployeeStatus::Leave,
        EmployeeStatus::Absent,
        EmployeeStatus::Other(Text::const_new("sabbatical")),
    ]);
    employee.hire_date = dice.choose(&[
        Day::On(TODAY),
        Day::On(date(2020, 1, 1)),
        Day::On(date(2026, 12, 24)),
        Day::On(date(2026, 12, 2)),
        Day::Empty,
        Day::Absent,
        Day::Odd,
    ]);
    employee.termination_date = dice.choose(&[
        Day::Empty,
        Day::On(TODAY),
        Day::On(date(2026, 11, 1)),
        Day::On(date(2027, 1, 31)),
        Day::Absent,
    ]);
    employee.created_at = dice.choose(&[
        Some(instant("2026-11-25T10:00:00Z")),
        Some(instant("2026-11-26T10:00:00Z")),
        Some(instant("2019-12-01T10:00:00Z")),
        None,
    ]);
    employee.first_name = dice.choose(&[
        employee.first_name.clone(),
        Value::Absent,
        Value::Empty,
        Value::Odd,
    ]);
    let supervisor = Value::Integer(supervisor.cast_signed());
    for key in ["department", "position", "office"] {
        world.says(number, key, value(dice));
    }
    let supervisor = dice.choose(&[supervisor, Value::Empty, Value::Absent, Value::Odd]);
    world.says(number, "supervisor", supervisor);
    if dice.rarely(3) {
        world
            .state
            .past
            .terminations
            .insert(id(number), (TODAY, instant("2026-11-01T00:00:00Z")));
    }
}

fn add_profile(world: &mut World, number: u64, count: u64, emails: &[Text; 3], dice: &mut Dice<'_>) {
    let okta_id = format!("00u{number}");
    let employee = world
        .snapshot
        .roster
        .employees
        .iter()
        .find(|one| one.id == id(number));
    let own_name = employee.map(|one| (one.first_name.to_string(), one.last_name.to_string()));
    let other = dice.choose(&NAMES);
    let (first, last) = match own_name {
        Some(name) if !dice.rarely(4) => name,
        _ => (other.0.to_owned(), other.1.to_owned()),
    };
    let own = Text::from(number.to_string());
    let another = Text::from((1 + dice.upto(count)).to_string());
    let number_there = dice.choose(&[
        Some(own),
        None,
        None,
        Some(another),
        Some(Text::const_new("E-1")),
        Some(Text::const_new("77")),
    ]);
    let shared = dice.choose(&[
        Text::from(format!("l{number}@x.com")),
        Text::const_new(EMAILS[3]),
        emails[0].clone(),
    ]);
    let is_free = world
        .snapshot
        .directory
        .profiles
        .iter()
        .all(|profile| login_key(&profile.login) != login_key(&shared));
    let profile = world.account(&okta_id, &first, &last);
    profile.login = if is_free {
        shared
    } else {
        Text::from(format!("l{number}@x.com"))
    };
    profile.email = dice.choose(&[Some(emails[0].clone()), Some(emails[1].clone()), None]);
    profile.second_email = dice.choose(&[None, None, None, Some(emails[2].clone())]);
    profile.number.clone_from(&number_there);
    profile.status = ProfileStatus::from_word(dice.choose(&[
        "ACTIVE",
        "ACTIVE",
        "DEPROVISIONED",
        "DEPROVISIONED",
        "STAGED",
        "SUSPENDED",
        "SOMETHING_NEW",
    ]));
    profile.in_transition = dice.rarely(16);
    let email = profile.email.as_deref().map_or(Value::Empty, Value::text);
    world.holds(&okta_id, "email", email);
    for name in ["department", "title", "manager", "city", "userPrincipalName"] {
        let held = dice.choose(&[Value::Absent, Value::text("Sales"), Value::text("IT")]);
        world.holds(&okta_id, name, held);
    }
    for name in ["department", "title", "manager", "lastName", "email"] {
        if dice.rarely(3) {
            let base = Base {
                sent: value(dice),
                taken: Value::text("Sales"),
            };
            let bases = world.state.bases.entry(okta(&okta_id)).or_default();
            bases.insert(Text::const_new(name), base);
        }
    }
    let linked = number_there.as_deref().and_then(EmployeeId::from_link);
    remember(world, &okta_id, linked, count, dice);
}

/// What is known of the profile from earlier.
fn remember(world: &mut World, okta_id: &str, linked: Option<EmployeeId>, count: u64, dice: &mut Dice<'_>) {
    let past = &mut world.state.past;
    if let Some(linked) = linked {
        match dice.upto(4) {
            0 => {}
            1 => {
                past.agreed_links.insert((okta(okta_id), linked));
            }
            _ => {
                past.confirmed_links.insert((okta(okta_id), linked));
            }
        }
        if dice.rarely(3) {
            past.links.insert(okta(okta_id), linked);
        }
    }
    if dice.rarely(8) {
        past.former_links
            .insert((okta(okta_id), id(1 + dice.upto(count))));
    }
    if dice.rarely(8) {
        past.links.insert(okta(okta_id), id(1 + dice.upto(count)));
    }
    if dice.rarely(3) {
        past.off_while_inactive.insert(okta(okta_id));
    }
    if dice.rarely(3) {
        past.staged.insert(okta(okta_id));
    }
    if dice.rarely(4) {
        past.deactivated.insert(okta(okta_id));
    }
}

fn decide(world: &mut World, number: u64, count: u64, dice: &mut Dice<'_>) {
    let okta_id = format!("00u{number}");
    let other = 1 + dice.upto(count);
    let staging = dice.choose(&[Staging::Confirmed, Staging::Staged]);
    match dice.byte() {
        0..140 => {}
        140..170 => {
            let assignment = world.assign(&okta_id, other);
            assignment.may_move = !dice.rarely(3);
            assignment.staging = staging;
        }
        170..190 => world.remove(&okta_id, staging),
        190..230 => world.reject(&okta_id, other),
        230..240 => {
            world.state.decisions.excluded.insert(id(number));
        }
        240..=255 => {
            let hold = PersonHold {
                kind: dice.choose(&[None, Some(ActionKind::Update), Some(ActionKind::Deactivate)]),
                note: "wait".to_owned(),
                until: None,
            };
            world.state.decisions.held.insert(id(number), vec![hold]);
        }
    }
    if dice.rarely(12) {
        let kind = dice.choose(&[AsideKind::Second(Some(id(other))), AsideKind::Shared]);
        world.set_aside(&okta_id, kind);
    }
    for code in RELEASES {
        if dice.rarely(5) {
            world.release(code, number);
        }
    }
    if let Review::Closed {
        covered,
        pairs,
        known,
        ..
    } = &mut world.state.review
    {
        if dice.rarely(2) {
            known.insert(id(number));
        }
        if dice.rarely(2) {
            covered.insert(id(number));
        }
        if dice.rarely(2) {
            pairs.insert((OktaId::new(Text::from(okta_id)), id(number)));
        }
    }
}

/// The live profiles that hold each number, set aside or not.
pub fn holders(world: &World) -> Vec<(EmployeeId, FxHashSet<OktaId>)> {
    let mut holders: Vec<(EmployeeId, FxHashSet<OktaId>)> = Vec::new();
    for profile in world
        .snapshot
        .directory
        .profiles
        .iter()
        .filter(|one| one.is_live())
    {
        if let Some(number) = profile.number.as_deref().and_then(EmployeeId::from_link) {
            match holders.iter_mut().find(|(known, _)| *known == number) {
                Some((_, profiles)) => {
                    profiles.insert(profile.id.clone());
                }
                None => holders.push((number, std::iter::once(profile.id.clone()).collect())),
            }
        }
    }
    holders
}
