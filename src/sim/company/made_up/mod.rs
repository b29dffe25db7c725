//! A made-up company: a pump maker of any size, with every hard case that koppel has to get right. Most people
//! are ordinary. The same size, seed and day make the same company.

mod life;
mod link;
mod name;
mod names;
mod ordinary;
mod story;

pub use story::{Story, pass_a_day, sign_in};

use super::{Case, Company};
use crate::sim::okta::{Kind, Profile, Property};
use crate::sim::personio::{Attribute, AttributeType, Employee};
use jiff::ToSpan;
use jiff::civil::Date;
use names::{NAMES, pick};
use std::collections::{HashMap, HashSet};

/// Where its mail goes.
pub(super) const DOMAIN: &str = "talwerk.example";

/// The attributes that the tenant added.
pub(super) mod custom {
    pub const PAYROLL: &str = "dynamic_1203871";
    pub const MOBILE: &str = "dynamic_1203872";
    pub const BIRTHDAY: &str = "dynamic_1203873";
    pub const LANGUAGES: &str = "dynamic_1203874";
    pub const CERTIFICATES: &str = "dynamic_1203875";
    pub const WORK_MODEL: &str = "dynamic_1203876";
    pub const WEBSITE: &str = "dynamic_1203877";
    pub const NOTES: &str = "dynamic_1203878";
    pub const PARKING: &str = "dynamic_1203879";
}

/// Whom a hard case concerns: employees, and profiles by ID.
type Concerned = (Vec<u64>, Vec<String>);

