//! What a link would do, before it is decided: judged as it is judged when it is written down, and read off the plan
//! as it would be then. No rule is applied here.

use crate::core::assign::{Desk, Entry, Fit, Note, Verdict, judge};
use crate::core::plan::{self, Plan};
use crate::core::{EmployeeId, OktaId, link};
use crate::failure::capital;
use crate::report::{PlanView, assignment_outcome, assignment_refusal};
use crate::tui::desk::Reading;

/// Of one pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    pub profile: OktaId,
    pub employee: EmployeeId,
    /// As if whoever loses a link may lose it; `Err`: why it cannot be made, in words.
    pub fit: Result<Fit, String>,
    /// Somebody loses a link in Okta by it (rule L7).
    pub moves: bool,
    /// So does somebody to whom a link is staged.
    pub replaces: bool,
    /// What goes with it and what a sync does afterwards, in words.
    pub says: Vec<String>,
}

impl Outlook {
    /// Of the profile at this position and this employee. Blocking: 0.3 s with a hundred thousand people. `None`: nobody
    /// waits for it any more.
    pub fn of(
        reading: &Reading,
        profile: u32,
        employee: EmployeeId,
        is_stale: impl Fn() -> bool,
    ) -> Option<Self> {
        if is_stale() {
            return None;
        }
        let (snapshot, policy) = (&reading.people.snapshot, &reading.settings.policy);
        let desk = Desk::new(snapshot, policy, &reading.state, &reading.links);
        let id = desk.profile(profile).id.clone();
        let typed = employee.to_string();
        let entry = Entry {
            okta: id.as_str(),
            employee_id: &typed,
            is_torn: false,
            misnamed: None,
        };
        let verdicts = judge(&desk, &[entry], true);
        if is_stale() {
            return None;
        }
        let mut outlook = Self {
            profile: id,
            employee,
            fit: Ok(Fit::Already),
            moves: false,
            replaces: false,
            says: Vec::new(),
        };
        match verdicts.first() {
            Some(Verdict::Fit { fit, .. }) => {
                let mut state = reading.state.clone();
                desk.draft(&verdicts).confirm_in(&mut state);
                let links = link::resolve(snapshot, policy, &state);
                // A reading that cannot be trusted is told elsewhere, and decides nothing.
                let plan = plan::make(snapshot, policy, &state, &links).unwrap_or_default();
                outlook.tell(&PlanView::new(snapshot, &plan), fit.clone());
            }
            Some(Verdict::Refused(refusal)) => {
                let nothing = Plan::default();
                let view = PlanView::new(snapshot, &nothing);
                outlook.fit = Err(capital(&assignment_refusal(&view, refusal)));
            }
            Some(Verdict::Repeats(_)) | None => {}
        }
        Some(outlook)
    }

    fn tell(&mut self, view: &PlanView<'_>, fit: Fit) {
        let notes: &[Note] = match &fit {
            Fit::Assign(notes) => notes,
            Fit::Already | Fit::Confirm => &[],
        };
        self.moves = notes.iter().any(Note::is_move);
        self.replaces = notes.iter().any(|note| matches!(note, Note::ReplacesProfile(_)));
        self.says = assignment_outcome(view, &self.profile, self.employee, notes);
        self.fit = Ok(fit);
    }

    /// Somebody loses a link, in Okta or a staged one: that is asked, and they are named.
    pub fn takes_from_somebody(&self) -> bool {
        self.moves || self.replaces
    }

    /// Rule U8: a deactivated account comes back, which is agreed to for that person.
    pub fn brings_back(&self) -> bool {
        matches!(&self.fit, Ok(Fit::Assign(notes)) if notes.contains(&Note::ComesBack))
    }
}
