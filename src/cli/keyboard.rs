//! The answer to a question on the terminal, key by key: what comes as fast as a paste is no answer, and what was typed
//! before the question is none either.

#[cfg(not(unix))]
use std::io;

/// What came.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    Line(String),
    /// Several keys at once.
    Pasted,
    /// The end of it all, as by Ctrl-D.
    Nothing,
}

/// The terminal, which gives each key at once and shows none by itself, until this is dropped.
#[derive(Debug)]
pub(super) struct Keyboard {
    #[cfg(unix)]
    before: rustix::termios::Termios,
}

#[cfg(unix)]
mod keys {
    use super::{Keyboard, Typed};
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::termios::{
        LocalModes, OptionalActions, QueueSelector, SpecialCodeIndex, tcflush, tcgetattr, tcsetattr,
    };
    use std::io::{self, Write};

    /// In nanoseconds. Keys that follow each other faster are no person's, as on the screens.
    const BURST: i64 = 8_000_000;
    /// What is left of a paste may come later, where it goes over a slow connection.
    const TAIL: i64 = 300_000_000;

    impl Keyboard {
        pub fn take() -> io::Result<Self> {
            let before = tcgetattr(io::stdin())?;
            let mut modes = before.clone();
            modes.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO);
            modes.special_codes[SpecialCodeIndex::VMIN] = 1;
            modes.special_codes[SpecialCodeIndex::VTIME] = 0;
            let keyboard = Self { before };
            tcsetattr(io::stdin(), OptionalActions::Now, &modes)?;
            // Typed before anybody could read the question.
            tcflush(io::stdin(), QueueSelector::IFlush)?;
            Ok(keyboard)
        }
    }

    impl Drop for Keyboard {
        fn drop(&mut self) {
            // Where the terminal is gone there is nothing to give back.
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.before);
        }
    }

    impl Keyboard {
        /// One line, while the keyboard is taken.
        pub fn read() -> io::Result<Typed> {
            let mut line = String::new();
            loop {
                let Some(key) = key()? else {
                    return Ok(Typed::Pasted);
                };
                match key.as_str() {
                    "" => return Ok(Typed::Nothing),
                    "\n" | "\r" => return Ok(Typed::Line(line)),
                    "\u{4}" if line.is_empty() => return Ok(Typed::Nothing),
                    "\u{7f}" | "\u{8}" => {
                        if line.pop().is_some() {
                            echo("\u{8} \u{8}");
                        }
                    }
                    "\u{15}" => {
                        line.chars().for_each(|_| echo("\u{8} \u{8}"));
                        line.clear();
                    }
                    // Arrows and the like, whose keys are several bytes.
                    key if key.starts_with(char::is_control) => {}
                    key => {
                        echo(key);
                        line.push_str(key);
                    }
                }
            }
        }
    }

    /// One key, nothing at the end; `None`: several came at once, and were dropped.
    fn key() -> io::Result<Option<String>> {
        let first = bytes()?;
        let text = String::from_utf8_lossy(&first).into_owned();
        let is_one = text.starts_with('\u{1b}') && !text.contains(['\n', '\r']) || text.chars().count() <= 1;
        if is_one && (text.is_empty() || !comes_within(BURST)?) {
            return Ok(Some(text));
        }
        while comes_within(TAIL)? && !bytes()?.is_empty() {}
        Ok(None)
    }

    fn bytes() -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; 1024];
        let count = rustix::io::retry_on_intr(|| rustix::io::read(io::stdin(), &mut bytes))?;
        bytes.truncate(count);
        Ok(bytes)
    }

    fn comes_within(nanoseconds: i64) -> io::Result<bool> {
        let stdin = io::stdin();
        let mut waiting = [PollFd::new(&stdin, PollFlags::IN)];
        let patience = Timespec {
            tv_sec: 0,
            tv_nsec: nanoseconds,
        };
        let ready = rustix::io::retry_on_intr(|| poll(&mut waiting, Some(&patience)))?;
        Ok(ready > 0)
    }

    fn echo(text: &str) {
        let mut err = io::stderr().lock();
        // Who cannot see it types all the same.
        let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
    }
}

#[cfg(not(unix))]
impl Keyboard {
    #[expect(clippy::unnecessary_wraps, reason = "the same shape on every platform")]
    pub fn take() -> io::Result<Self> {
        Ok(Self {})
    }

    pub fn read() -> io::Result<Typed> {
        let mut line = String::new();
        let count = io::stdin().read_line(&mut line)?;
        Ok(if count == 0 {
            Typed::Nothing
        } else {
            Typed::Line(line)
        })
    }
}
