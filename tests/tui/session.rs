//! Whole sessions: events in, the screen out, with the real loop and no terminal.

use crate::world::{NOW, SETTINGS};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use futures_util::{Stream, StreamExt, stream};
use jiff::tz::TimeZone;
use koppel::clock::Clock;
use koppel::failure::Exit;
use koppel::lang::Lang;
use koppel::okta::Tier;
use koppel::store::{Environment, Place, Vaults};
use koppel::tui::event_loop::Stage;
use koppel::tui::message::Signal;
use koppel::tui::model::Model;
use koppel::tui::shell::{Header, Shell};
use koppel::tui::terminal::Device;
use koppel::tui::theme::{Background, Depth, Theme};
use koppel::tui::work::Surroundings;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::mpsc;

/// What the loop asked of the terminal.
type Asked = Arc<Mutex<Vec<String>>>;

#[derive(Debug, Default)]
struct Recorder {
    asked: Asked,
}

impl Recorder {
    fn note(&self, what: String) {
        self.asked.lock().unwrap().push(what);
    }
}

impl Device for Recorder {
    fn copy(&mut self, text: &str) -> io::Result<()> {
        self.note(format!("copy {text}"));
        Ok(())
    }

    fn set_mouse(&mut self, is_on: bool) -> io::Result<()> {
        self.note(format!("mouse {is_on}"));
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.note("suspend".to_owned());
        Ok(())
    }
}

type Events = Pin<Box<dyn Stream<Item = io::Result<Event>>>>;

/// These at once, and afterwards the end of the terminal.
fn then_gone(events: Vec<Event>) -> Events {
    Box::pin(stream::iter(events.into_iter().map(Ok)))
}

/// These at once, and afterwards none.
fn then_quiet(events: Vec<Event>) -> Events {
    Box::pin(then_gone(events).chain(stream::pending()))
}

/// Asks again and again to copy what is selected, until there is something to copy.
fn copying(asked: &Asked) -> Events {
    let asked = Arc::clone(asked);
    Box::pin(stream::unfold(
        tokio::time::interval(Duration::from_millis(5)),
        move |mut interval| {
            let has_copied = !asked.lock().unwrap().is_empty();
            async move {
                interval.tick().await;
                (!has_copied).then(|| (Ok(letter('y')), interval))
            }
        },
    ))
}

struct Session {
    stage: Stage<TestBackend, Recorder, Events>,
    surroundings: Surroundings,
    signals: mpsc::Sender<Signal>,
    _folder: TempDir,
}

impl Session {
    fn new(events: Events) -> Self {
        Self::with(Recorder::default(), events)
    }

    fn with(recorder: Recorder, events: Events) -> Self {
        let folder = TempDir::new().unwrap();
        let settings_file = folder.path().join("config.toml");
        std::fs::write(&settings_file, SETTINGS).unwrap();
        let clock = Clock::Fixed(NOW.parse().unwrap());
        let theme = Theme {
            depth: Depth::None,
            background: Background::Dark,
        };
        let mut shell = Shell::new(Lang::english(), theme, clock.now(), Header::default());
        shell.zone = TimeZone::UTC;
        let (sender, signals) = mpsc::channel(4);
        let terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        Self {
            stage: Stage::new(terminal, recorder, events, signals, Model::new(shell)),
            surroundings: Surroundings {
                environment: Environment::default(),
                setup: None,
                place: Place {
                    settings_file,
                    state_folder: folder.path().join("state"),
                    file_was_named: false,
                },
                clock,
                read_only: false,
                vaults: Arc::new(Vaults::default()),
                program: "koppel".into(),
                user: "m.vogt".to_owned(),
                demo: None,
            },
            signals: sender,
            _folder: folder,
        }
    }

    async fn run(&mut self) -> Exit {
        self.stage.run(self.surroundings.clone()).await.unwrap()
    }
}

fn key(code: KeyCode) -> Event {
    Event::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

fn letter(letter: char) -> Event {
    key(KeyCode::Char(letter))
}

fn ctrl(letter: char) -> Event {
    Event::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL))
}

#[tokio::test]
async fn keys_lead_out() {
    let events = vec![letter('?'), key(KeyCode::Esc), letter('q'), letter('q')];
    assert_eq!(Session::new(then_quiet(events)).run().await, Exit::Done);
}

#[tokio::test]
async fn effects_reach_the_terminal_in_their_order() {
    let events = vec![
        ctrl('z'),
        letter(':'),
        Event::Paste("mouse".to_owned()),
        key(KeyCode::Enter),
    ];
    let mut session = Session::new(then_gone(events));
    assert_eq!(session.run().await, Exit::Cancelled, "the terminal is gone");
    assert_eq!(
        *session.stage.device.asked.lock().unwrap(),
        ["suspend", "mouse false"]
    );
}

#[tokio::test]
async fn keys_before_the_question_is_drawn_do_not_answer_it() {
    let events = vec![ctrl('c'), key(KeyCode::Enter), key(KeyCode::Enter)];
    let mut session = Session::new(then_gone(events));
    assert_eq!(session.run().await, Exit::Cancelled, "Enter would have been Done");
}

#[tokio::test]
async fn a_signal_ends_the_session() {
    let mut session = Session::new(then_quiet(Vec::new()));
    session.signals.send(Signal::Stop).await.unwrap();
    assert_eq!(session.run().await, Exit::Cancelled);
}

