//! Whose action comes next (rules A1 and A5): the first one whose calls have room in their rate limits. Whoever waits
//! for one limit keeps nobody from another.

use super::fresh_data::FreshData;
use crate::core::Policy;
use crate::core::plan::{Action, ActionKind, Activation};
use crate::engine::read::Sides;
use crate::http::Booking;
use crate::okta::CallCounts;
use futures_util::future::select_all;
use std::collections::{BTreeMap, VecDeque};

/// What is left of one person's actions, by their places in the plan: the next one is the last here.
pub(super) type Chain = Vec<u32>;

/// The calls of one action, with those of the look before it (rule G2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ActionCalls {
    okta: CallCounts,
    /// Employees read by ID.
    employees: u32,
}

/// The people of a wave whose next action has not begun, by its kind.
pub(super) struct WaveQueue<'a> {
    actions: &'a [Action],
    chains: BTreeMap<ActionKind, VecDeque<Chain>>,
}

/// Room for one action's calls on both sides, kept until dropped.
pub(super) type Bookings<'a> = [Booking<'a>; 2];

impl ActionCalls {
    pub fn of(action: &Action, policy: &Policy, data: &FreshData<'_>) -> Self {
        let looks = u32::from(data.reads_by_id());
        let calls = |users, reads, writes, employees| Self {
            okta: CallCounts { users, reads, writes },
            employees,
        };
        match action.kind {
            ActionKind::Provision => {
                let activates =
                    action.activation == Some(Activation::Now) && policy.activation.send_email != Some(true);
                calls(1 + u32::from(activates), 1, 0, 1)
            }
            ActionKind::Link | ActionKind::Unlink => calls(0, 1, 1, looks),
            ActionKind::Update => calls(0, looks, 1, looks),
            ActionKind::Deactivate | ActionKind::Activate | ActionKind::Reactivate => calls(1, 2, 0, 1),
        }
    }

    /// Okta's first: its limits have the longer waits, and whoever waits there keeps nothing of the other side.
    async fn book<'a>(self, sides: &'a Sides<'_>, is_pause: bool) -> Bookings<'a> {
        let okta = sides.okta.book(self.okta, is_pause).await;
        [okta, sides.personio.book(self.employees, is_pause).await]
    }
}

impl<'a> WaveQueue<'a> {
    pub fn of(wave: Vec<Chain>, actions: &'a [Action]) -> Self {
        let mut queue = Self {
            actions,
            chains: BTreeMap::new(),
        };
        for mut chain in wave.into_iter().rev() {
            chain.reverse();
            queue.put_first(chain);
        }
        queue
    }

    pub fn is_empty(&self) -> bool {
        self.chains.is_empty()
    }

    pub fn clear(&mut self) {
        self.chains.clear();
    }

    /// In front of all others whose next action is of the same kind.
    pub fn put_first(&mut self, chain: Chain) {
        if let Some(action) = self.next_action(&chain) {
            self.chains.entry(action.kind).or_default().push_front(chain);
        }
    }

    /// The first chain whose next action is of this kind.
    pub fn take(&mut self, kind: ActionKind) -> Option<Chain> {
        let chains = self.chains.get_mut(&kind)?;
        let first = chains.pop_front();
        if chains.is_empty() {
            self.chains.remove(&kind);
        }
        first
    }

    /// Returns the kind of the first action in the plan whose calls have room, once there is one. `is_pause`: nothing
    /// else goes on meanwhile. Never returns where nobody is left.
    pub async fn kind_with_room<'b>(
        &self,
        sides: &'b Sides<'_>,
        calls: impl Fn(&Action) -> ActionCalls,
        is_pause: bool,
    ) -> (ActionKind, Bookings<'b>) {
        let mut heads: Vec<(u32, &Action)> = self
            .chains
            .values()
            .filter_map(|chains| Some((*chains.front()?.last()?, self.next_action(chains.front()?)?)))
            .collect();
        if heads.is_empty() {
            return std::future::pending().await;
        }
        heads.sort_unstable_by_key(|(position, _)| *position);
        let bookings = heads.into_iter().map(|(_, action)| {
            let calls = calls(action);
            Box::pin(async move { (action.kind, calls.book(sides, is_pause).await) })
        });
        select_all(bookings).await.0
    }

    fn next_action(&self, chain: &Chain) -> Option<&'a Action> {
        self.actions.get(*chain.last()? as usize)
    }
}
