//! Every code that the core knows has words, and an entry in the schema.

use crate::schema::{LINKS, PLAN, SYNC, assert_valid};
use crate::world::{TODAY, World, id, okta};
use crate::{assert_fits, screen};
use koppel::core::link::ConflictKind;
use koppel::core::plan::{
    Access, AccessReason, Action, ActionKind, Activation, Change, Hold, HoldCode, LimitCode, LimitUse,
    Misfit, Part, Plan, Remark, RemarkCode, Skip, SkipReason,
};
use koppel::core::schema::{ItemKind, Kind};
use koppel::core::value::{Text, Value};
use koppel::engine::{ActionResult, RunReport};
use koppel::report::{Format, PlanView, RunView};
use koppel::store::state::{CallError, OutcomeKind, RunEnd, RunId};
use std::collections::BTreeSet;
use std::sync::Arc;

const HOLDS: [HoldCode; 21] = [
    HoldCode::ReviewOpen,
    HoldCode::PossibleDuplicate,
    HoldCode::HiredLongAgo,
    HoldCode::SecondRecord,
    HoldCode::LoginTaken,
    HoldCode::Staged,
    HoldCode::LaterPair,
    HoldCode::LinkChanged,
    HoldCode::MissedLeaver,
    HoldCode::Rehire,
    HoldCode::Undone,
    HoldCode::Rename,
    HoldCode::Protected,
    HoldCode::TokenOwnerUnknown,
    HoldCode::ClockOff,
    HoldCode::ByPerson,
    HoldCode::StagedByOthers,
    HoldCode::LockedInOkta,
    HoldCode::LinkReadOnly,
    HoldCode::Follows,
    HoldCode::OverLimit,
];

const KINDS: [ActionKind; 7] = [
    ActionKind::Unlink,
    ActionKind::Deactivate,
    ActionKind::Reactivate,
    ActionKind::Link,
    ActionKind::Update,
    ActionKind::Provision,
    ActionKind::Activate,
];

fn skips() -> Vec<SkipReason> {
    let text = || Text::const_new("sabbatical");
    vec![
        SkipReason::MissingId,
        SkipReason::MissingFirstName,
        SkipReason::MissingLastName,
        SkipReason::MissingEmail,
        SkipReason::Inactive,
        SkipReason::UnknownStatus(text()),
        SkipReason::UnknownProfileStatus(text()),
        SkipReason::InTransition,
        SkipReason::Excluded,
        SkipReason::OutOfScope,
        SkipReason::ProfileAside,
        SkipReason::InConflict(ConflictKind::SameEmail),
        SkipReason::InConflict(ConflictKind::PersonDisagrees),
        SkipReason::InConflict(ConflictKind::NumberDisagrees),
        SkipReason::InConflict(ConflictKind::ForeignNumber),
        SkipReason::InConflict(ConflictKind::NumberTwice),
        SkipReason::TooEarly(TODAY),
        SkipReason::SendEmailUnset,
        SkipReason::LoginEmpty,
        SkipReason::LoginLength(3),
        SkipReason::LoginMalformed,
        SkipReason::LoginTaken(text()),
        SkipReason::RequiredMissing(text()),
        SkipReason::RequiredMisfit(text(), Misfit::NotAnOption),
        SkipReason::RehireIgnored,
        SkipReason::BeforeHireDate(TODAY),
    ]
}

fn misfits() -> Vec<Misfit> {
    vec![
        Misfit::NoSuchAttribute,
        Misfit::ReadOnly,
        Misfit::Type(Kind::Array(ItemKind::String)),
        Misfit::TooShort(2),
        Misfit::TooLong(50),
        Misfit::NotAnOption,
        Misfit::Format(Text::const_new("uri")),
        Misfit::Characters,
        Misfit::OddShape,
    ]
}

fn remarks() -> Vec<RemarkCode> {
    let attribute = || Text::const_new("department");
    let mut remarks = vec![
        RemarkCode::Takeover { links: 1 },
        RemarkCode::AnotherWriter { links: 2 },
        RemarkCode::NamesNobody {
            key: Text::const_new("safety.protected"),
            name: Text::const_new("admin@acme.com"),
        },
        RemarkCode::FoundNumber,
        RemarkCode::ForeignNumber(Text::const_new("P-1")),
        RemarkCode::NumberElsewhere,
        RemarkCode::EmployeeGone(id(7)),
        RemarkCode::EndAnnounced(TODAY),
        RemarkCode::EndOverdue(TODAY),
        RemarkCode::LockedInOkta,
        RemarkCode::NoHireDate,
        RemarkCode::OddHireDate,
        RemarkCode::StagedByOthers,
        RemarkCode::ClockOff,
        RemarkCode::Drift {
            attribute: attribute(),
            okta: Value::Empty,
            personio: Value::Integer(3),
        },
        RemarkCode::KeptRequired(attribute()),
        RemarkCode::Rename,
        RemarkCode::DecisionVoid,
        RemarkCode::KeepsNumber,
        RemarkCode::AttributeRefused {
            attribute: attribute(),
            words: Text::const_new("E0000023"),
        },
        RemarkCode::UserTypeUnreadable {
            name: Text::const_new("Contractor"),
            profiles: 2,
        },
        RemarkCode::RefusedBefore {
            kind: ActionKind::Update,
            words: attribute(),
        },
    ];
    remarks.extend(misfits().into_iter().map(|misfit| RemarkCode::Misfit {
        attribute: attribute(),
        misfit,
    }));
    remarks
}

