//! What a row of the plan is found by when somebody filters.

use super::sheet::GroupId;
use crate::core::plan::Plan;
use crate::core::undo::Left;
use crate::core::{Employee, EmployeeId, OktaId, Profile};
use crate::report::words;
use crate::tui::desk::People;

/// Names, IDs, logins and words, as they are seen.
pub fn found_by(plan: &Plan, left: &[Left], people: &People, group: GroupId, at: u32) -> String {
    let at = at as usize;
    let person = |employee: Option<EmployeeId>, profile: Option<&OktaId>| {
        let name = employee
            .and_then(|id| people.find(id))
            .map(Employee::display_name);
        let profile = profile.and_then(|id| people.find_profile(id));
        format!(
            "{} {} {}",
            name.or_else(|| profile.map(Profile::display_name))
                .unwrap_or_default(),
            employee.map_or_else(String::new, |id| id.to_string()),
            profile.map_or("", |profile| profile.login.as_str()),
        )
    };
    match group {
        GroupId::Kind(_) | GroupId::Waits => plan.actions.get(at).map_or_else(String::new, |action| {
            let employee = action.employee.map_or_else(String::new, |id| id.to_string());
            let changes: Vec<String> = action.changes.iter().map(words::change).collect();
            let hold = action.held.as_ref();
            format!(
                "{} {employee} {} {} {} {} {}",
                action.name,
                action.login,
                words::verb(action.kind),
                changes.join(" "),
                hold.map_or("", |hold| words::hold_code(hold.code)),
                hold.map_or("", |hold| hold.note.as_str()),
            )
        }),
        GroupId::StillHasAccess => plan.still_have_access.get(at).map_or_else(String::new, |access| {
            format!("{} {} {}", access.name, access.employee, access.login)
        }),
        GroupId::Skipped => plan.skipped.get(at).map_or_else(String::new, |skip| {
            let who = person(skip.employee, skip.profile.as_ref());
            format!("{who} {}", words::skip(&skip.reason))
        }),
        GroupId::LookFirst | GroupId::NeedsYou | GroupId::Remarks => {
            plan.remarks.get(at).map_or_else(String::new, |remark| {
                let who = person(remark.employee, remark.profile.as_ref());
                format!("{who} {}", words::remark(&remark.code))
            })
        }
        GroupId::Left => left
            .get(at)
            .map_or_else(String::new, |left| format!("{} {}", left.name, left.login)),
    }
}
