//! The loop: takes what happens, lets [`update`] decide, carries out the effects, draws. Generic over the
//! terminal and the events, so that whole sessions run in tests.
//!
//! Draws after events alone, and sleeps otherwise. What jobs report is drawn at most thirty times a second; a key
//! is answered at once.

use super::effect::Effect;
use super::input::Input;
use super::key::{Chord, Press};
use super::message::{Message, Pasted, Pointer, Signal};
use super::model::{Asked, Model};
use super::runner::Runner;
use super::terminal::Device;
use super::update::{could_decide, takes_text, update};
use super::view::view;
use super::view_state::ViewState;
use super::work::Surroundings;
use crate::clock::Clock;
use crate::failure::{Exit, Failure};
use crossterm::event::{Event, MouseButton, MouseEvent, MouseEventKind};
use futures_util::Stream;
use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::layout::{Position, Rect};
use std::io;
use std::task::Poll;
use tokio::sync::mpsc;
use tokio::time::{Duration, Instant};

/// Messages of jobs that wait to be taken. Whoever reports often drops what does not fit.
const WAITING: usize = 256;
/// What jobs report is drawn no more often.
const FRAME: Duration = Duration::from_millis(33);
/// The same key again within this time is held down: keyboards repeat every 30 to 90 ms, and nobody who has read what is
/// on the screen is as fast. Few terminals tell a repeat of `Enter` from a press.
const HELD: Duration = Duration::from_millis(120);
/// A question is answered no sooner after it is drawn: a key that opened it and is held comes again after half a second,
/// and the second click of two comes sooner. Nobody has read it by then.
const READ: Duration = Duration::from_millis(700);
/// Keys that follow each other faster than this are no person's: a paste that the terminal does not mark. Fast typists
/// need three times as long.
const BURST: Duration = Duration::from_millis(8);
/// What is left of a paste may come later, where it goes over a slow connection.
const BURST_TAIL: Duration = Duration::from_millis(300);
/// A frame takes less: keys that wait meanwhile came together.
const DRAWN: Duration = Duration::from_millis(30);
/// So many letters at once are taken as one text.
const MANY_LETTERS: usize = 16;
/// From so many keys at once on, what the terminal still holds of them is dropped: crossterm reads 1024 bytes, and what is
/// left would come with whatever key is pressed next.
const FLOOD: usize = 500;
/// Events that are taken before the next frame.
const BATCH: usize = 256;

/// A terminal, its events and signals, and what is shown on it.
#[derive(Debug)]
pub struct Stage<B: Backend, D, I> {
    pub terminal: Terminal<B>,
    pub device: D,
    input: Input<I>,
    pub signals: mpsc::Receiver<Signal>,
    pub model: Model,
    view_state: ViewState,
    /// When to draw; `None`: nothing changed.
    draw_at: Option<Instant>,
    last_frame: Instant,
    /// What is asked on the terminal, and since when.
    asked: Option<(Asked, Instant)>,
    /// The latest key, and when it came.
    last_press: Option<(Chord, Instant)>,
    /// The latest event was a key, and how many keys before it came together with the next.
    together: Option<usize>,
    /// When keys last came as only a paste does.
    burst_at: Option<Instant>,
    frames: u64,
}

/// What came next.
enum Next {
    Message(Message),
    Event(Option<io::Result<Event>>),
    Nothing,
}

