//! The README's picture: real screens of the demo, at a time that stands still. Kept in `assets/screens.svg`; written
//! anew with `KOPPEL_PICTURE=write cargo test --test tui picture -- --ignored`.

use crate::svg;
use crate::world::chord;
use jiff::tz::TimeZone;
use koppel::cli::demo::{Options, World};
use koppel::clock::Clock;
use koppel::lang::Lang;
use koppel::tui::demo::Demo;
use koppel::tui::effect::Effect;
use koppel::tui::job::JobId;
use koppel::tui::key::Press;
use koppel::tui::message::{Message, News};
use koppel::tui::model::Model;
use koppel::tui::runner::Runner;
use koppel::tui::screen::ScreenId;
use koppel::tui::shell::{Header, Shell};
use koppel::tui::theme::{Background, Depth, Theme};
use koppel::tui::update::update;
use koppel::tui::view::view;
use koppel::tui::view_state::ViewState;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

const SIZE: (u16, u16) = (100, 27);
/// Whoever waits longer waits in vain.
const PATIENCE: Duration = Duration::from_secs(60);

/// Somebody in front of the demo.
struct Visitor {
    model: Model,
    state: ViewState,
    runner: Runner,
    messages: mpsc::Receiver<Message>,
    runtime: Runtime,
    /// Jobs that have not answered yet.
    under_way: HashSet<JobId>,
    _world: World,
}

impl Visitor {
    fn come() -> Self {
        // A Tuesday in November, before work.
        let clock = Clock::Fixed("2026-11-24T07:05:00Z".parse().unwrap());
        let world = World::open(&Options {
            employees: 300,
            seed: 1,
            clock,
        })
        .unwrap();
        let theme = Theme {
            depth: Depth::Many,
            background: Background::Dark,
        };
        let header = Header {
            is_demo: true,
            user: "m.vogt".to_owned(),
            ..Header::default()
        };
        let mut shell = Shell::new(Lang::english(), theme, world.clock().now(), header);
        shell.zone = TimeZone::get("Europe/Berlin").unwrap();
        shell.size = SIZE;
        shell.screen = ScreenId::Overview;
        shell.demo = Some(Demo::default());
        let (sender, messages) = mpsc::channel(64);
        let runtime = Runtime::new().unwrap();
        let runner = {
            let _inside = runtime.enter();
            Runner::new(world.surroundings(false), sender)
        };
        let mut visitor = Self {
            model: Model::new(shell),
            state: ViewState::default(),
            runner,
            messages,
            runtime,
            under_way: HashSet::new(),
            _world: world,
        };
        visitor.send(Message::Tick);
        visitor.wait();
        visitor
    }

    fn send(&mut self, message: Message) {
        for effect in update(&mut self.model, message) {
            let _inside = self.runtime.enter();
            match effect {
                Effect::Start { job, work } => {
                    self.runner.start(job, work);
                    self.under_way.insert(job);
                }
                Effect::Cancel(job) => {
                    self.runner.cancel(job);
                    self.under_way.remove(&job);
                }
                _ => {}
            }
        }
    }

    /// Until everything that was started has answered.
    fn wait(&mut self) {
        while !self.under_way.is_empty() {
            let receive = async { tokio::time::timeout(PATIENCE, self.messages.recv()).await };
            let message = self.runtime.block_on(receive).unwrap().unwrap();
            if let Message::Job {
                job,
                news: News::Done(_) | News::Failed(_),
            } = &message
            {
                self.under_way.remove(job);
            }
            self.send(message);
        }
    }

    /// Presses, and waits for what follows.
    fn press(&mut self, names: &[&str]) -> &mut Self {
        for name in names {
            self.send(Message::Key(Press::new(chord(name))));
            self.wait();
            self.send(Message::Drawn);
        }
        self
    }

    fn screen(&mut self) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
        view(&self.model, buffer.area, &mut buffer, &mut self.state);
        buffer
    }
}

#[test]
#[ignore = "the gate runs it, when all screens are as they are to be"]
fn the_picture_shows_the_screens_as_they_are() {
    let mut visitor = Visitor::come();
    let links = visitor.press(&["F2", "2", "Down", "Down"]).screen();
    let plan = visitor.press(&["3", "h", "Down", "Down"]).screen();
    let drawn = svg::picture(
        "koppel's screens: whose account it is, and what a sync would do",
        &[links, plan],
    );
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/screens.svg");
    if std::env::var_os("KOPPEL_PICTURE").is_some_and(|what| what == "write") {
        std::fs::write(&file, &drawn).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == drawn,
        "assets/screens.svg is not what the screens show: write it anew with KOPPEL_PICTURE=write"
    );
}