fn access() -> Vec<AccessReason> {
    let mut reasons = vec![
        AccessReason::Conflict,
        AccessReason::Aside,
        AccessReason::SecondAccount,
        AccessReason::Excluded,
        AccessReason::OutOfScope,
        AccessReason::EmployeeGone,
        AccessReason::Unsettled,
        AccessReason::OverLimit,
        AccessReason::Refused,
        AccessReason::NoPermission,
        AccessReason::Failed,
        AccessReason::Outdated,
        AccessReason::NotInThisRun,
    ];
    reasons.extend(HOLDS.map(AccessReason::Hold));
    reasons
}

const LIMITS: [LimitCode; 8] = [
    LimitCode::Deactivations,
    LimitCode::Unannounced,
    LimitCode::Department,
    LimitCode::Creations,
    LimitCode::Emptied,
    LimitCode::Changed,
    LimitCode::Relinks,
    LimitCode::EmailChanges,
];

fn action(kind: ActionKind, held: Option<Hold>) -> Action {
    let values = [
        Value::Empty,
        Value::text("text"),
        Value::Integer(1),
        Value::Decimal(0.5),
        Value::Bool(true),
        Value::list([Text::const_new("a"), Text::const_new("b")]),
        Value::Absent,
        Value::Odd,
    ];
    Action {
        kind,
        employee: Some(id(1)),
        profile: Some(okta("00u1")),
        login: Text::const_new("anna@example.com"),
        name: "Anna Weiß".to_owned(),
        changes: values
            .into_iter()
            .map(|value| Change {
                attribute: Text::const_new("department"),
                from: value.clone(),
                to: value,
            })
            .collect(),
        activation: None,
        announced: false,
        awaited_by: Vec::new(),
        held,
    }
}

/// A plan that says everything that a plan can say.
fn everything() -> Plan {
    let mut actions: Vec<Action> = KINDS.iter().map(|kind| action(*kind, None)).collect();
    for activation in [Activation::Now, Activation::On(TODAY), Activation::ByHand] {
        actions.push(Action {
            activation: Some(activation),
            profile: None,
            ..action(ActionKind::Provision, None)
        });
    }
    for code in HOLDS {
        let bare = Hold::new(code);
        let full = Hold {
            profile: Some(okta("00u2")),
            employee: Some(id(2)),
            note: "ask Bela".to_owned(),
            ..bare.clone()
        };
        actions.extend([bare, full].map(|hold| action(ActionKind::Update, Some(hold))));
    }
    let skipped = skips().into_iter().map(|reason| Skip {
        employee: None,
        profile: Some(okta("00u1")),
        reason,
    });
    let remarks = remarks().into_iter().map(|code| Remark {
        employee: Some(id(1)),
        profile: None,
        code,
    });
    let access = access().into_iter().map(|reason| Access {
        employee: id(1),
        profile: okta("00u1"),
        login: Text::const_new("anna@example.com"),
        name: String::new(),
        reason,
        decided_by_person: false,
    });
    let limits = LIMITS.iter().zip([None, Some(0), Some(9)].into_iter().cycle());
    Plan {
        actions,
        skipped: skipped.collect(),
        remarks: remarks.collect(),
        still_have_access: access.collect(),
        limits: limits
            .map(|(code, allowed)| LimitUse {
                code: *code,
                about: allowed.map(|_| Text::const_new("department")),
                planned: 1,
                last_day: 1,
                allowed,
                actions: vec![0],
                is_waived: false,
            })
            .collect(),
        ..Plan::default()
    }
}

fn written(plan: &Plan, format: Format) -> String {
    let world = World::new();
    let mut out = Vec::new();
    PlanView::new(&world.snapshot, plan)
        .write(&mut out, format, screen(100))
        .unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn every_code_of_a_plan_stands_in_its_schema() {
    let document: serde_json::Value = serde_json::from_str(&written(&everything(), Format::Json)).unwrap();
    assert_valid(PLAN, &document);
    // As many different codes as there are: two that were mixed up would be one.
    let different = |list: &str, key: &str| {
        let mut codes: Vec<String> = document[list]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|item| item.pointer(key)?.as_str().map(str::to_owned))
            .collect();
        codes.sort_unstable();
        codes.dedup();
        codes.len()
    };
    assert_eq!(different("actions", "/kind"), 7);
    assert_eq!(different("actions", "/held/code"), HOLDS.len());
    assert_eq!(different("skipped", "/reason"), skips().len() - 4);
    assert_eq!(different("skipped", "/conflict"), 5);
    assert_eq!(
        different("notices", "/code"),
        remarks().len() + 1 - misfits().len()
    );
    assert_eq!(different("leavers_with_access", "/reason"), 14);
    assert_eq!(different("limits", "/limit"), LIMITS.len());
}

