//! Made-up companies in which it is known whose each account is.

use crate::kind::{Account, Apart, Draft, KINDS, NEED_ATTRIBUTES, draft};
use crate::names::Names;
use crate::person::{DEPARTMENTS, FORMS, Form, OFFICES, Person, Place, local_part};
use fastrand::Rng;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use koppel::core::employee::{Day, Employee, EmployeeStatus};
use koppel::core::link::{LinkReport, resolve};
use koppel::core::policy::Policy;
use koppel::core::profile::{Profile, ProfileStatus};
use koppel::core::schema::Schema;
use koppel::core::snapshot::{Column, ColumnKind, Directory, Moment, Roster, Snapshot};
use koppel::core::state::State;
use koppel::core::value::{Text, Value};
use koppel::core::{EmployeeId, OktaId};
use rustc_hash::FxHashSet;

const TODAY: Date = date(2026, 11, 30);
const DOMAIN: &str = "talwerk.example";
/// When most accounts came over from an older directory.
const MIGRATED: Date = date(2017, 3, 4);

/// How much both sides say besides names and mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wealth {
    Rich,
    /// Okta speaks another language than Personio.
    Bilingual,
    /// Names and mail alone, not even when the account was created.
    Poor,
}

/// One account of which it is known whose it is.
#[derive(Debug)]
pub struct Case {
    pub kind: &'static str,
    /// Position.
    pub profile: u32,
    pub answer: Option<EmployeeId>,
    /// Of a second account: who has the first.
    pub owner: Option<EmployeeId>,
}

#[derive(Debug)]
pub struct Company {
    pub snapshot: Snapshot,
    pub state: State,
    pub report: LinkReport,
    pub cases: Vec<Case>,
}

const COMPANIES: [Wealth; 5] = [
    Wealth::Rich,
    Wealth::Rich,
    Wealth::Bilingual,
    Wealth::Bilingual,
    Wealth::Poor,
];
/// Of each kind in each company.
const OF_A_KIND: usize = 12;
const LINKED: usize = 900;
const WITHOUT_ACCOUNT: usize = 150;
const LEFT: usize = 100;
const NOBODYS: usize = 84;

/// Five companies from these names.
pub fn companies(names: &Names, seed: u64) -> Vec<Company> {
    (seed..)
        .zip(COMPANIES)
        .map(|(seed, wealth)| Builder::new(names, seed, wealth).build(LINKED, OF_A_KIND))
        .collect()
}

/// One company with so many linked people, and so many of each kind.
pub fn company(names: &Names, seed: u64, linked: usize, of_a_kind: usize) -> Company {
    Builder::new(names, seed, Wealth::Rich).build(linked, of_a_kind)
}

struct Builder<'a> {
    names: &'a Names,
    dice: Rng,
    wealth: Wealth,
    /// How this company makes addresses on either side.
    personio_form: Form,
    okta_form: Form,
    spelled: bool,
    employees: Vec<Employee>,
    profiles: Vec<Profile>,
    cases: Vec<Case>,
    /// Whom nothing but chance would tell apart.
    full_names: FxHashSet<String>,
    emails: FxHashSet<String>,
    managers: Vec<(u64, String)>,
    linked: Vec<(EmployeeId, Person)>,
    unlinked: Vec<Person>,
}

impl<'a> Builder<'a> {
    fn new(names: &'a Names, seed: u64, wealth: Wealth) -> Self {
        let mut dice = Rng::with_seed(seed);
        let okta_form = dice
            .choice([Form::InitialLast, Form::InitialDotLast, Form::FirstDotLast])
            .unwrap();
        let personio_form = dice
            .choice([Form::FirstDotLast, Form::FirstDotLast, Form::InitialDotLast])
            .unwrap();
        Self {
            names,
            wealth,
            personio_form,
            okta_form,
            spelled: dice.u8(..3) > 0,
            dice,
            employees: Vec::new(),
            profiles: Vec::new(),
            cases: Vec::new(),
            full_names: FxHashSet::default(),
            emails: FxHashSet::default(),
            managers: Vec::new(),
            linked: Vec::new(),
            unlinked: Vec::new(),
        }
    }

