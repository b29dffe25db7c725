//! The few calls whose shape is about to change, each in one place.

use crate::machine::Machine;
use koppel::core::link::ConflictKind;
use koppel::core::plan::{Closing, Part, RunScope, SkipReason};
use koppel::core::state::Review;
use koppel::core::{EmployeeId, State};
use koppel::engine::{Order, OverLimit, ReviewOrder};
use koppel::failure::Failure;
use koppel::store::StagingLock;
use koppel::store::state::{Origin, StateError, Store};

/// A sync over everybody.
pub fn whole(is_unattended: bool, over_limit: OverLimit) -> Order {
    Order {
        is_unattended,
        is_headless: true,
        over_limit,
        ..Order::unattended()
    }
}

/// A sync that closes the review for its own report.
pub fn closing() -> Order {
    Order {
        is_unattended: false,
        review: ReviewOrder::Close,
        over_limit: OverLimit::Hold,
        ..Order::unattended()
    }
}

/// A sync of one person.
pub fn only(record: u64) -> Order {
    Order {
        part: Part {
            scope: RunScope::OnePerson(EmployeeId(record)),
            ..Part::default()
        },
        ..whole(false, OverLimit::Stop)
    }
}

/// What a run does with the review that it closes.
pub fn close_review(store: &mut Store, lock: &StagingLock, closing: &Closing) -> Result<(), StateError> {
    store.close_review(lock, closing, Origin::Command)
}

/// Rule L1: the ID stands there, and neither e-mail nor name agrees.
pub fn is_id_mismatch(reason: &SkipReason) -> bool {
    *reason == SkipReason::InConflict(ConflictKind::NumberDisagrees)
}

pub fn is_closed(state: &State) -> bool {
    matches!(state.review, Review::Closed { .. })
}

/// What is remembered, as the next plan would be made from it.
pub fn state_of(machine: &impl Machine) -> Result<State, Failure> {
    let view = koppel::store::state::View::open(machine.folder(), None, machine.clock())?;
    Ok(view.state()?)
}
