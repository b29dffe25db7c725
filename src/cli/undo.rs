//! `koppel undo --run N`: the reverse of a run, shown first.

use super::args::UndoOptions;
use super::console;
use super::context::Context;
use super::reading::Situation;
use super::running::{self, Answer};
use super::sync;
use crate::core::plan::Part;
use crate::engine::{Order, OverLimit, Prepared, ReviewOrder, UndoOrder, Undoable, undoable};
use crate::failure::{Exit, Failure};
use crate::report::{Format, PlanView, write_left};
use crate::store::state::{RunId, RunKind, View};
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
    let prepared = situation.prepare(order(options, undo.clone(), None))?;
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
    let order = Order {
        // The plan that was shown has what becomes of those over a limit.
        over_limit: OverLimit::Stop,
        ..order(options, undo, Some(shown))
    };
    sync::apply(context, &settings, order, Format::Table)
}

/// The run with what the journal knows of it; `None`: there is nothing to undo, and that was said.
fn to_undo(context: &Context<'_>, run: RunId) -> Result<Option<UndoOrder>, Failure> {
    let folder = context.place()?.state_folder;
    let view = View::open(&folder, None, context.clock)?;
    let says = match undoable(&view, run)? {
        Undoable::Yes(undo) => return Ok(Some(undo)),
        Undoable::UndoneBy(by) => {
            format!("Run {run} was undone by run {by} already; koppel undo --run {by} takes that back.")
        }
        Undoable::Nothing => format!("Run {run} changed nothing in Okta: there is nothing to undo."),
    };
    context.console.note(&says);
    Ok(None)
}

fn order(options: &UndoOptions, undo: UndoOrder, exact: Option<SavedPlan>) -> Order {
    Order {
        kind: RunKind::Undo,
        is_unattended: options.yes && !options.limits.is_counted(),
        is_headless: false,
        part: Part::default(),
        review: ReviewOrder::Leave,
        over_limit: options.limits.over_limit(),
        exact,
        undo: Some(undo),
        overrides: options.limits.overrides(),
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
