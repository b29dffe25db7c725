//! What every screen shares: time, size, language and theme, what is under way, what lies on top, and what is
//! to be done. Data only; the one thing that changes it is [`update`](super::update::update).

use super::demo::{Demo, Hint};
use super::desk::Desk;
use super::effect::Effect;
use super::job::{JobId, Jobs, Kind};
use super::layer::{Failed, Layer};
use super::screen::ScreenId;
use super::theme::Theme;
use super::work::Work;
use crate::core::RunVerdict;
use crate::failure::Failure;
use crate::lang::{Key, Lang};
use crate::okta::Tier;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::time::Duration;

/// Where two panes fit side by side.
const WIDE: u16 = 110;
/// Below this nothing but a request for more room is shown.
pub const LEAST: (u16, u16) = (80, 24);
/// Lines around the body: header, tabs, word, hints.
const AROUND: u16 = 4;

/// How much room there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// Less than 80×24.
    TooSmall,
    Narrow,
    /// 110 columns and more: two panes.
    Wide,
}

/// What the first line tells.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Header {
    /// Of the org; `None` while nothing is set up.
    pub org: Option<(Tier, String)>,
    pub read_only: bool,
    /// The made-up company of the demo.
    pub is_demo: bool,
    pub last_good_run: Option<Timestamp>,
    /// What the newest sync over everybody came to, where koppel knows.
    pub verdict: Option<RunVerdict>,
    /// When both sides were read that the screens show.
    pub read_at: Option<Timestamp>,
    pub user: String,
}

/// A line that tells what just happened, until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    pub is_bad: bool,
}

/// A screen, and what of it is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    pub screen: ScreenId,
    pub part: Option<u8>,
    /// What it is filtered by then; `None`: by what it was.
    pub filter: Option<String>,
}

#[expect(clippy::struct_excessive_bools, reason = "each is asked and set by itself")]
#[derive(Debug)]
pub struct Shell {
    pub lang: Lang,
    pub theme: Theme,
    /// ASCII alone.
    pub ascii: bool,
    pub now: Timestamp,
    /// For the times that are shown.
    pub zone: TimeZone,
    /// Columns and rows.
    pub size: (u16, u16),
    pub header: Header,
    pub mouse: bool,
    /// What only the demo has.
    pub demo: Option<Demo>,
    pub screen: ScreenId,
    /// What lies over the screen; the last one has the keys.
    pub layers: Vec<Layer>,
    pub jobs: Jobs,
    /// What all screens work on.
    pub desk: Desk,
    pub word: Option<Word>,
    /// A deciding key was handled, and what it led to is not on the screen yet: keys are dropped until it is.
    pub is_settling: bool,
    /// What a deciding key would act on is not on the screen yet: such keys are dropped until it is, others are not.
    pub is_unseen: bool,
    /// Where to go once the message is done with.
    next_screen: Option<Destination>,
    effects: Vec<Effect>,
}

impl Shell {
    pub fn new(lang: Lang, theme: Theme, now: Timestamp, header: Header) -> Self {
        Self {
            lang,
            theme,
            ascii: false,
            now,
            zone: TimeZone::system(),
            size: LEAST,
            header,
            mouse: true,
            demo: None,
            screen: ScreenId::Settings,
            layers: Vec::new(),
            jobs: Jobs::default(),
            desk: Desk::default(),
            word: None,
            is_settling: false,
            is_unseen: false,
            next_screen: None,
            effects: Vec::new(),
        }
    }

    /// Does this in the background; the answer goes to `owner`, which keeps the number to know it by.
    pub fn start(&mut self, owner: ScreenId, kind: Kind, title: String, work: Work) -> JobId {
        self.start_job(Some(owner), kind, title, work)
    }

    /// As [`Shell::start`]; the answer goes to the desk, which all screens share.
    pub(super) fn start_for_all(&mut self, kind: Kind, title: String, work: Work) -> JobId {
        self.start_job(None, kind, title, work)
    }

