//! What is to be known of the selected case: field by field on both sides, why, and what a link would do.

use super::case::{Case, rejected};
use super::row::{self, name_of};
use crate::core::link::{Conflict, EmployeeStanding, PairKind, ProfileStanding};
use crate::core::policy::Source;
use crate::core::suggest::{Reason, Suggestion};
use crate::core::text::{fold, same_email, same_name, share_a_word};
use crate::core::{Employee, EmployeeId, Profile, Value};
use crate::lang::Key;
use crate::report::words;
use crate::tui::desk::Reading;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use jiff::SignedDuration;
use jiff::tz::TimeZone;

/// Whoever was created this long before or after the hire date began then.
const NEAR: SignedDuration = SignedDuration::from_hours(31 * 24);

/// One line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// What both sides say.
    Field {
        sign: Sign,
        label: String,
        okta: String,
        personio: String,
    },
    /// A sentence.
    Says(String, Role),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    Differs,
    Similar,
    Same,
    /// One side says nothing.
    None,
}

impl Sign {
    pub fn as_text(self) -> &'static str {
        match self {
            Self::Differs => "≠",
            Self::Similar => "~",
            Self::Same => "=",
            Self::None => " ",
        }
    }

    pub fn role(self) -> Role {
        match self {
            Self::Differs => Role::Waits,
            Self::Same => Role::Good,
            Self::Similar | Self::None => Role::Quiet,
        }
    }
}

/// What a case has to tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Detail {
    pub heading: String,
    /// Above Personio's side: who is compared.
    pub personio: String,
    pub fields: Vec<Line>,
    /// Why, and what a link would do.
    pub says: Vec<Line>,
}

/// `outlook` is what a link would do, as far as it is known yet.
pub fn of(shell: &Shell, reading: &Reading, case: Case, outlook: &[String]) -> Detail {
    let people = &reading.people;
    let lang = &shell.lang;
    let mut detail = match case {
        Case::Conflict(at) => match reading.links.conflicts.get(at as usize) {
            Some(conflict) => of_conflict(reading, conflict),
            None => Detail::default(),
        },
        Case::Rejected(at) => {
            let rejected = rejected(reading);
            let Some((id, employee)) = rejected.get(at as usize) else {
                return Detail::default();
            };
            let (profile, employee) = (people.find_profile(id), people.find(*employee));
            let mut detail = both(shell, reading, profile, employee, &[]);
            let says = lang.text(Key("links-rejected-says"));
            detail.says.push(Line::Says(says, Role::Text));
            detail
        }
        Case::Employee(at) => {
            let employee = people.employee(at);
            let mut detail = both(shell, reading, None, Some(employee), &[]);
            detail.says.extend(of_employee(reading, at));
            detail
        }
        Case::Profile(at) => of_profile(shell, reading, at),
    };
    if let Some((first, rest)) = outlook.split_first() {
        let label = lang.text(outlook_label(reading, case));
        let said = std::iter::once(format!("{label} {first}")).chain(rest.iter().cloned());
        let lines = said.map(|says| Line::Says(says, Role::Text));
        detail.says.extend(lines);
    }
    detail
}

fn outlook_label(reading: &Reading, case: Case) -> Key {
    match case {
        Case::Profile(at) if reading.links.profiles.get(at as usize) == Some(&ProfileStanding::Unmatched) => {
            Key("links-if-linked")
        }
        _ => Key("links-then"),
    }
}

