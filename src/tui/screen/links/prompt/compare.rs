//! Two people side by side, field by field, for somebody who has to tell whether they are one. Shows; decides nothing.

use super::rows::Guess;
use crate::core::employee::Employee;
use crate::core::name_words::NameWords;
use crate::core::profile::Profile;
use crate::core::suggest::Reason;
use crate::core::text::{fold, same_email, same_name};
use crate::core::{EmployeeId, Value};
use crate::lang::Key;
use crate::tui::desk::People;
use crate::tui::shell::Shell;
use jiff::tz::TimeZone;

/// What tells most against two being one comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    Differs,
    Similar,
    Same,
    /// Only one side says something.
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub sign: Sign,
    pub name: Key,
    pub okta: String,
    pub personio: String,
}

impl Sign {
    pub fn as_text(self) -> &'static str {
        match self {
            Self::Differs => "≠",
            Self::Similar => "~",
            Self::Same => "=",
            Self::Unknown => " ",
        }
    }
}

/// All fields that at least one side fills, in an order that does not change.
pub(super) fn compare(
    shell: &Shell,
    people: &People,
    profile: &Profile,
    employee: &Employee,
    guess: Option<&Guess>,
) -> Vec<Line> {
    let mut lines = names(profile, employee);
    let email = profile.email.as_deref();
    let both = email.zip(employee.email());
    let sign = both.map_or(Sign::Unknown, |(a, b)| same(same_email(a, b)));
    lines.push(line(sign, Key("prompt-field-email"), email, employee.email()));
    let places = [
        (
            Key("prompt-field-department"),
            okta(people, profile, &["department", "division"]),
            personio(people, employee, "department"),
            [
                Reason::SameDepartment,
                Reason::SimilarDepartment,
                Reason::DepartmentDiffers,
            ],
        ),
        (
            Key("prompt-field-position"),
            okta(people, profile, &["title"]),
            personio(people, employee, "position"),
            [
                Reason::SamePosition,
                Reason::SimilarPosition,
                Reason::PositionDiffers,
            ],
        ),
        (
            Key("prompt-field-office"),
            okta(people, profile, &["city", "officeLocation", "office", "location"]),
            personio(people, employee, "office"),
            [Reason::SameOffice, Reason::SimilarOffice, Reason::OfficeDiffers],
        ),
    ];
    for (name, okta, personio, reasons) in places {
        let told = guess.and_then(|guess| told(guess, reasons));
        let sign = told.unwrap_or_else(|| of_words(okta.as_deref(), personio.as_deref()));
        lines.push(line(sign, name, okta.as_deref(), personio.as_deref()));
    }
    lines.push(manager(people, profile, employee, guess));
    lines.push(began(shell, profile, employee, guess));
    lines.retain(|line| !(line.okta.is_empty() && line.personio.is_empty()));
    lines
}

/// As one line where they are the same.
fn names(profile: &Profile, employee: &Employee) -> Vec<Line> {
    let (first, last) = (profile.first_name.as_deref(), profile.last_name.as_deref());
    let (given, family) = (employee.first_name.as_text(), employee.last_name.as_text());
    let sign = |a: Option<&str>, b: Option<&str>| match (a, b) {
        (Some(a), Some(b)) if same_name(a, b) => Sign::Same,
        (Some(a), Some(b)) if NameWords::of(a).share_first(&NameWords::of(b)) => Sign::Similar,
        (Some(_), Some(_)) => Sign::Differs,
        _ => Sign::Unknown,
    };
    let (of_first, of_last) = (sign(first, given), sign(last, family));
    if (of_first, of_last) == (Sign::Same, Sign::Same) {
        let (okta, personio) = (profile.display_name(), employee.display_name());
        return vec![line(
            Sign::Same,
            Key("prompt-field-name"),
            Some(&okta),
            Some(&personio),
        )];
    }
    vec![
        line(of_first, Key("prompt-field-first-name"), first, given),
        line(of_last, Key("prompt-field-last-name"), last, family),
    ]
}

