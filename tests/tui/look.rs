//! How the screens look.

use crate::world::{SETTINGS, World, broken, facts};
use koppel::tui::theme::Depth;
use ratatui::buffer::Cell;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (30, 6)];

#[test]
fn settings_at_every_size() {
    for (width, height) in SIZES {
        let screen = World::settled().screen(width, height);
        insta::assert_snapshot!(format!("settings_{width}x{height}"), screen);
    }
}

#[test]
fn every_page_of_the_settings() {
    let mut world = World::settled();
    let mut all = String::new();
    for _ in 0..13 {
        all.push_str(&world.screen(80, 24));
        world.press(&["j"]);
    }
    insta::assert_snapshot!(all);
}

#[test]
fn settings_that_cannot_be_used_are_told_line_by_line() {
    let screen = World::with(broken()).screen(80, 24);
    insta::assert_snapshot!(screen);
}

#[test]
fn what_lies_over_the_settings() {
    for (name, keys) in [
        ("help", &["?"][..]),
        ("palette", &[":", "m", "o", "u"]),
        ("filter", &["/", "d", "e", "p"]),
        ("leaving", &["Ctrl-C"]),
    ] {
        let screen = World::settled().press(keys).screen(80, 24);
        insta::assert_snapshot!(name, screen);
    }
}

/// The buffer with its colours: they are not in the text.
#[test]
fn colours_say_nothing_that_the_text_does_not() {
    let buffer = World::settled().backend(80, 24).buffer().clone();
    insta::assert_snapshot!("settings_coloured", format!("{buffer:?}"));
    let mut plain = World::settled();
    plain.model.shell.theme.depth = Depth::None;
    let without = plain.backend(80, 24).buffer().clone();
    for (one, other) in buffer.content.iter().zip(&without.content) {
        assert_eq!(one.symbol(), other.symbol());
        assert_eq!((other.fg, other.bg), Default::default(), "no colour at all");
    }
}

#[test]
fn ascii_is_nothing_but_ascii() {
    let mut facts = facts(SETTINGS);
    facts.settings.as_mut().unwrap().shown[1].value = Some("\"王小明 → Müller\"".to_owned());
    for keys in [&["l"][..], &["?"], &[":"], &["Ctrl-C"]] {
        let mut world = World::with(facts.clone());
        world.model.shell.ascii = true;
        let screen = world.press(keys).backend(80, 24);
        let text: String = screen.buffer().content.iter().map(Cell::symbol).collect();
        assert!(text.is_ascii(), "{text}");
    }
}
