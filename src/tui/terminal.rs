//! The terminal itself: taken over while the screens are up, and given back as it was, whatever ends them.

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::{Hide, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::execute;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// The terminal is taken over. Global, since the panic hook has nothing else to know it by.
static IS_OURS: AtomicBool = AtomicBool::new(false);

/// What the loop asks of a terminal besides drawing.
pub trait Device {
    /// Puts this text on the clipboard (OSC 52).
    fn copy(&mut self, text: &str) -> io::Result<()>;
    fn set_mouse(&mut self, is_on: bool) -> io::Result<()>;
    /// Gives the terminal back, stops this process until it is continued, and takes the terminal over again.
    fn suspend(&mut self) -> io::Result<()>;
    /// Drops what was typed and not read yet.
    fn drop_unread(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The terminal of this process. Given back when it is dropped.
#[derive(Debug)]
pub struct Guard {
    mouse: bool,
}

impl Guard {
    /// Takes the terminal over: raw mode, the alternate screen, pastes as pastes, the mouse.
    pub fn enter(mouse: bool) -> io::Result<Self> {
        let guard = Self { mouse };
        guard.take()?;
        Ok(guard)
    }

    fn take(&self) -> io::Result<()> {
        IS_OURS.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, Hide)?;
        if self.mouse {
            execute!(io::stdout(), EnableMouseCapture)?;
        }
        Ok(())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back, if it was taken over. Also for the panic hook: a release build ends without dropping
/// anything.
pub fn restore() {
    if IS_OURS.swap(false, Ordering::SeqCst) {
        // Where the terminal is gone there is nothing to give back.
        let _ = execute!(
            io::stdout(),
            DisableMouseCapture,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            Show
        );
        let _ = disable_raw_mode();
    }
}

impl Device for Guard {
    fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text))
    }

    fn set_mouse(&mut self, is_on: bool) -> io::Result<()> {
        self.mouse = is_on;
        if is_on {
            execute!(io::stdout(), EnableMouseCapture)
        } else {
            execute!(io::stdout(), DisableMouseCapture)
        }
    }

    fn suspend(&mut self) -> io::Result<()> {
        restore();
        io::stdout().flush()?;
        stop()?;
        self.take()
    }

    #[cfg(unix)]
    fn drop_unread(&mut self) -> io::Result<()> {
        use rustix::termios::{QueueSelector, tcflush};
        Ok(tcflush(io::stdin(), QueueSelector::IFlush)?)
    }
}

/// The whole group, as the shell's own Ctrl-Z would: a wrapper around koppel has to give the terminal back, too.
#[cfg(unix)]
fn stop() -> io::Result<()> {
    rustix::process::kill_current_process_group(rustix::process::Signal::STOP)?;
    Ok(())
}

/// There is no such thing here.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same shape on every platform")]
fn stop() -> io::Result<()> {
    Ok(())
}
