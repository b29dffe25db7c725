//! The plan as a document for scripts: `assets/plan.schema.json`.

use super::PlanView;
use crate::core::link::ConflictKind;
use crate::core::plan::{
    self, Access, AccessReason, Activation, HoldCode, LimitUse, Remark, RemarkCode, Skip, SkipReason, Summary,
};
use crate::core::value::{Text, Value};
use crate::core::{EmployeeId, OktaId};
use crate::engine::RunReport;
use crate::report::{code, words};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(in crate::report) struct Document<'a> {
    version: u8,
    org: &'a str,
    /// Of a plan that was applied, or was to be: the run's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<i64>,
    /// How that run ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'static str>,
    /// What it came to.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    /// When both sides were read.
    at: jiff::Timestamp,
    review: &'static str,
    /// A limit is exceeded: nothing would be applied.
    limit_exceeded: bool,
    summary: SummaryOut,
    actions: Vec<Action<'a>>,
    skipped: Vec<Skipped<'a>>,
    notices: Vec<RemarkOut<'a>>,
    leavers_with_access: Vec<AccessOut<'a>>,
    limits: Vec<LimitOut<'a>>,
}

#[derive(Debug, Serialize)]
struct SummaryOut {
    deactivate: usize,
    unlink: usize,
    reactivate: usize,
    create: usize,
    update: usize,
    activate: usize,
    link: usize,
    held: usize,
    skipped: usize,
}

#[derive(Debug, Serialize)]
struct Action<'a> {
    kind: &'static str,
    employee_id: Option<u64>,
    okta_id: Option<&'a str>,
    login: &'a str,
    name: &'a str,
    changes: Vec<Change<'a>>,
    /// Of a new profile: `now`, `by_hand`, or the day on which it becomes active.
    #[serde(skip_serializing_if = "Option::is_none")]
    activation: Option<String>,
    /// Of a deactivation: a termination date said so at least a day ahead.
    #[serde(skip_serializing_if = "Option::is_none")]
    planned: Option<bool>,
    held: Option<Held<'a>>,
    #[serde(flatten)]
    result: Option<ResultOut<'a>>,
}

/// What became of an action.
#[derive(Debug, Serialize)]
struct ResultOut<'a> {
    outcome: &'static str,
    error: Option<ErrorOut<'a>>,
    /// Okta's, of the last call that it took.
    request_id: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct ErrorOut<'a> {
    /// Okta's, such as E0000001.
    code: Option<&'a str>,
    text: String,
}

#[derive(Debug, Serialize)]
struct Change<'a> {
    attribute: &'a str,
    from: serde_json::Value,
    to: serde_json::Value,
}

#[derive(Debug, Serialize)]
struct Held<'a> {
    code: &'static str,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    okta_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    employee_id: Option<u64>,
}

#[derive(Debug, Serialize)]
struct Skipped<'a> {
    employee_id: Option<u64>,
    okta_id: Option<&'a str>,
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    conflict: Option<&'static str>,
    text: String,
}

#[derive(Debug, Serialize)]
struct RemarkOut<'a> {
    employee_id: Option<u64>,
    okta_id: Option<&'a str>,
    code: &'static str,
    /// Okta's attribute, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    attribute: Option<&'a str>,
    text: String,
}

#[derive(Debug, Serialize)]
struct AccessOut<'a> {
    employee_id: u64,
    okta_id: &'a str,
    login: &'a str,
    name: &'a str,
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    held: Option<&'static str>,
    /// `false` makes exit code 5 in a run over everybody.
    decided_by_person: bool,
    text: String,
}

#[derive(Debug, Serialize)]
struct LimitOut<'a> {
    limit: &'static str,
    about: Option<&'a str>,
    planned: usize,
    last_24_hours: usize,
    /// `null`: switched off.
    allowed: Option<usize>,
    exceeded: bool,
    /// A person let it pass, or it is about one person alone.
    overridden: bool,
    text: String,
    /// Positions in `actions`.
    actions: &'a [u32],
}

pub(super) fn document<'a>(view: &PlanView<'a>) -> Document<'a> {
    let plan = view.plan;
    Document {
        version: 1,
        run: None,
        result: None,
        verdict: None,
        org: &view.snapshot.org,
        at: view.snapshot.moment.now,
        review: if plan.review_is_closed { "closed" } else { "open" },
        limit_exceeded: plan.is_over_limit(),
        summary: plan.summary.into(),
        actions: plan.actions.iter().map(|one| action(view, one)).collect(),
        skipped: plan.skipped.iter().map(skipped).collect(),
        notices: plan.remarks.iter().map(remark).collect(),
        leavers_with_access: plan.still_have_access.iter().map(access).collect(),
        limits: plan.limits.iter().map(limit).collect(),
    }
}