impl<B, D, I> Stage<B, D, I>
where
    B: Backend,
    D: Device,
    I: Stream<Item = io::Result<Event>> + Unpin,
{
    pub fn new(
        terminal: Terminal<B>,
        device: D,
        events: I,
        signals: mpsc::Receiver<Signal>,
        model: Model,
    ) -> Self {
        let now = Instant::now();
        Self {
            terminal,
            device,
            input: Input::new(events),
            signals,
            model,
            view_state: ViewState::default(),
            draw_at: Some(now),
            last_frame: now,
            asked: None,
            last_press: None,
            together: None,
            burst_at: None,
            frames: 0,
        }
    }

    /// How many frames were drawn.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// Until somebody leaves.
    ///
    /// # Errors
    /// Where the terminal cannot be drawn on any more.
    pub async fn run(&mut self, surroundings: Surroundings) -> Result<Exit, Failure> {
        let clock = surroundings.clock;
        let (sender, mut news) = mpsc::channel(WAITING);
        let mut runner = Runner::new(surroundings, sender);
        let size = self.terminal.size().map_err(lost)?;
        let (width, height) = (size.width, size.height);
        let mut exit = self.take(clock, Message::Resize { width, height }, &mut runner)?;
        while exit.is_none() {
            if self.draw_at.is_some_and(|at| at <= Instant::now()) {
                exit = self.draw(clock, &mut runner).await?;
                if exit.is_some() {
                    break;
                }
            }
            let next = self.next(&mut news).await;
            // What is drawn in the middle of a paste takes no longer.
            if self.last_press.is_none_or(|(_, at)| at.elapsed() > DRAWN) {
                self.together = None;
            }
            exit = self.handle(clock, next, &mut runner).await?;
            for _ in 0..BATCH {
                // A question or the next case is drawn before anything else is taken.
                if exit.is_some() || self.model.shell.is_settling {
                    break;
                }
                let Some(next) = self.ready(&mut news).await else {
                    break;
                };
                exit = self.handle(clock, next, &mut runner).await?;
            }
        }
        // A job that tells of itself must not wait for somebody who listens.
        drop(news);
        runner.finish().await;
        Ok(exit.unwrap_or(Exit::Done))
    }

    async fn next(&mut self, news: &mut mpsc::Receiver<Message>) -> Next {
        let beat = self.model.shell.next_beat().map(|beat| Instant::now() + beat);
        let wake = match (self.draw_at, beat) {
            (Some(draw), Some(beat)) => Some(draw.min(beat)),
            (draw, beat) => draw.or(beat),
        };
        tokio::select! {
            biased;
            Some(signal) = self.signals.recv() => Next::Message(Message::Signal(signal)),
            event = self.input.next() => Next::Event(event),
            Some(message) = news.recv() => Next::Message(message),
            () = tokio::time::sleep_until(wake.unwrap_or_else(Instant::now)), if wake.is_some() => {
                if self.draw_at.is_some() { Next::Nothing } else { Next::Message(Message::Tick) }
            }
        }
    }

    /// What has come already.
    async fn ready(&mut self, news: &mut mpsc::Receiver<Message>) -> Option<Next> {
        if let Ok(signal) = self.signals.try_recv() {
            return Some(Next::Message(Message::Signal(signal)));
        }
        if let Poll::Ready(event) = self.input.poll().await {
            return Some(Next::Event(event));
        }
        news.try_recv().ok().map(Next::Message)
    }

    async fn handle(
        &mut self,
        clock: Clock,
        next: Next,
        runner: &mut Runner,
    ) -> Result<Option<Exit>, Failure> {
        let message = match next {
            Next::Nothing => return Ok(None),
            Next::Message(message) => message,
            // Without events nobody can leave: the terminal is gone.
            Next::Event(None) => Message::Signal(Signal::HangUp),
            Next::Event(Some(Err(error))) => return Err(lost(error)),
            Next::Event(Some(Ok(event))) => match self.message(event).await? {
                Some(message) => message,
                None => return Ok(None),
            },
        };
        self.take(clock, message, runner)
    }

    /// What an event means. `None`: nothing.
    async fn message(&mut self, event: Event) -> Result<Option<Message>, Failure> {
        if !matches!(event, Event::Key(_)) {
            self.together = None;
        }
        Ok(match event {
            Event::Key(key) => match Press::from_event(&key) {
                Some(press) => Some(self.pressed(press).await?),
                None => None,
            },
            Event::Paste(text) => {
                self.last_press = None;
                Some(Message::Paste(Pasted(text)))
            }
            Event::Mouse(mouse) => self
                .pointer(mouse)
                .filter(|pointer| !(self.is_unread() && matches!(pointer, Pointer::Press(_))))
                .map(Message::Pointer),
            Event::Resize(width, height) => Some(Message::Resize { width, height }),
            Event::FocusGained | Event::FocusLost => None,
        })
    }

    /// A key by itself, or what a paste comes to that the terminal does not mark: it decides nothing, whatever keys it
    /// is made of.
    async fn pressed(&mut self, press: Press) -> Result<Message, Failure> {
        let press = self.held_or_not(press);
        if could_decide(&self.model, press) {
            let more = self.input.take_burst(BURST).await;
            if self.is_in_a_burst() || !more.is_empty() {
                self.note_burst(more.len())?;
                let presses = [press].into_iter().chain(more);
                let text = presses.filter_map(|press| press.chord.typed()).collect();
                return Ok(Message::Burst(Pasted(text)));
            }
        } else if let Some(letter) = press.chord.typed().filter(|_| takes_text(&self.model)) {
            let more = self.input.take_letters(MANY_LETTERS).await;
            if !more.is_empty() {
                self.note_burst(more.len())?;
                return Ok(Message::Typed(Pasted(format!("{letter}{more}"))));
            }
        } else if let Some(before) = self
            .together
            .filter(|before| *before >= FLOOD && press.chord.typed().is_some())
        {
            self.note_burst(before)?;
            return Ok(Message::Burst(Pasted(String::new())));
        }
        Ok(Message::Key(press))
    }

    fn note_burst(&mut self, keys: usize) -> Result<(), Failure> {
        self.burst_at = Some(Instant::now());
        if keys >= FLOOD {
            self.device.drop_unread().map_err(lost)?;
        }
        Ok(())
    }

    /// The latest key came together with the one before, or soon after a paste.
    fn is_in_a_burst(&self) -> bool {
        self.together.is_some_and(|before| before > 0) || self.is_after_a_burst()
    }

    fn is_after_a_burst(&self) -> bool {
        self.burst_at.is_some_and(|at| at.elapsed() < BURST_TAIL)
    }

    fn held_or_not(&mut self, press: Press) -> Press {
        let now = Instant::now();
        let before = self.last_press.replace((press.chord, now));
        let is_fast = before.is_some_and(|(_, at)| now - at < BURST);
        let together = self.together.map_or(usize::from(is_fast), |before| before + 1);
        self.together = Some(together);
        if together > 1 {
            self.burst_at = Some(now);
        }
        // Letters and digits are typed twice as fast as that, and decide nothing.
        let can_be_held = press.chord.typed().is_none();
        let is_held =
            can_be_held && before.is_some_and(|(chord, at)| chord == press.chord && now - at < HELD);
        Press {
            is_repeat: press.is_repeat || is_held || (can_be_held && self.is_unread()),
            ..press
        }
    }

    /// What is asked was drawn only a moment ago.
    fn is_unread(&self) -> bool {
        self.asked.is_some_and(|(_, since)| since.elapsed() < READ)
    }

    fn pointer(&self, mouse: MouseEvent) -> Option<Pointer> {
        let target = self.view_state.target_at(mouse.column, mouse.row);
        match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => target.map(Pointer::Press),
            MouseEventKind::ScrollUp => Some(Pointer::WheelUp(target)),
            MouseEventKind::ScrollDown => Some(Pointer::WheelDown(target)),
            _ => None,
        }
    }

    /// Lets the model take it and does what follows. `Some`: somebody leaves.
    fn take(&mut self, clock: Clock, message: Message, runner: &mut Runner) -> Result<Option<Exit>, Failure> {
        let now = Instant::now();
        let draw_at = match message {
            Message::Job { .. } => now.max(self.last_frame + FRAME),
            _ => now,
        };
        self.draw_at = Some(self.draw_at.map_or(draw_at, |planned| planned.min(draw_at)));
        self.model.shell.now = clock.now();
        for effect in update(&mut self.model, message) {
            if let Some(exit) = self.perform(effect, runner)? {
                return Ok(Some(exit));
            }
        }
        if self.model.shell.is_unseen {
            // Somebody waits for it with a key in hand.
            self.draw_at = Some(now);
        }
        Ok(None)
    }

    fn perform(&mut self, effect: Effect, runner: &mut Runner) -> Result<Option<Exit>, Failure> {
        match effect {
            Effect::Start { job, work } => runner.start(job, work),
            Effect::Cancel(job) => runner.cancel(job),
            Effect::Copy(text) => self.device.copy(&text).map_err(lost)?,
            Effect::Mouse(is_on) => self.device.set_mouse(is_on).map_err(lost)?,
            Effect::Suspend => {
                self.device.suspend().map_err(lost)?;
                // Whatever is on the terminal now is not ours, and its size may be another. `resize` draws all of it
                // again; `clear` would first ask the terminal where its cursor is, and wait for an answer.
                let size = self.terminal.size().map_err(lost)?;
                self.terminal
                    .resize(Rect::from((Position::ORIGIN, size)))
                    .map_err(lost)?;
                self.model.shell.size = (size.width, size.height);
            }
            Effect::PassADay => runner.pass_a_day(),
            Effect::Trouble(on) => runner.set_trouble(&on),
            Effect::Leave(exit) => return Ok(Some(exit)),
        }
        Ok(None)
    }

    /// `Some`: somebody leaves.
    async fn draw(&mut self, clock: Clock, runner: &mut Runner) -> Result<Option<Exit>, Failure> {
        if self.model.shell.is_unseen && !self.model.shell.is_settling {
            // What was typed before this is drawn may be text, and decides nothing.
            let exit = self.take_what_was_typed_ahead(clock, runner).await?;
            if exit.is_some() {
                return Ok(exit);
            }
        }
        if self.model.shell.is_settling {
            // What comes from here on is an answer to what is about to be seen.
            self.drop_what_was_typed_ahead(clock, runner).await?;
        }
        if self.model.shell.is_settling || self.model.shell.is_unseen {
            update(&mut self.model, Message::Drawn);
        }
        let (model, state) = (&self.model, &mut self.view_state);
        self.terminal
            .draw(|frame| view(model, frame.area(), frame.buffer_mut(), state))
            .map_err(lost)?;
        self.frames += 1;
        self.last_frame = Instant::now();
        let asked = self.model.asked();
        if asked != self.asked.map(|(asked, _)| asked) {
            self.asked = asked.map(|asked| (asked, self.last_frame));
        }
        self.draw_at = None;
        Ok(None)
    }

    /// While something is unseen a deciding key does nothing; letters do what they always do.
    async fn take_what_was_typed_ahead(
        &mut self,
        clock: Clock,
        runner: &mut Runner,
    ) -> Result<Option<Exit>, Failure> {
        for _ in 0..BATCH {
            if self.model.shell.is_settling {
                break;
            }
            let Poll::Ready(Some(Ok(event))) = self.input.poll().await else {
                // The next look at the events tells the end again.
                break;
            };
            let exit = self.handle(clock, Next::Event(Some(Ok(event))), runner).await?;
            if exit.is_some() {
                return Ok(exit);
            }
        }
        Ok(None)
    }

    /// Keys that were pressed before the next case is drawn decide nothing about it.
    async fn drop_what_was_typed_ahead(&mut self, clock: Clock, runner: &mut Runner) -> Result<(), Failure> {
        for _ in 0..BATCH {
            match self.input.poll().await {
                Poll::Ready(Some(Ok(Event::Resize(width, height)))) => {
                    self.take(clock, Message::Resize { width, height }, runner)?;
                }
                Poll::Ready(Some(Ok(Event::Key(key)))) => {
                    Press::from_event(&key).map(|press| self.held_or_not(press));
                }
                Poll::Ready(Some(Ok(_))) => {}
                // The next look at the events tells it again.
                Poll::Ready(None | Some(Err(_))) | Poll::Pending => break,
            }
        }
        Ok(())
    }
}

fn lost(error: impl std::error::Error) -> Failure {
    Failure::new(Exit::Failed, "The terminal cannot be used any more").because(error.to_string())
}
