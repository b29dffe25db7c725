//! Both sides as they were read, with what is known and decided, and what follows from it: links, plan, what a write
//! would write. Made anew in the background after each decision; never changed.

use super::suggester::Suggester;
use crate::core::link::{self, LinkReport, ProfileStanding};
use crate::core::plan::{self, ActionKind, Closing, Part, Plan, RunScope};
use crate::core::search::Search;
use crate::core::state::Staging;
use crate::core::text::fold;
use crate::core::{Employee, EmployeeId, OktaId, Profile, Snapshot, State};
use crate::engine::suspicion;
use crate::failure::Failure;
use crate::store::Settings;
use crate::store::state::{DecisionId, DecisionRow, LastReading, StateError, View};
use jiff::Timestamp;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Everybody of both sides, ready to be looked up and searched. The same for all that is decided on one reading.
#[derive(Debug)]
pub struct People {
    pub snapshot: Arc<Snapshot>,
    pub employees: Search,
    pub profiles: Search,
    /// Positions in the order of names as people look them up, without regard to case and marks.
    pub employees_by_name: Vec<u32>,
    pub profiles_by_name: Vec<u32>,
    employee_places: FxHashMap<EmployeeId, u32>,
    profile_places: FxHashMap<OktaId, u32>,
    pub(super) suggester: Suggester,
}

/// A decision that holds.
#[derive(Debug, Clone)]
pub struct InForce {
    pub row: DecisionRow,
    /// Of an assignment or a removal.
    pub staging: Option<Staging>,
}

#[derive(Debug)]
pub struct Reading {
    pub people: Arc<People>,
    pub settings: Arc<Settings>,
    pub state: State,
    pub links: LinkReport,
    /// The oldest first.
    pub in_force: Vec<InForce>,
    /// Who was there at the last good reading of a run.
    pub last: Option<LastReading>,
    /// What a sync would do now; `Err`: the reading cannot be trusted (rule R2), and nothing is decided on it.
    pub plan: Result<Plan, Failure>,
    /// What writing the links writes: with all staged decisions confirmed, and links alone.
    pub links_plan: Plan,
    /// What closing the review now would name.
    pub closing: Closing,
    /// When both sides had been read, by this machine's clock.
    pub at: Timestamp,
}

impl People {
    /// Blocking, for a moment.
    pub fn of(snapshot: Arc<Snapshot>) -> Self {
        let profiles = (0u32..).zip(&snapshot.directory.profiles);
        Self {
            employees: Search::employees(&snapshot.roster),
            profiles: Search::profiles(&snapshot.directory),
            employees_by_name: by_name(snapshot.roster.employees.iter().map(Employee::display_name)),
            profiles_by_name: by_name(snapshot.directory.profiles.iter().map(Profile::display_name)),
            employee_places: snapshot.roster.index(),
            profile_places: profiles.map(|(at, profile)| (profile.id.clone(), at)).collect(),
            suggester: Suggester::new(Arc::clone(&snapshot)),
            snapshot,
        }
    }

    /// By position in the roster.
    pub fn employee(&self, position: u32) -> &Employee {
        &self.snapshot.roster.employees[position as usize]
    }

    /// By position in the directory.
    pub fn profile(&self, position: u32) -> &Profile {
        &self.snapshot.directory.profiles[position as usize]
    }

    /// The position of this employee; `None`: gone from the reading.
    pub fn place_of(&self, employee: EmployeeId) -> Option<u32> {
        self.employee_places.get(&employee).copied()
    }

    /// The position of this profile; `None`: gone from the reading.
    pub fn place_of_profile(&self, profile: &OktaId) -> Option<u32> {
        self.profile_places.get(profile).copied()
    }

    pub fn find(&self, employee: EmployeeId) -> Option<&Employee> {
        self.place_of(employee).map(|at| self.employee(at))
    }

    pub fn find_profile(&self, profile: &OktaId) -> Option<&Profile> {
        self.place_of_profile(profile).map(|at| self.profile(at))
    }
}

impl Reading {
    /// What follows from what `view` knows now. Blocking, for a moment.
    ///
    /// # Errors
    /// Where the state cannot be read.
    pub fn of(
        people: Arc<People>,
        settings: Arc<Settings>,
        view: &View,
        at: Timestamp,
    ) -> Result<Self, StateError> {
        let state = view.state_at(people.snapshot.moment.now)?;
        let in_force = view.decisions_in_force()?.into_iter();
        let in_force = in_force.map(|(row, staging)| InForce { row, staging }).collect();
        let last = view.last_reading()?;
        let (snapshot, policy) = (&people.snapshot, &settings.policy);
        let links = link::resolve(snapshot, policy, &state);
        let plan = plan::make(snapshot, policy, &state, &links);
        let (links_plan, closing) = match &plan {
            Ok(plan) => (
                links_plan(snapshot, &settings, &state, plan),
                Closing::of(snapshot, &links, plan),
            ),
            Err(_) => (Plan::default(), Closing::default()),
        };
        let plan = plan.map_err(|suspicious| suspicion(&suspicious));
        Ok(Self {
            people,
            settings,
            state,
            links,
            in_force,
            last,
            plan,
            links_plan,
            closing,
            at,
        })
    }

    /// Decisions about links that nobody confirmed yet (rule L8).
    pub fn staged(&self) -> impl Iterator<Item = &InForce> {
        self.in_force
            .iter()
            .filter(|one| one.staging == Some(Staging::Staged))
    }

    pub fn staged_ids(&self) -> Vec<DecisionId> {
        self.staged().map(|one| one.row.id).collect()
    }

    /// Live profiles that nobody was found for, by position.
    pub fn undecided(&self) -> impl Iterator<Item = u32> {
        (0u32..)
            .zip(&self.links.profiles)
            .filter(|(_, standing)| **standing == ProfileStanding::Unmatched)
            .map(|(position, _)| position)
    }
}

/// Positions, sorted by these names; of the same name in their order.
fn by_name(names: impl Iterator<Item = String>) -> Vec<u32> {
    let mut keyed: Vec<(String, u32)> = names.map(|name| fold(&name).into_owned()).zip(0u32..).collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, position)| position).collect()
}

/// Rule L8: what a confirmed write of the links would do, with what a deactivated profile needs to take one (rule U8).
fn links_plan(snapshot: &Snapshot, settings: &Settings, state: &State, plan: &Plan) -> Plan {
    let decisions = &state.decisions;
    let is_staged = decisions
        .assignments
        .values()
        .any(|one| one.staging == Staging::Staged)
        || decisions
            .removals
            .values()
            .any(|one| one.staging == Staging::Staged);
    let mut plan = if is_staged {
        let mut confirmed = state.clone();
        let decisions = &mut confirmed.decisions;
        for assignment in decisions.assignments.values_mut() {
            assignment.staging = Staging::Confirmed;
        }
        for removal in decisions.removals.values_mut() {
            removal.staging = Staging::Confirmed;
        }
        let links = link::resolve(snapshot, &settings.policy, &confirmed);
        // The same reading was trusted a moment ago.
        plan::make(snapshot, &settings.policy, &confirmed, &links).unwrap_or_default()
    } else {
        plan.clone()
    };
    let links = |kind: ActionKind| matches!(kind, ActionKind::Link | ActionKind::Unlink);
    let employees = plan.actions.iter().filter(|action| links(action.kind));
    let employees: Vec<EmployeeId> = employees.filter_map(|action| action.employee).collect();
    plan.narrow(&Part {
        kinds: Some(vec![ActionKind::Unlink, ActionKind::Link, ActionKind::Reactivate]),
        scope: RunScope::People(employees),
    });
    plan
}
