//! Joiners who wait although their first day is near (rule D5, the event `waiting`).

use super::{ActionKind, Plan, SkipReason};
use crate::core::employee::Day;
use crate::core::id::EmployeeId;
use crate::core::snapshot::Snapshot;
use jiff::{Span, civil::Date};
use std::collections::BTreeSet;

/// Days ahead at which a first day is near.
const NEAR_DAYS: i64 = 3;
/// Whoever began longer ago is no joiner any more (rule P3).
const JOINER_DAYS: i64 = 30;

impl Plan {
    /// How many joiners are on hold, or skipped for want of something, while their first day is at most three days
    /// away or has come.
    pub fn waiting_joiners(&self, snapshot: &Snapshot) -> usize {
        let held = self
            .actions
            .iter()
            .filter(|action| action.kind == ActionKind::Provision && action.held.is_some());
        let skipped = self
            .skipped
            .iter()
            .filter(|skip| skip.profile.is_none() && needs_a_person(&skip.reason));
        let waiting: BTreeSet<EmployeeId> = held
            .filter_map(|action| action.employee)
            .chain(skipped.filter_map(|skip| skip.employee))
            .collect();
        if waiting.is_empty() {
            return 0;
        }
        let employees = snapshot.roster.employees.iter();
        employees
            .filter(|employee| waiting.contains(&employee.id))
            .filter(
                |employee| matches!(employee.hire_date, Day::On(day) if is_near(day, snapshot.moment.today)),
            )
            .count()
    }
}

fn is_near(day: Date, today: Date) -> bool {
    let last = today.checked_add(Span::new().days(NEAR_DAYS));
    let first = today.checked_sub(Span::new().days(JOINER_DAYS));
    last.is_ok_and(|last| day <= last) && first.is_ok_and(|first| day >= first)
}

/// Of a joiner: neither somebody's decision nor a day that the settings say.
fn needs_a_person(reason: &SkipReason) -> bool {
    match reason {
        SkipReason::MissingFirstName
        | SkipReason::MissingLastName
        | SkipReason::MissingEmail
        | SkipReason::UnknownStatus(_)
        | SkipReason::InConflict(_)
        | SkipReason::SendEmailUnset
        | SkipReason::LoginEmpty
        | SkipReason::LoginLength(_)
        | SkipReason::LoginMalformed
        | SkipReason::LoginTaken(_)
        | SkipReason::RequiredMissing(_)
        | SkipReason::RequiredMisfit(..) => true,
        SkipReason::MissingId
        | SkipReason::Inactive
        | SkipReason::UnknownProfileStatus(_)
        | SkipReason::InTransition
        | SkipReason::Excluded
        | SkipReason::OutOfScope
        | SkipReason::ProfileAside
        | SkipReason::TooEarly(_)
        | SkipReason::RehireIgnored
        | SkipReason::BeforeHireDate(_) => false,
    }
}
