//! What a bug says.

use std::io::Write as _;

/// Where it happened, and nothing of what: a panic's message can quote the text that it stumbled over, and that
/// may be somebody's name.
pub(super) fn install_hook() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(
            || "an unknown place".to_owned(),
            |location| format!("{}:{}", location.file(), location.line()),
        );
        let _ = writeln!(
            std::io::stderr().lock(),
            "koppel has a bug, at {place} (version {}).\n  do:  please report this line; it holds no personal data",
            env!("CARGO_PKG_VERSION"),
        );
    }));
}
