//! What is left of a company when all runs are over, and whether the journal knows how it came about.

use koppel::core::plan::{ActionKind, Plan, Remark};
use koppel::sim::okta::Profile;
use koppel::sim::{Company, Effect, Received};
use koppel::store::state::{ActionRow, OutcomeKind, View};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Every profile by its login: status and attributes. Times and the IDs of new profiles differ from run to run.
pub type EndState = BTreeMap<String, (String, Map<String, Value>)>;

pub fn end_state(company: &Company) -> EndState {
    let one = |profile: &Profile| {
        let mut attributes = profile.attributes.clone();
        attributes.sort_keys();
        (
            profile.login().to_owned(),
            (profile.status.as_str().to_owned(), attributes),
        )
    };
    company.okta.profiles().map(one).collect()
}

/// What a plan says besides its actions, without profiles' IDs.
pub fn told(plan: &Plan) -> Vec<String> {
    let remark = |remark: &Remark| format!("{:?} {:?}", remark.employee, remark.code);
    let skip = |skip: &koppel::core::plan::Skip| format!("{:?} {:?}", skip.employee, skip.reason);
    let held = plan.actions.iter().map(|action| {
        format!(
            "{:?} {:?} {:?}",
            action.employee,
            action.kind,
            action.held.as_ref().map(|hold| hold.code)
        )
    });
    let mut told: Vec<String> = plan
        .remarks
        .iter()
        .map(remark)
        .chain(plan.skipped.iter().map(skip))
        .chain(held)
        .collect();
    told.sort_unstable();
    told
}

/// Rule A2: whatever took effect in Okta was written down before, and stands there as done.
pub fn assert_all_in_the_journal(ledger: &[Received], view: &View) {
    assert_eq!(view.unresolved_actions().unwrap(), []);
    let runs = view.runs(10_000).unwrap();
    let rows: Vec<ActionRow> = runs
        .iter()
        .flat_map(|run| view.actions_of_run(run.run).unwrap())
        .filter(|row| row.called.is_some())
        .collect();
    for received in ledger {
        let is_explained = |kinds: &[ActionKind], profile: &str| {
            rows.iter().any(|row| {
                kinds.contains(&row.action.kind)
                    && row
                        .action
                        .profile
                        .as_ref()
                        .is_some_and(|id| id.as_str() == profile)
                    && row
                        .outcome
                        .is_some_and(|(_, outcome)| outcome == OutcomeKind::Applied)
            })
        };
        let (kinds, profile): (&[ActionKind], &str) = match &received.effect {
            Effect::None | Effect::Limited => continue,
            Effect::Created { profile } => (&[ActionKind::Provision], profile),
            Effect::Updated { profile, attributes } if *attributes == ["employeeNumber"] => {
                (&[ActionKind::Link, ActionKind::Unlink], profile)
            }
            Effect::Updated { profile, .. } => (&[ActionKind::Update], profile),
            Effect::Status { profile, to, .. } if to == "DEPROVISIONED" => {
                (&[ActionKind::Deactivate], profile)
            }
            Effect::Status { profile, .. } => (
                &[
                    ActionKind::Provision,
                    ActionKind::Activate,
                    ActionKind::Reactivate,
                ],
                profile,
            ),
            Effect::Deleted { profile } => panic!("{profile} was deleted"),
        };
        assert!(
            is_explained(kinds, profile),
            "nobody wrote down {:?}",
            received.effect
        );
    }
}
