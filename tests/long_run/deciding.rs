//! A person looks at what waits, decides some of it, and lets own holds go after a while.

use crate::adapter;
use crate::course::Course;
use crate::decisions::{Decider, is_written_later, own_hold};
use crate::machine::{Machine, Ran};
use crate::people::PersonIndex;
use koppel::engine::Staging;
use koppel::store::state::{Decision, Origin};

impl<M: Machine> Course<M> {
    pub fn somebody_decides(&mut self, ran: &Ran) {
        let (Some(plan), Some(snapshot)) = (&ran.plan, &ran.snapshot) else {
            return;
        };
        let state = adapter::state_of(&self.machine).unwrap();
        if !adapter::is_closed(&state) && self.diary.day < self.closes_on {
            return;
        }
        let links = koppel::core::link::resolve(snapshot, self.machine.policy(), &state);
        let capture = self.capture();
        let mut decider = Decider {
            truth: &mut self.truth,
            rng: &mut self.rng,
            capture: &capture,
            snapshot,
            links: &links,
            state: &state,
            may_be_wrong: self.may_be_wrong,
            made: Vec::new(),
        };
        decider.decide(plan);
        let mut made = decider.made;
        if self.rng.u8(0..12) == 0 {
            let records: Vec<u64> = capture.records.keys().copied().collect();
            let record = records[self.rng.usize(..records.len())];
            made.push((
                self.truth.person_of(record).into_iter().collect(),
                own_hold(&mut self.rng, record),
            ));
        }
        self.write_down(made);
    }

    fn write_down(&mut self, made: Vec<(Vec<PersonIndex>, Decision)>) {
        let org = self.machine.company(|company| company.okta.id.clone());
        let (mut staging, _) =
            Staging::begin(self.machine.folder(), &org, Origin::Command, self.machine.clock()).unwrap();
        // Own holds, and those of an undo, are lifted after a while.
        let lifted: Vec<_> = staging
            .view()
            .decisions_in_force()
            .unwrap()
            .into_iter()
            .filter(|(row, _)| matches!(row.decision, Decision::Hold { .. }) && self.rng.u8(0..4) == 0)
            .collect();
        let ids: Vec<_> = lifted.iter().map(|(row, _)| row.id).collect();
        for (row, _) in &lifted {
            let person = row
                .decision
                .employee()
                .and_then(|employee| self.truth.person_of(employee.0));
            self.diary.write(
                &person.into_iter().collect::<Vec<_>>(),
                format!("somebody takes back {:?}", row.decision),
            );
        }
        staging.take_back(&ids).unwrap();
        for (people, decision) in made {
            if !people.is_empty() {
                self.diary
                    .write(&people, format!("somebody decides {decision:?}"));
            }
            *self
                .counts
                .entry(format!("decided {:?}", decision.kind()))
                .or_default() += 1;
            let ids = staging.decide(std::slice::from_ref(&decision)).unwrap();
            if is_written_later(&decision) {
                staging.confirm_all(&ids).unwrap();
            }
        }
    }
}
