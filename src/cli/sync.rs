//! `koppel sync`: one run, shown and asked for on a terminal, or at once with `--yes`.

use super::args::SyncOptions;
use super::console;
use super::context::Context;
use super::notify::{self, Ended};
use super::reading::{Situation, runtime};
use super::running::{self, Answer};
use super::signal::Signals;
use crate::core::RunVerdict;
use crate::core::plan::{Counted, Part, Plan, RunScope};
use crate::engine::{self, Order, OverLimit, Prepared, ReviewOrder, RunReport};
use crate::failure::{Exit, Failure};
use crate::report::{Format, PlanView, RunView, words};
use crate::store::state::RunKind;
use crate::store::{SavedPlan, Settings};
use jiff::SignedDuration;

pub(super) fn run(context: &Context<'_>, options: &SyncOptions) -> Result<Exit, Failure> {
    running::refuse_read_only(context)?;
    let settings = context.settings()?;
    if options.confirm_links && !context.console.can_ask() {
        console::warn(
            "--confirm-links closes the link review for whatever this run reads, and no person looked at it: there is \
             no terminal. Leave it out of timers and services: it does not make the run attended.",
        );
    }
    let order = order(options)?;
    if options.yes {
        return apply_headless(context, &settings, order, options.format.into());
    }
    if !context.console.can_ask() {
        return Err(
            Failure::new(Exit::Usage, "Nobody can be asked here; nothing was written")
                .because("There is no terminal to show the plan on and to ask")
                .todo("Look at koppel plan, and give --yes where it is to be applied without a question"),
        );
    }
    ask_and_apply(context, &settings, order, options.format.into())
}

/// What the options say.
fn order(options: &SyncOptions) -> Result<Order, Failure> {
    let exact = match &options.plan {
        Some(path) => Some(SavedPlan::read(path).map_err(|error| engine::saved_plan(&error))?),
        None => None,
    };
    let mut overrides = options.limits.overrides();
    overrides.extend(options.confirm_links.then(|| "--confirm-links".to_owned()));
    Ok(Order {
        kind: RunKind::Sync,
        // A timer confirms links as well: that makes no run attended.
        is_unattended: options.yes && !options.limits.is_counted(),
        is_headless: options.yes,
        part: Part {
            kinds: (!options.only.is_empty())
                .then(|| options.only.iter().map(|kind| (*kind).into()).collect()),
            scope: options.employee.map_or(RunScope::Everybody, RunScope::OnePerson),
        },
        review: if options.confirm_links {
            ReviewOrder::Close
        } else {
            ReviewOrder::Leave
        },
        over_limit: options.limits.over_limit(),
        exact,
        undo: None,
        overrides,
    })
}

