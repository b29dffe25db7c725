//! Somebody who types at the prompt, with the thread that searches and the frame that shows what it found.

use koppel::clock::Clock;
use koppel::core::Snapshot;
use koppel::lang::Lang;
use koppel::store::state::View;
use koppel::store::{Environment, Settings};
use koppel::tui::desk::task::Done;
use koppel::tui::desk::{People, Reading};
use koppel::tui::effect::Effect;
use koppel::tui::key::{Chord, Press};
use koppel::tui::message::{Message, News, Pasted};
use koppel::tui::model::Model;
use koppel::tui::screen::ScreenId;
use koppel::tui::screen::links::prompt::{Prompt, Task, perform};
use koppel::tui::shared::Shared;
use koppel::tui::shell::{Header, Shell};
use koppel::tui::theme::{Background, Depth, Theme};
use koppel::tui::update::update;
use koppel::tui::view::view;
use koppel::tui::view_state::ViewState;
use koppel::tui::work::{Answer, Work};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

const AREA: Rect = Rect::new(0, 0, 120, 40);
const SETTINGS: &str = "version = 1\n[okta]\nurl = \"https://acme.okta.com\"\n[login]\n\
    start = { attribute = \"first_name\" }\ndomain = \"acme.com\"\nbilling_country = \"DE\"\n[activation]\ntime_zone = \"Europe/Berlin\"\n";

pub struct Typist {
    model: Model,
    state: ViewState,
    buffer: Buffer,
    runtime: Runtime,
}

impl Typist {
    /// The prompt for the last profile, with those who are linked among the hits.
    pub fn new(snapshot: Snapshot) -> Self {
        let theme = Theme {
            depth: Depth::Many,
            background: Background::Dark,
        };
        let now = Clock::System.now();
        let mut shell = Shell::new(Lang::english(), theme, now, Header::default());
        shell.size = (AREA.width, AREA.height);
        shell.screen = ScreenId::Links;
        let mut model = Model::new(shell);
        model.shell.read_again();
        let effects = model.shell.take_effects();
        let reads = effects.iter().rev().find_map(|effect| match effect {
            Effect::Start { job, .. } => Some(*job),
            _ => None,
        });
        let settings = Settings::read(Some(SETTINGS), &Environment::default(), "KOPPEL_").unwrap();
        let nowhere = PathBuf::from("/nowhere/state");
        let known = View::open(&nowhere, None, Clock::Fixed(now)).unwrap();
        let people = Arc::new(People::of(Arc::new(snapshot)));
        let last = u32::try_from(people.snapshot.directory.profiles.len() - 1).unwrap();
        let reading = Reading::of(people, Arc::new(settings), &known, now).unwrap();
        let done = News::Done(Answer::Desk(Done::Read(Shared::new(reading))));
        update(
            &mut model,
            Message::Job {
                job: reads.unwrap(),
                news: done,
            },
        );
        let prompt = Prompt::for_profile(last, &[], &mut model.shell).unwrap();
        model.screens.links.open_prompt(prompt);
        let mut typist = Self {
            model,
            state: ViewState::default(),
            buffer: Buffer::empty(AREA),
            runtime: Runtime::new().unwrap(),
        };
        typist.press(Chord::ctrl('t'));
        typist
    }

    /// Types all of it; how long the last letter took, and how many rows the frame then shows.
    pub fn last_key(&mut self, typed: &str) -> (Duration, usize) {
        self.press(Chord::ctrl('u'));
        let mut letters = typed.chars();
        let last = letters.next_back().unwrap();
        update(
            &mut self.model,
            Message::Paste(Pasted(letters.as_str().to_owned())),
        );
        self.model.shell.is_unseen = false;
        let start = Instant::now();
        self.press(Chord::letter(last));
        self.state.cover();
        view(&self.model, AREA, &mut self.buffer, &mut self.state);
        update(&mut self.model, Message::Drawn);
        let took = start.elapsed();
        let text = self.buffer.content.iter().filter(|cell| cell.symbol() != " ");
        (took, text.count())
    }

    /// With the search that follows.
    fn press(&mut self, chord: Chord) {
        let effects = update(&mut self.model, Message::Key(Press::new(chord)));
        let searches = effects.into_iter().find_map(|effect| match effect {
            Effect::Start {
                job,
                work: Work::Prompt(task @ Task::Search(_)),
            } => Some((job, task)),
            _ => None,
        });
        if let Some((job, task)) = searches {
            let answered = self.runtime.block_on(perform(task, &CancellationToken::new()));
            let news = News::Done(Answer::Prompt(answered.unwrap()));
            update(&mut self.model, Message::Job { job, news });
        }
    }
}
