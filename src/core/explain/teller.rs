//! Reads the story off the link report and the plan.

use super::{Explanation, Fact, Origin, Stage, Step, Subject, Verdict, Way, way};
use crate::core::employee::Employee;
use crate::core::id::{EmployeeId, OktaId};
use crate::core::link::{EmployeeStanding, LinkReport, ProfileStanding};
use crate::core::login::attribute;
use crate::core::plan::{Action, ActionKind, Plan, Remark, RemarkCode, SkipReason, of_supervisor};
use crate::core::policy::{LoginSchema, Policy, Source};
use crate::core::profile::Profile;
use crate::core::snapshot::Snapshot;
use crate::core::state::{Base, State};
use crate::core::update::same_value;
use crate::core::value::{Text, Value};

/// The story of `subject`. `report` and `plan` are those of this snapshot, policy and state.
pub fn explain(
    snapshot: &Snapshot,
    policy: &Policy,
    state: &State,
    report: &LinkReport,
    plan: &Plan,
    subject: Subject,
) -> Explanation {
    let employee = subject.employee.map(|at| &snapshot.roster.employees[at as usize]);
    let profile = subject
        .profile
        .map(|at| &snapshot.directory.profiles[at as usize]);
    let mut teller = Teller {
        snapshot,
        policy,
        state,
        report,
        plan,
        subject,
        employee,
        profile,
        steps: Vec::new(),
    };
    teller.tell_reading();
    teller.tell_link();
    teller.tell_login();
    teller.tell_mapping();
    teller.tell_limits();
    teller.tell_result();
    Explanation {
        employee: employee.map(|one| one.id),
        profile: profile.map(|one| one.id.clone()),
        steps: teller.steps,
    }
}

struct Teller<'a> {
    snapshot: &'a Snapshot,
    policy: &'a Policy,
    state: &'a State,
    report: &'a LinkReport,
    plan: &'a Plan,
    subject: Subject,
    employee: Option<&'a Employee>,
    profile: Option<&'a Profile>,
    steps: Vec<Step>,
}

impl<'a> Teller<'a> {
    fn step(&mut self, stage: Stage, rule: &'static str, facts: Vec<Fact>, verdict: Verdict, ways: Vec<Way>) {
        self.steps.push(Step {
            stage,
            rule,
            facts,
            verdict,
            ways,
        });
    }

    /// Of an employee whatever is about them; of a profile alone what is about it.
    fn is_about(&self, employee: Option<EmployeeId>, profile: Option<&OktaId>) -> bool {
        match self.employee {
            Some(one) => employee == Some(one.id),
            None => profile.is_some() && profile == self.profile.map(|one| &one.id),
        }
    }

    fn actions(&self) -> impl Iterator<Item = (u32, &'a Action)> {
        let plan = self.plan;
        (0u32..)
            .zip(&plan.actions)
            .filter(|(_, action)| self.is_about(action.employee, action.profile.as_ref()))
    }

