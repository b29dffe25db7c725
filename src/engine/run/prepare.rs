//! Everything that is decided before the first write, for runs and for whoever shows what a run would do.

use super::result::facts_of_plan;
use crate::core::link::{self, LinkReport};
use crate::core::plan::{self, Action, Closing, Counted, Exact, HoldCode, Part};
use crate::core::undo::{Done, Keep, Left, undo};
use crate::core::{EmployeeId, OktaId, Policy, RefusedAttributes, RunVerdict, Snapshot, State};
use crate::engine::failure_of_plan::{miscount, over_limit, review_open, saved_plan, suspicion};
use crate::failure::Failure;
use crate::store::SavedPlan;
use crate::store::state::{RunId, RunKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a run is asked for.
#[derive(Debug)]
pub struct Order {
    pub kind: RunKind,
    /// No person let this run do what it does: it counts for the limits of the next 24 hours (rule G1).
    pub is_unattended: bool,
    /// Nobody looked at this plan: before the first review it writes no link and creates nobody (rule P2).
    pub is_headless: bool,
    pub part: Part,
    pub review: ReviewOrder,
    pub over_limit: OverLimit,
    /// Apply this plan and nothing else (rule A8).
    pub exact: Option<SavedPlan>,
    /// Plan the reverse of a run instead of a sync (rule A9).
    pub undo: Option<UndoOrder>,
    /// What of the guard a person overrode, in their words, for the journal.
    pub overrides: Vec<String>,
}

/// A run to be undone, with what the journal knows of it.
#[derive(Debug, Clone)]
pub struct UndoOrder {
    pub run: RunId,
    /// The run that this one undid itself.
    pub reverses: Option<RunId>,
    pub done: Done,
}

/// Rule P2: closing the review is an act of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewOrder {
    /// It stays as it is.
    Leave,
    /// Close it for the report of this run's own reading.
    Close,
    /// Close it for what a person was shown.
    CloseAs(Closing),
}

/// What becomes of a plan that exceeds a limit (rule G1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OverLimit {
    Stop,
    /// Everybody concerned is held, and the rest goes on.
    Hold,
    /// A person counted them.
    Counted(Vec<(Counted, usize)>),
}

impl Order {
    /// A sync that is asked for everybody and every kind (rule D5).
    pub fn is_whole(&self) -> bool {
        self.kind == RunKind::Sync && self.undo.is_none() && self.part == Part::default()
    }

    /// A whole sync that nobody looks at.
    pub fn unattended() -> Self {
        Self {
            kind: RunKind::Sync,
            is_unattended: true,
            is_headless: true,
            part: Part::default(),
            review: ReviewOrder::Leave,
            over_limit: OverLimit::Stop,
            exact: None,
            undo: None,
            overrides: Vec::new(),
        }
    }
}

/// Both sides, what is known, and what is to be done.
#[derive(Debug)]
pub struct Prepared {
    pub snapshot: Arc<Snapshot>,
    pub state: State,
    pub links: Arc<LinkReport>,
    pub exact: Exact,
    /// The review that is closed with it.
    pub closing: Option<Closing>,
    /// What goes with the reverse of a run.
    pub undo: Option<PreparedUndo>,
    /// The plan is one that a person saw before.
    pub is_exact: bool,
    /// Why it stops before the first write.
    pub stop: Option<Failure>,
    /// What of everybody it is asked for.
    pub part: Part,
    /// It is over everybody and every kind, and leaves nothing out that would be done now.
    pub is_whole: bool,
    /// A person let it do what it does.
    pub is_attended: bool,
}

impl Prepared {
    /// What a run comes to that has nothing to write.
    pub fn verdict(&self) -> RunVerdict {
        let facts = facts_of_plan(&self.exact.plan, &self.snapshot, &self.part, self.is_whole);
        RunVerdict::of(&facts)
    }

    /// The profiles that are shown as leavers' from now on (rule D5). Of an undo: those that it gives back, so
    /// that a decision right after it counts.
    pub(super) fn shown_leavers(&self) -> Vec<(OktaId, EmployeeId)> {
        let plan = &self.exact.plan;
        match &self.undo {
            None => plan.shown_leavers(),
            Some(_) => plan.reactivated_leavers(&self.snapshot),
        }
    }
}

