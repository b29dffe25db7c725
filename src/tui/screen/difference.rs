//! What the next plan would become by a change of settings, in lines; for the settings pages and the wizard alike.

use crate::core::plan::ActionKind;
use crate::engine::limit_use;
use crate::engine::setup::{Turn, Weighed};
use crate::failure::Failure;
use crate::lang::{Key, Lang};
use crate::report::words;
use crate::tui::theme::Role;

/// People that are named of a difference.
const NAMED: usize = 200;

/// A line with what it is.
pub type Line = (String, Role);

/// What was found out, or that it could not be.
pub fn lines(result: &Result<Box<Weighed>, Failure>, lang: &Lang) -> Vec<Line> {
    match result {
        Ok(weighed) => difference(weighed, lang),
        Err(failure) => unknown(failure, lang),
    }
}

/// It can be saved without having been weighed, once one has read that.
fn unknown(failure: &Failure, lang: &Lang) -> Vec<Line> {
    let mut lines = vec![(lang.text(Key("edit-unknown")), Role::Waits)];
    lines.push((failure.what.clone(), Role::Danger));
    for text in failure.why.iter().chain(&failure.todo) {
        lines.extend(text.lines().map(|line| (line.trim().to_owned(), Role::Text)));
    }
    lines
}

/// The worst first.
fn difference(weighed: &Weighed, lang: &Lang) -> Vec<Line> {
    let found = &weighed.difference;
    if found.is_empty() {
        return vec![(lang.text(Key("edit-nothing")), Role::Good)];
    }
    let mut lines = vec![(lang.text(Key("edit-next-plan")), Role::Heading)];
    let over = found.exceeded.iter().map(|limit| {
        let fillings = [("limit", limit_use(limit).into())];
        (lang.with(Key("edit-over"), &fillings), Role::Danger)
    });
    lines.extend(over);
    let count = |name: String, before: usize, after: usize| {
        let fillings = [
            ("name", name.into()),
            ("before", before.into()),
            ("after", after.into()),
        ];
        lang.with(Key("edit-count"), &fillings)
    };
    for kind in found.kinds.iter().filter(|kind| kind.before != kind.after) {
        let role = match kind.kind {
            ActionKind::Deactivate => Role::Danger,
            _ => Role::Text,
        };
        let name = words::verb(kind.kind).to_owned();
        lines.push((count(name, kind.before, kind.after), role));
    }
    for (name, [before, after]) in [
        (Key("edit-held"), found.held),
        (Key("edit-skipped"), found.skipped),
    ] {
        if before != after {
            lines.push((count(lang.text(name), before, after), Role::Text));
        }
    }
    for change in found.actions.iter().take(NAMED) {
        let turn = lang.text(match change.turn {
            Turn::Appears => Key("turn-appears"),
            Turn::Vanishes => Key("turn-vanishes"),
            Turn::Differs => Key("turn-differs"),
            Turn::Waits => Key("turn-waits"),
            Turn::Goes => Key("turn-goes"),
        });
        let action = &change.action;
        let verb = words::verb(action.kind);
        lines.push((
            format!("{turn} {verb} {} ({})", action.name, action.login),
            Role::Text,
        ));
    }
    let rest = found.actions.len().saturating_sub(NAMED);
    if rest > 0 {
        let fillings = [("count", rest.into())];
        lines.push((lang.with(Key("edit-more"), &fillings), Role::Quiet));
    }
    lines
}
