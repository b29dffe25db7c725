//! What each thing on the screen is, and how the terminal shows that. Colours are the terminal's own sixteen,
//! so that they suit its palette; with more of them only the quiet ones are chosen finer. State is never told
//! by colour alone, so without any nothing is lost.

use crate::store::Environment;
use ratatui::style::{Color, Modifier, Style};

/// What something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Text,
    /// Explanations, what can be done without.
    Quiet,
    Heading,
    /// The name of a key.
    Key,
    /// What the next key acts on.
    Selected,
    /// Somebody loses something, or something is wrong.
    Danger,
    /// Waits for a person.
    Waits,
    /// Good, or will be done.
    Good,
    Link,
    Production,
    Preview,
    /// A text field.
    Field,
    Frame,
}

/// How many colours there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    None,
    Sixteen,
    /// 256 or all of them.
    Many,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    Dark,
    Light,
}

/// What `--color` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColorChoice {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    pub depth: Depth,
    pub background: Background,
}

impl Theme {
    /// From `--color`, `NO_COLOR`, `TERM`, `COLORTERM` and `COLORFGBG`.
    pub fn detect(choice: ColorChoice, environment: &Environment) -> Self {
        let filled = |name| environment.get_filled(name).unwrap_or_default();
        let is_plain = !filled("NO_COLOR").is_empty() || filled("TERM") == "dumb";
        let has_many = filled("TERM").contains("256color")
            || filled("TERM").contains("direct")
            || matches!(filled("COLORTERM"), "truecolor" | "24bit");
        let depth = match choice {
            ColorChoice::Never => Depth::None,
            ColorChoice::Auto if is_plain => Depth::None,
            ColorChoice::Auto | ColorChoice::Always if has_many => Depth::Many,
            ColorChoice::Auto | ColorChoice::Always => Depth::Sixteen,
        };
        // "foreground;background" as numbers of the palette; 7 and 15 are the white ones.
        let behind = filled("COLORFGBG").rsplit(';').next().unwrap_or_default();
        let background = if matches!(behind, "7" | "15") {
            Background::Light
        } else {
            Background::Dark
        };
        Self { depth, background }
    }

    pub fn style(self, role: Role) -> Style {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let base = match role {
            Role::Text | Role::Link => plain,
            Role::Quiet | Role::Frame => plain.add_modifier(Modifier::DIM),
            Role::Heading | Role::Key | Role::Danger | Role::Waits | Role::Good => bold,
            Role::Selected => plain.add_modifier(Modifier::REVERSED),
            Role::Production | Role::Preview => bold.add_modifier(Modifier::REVERSED),
            Role::Field => plain.add_modifier(Modifier::UNDERLINED),
        };
        match self.color(role) {
            Some(color) => base.remove_modifier(Modifier::DIM).fg(color),
            None => base,
        }
    }

    /// `None`: the terminal's own.
    fn color(self, role: Role) -> Option<Color> {
        use Background::{Dark, Light};
        let many = self.depth == Depth::Many;
        if self.depth == Depth::None {
            return None;
        }
        Some(match (role, self.background) {
            (Role::Quiet, Dark) if many => Color::Indexed(246),
            (Role::Quiet, Light) if many => Color::Indexed(241),
            (Role::Frame, Dark) if many => Color::Indexed(240),
            (Role::Frame, Light) if many => Color::Indexed(250),
            // The sixteen have no grey that is safe on both: dimmed text has to do.
            (Role::Quiet | Role::Frame | Role::Text | Role::Selected | Role::Heading | Role::Field, _) => {
                return None;
            }
            (Role::Key, Dark) => Color::Cyan,
            (Role::Key | Role::Link, Light) => Color::Blue,
            (Role::Link, Dark) => Color::LightBlue,
            (Role::Danger | Role::Production, _) => Color::Red,
            (Role::Waits, Dark) => Color::Yellow,
            // Yellow on white cannot be read.
            (Role::Waits, Light) => Color::Magenta,
            (Role::Good | Role::Preview, _) => Color::Green,
        })
    }
}

impl Background {
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Dark => Self::Light,
            Self::Light => Self::Dark,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLES: [Role; 13] = [
        Role::Text,
        Role::Quiet,
        Role::Heading,
        Role::Key,
        Role::Selected,
        Role::Danger,
        Role::Waits,
        Role::Good,
        Role::Link,
        Role::Production,
        Role::Preview,
        Role::Field,
        Role::Frame,
    ];

    fn detect(choice: ColorChoice, variables: &[(&str, &str)]) -> Theme {
        Theme::detect(choice, &variables.iter().copied().collect())
    }

    #[test]
    fn the_terminal_and_the_person_say_how_many_colours() {
        use ColorChoice::{Always, Auto, Never};
        let xterm = ("TERM", "xterm-256color");
        for (choice, variables, depth) in [
            (Auto, &[("TERM", "xterm")][..], Depth::Sixteen),
            (Auto, &[xterm], Depth::Many),
            (
                Auto,
                &[("TERM", "xterm"), ("COLORTERM", "truecolor")],
                Depth::Many,
            ),
            (Auto, &[xterm, ("NO_COLOR", "1")], Depth::None),
            (Auto, &[xterm, ("NO_COLOR", "")], Depth::Many),
            (Always, &[xterm, ("NO_COLOR", "1")], Depth::Many),
            (Never, &[xterm], Depth::None),
        ] {
            assert_eq!(detect(choice, variables).depth, depth, "{choice:?} {variables:?}");
        }
        assert_eq!(
            detect(Auto, &[("COLORFGBG", "0;15")]).background,
            Background::Light
        );
        assert_eq!(
            detect(Auto, &[("COLORFGBG", "15;default;0")]).background,
            Background::Dark
        );
    }

    #[test]
    fn without_colour_nothing_has_one() {
        let theme = detect(ColorChoice::Never, &[]);
        for role in ROLES {
            let style = theme.style(role);
            assert_eq!((style.fg, style.bg), (None, None), "{role:?}");
        }
    }
}
