//! What a person decides on the plan: taking people out, letting what waits go.

use super::detail::effect;
use super::sight::Sight;
use crate::core::EmployeeId;
use crate::core::plan::{Action, ActionKind, HoldCode};
use crate::core::state::PersonHold;
use crate::lang::{Key, Lang};
use crate::report::words;
use crate::store::state::{Decision, DecisionId};
use crate::tui::desk::{Act, What, Wish};
use jiff::civil::Date;
use rustc_hash::FxHashSet;

/// What ends a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// "Yes, do it".
    Release,
    /// Rules P3 and P4: two people, or one with an account already.
    TwoPeople,
    /// It is a person's own hold.
    TakeBack,
    /// Rule P2: closing the review, at the links.
    Review,
    /// Rule L8: a write of the links.
    Links,
    /// Rule G3, and what the settings say besides.
    Settings,
    /// It goes with another action, or with a limit.
    Others,
    /// Rule R6.
    Clock,
}

/// One thing that can be chosen about what waits.
#[derive(Debug, Clone)]
pub struct Choice {
    pub says: String,
    pub act: Act,
}

impl Way {
    pub fn out_of(code: HoldCode) -> Self {
        match code {
            HoldCode::PossibleDuplicate | HoldCode::SecondRecord => Self::TwoPeople,
            HoldCode::HiredLongAgo
            | HoldCode::LaterPair
            | HoldCode::LinkChanged
            | HoldCode::MissedLeaver
            | HoldCode::Rehire
            | HoldCode::Undone
            | HoldCode::Rename
            | HoldCode::StagedByOthers
            | HoldCode::LockedInOkta => Self::Release,
            HoldCode::ByPerson => Self::TakeBack,
            HoldCode::ReviewOpen => Self::Review,
            HoldCode::Staged => Self::Links,
            HoldCode::Protected
            | HoldCode::TokenOwnerUnknown
            | HoldCode::LoginTaken
            | HoldCode::LinkReadOnly => Self::Settings,
            HoldCode::Follows | HoldCode::OverLimit => Self::Others,
            HoldCode::ClockOff => Self::Clock,
        }
    }
}

/// Takes these out of every run until somebody lets them go.
pub fn hold(
    whom: &[(EmployeeId, ActionKind)],
    who: &str,
    note: &str,
    until: Option<Date>,
    lang: &Lang,
) -> Act {
    let decisions = whom.iter().map(|(employee, kind)| Decision::Hold {
        employee: *employee,
        hold: PersonHold {
            kind: Some(*kind),
            note: note.to_owned(),
            until,
        },
    });
    Act {
        says: lang.with(Key("plan-says-held"), &[("who", who.into())]),
        what: What::Decide(decisions.collect()),
    }
}

/// What can be chosen about these, which wait for one reason; empty: nothing here ends that.
pub fn choices(actions: &[&Action], sight: &Sight, lang: &Lang) -> Vec<Choice> {
    let Some(hold) = actions.first().and_then(|action| action.held.as_ref()) else {
        return Vec::new();
    };
    let says = |key| {
        if let [action] = actions {
            return effect(action, lang);
        }
        let fillings = [("people", words::people(actions.len()).into())];
        lang.with(key, &fillings)
    };
    match Way::out_of(hold.code) {
        Way::TakeBack => {
            let ids = own_holds(actions, sight);
            let act = Act {
                says: lang.with(Key("plan-says-let-go"), &[("who", named(actions).into())]),
                what: What::TakeBack(ids),
            };
            vec![Choice {
                says: says(Key("plan-let-all-go")),
                act,
            }]
        }
        Way::Release => vec![Choice {
            says: says(Key("plan-release-all")),
            act: release(actions, hold.code, lang),
        }],
        Way::TwoPeople => {
            let all = says(Key("plan-release-all"));
            let two = lang.with(Key("plan-two-people"), &[("effect", all.into())]);
            let two = Choice {
                says: two,
                act: release(actions, hold.code, lang),
            };
            let one = match actions {
                [action] => keep_the_account(action, sight, lang),
                _ => None,
            };
            // What takes nobody's access and makes no second profile stands first.
            one.into_iter().chain([two]).collect()
        }
        _ => Vec::new(),
    }
}

fn release(actions: &[&Action], code: HoldCode, lang: &Lang) -> Act {
    let employees = actions.iter().filter_map(|action| action.released_employee());
    Act {
        says: lang.with(Key("plan-says-released"), &[("who", named(actions).into())]),
        what: What::Decide(
            employees
                .map(|employee| Decision::Release { hold: code, employee })
                .collect(),
        ),
    }
}

/// Rules P3 and P4: the account that is there is theirs. A link that stands moves.
fn keep_the_account(action: &Action, sight: &Sight, lang: &Lang) -> Option<Choice> {
    let hold = action.held.as_ref()?;
    let (profile, employee) = (hold.profile.as_ref()?, action.released_employee()?);
    let login = sight.people().find_profile(profile)?.login.to_string();
    let moves = hold.code == HoldCode::SecondRecord;
    let key = if moves {
        Key("plan-keep-and-move")
    } else {
        Key("plan-one-person")
    };
    let fillings = [
        ("login", login.as_str().into()),
        ("name", action.name.clone().into()),
        ("id", employee.to_string().into()),
    ];
    let says = lang.with(key, &fillings);
    let wish = Wish {
        profile: profile.clone(),
        employee,
        may_move: moves,
    };
    Some(Choice {
        act: Act {
            says: format!("{login} → {} ({employee})", action.name),
            what: What::Assign(vec![wish]),
        },
        says,
    })
}

/// The decisions by which these were held.
fn own_holds(actions: &[&Action], sight: &Sight) -> Vec<DecisionId> {
    let held: FxHashSet<(EmployeeId, ActionKind)> = actions
        .iter()
        .filter_map(|action| Some((action.employee?, action.kind)))
        .collect();
    let employees: FxHashSet<EmployeeId> = held.iter().map(|(employee, _)| *employee).collect();
    let is_theirs = |decision: &Decision| match decision {
        Decision::Hold { employee, hold } => match hold.kind {
            Some(kind) => held.contains(&(*employee, kind)),
            None => employees.contains(employee),
        },
        _ => false,
    };
    let holds = sight.reading.in_force.iter();
    let holds = holds.filter(|one| is_theirs(&one.row.decision));
    holds.map(|one| one.row.id).collect()
}

/// `Günter Groß: deactivate`, `Günter Groß and 2 more`.
pub fn named(actions: &[&Action]) -> String {
    match actions {
        [] => String::new(),
        [action] => format!("{}: {}", action.name, words::verb(action.kind)),
        [first, rest @ ..] => format!("{} +{}", first.name, rest.len()),
    }
}
