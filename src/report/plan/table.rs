//! The plan for a terminal, grouped by danger.

use super::PlanView;
use crate::core::plan::{Access, Action, ActionKind, Change, LimitUse, Remark, RemarkCode, Summary};
use crate::core::{EmployeeId, OktaId};
use crate::report::page::{Page, Screen, Tone};
use crate::report::side::named;
use crate::report::table::Table;
use crate::report::words::{self, standing};
use std::collections::BTreeMap;

/// Rows of what nothing is done about that are shown at most, for each reason.
const ENOUGH: usize = 10;
/// From this many people on, one change is one line.
const MANY: usize = 3;

pub(super) fn text(view: &PlanView<'_>, screen: Screen) -> String {
    let mut page = Page::new(screen);
    remarks(view, &mut page, Loudness::First);
    still_have_access(view, &mut page);
    limits(view, &mut page);
    for kind in ActionKind::BY_DANGER {
        match kind {
            ActionKind::Update => updates(view, &mut page),
            kind => actions(view, &mut page, kind),
        }
    }
    waits(view, &mut page);
    remarks(view, &mut page, Loudness::NeedsYou);
    skipped(view, &mut page);
    remarks(view, &mut page, Loudness::Quiet);
    let plan = view.plan;
    let is_empty = plan.actions.is_empty() && plan.skipped.is_empty() && plan.remarks.is_empty();
    if !is_empty {
        page.blank();
    }
    page.paragraph(
        0,
        &format!(
            "{}. Nothing was written.",
            summary(plan.summary, plan.is_over_limit())
        ),
    );
    page.into_text()
}

/// Why somebody has access, and who it is.
fn person(access: &Access) -> (String, (Option<EmployeeId>, Option<&OktaId>)) {
    let who = (Some(access.employee), Some(&access.profile));
    (words::access(access.reason), who)
}

/// Rule D5: first those that no person decided about.
pub(in crate::report) fn still_have_access(view: &PlanView<'_>, page: &mut Page) {
    let undecided = view.plan.undecided_leavers().count();
    let decided = view.plan.still_have_access.len() - undecided;
    if undecided > 0 {
        let says = "these people left, and can still sign in";
        page.section(Tone::Danger, '!', "left, still has access", Some(undecided), says);
        let people = view.plan.undecided_leavers().map(person);
        grouped(view, page, people, usize::MAX);
        if decided > 0 {
            page.paragraph(2, &words::left_so(decided, undecided));
        }
    } else if decided > 0 {
        let says = "these people left and can still sign in, as a person decided";
        page.section(Tone::Quiet, '=', "left so by you", Some(decided), says);
        let people = view.plan.still_have_access.iter().map(person);
        grouped(view, page, people, ENOUGH);
    }
}

/// Those that are exceeded, and those that are used; the others say nothing.
fn limits(view: &PlanView<'_>, page: &mut Page) {
    let is_used = |limit: &&LimitUse| limit.planned + limit.last_day > 0;
    let over: Vec<&LimitUse> = view.plan.limits.iter().filter(|limit| limit.is_over()).collect();
    if !over.is_empty() {
        let says = "nothing is applied while a limit is exceeded";
        page.section(Tone::Danger, '!', "over a limit", Some(over.len()), says);
        for limit in over {
            let setting = format!("  ({})", words::limit_setting(limit.code));
            page.paragraph(2, &format!("{}{setting}", words::limit_use(limit)));
            people_of(view, page, limit);
        }
    }
    let used: Vec<String> = view
        .plan
        .limits
        .iter()
        .filter(is_used)
        .filter(|limit| !limit.is_over())
        .map(words::limit_use)
        .collect();
    if !used.is_empty() {
        page.section(
            Tone::Quiet,
            '=',
            "limits",
            None,
            "what this plan and the last 24 hours use of them",
        );
        for text in used {
            page.paragraph(2, &text);
        }
    }
}

fn people_of(view: &PlanView<'_>, page: &mut Page, limit: &LimitUse) {
    let mut table = Table::new(&[true, false, false]);
    for action in limit
        .actions
        .iter()
        .filter_map(|at| view.plan.actions.get(*at as usize))
    {
        table.row([
            &employee(action.employee),
            &named(action.name.clone()),
            &action.login,
        ]);
    }
    page.table(4, &table);
}