fn of_profile(shell: &Shell, reading: &Reading, at: u32) -> Detail {
    let people = &reading.people;
    let profile = people.profile(at);
    match reading.links.profiles.get(at as usize) {
        Some(ProfileStanding::Paired(pair)) => {
            let Some(pair) = reading.links.pairs.get(*pair as usize) else {
                return Detail::default();
            };
            let mut detail = both(
                shell,
                reading,
                Some(profile),
                Some(people.employee(pair.employee)),
                &[],
            );
            let remarks = pair.remarks.iter().copied().map(words::pair_remark);
            let says: Vec<&str> = std::iter::once(words::pair_by(pair.by)).chain(remarks).collect();
            let standing = match pair.kind {
                PairKind::Linked => words::standing::LINKED,
                PairKind::ToLink => words::standing::TO_LINK,
            };
            let says = format!("{standing}: {}", says.join(", "));
            detail.says.push(Line::Says(says, Role::Text));
            detail
        }
        Some(ProfileStanding::Unmatched) => {
            let best = shell.desk.suggestions.of(at).and_then(<[Suggestion]>::first);
            let employee = best.and_then(|best| people.find(best.employee));
            let reasons = best.map_or(&[][..], |best| &best.reasons);
            let mut detail = both(shell, reading, Some(profile), employee, reasons);
            detail.says.extend(why(shell, best));
            if let Some(note) = reading.state.decisions.asked.get(&profile.id) {
                let says = shell
                    .lang
                    .with(Key("links-asked-says"), &[("note", note.as_str().into())]);
                detail.says.push(Line::Says(says, Role::Waits));
            }
            detail
        }
        Some(standing) => {
            let employee = holder(reading, at, standing);
            let mut detail = both(shell, reading, Some(profile), employee, &[]);
            let mut says = words::profile_standing(standing);
            if let ProfileStanding::Aside(aside) = standing
                && !aside.note.is_empty()
            {
                says = format!("{says}: {}", aside.note);
            }
            detail.says.push(Line::Says(says, Role::Text));
            detail
        }
        None => Detail::default(),
    }
}

/// Whose ID the profile holds, though the two are no pair.
fn holder<'a>(reading: &'a Reading, profile: u32, standing: &ProfileStanding) -> Option<&'a Employee> {
    let people = &reading.people;
    match standing {
        ProfileStanding::SpareNumber(employee) | ProfileStanding::LeftAlone(employee) => {
            people.find(*employee)
        }
        _ => {
            let number = people.profile(profile).number.as_deref()?;
            people.find(EmployeeId::from_link(number)?)
        }
    }
}

fn why(shell: &Shell, best: Option<&Suggestion>) -> Option<Line> {
    let best = best?;
    let reasons: Vec<&str> = best.reasons.iter().copied().map(words::reason).collect();
    let fillings = [
        ("strength", words::strength(best.strength).into()),
        ("reasons", reasons.join(", ").into()),
    ];
    Some(Line::Says(
        shell.lang.with(Key("links-why"), &fillings),
        Role::Text,
    ))
}

fn of_employee(reading: &Reading, at: u32) -> Option<Line> {
    let says = match reading.links.employees.get(at as usize)? {
        EmployeeStanding::Excluded => words::standing::EXCLUDED,
        _ => return None,
    };
    let id = reading.people.employee(at).id;
    let note = reading.in_force.iter().find_map(|one| match &one.row.decision {
        crate::store::state::Decision::Exclude { employee, note } if *employee == id => Some(note.as_str()),
        _ => None,
    });
    let says = match note {
        Some(note) if !note.is_empty() => format!("{says}: {note}"),
        Some(_) => says.to_owned(),
        None => words::aside_kind(crate::core::state::AsideKind::Settings),
    };
    Some(Line::Says(says, Role::Text))
}

/// Whatever both sides say of these two.
fn both(
    shell: &Shell,
    reading: &Reading,
    profile: Option<&Profile>,
    employee: Option<&Employee>,
    reasons: &[Reason],
) -> Detail {
    let lang = &shell.lang;
    let heading = match (profile, employee) {
        (Some(profile), _) => {
            let created = profile
                .created
                .map(|at| lang.day(shell.zone.to_datetime(at).date()));
            let fillings = [
                ("name", name_of(profile).into()),
                ("status", profile.status.as_word().into()),
                ("created", created.unwrap_or_default().into()),
            ];
            lang.with(Key("links-heading"), &fillings)
        }
        (None, Some(employee)) => format!("{} {}", employee.id, employee.display_name()),
        (None, None) => String::new(),
    };
    let personio = employee.map_or_else(String::new, |employee| {
        let fillings = [
            ("id", employee.id.to_string().into()),
            ("status", employee.status.as_word().into()),
        ];
        lang.with(Key("links-personio-side"), &fillings)
    });
    Detail {
        heading,
        personio,
        fields: fields(shell, reading, profile, employee, reasons),
        says: Vec::new(),
    }
}

