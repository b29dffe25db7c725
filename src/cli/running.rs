//! A run from the command line: where it works, its progress, its signals, its questions.

use super::console;
use super::context::Context;
use super::keyboard::{Keyboard, Typed};
use super::progress::Bars;
use super::reading::runtime;
use super::signal::Signals;
use crate::core::RunVerdict;
use crate::engine::{self, Order, Progress, RunReport, Workplace};
use crate::failure::{Exit, Failure};
use crate::store::{Operator, Settings};
use std::io::{self, Write};
use std::pin::pin;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

/// What a person said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
}

/// Rule G5, before anything is read.
pub(super) fn refuse_read_only(context: &Context<'_>) -> Result<(), Failure> {
    if context.global.read_only {
        return Err(engine::read_only());
    }
    Ok(())
}

/// Runs, and listens to signals meanwhile.
pub(super) fn run(
    context: &Context<'_>,
    settings: &Settings,
    order: Order,
    runtime: &Runtime,
) -> Result<RunReport, Failure> {
    runtime.block_on(async {
        let mut signals = Signals::listen()?;
        run_until(context, settings, order, &mut signals).await
    })
}

/// Runs. The first signal lets the calls in flight end (rule A10), the second ends at once; the journal is right
/// either way. Secrets are looked up anew each time.
pub(super) async fn run_until(
    context: &Context<'_>,
    settings: &Settings,
    order: Order,
    signals: &mut Signals,
) -> Result<RunReport, Failure> {
    let connection = context.connection(settings)?;
    let place = context.place()?;
    let workplace = Workplace {
        connection: &connection,
        policy: &settings.policy,
        fingerprint: settings.fingerprint(),
        keep_days: settings.keep_days,
        state_folder: &place.state_folder,
        operator: Operator::of_process(),
    };
    let bars = Bars::new(context);
    let show = |progress: Progress| bars.show(&progress);
    let cancel = CancellationToken::new();
    let result = {
        let mut running = pin!(engine::run(&workplace, order, &show, &cancel));
        loop {
            tokio::select! {
                result = &mut running => break result,
                () = signals.next() => {
                    if cancel.is_cancelled() {
                        break Err(ended_at_once());
                    }
                    cancel.cancel();
                    bars.note("The calls in flight are finished, and nothing else is begun. A second signal ends at once.");
                }
            }
        }
    };
    bars.clear();
    result
}

/// How a run ended, as the program does.
pub(super) fn exit(result: &Result<RunReport, Failure>) -> Exit {
    RunVerdict::of_result(result).exit()
}

fn ended_at_once() -> Failure {
    Failure::new(Exit::Cancelled, "Ended at once; calls may have been in flight")
        .because("A second signal came")
        .todo("The next run looks up what became of them before it plans anything")
}

/// Asks on the terminal; only `yes` as it stands, typed by a person, is a yes. Ctrl-C is none, and ends the command.
pub(super) fn ask(question: &str, yes: &str) -> Result<Answer, Failure> {
    let question = format!("{question} Type {yes} to go on: ");
    loop {
        return Ok(match runtime()?.block_on(typed(&question))? {
            Typed::Line(line) if line.trim().eq_ignore_ascii_case(yes) => Answer::Yes,
            Typed::Line(_) | Typed::Nothing => Answer::No,
            Typed::Pasted => {
                console::warn("that came as fast as a paste, and answers nothing. Type it key by key.");
                continue;
            }
        });
    }
}

/// What is typed from the question on.
async fn typed(question: &str) -> Result<Typed, Failure> {
    // Whoever listened to signals once has to do it whenever it waits: they end nothing by themselves any more.
    let mut signals = Signals::listen()?;
    let keyboard = Keyboard::take().map_err(|error| cannot_ask(&error))?;
    let mut err = io::stderr().lock();
    write!(err, "{question}")
        .and_then(|()| err.flush())
        .map_err(|error| cannot_ask(&error))?;
    drop(err);
    let (send, typed) = oneshot::channel();
    // A thread of its own, which nobody waits for: reading a terminal cannot be given up.
    std::thread::spawn(move || {
        // Nobody waits for the answer any more.
        let _ = send.send(Keyboard::read());
    });
    let typed = tokio::select! {
        typed = typed => typed.map_or(Ok(Typed::Nothing), |read| read.map_err(|error| cannot_ask(&error))),
        () = signals.next() => Err(Failure::new(Exit::Cancelled, "Cancelled; nothing was written")),
    };
    drop(keyboard);
    // The question's line ends here.
    let _ = writeln!(io::stderr());
    typed
}

fn cannot_ask(error: &io::Error) -> Failure {
    Failure::new(
        Exit::Usage,
        "The question could not be asked; nothing was written",
    )
    .because(error.to_string())
}
