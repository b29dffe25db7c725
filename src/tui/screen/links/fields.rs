//! What both sides say of two people, field by field, and whether it agrees.

use super::detail::{Line, Sign};
use super::row;
use crate::core::name_words::NameWords;
use crate::core::policy::Source;
use crate::core::suggest::Reason;
use crate::core::text::{fold, same_email, same_name};
use crate::core::{Employee, EmployeeId, Profile, Value};
use crate::lang::Key;
use crate::tui::desk::Reading;
use crate::tui::shell::Shell;
use jiff::SignedDuration;
use jiff::tz::TimeZone;

/// Whoever was created this long before or after the hire date began then.
const NEAR: SignedDuration = SignedDuration::from_hours(31 * 24);

/// `reasons`: why the two may be one person.
pub(super) fn fields(
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
        &|a, b| match (same_name(a, b), NameWords::of(a).share_first(&NameWords::of(b))) {
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
