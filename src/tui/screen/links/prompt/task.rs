//! What the prompt does in the background: searching, and looking at what a link would do.

use super::outlook::Outlook;
use crate::core::EmployeeId;
use crate::core::link::{EmployeeStanding, ProfileStanding};
use crate::core::search::{Found, Query};
use crate::engine;
use crate::failure::Failure;
use crate::tui::desk::Reading;
use crate::tui::shared::Shared;
use tokio_util::sync::CancellationToken;

#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    Search(Search),
    Outlook {
        reading: Shared<Reading>,
        /// By position.
        profile: u32,
        employee: EmployeeId,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    pub reading: Shared<Reading>,
    pub query: Query,
    pub side: Side,
    /// Also those who are linked, excluded, in conflict, aside or out of scope.
    pub with_taken: bool,
}

/// Who is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Employees,
    Profiles,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Answered {
    Hits(Hits),
    Outlook(Box<Outlook>),
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hits {
    pub query: Query,
    pub found: Found,
    /// How many more match who are taken; counted only where nobody else does.
    pub taken: usize,
}

/// Ends without an answer of use where it is cancelled: nobody waits for that one.
///
/// # Errors
/// Where no thread can be had.
pub async fn perform(task: Task, cancel: &CancellationToken) -> Result<Answered, Failure> {
    let cancel = cancel.clone();
    let work = move || match task {
        Task::Search(search) => search.find(&cancel).map(Answered::Hits),
        Task::Outlook {
            reading,
            profile,
            employee,
        } => Outlook::of(&reading, profile, employee, || cancel.is_cancelled())
            .map(|outlook| Answered::Outlook(Box::new(outlook))),
    };
    let answered = engine::apart(work).await?;
    Ok(answered.unwrap_or_else(|| Answered::Hits(Hits::default())))
}

impl Search {
    fn find(self, cancel: &CancellationToken) -> Option<Hits> {
        let is_stale = || cancel.is_cancelled();
        let people = &self.reading.people;
        let search = match self.side {
            Side::Employees => &people.employees,
            Side::Profiles => &people.profiles,
        };
        let may = |position: u32| self.with_taken || self.side.is_free(&self.reading, position);
        let found = search.find(&self.query, may, is_stale)?;
        let taken = if found.total == 0 && !self.with_taken {
            search.find(&self.query, |_| true, is_stale)?.total
        } else {
            0
        };
        Some(Hits {
            query: self.query,
            found,
            taken,
        })
    }
}

impl Side {
    /// Whoever stands at this position is nobody's yet; of profiles former ones are, too (rule L3).
    pub fn is_free(self, reading: &Reading, position: u32) -> bool {
        let at = position as usize;
        match self {
            Self::Employees => reading.links.employees.get(at) == Some(&EmployeeStanding::Unmatched),
            Self::Profiles => matches!(
                reading.links.profiles.get(at),
                Some(
                    ProfileStanding::Unmatched
                        | ProfileStanding::Former
                        | ProfileStanding::EmployeeGone(_)
                        | ProfileStanding::SpareNumber(_)
                )
            ),
        }
    }
}
