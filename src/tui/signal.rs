//! Signals, as messages for the screens.

use super::message::Signal;
use std::io;
use tokio::sync::mpsc;

/// Every signal that the screens answer to, from now on. Has to be called inside of a runtime.
#[cfg(unix)]
pub fn listen() -> io::Result<mpsc::Receiver<Signal>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (sender, signals) = mpsc::channel(8);
    let stop = rustix::process::Signal::TSTP.as_raw();
    for (kind, meaning) in [
        (SignalKind::terminate(), Signal::Stop),
        (SignalKind::interrupt(), Signal::Stop),
        (SignalKind::hangup(), Signal::HangUp),
        (SignalKind::from_raw(stop), Signal::Suspend),
    ] {
        let mut stream = signal(kind)?;
        let sender = sender.clone();
        tokio::spawn(async move {
            while stream.recv().await.is_some() {
                if sender.send(meaning).await.is_err() {
                    break;
                }
            }
        });
    }
    Ok(signals)
}

/// `Ctrl-C` comes as a key, and closing the window ends the process.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same shape on every platform")]
pub fn listen() -> io::Result<mpsc::Receiver<Signal>> {
    let (sender, signals) = mpsc::channel(1);
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            let _ = sender.send(Signal::Stop).await;
        }
    });
    Ok(signals)
}
