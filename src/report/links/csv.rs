//! The link report as rows. The first two columns are what `assign --from` reads: to decide about an undecided
//! profile, its empty `personio_id` is filled in. A suggestion never stands there: nothing is applied by itself.

use super::{Links, is_other_number};
use crate::core::employee::Employee;
use crate::core::link::{EmployeeStanding, PairKind, ProfileStanding};
use crate::core::profile::Profile;
use crate::report::csv::Rows;
use crate::report::{code, words};
use std::io;

const HEADER: [&str; 14] = [
    "okta",
    "personio_id",
    "standing",
    "okta_login",
    "okta_name",
    "okta_email",
    "okta_status",
    "okta_number",
    "personio_name",
    "personio_email",
    "personio_status",
    "personio_hire_date",
    "says",
    "suggestions",
];

/// One row: at least one side, where it stands, and what there is to say.
#[derive(Default)]
struct Row<'a> {
    okta: Option<&'a Profile>,
    personio: Option<&'a Employee>,
    standing: &'a str,
    says: String,
    suggestions: String,
    /// The employee's ID goes into the second column: this row is a pair.
    is_pair: bool,
}

pub(super) fn write(links: &Links<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut rows = Rows::new(out, HEADER)?;
    for (position, profile, _) in links.profiles(|standing| *standing == ProfileStanding::Unmatched) {
        let row = Row {
            okta: Some(profile),
            standing: "undecided",
            suggestions: suggestions(links, position),
            ..Row::default()
        };
        write_row(&mut rows, &row)?;
    }
    if !links.only_undecided {
        write_rest(links, &mut rows)?;
    }
    rows.finish()
}

fn write_rest(links: &Links<'_>, rows: &mut Rows<'_>) -> io::Result<()> {
    for (number, conflict) in links.report.conflicts.iter().enumerate() {
        let says = format!("conflict {}: {}", number + 1, words::conflict(conflict.kind));
        let profiles = conflict
            .profiles
            .iter()
            .map(|at| (Some(links.profile(*at)), None));
        let employees = conflict
            .employees
            .iter()
            .map(|at| (None, Some(links.employee(*at))));
        for (okta, personio) in profiles.chain(employees) {
            let row = Row {
                okta,
                personio,
                standing: "conflict",
                says: says.clone(),
                ..Row::default()
            };
            write_row(rows, &row)?;
        }
    }
    for pair in &links.report.pairs {
        let remarks: Vec<&str> = pair.remarks.iter().copied().map(words::pair_remark).collect();
        let row = Row {
            okta: Some(links.profile(pair.profile)),
            personio: Some(links.employee(pair.employee)),
            standing: match pair.kind {
                PairKind::Linked => "linked",
                PairKind::ToLink => "to_link",
            },
            says: [&[words::pair_by(pair.by)], &remarks[..]].concat().join("; "),
            is_pair: true,
            ..Row::default()
        };
        write_row(rows, &row)?;
    }
    for (employee, standing) in links.employees(|_| true) {
        let standing = match standing {
            EmployeeStanding::Unmatched => "no_account",
            EmployeeStanding::Excluded => "excluded",
            EmployeeStanding::OutOfScope => "out_of_scope",
            EmployeeStanding::Paired(_)
            | EmployeeStanding::InConflict(_)
            | EmployeeStanding::ProfileAside(_) => {
                continue;
            }
        };
        let row = Row {
            personio: Some(employee),
            standing,
            ..Row::default()
        };
        write_row(rows, &row)?;
    }
    write_other_profiles(links, rows)
}

fn write_other_profiles(links: &Links<'_>, rows: &mut Rows<'_>) -> io::Result<()> {
    for (position, profile, standing) in links.profiles(|_| true) {
        let (word, personio) = match standing {
            ProfileStanding::Former => ("former", None),
            ProfileStanding::Aside(_) => ("aside", links.employee_of_aside(position)),
            standing if is_other_number(standing) => ("other_number", None),
            _ => continue,
        };
        let row = Row {
            okta: Some(profile),
            personio,
            standing: word,
            says: words::profile_standing(standing),
            ..Row::default()
        };
        write_row(rows, &row)?;
    }
    Ok(())
}

fn suggestions(links: &Links<'_>, position: u32) -> String {
    let told: Vec<String> = links
        .suggestions(position)
        .iter()
        .map(|one| {
            format!(
                "{} {} {:.2}",
                one.employee,
                code::strength(one.strength),
                one.score
            )
        })
        .collect();
    told.join(", ")
}

fn write_row(rows: &mut Rows<'_>, row: &Row<'_>) -> io::Result<()> {
    let okta = row.okta;
    let personio = row.personio;
    let id = personio.map_or_else(String::new, |employee| employee.id.to_string());
    let name = personio.map_or_else(String::new, Employee::display_name);
    // Who is no pair must not become one by handing the file back; the ID moves to the name.
    let (pair_id, personio_name) = if row.is_pair || personio.is_none() {
        (id.as_str(), name)
    } else {
        ("", format!("{id} {name}"))
    };
    rows.row([
        okta.map_or("", |profile| profile.id.as_str()),
        pair_id,
        row.standing,
        okta.map_or("", |profile| &profile.login),
        &okta.map_or_else(String::new, Profile::display_name),
        okta.and_then(|profile| profile.email.as_deref())
            .unwrap_or_default(),
        okta.map_or("", |profile| profile.status.as_word()),
        okta.and_then(|profile| profile.number.as_deref())
            .unwrap_or_default(),
        &personio_name,
        personio.and_then(Employee::email).unwrap_or_default(),
        personio.map_or("", |employee| employee.status.as_word()),
        &personio
            .and_then(|employee| employee.hire_date.date())
            .map_or_else(String::new, |day| day.to_string()),
        &row.says,
        &row.suggestions,
    ])
}
