//! The plan as rows: each changed attribute is one, so that a spreadsheet can filter and count them.

use super::PlanView;
use crate::core::plan::{self, Change, RemarkCode};
use crate::core::{EmployeeId, OktaId};
use crate::report::csv::Rows;
use crate::report::{code, words};
use std::io;

const HEADER: [&str; 10] = [
    "what",
    "kind",
    "employee_id",
    "okta_id",
    "name",
    "login",
    "attribute",
    "from",
    "to",
    "says",
];

pub(super) fn write(view: &PlanView<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut rows = Rows::new(out, HEADER)?;
    for action in &view.plan.actions {
        write_action(view, action, &mut rows)?;
    }
    for access in &view.plan.still_have_access {
        rows.row([
            "leaver_with_access",
            code::access(access.reason),
            &access.employee.to_string(),
            access.profile.as_str(),
            &access.name,
            &access.login,
            "",
            "",
            "",
            &words::access(access.reason),
        ])?;
    }
    for skip in &view.plan.skipped {
        let says = words::skip(&skip.reason);
        let person = (skip.employee, skip.profile.as_ref());
        write_person(
            view,
            &mut rows,
            ("skipped", code::skip(&skip.reason)),
            person,
            &says,
        )?;
    }
    for remark in &view.plan.remarks {
        let says = words::remark(&remark.code);
        let gone = match remark.code {
            RemarkCode::EmployeeGone(employee) => Some(employee),
            _ => None,
        };
        let person = (remark.employee.or(gone), remark.profile.as_ref());
        write_person(
            view,
            &mut rows,
            ("notice", code::remark(&remark.code)),
            person,
            &says,
        )?;
    }
    for limit in &view.plan.limits {
        let what = if limit.is_over() {
            "limit_exceeded"
        } else {
            "limit"
        };
        let about = limit.about.as_deref().unwrap_or_default();
        let says = words::limit_use(limit);
        rows.row([
            what,
            code::limit(limit.code),
            "",
            "",
            "",
            "",
            about,
            "",
            "",
            &says,
        ])?;
    }
    rows.finish()
}

fn write_action(view: &PlanView<'_>, action: &plan::Action, rows: &mut Rows<'_>) -> io::Result<()> {
    let what = if action.held.is_some() { "waits" } else { "action" };
    let employee = action.employee.map_or_else(String::new, |id| id.to_string());
    let says = match (&action.held, action.activation) {
        (Some(hold), _) => view.hold(hold),
        (None, Some(activation)) => words::activation(activation),
        (None, None) if action.kind == plan::ActionKind::Deactivate => {
            view.why_deactivated(action).to_owned()
        }
        (None, None) => String::new(),
    };
    let mut write = |attribute: &str, from: &str, to: &str| {
        rows.row([
            what,
            code::action(action.kind),
            &employee,
            action.profile.as_ref().map_or("", |id| id.as_str()),
            &action.name,
            &action.login,
            attribute,
            from,
            to,
            &says,
        ])
    };
    if action.changes.is_empty() {
        return write("", "", "");
    }
    for Change { attribute, from, to } in &action.changes {
        write(attribute, &from.to_string(), &to.to_string())?;
    }
    Ok(())
}

fn write_person(
    view: &PlanView<'_>,
    rows: &mut Rows<'_>,
    (what, kind): (&str, &str),
    (employee, profile): (Option<EmployeeId>, Option<&OktaId>),
    says: &str,
) -> io::Result<()> {
    rows.row([
        what,
        kind,
        &employee.map_or_else(String::new, |id| id.to_string()),
        profile.map_or("", |id| id.as_str()),
        &view.name(employee, profile),
        view.login(profile),
        "",
        "",
        "",
        says,
    ])
}
