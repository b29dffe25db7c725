//! The mouse, and what lies over a screen.

use crate::world::World;
use koppel::tui::effect::Effect;
use koppel::tui::layer::HELP;
use koppel::tui::message::{Message, Pointer};
use koppel::tui::view_state::Target;
use ratatui::buffer::Cell;

/// Clicks on the first place that shows this text.
fn click(world: &mut World, text: &str) {
    let screen = world.backend(80, 24);
    let width = usize::from(screen.buffer().area.width);
    let cells = &screen.buffer().content;
    let place = cells.chunks(width).enumerate().find_map(|(row, line)| {
        let line: String = line.iter().map(Cell::symbol).collect();
        let at = line.find(text)?;
        Some((row, line[..at].chars().count()))
    });
    assert!(place.is_some(), "{text} is not to be seen");
    let (row, column) = place.unwrap();
    let target = world
        .state
        .target_at(u16::try_from(column).unwrap(), u16::try_from(row).unwrap());
    assert!(target.is_some(), "{text} cannot be clicked");
    world.send(Message::Pointer(Pointer::Press(target.unwrap())));
    world.send(Message::Drawn);
}

#[test]
fn pages_rows_hints_and_the_palette_can_be_clicked() {
    let mut world = World::settled();
    click(&mut world, "Protected");
    assert!(world.screen(80, 24).contains("> admin@acme.com"));
    click(&mut world, "break-glass");
    assert!(world.screen(80, 24).contains("> break-glass"));
    click(&mut world, "palette");
    world.type_text("switch the mouse");
    click(&mut world, "switch the mouse off");
    assert_eq!(world.effects.last(), Some(&Effect::Mouse(false)));
    click(&mut world, ": palette");
    world.type_text("leave koppel");
    world.press(&["Enter"]);
    assert!(matches!(world.effects.last(), Some(Effect::Leave(_))));
}

#[test]
fn nothing_below_a_layer_can_be_clicked() {
    let mut world = World::settled();
    world.press(&["?"]);
    world.screen(80, 24);
    for row in 0..23 {
        for column in 0..80 {
            let target = world.state.target_at(column, row);
            let is_help = match target {
                Some(Target::Row { list, .. }) => list == HELP,
                Some(Target::Action(_)) => false,
                None => true,
            };
            assert!(is_help, "{column} {row}: {target:?}");
        }
    }
}

#[test]
fn the_wheel_moves_and_resizing_keeps_the_place() {
    let mut world = World::settled();
    world.send(Message::Pointer(Pointer::WheelDown(None)));
    let before = world.screen(80, 24);
    assert!(before.contains("> Activation"), "{before}");
    world.screen(200, 60);
    world.screen(20, 3);
    assert_eq!(world.screen(80, 24), before);
}