    fn build(mut self, linked: usize, of_a_kind: usize) -> Company {
        for _ in 0..linked {
            self.linked();
        }
        for kind in KINDS {
            if self.wealth == Wealth::Poor && NEED_ATTRIBUTES.contains(&kind) {
                continue;
            }
            for _ in 0..of_a_kind {
                self.pair(kind);
            }
        }
        for _ in 0..WITHOUT_ACCOUNT {
            let person = self.unlike_others();
            self.hire(&person, None);
            self.unlinked.push(person);
        }
        for _ in 0..LEFT {
            let person = self.unlike_others();
            self.hire(&person, None);
            self.leave();
        }
        for number in 0..NOBODYS {
            self.nobody(number);
        }
        let snapshot = Snapshot {
            org: Text::const_new("00otalwerk"),
            roster: Roster {
                columns: columns(),
                employees: self.employees,
                without_id: 0,
            },
            directory: Directory {
                columns: ["city", "department", "manager", "title"]
                    .map(Text::const_new)
                    .into(),
                profiles: self.profiles,
                schema: Schema::default(),
                user_types: Vec::new(),
                token_owner: None,
            },
            moment: Moment {
                now: instant(TODAY),
                today: TODAY,
                clock_is_off: false,
            },
        };
        let state = State::default();
        let report = resolve(&snapshot, &Policy::default(), &state);
        Company {
            snapshot,
            state,
            report,
            cases: self.cases,
        }
    }

    /// Somebody whose whole name no other unlinked person has.
    fn unlike_others(&mut self) -> Person {
        loop {
            let person = Person::any(self.names, &mut self.dice);
            if self.full_names.insert(person.full_name()) {
                return person;
            }
        }
    }

    fn linked(&mut self) {
        let person = Person::any(self.names, &mut self.dice);
        let id = self.hire(&person, None);
        let (first, last) = person.latin();
        let account = Account::named(first, last);
        let at = self.account(&person, &account);
        self.profiles[at].number = Some(id.to_link());
        if self.managers.len() < 40 {
            self.managers.push((id.0, person.full_name()));
        }
        self.linked.push((id, person));
    }

    fn pair(&mut self, kind: &'static str) {
        let mut draft = draft(kind, self.names, &mut self.dice);
        while !self.full_names.insert(draft.person.full_name()) {
            draft = crate::kind::draft(kind, self.names, &mut self.dice);
        }
        if let Some(apart) = draft.namesake {
            let mut other = draft.person.clone();
            other.hired = Person::any(self.names, &mut self.dice).hired;
            match apart {
                Apart::Department => {
                    let department = (other.place.department + self.dice.usize(1..8)) % 8;
                    let position = self.dice.usize(..2);
                    other.place = Place {
                        department,
                        position,
                        ..other.place
                    };
                }
                Apart::Office => other.place.office = (other.place.office + self.dice.usize(1..7)) % 7,
            }
            self.hire(&other, None);
        }
        let answer = self.hire_draft(&draft);
        self.unlinked.push(draft.person.clone());
        let at = self.account(&draft.person, &draft.account);
        if let Some(apart) = draft.namesake {
            // What tells them apart is there, and right.
            self.write_place(at, draft.person.place, Some(apart));
        }
        self.cases.push(Case {
            kind,
            profile: u32::try_from(at).unwrap(),
            answer: Some(answer),
            owner: None,
        });
    }

    fn hire_draft(&mut self, draft: &Draft) -> EmployeeId {
        let id = self.hire(&draft.person, draft.preferred.as_deref());
        if let Some(mailbox) = &draft.mailbox {
            self.employees.last_mut().unwrap().email = Value::text(&format!("{mailbox}@{DOMAIN}"));
        }
        if draft.has_left {
            self.leave();
        }
        id
    }

    /// The one who was hired last.
    fn leave(&mut self) {
        let employee = self.employees.last_mut().unwrap();
        employee.status = EmployeeStatus::Inactive;
        employee.termination_date = Day::On(date(2026, 9, 30));
    }

