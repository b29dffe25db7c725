//! A state in a folder of its own, with both locks, at a time that stands still.

use jiff::Timestamp;
use koppel::clock::Clock;
use koppel::core::plan::{Action, ActionKind, Activation, Change, Closing};
use koppel::core::state::{Base, State};
use koppel::core::{EmployeeId, OktaId, Text, Value};
use koppel::store::state::{
    ActionEnd, ActionRow, Applied, CallError, Decision, DecisionId, NewRun, Origin, Outcome, PlannedAction,
    RunId, RunKind, Store, View,
};
use koppel::store::{Operator, RunLock, StagingLock};
use std::path::Path;
use tempfile::TempDir;

pub const ORG: &str = "00oacme";
pub const NOW: &str = "2026-11-30T07:05:00Z";

pub struct Book {
    pub folder: TempDir,
    pub store: Store,
    pub run_lock: RunLock,
    pub staging_lock: StagingLock,
}

pub fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn okta(id: &str) -> OktaId {
    OktaId::new(id)
}

pub fn id(number: u64) -> EmployeeId {
    EmployeeId(number)
}

pub fn operator() -> Operator {
    Operator {
        user: "ada".to_owned(),
        host: "idp1".to_owned(),
    }
}

pub fn clock(time: &str) -> Clock {
    Clock::Fixed(instant(time))
}

/// Closing the review with these creations and pairs, when nobody else was known.
pub fn closing<const N: usize>(covered: [EmployeeId; N], pairs: &[(OktaId, EmployeeId)]) -> Closing {
    Closing {
        covered: covered.to_vec(),
        known: covered.to_vec(),
        pairs: pairs.to_vec(),
        ..Closing::default()
    }
}

pub fn open(folder: &Path, time: &str) -> Store {
    Store::open(folder, ORG, operator(), clock(time)).unwrap().store
}

pub fn sync() -> NewRun {
    NewRun {
        kind: RunKind::Sync,
        reverses: None,
        is_unattended: true,
        overrides: Vec::new(),
        is_part: false,
    }
}

pub fn change(attribute: &str, from: &str, to: &str) -> Change {
    Change {
        attribute: Text::from(attribute),
        from: Value::text(from),
        to: Value::text(to),
    }
}

pub fn base(value: &str) -> Base {
    Base {
        sent: Value::text(value),
        taken: Value::text(value),
    }
}

/// A creation is of nobody's profile yet.
pub fn action(kind: ActionKind, employee: u64, profile: &str) -> Action {
    let is_creation = kind == ActionKind::Provision;
    Action {
        kind,
        employee: Some(id(employee)),
        profile: (!is_creation).then(|| okta(profile)),
        login: Text::const_new("jane.doe@example.com"),
        name: "Jane Doe".to_owned(),
        changes: Vec::new(),
        activation: is_creation.then_some(Activation::Now),
        announced: false,
        awaited_by: Vec::new(),
        held: None,
    }
}

pub fn planned(action: &Action) -> PlannedAction<'_> {
    PlannedAction {
        action,
        department: None,
        let_go: None,
        basis: "2026-10-01T08:00:00.000Z",
        fingerprint: "f1",
    }
}

pub fn applied(applied: Applied) -> ActionEnd {
    ActionEnd {
        outcome: Outcome::Applied(applied),
        request_ids: vec!["XkN1".to_owned()],
        attributes: koppel::store::state::AttributeAnswers::default(),
    }
}

pub fn unknown() -> ActionEnd {
    ActionEnd {
        outcome: Outcome::Unknown {
            error: CallError {
                code: None,
                summary: "the connection was cut".to_owned(),
            },
        },
        request_ids: Vec::new(),
        attributes: koppel::store::state::AttributeAnswers::default(),
    }
}

pub fn refused(for_good: bool) -> ActionEnd {
    ActionEnd {
        outcome: Outcome::Failed {
            error: CallError {
                code: Some("E0000001".to_owned()),
                summary: "Api validation failed: department".to_owned(),
            },
            for_good,
        },
        request_ids: vec!["XkN2".to_owned()],
        attributes: koppel::store::state::AttributeAnswers::default(),
    }
}

impl Book {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            store: open(folder.path(), NOW),
            run_lock: RunLock::take(folder.path(), &operator(), clock(NOW)).unwrap(),
            staging_lock: StagingLock::take(folder.path(), &operator(), clock(NOW)).unwrap(),
            folder,
        }
    }

    /// The same book at another time.
    pub fn at(&mut self, time: &str) -> &mut Self {
        self.store = open(self.folder.path(), time);
        self
    }

    pub fn view(&self) -> &View {
        self.store.view()
    }

    pub fn state(&self) -> State {
        self.view().state().unwrap()
    }

    pub fn begin(&mut self, run: &NewRun) -> RunId {
        self.store.begin_run(&self.run_lock, run).unwrap()
    }

    /// A run that plans these.
    pub fn plan(&mut self, actions: &[Action]) -> RunId {
        let run = self.begin(&sync());
        let planned: Vec<_> = actions.iter().map(planned).collect();
        self.store.plan_actions(run, &planned).unwrap();
        run
    }

    /// A run with one action that ends so.
    pub fn run(&mut self, action: Action, end: &ActionEnd) -> RunId {
        let run = self.plan(&[action]);
        self.store.begin_action(run, 0).unwrap();
        self.store.end_action(run, 0, end).unwrap();
        self.store
            .end_run(run, koppel::store::state::RunEnd::Done)
            .unwrap();
        run
    }

    pub fn apply(&mut self, action: Action) -> RunId {
        self.run(action, &applied(Applied::default()))
    }

    pub fn row(&self, run: RunId, position: u32) -> ActionRow {
        let rows = self.view().actions_of_run(run).unwrap();
        rows.into_iter()
            .find(|row| row.position == position)
            .expect("the action is planned")
    }

    pub fn decide(&mut self, decision: Decision) -> DecisionId {
        self.store
            .decide(&self.staging_lock, &[decision], Origin::Screen)
            .unwrap()[0]
    }

    pub fn confirm(&mut self, decision: DecisionId) {
        self.store
            .confirm_staged(&self.staging_lock, &[decision], Origin::Screen)
            .unwrap();
    }

    pub fn take_back(&mut self, decision: DecisionId) {
        self.store
            .take_back(&self.staging_lock, decision, Origin::Screen)
            .unwrap();
    }

    pub fn assign(&mut self, profile: &str, employee: u64) -> DecisionId {
        self.decide(Decision::Assign {
            profile: okta(profile),
            employee: id(employee),
            may_move: false,
        })
    }
}
