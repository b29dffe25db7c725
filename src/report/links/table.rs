//! The link report for a terminal: what needs somebody first.

use super::{Links, is_other_number};
use crate::core::Profile;
use crate::core::link::{ConflictKind, EmployeeStanding, Pair, PairBy, PairKind, ProfileStanding};
use crate::report::page::{Page, Screen, Tone};
use crate::report::side::named;
use crate::report::table::Table;
use crate::report::words::{self, standing};
use std::collections::BTreeMap;

/// Rows of what needs nobody that are shown at most.
const ENOUGH: usize = 20;

pub(super) fn text(links: &Links<'_>, screen: Screen) -> String {
    let mut page = Page::new(screen);
    if !links.only_undecided {
        conflicts(links, &mut page);
    }
    undecided(links, &mut page);
    if !links.only_undecided {
        pairs(links, &mut page, PairKind::ToLink);
        other_numbers(links, &mut page);
        aside(links, &mut page);
        no_account(links, &mut page);
        excluded(links, &mut page);
        rejected(links, &mut page);
        former(links, &mut page);
        pairs(links, &mut page, PairKind::Linked);
    }
    let is_empty = links.only_undecided && !links.report.profiles.contains(&ProfileStanding::Unmatched);
    if !is_empty && !links.snapshot.directory.profiles.is_empty() {
        page.blank();
    }
    page.paragraph(0, &summary(links));
    page.paragraph(0, next(links));
    page.into_text()
}

fn conflicts(links: &Links<'_>, page: &mut Page) {
    let conflicts = &links.report.conflicts;
    if conflicts.is_empty() {
        return;
    }
    let says = "nothing is written for any of them until you decide";
    page.section(Tone::Waits, '!', standing::CONFLICT, Some(conflicts.len()), says);
    let mut last: Option<ConflictKind> = None;
    for conflict in conflicts {
        if last.replace(conflict.kind) == Some(conflict.kind) {
            page.blank();
        } else {
            let cure = words::conflict_cure(conflict.kind);
            page.paragraph(2, &format!("{}: {cure}", words::conflict(conflict.kind)));
        }
        let mut table = Table::new(&[true, true, false, false, false]);
        for profile in conflict.profiles.iter().map(|at| links.profile(*at)) {
            let number = profile.number.as_deref().unwrap_or("—");
            let name = named(profile.display_name());
            table.row(["Okta", number, &name, &profile.login, profile.status.as_word()]);
        }
        for employee in conflict.employees.iter().map(|at| links.employee(*at)) {
            let id = employee.id.to_string();
            let name = named(employee.display_name());
            let email = employee.email().unwrap_or("—");
            table.row(["Personio", &id, &name, email, employee.status.as_word()]);
        }
        page.table(4, &table);
    }
}

fn undecided(links: &Links<'_>, page: &mut Page) {
    let undecided = links.profiles(|standing| *standing == ProfileStanding::Unmatched);
    if undecided.is_empty() {
        return;
    }
    let says = "live profiles without an employee";
    page.section(Tone::Waits, '?', standing::UNDECIDED, Some(undecided.len()), says);
    let index = links.snapshot.roster.index();
    let mut table = Table::new(&[false, false, true, false, false]);
    for (position, profile, _) in undecided {
        let name = named(profile.display_name());
        let suggestions = links.suggestions(position);
        let Some(best) = suggestions.first() else {
            table.row([&name, &profile.login, "nobody", "", ""]);
            continue;
        };
        let who = index
            .get(&best.employee)
            .map_or_else(String::new, |at| links.employee(*at).display_name());
        let more = match suggestions.len() {
            1 => String::new(),
            many => format!(" +{}", many - 1),
        };
        let reasons: Vec<&str> = best.reasons.iter().copied().map(words::reason).collect();
        table.row([
            &name,
            &profile.login,
            words::strength(best.strength),
            &format!("{} {who}{more}", best.employee),
            &reasons.join(", "),
        ]);
    }
    page.table(2, &table);
}

fn pairs(links: &Links<'_>, page: &mut Page, kind: PairKind) {
    let pairs: Vec<&Pair> = links
        .report
        .pairs
        .iter()
        .filter(|pair| pair.kind == kind)
        .collect();
    if pairs.is_empty() {
        return;
    }
    let (tone, sign, title, says, most) = match kind {
        PairKind::ToLink => (
            Tone::Change,
            '>',
            standing::TO_LINK,
            "the Personio ID is not yet written into Okta",
            usize::MAX,
        ),
        PairKind::Linked => (
            Tone::Quiet,
            '=',
            standing::LINKED,
            "the Personio ID stands in Okta",
            ENOUGH,
        ),
    };
    page.section(tone, sign, title, Some(pairs.len()), says);
    // Those with something to say come first: they are the ones to look at.
    let mut groups: BTreeMap<(bool, String), Vec<&Pair>> = BTreeMap::new();
    for pair in pairs {
        let mut says: Vec<&str> = pair.remarks.iter().copied().map(words::pair_remark).collect();
        // That a link is one by its number goes without saying.
        if pair.by != PairBy::Number {
            says.insert(0, words::pair_by(pair.by));
        }
        let group = (pair.remarks.is_empty(), says.join(", "));
        groups.entry(group).or_default().push(pair);
    }
    for ((_, says), pairs) in groups {
        let mut table = Table::new(&[true, false, false]);
        for pair in pairs {
            let employee = links.employee(pair.employee);
            table.row([
                &employee.id.to_string(),
                &named(employee.display_name()),
                &links.profile(pair.profile).login,
            ]);
        }
        page.paragraph(2, if says.is_empty() { words::CONFIRMED } else { &says });
        page.table_start(4, table, most);
    }
}