    fn hire(&mut self, person: &Person, preferred: Option<&str>) -> EmployeeId {
        let id = EmployeeId(10_000 + self.employees.len() as u64 * 7 + self.dice.u64(..7));
        let (first, last) = person.latin();
        let local = local_part(self.personio_form, first, last, self.spelled);
        let mut email = format!("{local}@{DOMAIN}");
        let mut number = 2;
        while !self.emails.insert(email.clone()) {
            email = format!("{local}{number}@{DOMAIN}");
            number += 1;
        }
        let (department, _, positions) = DEPARTMENTS[person.place.department];
        let has_more = self.wealth != Wealth::Poor;
        let known = |text: &str| {
            if has_more {
                Value::text(text)
            } else {
                Value::Absent
            }
        };
        let manager = match self.dice.choice(&self.managers) {
            Some((id, _)) if has_more => Value::text(&id.to_string()),
            _ => Value::Empty,
        };
        self.employees.push(Employee {
            id,
            first_name: Value::text(&person.given[0]),
            last_name: Value::text(&person.family[0]),
            email: Value::text(&email),
            status: EmployeeStatus::Active,
            hire_date: Day::On(person.hired),
            termination_date: Day::Empty,
            created_at: Some(instant(person.hired)),
            attributes: [
                known(department),
                known(positions[person.place.position].0),
                known(OFFICES[person.place.office].0),
                manager,
                preferred.map_or(Value::Empty, Value::text),
            ]
            .into(),
        });
        id
    }

    /// Their profile; its position.
    fn account(&mut self, person: &Person, account: &Account) -> usize {
        let local = account.local.clone().unwrap_or_else(|| self.local(account));
        let domain = account.domain.unwrap_or(DOMAIN);
        let mut login = format!("{local}@{domain}");
        let mut number = 2;
        while !self.emails.insert(login.clone()) {
            // The e-mail of an employee makes a pair of its own, and no question.
            login = if domain == DOMAIN && account.local.is_none() && number == 2 {
                let form = self.dice.choice(FORMS).unwrap();
                format!("{}@{domain}", self.local_as(form, account))
            } else {
                format!("{local}{number}@{domain}")
            };
            number += 1;
        }
        let at = self.profiles.len();
        let created = instant(self.created(person.hired));
        self.profiles.push(Profile {
            id: OktaId::new(format!("00u{at:017}")),
            status: ProfileStatus::Active,
            in_transition: false,
            login: Text::from(&login),
            email: Some(Text::from(&login)),
            second_email: None,
            first_name: account.first.as_deref().map(Text::from),
            last_name: account.last.as_deref().map(Text::from),
            number: None,
            created: (self.wealth != Wealth::Poor).then_some(created),
            last_login: None,
            last_updated: None,
            user_type: None,
            attributes: vec![Value::Absent; 4].into(),
        });
        self.write_place(at, person.place, None);
        at
    }

    fn local(&mut self, account: &Account) -> String {
        let form = if self.dice.u8(..10) < 7 {
            self.okta_form
        } else {
            self.dice.choice(FORMS).unwrap()
        };
        self.local_as(form, account)
    }

    fn local_as(&self, form: Form, account: &Account) -> String {
        let (first, last) = (account.first.as_deref(), account.last.as_deref());
        local_part(
            form,
            first.unwrap_or_default(),
            last.unwrap_or_default(),
            self.spelled,
        )
    }

    /// Most accounts are made when people come; older ones came over in one day; a few were there before.
    fn created(&mut self, hired: Date) -> Date {
        let days = match self.dice.u8(..20) {
            0..11 => self.dice.i64(-14..=7),
            11..15 => self.dice.i64(8..400),
            // They were contractors before.
            15 => self.dice.i64(-900..-61),
            _ => return MIGRATED,
        };
        hired.checked_add(Span::new().days(days)).unwrap().min(TODAY)
    }

