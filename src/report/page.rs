//! A report for a terminal: sections, paragraphs and tables, with signs and words first and colour last.

use super::table::{Table, clean, wrap, wrap_whole};
use std::fmt::Write as _;

/// What a report is written for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Screen {
    /// In cells; `None`: as wide as it is, for files and pipes.
    pub width: Option<usize>,
    pub color: bool,
}

/// What a section is about; colour follows from it, and never says more than sign and word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// Somebody loses something.
    Danger,
    /// Somebody has to decide.
    Waits,
    /// Something will be done.
    Change,
    Quiet,
}

impl Tone {
    fn sgr(self) -> &'static str {
        match self {
            Self::Danger => "\u{1b}[1;31m",
            Self::Waits => "\u{1b}[1;33m",
            Self::Change => "\u{1b}[1;32m",
            Self::Quiet => "\u{1b}[1m",
        }
    }
}

/// Cells of the labels that stand beside items, such as `! problem`.
const LABEL: usize = 9;

/// The text as it grows.
#[derive(Debug)]
pub(super) struct Page {
    screen: Screen,
    text: String,
}

impl Page {
    pub fn new(screen: Screen) -> Self {
        Self {
            screen,
            text: String::new(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub fn into_text(self) -> String {
        self.text
    }

    /// `! DEACTIVATE 2: lose every access at once`, after an empty line.
    pub fn section(&mut self, tone: Tone, sign: char, title: &str, count: Option<usize>, says: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let count = count.map_or_else(String::new, |count| format!(" {count}"));
        let head = format!("{sign} {}{count}", title.to_uppercase());
        let whole = if says.is_empty() {
            head.clone()
        } else {
            format!("{head}: {says}")
        };
        let lines = self.wrapped(&whole, 0);
        for (number, line) in lines.iter().enumerate() {
            // The head is all of the first line or its start: a narrow terminal may break it.
            match line
                .strip_prefix(&head)
                .filter(|_| number == 0 && self.screen.color)
            {
                Some(rest) => self.line(0, &format!("{}{head}\u{1b}[0m{rest}", tone.sgr())),
                None => self.line(if number == 0 { 0 } else { 2 }, line),
            }
        }
    }

    /// A paragraph.
    pub fn paragraph(&mut self, indent: usize, text: &str) {
        for (number, line) in self.wrapped(&clean(text), indent).iter().enumerate() {
            self.line(if number == 0 { indent } else { indent + 2 }, line);
        }
    }

    /// A sign and a word, with text beside them that is never cut: there may be something to copy in it.
    pub fn item(&mut self, tone: Tone, label: &str, text: &str) {
        let beside = 2 + LABEL + 1;
        let text = clean(text);
        let lines = match self.screen.width {
            Some(width) => wrap_whole(&text, width.saturating_sub(beside).max(20)),
            None => vec![text],
        };
        for (number, line) in lines.iter().enumerate() {
            let pad = LABEL.saturating_sub(if number == 0 { label.len() } else { 0 });
            let label = match (number, self.screen.color) {
                (0, true) if !label.is_empty() => format!("{}{label}\u{1b}[0m", tone.sgr()),
                (0, _) => label.to_owned(),
                _ => String::new(),
            };
            self.line(2, &format!("{label}{:pad$} {line}", ""));
        }
    }

    pub fn blank(&mut self) {
        self.text.push('\n');
    }

    pub fn table(&mut self, indent: usize, table: &Table) {
        for line in table.lines(self.screen.width.map(|width| width.saturating_sub(indent))) {
            self.line(indent, &line);
        }
    }

    /// Whether all of the table can be shown.
    pub fn fits(&self, indent: usize, table: &Table) -> bool {
        self.screen
            .width
            .is_none_or(|width| indent + table.width() <= width)
    }

    /// A table of which the first `most` rows are shown, and the others counted.
    pub fn table_start(&mut self, indent: usize, mut table: Table, most: usize) {
        let more = table.len().saturating_sub(most);
        // One row more is shown rather than counted.
        if more > 1 {
            table.keep(most);
        }
        self.table(indent, &table);
        if more > 1 {
            self.paragraph(
                indent,
                &format!("… and {more} more; --format csv names everybody"),
            );
        }
    }

    fn wrapped(&self, text: &str, indent: usize) -> Vec<String> {
        match self.screen.width {
            Some(width) => wrap(text, width.saturating_sub(indent + 2).max(8)),
            None => vec![text.to_owned()],
        }
    }

    fn line(&mut self, indent: usize, line: &str) {
        let _ = writeln!(self.text, "{:indent$}{line}", "");
    }
}
