//! How long the screens take: the first frame, a key with its frame, a full repaint of a table of a hundred
//! thousand rows. Goals: 1 ms for a repaint of 200×60, and one frame (16 ms) from any key to what it shows.

#![expect(
    clippy::expect_used,
    reason = "a company that cannot be built ends the benchmark"
)]

#[expect(
    dead_code,
    reason = "shared with the benches of the core, which use all of it"
)]
mod big_company;

use big_company::{Company, Kind};
use koppel::clock::Clock;
use koppel::lang::Lang;
use koppel::store::state::View;
use koppel::store::{Environment, Settings};
use koppel::tui::action::Action;
use koppel::tui::desk::task::Done;
use koppel::tui::desk::{People, Reading};
use koppel::tui::key::{Chord, Press};
use koppel::tui::message::{Message, News};
use koppel::tui::model::Model;
use koppel::tui::screen::links::Links;
use koppel::tui::screen::{Screen, ScreenId};
use koppel::tui::shared::Shared;
use koppel::tui::shell::{Header, Shell};
use koppel::tui::theme::{Background, Depth, Role, Theme};
use koppel::tui::update::update;
use koppel::tui::view::view;
use koppel::tui::view_state::{ListId, ViewState};
use koppel::tui::widget::picker::Picker;
use koppel::tui::widget::selection::Selection;
use koppel::tui::widget::table::{Cell, Table};
use koppel::tui::work::Answer;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Rect};
use std::path::Path;
use std::sync::Arc;

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

/// The links screen with a hundred thousand on either side, whom nobody linked yet.
fn links() -> Model {
    let mut model = model();
    let settings = Settings::read(Some(SETTINGS), &Environment::default(), "KOPPEL_").expect("settings");
    let now = Clock::System.now();
    let known = View::open(Path::new("/nowhere/state"), None, Clock::Fixed(now)).expect("no state");
    let people = Arc::new(People::of(Arc::new(
        Company::new(Kind::Unlinked, 100_000).snapshot,
    )));
    let reading = Reading::of(people, Arc::new(settings), &known, now).expect("a reading");
    model.shell.screen = ScreenId::Links;
    model.shell.read();
    let done = Answer::Desk(Done::Read(Shared::new(reading)));
    if let Some(job) = model.shell.desk.reading_job() {
        let news = News::Done(done);
        update(&mut model, Message::Job { job, news });
    }
    press(&mut model, &['l', 'l']);
    model
}

const SETTINGS: &str = r#"
version = 1
[okta]
url = "https://acme.okta.com"
[login]
start = { attribute = "first_name" }
end = { attribute = "last_name" }
domain = "acme.com"
billing_country = "DE"
[[mapping]]
personio = "department"
okta = "department"
[activation]
send_email = false
time_zone = "Europe/Berlin"
"#;

fn press(model: &mut Model, letters: &[char]) {
    for letter in letters {
        update(model, Message::Key(Press::new(Chord::letter(*letter))));
        update(model, Message::Drawn);
    }
}

/// These keys, and the frame after them.
fn keys_to_frame(bencher: divan::Bencher<'_, '_>, letters: &[char]) {
    let mut model = links();
    let mut state = ViewState::default();
    let mut buffer = Buffer::empty(AREA);
    bencher.bench_local(|| {
        press(&mut model, letters);
        view(&model, AREA, &mut buffer, &mut state);
    });
}

/// To the next of a hundred thousand cases.
#[divan::bench(sample_count = 50)]
fn links_one_case_down(bencher: divan::Bencher<'_, '_>) {
    keys_to_frame(bencher, &['j']);
}

/// By the next order; five of them are gone through.
#[divan::bench(sample_count = 50)]
fn links_sorted(bencher: divan::Bencher<'_, '_>) {
    keys_to_frame(bencher, &['o']);
}

/// To another heading, and so to other hundred thousands.
#[divan::bench(sample_count = 50)]
fn links_next_heading(bencher: divan::Bencher<'_, '_>) {
    keys_to_frame(bencher, &['l']);
}

/// A letter of the filter: many fit.
#[divan::bench(sample_count = 50)]
fn links_filtered(bencher: divan::Bencher<'_, '_>) {
    let mut model = links();
    let mut state = ViewState::default();
    let mut buffer = Buffer::empty(AREA);
    let mut letters = ["m", "mu", "mul", "mull", "muller", "muller a"].iter().cycle();
    bencher.bench_local(|| {
        if let Some(typed) = letters.next() {
            model.screens.links.set_filter(typed);
        }
        view(&model, AREA, &mut buffer, &mut state);
    });
}

/// A decision was made: all headings are made anew.
#[divan::bench(sample_count = 20)]
fn links_after_a_decision(bencher: divan::Bencher<'_, '_>) {
    let mut model = links();
    bencher
        .with_inputs(Links::default)
        .bench_local_values(|mut links| {
            links.renewed(&mut model.shell);
            links
        });
}
