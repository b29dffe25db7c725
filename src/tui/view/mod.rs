//! How everything looks: the lines around the screen, the screen, and what lies over it. Pure: draws the model
//! and changes nothing but the [`ViewState`].

mod ascii;
mod hint;
mod layer;
mod writing;

use super::action::Action;
use super::desk::Live;
use super::job::Job;
use super::key::{Binding, Chord};
use super::model::Model;
use super::screen::ScreenId;
use super::shell::{LEAST, Room, Shell};
use super::theme::Role;
use super::update::{takes_text, working_bindings};
use super::view_state::{Target, ViewState};
use super::widget::frame::{line, line_right, paragraph};
use crate::core::RunVerdict;
use crate::lang::Key;
use crate::okta::Tier;
use crate::report::cells;
use crate::report::words;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

/// The pictures of something that is under way.
const THROBBER: [&str; 4] = ["|", "/", "-", "\\"];

/// Draws all of it.
pub fn view(model: &Model, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
    state.cover();
    if model.shell.room() == Room::TooSmall {
        too_small(&model.shell, area, buffer);
    } else {
        let [header, tabs, body, word, hints] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(1),
            Constraint::Fill(1),
            Constraint::Length(1),
            Constraint::Length(1),
        ])
        .areas(area);
        draw_header(&model.shell, header, buffer);
        draw_tabs(&model.shell, tabs, buffer, state);
        let screen = model.screens.get(model.shell.screen);
        screen.view(&model.shell, body, buffer, state);
        hint::draw(&model.shell, body, buffer, state);
        if !model.shell.layers.is_empty() {
            state.cover();
        }
        if let Some(top) = model.shell.layers.last() {
            layer::draw(&model.shell, top, body, word, buffer, state);
        }
        draw_word(&model.shell, word, buffer);
        draw_hints(model, hints, buffer, state);
    }
    if model.shell.ascii {
        ascii::replace(buffer);
    }
}

fn too_small(shell: &Shell, area: Rect, buffer: &mut Buffer) {
    let (width, height) = LEAST;
    let says = shell.lang.with(
        Key("too-small"),
        &[
            ("width", width.into()),
            ("height", height.into()),
            ("columns", shell.size.0.into()),
            ("rows", shell.size.1.into()),
        ],
    );
    paragraph(shell, area, buffer, (&says, Role::Text));
}

/// Which org this is about, whether anything can be written, how old what is known is, who this is.
fn draw_header(shell: &Shell, area: Rect, buffer: &mut Buffer) {
    let lang = &shell.lang;
    let header = &shell.header;
    let role = match &header.org {
        Some((Tier::Production, _)) if !header.is_demo => Role::Production,
        None if !header.is_demo => Role::Quiet,
        _ => Role::Preview,
    };
    let host = header.org.as_ref().map_or("", |(_, host)| host.as_str());
    let age = age(shell);
    let user = format!("{}  {} ", age.as_deref().unwrap_or_default(), header.user);
    let taken = line_right(shell, area, buffer, (&user, Role::Quiet));
    let left = Rect {
        width: area.width.saturating_sub(taken + 1),
        ..area
    };
    let read_only = if header.read_only {
        format!("  {}", lang.text(Key("header-read-only")))
    } else {
        String::new()
    };
    let badge = format!(" {} ", shell.badge());
    let verdict = header
        .verdict
        .filter(|verdict| *verdict != RunVerdict::Good)
        .map_or_else(String::new, |verdict| {
            format!("  ! {}", words::verdict_label(verdict))
        });
    let pieces = [
        (" koppel ", Role::Heading),
        (badge.as_str(), role),
        (" ", Role::Text),
        (host, Role::Text),
        (&read_only, Role::Waits),
        (&verdict, Role::Danger),
    ];
    line(shell, left, buffer, &pieces);
}

/// Of the reading that is shown, else of the last good run; of the run that goes on, how far it is.
fn age(shell: &Shell) -> Option<String> {
    if let Some(live) = running(shell) {
        let fillings = [("done", live.ended.into()), ("total", live.total.into())];
        return Some(shell.lang.with(Key("header-running"), &fillings));
    }
    let (key, at) = match (shell.header.read_at, shell.header.last_good_run) {
        (Some(at), _) => (Key("header-read"), at),
        (None, Some(at)) => (Key("header-last-run"), at),
        (None, None) => return None,
    };
    let moment = shell.lang.moment(at, shell.now, &shell.zone);
    let ago = shell.lang.ago(shell.now.duration_since(at));
    let fillings = [("moment", moment.into()), ("ago", ago.into())];
    Some(shell.lang.with(key, &fillings))
}

