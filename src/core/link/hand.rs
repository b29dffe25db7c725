//! What a person assigned (rule L7), and is not in Okta yet.

use super::resolve::Resolver;
use super::{EmployeeStanding, PairBy, PairKind, PairRemark, ProfileStanding};
use crate::core::state::{Assignment, Staging};
use rustc_hash::FxHashMap;

/// An assignment of a profile to an employee, both of whom are in the reading.
struct Wish {
    profile: u32,
    employee: u32,
    may_move: bool,
    /// By what stood in Okta when it was read, so that the order of several assignments does not show.
    remarks: Vec<PairRemark>,
}

impl Resolver<'_> {
    /// A decision that does not fit any more is left alone; the plan remarks it. One that fits may free what
    /// another one waits for, as where two people swap their links, so it goes round until nothing fits any more.
    pub fn apply_assignments(&mut self) {
        if self.state.decisions.assignments.is_empty() {
            return;
        }
        let mut wishes = self.wishes();
        let mut rivals: FxHashMap<u32, usize> = FxHashMap::default();
        for wish in &wishes {
            *rivals.entry(wish.employee).or_default() += 1;
        }
        // Two profiles for one employee: whichever came last is not known, so neither counts. A number that stands
        // there already needs no writing: rule L1 trusts it from now on.
        wishes.retain(|wish| {
            rivals[&wish.employee] == 1 && !self.holders[wish.employee as usize].contains(&wish.profile)
        });
        loop {
            let before = wishes.len();
            wishes.retain(|wish| !self.try_assign(wish));
            if wishes.len() == before {
                return;
            }
        }
    }

    fn wishes(&self) -> Vec<Wish> {
        (0u32..)
            .zip(&self.snapshot.directory.profiles)
            .filter_map(|(position, profile)| {
                let assignment = self.state.decisions.assignments.get(&profile.id)?;
                let employee = *self.index.get(&assignment.employee)?;
                Some(Wish {
                    profile: position,
                    employee,
                    may_move: assignment.may_move,
                    remarks: self.remarks_on(position, employee),
                })
            })
            .collect()
    }

    fn remarks_on(&self, profile: u32, employee: u32) -> Vec<PairRemark> {
        let leaves = self.number_holder_of(profile).is_some();
        let takes = self.holders[employee as usize]
            .iter()
            .any(|holder| !self.is_aside(*holder));
        let said = [
            (PairRemark::Overwrites, self.profile(profile).number.is_some()),
            (PairRemark::Moves, leaves || takes),
            (PairRemark::ProfileDeactivated, !self.profile(profile).is_live()),
            (
                PairRemark::EmployeeLeft,
                self.employee(employee).status.is_inactive(),
            ),
        ];
        said.into_iter()
            .filter_map(|(remark, is_so)| is_so.then_some(remark))
            .collect()
    }

    fn try_assign(&mut self, wish: &Wish) -> bool {
        if !self.fits(wish) {
            return false;
        }
        let id = self.employee(wish.employee).id;
        if let Some(other) = self.number_holder_of(wish.profile) {
            self.holders[other as usize].retain(|holder| *holder != wish.profile);
        }
        for holder in std::mem::take(&mut self.holders[wish.employee as usize]) {
            // A profile that was set aside keeps what it holds (rule L9).
            if !self.is_aside(holder) {
                self.profiles[holder as usize] = ProfileStanding::SpareNumber(id);
            }
        }
        self.pair(
            wish.profile,
            wish.employee,
            PairKind::ToLink,
            PairBy::Hand,
            wish.remarks.clone(),
        );
        true
    }

    fn fits(&self, wish: &Wish) -> bool {
        let (profile, employee) = (self.profile(wish.profile), self.employee(wish.employee));
        let is_free = matches!(
            self.employees[wish.employee as usize],
            EmployeeStanding::Unmatched
        );
        let takes = self.holders[wish.employee as usize]
            .iter()
            .any(|holder| self.profile(*holder).is_live() && !self.is_aside(*holder));
        let moves = takes || self.number_holder_of(wish.profile).is_some();
        // Rule U8: a deactivated profile is written only as part of a reactivation, and whoever has left gets none.
        let can_be_written = profile.is_live() || !employee.status.is_inactive();
        is_free && !self.is_aside(wish.profile) && can_be_written && (wish.may_move || !moves)
    }

    /// The assignment that says that this profile is the employee's.
    pub fn assignment(&self, profile: u32, employee: u32) -> Option<&Assignment> {
        let assignment = self.state.decisions.assignments.get(&self.profile(profile).id)?;
        (assignment.employee == self.employee(employee).id).then_some(assignment)
    }

    /// A person confirmed that this profile's link is removed: its number is as good as gone.
    pub fn gives_up_its_number(&self, profile: u32) -> bool {
        self.state.decisions.removal_of(self.profile(profile)) == Some(Staging::Confirmed)
    }
}
