//! The person who looks at holds and conflicts, and decides: mostly as the truth is, in marked seeds also wrongly.

use crate::capture::{Capture, is_employed, link_of};
use crate::people::{Owner, PersonIndex, Truth};
use koppel::core::link::{Conflict, ConflictKind, LinkReport};
use koppel::core::plan::{Action, ActionKind, Hold, HoldCode, Plan};
use koppel::core::state::{Aside, AsideKind};
use koppel::core::{EmployeeId, OktaId, Snapshot, State};
use koppel::store::state::Decision;

/// How often a hold is looked at on a day on which somebody decides, of ten.
const LOOKS: u8 = 6;
/// How often a look goes wrong in a seed that is marked, of ten.
const WRONG: u8 = 2;

/// What is to be looked at.
pub struct Decider<'a> {
    pub truth: &'a mut Truth,
    pub rng: &'a mut fastrand::Rng,
    pub capture: &'a Capture,
    pub snapshot: &'a Snapshot,
    pub links: &'a LinkReport,
    pub state: &'a State,
    pub may_be_wrong: bool,
    pub made: Vec<(Vec<PersonIndex>, Decision)>,
}

impl Decider<'_> {
    pub fn decide(&mut self, plan: &Plan) {
        for action in plan.actions.clone() {
            if let Some(hold) = &action.held
                && self.rng.u8(0..10) < LOOKS
            {
                self.hold(&action, hold);
            }
        }
        for conflict in self.links.conflicts.clone() {
            if self.rng.u8(0..10) < LOOKS {
                self.conflict(&conflict);
            }
        }
        if self.rng.u8(0..6) == 0 {
            self.ignore_a_service();
        }
    }

    fn is_wrong(&mut self) -> bool {
        self.may_be_wrong && self.rng.u8(0..10) < WRONG
    }

    fn make(&mut self, decision: Decision) {
        if let Decision::Reject { profile, employee } = &decision {
            self.truth.taken_apart.insert((profile.to_string(), employee.0));
        }
        let profile = decision.profile().map(|id| id.as_str().to_owned());
        let people: Vec<PersonIndex> = [
            profile.and_then(|id| self.truth.owner_of(&id)),
            decision
                .employee()
                .and_then(|employee| self.truth.person_of(employee.0)),
        ]
        .into_iter()
        .flatten()
        .collect();
        self.made.push((people, decision));
    }

    fn release(&mut self, hold: HoldCode, employee: EmployeeId) {
        self.make(Decision::Release { hold, employee });
    }

    fn hold(&mut self, action: &Action, hold: &Hold) {
        let Some(employee) = action.employee else { return };
        let profile = action.profile.clone();
        let is_right = profile
            .as_ref()
            .is_some_and(|profile| self.truth.is_right(profile.as_str(), employee.0));
        match hold.code {
            HoldCode::PossibleDuplicate
            | HoldCode::SecondRecord
            | HoldCode::HiredLongAgo
            | HoldCode::LoginTaken
                if action.kind == ActionKind::Provision =>
            {
                self.joiner(hold.code, employee);
            }
            HoldCode::LinkChanged => self.changed_link(employee),
            HoldCode::LaterPair | HoldCode::MissedLeaver => {
                let Some(profile) = profile else { return };
                let goes_wrong = self.is_wrong();
                if goes_wrong {
                    self.truth.wrong(Some(profile.as_str()), Some(employee.0));
                }
                if is_right == goes_wrong {
                    self.make(Decision::Reject { profile, employee });
                } else {
                    self.release(hold.code, employee);
                }
            }
            // Not where the person has got another profile meanwhile.
            HoldCode::Rehire | HoldCode::LockedInOkta if is_right && !self.has_a_live_profile(employee) => {
                self.release(hold.code, employee);
            }
            HoldCode::StagedByOthers | HoldCode::Rename if is_right => self.release(hold.code, employee),
            _ => {}
        }
    }

    fn has_a_live_profile(&self, employee: EmployeeId) -> bool {
        let person = self.truth.person_of(employee.0);
        let mut live = self
            .capture
            .profiles
            .values()
            .filter(|profile| profile.status.is_live());
        live.any(|profile| self.truth.owner_of(&profile.id) == person)
    }

    /// The person has a profile already: it is kept, and the link moves to the new record. Or has none.
    fn joiner(&mut self, code: HoldCode, employee: EmployeeId) {
        let Some(person) = self.truth.person_of(employee.0) else {
            return;
        };
        let theirs: Vec<(bool, String)> = self
            .capture
            .profiles
            .values()
            .filter(|profile| self.truth.owner_of(&profile.id) == Some(person))
            .map(|profile| (profile.status.is_live(), profile.id.clone()))
            .collect();
        let best = theirs.iter().max_by_key(|(is_live, _)| *is_live);
        match best {
            Some((is_live, profile)) if *is_live || self.rng.bool() => {
                if self.is_wrong() {
                    self.truth.wronged.insert(person);
                    self.release(code, employee);
                } else {
                    self.make(Decision::Assign {
                        profile: OktaId::new(profile.as_str()),
                        employee,
                        may_move: true,
                    });
                }
            }
            Some(_) => {}
            None => {
                self.truth.approved.insert(employee.0);
                self.release(code, employee);
            }
        }
    }

    /// Somebody else changed or removed a link in Okta.
    fn changed_link(&mut self, employee: EmployeeId) {
        let concerned: Vec<OktaId> = self
            .state
            .past
            .links
            .iter()
            .filter(|(_, known)| **known == employee)
            .map(|(profile, _)| profile.clone())
            .collect();
        for id in concerned {
            let Some(profile) = self.capture.profiles.get(id.as_str()) else {
                // The profile is gone: Okta is right.
                self.release(HoldCode::LinkChanged, employee);
                continue;
            };
            let now = link_of(profile);
            if now == Some(employee.0) {
                continue;
            }
            if self.truth.is_right(id.as_str(), employee.0)
                && !now.is_some_and(|now| self.truth.is_right(id.as_str(), now))
            {
                if self.is_wrong() {
                    self.truth.wrong(Some(id.as_str()), Some(employee.0));
                    self.truth.wrong(None, now);
                } else {
                    self.make(Decision::Assign {
                        profile: id,
                        employee,
                        may_move: true,
                    });
                    continue;
                }
            }
            // Rule L7: a new profile may be created then.
            self.truth.approved.insert(employee.0);
            self.release(HoldCode::LinkChanged, employee);
            if let Some(now) = now {
                self.release(HoldCode::LinkChanged, EmployeeId(now));
            }
        }
    }

    fn conflict(&mut self, conflict: &Conflict) {
        let profiles: Vec<OktaId> = conflict
            .profiles
            .iter()
            .map(|at| self.snapshot.directory.profiles[*at as usize].id.clone())
            .collect();
        let employees: Vec<EmployeeId> = conflict
            .employees
            .iter()
            .map(|at| self.snapshot.roster.employees[*at as usize].id)
            .collect();
        let mut assigned: Vec<EmployeeId> = Vec::new();
        for profile in profiles {
            match conflict.kind {
                ConflictKind::NumberDisagrees | ConflictKind::NumberTwice => {
                    let holds = self.capture.profiles.get(profile.as_str()).and_then(link_of);
                    if let Some(record) = holds {
                        self.found_number(&profile, EmployeeId(record));
                    }
                }
                ConflictKind::SameEmail | ConflictKind::PersonDisagrees | ConflictKind::ForeignNumber => {
                    let theirs = self
                        .record_of(&profile, &employees)
                        .filter(|record| !assigned.contains(record));
                    match theirs {
                        Some(employee) => {
                            assigned.push(employee);
                            self.make(Decision::Assign {
                                profile,
                                employee,
                                may_move: false,
                            });
                        }
                        None => {
                            for employee in employees.iter().copied() {
                                if !self.truth.is_right(profile.as_str(), employee.0) {
                                    self.make(Decision::Reject {
                                        profile: profile.clone(),
                                        employee,
                                    });
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn found_number(&mut self, profile: &OktaId, employee: EmployeeId) {
        let is_right = self.truth.is_right(profile.as_str(), employee.0);
        let goes_wrong = self.is_wrong();
        if goes_wrong {
            self.truth.wrong(Some(profile.as_str()), Some(employee.0));
        }
        let profile = profile.clone();
        self.make(if is_right == goes_wrong {
            Decision::RemoveLink {
                profile,
                employee: Some(employee),
            }
        } else {
            Decision::ConfirmLink { profile, employee }
        });
    }

    /// The owner's newest record among these; one that works here before one that has left.
    fn record_of(&self, profile: &OktaId, employees: &[EmployeeId]) -> Option<EmployeeId> {
        employees
            .iter()
            .copied()
            .filter(|employee| self.truth.is_right(profile.as_str(), employee.0))
            .max_by_key(|employee| {
                let works = self.capture.records.get(&employee.0).is_some_and(is_employed);
                (works, employee.0)
            })
    }

    fn ignore_a_service(&mut self) {
        let services: Vec<String> = self
            .truth
            .owners
            .iter()
            .filter(|(id, owner)| **owner == Owner::Nobody && self.capture.profiles.contains_key(*id))
            .map(|(id, _)| id.clone())
            .collect();
        if services.is_empty() {
            return;
        }
        let profile = OktaId::new(services[self.rng.usize(..services.len())].as_str());
        self.make(Decision::SetAside {
            profile,
            aside: Aside {
                kind: AsideKind::Service,
                note: String::new(),
            },
        });
    }
}

/// Whether it reaches Okta only once a person confirms it (rule L8).
pub fn is_written_later(decision: &Decision) -> bool {
    matches!(decision, Decision::Assign { .. } | Decision::RemoveLink { .. })
}

/// A hold of a person's own on one kind of action, or on all.
pub fn own_hold(rng: &mut fastrand::Rng, record: u64) -> Decision {
    Decision::Hold {
        employee: EmployeeId(record),
        hold: koppel::core::state::PersonHold {
            kind: rng.bool().then_some(ActionKind::Update),
            note: "wait".to_owned(),
            until: None,
        },
    }
}