/// What goes with the reverse of a run.
#[derive(Debug)]
pub struct PreparedUndo {
    /// The holds that are made, or taken back, name this run.
    pub undone: RunId,
    pub left: Vec<Left>,
    pub keeps: Vec<Keep>,
}

/// From a reading to what a run applies, or to why it stops.
///
/// # Errors
/// Where there is no plan: the reading is suspicious (rule R2), or the saved plan is another org's.
pub fn prepare(
    policy: &Policy,
    fingerprint: &str,
    snapshot: Arc<Snapshot>,
    mut state: State,
    order: Order,
) -> Result<Prepared, Failure> {
    if let Some(saved) = &order.exact {
        let fits = saved.check(&snapshot.org, fingerprint);
        fits.map_err(|error| saved_plan(&error))?;
    }
    let (is_whole, is_attended) = (order.is_whole(), !order.is_unattended);
    if order.part.scope.is_one_person() {
        // Rule A6: whoever names a person wants it tried again.
        state.past.refused.clear();
        state.past.refused_attributes = RefusedAttributes::default();
    }
    let links = link::resolve(&snapshot, policy, &state);
    let make = |state: &State| {
        plan::make(&snapshot, policy, state, &links).map_err(|suspicious| suspicion(&suspicious))
    };
    let (mut plan, undone) = match &order.undo {
        Some(undone) => {
            let reverse = undo(&undone.done, &snapshot, policy, &state, &links);
            let reverse = reverse.map_err(|suspicious| suspicion(&suspicious))?;
            let with_it = PreparedUndo {
                undone: undone.reverses.unwrap_or(undone.run),
                left: reverse.left,
                keeps: reverse.keeps,
            };
            (reverse.plan, Some(with_it))
        }
        None => (make(&state)?, None),
    };
    let closing = match order.review {
        ReviewOrder::Leave => None,
        ReviewOrder::Close => Some(Closing::of(&snapshot, &links, &plan)),
        ReviewOrder::CloseAs(closing) => Some(closing),
    };
    if let Some(closing) = &closing {
        state.review = closing.review(snapshot.moment.now);
        plan = make(&state)?;
    }
    let mut stop = None;
    let is_before_review = order.is_headless && !plan.review_is_closed;
    let waits_for_review = is_before_review.then(|| {
        // Rule P2: linked people are kept in step; links and creations wait for the review.
        plan.hold_links_until_the_review_is_closed();
        Closing::of(&snapshot, &links, &plan)
    });
    plan.narrow(&order.part);
    if let Some(closing) = waits_for_review.filter(|_| !plan.has_changes()) {
        let waits = |action: &Action| {
            let code = action.held.as_ref().map(|hold| hold.code);
            code == Some(HoldCode::ReviewOpen)
        };
        if plan.actions.iter().any(waits) {
            stop = Some(review_open(&closing));
        }
    }
    let is_exact = order.exact.is_some();
    let mut exact = match order.exact {
        Some(saved) => {
            let has_changed = saved.has_changed(&snapshot);
            saved.plan.exactly(plan, &has_changed)
        }
        None => Exact {
            plan,
            outdated: BTreeMap::new(),
            leaves_out: false,
        },
    };
    match &order.over_limit {
        OverLimit::Stop => {}
        OverLimit::Hold => exact.plan.hold_over_limit(),
        OverLimit::Counted(counts) => {
            if let Err(miscounted) = exact.plan.waive_counted(counts) {
                stop.get_or_insert_with(|| miscount(&miscounted, &exact.plan));
            }
        }
    }
    if exact.plan.is_over_limit() {
        let command = order.undo.as_ref().map_or_else(
            || "koppel sync".to_owned(),
            |undone| format!("koppel undo --run {}", undone.run),
        );
        stop.get_or_insert_with(|| over_limit(&exact.plan, "the run stops before its first write", &command));
    }
    exact.plan.mark_decided(&state);
    Ok(Prepared {
        is_whole: is_whole && !exact.leaves_out,
        is_attended,
        part: order.part,
        snapshot,
        state,
        links: Arc::new(links),
        exact,
        closing,
        undo: undone,
        is_exact,
        stop,
    })
}
