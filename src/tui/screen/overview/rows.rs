//! The rows of the overview, made of what is known and of what time it is. What needs a person comes first.

use super::digest::{Digest, LISTED};
use super::standing::Standing;
use crate::core::plan::HoldCode;
use crate::core::{EmployeeId, OktaId};
use crate::engine::Side;
use crate::lang::{Key, Lang};
use crate::tui::screen::ScreenId;
use crate::tui::shell::{Destination, Shell};
use crate::tui::theme::Role;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub id: RowId,
    /// One character before it that says what kind it is, without colour.
    pub sign: &'static str,
    pub role: Role,
    pub text: String,
    /// Behind the text, at the end of the line.
    pub note: String,
    /// Where `Enter` leads; `None`: nowhere, and the row is passed over.
    pub goal: Option<Destination>,
}

/// What a row is about, so that the selection stays with it when rows come and go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowId {
    Heading(&'static str),
    Access(OktaId),
    Leaver(usize),
    Hold(HoldCode),
    Overdue(EmployeeId),
    End(EmployeeId),
    Limit(usize),
    Remark(usize),
    Other(&'static str),
}

/// The lists of the links screen, by the numbers under which it opens them.
pub const UNDECIDED: u8 = 0;
pub const CONFLICTS: u8 = 1;
pub const TO_LINK: u8 = 2;
pub const LINKED: u8 = 3;
pub const ASIDE: u8 = 4;

/// A screen, all of it.
pub fn to(screen: ScreenId) -> Destination {
    Destination {
        screen,
        part: None,
        filter: Some(String::new()),
    }
}

/// What a screen shows of one person.
pub fn about(screen: ScreenId, employee: EmployeeId) -> Destination {
    Destination {
        filter: Some(employee.to_string()),
        ..to(screen)
    }
}

/// One list of the links screen.
pub fn links(list: u8) -> Destination {
    Destination {
        part: Some(list),
        ..to(ScreenId::Links)
    }
}

/// What needs a person, and how things stand: one below the other, or side by side.
#[derive(Debug, Default)]
pub struct Rows {
    pub needs: Vec<Row>,
    pub stands: Vec<Row>,
}

/// All that the rows are made of.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    pub digest: Option<&'a Digest>,
    pub standing: Option<&'a Standing>,
    /// Whose rate limit, what is left of it, and how much there is.
    pub budget: Option<(Side, u32, u32)>,
}

/// Rows as they are gathered.
pub(super) struct Page<'a> {
    pub(super) shell: &'a Shell,
    pub(super) rows: Vec<Row>,
}

impl Rows {
    pub fn of(shell: &Shell, known: Known<'_>) -> Self {
        let Known {
            digest,
            standing,
            budget,
        } = known;
        let mut page = Page {
            shell,
            rows: Vec::new(),
        };
        page.access(digest, standing);
        page.waits(digest, standing);
        let needs = std::mem::take(&mut page.rows);
        page.runs(standing);
        if let Some(digest) = digest {
            page.counts(digest);
            page.ends(digest);
            page.limits(digest);
        }
        page.budget(budget);
        page.changes(standing);
        Self {
            needs,
            stands: page.rows,
        }
    }

    /// All rows that lead somewhere, by their places in the one list.
    pub fn goals(&self) -> impl Iterator<Item = (usize, &Row)> {
        self.all().filter(|(_, row)| row.goal.is_some())
    }

    pub fn all(&self) -> impl Iterator<Item = (usize, &Row)> {
        self.needs.iter().chain(&self.stands).enumerate()
    }
}

impl Page<'_> {
    pub(super) fn lang(&self) -> &Lang {
        &self.shell.lang
    }

    pub(super) fn heading(&mut self, id: &'static str, says: Key, count: Option<usize>) {
        let mut text = self.lang().text(says);
        if let Some(count) = count {
            text = format!("{text} {}", self.lang().number(count));
        }
        self.push(RowId::Heading(id), "", Role::Heading, text, None);
    }

    pub(super) fn push(
        &mut self,
        id: RowId,
        sign: &'static str,
        role: Role,
        text: String,
        goal: Option<Destination>,
    ) {
        self.noted(id, (sign, role), text, String::new(), goal);
    }

    pub(super) fn noted(
        &mut self,
        id: RowId,
        (sign, role): (&'static str, Role),
        text: String,
        note: String,
        goal: Option<Destination>,
    ) {
        self.rows.push(Row {
            id,
            sign,
            role,
            text,
            note,
            goal,
        });
    }

    pub(super) fn more(&mut self, id: &'static str, total: usize, screen: ScreenId) {
        if total > LISTED {
            let fillings = [("count", (total - LISTED).into())];
            let says = self.lang().with(Key("overview-more"), &fillings);
            self.push(RowId::Other(id), "", Role::Quiet, says, Some(to(screen)));
        }
    }
}