/// How many employees a hard case needs, its name, and how it is made.
type Recipe = (usize, &'static str, fn(&mut Maker) -> Concerned);

/// A company being made.
struct Maker {
    company: Company,
    rng: fastrand::Rng,
    today: Date,
    next_id: u64,
    /// Local parts that somebody has.
    mailboxes: HashSet<String>,
    /// Who heads which department.
    heads: HashMap<&'static str, u64>,
    chief: Option<u64>,
}

impl Company {
    /// `employees` people in Personio, about as many in Okta. The hard cases come first; from 60 employees on
    /// all of them are there. Days are relative to `today`.
    pub fn made_up(employees: usize, seed: u64, today: Date) -> Self {
        let mut maker = Maker::new(seed, today);
        maker.accounts_of_nobody();
        let recipes = name::RECIPES.iter().chain(link::RECIPES).chain(life::RECIPES);
        let mut hired = 0;
        for &(needs, name, recipe) in recipes {
            if hired + needs > employees {
                break;
            }
            let (employees, profiles) = recipe(&mut maker);
            hired += employees.len();
            maker.company.cases.push(Case {
                name,
                employees,
                profiles,
            });
        }
        for _ in hired..employees {
            maker.ordinary();
        }
        let Maker {
            mut company, mut rng, ..
        } = maker;
        company.personio.shuffle(&mut rng);
        company
    }
}

impl Maker {
    fn new(seed: u64, today: Date) -> Self {
        let mut company = Company::with_seed(seed);
        for attribute in tenant_attributes() {
            company.personio.add_attribute(attribute);
        }
        company.okta.schema.custom = org_attributes();
        Self {
            company,
            rng: fastrand::Rng::with_seed(seed),
            today,
            next_id: 1_041_200,
            mailboxes: HashSet::new(),
            heads: HashMap::new(),
            chief: None,
        }
    }

    /// The day this many days from now; earlier where negative.
    fn day(&self, days: i64) -> Date {
        self.today.saturating_add(days.days())
    }

    /// An active employee of this name with a mailbox, a department and a supervisor.
    fn person(&mut self, first: &str, last: &str) -> Employee {
        let id = self.next_id;
        self.next_id += self.rng.u64(1..40);
        let rng = &mut self.rng;
        let department = rng.usize(0..NAMES.departments.len().max(1));
        let hired = self.today.saturating_sub(rng.i64(60..5_000).days());
        let mut employee = Employee::new(id, first, last)
            .hired(hired)
            .with("preferred_name", format!("{first} {last}"))
            .with(
                "gender",
                *rng.choice(&["female", "male", "diverse"]).unwrap_or(&"diverse"),
            )
            .with("employment_type", "internal")
            .with(
                "weekly_working_hours",
                *rng.choice(&["40", "38.5", "30", "20"]).unwrap_or(&"40"),
            )
            .with("office", pick(rng, &NAMES.offices))
            .with("subcompany", pick(rng, &NAMES.subcompanies))
            .with(
                "created_at",
                format!("{}T08:15:00+01:00", hired.saturating_sub(30.days())),
            )
            .with(custom::PAYROLL, format!("{:05}", rng.u32(1..99_999)))
            .with(
                custom::WORK_MODEL,
                *rng.choice(&["Büro", "Hybrid", "Remote"]).unwrap_or(&"Büro"),
            );
        if rng.u8(0..10) < 7 {
            employee.set(
                custom::MOBILE,
                format!("+49 151 {:07}", rng.u32(1_000_000..9_999_999)),
            );
        }
        if rng.u8(0..10) < 3 {
            employee.set(custom::LANGUAGES, vec!["Deutsch", "Englisch"]);
            employee.set(custom::CERTIFICATES, vec!["SCC", "Ersthelfer"]);
        }
        if let Some(department) = NAMES.departments.get(department) {
            employee.set("department", department.name.as_str());
            employee.set("team", department.team.as_str());
            employee.set("position", pick(rng, &department.positions));
            employee.set("cost_centers", vec![format!("KST {}", department.name)]);
            if let Some(supervisor) = self.supervisor(&department.name, id) {
                employee.set("supervisor", supervisor);
            }
        }
        let mailbox = self.mailbox(first, last, id);
        employee.email(&mailbox)
    }

    /// The head of the department; whoever is first becomes the head, and the first of all the chief.
    fn supervisor(&mut self, department: &'static str, id: u64) -> Option<u64> {
        let chief = *self.chief.get_or_insert(id);
        let head = *self.heads.entry(department).or_insert(id);
        let supervisor = if head == id { chief } else { head };
        (supervisor != id).then_some(supervisor)
    }

    /// A free address.
    fn mailbox(&mut self, first: &str, last: &str, id: u64) -> String {
        let mut local = format!("{}.{}", mailbox_part(first), mailbox_part(last));
        local = local.trim_matches('.').to_owned();
        local.truncate(60);
        if !self.mailboxes.insert(local.clone()) {
            local = format!("{local}{}", id % 1000);
            self.mailboxes.insert(local.clone());
        }
        format!("{local}@{DOMAIN}")
    }

    /// The profile that this employee would have: same mailbox, same data, not linked.
    fn profile_of(&mut self, employee: &Employee) -> Profile {
        let email = employee.text("email").to_owned();
        let supervisor = employee
            .supervisor_id()
            .and_then(|id| self.company.personio.employee(id))
            .map(|supervisor| supervisor.text("email").to_owned());
        let created = self.rng.i64(1_640_000_000..1_750_000_000);
        let mut profile = Profile::new(&email)
            .name(employee.text("first_name"), employee.text("last_name"))
            .with("displayName", employee.text("preferred_name"))
            .with("userType", "Employee");
        for (attribute, key) in [
            ("title", "position"),
            ("department", "department"),
            ("city", "office"),
            ("organization", "subcompany"),
            ("mobilePhone", custom::MOBILE),
        ] {
            let value = employee.text(key);
            if !value.is_empty() {
                profile.set(attribute, value);
            }
        }
        if let Some(supervisor) = supervisor {
            profile.set("manager", supervisor);
        }
        if let Ok(created) = jiff::Timestamp::from_second(created) {
            profile.created = created;
            profile.activated = Some(created);
            profile.status_changed = Some(created);
            profile.password_changed = Some(created);
            profile.last_updated = created;
        }
        profile
    }

    /// Adds an employee; gives the ID.
    fn hire(&mut self, employee: Employee) -> u64 {
        let id = employee.id;
        self.company.personio.add(employee);
        id
    }

    /// Adds a profile; gives the ID.
    fn account(&mut self, profile: Profile) -> String {
        self.company.okta.add(profile)
    }

    /// An employee with a profile that is linked.
    fn linked(&mut self, employee: Employee) -> (u64, String) {
        let profile = self.profile_of(&employee).number(&employee.id.to_string());
        let profile = self.account(profile);
        (self.hire(employee), profile)
    }

    /// An employee with a profile of the same mailbox that is not linked.
    fn paired(&mut self, employee: Employee) -> (u64, String) {
        let profile = self.profile_of(&employee);
        let profile = self.account(profile);
        (self.hire(employee), profile)
    }

    /// Service accounts, shared mailboxes and people from outside: profiles that no employee belongs to.
    fn accounts_of_nobody(&mut self) {
        let mut services = Vec::new();
        for (login, first, last) in [
            ("svc-backup", "Service", "Backup"),
            ("svc-scanner", "Service", "Scanner"),
            ("info", "Talwerk", "Info"),
            ("bewerbung", "Talwerk", "Bewerbung"),
        ] {
            let profile = Profile::new(&format!("{login}@{DOMAIN}"))
                .name(first, last)
                .with("userType", "Service");
            services.push(self.account(profile));
        }
        let external = Profile::new("k.brandauer@agentur-nord.example")
            .name("Kilian", "Brandauer")
            .with("userType", "External");
        let external = self.account(external);
        for (name, profiles) in [
            ("service_accounts", services),
            ("external_account", vec![external]),
        ] {
            self.company.cases.push(Case {
                name,
                employees: Vec::new(),
                profiles,
            });
        }
    }
}

/// What a mail address of this company makes of a name: German letters are spelled, others lose their marks.
fn mailbox_part(name: &str) -> String {
    let mut spelled = String::new();
    for letter in name.to_lowercase().chars() {
        match letter {
            'ä' => spelled.push_str("ae"),
            'ö' => spelled.push_str("oe"),
            'ü' => spelled.push_str("ue"),
            'ß' => spelled.push_str("ss"),
            ' ' => spelled.push('-'),
            other => spelled.push(other),
        }
    }
    any_ascii::any_ascii(&spelled)
        .to_lowercase()
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-')
        .collect()
}

fn tenant_attributes() -> Vec<Attribute> {
    use AttributeType::{Date, Integer, Link, List, Multiline, Standard, Tags};
    vec![
        Attribute::custom(custom::PAYROLL, "Personalnummer", Standard),
        Attribute::custom(custom::MOBILE, "Mobil (dienstlich)", Standard),
        Attribute {
            universal_id: Some("date_of_birth".to_owned()),
            ..Attribute::custom(custom::BIRTHDAY, "Geburtstag", Date)
        },
        Attribute::custom(custom::LANGUAGES, "Sprachen", Tags).options(&["Deutsch", "Englisch", "Polnisch"]),
        Attribute::custom(custom::CERTIFICATES, "Zertifikate", Tags)
            .options(&["SCC", "Ersthelfer", "Staplerschein"])
            .tags_as_json(),
        Attribute::custom(custom::WORK_MODEL, "Arbeitsmodell", List).options(&["Büro", "Hybrid", "Remote"]),
        Attribute::custom(custom::WEBSITE, "Webseite", Link),
        Attribute::custom(custom::NOTES, "Bemerkungen", Multiline),
        Attribute::custom(custom::PARKING, "Stellplatz", Integer),
    ]
}

fn org_attributes() -> Vec<Property> {
    vec![
        Property::new("badge", "Badge", Kind::String)
            .max_length(20)
            .unique(),
        Property::new("workModel", "Work model", Kind::String).choices(&[
            ("office", "Office"),
            ("hybrid", "Hybrid"),
            ("remote", "Remote"),
        ]),
        Property::new("languages", "Languages", Kind::StringArray),
        Property::new("weeklyHours", "Weekly hours", Kind::Number),
        Property::new("parkingSpace", "Parking space", Kind::Integer),
        Property::new("internal", "Internal", Kind::Boolean),
        Property::new("sapId", "SAP ID", Kind::String).read_only(),
    ]
}
