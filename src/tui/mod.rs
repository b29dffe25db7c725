//! The screens: a terminal application over the engine, the store and the core.
//!
//! One direction: an event becomes a [`Message`](message::Message); [`update`](update::update) changes the
//! [`Model`] and gives [`Effect`](effect::Effect)s; the [`runner`] does them in the background and
//! answers by messages; [`view`](view::view) draws the model. `update` and `view` touch no file, no network and
//! no clock.
//!
//! A new screen is a file in [`screen`] that implements [`Screen`](screen::Screen), a variant of
//! [`ScreenId`], its texts in `assets/locales`, and for what it does in the background a
//! variant of [`work::Work`] and of [`Answer`](work::Answer).

pub mod action;
pub mod bindings;
pub mod demo;
pub mod desk;
pub mod effect;
pub mod event_loop;
mod input;
pub mod job;
pub mod key;
pub mod layer;
pub mod message;
pub mod model;
pub mod runner;
pub mod screen;
pub mod shared;
pub mod shell;
mod signal;
pub mod terminal;
pub mod text;
pub mod theme;
pub mod update;
pub mod view;
pub mod view_state;
pub mod widget;
pub mod work;
pub mod writing;

use crate::failure::{Exit, Failure};
use crate::lang::Lang;
use crate::store::Operator;
use crossterm::event::EventStream;
use demo::Demo;
use event_loop::Stage;
use model::Model;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use screen::ScreenId;
use shell::{Header, Shell};
use std::io::{self, BufWriter};
use terminal::Guard;
use theme::Theme;
use work::Surroundings;

/// How the screens are to look.
#[derive(Debug)]
pub struct Options {
    pub lang: Lang,
    pub theme: Theme,
    /// ASCII alone.
    pub ascii: bool,
    /// The screen that is shown first.
    pub first: ScreenId,
}

/// In bytes: a whole frame goes out in one piece.
const FRAME: usize = 64 * 1024;

/// Shows the screens on the terminal of this process until somebody leaves.
///
/// # Errors
/// Where the terminal cannot be taken over, or is lost.
pub fn run(options: Options, surroundings: Surroundings) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Runtime::new().map_err(|error| {
        Failure::new(Exit::Failed, "koppel cannot start its threads").because(error.to_string())
    })?;
    let exit = runtime.block_on(show(options, surroundings));
    // What still runs on a blocking thread is not waited for: nobody sees it any more.
    runtime.shutdown_background();
    exit
}

async fn show(options: Options, surroundings: Surroundings) -> Result<Exit, Failure> {
    let header = Header {
        read_only: surroundings.read_only,
        is_demo: surroundings.demo.is_some(),
        user: Operator::of_process().user,
        ..Header::default()
    };
    let mut shell = Shell::new(options.lang, options.theme, surroundings.clock.now(), header);
    shell.ascii = options.ascii;
    shell.screen = options.first;
    shell.demo = surroundings.demo.as_ref().map(|_| Demo::default());
    let signals = signal::listen().map_err(|error| no_terminal(&error))?;
    let guard = Guard::enter(shell.mouse).map_err(|error| no_terminal(&error))?;
    let backend = CrosstermBackend::new(BufWriter::with_capacity(FRAME, io::stdout()));
    let terminal = Terminal::new(backend).map_err(|error| no_terminal(&error))?;
    let mut stage = Stage::new(terminal, guard, EventStream::new(), signals, Model::new(shell));
    stage.run(surroundings).await
}

fn no_terminal(error: &io::Error) -> Failure {
    Failure::new(Exit::Failed, "The screens cannot be shown on this terminal")
        .because(error.to_string())
        .todo("The commands work without screens: koppel --help lists them")
}
