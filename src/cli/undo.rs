//! `koppel undo --run N`: the reverse of a run, shown first.

use super::args::UndoOptions;
use super::console;
use super::context::Context;
use super::history::known_run;
use super::reading::Situation;
use super::running::{self, Answer};
use super::sync;
use crate::core::plan::{Action, Part};
use crate::core::undo::Done;
use crate::engine::{Order, OverLimit, Prepared, ReviewOrder, UndoOrder};
use crate::failure::{Exit, Failure};
use crate::report::{Format, PlanView, write_left};
use crate::store::state::{ActionRow, OutcomeKind, RunEnd, RunId, RunKind, RunRow, View};
use crate::store::{SavedPlan, Settings};

pub(super) fn run(context: &Context<'_>, options: &UndoOptions) -> Result<Exit, Failure> {
    running::refuse_read_only(context)?;
    if !options.yes && !context.console.can_ask() {
        return Err(
            Failure::new(Exit::Usage, "Nobody can be asked here; nothing was written")
                .because("There is no terminal to show the plan on and to ask")
                .todo("Look at koppel history --run N, and give --yes where it is to be undone without a question"),
        );
    }
    let Some(undo) = to_undo(context, RunId(options.run))? else {
        return Ok(Exit::Done);
    };
    let settings = context.settings()?;
    let situation = Situation::read(context)?;
    let prepared = situation.prepare(order(undo.clone(), None))?;
    let writes = show(context, &prepared)?;
    let Prepared {
        snapshot,
        exact,
        stop,
        ..
    } = prepared;
    if let Some(stop) = stop {
        return Err(stop);
    }
    if writes == 0 {
        context.console.note("There is nothing that could be written.");
        return Ok(Exit::Done);
    }
    if !options.yes && ask(&settings, writes)? == Answer::No {
        return Err(Failure::new(Exit::Cancelled, "Nothing was written"));
    }
    // Just what was shown: whoever changes meanwhile is left out.
    let shown = SavedPlan::new(&snapshot, settings.fingerprint(), exact.plan);
    sync::apply(context, &settings, order(undo, Some(shown)), Format::Table)
}

/// The run with what the journal knows of it; `None`: there is nothing to undo, and that was said.
fn to_undo(context: &Context<'_>, run: RunId) -> Result<Option<UndoOrder>, Failure> {
    let folder = context.place()?.state_folder;
    let view = View::open(&folder, None, context.clock)?;
    let row = known_run(&view, run)?;
    if row.ended.is_none() {
        return Err(Failure::new(Exit::Failed, format!("Run {run} has not ended"))
            .because(format!(
                "{} began it, and it goes on, or its process died",
                row.by
            ))
            .todo("Wait until it has ended; what a dead one left open the next koppel sync looks up"));
    }
    if let Some(by) = undone_by(&view, run)? {
        context.console.note(&format!(
            "Run {run} was undone by run {by} already; koppel undo --run {by} takes that back."
        ));
        return Ok(None);
    }
    let (applied, unknown) = what_was_done(view.actions_of_run(run)?);
    if applied.is_empty() && unknown.is_empty() {
        context.console.note(&format!(
            "Run {run} changed nothing in Okta: there is nothing to undo."
        ));
        return Ok(None);
    }
    Ok(Some(UndoOrder {
        run,
        reverses: row.reverses,
        done: Done {
            applied,
            unknown,
            was_undo: row.kind == RunKind::Undo,
        },
    }))
}

/// The run that undid this one wholly, unless that was undone itself.
fn undone_by(view: &View, run: RunId) -> Result<Option<RunId>, Failure> {
    let is_done = |row: &RunRow| matches!(row.ended, Some((_, RunEnd::Done)));
    let Some(latest) = view.undoings(run)?.into_iter().find(is_done) else {
        return Ok(None);
    };
    Ok(match undone_by(view, latest.run)? {
        Some(_) => None,
        None => Some(latest.run),
    })
}

fn what_was_done(rows: Vec<ActionRow>) -> (Vec<Action>, Vec<Action>) {
    let mut applied = Vec::new();
    let mut unknown = Vec::new();
    for row in rows {
        match row.outcome_kind() {
            Some(OutcomeKind::Applied) => applied.push(row.action),
            Some(OutcomeKind::Unknown) => unknown.push(row.action),
            _ => {}
        }
    }
    (applied, unknown)
}

fn order(undo: UndoOrder, exact: Option<SavedPlan>) -> Order {
    Order {
        kind: RunKind::Undo,
        is_unattended: false,
        is_headless: false,
        part: Part::default(),
        review: ReviewOrder::Leave,
        over_limit: OverLimit::Stop,
        exact,
        undo: Some(undo),
        overrides: Vec::new(),
    }
}

/// Gives how many actions would be written.
fn show(context: &Context<'_>, prepared: &Prepared) -> Result<usize, Failure> {
    let screen = context.console.screen;
    let plan = &prepared.exact.plan;
    let view = PlanView::new(&prepared.snapshot, plan);
    console::print(|out| {
        if let Some(undo) = &prepared.undo {
            write_left(out, &view, &undo.left, screen)?;
        }
        view.write(out, Format::Table, screen)
    })?;
    Ok(plan.applicable().count())
}

fn ask(settings: &Settings, writes: usize) -> Result<Answer, Failure> {
    let host = settings.okta_url.host_str().unwrap_or("Okta");
    running::ask(
        &format!("Write these {writes} to {host}, and hold the people?"),
        "yes",
    )
}