const OUTCOMES: [OutcomeKind; 6] = [
    OutcomeKind::Applied,
    OutcomeKind::Failed,
    OutcomeKind::Stale,
    OutcomeKind::Unknown,
    OutcomeKind::NotReached,
    OutcomeKind::Held,
];

const ENDS: [RunEnd; 6] = [
    RunEnd::Done,
    RunEnd::SomeFailed,
    RunEnd::Stopped,
    RunEnd::Failed,
    RunEnd::Cancelled,
    RunEnd::BrokenOff,
];

/// Every outcome by turns; what went wrong has words and a request.
fn run(end: RunEnd) -> RunReport {
    let plan = everything();
    let codes = [
        "E0000023", "E0000038", "E0000112", "E0000006", "E0000007", "E0000001",
    ];
    let results = plan
        .actions
        .iter()
        .zip(OUTCOMES.iter().cycle())
        .zip(codes.iter().cycle());
    let results = results.map(|((_, outcome), code)| {
        let has_failed = !matches!(
            outcome,
            OutcomeKind::Applied | OutcomeKind::Held | OutcomeKind::NotReached
        );
        ActionResult {
            outcome: *outcome,
            error: has_failed.then(|| CallError {
                code: (*outcome == OutcomeKind::Failed).then(|| (*code).to_owned()),
                summary: "in \u{1b}[1mtheir words".to_owned(),
            }),
            request_ids: has_failed.then(|| "4711".to_owned()).into_iter().collect(),
        }
    });
    RunReport {
        run: RunId(12),
        results: results.collect(),
        snapshot: Arc::new(World::new().snapshot),
        plan,
        end,
        failure: None,
        is_exact: false,
        part: Part::default(),
        is_whole: true,
        unresolved: Vec::new(),
    }
}

#[test]
fn every_outcome_of_a_run_stands_in_its_schema_and_has_words() {
    for end in ENDS {
        let report = run(end);
        let mut out = Vec::new();
        RunView::new(&report)
            .write(&mut out, Format::Json, screen(100))
            .unwrap();
        let document: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_valid(SYNC, &document);
        let outcomes = document["actions"].as_array().unwrap().iter();
        let outcomes: BTreeSet<&str> = outcomes
            .map(|action| action["outcome"].as_str().unwrap())
            .collect();
        assert_eq!(outcomes.len(), OUTCOMES.len());
        let mut text = Vec::new();
        RunView::new(&report)
            .write(&mut text, Format::Table, screen(80))
            .unwrap();
        let text = String::from_utf8(text).unwrap();
        assert_fits(&text, 80);
        if end == RunEnd::SomeFailed {
            insta::assert_snapshot!(text);
        }
    }
}

#[test]
fn the_schema_names_no_code_that_nothing_writes() {
    let document: serde_json::Value = serde_json::from_str(&written(&everything(), Format::Json)).unwrap();
    let text = document.to_string();
    let schema: serde_json::Value = serde_json::from_str(PLAN).unwrap();
    let mut enums = Vec::new();
    collect_enums(&schema, &mut enums);
    assert!(enums.len() > 60, "{}", enums.len());
    for word in enums.iter().filter(|word| *word != "closed") {
        assert!(text.contains(&format!("{word:?}")), "{word}");
    }
}

fn collect_enums(schema: &serde_json::Value, found: &mut Vec<String>) {
    if let Some(words) = schema.get("enum").and_then(|words| words.as_array()) {
        found.extend(words.iter().filter_map(|word| word.as_str().map(str::to_owned)));
    }
    match schema {
        serde_json::Value::Object(map) => map.values().for_each(|value| collect_enums(value, found)),
        serde_json::Value::Array(items) => items.iter().for_each(|value| collect_enums(value, found)),
        _ => {}
    }
}

#[test]
fn every_code_of_a_plan_has_words() {
    insta::assert_snapshot!(written(&everything(), Format::Table));
    insta::assert_snapshot!("every_code_csv", written(&everything(), Format::Csv));
}

/// Codes are matched exhaustively in one file, so a new one stands there, or the program does not compile.
#[test]
fn every_code_of_the_program_is_in_a_schema() {
    let mut enums = Vec::new();
    for schema in [PLAN, LINKS, SYNC] {
        collect_enums(&serde_json::from_str(schema).unwrap(), &mut enums);
    }
    let source = include_str!("../../src/report/code.rs");
    let codes: Vec<&str> = source
        .lines()
        .filter_map(|line| line.split_once("=> \"")?.1.strip_suffix("\","))
        .collect();
    assert!(codes.len() > 100, "{}", codes.len());
    for code in codes {
        assert!(enums.iter().any(|known| known == code), "{code}");
    }
}

#[test]
fn both_schemas_are_schemas_and_refuse_what_is_not_in_them() {
    for schema in [LINKS, PLAN, SYNC] {
        let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
        assert!(jsonschema::meta::validate(&schema).is_ok());
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        assert!(!validator.is_valid(&serde_json::json!({"version": 1})));
    }
}
