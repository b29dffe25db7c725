//! How the parts look that screens are made of.

use crate::world::World;
use koppel::tui::theme::Role;
use koppel::tui::view_state::{ListId, ViewState};
use koppel::tui::widget::checklist::Checklist;
use koppel::tui::widget::field::{SecretField, TextField};
use koppel::tui::widget::form::{Field, Form, Input};
use koppel::tui::widget::frame::{bar, panes};
use koppel::tui::widget::table::{Cell, Table};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Rect};
use std::cell::RefCell;

fn text(buffer: &Buffer) -> String {
    buffer
        .content
        .chunks(usize::from(buffer.area.width))
        .map(|line| line.iter().map(ratatui::buffer::Cell::symbol).collect::<String>() + "\n")
        .collect()
}

#[test]
fn a_form_with_a_secret_and_a_checklist() {
    let world = World::settled();
    let shell = &world.model.shell;
    let area = Rect::new(0, 0, 50, 8);
    let mut buffer = Buffer::empty(area);
    let mut secret = SecretField::default();
    secret.paste("00secretOfSomebody");
    let mut token = Field::new("API token".to_owned(), Input::Secret(secret));
    token.remark = Some(("Okta refused it".to_owned(), Role::Danger));
    let fields = vec![
        Field::new("Domain".to_owned(), Input::Text(TextField::new("acme.okta.com"))),
        token,
        Field::new(
            "of that".to_owned(),
            Input::Choice {
                options: vec!["whole".to_owned(), "initial".to_owned()],
                chosen: 1,
            },
        ),
    ];
    let mut state = ViewState::default();
    let form = Form::new(ListId("form"), fields);
    let rows = form.draw(shell, area, &mut buffer, &mut state, true);
    assert_eq!(rows, 4);
    let items = vec![
        ("Personio: API access".to_owned(), true),
        ("Okta: API token".to_owned(), false),
    ];
    let rest = Rect {
        y: 5,
        height: 2,
        ..area
    };
    Checklist::new(ListId("list"), items).draw(shell, rest, &mut buffer, &mut state, true);
    bar(
        shell,
        Rect {
            y: 7,
            height: 1,
            width: 12,
            ..area
        },
        &mut buffer,
        137,
        340,
    );
    let text = text(&buffer);
    assert!(!text.contains("secret"), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn only_the_rows_in_sight_are_asked_for() {
    let world = World::settled();
    let area = Rect::new(0, 0, 40, 10);
    let mut buffer = Buffer::empty(area);
    let asked = RefCell::new(Vec::new());
    let table = Table {
        id: ListId("long"),
        len: 100_000,
        selected: 50_000,
        has_focus: true,
        columns: &[Constraint::Fill(1)],
    };
    table.draw(
        &world.model.shell,
        area,
        &mut buffer,
        &mut ViewState::default(),
        |row| {
            asked.borrow_mut().push(row);
            vec![Cell::new(row.to_string(), Role::Text)]
        },
    );
    assert_eq!(*asked.borrow(), (49_991..=50_000).collect::<Vec<usize>>());
}

#[test]
fn two_panes_from_110_columns_on() {
    let mut world = World::settled();
    for (width, has_two) in [(80, false), (109, false), (110, true), (200, true)] {
        world.model.shell.size = (width, 30);
        let area = Rect::new(0, 0, width, 30);
        let found = panes(&world.model.shell, area, &mut Buffer::empty(area));
        assert_eq!(found.is_some(), has_two, "{width}");
    }
}