/// The run that goes on.
fn running(shell: &Shell) -> Option<&Live> {
    let job = shell.jobs.get(shell.desk.run()?)?;
    job.progress.live.as_deref()
}

fn draw_tabs(shell: &Shell, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
    let mut rest = area;
    for (id, digit, name) in ScreenId::TABS {
        let name = shell.lang.text(name);
        let is_shown = id == shell.screen;
        // In capitals, so that it is told apart without colour, too.
        let name = if is_shown { name.to_uppercase() } else { name };
        let text = format!(" {digit} {name} ");
        let role = if is_shown { Role::Heading } else { Role::Quiet };
        line(shell, rest, buffer, &[(&text, role)]);
        let width = u16::try_from(cells(&text)).unwrap_or(u16::MAX).min(rest.width);
        state.add_target(Rect { width, ..rest }, Target::Action(Action::Go(id)));
        rest = Rect {
            x: rest.x + width,
            width: rest.width - width,
            ..rest
        };
    }
}

/// What is under way, else what just happened.
fn draw_word(shell: &Shell, area: Rect, buffer: &mut Buffer) {
    if let Some(job) = shell.jobs.shown(shell.screen, shell.now) {
        let says = job_words(shell, job);
        line(shell, area, buffer, &[(&says, Role::Waits)]);
    } else if let Some(word) = &shell.word {
        let (sign, role) = if word.is_bad {
            ("! ", Role::Danger)
        } else {
            ("", Role::Good)
        };
        line(
            shell,
            area,
            buffer,
            &[(" ", role), (sign, role), (&word.text, role)],
        );
    }
}

/// What it does, how far it is, and how to stop it.
fn job_words(shell: &Shell, job: &Job) -> String {
    let lang = &shell.lang;
    let throbber = THROBBER.get(job.frame(shell.now, THROBBER.len())).unwrap_or(&"-");
    let side = job.progress.side.map(|side| format!(", {}", side.name()));
    let doing = format!("{}{}", job.title, side.unwrap_or_default());
    let far = match (job.progress.done, job.progress.total) {
        (0, None) => String::new(),
        (done, None) => lang.number(done),
        (done, Some(total)) => {
            let fillings = [("done", done.into()), ("total", total.into())];
            lang.with(Key("job-of"), &fillings)
        }
    };
    let stop = match job.kind {
        super::job::Kind::Looks => lang.text(Key("job-cancel")),
        _ => String::new(),
    };
    format!(" {throbber} {doing}  {far}   {stop}")
}

/// The key that a hint names: one that does this now, and that is no letter where letters are text. `None`: it cannot
/// be done now.
fn hint_chord(model: &Model, working: &[&'static [Binding]], binding: &Binding) -> Option<Chord> {
    let can_be_filtered = model.screens.get(model.shell.screen).filter().is_some();
    if binding.action == Action::Filter && !can_be_filtered {
        return None;
    }
    let takes_text = takes_text(model);
    let does_this = |chord: &Chord| {
        let found = working
            .iter()
            .find_map(|bindings| Binding::find(bindings, *chord));
        found.is_some_and(|found| found.action == binding.action)
    };
    let mut chords = binding.chords.iter().copied();
    chords.find(|chord| (!takes_text || chord.typed().is_none()) && does_this(chord))
}

/// As many hints as fit; the one for all keys is always among them.
fn draw_hints(model: &Model, area: Rect, buffer: &mut Buffer, state: &mut ViewState) {
    let shell = &model.shell;
    let bindings = working_bindings(model);
    let mut hints: Vec<(Action, String, String)> = bindings
        .iter()
        .copied()
        .flatten()
        .filter(|one| one.is_hint)
        .filter_map(|one| {
            let key = format!(" {}", hint_chord(model, &bindings, one)?);
            Some((one.action, key, format!(" {} ", shell.lang.text(one.says))))
        })
        .collect();
    let width = |(_, key, says): &(Action, String, String)| cells(key) + cells(says);
    while hints.len() > 1 && hints.iter().map(width).sum::<usize>() > area.width.into() {
        // The last one leads to all that is left out.
        hints.remove(hints.len() - 2);
    }
    let mut rest = area;
    for hint in hints {
        let (action, key, says) = &hint;
        line(shell, rest, buffer, &[(key, Role::Key), (says, Role::Text)]);
        let width = u16::try_from(width(&hint)).unwrap_or(u16::MAX).min(rest.width);
        state.add_target(Rect { width, ..rest }, Target::Action(*action));
        rest = Rect {
            x: rest.x + width,
            width: rest.width - width,
            ..rest
        };
    }
}
