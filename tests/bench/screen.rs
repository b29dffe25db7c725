//! How long the screens take: the first frame, a key with its frame, a full repaint of a table of a hundred
//! thousand rows. Goals: 1 ms for a repaint of 200×60, and one frame (16 ms) from any key to what it shows.

use koppel::clock::Clock;
use koppel::lang::Lang;
use koppel::tui::action::Action;
use koppel::tui::key::{Chord, Press};
use koppel::tui::message::Message;
use koppel::tui::model::Model;
use koppel::tui::shell::{Header, Shell};
use koppel::tui::theme::{Background, Depth, Role, Theme};
use koppel::tui::update::update;
use koppel::tui::view::view;
use koppel::tui::view_state::{ListId, ViewState};
use koppel::tui::widget::picker::Picker;
use koppel::tui::widget::selection::Selection;
use koppel::tui::widget::table::{Cell, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Rect};

const AREA: Rect = Rect::new(0, 0, 200, 60);
const ROWS: usize = 100_000;

fn main() {
    divan::main();
}

fn model() -> Model {
    let theme = Theme {
        depth: Depth::Many,
        background: Background::Dark,
    };
    let mut shell = Shell::new(Lang::english(), theme, Clock::System.now(), Header::default());
    shell.size = (AREA.width, AREA.height);
    Model::new(shell)
}

/// From nothing to a drawn screen, the language's texts included.
#[divan::bench]
fn first_frame(bencher: divan::Bencher<'_, '_>) {
    bencher.bench_local(|| {
        let model = model();
        let mut buffer = Buffer::empty(AREA);
        view(&model, AREA, &mut buffer, &mut ViewState::default());
        buffer
    });
}

/// The palette opens, and is drawn with every action in it.
#[divan::bench]
fn key_to_frame(bencher: divan::Bencher<'_, '_>) {
    let mut model = model();
    let mut state = ViewState::default();
    let mut buffer = Buffer::empty(AREA);
    bencher.bench_local(|| {
        update(&mut model, Message::Key(Press::new(Chord::letter(':'))));
        view(&model, AREA, &mut buffer, &mut state);
        model.shell.layers.clear();
    });
}

/// One row down in a long table, drawn whole.
#[divan::bench]
fn repaint_of_a_hundred_thousand_rows(bencher: divan::Bencher<'_, '_>) {
    let model = model();
    let mut state = ViewState::default();
    let mut buffer = Buffer::empty(AREA);
    let mut selection = Selection::default();
    bencher.bench_local(|| {
        selection.act(Action::Down, ROWS, 50);
        let table = Table {
            id: ListId("bench"),
            len: ROWS,
            selected: selection.at(ROWS),
            has_focus: true,
            columns: &[
                Constraint::Length(10),
                Constraint::Fill(1),
                Constraint::Fill(1),
                Constraint::Fill(1),
                Constraint::Length(12),
            ],
        };
        state.cover();
        table.draw(&model.shell, AREA, &mut buffer, &mut state, |row| {
            vec![
                Cell::new(row.to_string(), Role::Quiet),
                Cell::new("Jürgen Müller-Lüdenscheid", Role::Text),
                Cell::new("juergen.mueller-luedenscheid@acme.com", Role::Text),
                Cell::new("Finance, Köln", Role::Text),
                Cell::new("linked", Role::Good),
            ]
        });
    });
}

/// A letter in a picker of a few hundred, as time zones or attributes are.
#[divan::bench]
fn picker_of_six_hundred(bencher: divan::Bencher<'_, '_>) {
    let lines: Vec<String> = (0..600)
        .map(|number| format!("Europe/Zone number {number}"))
        .collect();
    let mut picker = Picker::new(lines.iter().map(String::as_str));
    bencher.bench_local(|| {
        picker.edit(koppel::tui::key::Edit::Clear);
        picker.paste("zon 1");
        picker.hits().len()
    });
}