    /// What Okta says of the place: mostly the same, at times nothing, something longer, or what was true once.
    fn write_place(&mut self, at: usize, place: Place, surely: Option<Apart>) {
        if self.wealth == Wealth::Poor {
            return;
        }
        let english = self.wealth == Wealth::Bilingual;
        let say = |pair: (&str, &str)| {
            if english {
                pair.1.to_owned()
            } else {
                pair.0.to_owned()
            }
        };
        let dice = &mut self.dice;
        let mut blur = |right: String, wrong: String, is_sure: bool| match dice.u8(..20) {
            _ if is_sure => Value::text(&right),
            0 | 1 => Value::Empty,
            2 => Value::text(&wrong),
            3 | 4 => Value::text(&format!("{right} Operations")),
            _ => Value::text(&right),
        };
        let other = Place::any(&mut Rng::with_seed(at as u64));
        let department = |place: Place| {
            let (german, english, _) = DEPARTMENTS[place.department];
            say((german, english))
        };
        let position = |place: Place| {
            let (_, _, positions) = DEPARTMENTS[place.department];
            say(positions[place.position])
        };
        let office = |place: Place| say(OFFICES[place.office]);
        let manager = self.employees.last().and_then(|employee| {
            let id = employee.attributes[3].as_text()?;
            self.managers.iter().find(|(known, _)| known.to_string() == id)
        });
        let profile = &mut self.profiles[at];
        profile.attributes[0] = blur(office(place), office(other), surely == Some(Apart::Office));
        profile.attributes[1] = blur(
            department(place),
            department(other),
            surely == Some(Apart::Department),
        );
        // Managers come and go, and Okta is not always told.
        let manager = if at.is_multiple_of(7) {
            self.managers.first()
        } else {
            manager
        };
        profile.attributes[2] = match manager {
            Some((_, name)) if at.is_multiple_of(2) => Value::text(name),
            _ => Value::Empty,
        };
        profile.attributes[3] = blur(position(place), position(other), false);
    }

    /// A third of those whom nobody looks after has a login alone.
    fn at_times_nameless(&mut self, person: &Person) -> Account {
        let (first, last) = person.latin();
        let named = Account::named(first, last);
        if self.dice.u8(..3) > 0 {
            return named;
        }
        Account {
            local: Some(self.local(&named)),
            ..Account::default()
        }
    }

    /// An account that belongs to none of the unlinked people.
    fn nobody(&mut self, number: usize) {
        let mut person = self.unlike_others();
        let service = [
            "svc-backup",
            "scanner",
            "noreply",
            "jenkins",
            "azure-sync",
            "kiosk",
        ];
        let room = [
            "Empfang",
            "Besprechung",
            "Lager",
            "Schulung",
            "Pforte",
            "Werkstatt",
        ];
        let mut owner = None;
        let (kind, account) = match number % 7 {
            0 => {
                let local = format!("{}{}", service[number / 7 % 6], self.dice.u8(1..99));
                let account = Account {
                    local: Some(local),
                    ..Account::default()
                };
                ("nobody's: service", account)
            }
            1 => {
                let office = OFFICES[person.place.office].0;
                ("nobody's: room", Account::named(room[number / 7 % 6], office))
            }
            2 => {
                let account = Account {
                    domain: Some("partner.example"),
                    ..self.at_times_nameless(&person)
                };
                ("nobody's: external", account)
            }
            3 => ("nobody's: gone from Personio", self.at_times_nameless(&person)),
            4 => {
                let (id, first) = self.dice.choice(&self.linked).unwrap().clone();
                owner = Some(id);
                person = first;
                let (first, last) = person.latin();
                let form = self.dice.choice(FORMS).unwrap();
                let mark = self.dice.choice(["adm-", "a.", "", "x-"]).unwrap();
                let account = Account {
                    local: Some(format!("{mark}{}", local_part(form, first, last, true))),
                    ..Account::named(first, last)
                };
                ("nobody's: second account", account)
            }
            5 => {
                // Somebody who is here has the same family name, and no account.
                let other = self.dice.choice(&self.unlinked).unwrap().clone();
                person.family = other.family;
                if self.dice.bool() {
                    person.place = other.place;
                }
                (
                    "nobody's: of the same family name",
                    self.at_times_nameless(&person),
                )
            }
            _ => (
                "nobody's: test",
                Account::named("Test", &format!("User {number}")),
            ),
        };
        let at = self.account(&person, &account);
        if number % 7 < 2 {
            self.profiles[at].attributes.fill(Value::Empty);
        }
        self.cases.push(Case {
            kind,
            profile: u32::try_from(at).unwrap(),
            answer: None,
            owner,
        });
    }
}

fn columns() -> Vec<Column> {
    ["department", "position", "office", "supervisor", "preferred_name"]
        .map(|key| Column {
            key: Text::const_new(key),
            kind: if key == "supervisor" {
                ColumnKind::Supervisor
            } else {
                ColumnKind::Other
            },
        })
        .into()
}

fn instant(day: Date) -> Timestamp {
    TimeZone::UTC.to_timestamp(day.at(9, 0, 0, 0)).unwrap()
}