fn fields(
    shell: &Shell,
    reading: &Reading,
    profile: Option<&Profile>,
    employee: Option<&Employee>,
    reasons: &[Reason],
) -> Vec<Line> {
    let lang = &shell.lang;
    let mut fields = Vec::new();
    let mut field = |label: String, okta: String, personio: String, same: &dyn Fn(&str, &str) -> Sign| {
        if okta.is_empty() && personio.is_empty() {
            return;
        }
        let sign = match (okta.is_empty(), personio.is_empty()) {
            (false, false) => same(&okta, &personio),
            _ => Sign::None,
        };
        fields.push(Line::Field {
            sign,
            label,
            okta,
            personio,
        });
    };
    let of_profile =
        |text: fn(&Profile) -> Option<&str>| profile.and_then(text).unwrap_or_default().to_owned();
    let email = of_profile(|profile| profile.email.as_deref());
    let their_email = employee.and_then(Employee::email).unwrap_or_default().to_owned();
    field(
        lang.text(Key("links-field-email")),
        email.clone(),
        their_email,
        &|a, b| sign(same_email(a, b)),
    );
    let name = profile.map_or_else(String::new, Profile::display_name);
    let their_name = employee.map_or_else(String::new, Employee::display_name);
    field(
        lang.text(Key("links-field-name")),
        name,
        their_name,
        &|a, b| match (same_name(a, b), share_a_word(a, b)) {
            (true, _) => Sign::Same,
            (false, true) => Sign::Similar,
            (false, false) => Sign::Differs,
        },
    );
    let login = of_profile(|profile| Some(profile.login.as_str()));
    if !same_email(&login, &email) {
        field(
            lang.text(Key("links-field-login")),
            login,
            String::new(),
            &|_, _| Sign::None,
        );
    }
    let number = of_profile(|profile| profile.number.as_deref());
    if !number.is_empty() {
        let id = employee.map_or_else(String::new, |employee| employee.id.to_string());
        field(
            reading.settings.policy.link_attribute.to_string(),
            number,
            id,
            &|a, b| sign(a == b),
        );
    }
    for (label, okta, personio) in mapped(reading, profile, employee) {
        let is_similar = matches!(label.as_str(), "department" if reasons.contains(&Reason::SimilarDepartment))
            || matches!(label.as_str(), "title" if reasons.contains(&Reason::SimilarPosition))
            || matches!(label.as_str(), "city" if reasons.contains(&Reason::SimilarOffice));
        field(label, okta, personio, &|a, b| {
            if is_similar {
                Sign::Similar
            } else {
                sign(fold(a) == fold(b))
            }
        });
    }
    fields.extend(dates(shell, profile, employee));
    fields
}

fn sign(is_same: bool) -> Sign {
    if is_same { Sign::Same } else { Sign::Differs }
}

/// When it began, and whether anybody is there.
fn dates(shell: &Shell, profile: Option<&Profile>, employee: Option<&Employee>) -> Vec<Line> {
    let lang = &shell.lang;
    let day = |day| lang.day(day);
    let created = profile.and_then(|profile| profile.created);
    let hired = employee.and_then(|employee| employee.hire_date.date());
    let near = created.zip(hired).map(|(created, hired)| {
        let created = TimeZone::UTC.to_datetime(created).date();
        hired.duration_until(created).abs() <= NEAR
    });
    let began =
        |key, day: Option<String>| day.map_or_else(String::new, |day| lang.with(key, &[("day", day.into())]));
    let mut lines = vec![Line::Field {
        sign: match near {
            Some(true) => Sign::Similar,
            Some(false) => Sign::Differs,
            None => Sign::None,
        },
        label: lang.text(Key("links-field-began")),
        okta: began(
            Key("links-created"),
            created.map(|at| day(shell.zone.to_datetime(at).date())),
        ),
        personio: began(Key("links-hired"), hired.map(day)),
    }];
    let ends = employee.and_then(|employee| employee.termination_date.date());
    let today = shell.zone.to_datetime(shell.now).date();
    let ending = if ends.is_some_and(|day| day < today) {
        Key("links-ended")
    } else {
        Key("links-ends")
    };
    let signed_in = profile.map(|profile| {
        let moment = profile.last_login.map_or_else(
            || row::sign_in(lang, None, shell.now, &shell.zone),
            |at| lang.moment(at, shell.now, &shell.zone),
        );
        lang.with(Key("links-signed-in"), &[("moment", moment.into())])
    });
    lines.push(Line::Field {
        sign: Sign::None,
        label: lang.text(Key("links-head-sign-in")),
        okta: signed_in.unwrap_or_default(),
        personio: began(ending, ends.map(day)),
    });
    lines
}