fn actions(view: &PlanView<'_>, page: &mut Page, kind: ActionKind) {
    let (sign, tone) = match kind {
        ActionKind::Deactivate | ActionKind::Unlink => (words::sign(kind), Tone::Danger),
        kind => (words::sign(kind), Tone::Change),
    };
    let actions: Vec<&Action> = view
        .plan
        .actions
        .iter()
        .filter(|action| action.kind == kind && action.held.is_none())
        .collect();
    if actions.is_empty() {
        return;
    }
    page.section(
        tone,
        sign,
        words::verb(kind),
        Some(actions.len()),
        words::consequence(kind),
    );
    let mut table = Table::new(&[true, false, false, false]);
    for action in actions {
        let says = match (action.activation, kind) {
            (Some(activation), _) => words::activation(activation),
            (None, ActionKind::Deactivate) => view.why_deactivated(action).to_owned(),
            (None, ActionKind::Link | ActionKind::Unlink) => replaced(action),
            (None, _) => String::new(),
        };
        table.row([
            &employee(action.employee),
            &named(action.name.clone()),
            &action.login,
            &says,
        ]);
    }
    page.table(2, &table);
}

/// What a link attribute loses. That it gets the employee's ID goes without saying.
fn replaced(action: &Action) -> String {
    let changes: Vec<String> = action
        .changes
        .iter()
        .filter(|change| change.from.is_present())
        .map(words::change)
        .collect();
    changes.join(", ")
}

/// One change of many people is one line; what else changes stands under each person.
fn updates(view: &PlanView<'_>, page: &mut Page) {
    let updates: Vec<&Action> = view
        .plan
        .actions
        .iter()
        .filter(|action| action.kind == ActionKind::Update && action.held.is_none())
        .collect();
    if updates.is_empty() {
        return;
    }
    let says = words::consequence(ActionKind::Update);
    page.section(
        Tone::Change,
        words::sign(ActionKind::Update),
        words::verb(ActionKind::Update),
        Some(updates.len()),
        says,
    );
    let mut people: BTreeMap<String, Vec<&Action>> = BTreeMap::new();
    for action in &updates {
        for change in &action.changes {
            people.entry(words::change(change)).or_default().push(action);
        }
    }
    people.retain(|_, actions| actions.len() >= MANY);
    for (change, actions) in &people {
        let names: Vec<String> = actions
            .iter()
            .take(MANY)
            .map(|action| named(action.name.clone()))
            .collect();
        let more = match actions.len() - names.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let count = words::people(actions.len());
        page.paragraph(2, &format!("{change}, {count}: {}{more}", names.join(", ")));
    }
    let is_single = |change: &&Change| !people.contains_key(&words::change(change));
    for action in updates {
        let single: Vec<&Change> = action.changes.iter().filter(is_single).collect();
        if single.is_empty() {
            continue;
        }
        let mut table = Table::new(&[true, false, false]);
        table.row([
            &employee(action.employee),
            &named(action.name.clone()),
            &action.login,
        ]);
        page.table(2, &table);
        for change in single {
            page.paragraph(6, &words::change(change));
        }
    }
}

fn waits(view: &PlanView<'_>, page: &mut Page) {
    let mut groups: BTreeMap<(ActionKind, String), Vec<&Action>> = BTreeMap::new();
    let mut count = 0;
    for action in &view.plan.actions {
        if let Some(hold) = &action.held {
            count += 1;
            groups
                .entry((action.kind, view.hold(hold)))
                .or_default()
                .push(action);
        }
    }
    if count == 0 {
        return;
    }
    let says = "stays untouched, in every run, until you decide";
    page.section(Tone::Waits, '?', standing::WAITS, Some(count), says);
    let danger = |kind| ActionKind::BY_DANGER.into_iter().position(|one| one == kind);
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|((kind, _), _)| danger(*kind));
    for ((kind, why), actions) in groups {
        page.paragraph(2, &format!("{}: {why}", words::verb(kind)));
        let mut table = Table::new(&[true, false, false, false]);
        for action in actions {
            let says = match kind {
                ActionKind::Update => {
                    let changes: Vec<String> = action.changes.iter().map(words::change).collect();
                    changes.join(", ")
                }
                ActionKind::Link | ActionKind::Unlink => replaced(action),
                _ => String::new(),
            };
            table.row([
                &employee(action.employee),
                &named(action.name.clone()),
                &action.login,
                &says,
            ]);
        }
        page.table(4, &table);
    }
}

