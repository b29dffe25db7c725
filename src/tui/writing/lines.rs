//! What stands on the page before a write, line by line.

use crate::core::plan::{Action, ActionKind, HoldCode, Plan};
use crate::lang::{Key, Lang};
use crate::report::words;
use crate::store::state::RunKind;
use crate::tui::desk::Seen;
use crate::tui::text::pad;
use crate::tui::theme::Role;

/// Cells of a name.
const NAME: usize = 26;

type Line = (String, Role);

/// What is written and where to first, then what is over a limit, then who loses access, then what stays.
pub(super) fn lines(seen: &Seen, org: &str, lang: &Lang) -> Vec<Line> {
    let plan: &Plan = &seen.plan;
    let mut lines = counts(plan, org, lang);
    over_limit(plan, lang, &mut lines);
    lose_access(plan, lang, &mut lines);
    let say = |key, count: usize| lang.with(key, &[("count", count.into())]);
    if seen.kind == RunKind::Undo {
        lines.push((lang.text(Key("write-undo")), Role::Waits));
    }
    if !seen.confirm.is_empty() {
        let says = say(Key("write-confirms"), seen.confirm.len());
        lines.push((says, Role::Text));
    }
    let waits = |is_meant: &dyn Fn(HoldCode) -> bool| {
        let held = plan.actions.iter().filter_map(|action| action.held.as_ref());
        held.filter(|hold| is_meant(hold.code)).count()
    };
    let review = waits(&|code| code == HoldCode::ReviewOpen);
    if review > 0 {
        lines.push((say(Key("write-review-open"), review), Role::Waits));
    }
    let over = waits(&|code| code == HoldCode::OverLimit);
    if over > 0 {
        lines.push((say(Key("write-over-limit-waits"), over), Role::Waits));
    }
    let others = waits(&|code| !matches!(code, HoldCode::ReviewOpen | HoldCode::OverLimit));
    if others > 0 {
        lines.push((say(Key("write-waits"), others), Role::Quiet));
    }
    lines
}

fn counts(plan: &Plan, org: &str, lang: &Lang) -> Vec<Line> {
    let will = || plan.actions.iter().filter(|action| action.held.is_none());
    let fillings = [("count", will().count().into()), ("org", org.into())];
    let mut lines = vec![(lang.with(Key("write-counts"), &fillings), Role::Heading)];
    for kind in ActionKind::BY_DANGER {
        let count = will().filter(|action| action.kind == kind).count();
        if count > 0 {
            // The first half of it; all of it stands at the plan.
            let does = words::consequence(kind).split(';').next().unwrap_or_default();
            let verb = words::verb(kind);
            let sign = words::sign(kind);
            let head = format!("  {sign} {verb} {}", lang.number(count));
            let role = match kind {
                ActionKind::Deactivate | ActionKind::Unlink => Role::Danger,
                _ => Role::Text,
            };
            lines.push((format!("{head:<22}{does}"), role));
        }
    }
    lines
}

fn over_limit(plan: &Plan, lang: &Lang, lines: &mut Vec<Line>) {
    if !plan.is_over_limit() {
        return;
    }
    lines.push((lang.text(Key("write-over-limit")), Role::Danger));
    for limit in plan.limits.iter().filter(|limit| limit.is_over()) {
        lines.push((format!("  ! {}", words::limit_use(limit)), Role::Danger));
        let concerned = limit.actions.iter();
        let concerned = concerned.filter_map(|at| plan.actions.get(*at as usize));
        lines.extend(concerned.map(|action| (person(action), Role::Text)));
    }
}

fn lose_access(plan: &Plan, lang: &Lang, lines: &mut Vec<Line>) {
    let leavers = plan
        .actions
        .iter()
        .filter(|action| action.kind == ActionKind::Deactivate && action.held.is_none());
    let leavers: Vec<Line> = leavers.map(|action| (person(action), Role::Text)).collect();
    if !leavers.is_empty() {
        let fillings = [("count", leavers.len().into())];
        lines.push((lang.with(Key("write-lose-access"), &fillings), Role::Danger));
        lines.extend(leavers);
    }
}

/// `Günter Groß  9120  g.gross@acme.com`.
fn person(action: &Action) -> String {
    let employee = action
        .employee
        .map_or_else(|| "—".to_owned(), |id| id.to_string());
    format!(
        "    {} {:>8}  {}",
        pad(&action.name, NAME),
        employee,
        action.login
    )
}