fn other_numbers(links: &Links<'_>, page: &mut Page) {
    let others = links.profiles(is_other_number);
    if others.is_empty() {
        return;
    }
    let says = "profiles that hold an employee's ID and make no pair";
    page.section(Tone::Quiet, '!', "other numbers", Some(others.len()), says);
    profile_table(page, others);
}

fn aside(links: &Links<'_>, page: &mut Page) {
    let aside = links.profiles(|standing| matches!(standing, ProfileStanding::Aside(_)));
    if aside.is_empty() {
        return;
    }
    let says = "nothing is written to these profiles";
    page.section(Tone::Quiet, '-', standing::ASIDE, Some(aside.len()), says);
    profile_table(page, aside);
}

fn former(links: &Links<'_>, page: &mut Page) {
    let former = links.profiles(|standing| *standing == ProfileStanding::Former);
    if former.is_empty() {
        return;
    }
    page.section(
        Tone::Quiet,
        '-',
        standing::FORMER,
        Some(former.len()),
        "deactivated, and linked to nobody",
    );
    profile_table(page, former);
}

fn profile_table(page: &mut Page, profiles: Vec<(u32, &Profile, &ProfileStanding)>) {
    let mut groups: BTreeMap<String, Vec<&Profile>> = BTreeMap::new();
    for (_, profile, standing) in profiles {
        let mut says = match standing {
            ProfileStanding::Former => String::new(),
            standing => words::profile_standing(standing),
        };
        if let ProfileStanding::Aside(aside) = standing
            && !aside.note.is_empty()
        {
            says = format!("{says}: {}", aside.note);
        }
        groups.entry(says).or_default().push(profile);
    }
    for (says, profiles) in groups {
        let mut table = Table::new(&[false, false, false]);
        for profile in profiles {
            table.row([
                &named(profile.display_name()),
                &profile.login,
                profile.status.as_word(),
            ]);
        }
        let indent = if says.is_empty() { 2 } else { 4 };
        if !says.is_empty() {
            page.paragraph(2, &says);
        }
        page.table_start(indent, table, ENOUGH);
    }
}

fn no_account(links: &Links<'_>, page: &mut Page) {
    employee_table(
        links,
        page,
        |standing| standing == EmployeeStanding::Unmatched,
        (
            standing::NO_ACCOUNT,
            "employees for whom no profile was found, in every status",
        ),
    );
}

fn excluded(links: &Links<'_>, page: &mut Page) {
    employee_table(
        links,
        page,
        |standing| {
            matches!(
                standing,
                EmployeeStanding::Excluded | EmployeeStanding::OutOfScope
            )
        },
        (
            standing::EXCLUDED,
            "by a decision, or out of scope by the settings",
        ),
    );
}

fn employee_table(
    links: &Links<'_>,
    page: &mut Page,
    wanted: impl Fn(EmployeeStanding) -> bool,
    (title, says): (&str, &str),
) {
    let employees = links.employees(wanted);
    if employees.is_empty() {
        return;
    }
    page.section(Tone::Quiet, '-', title, Some(employees.len()), says);
    let mut table = Table::new(&[true, false, false, false, false]);
    for (employee, standing) in employees {
        table.row([
            &employee.id.to_string(),
            &named(employee.display_name()),
            employee.email().unwrap_or("—"),
            employee.status.as_word(),
            match standing {
                EmployeeStanding::OutOfScope => "out of scope",
                _ => "",
            },
        ]);
    }
    page.table_start(2, table, ENOUGH);
}

fn rejected(links: &Links<'_>, page: &mut Page) {
    let rejected = links.rejected();
    if rejected.is_empty() {
        return;
    }
    let says = "pairs that were taken apart; never suggested again";
    page.section(Tone::Quiet, '-', standing::REJECTED, Some(rejected.len()), says);
    let mut table = Table::new(&[true, true]);
    for (profile, employee) in rejected {
        table.row([profile, &employee.to_string()]);
    }
    page.table_start(2, table, ENOUGH);
}

/// `203 undecided, 9 conflicts, 911 to link, 48 linked, 217 without an account`.
fn summary(links: &Links<'_>) -> String {
    let report = links.report;
    let profiles =
        |wanted: &dyn Fn(&ProfileStanding) -> bool| report.profiles.iter().filter(|one| wanted(one)).count();
    let pairs = |kind| report.pairs.iter().filter(|pair| pair.kind == kind).count();
    let no_account = report
        .employees
        .iter()
        .filter(|standing| **standing == EmployeeStanding::Unmatched)
        .count();
    format!(
        "{} undecided, {}, {} to link, {} linked, {} aside, {} without an account.",
        profiles(&|standing| *standing == ProfileStanding::Unmatched),
        words::count(report.conflicts.len(), "conflict", "conflicts"),
        pairs(PairKind::ToLink),
        pairs(PairKind::Linked),
        profiles(&|standing| matches!(standing, ProfileStanding::Aside(_))),
        words::people(no_account),
    )
}

fn next(links: &Links<'_>) -> &'static str {
    if links.state.review.is_closed() {
        "The review is closed: new people are created by a sync."
    } else {
        "The review is open: nobody is created until this report has been reviewed."
    }
}
