//! The link report and the plan, as people and scripts get them.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "builders outside of test functions fail the test by panicking"
)]

mod doctor;
mod every_code;
mod explain;
mod links;
mod plan;
mod schema;
#[expect(dead_code, reason = "shared with the tests of the core, which use all of it")]
#[path = "../core/world.rs"]
mod world;

use koppel::report::Screen;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

pub fn screen(width: usize) -> Screen {
    Screen {
        width: Some(width),
        color: false,
    }
}

/// Every line fits, and nothing in it moves the cursor.
///
/// # Panics
/// Where one does not.
pub fn assert_fits(text: &str, width: usize) {
    for line in text.lines() {
        let cells: usize = line.graphemes(true).map(UnicodeWidthStr::width).sum();
        assert!(cells <= width, "{cells} of {width} cells: {line:?}");
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
}