fn line(sign: Sign, name: Key, okta: Option<&str>, personio: Option<&str>) -> Line {
    Line {
        sign,
        name,
        okta: okta.unwrap_or_default().to_owned(),
        personio: personio.unwrap_or_default().to_owned(),
    }
}

fn same(is_same: bool) -> Sign {
    if is_same { Sign::Same } else { Sign::Differs }
}

/// What the suggestion weighed (rule L11) is what is shown.
fn told(guess: &Guess, [same, similar, differs]: [Reason; 3]) -> Option<Sign> {
    let says = |reason: Reason| guess.reasons.contains(&reason);
    if says(same) {
        Some(Sign::Same)
    } else if says(similar) {
        Some(Sign::Similar)
    } else if says(differs) {
        Some(Sign::Differs)
    } else {
        None
    }
}

/// Of somebody who was not suggested, nothing was weighed.
fn of_words(okta: Option<&str>, personio: Option<&str>) -> Sign {
    match okta.zip(personio) {
        None => Sign::Unknown,
        Some((a, b)) if fold(a.trim()) == fold(b.trim()) => Sign::Same,
        Some((a, b)) if NameWords::of(a).share_first(&NameWords::of(b)) => Sign::Similar,
        Some(_) => Sign::Differs,
    }
}

pub(super) fn okta(people: &People, profile: &Profile, names: &[&str]) -> Option<String> {
    let columns = names
        .iter()
        .filter_map(|name| people.snapshot.directory.column(name));
    let mut values = columns.filter_map(|at| profile.attributes.get(at).and_then(Value::to_text));
    values.next().map(std::borrow::Cow::into_owned)
}

pub(super) fn personio(people: &People, employee: &Employee, key: &str) -> Option<String> {
    let column = people.snapshot.roster.column(key)?;
    let value = employee.attributes.get(column)?.to_text()?;
    Some(value.into_owned())
}

/// Okta holds the manager's name, address or ID.
fn manager(people: &People, profile: &Profile, employee: &Employee, guess: Option<&Guess>) -> Line {
    let held = okta(people, profile, &["manager", "managerId", "managerEmail"]);
    let id = personio(people, employee, "supervisor");
    let supervisor = id
        .as_deref()
        .and_then(EmployeeId::from_link)
        .and_then(|id| people.find(id));
    let name = supervisor.map(Employee::display_name);
    let is_theirs = |held: &str| {
        let known = [
            name.as_deref(),
            supervisor.and_then(Employee::email),
            id.as_deref(),
        ];
        known.into_iter().flatten().any(|known| fold(known) == fold(held))
    };
    let sign = match (&held, &name) {
        _ if guess.is_some_and(|guess| guess.reasons.contains(&Reason::SameManager)) => Sign::Same,
        (Some(held), Some(_)) => same(is_theirs(held)),
        _ => Sign::Unknown,
    };
    line(
        sign,
        Key("prompt-field-manager"),
        held.as_deref(),
        name.as_deref(),
    )
}

/// When the account was created, and when the employee was hired.
fn began(shell: &Shell, profile: &Profile, employee: &Employee, guess: Option<&Guess>) -> Line {
    let created = profile.created.map(|at| TimeZone::UTC.to_datetime(at).date());
    let created = created.map(|day| {
        shell
            .lang
            .with(Key("prompt-created"), &[("day", shell.lang.day(day).into())])
    });
    let hired = employee.hire_date.date();
    let hired = hired.map(|day| {
        shell
            .lang
            .with(Key("prompt-hired"), &[("day", shell.lang.day(day).into())])
    });
    let says = |reason: Reason| guess.is_some_and(|guess| guess.reasons.contains(&reason));
    let sign = if says(Reason::CreatedWhenHired) {
        Sign::Similar
    } else if says(Reason::CreatedBeforeHired) {
        Sign::Differs
    } else {
        Sign::Unknown
    };
    line(
        sign,
        Key("prompt-field-began"),
        created.as_deref(),
        hired.as_deref(),
    )
}
