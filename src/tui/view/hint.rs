//! The demo's hint for the screen that is shown: a small box in its lower right corner.

use super::super::action::Action;
use super::super::shell::Shell;
use super::super::theme::Role;
use super::super::view_state::{Target, ViewState};
use super::super::widget::frame::{dialog, line_right, paragraph};
use crate::lang::Key;
use crate::report::wrap;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const WIDTH: u16 = 58;

pub(super) fn draw(shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
    let Some(hint) = shell.hint() else {
        return;
    };
    let text = shell.lang.text(hint.says);
    let width = WIDTH.min(area.width);
    let lines = wrap(&text, usize::from(width.saturating_sub(4))).len();
    // Its edges, and the keys.
    let height = u16::try_from(lines + 3).unwrap_or(area.height).min(area.height);
    let corner = Rect {
        x: area.right() - width,
        y: area.bottom() - height,
        width,
        height,
    };
    let fillings = [("number", hint.number.into()), ("of", hint.of.into())];
    let heading = shell.lang.with(Key("hint-heading"), &fillings);
    let inner = dialog(shell, corner, buffer, (width, height), &heading);
    paragraph(shell, inner, buffer, (&text, Role::Text));
    let keys = Rect {
        y: inner.bottom().saturating_sub(1),
        height: inner.height.min(1),
        ..inner
    };
    line_right(
        shell,
        keys,
        buffer,
        (&shell.lang.text(Key("hint-keys")), Role::Quiet),
    );
    state.add_target(corner, Target::Action(Action::CloseHint));
}