/// The same document with what became of each action: `assets/sync.schema.json`.
pub(in crate::report) fn outcome_document<'a>(view: &PlanView<'a>, report: &'a RunReport) -> Document<'a> {
    let mut document = document(view);
    document.run = Some(report.run.0);
    document.result = Some(code::run_end(report.end));
    document.verdict = Some(report.verdict().code());
    for (action, result) in document.actions.iter_mut().zip(&report.results) {
        action.result = Some(ResultOut {
            outcome: code::outcome(result.outcome),
            error: result.error.as_ref().map(|error| ErrorOut {
                code: error.code.as_deref(),
                text: words::call_error(error),
            }),
            request_id: result.request_ids.last().map(String::as_str),
        });
    }
    document
}

impl From<Summary> for SummaryOut {
    fn from(summary: Summary) -> Self {
        Self {
            unlink: summary.unlink,
            deactivate: summary.deactivate,
            reactivate: summary.reactivate,
            link: summary.link,
            update: summary.update,
            create: summary.provision,
            activate: summary.activate,
            held: summary.held,
            skipped: summary.skipped,
        }
    }
}

fn action<'a>(view: &PlanView<'a>, action: &'a plan::Action) -> Action<'a> {
    let is_end = action.kind == plan::ActionKind::Deactivate;
    Action {
        kind: code::action(action.kind),
        employee_id: action.employee.map(|id| id.0),
        okta_id: action.profile.as_ref().map(OktaId::as_str),
        login: &action.login,
        name: &action.name,
        changes: action
            .changes
            .iter()
            .map(|change| Change {
                attribute: &change.attribute,
                from: value(&change.from),
                to: value(&change.to),
            })
            .collect(),
        activation: action.activation.map(activation),
        planned: is_end.then_some(action.announced),
        held: action.held.as_ref().map(|hold| held(view, hold)),
        result: None,
    }
}

fn activation(activation: Activation) -> String {
    match activation {
        Activation::Now => "now".to_owned(),
        Activation::On(day) => day.to_string(),
        Activation::ByHand => "by_hand".to_owned(),
    }
}

fn held<'a>(view: &PlanView<'a>, hold: &'a plan::Hold) -> Held<'a> {
    Held {
        code: code::hold(hold.code),
        text: view.hold(hold),
        okta_id: hold.profile.as_ref().map(OktaId::as_str),
        employee_id: hold.employee.map(|id| id.0),
    }
}

/// In JSON's own types; what is empty, or not there, is `null`.
pub(in crate::report) fn value(value: &Value) -> serde_json::Value {
    match value {
        Value::Absent | Value::Empty | Value::Odd => serde_json::Value::Null,
        Value::Text(text) => text.as_str().into(),
        Value::Integer(number) => (*number).into(),
        Value::Decimal(number) => (*number).into(),
        Value::Bool(yes) => (*yes).into(),
        Value::List(items) => items.iter().map(Text::as_str).collect(),
    }
}

fn skipped(skip: &Skip) -> Skipped<'_> {
    let conflict: Option<ConflictKind> = match skip.reason {
        SkipReason::InConflict(kind) => Some(kind),
        _ => None,
    };
    Skipped {
        employee_id: skip.employee.map(|id| id.0),
        okta_id: skip.profile.as_ref().map(OktaId::as_str),
        reason: code::skip(&skip.reason),
        conflict: conflict.map(code::conflict),
        text: words::skip(&skip.reason),
    }
}

fn remark(remark: &Remark) -> RemarkOut<'_> {
    let (gone, attribute): (Option<EmployeeId>, Option<&str>) = match &remark.code {
        RemarkCode::EmployeeGone(employee) => (Some(*employee), None),
        RemarkCode::Drift { attribute, .. }
        | RemarkCode::Misfit { attribute, .. }
        | RemarkCode::AttributeRefused { attribute, .. }
        | RemarkCode::KeptRequired(attribute) => (None, Some(attribute)),
        _ => (None, None),
    };
    RemarkOut {
        employee_id: remark.employee.or(gone).map(|id| id.0),
        okta_id: remark.profile.as_ref().map(OktaId::as_str),
        code: code::remark(&remark.code),
        attribute,
        text: words::remark(&remark.code),
    }
}

fn access(access: &Access) -> AccessOut<'_> {
    let held: Option<HoldCode> = match access.reason {
        AccessReason::Hold(code) => Some(code),
        _ => None,
    };
    AccessOut {
        employee_id: access.employee.0,
        okta_id: access.profile.as_str(),
        login: &access.login,
        name: &access.name,
        reason: code::access(access.reason),
        held: held.map(code::hold),
        decided_by_person: access.decided_by_person,
        text: words::access(access.reason),
    }
}

fn limit(limit: &LimitUse) -> LimitOut<'_> {
    LimitOut {
        limit: code::limit(limit.code),
        about: limit.about.as_deref(),
        planned: limit.planned,
        last_24_hours: limit.last_day,
        allowed: limit.allowed,
        exceeded: limit.is_over(),
        overridden: limit.is_waived,
        text: words::limit_use(limit),
        actions: &limit.actions,
    }
}
