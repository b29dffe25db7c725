//! What a bug says.

use crate::tui;
use std::io::Write as _;
use std::panic::Location;

/// A bug gives the terminal back and says where it happened, and nothing of what: a panic's message can quote the
/// text that it stumbled over, and that may be somebody's name.
pub fn install_hook() {
    std::panic::set_hook(Box::new(|panic| {
        // A release build ends here, without giving anything back by itself.
        tui::terminal::restore();
        let _ = writeln!(std::io::stderr().lock(), "{}", report(panic.location()));
    }));
}

fn report(location: Option<&Location<'_>>) -> String {
    let place = location.map_or_else(
        || "an unknown place".to_owned(),
        |location| format!("{}:{}", location.file(), location.line()),
    );
    format!(
        "koppel {} has a bug, at {place}.\n  do:  Please report this line; it holds no personal data",
        env!("CARGO_PKG_VERSION")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bug_names_its_place() {
        let report = report(Some(Location::caller()));
        assert!(report.contains(&format!("at {}:", file!())), "{report}");
    }
}