    fn start_job(&mut self, owner: Option<ScreenId>, kind: Kind, title: String, work: Work) -> JobId {
        let job = self.jobs.start(owner, kind, title, self.now);
        self.effects.push(Effect::Start { job, work });
        job
    }

    /// Stops a job; what it still answers is dropped.
    pub fn cancel(&mut self, job: JobId) {
        if self.jobs.end(job).is_some() {
            self.effects.push(Effect::Cancel(job));
        }
    }

    pub fn want(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Shows another screen.
    pub fn go(&mut self, to: ScreenId) {
        self.go_on(to, None);
    }

    /// Shows a part of another screen.
    pub fn go_to_part(&mut self, to: ScreenId, part: u8) {
        self.go_on(to, Some(part));
    }

    /// Shows another screen, or a part of it, filtered by something.
    pub fn go_to(&mut self, destination: Destination) {
        self.next_screen = Some(destination);
    }

    fn go_on(&mut self, screen: ScreenId, part: Option<u8>) {
        self.next_screen = Some(Destination {
            screen,
            part,
            filter: None,
        });
    }

    pub fn take_next_screen(&mut self) -> Option<Destination> {
        self.next_screen.take()
    }

    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// Tells what just happened.
    pub fn say(&mut self, text: String) {
        self.word = Some(Word { text, is_bad: false });
    }

    /// Tells why something did not happen.
    pub fn say_bad(&mut self, text: String) {
        self.word = Some(Word { text, is_bad: true });
    }

    /// Shows a failure, whole; the same again, as of a run that is tried every minute, in the place of the one before.
    pub fn fail(&mut self, failure: Failure) {
        let is_shown =
            |layer: &Layer| matches!(layer, Layer::Failure(shown) if shown.failure.what == failure.what);
        if self.layers.last().is_some_and(is_shown) {
            self.layers.pop();
        }
        self.layers.push(Layer::Failure(Failed::new(failure)));
    }

    /// The demo's hint, where nothing lies over the screen.
    pub fn hint(&self) -> Option<Hint> {
        let demo = self.demo.as_ref().filter(|_| self.layers.is_empty())?;
        demo.hint(self.screen)
    }

    /// What kind of org this is, in one word: whether real people sign in there.
    pub fn badge(&self) -> String {
        self.lang.text(match &self.header.org {
            _ if self.header.is_demo => Key("header-demo"),
            Some((Tier::Production, _)) => Key("header-production"),
            Some((Tier::Preview, _)) => Key("header-preview"),
            Some((Tier::Local, _)) => Key("header-local"),
            None => Key("header-nothing"),
        })
    }

    pub fn room(&self) -> Room {
        match self.size {
            (width, height) if width < LEAST.0 || height < LEAST.1 => Room::TooSmall,
            (width, _) if width < WIDE => Room::Narrow,
            _ => Room::Wide,
        }
    }

    /// How many rows a page key moves.
    pub fn page(&self) -> usize {
        usize::from(self.size.1.saturating_sub(AROUND + 1)).max(1)
    }

    /// When to draw again although nothing happens.
    pub fn next_beat(&self) -> Option<Duration> {
        const MINUTE: Duration = Duration::from_secs(60);
        const SECOND: Duration = Duration::from_secs(1);
        // The age in the first line grows.
        let aging = self.header.last_good_run.or(self.header.read_at).map(|_| MINUTE);
        // What is due begins in time, and the last minute is counted in seconds.
        let due = self.desk.next_sync.map(|due| {
            let left = Duration::try_from(due.duration_since(self.now)).unwrap_or_default();
            if left > MINUTE { left.min(MINUTE) } else { SECOND }
        });
        self.jobs
            .next_beat(self.now)
            .into_iter()
            .chain(aging)
            .chain(due)
            .min()
    }
}
