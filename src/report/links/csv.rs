//! The link report as rows. The first two columns are what `assign --from` reads: to decide about an undecided
//! profile, its empty `personio_id` is filled in. A suggestion never stands there: nothing is applied by itself.

use super::{LinkCase, Links, is_other_number};
use crate::core::employee::Employee;
use crate::core::link::{EmployeeStanding, PairKind, ProfileStanding};
use crate::core::profile::Profile;
use crate::report::csv::Rows;
use crate::report::{code, words};
use std::io;

const HEADER: [&str; 14] = [
    "okta",
    "employee_id",
    "state",
    "profile_login",
    "profile_name",
    "profile_email",
    "profile_status",
    "link_value",
    "employee_name",
    "employee_email",
    "employee_status",
    "employee_hire_date",
    "says",
    "candidates",
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
    for (position, ..) in links.profiles(|standing| *standing == ProfileStanding::Unmatched) {
        write_profile(links, position, &mut rows)?;
    }
    if !links.only_undecided {
        write_rest(links, &mut rows)?;
    }
    rows.finish()
}

pub(super) fn write_cases(links: &Links<'_>, cases: &[LinkCase], out: &mut dyn io::Write) -> io::Result<()> {
    let mut rows = Rows::new(out, HEADER)?;
    for case in cases {
        match case {
            LinkCase::Profile(at) => write_profile(links, *at, &mut rows)?,
            LinkCase::Employee(at) => write_employee(links, *at, &mut rows)?,
            LinkCase::Conflict(at) => write_conflict(links, *at as usize, &mut rows)?,
            LinkCase::Rejected(profile, employee) => {
                let row = Row {
                    okta: profile.map(|at| links.profile(at)),
                    personio: employee.map(|at| links.employee(at)),
                    standing: "rejected",
                    ..Row::default()
                };
                write_row(&mut rows, &row)?;
            }
        }
    }
    rows.finish()
}

fn write_rest(links: &Links<'_>, rows: &mut Rows<'_>) -> io::Result<()> {
    for at in 0..links.report.conflicts.len() {
        write_conflict(links, at, rows)?;
    }
    for pair in &links.report.pairs {
        write_profile(links, pair.profile, rows)?;
    }
    let mut employees: Vec<u32> = (0u32..).take(links.report.employees.len()).collect();
    employees.sort_by_key(|at| links.employee(*at).id);
    for at in employees {
        write_employee(links, at, rows)?;
    }
    let is_other = |standing: &ProfileStanding| {
        !matches!(
            standing,
            ProfileStanding::Unmatched | ProfileStanding::Paired(_) | ProfileStanding::InConflict(_)
        )
    };
    for (position, ..) in links.profiles(is_other) {
        write_profile(links, position, rows)?;
    }
    Ok(())
}

fn write_profile(links: &Links<'_>, position: u32, rows: &mut Rows<'_>) -> io::Result<()> {
    let Some(standing) = links.report.profiles.get(position as usize) else {
        return Ok(());
    };
    let okta = Some(links.profile(position));
    let row = match standing {
        ProfileStanding::Unmatched => Row {
            okta,
            standing: "unmatched",
            says: asked(links, position),
            suggestions: suggestions(links, position),
            ..Row::default()
        },
        ProfileStanding::Paired(pair) => {
            let pair = &links.report.pairs[*pair as usize];
            let remarks: Vec<&str> = pair.remarks.iter().copied().map(words::pair_remark).collect();
            Row {
                okta,
                personio: Some(links.employee(pair.employee)),
                standing: match pair.kind {
                    PairKind::Linked => "linked",
                    PairKind::ToLink => "to_link",
                },
                says: [&[words::pair_by(pair.by)], &remarks[..]].concat().join("; "),
                is_pair: true,
                ..Row::default()
            }
        }
        ProfileStanding::InConflict(conflict) => return write_conflict(links, *conflict as usize, rows),
        other => Row {
            okta,
            personio: match other {
                ProfileStanding::Aside(_) => links.employee_of_aside(position),
                _ => None,
            },
            standing: match other {
                ProfileStanding::Aside(_) => "ignored_profile",
                other if is_other_number(other) => "stray_id",
                _ => "deactivated",
            },
            says: words::profile_standing(other),
            ..Row::default()
        },
    };
    write_row(rows, &row)
}

/// What HR is asked.
fn asked(links: &Links<'_>, position: u32) -> String {
    let asked = links.state.decisions.asked.get(&links.profile(position).id);
    asked.map_or_else(String::new, |note| match note.as_str() {
        "" => words::ASKED.to_owned(),
        note => format!("{}: {note}", words::ASKED),
    })
}

/// Whoever has a profile, or stands in a conflict, is told of there.
fn write_employee(links: &Links<'_>, position: u32, rows: &mut Rows<'_>) -> io::Result<()> {
    let standing = match links.report.employees.get(position as usize) {
        Some(EmployeeStanding::Unmatched) => "no_account",
        Some(EmployeeStanding::Excluded) => "ignored",
        Some(EmployeeStanding::OutOfScope) => "out_of_scope",
        _ => return Ok(()),
    };
    let row = Row {
        personio: Some(links.employee(position)),
        standing,
        ..Row::default()
    };
    write_row(rows, &row)
}

fn write_conflict(links: &Links<'_>, at: usize, rows: &mut Rows<'_>) -> io::Result<()> {
    let Some(conflict) = links.report.conflicts.get(at) else {
        return Ok(());
    };
    let says = format!("conflict {}: {}", at + 1, words::conflict(conflict.kind));
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