/// Shows what would be done, asks, and applies exactly that to a fresh reading.
fn ask_and_apply(
    context: &Context<'_>,
    settings: &Settings,
    order: Order,
    format: Format,
) -> Result<Exit, Failure> {
    let overrides = order.overrides.clone();
    let situation = Situation::read(context)?;
    let prepared = situation.prepare(order)?;
    show(context, &prepared)?;
    if let Some(stop) = prepared.stop {
        return Err(stop);
    }
    let verdict = prepared.verdict();
    let Prepared {
        snapshot,
        exact,
        closing,
        part,
        ..
    } = prepared;
    let plan = exact.plan;
    let outdated = exact.outdated.len();
    if outdated > 0 {
        context.console.note(&format!(
            "{outdated} of these actions do not hold any more, because somebody changed since the plan was made; they \
             are left out."
        ));
    }
    let writes = plan.actions.iter().filter(|action| action.held.is_none()).count() - outdated;
    if writes == 0 && closing.is_none() {
        context.console.note(&match verdict {
            RunVerdict::Good | RunVerdict::PartDone => "There is nothing to write.".to_owned(),
            verdict => format!(
                "There is nothing to write; this sync {}.",
                words::verdict(verdict)
            ),
        });
        return Ok(verdict.exit());
    }
    let host = settings.okta_url.host_str().unwrap_or("Okta").to_owned();
    if let Some(closing) = &closing {
        let which = if part == Part::default() {
            "This sync"
        } else {
            "The next sync over everybody"
        };
        context.console.note(&format!(
            "This closes the link review. {which} creates {}; {} on hold; {} still unmatched.",
            counted(closing.covered.len(), "profile", "profiles"),
            counted(closing.on_hold.values().sum(), "joiner stays", "joiners stay"),
            counted(closing.undecided, "live profile is", "live profiles are")
        ));
    }
    if ask(&plan, writes, &host)? == Answer::No {
        let nothing = Failure::new(Exit::Cancelled, "Nothing was written");
        return Err(match plan.count(Counted::Deactivate) {
            0 => nothing.because("Only yes goes on"),
            leavers => nothing.because(format!(
                "Only the number {leavers} goes on, typed: it says how many people lose every access"
            )),
        });
    }
    let order = Order {
        kind: RunKind::Sync,
        is_unattended: false,
        is_headless: false,
        part,
        review: closing.map_or(ReviewOrder::Leave, ReviewOrder::CloseAs),
        over_limit: OverLimit::Stop,
        exact: Some(SavedPlan::new(&snapshot, settings.fingerprint(), plan)),
        undo: None,
        overrides,
    };
    apply(context, settings, order, format)
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn show(context: &Context<'_>, prepared: &Prepared) -> Result<(), Failure> {
    let screen = context.console.screen;
    let view = PlanView::new(&prepared.snapshot, &prepared.exact.plan);
    console::print(|out| view.write(out, Format::Table, screen))
}

/// Where somebody loses access, their number is to be typed: nobody answers that by habit.
fn ask(plan: &Plan, writes: usize, host: &str) -> Result<Answer, Failure> {
    let question = match writes {
        0 => format!("Close the review at {host}?"),
        1 => format!("Write this one to {host}?"),
        writes => format!("Write these {writes} to {host}?"),
    };
    match plan.count(Counted::Deactivate) {
        0 => running::ask(&question, "yes"),
        1 => running::ask(&format!("{question} One person loses every access by it."), "1"),
        leavers => running::ask(
            &format!("{question} {leavers} people lose every access by it."),
            &leavers.to_string(),
        ),
    }
}

pub(super) fn apply(
    context: &Context<'_>,
    settings: &Settings,
    order: Order,
    format: Format,
) -> Result<Exit, Failure> {
    let result = running::run(context, settings, order, &runtime()?);
    tell(context, result, format)
}

/// Nobody watches: what needs a person is also told to the program of `notify.command`.
fn apply_headless(
    context: &Context<'_>,
    settings: &Settings,
    order: Order,
    format: Format,
) -> Result<Exit, Failure> {
    // A timer may come once a day, and an hour late.
    const LONGEST_AGO: SignedDuration = SignedDuration::from_hours(26);
    let is_whole = order.is_whole();
    let result = runtime()?.block_on(async {
        let mut signals = Signals::listen()?;
        let result = running::run_until(context, settings, order, &mut signals).await;
        let ended = Ended {
            result: &result,
            is_whole,
            longest_ago: LONGEST_AGO,
        };
        // A signal meanwhile gives the notice up: the next run tells it.
        tokio::select! {
            () = notify::after_run(context, settings, &ended) => {}
            () = signals.next() => {}
        }
        result
    });
    tell(context, result, format)
}

fn tell(context: &Context<'_>, result: Result<RunReport, Failure>, format: Format) -> Result<Exit, Failure> {
    let report = result?;
    let screen = context.console.screen;
    // What stopped it before the first write is told with the people concerned.
    if report.stopped_before_the_first_write() && format == Format::Table {
        let view = PlanView::new(&report.snapshot, &report.plan);
        console::print(|out| view.write(out, Format::Table, screen))?;
    }
    console::print(|out| RunView::new(&report).write(out, format, screen))?;
    let exit = report.exit();
    match report.failure {
        Some(failure) => Err(Failure { exit, ..failure }),
        None => Ok(exit),
    }
}
