//! What the link attributes say (rules L1, L5, L6 and D2).

use super::resolve::{Few, Resolver, place};
use super::{ConflictKind, EmployeeStanding, PairBy, PairKind, PairRemark, ProfileStanding};
use crate::core::ahead;
use crate::core::employee::Employee;
use crate::core::id::EmployeeId;
use crate::core::profile::Profile;
use crate::core::text::{same_email, same_name};

impl Resolver<'_> {
    pub fn read_numbers(&mut self) {
        for (position, profile) in (0u32..).zip(&self.snapshot.directory.profiles) {
            let Some(id) = profile.number.as_deref().and_then(EmployeeId::from_link) else {
                continue;
            };
            match self.index.get(&id) {
                // Rule L10: who is not the same person holds no ID of theirs.
                Some(&employee) if self.is_rejected(position, employee) => {}
                Some(&employee) => self.holders[employee as usize].push(position),
                // Rules L5 and D2: the number of somebody who was an employee is never foreign.
                None if self.state.past.known_employees.contains(&id) && !self.is_aside(position) => {
                    self.profiles[position as usize] = ProfileStanding::EmployeeGone(id);
                }
                None => {}
            }
        }
        for position in 0..self.employees.len() {
            if matches!(
                self.employees[position],
                EmployeeStanding::Excluded | EmployeeStanding::OutOfScope
            ) {
                let id = self.snapshot.roster.employees[position].id;
                for holder in std::mem::take(&mut self.holders[position]) {
                    if !self.is_aside(holder) {
                        self.profiles[holder as usize] = ProfileStanding::LeftAlone(id);
                    }
                }
            }
        }
    }

    /// Rule L10: a person said that the two are not the same, and nobody said otherwise since.
    fn is_rejected(&self, profile: u32, employee: u32) -> bool {
        let (p, e) = (self.profile(profile), self.employee(employee));
        self.state.decisions.has_rejected(&p.id, e.id) && self.assignment(profile, employee).is_none()
    }

    /// Rules L1 and L6. A profile that was set aside leaves the link to another one that holds the number: that
    /// is how a person resolves `number_twice` where one of them is a second account. The other ways are to assign
    /// one of the profiles, and to remove the link of the others.
    pub fn link_by_number(&mut self) {
        for employee in 0..self.employees.len() {
            if employee % ahead::FEW == 0 {
                let next = self.holders[employee..].iter().take(ahead::FEW).flatten();
                ahead::glance(next.filter_map(|holder| self.profile(*holder).email.as_deref()));
            }
            let holders = std::mem::take(&mut self.holders[employee]);
            if holders.is_empty() {
                continue;
            }
            let employee = place(employee);
            // Nearly everybody.
            if let [one] = holders.as_slice()
                && !self.is_aside(*one)
            {
                self.link(*one, employee, &Others::default());
                continue;
            }
            let (aside, rest): (Few, Few) = holders.into_iter().partition(|holder| self.is_aside(*holder));
            let (live, former): (Few, Few) = rest
                .iter()
                .copied()
                .partition(|holder| self.profile(*holder).is_live());
            let (live, mut others) = self.choose(live, employee);
            match (live.as_slice(), former.as_slice()) {
                ([one], _) => {
                    // An ID that somebody typed takes the link from nobody: not where nothing agrees, and not of
                    // a leaver, who would lose a profile that may be another person's.
                    let has_left = self.employee(employee).status.is_inactive();
                    let is_typed = !self.may_link(*one, employee)
                        || (has_left && self.established(&[*one], employee).is_empty());
                    let established = match self.established(&former, employee).as_slice() {
                        [established] if is_typed && self.assignment(*one, employee).is_none() => {
                            Some(*established)
                        }
                        _ => None,
                    };
                    others.are_elsewhere |= established.is_some();
                    others
                        .spare
                        .extend(former.into_iter().filter(|other| Some(*other) != established));
                    self.link(established.unwrap_or(*one), employee, &others);
                }
                ([], _) if !aside.is_empty() => {
                    let first = aside.into_iter().min_by_key(|at| &self.profile(*at).id);
                    if let Some(first) = first {
                        self.employees[employee as usize] = EmployeeStanding::ProfileAside(first);
                    }
                }
                ([], []) => {}
                ([], [one]) => self.link(*one, employee, &Others::default()),
                ([], _) => match self.established(&former, employee).as_slice() {
                    [one] => {
                        others
                            .spare
                            .extend(former.iter().copied().filter(|other| other != one));
                        self.link(*one, employee, &others);
                    }
                    _ => self.conflict(ConflictKind::NumberTwice, &rest, &[employee]),
                },
                _ => self.conflict(ConflictKind::NumberTwice, &rest, &[employee]),
            }
        }
    }

    /// Of several live profiles with one number, those that still claim it, and the others. Others are those that lose
    /// it by a person's decision (their link is removed, or a person assigned another one and agreed to the move), and
    /// those beside the only link that is established (rule L6).
    fn choose(&mut self, live: Few, employee: u32) -> (Few, Others) {
        if live.len() < 2 {
            return (live, Others::default());
        }
        let id = self.employee(employee).id;
        let (leaving, staying): (Few, Few) = live
            .into_iter()
            .partition(|profile| self.gives_up_its_number(*profile));
        for profile in leaving {
            self.profiles[profile as usize] = ProfileStanding::SpareNumber(id);
        }
        let assigned = |profile: &u32| {
            self.assignment(*profile, employee)
                .is_some_and(|assignment| assignment.may_move)
        };
        let (assigned, spare): (Few, Few) = staying.iter().copied().partition(assigned);
        if assigned.len() == 1 {
            let others = Others {
                spare,
                are_elsewhere: false,
            };
            return (assigned, others);
        }
        let established = self.established(&staying, employee);
        if established.len() == 1 {
            // Whoever else holds it stays unmatched, with a notice.
            let others = Others {
                spare: Few::new(),
                are_elsewhere: staying.len() > 1,
            };
            return (established, others);
        }
        (staying, Others::default())
    }

    /// Those of the profiles whose link to this employee is established (rule L1).
    fn established(&self, profiles: &[u32], employee: u32) -> Few {
        let id = self.employee(employee).id;
        let past = &self.state.past;
        let profiles = profiles.iter().copied();
        profiles
            .filter(|profile| past.is_established(&self.profile(*profile).id, id))
            .collect()
    }

    /// A person says that the profile is the employee's, or koppel wrote it.
    fn is_confirmed(&self, profile: u32, employee: u32) -> bool {
        let links = &self.state.past.confirmed_links;
        self.assignment(profile, employee).is_some()
            || (!links.is_empty()
                && links.contains(&(self.profile(profile).id.clone(), self.employee(employee).id)))
    }

    /// Rule L1: the link is established, or e-mail or name agree.
    fn may_link(&self, profile: u32, employee: u32) -> bool {
        let (p, e) = (self.profile(profile), self.employee(employee));
        let agreement = Agreement::of(p, e);
        agreement.email
            || agreement.name
            || self.is_confirmed(profile, employee)
            || self.state.past.is_established(&p.id, e.id)
    }

    /// Rule L1: an established link holds whatever e-mail and name say; one that was found links if one of them
    /// agrees. On a deactivated profile a number that disagrees with everything is a chance number and stays a
    /// remark: nothing could be written for it, and it must not keep the employee from their own profile (rule L3).
    fn link(&mut self, profile: u32, employee: u32, others: &Others) {
        let (p, e) = (self.profile(profile), self.employee(employee));
        let confirmed = self.is_confirmed(profile, employee);
        let agreement = Agreement::of(p, e);
        for other in &others.spare {
            self.profiles[*other as usize] = ProfileStanding::SpareNumber(e.id);
        }
        if !self.may_link(profile, employee) {
            if p.is_live() && !self.gives_up_its_number(profile) {
                self.conflict(ConflictKind::NumberDisagrees, &[profile], &[employee]);
            } else {
                self.profiles[profile as usize] = ProfileStanding::SpareNumber(e.id);
            }
            return;
        }
        let spare_live = |live: bool| {
            others
                .spare
                .iter()
                .any(|other| self.profile(*other).is_live() == live)
        };
        let said = [
            (PairRemark::FoundNumber, !confirmed),
            (PairRemark::EmailDiffers, !agreement.email && e.email().is_some()),
            (PairRemark::NameDiffers, !agreement.email && !agreement.name),
            (
                PairRemark::NumberElsewhere,
                others.are_elsewhere || spare_live(false),
            ),
            (PairRemark::Moves, spare_live(true)),
        ];
        let remarks = said
            .into_iter()
            .filter_map(|(remark, is_so)| is_so.then_some(remark))
            .collect();
        self.pair(profile, employee, PairKind::Linked, PairBy::Number, remarks);
    }
}

/// The other profiles that hold the ID of an employee who is linked.
#[derive(Default)]
struct Others {
    /// Deactivated ones, and live ones that lose the ID by a person's decision.
    spare: Few,
    /// There are live ones whose ID is not established (rule L6).
    are_elsewhere: bool,
}

/// What a profile and an employee have in common.
#[derive(Debug, Clone, Copy)]
pub struct Agreement {
    pub email: bool,
    /// First and last name, folded.
    pub name: bool,
}

impl Agreement {
    /// The name is looked at only where the e-mail does not agree already.
    pub fn of(profile: &Profile, employee: &Employee) -> Self {
        let email = match (profile.email.as_deref(), employee.email()) {
            (Some(a), Some(b)) => same_email(a, b),
            _ => false,
        };
        let same = |a: Option<&str>, b: Option<&str>| matches!((a, b), (Some(a), Some(b)) if same_name(a, b));
        let name = !email
            && same(profile.last_name.as_deref(), employee.last_name.as_text())
            && same(profile.first_name.as_deref(), employee.first_name.as_text());
        Self { email, name }
    }
}