fn skipped(view: &PlanView<'_>, page: &mut Page) {
    let skipped = &view.plan.skipped;
    if skipped.is_empty() {
        return;
    }
    page.section(
        Tone::Quiet,
        '-',
        standing::SKIPPED,
        Some(skipped.len()),
        "nothing is done for them in this run",
    );
    let people = skipped
        .iter()
        .map(|skip| (words::skip(&skip.reason), (skip.employee, skip.profile.as_ref())));
    grouped(view, page, people, ENOUGH);
}

/// How loudly a remark is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loudness {
    /// About the whole reading, before everything else (rule R7).
    First,
    /// Somebody has to look (rule D3).
    NeedsYou,
    Quiet,
}

fn loudness(code: &RemarkCode) -> Loudness {
    match code {
        RemarkCode::Takeover { .. }
        | RemarkCode::AnotherWriter { .. }
        | RemarkCode::NamesNobody { .. }
        | RemarkCode::ClockOff => Loudness::First,
        RemarkCode::EndOverdue(_) => Loudness::NeedsYou,
        _ => Loudness::Quiet,
    }
}

fn remarks(view: &PlanView<'_>, page: &mut Page, wanted: Loudness) {
    let remarks: Vec<&Remark> = view
        .plan
        .remarks
        .iter()
        .filter(|remark| loudness(&remark.code) == wanted)
        .collect();
    if remarks.is_empty() {
        return;
    }
    let (tone, sign, title, says, most) = match wanted {
        Loudness::First => (
            Tone::Danger,
            '!',
            "look first",
            "about the whole plan",
            usize::MAX,
        ),
        Loudness::NeedsYou => (
            Tone::Waits,
            '?',
            "needs you",
            "nothing is done about it by itself",
            usize::MAX,
        ),
        Loudness::Quiet => (Tone::Quiet, 'i', "remarks", "change nothing", ENOUGH),
    };
    page.section(tone, sign, title, Some(remarks.len()), says);
    let people = remarks.iter().map(|remark| {
        (
            words::remark(&remark.code),
            (remark.employee, remark.profile.as_ref()),
        )
    });
    grouped(view, page, people, most);
}

/// Who there is for each text, in the order in which the texts come first.
fn grouped<'a>(
    view: &PlanView<'_>,
    page: &mut Page,
    people: impl Iterator<Item = (String, (Option<EmployeeId>, Option<&'a OktaId>))>,
    most: usize,
) {
    let mut order: Vec<String> = Vec::new();
    let mut groups: BTreeMap<String, Table> = BTreeMap::new();
    for (text, (id, profile)) in people {
        let table = groups.entry(text.clone()).or_insert_with(|| {
            order.push(text);
            Table::new(&[true, false, false])
        });
        let name = view.name(id, profile);
        let login = view.login(profile);
        if !(name.is_empty() && login.is_empty() && id.is_none()) {
            table.row([&employee(id), &name, login]);
        }
    }
    for text in order {
        if let Some(table) = groups.remove(&text) {
            page.paragraph(2, &text);
            page.table_start(4, table, most);
        }
    }
}

fn employee(id: Option<EmployeeId>) -> String {
    id.map_or_else(|| "—".to_owned(), |id| id.to_string())
}

/// `2 to deactivate, 47 to update, 5 to create; 18 wait for you, 3 skipped`
pub fn summary(summary: Summary, is_over: bool) -> String {
    let counts = ActionKind::BY_DANGER.map(|kind| (kind, summary.of(kind)));
    let todo: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| format!("{count} to {}", words::verb(*kind)))
        .collect();
    let todo = match (todo.is_empty(), is_over) {
        (true, _) => "Nothing to do".to_owned(),
        (false, false) => todo.join(", "),
        (false, true) => format!("Stopped by a limit: {}", todo.join(", ")),
    };
    let (held, skipped) = (summary.held, summary.skipped);
    let wait = if held == 1 { "waits" } else { "wait" };
    format!("{todo}; {held} {wait} for you, {skipped} skipped")
}