/// Okta's name, its value and Personio's, of what is mapped, and of where people work.
fn mapped(
    reading: &Reading,
    profile: Option<&Profile>,
    employee: Option<&Employee>,
) -> Vec<(String, String, String)> {
    let places = ["department", "position", "office"].map(|key| Source::Attribute(key.into()));
    let places = places.into_iter().zip(["department", "title", "city"]);
    let mapping = reading.settings.policy.mapping.iter();
    let mapping = mapping.map(|mapping| (mapping.source.clone(), mapping.target.as_str()));
    let mut told: Vec<&str> = vec!["firstName", "lastName", "email", "login"];
    let mut lines = Vec::new();
    for (source, target) in mapping.chain(places) {
        if told.contains(&target) {
            continue;
        }
        told.push(target);
        let directory = &reading.people.snapshot.directory;
        let okta = profile
            .zip(directory.column(target))
            .and_then(|(profile, column)| profile.attributes.get(column)?.to_text());
        let personio = employee.and_then(|employee| personio_value(reading, employee, &source));
        lines.push((
            target.to_owned(),
            okta.map_or_else(String::new, std::borrow::Cow::into_owned),
            personio.unwrap_or_default(),
        ));
    }
    lines
}

/// What Personio says there, to be looked at. What is sent of it is the plan's to say.
fn personio_value(reading: &Reading, employee: &Employee, source: &Source) -> Option<String> {
    let roster = &reading.people.snapshot.roster;
    let value = employee.attributes.get(roster.column(source.key()?)?)?;
    let supervisor = || match value {
        Value::Integer(id) => reading.people.find(EmployeeId(u64::try_from(*id).ok()?)),
        _ => None,
    };
    match source {
        Source::SupervisorName => Some(supervisor()?.display_name()),
        Source::SupervisorEmail => supervisor()?.email().map(str::to_owned),
        _ => value.to_text().map(std::borrow::Cow::into_owned),
    }
}

/// Everybody whom it is about, one below the other.
fn of_conflict(reading: &Reading, conflict: &Conflict) -> Detail {
    let people = &reading.people;
    let attribute = &reading.settings.policy.link_attribute;
    let mut fields = Vec::new();
    let row = |label: &str, okta: String, personio: String| Line::Field {
        sign: Sign::None,
        label: label.to_owned(),
        okta,
        personio,
    };
    let rows = conflict.profiles.len().max(conflict.employees.len());
    for at in 0..rows {
        let profile = conflict.profiles.get(at).map(|at| people.profile(*at));
        let employee = conflict.employees.get(at).map(|at| people.employee(*at));
        fields.push(row(
            "",
            profile.map_or_else(String::new, |profile| {
                format!("{}  {}", name_of(profile), profile.status.as_word())
            }),
            employee.map_or_else(String::new, |employee| {
                format!(
                    "{} {}  {}",
                    employee.id,
                    employee.display_name(),
                    employee.status.as_word()
                )
            }),
        ));
        fields.push(row(
            "",
            profile.map_or_else(String::new, |profile| format!("  {}", profile.login)),
            employee.map_or_else(String::new, |employee| {
                format!("  {}", employee.email().unwrap_or("—"))
            }),
        ));
        if let Some(number) = profile.and_then(|profile| profile.number.as_deref()) {
            fields.push(row("", format!("  {attribute} {number}"), String::new()));
        }
    }
    Detail {
        heading: words::conflict(conflict.kind).to_owned(),
        personio: String::new(),
        fields,
        says: vec![Line::Says(
            words::conflict_cure(conflict.kind).to_owned(),
            Role::Waits,
        )],
    }
}