    /// Rules R3, R5 and R6.
    fn tell_reading(&mut self) {
        let personio = |key: &'static str| {
            let employee = self.employee?;
            let value = attribute(&self.snapshot.roster, employee, key);
            Some(fact(Origin::Personio, key, value))
        };
        let mut facts: Vec<Fact> = [
            "id",
            "first_name",
            "last_name",
            "email",
            "status",
            "hire_date",
            "termination_date",
        ]
        .into_iter()
        .filter_map(personio)
        .collect();
        if let Some(profile) = self.profile {
            let text = |text: Option<&str>| text.map_or(Value::Empty, Value::text);
            facts.push(fact(Origin::Okta, "id", text(Some(profile.id.as_str()))));
            facts.push(fact(
                Origin::Okta,
                "firstName",
                text(profile.first_name.as_deref()),
            ));
            facts.push(fact(Origin::Okta, "lastName", text(profile.last_name.as_deref())));
            facts.push(fact(Origin::Okta, "login", text(Some(&profile.login))));
            facts.push(fact(Origin::Okta, "email", text(profile.email.as_deref())));
            facts.push(fact(Origin::Okta, "status", text(Some(profile.status.as_word()))));
            let number = text(profile.number.as_deref());
            facts.push(fact(Origin::Okta, &self.policy.link_attribute, number));
        }
        let verdict = if self.employee.is_none() {
            Verdict::NotThere
        } else {
            Verdict::Read
        };
        self.step(Stage::Read, "R3", facts, verdict, Vec::new());
    }

    fn tell_link(&mut self) {
        let verdict = match (self.subject.employee, self.subject.profile) {
            (Some(employee), _) => self.standing_of_employee(employee),
            (None, Some(profile)) => self.standing_of_profile(profile),
            (None, None) => Verdict::NotThere,
        };
        let (rule, ways) = way::of_standing(&verdict);
        self.step(Stage::Link, rule, Vec::new(), verdict, ways);
    }

    fn standing_of_employee(&self, employee: u32) -> Verdict {
        match self.report.employees[employee as usize] {
            EmployeeStanding::Unmatched => Verdict::Unmatched,
            EmployeeStanding::Paired(pair) => self.pair(pair),
            EmployeeStanding::InConflict(conflict) => self.conflict(conflict),
            EmployeeStanding::Excluded => Verdict::Excluded,
            EmployeeStanding::OutOfScope => Verdict::OutOfScope,
            EmployeeStanding::ProfileAside(_) => Verdict::Aside,
        }
    }

    fn standing_of_profile(&self, profile: u32) -> Verdict {
        match self.report.profiles[profile as usize] {
            ProfileStanding::Unmatched => Verdict::Unmatched,
            ProfileStanding::Former => Verdict::Former,
            ProfileStanding::Paired(pair) => self.pair(pair),
            ProfileStanding::InConflict(conflict) => self.conflict(conflict),
            ProfileStanding::Aside(_) => Verdict::Aside,
            ProfileStanding::EmployeeGone(employee) => Verdict::EmployeeGone(employee),
            ProfileStanding::SpareNumber(employee) => Verdict::SpareNumber(employee),
            ProfileStanding::LeftAlone(employee) => Verdict::LeftAlone(employee),
        }
    }

    fn pair(&self, pair: u32) -> Verdict {
        let pair = &self.report.pairs[pair as usize];
        Verdict::Pair {
            kind: pair.kind,
            by: pair.by,
            remarks: pair.remarks.clone(),
        }
    }

    fn conflict(&self, conflict: u32) -> Verdict {
        let conflict = &self.report.conflicts[conflict as usize];
        let employees = &self.snapshot.roster.employees;
        let profiles = &self.snapshot.directory.profiles;
        Verdict::Conflict {
            kind: conflict.kind,
            employees: conflict
                .employees
                .iter()
                .map(|at| employees[*at as usize].id)
                .collect(),
            profiles: conflict
                .profiles
                .iter()
                .map(|at| profiles[*at as usize].id.clone())
                .collect(),
        }
    }

    /// Rules N1 to N6: the login that is kept, that the plan gives, or why there is none.
    fn tell_login(&mut self) {
        if let Some(profile) = self.profile {
            let verdict = Verdict::LoginKept(profile.login.clone());
            return self.step(Stage::Login, "N6", Vec::new(), verdict, Vec::new());
        }
        let given = self
            .actions()
            .find(|(_, action)| action.kind == ActionKind::Provision);
        if let Some((_, action)) = given {
            let verdict = Verdict::LoginGiven(action.login.clone());
            let (facts, ways) = (self.login_facts(), vec![Way::Setting("login")]);
            return self.step(Stage::Login, "N1", facts, verdict, ways);
        }
        let refused: Vec<SkipReason> = self.skips().filter(SkipReason::is_about_the_login).collect();
        for reason in refused {
            let (rule, ways) = way::of_skip(&reason);
            let facts = self.login_facts();
            self.step(Stage::Login, rule, facts, Verdict::Skipped(reason), ways);
        }
    }

    /// What the login is made from (rule N1).
    fn login_facts(&self) -> Vec<Fact> {
        let Some(employee) = self.employee else {
            return Vec::new();
        };
        let keys = match &self.policy.login {
            LoginSchema::Attribute(key) => vec![key],
            LoginSchema::Generated { start, end, .. } => std::iter::once(start)
                .chain(end)
                .map(|part| &part.attribute)
                .collect(),
        };
        let value = |key: &Text| attribute(&self.snapshot.roster, employee, key);
        keys.into_iter()
            .map(|key| fact(Origin::Personio, key, value(key)))
            .collect()
    }

    fn skips(&self) -> impl Iterator<Item = SkipReason> {
        let plan = self.plan;
        plan.skipped
            .iter()
            .filter(|skip| self.is_about(skip.employee, skip.profile.as_ref()))
            .map(|skip| skip.reason.clone())
    }

    /// Rules U2 to U7, a line of the mapping each; only for whom the plan looked at it.
    fn tell_mapping(&mut self) {
        let Some(employee) = self.employee else { return };
        let is_paired = matches!(
            self.subject.employee.map(|at| self.report.employees[at as usize]),
            Some(EmployeeStanding::Paired(_))
        );
        let creates = self
            .actions()
            .any(|(_, action)| action.kind == ActionKind::Provision);
        if !is_paired && !creates {
            return;
        }
        for mapping in &self.policy.mapping {
            let base = self.profile.and_then(|profile| {
                let bases = self.state.bases.get(&profile.id)?;
                bases.get(&mapping.target)
            });
            let facts = self.facts_of(employee, &mapping.source, &mapping.target, base);
            let value = |from| {
                facts
                    .iter()
                    .find(|fact| fact.from == from)
                    .map(|fact| &fact.value)
            };
            let both = value(Origin::Personio).zip(value(Origin::Okta));
            let differs = both.is_some_and(|(personio, okta)| !same_value(personio, okta));
            let verdict = self.fate_of(&mapping.target, differs);
            let (rule, ways) = way::of_attribute(&verdict);
            self.step(Stage::Mapping, rule, facts, verdict, ways);
        }
    }

    fn facts_of(&self, employee: &Employee, source: &Source, target: &str, base: Option<&Base>) -> Vec<Fact> {
        let mut facts = Vec::new();
        if let Some(key) = source.key() {
            let roster = &self.snapshot.roster;
            let value = attribute(roster, employee, key);
            let value = if key == "supervisor" && *source != Source::Attribute(Text::from(key)) {
                let find = |id| roster.employees.iter().find(|one| one.id == id);
                of_supervisor(source, Some(&value), find)
            } else {
                value
            };
            facts.push(fact(Origin::Personio, source.as_words(), value));
        }
        let column = self.snapshot.directory.column(target);
        let held = self.profile.and_then(|profile| profile.attributes.get(column?));
        facts.push(fact(Origin::Okta, target, held.cloned().unwrap_or_default()));
        facts.extend(base.map(|base| fact(Origin::Base, target, base.sent.clone())));
        facts
    }

    /// What the plan does about one attribute.
    ///
    /// `differs`: Personio and Okta do not say the same.
    fn fate_of(&self, target: &str, differs: bool) -> Verdict {
        let mut changes = self.actions().flat_map(|(_, action)| &action.changes);
        if let Some(change) = changes.find(|change| change.attribute == target) {
            return Verdict::Sent {
                from: change.from.clone(),
                to: change.to.clone(),
            };
        }
        let mut remarks = self.plan.remarks.iter().filter(|remark| {
            self.is_about(remark.employee, remark.profile.as_ref())
                && attribute_of(&remark.code) == Some(target)
        });
        let is_refused = |remark: &&Remark| {
            self.is_about(remark.employee, remark.profile.as_ref())
                && matches!(
                    remark.code,
                    RemarkCode::RefusedBefore {
                        kind: ActionKind::Update,
                        ..
                    }
                )
        };
        let refused = || self.plan.remarks.iter().find(is_refused).filter(|_| differs);
        match remarks.next().or_else(refused).map(|remark| &remark.code) {
            Some(RemarkCode::Misfit { misfit, .. }) => Verdict::Misfit(misfit.clone()),
            Some(code) => Verdict::Remark(code.clone()),
            None => Verdict::InStep,
        }
    }

    /// Rule G1.
    fn tell_limits(&mut self) {
        let mine: Vec<u32> = self.actions().map(|(at, _)| at).collect();
        for limit in &self.plan.limits {
            if !limit.actions.iter().any(|at| mine.contains(at)) {
                continue;
            }
            let (verdict, ways) = if limit.is_over() {
                (
                    Verdict::OverLimit(limit.clone()),
                    vec![Way::Setting("safety"), Way::Decide],
                )
            } else {
                (Verdict::WithinLimit(limit.clone()), Vec::new())
            };
            self.step(Stage::Limits, "G1", Vec::new(), verdict, ways);
        }
    }

    fn tell_result(&mut self) {
        let before = self.steps.len();
        let is_stopped = self.plan.is_over_limit();
        let actions: Vec<&Action> = self.actions().map(|(_, action)| action).collect();
        for action in actions {
            let kind = action.kind;
            let (rule, verdict, ways) = match &action.held {
                Some(hold) => {
                    let (rule, ways) = way::of_hold(hold.code);
                    (rule, Verdict::Held(kind, hold.clone()), ways)
                }
                None if is_stopped => (
                    "G1",
                    Verdict::Stopped(kind),
                    vec![Way::Setting("safety"), Way::Decide],
                ),
                None => {
                    let (rule, ways) = way::of_action(kind);
                    (rule, Verdict::Applied(kind), ways)
                }
            };
            self.step(Stage::Result, rule, Vec::new(), verdict, ways);
        }
        let skips: Vec<SkipReason> = self.skips().collect();
        for reason in skips {
            let (rule, ways) = way::of_skip(&reason);
            self.step(Stage::Result, rule, Vec::new(), Verdict::Skipped(reason), ways);
        }
        for remark in &self.plan.remarks {
            let is_mine = self.is_about(remark.employee, remark.profile.as_ref());
            if is_mine && attribute_of(&remark.code).is_none() {
                let (rule, ways) = way::of_remark(&remark.code);
                self.step(
                    Stage::Result,
                    rule,
                    Vec::new(),
                    Verdict::Remark(remark.code.clone()),
                    ways,
                );
            }
        }
        for access in &self.plan.still_have_access {
            if self.is_about(Some(access.employee), Some(&access.profile)) {
                let verdict = Verdict::StillHasAccess(access.reason);
                self.step(Stage::Result, "D5", Vec::new(), verdict, Vec::new());
            }
        }
        if self.steps.len() == before {
            self.step(Stage::Result, "U4", Vec::new(), Verdict::Nothing, Vec::new());
        }
    }
}

fn fact(from: Origin, name: &str, value: Value) -> Fact {
    Fact {
        from,
        name: Text::from(name),
        value,
    }
}

/// The attribute that a remark is about, where it is about one.
fn attribute_of(code: &RemarkCode) -> Option<&str> {
    match code {
        RemarkCode::Drift { attribute, .. }
        | RemarkCode::KeptRequired(attribute)
        | RemarkCode::AttributeRefused { attribute, .. }
        | RemarkCode::Misfit { attribute, .. } => Some(attribute),
        _ => None,
    }
}