#[tokio::test]
async fn what_lies_on_this_machine_is_read() {
    let recorder = Recorder::default();
    let asked = Arc::clone(&recorder.asked);
    let mut session = Session::with(recorder, copying(&asked));
    let ended = tokio::time::timeout(Duration::from_secs(20), session.run()).await;
    assert_eq!(ended, Ok(Exit::Cancelled), "{}", session.stage.terminal.backend());
    assert_eq!(*asked.lock().unwrap(), ["copy https://acme.okta.com"]);
    let org = session.stage.model.shell.header.org;
    assert_eq!(org, Some((Tier::Production, "acme.okta.com".to_owned())));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_drawn_while_nothing_happens() {
    let mut session = Session::new(then_quiet(Vec::new()));
    let hour = Duration::from_secs(3600);
    assert!(tokio::time::timeout(hour, session.run()).await.is_err());
    assert!(session.stage.frames() <= 3, "{} frames", session.stage.frames());
}

/// A key each so many milliseconds.
fn paced(keys: Vec<Event>, milliseconds: u64) -> Events {
    let interval = Duration::from_millis(milliseconds);
    Box::pin(stream::iter(keys).then(move |event| async move {
        tokio::time::sleep(interval).await;
        Ok(event)
    }))
}

/// Whether `Enter`, again and again at this pace, opens the question whether to leave and answers it, too.
async fn leaves_at(milliseconds: u64) -> bool {
    leaves_at_all(milliseconds, milliseconds).await
}

/// As a keyboard does it: the second comes after a delay, the others at a pace.
async fn leaves_at_all(delay: u64, milliseconds: u64) -> bool {
    let words = Lang::english().text(koppel::lang::Key("key-interrupt"));
    let mut keys = vec![letter(':'), Event::Paste(words)];
    keys.push(key(KeyCode::Enter));
    let held = (0..10).map(|_| key(KeyCode::Enter)).collect();
    let first = vec![key(KeyCode::Enter)];
    let events = paced(keys, 200)
        .chain(paced(first, delay))
        .chain(paced(held, milliseconds))
        .chain(stream::pending());
    let mut session = Session::new(Box::pin(events));
    let exit = tokio::time::timeout(Duration::from_secs(20), session.run()).await;
    exit.is_ok()
}

#[tokio::test(start_paused = true)]
async fn a_held_enter_answers_no_question_where_the_terminal_tells_no_repeats() {
    assert!(!leaves_at_all(500, 33).await, "as a keyboard repeats it");
    assert!(!leaves_at_all(500, 90).await, "as a slow one does");
    assert!(!leaves_at(33).await, "without a delay");
    assert!(
        leaves_at(200).await,
        "as somebody presses it who has read the question"
    );
}

/// What is left on the screen of a session that goes on after these events.
async fn after(events: Events) -> Session {
    let mut session = Session::new(events);
    let ended = tokio::time::timeout(Duration::from_secs(20), session.run()).await;
    assert!(ended.is_err(), "{ended:?}");
    session
}

/// These, all at once, after the question whether to leave was read.
fn at_the_question(events: Vec<Event>) -> Events {
    let pause = stream::iter([()]).then(|()| tokio::time::sleep(Duration::from_secs(2)));
    let late = pause.flat_map(move |()| stream::iter(events.clone().into_iter().map(Ok)));
    Box::pin(then_gone(vec![ctrl('c')]).chain(late).chain(stream::pending()))
}

fn keys(text: &str) -> Vec<Event> {
    let to_key = |letter| match letter {
        '\n' => key(KeyCode::Enter),
        other => self::letter(other),
    };
    text.chars().map(to_key).collect()
}

#[tokio::test(start_paused = true)]
async fn g1_a_paste_that_the_terminal_does_not_mark_answers_no_question() {
    for pasted in ["abc\n", "\nabc", "\n\n", "y\n", "12\n12\n"] {
        let session = after(at_the_question(keys(pasted))).await;
        let screen = session.stage.terminal.backend().to_string();
        assert!(screen.contains("Leave koppel?"), "{pasted:?}: {screen}");
        assert!(screen.contains("as fast as a paste"), "{pasted:?}: {screen}");
    }
    let mut alone = Session::new(at_the_question(keys("\n")));
    assert_eq!(alone.run().await, Exit::Done, "Enter by itself is an answer");
}

#[tokio::test(start_paused = true)]
async fn g1_what_comes_of_a_paste_a_little_later_answers_nothing_either() {
    let late = stream::iter([()]).then(|()| async {
        tokio::time::sleep(Duration::from_millis(120)).await;
        Ok(key(KeyCode::Enter))
    });
    let session = after(Box::pin(
        at_the_question(keys("abc\n"))
            .take(5)
            .chain(late)
            .chain(stream::pending()),
    ))
    .await;
    assert!(
        session
            .stage
            .terminal
            .backend()
            .to_string()
            .contains("Leave koppel?")
    );
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_pasted_keys_are_a_handful_of_frames_and_the_end_of_them_is_there() {
    let mut all = keys(":");
    all.extend(keys(&"x".repeat(10_000)));
    let session = after(then_quiet(all)).await;
    assert!(session.stage.frames() < 20, "{} frames", session.stage.frames());
    assert!(
        session
            .stage
            .terminal
            .backend()
            .to_string()
            .contains("xxxxxxxxxx")
    );
}
