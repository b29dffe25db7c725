//! What `koppel decide` decides, by what the state knows: no API is asked. What each decision comes to is said as far
//! as the latest sync's plan in the journal allows.

mod approve;
mod outlook;
mod refusal;

pub use refusal::{DecisionRefusal, undecidable};

use crate::core::plan::{ActionKind, Change, HoldCode};
use crate::core::state::{Aside, AsideKind, PersonHold, Staging, State};
use crate::core::text::login_key;
use crate::core::undo::UndoneNote;
use crate::core::{EmployeeId, OktaId};
use crate::store::state::{
    ActionRow, Decision, DecisionId, DecisionRow, PersonRow, RunEnd, RunKind, RunRow, StateError, View,
};
use jiff::Timestamp;
use jiff::civil::Date;
use refusal::{match_of, no_employee_of_profile, no_id, several_profiles, unknown_employee, unknown_login};
use std::collections::BTreeSet;

/// What a person decides about whoever they name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionVerb {
    Hold,
    Approve,
    Ignore,
    Unignore,
    Reject,
    Confirm,
}

/// Whom it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecisionTarget {
    Employee(EmployeeId),
    Profile(OktaId),
    Match(EmployeeId, OktaId),
}

/// A decision with everything that goes with it.
#[derive(Debug, Clone)]
pub struct DecisionRequest {
    pub verb: DecisionVerb,
    pub note: String,
    /// Of a hold: a reminder.
    pub until: Option<Date>,
    /// Of a hold: only this kind of action.
    pub only: Option<ActionKind>,
    /// Of an approval: which of several holds.
    pub reason: Option<HoldCode>,
    /// Of an ignored profile.
    pub kind: Option<AsideKind>,
}

/// What is written down about one target.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DecisionDraft {
    /// Whom it is about, for people.
    pub who: String,
    /// What is decided, in words.
    pub says: String,
    pub decide: Vec<Decision>,
    pub take_back: Vec<DecisionId>,
    /// What comes of it, a sentence each.
    pub effects: Vec<String>,
}

/// How holds and actions are called, for people.
#[derive(Debug, Clone, Copy)]
pub struct DecisionWords {
    /// A hold in a sentence.
    pub hold: fn(HoldCode) -> &'static str,
    /// What its approval decides.
    pub approval: fn(HoldCode) -> &'static str,
    /// Its code in JSON.
    pub code: fn(HoldCode) -> &'static str,
    pub verb: fn(ActionKind) -> &'static str,
    pub change: fn(&Change) -> String,
}

/// What the state knows, to decide by.
#[derive(Debug)]
pub struct DecisionDesk {
    words: DecisionWords,
    state: State,
    in_force: Vec<(DecisionRow, Option<Staging>)>,
    people: Vec<PersonRow>,
    /// Of the latest sync that got as far as a plan, and of all runs since; the newest run first.
    rows: Vec<ActionRow>,
    /// The acts since the plan of the latest sync; `None`: what has happened since is not known in full.
    acts_since_plan: Option<Vec<DecisionRow>>,
    /// When both sides were last read for a run.
    read_at: Option<Timestamp>,
}

impl DecisionVerb {
    pub fn word(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Approve => "approve",
            Self::Ignore => "ignore",
            Self::Unignore => "unignore",
            Self::Reject => "reject",
            Self::Confirm => "confirm",
        }
    }
}

/// The holds that an approval ends.
pub const APPROVABLE: [HoldCode; 12] = [
    HoldCode::PossibleDuplicate,
    HoldCode::HiredLongAgo,
    HoldCode::SecondRecord,
    HoldCode::LaterPair,
    HoldCode::LinkChanged,
    HoldCode::MissedLeaver,
    HoldCode::Rehire,
    HoldCode::Undone,
    HoldCode::Rename,
    HoldCode::StagedByOthers,
    HoldCode::LockedInOkta,
    HoldCode::ByPerson,
];

/// The latest sync with a plan is not far back.
const RUNS: usize = 100;

/// More acts than these since one run are not looked through.
const ACTS: usize = 1000;

/// `None`: the newest run is no sync over everybody that ended, and its plan is not that of the next sync.
fn acts_since_plan(view: &View, newest: Option<&RunRow>) -> Result<Option<Vec<DecisionRow>>, StateError> {
    let is_whole = |run: &&RunRow| run.kind == RunKind::Sync && !run.is_part;
    let Some((ended, RunEnd::Done | RunEnd::SomeFailed)) = newest.filter(is_whole).and_then(|run| run.ended)
    else {
        return Ok(None);
    };
    let mut acts = view.decisions_before(None, ACTS)?;
    acts.retain(|act| act.at >= ended);
    Ok((acts.len() < ACTS).then_some(acts))
}

impl DecisionDesk {
    /// Blocking.
    pub fn of(view: &View, words: DecisionWords) -> Result<Self, StateError> {
        let mut rows = Vec::new();
        let runs = view.runs(RUNS)?;
        let acts_since_plan = acts_since_plan(view, runs.first())?;
        for run in runs {
            let actions = view.actions_of_run(run.run)?;
            let is_last = run.kind == RunKind::Sync && !actions.is_empty();
            rows.extend(actions);
            if is_last {
                break;
            }
        }
        Ok(Self {
            words,
            state: view.state()?,
            in_force: view.decisions_in_force()?,
            people: view.people()?,
            rows,
            acts_since_plan,
            read_at: view.last_reading()?.map(|reading| reading.at),
        })
    }

    /// A Personio ID, an Okta ID, or a login that the journal knows; `EMPLOYEE=PROFILE` for a match.
    ///
    /// # Errors
    /// Why it names nobody whom the state knows.
    pub fn target(&self, text: &str) -> Result<DecisionTarget, DecisionRefusal> {
        let text = text.trim();
        if let Some((employee, profile)) = text.split_once('=') {
            let employee = self.employee(employee.trim())?;
            let profile = self.profile(profile.trim())?;
            return Ok(DecisionTarget::Match(employee, profile));
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.employee(text).map(DecisionTarget::Employee);
        }
        self.profile(text).map(DecisionTarget::Profile)
    }

    fn employee(&self, text: &str) -> Result<EmployeeId, DecisionRefusal> {
        self.known(EmployeeId::from_link(text).ok_or_else(|| no_id(text))?)
    }

    fn known(&self, id: EmployeeId) -> Result<EmployeeId, DecisionRefusal> {
        if self.state.past.known_employees.contains(&id) {
            return Ok(id);
        }
        Err(unknown_employee(id))
    }

    fn profile(&self, text: &str) -> Result<OktaId, DecisionRefusal> {
        let is_id = text.starts_with("00u") && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if is_id {
            return Ok(OktaId::new(text));
        }
        let key = login_key(text);
        let found: BTreeSet<&OktaId> = self
            .people
            .iter()
            .filter(|person| login_key(&person.login) == key)
            .filter_map(|person| person.profile.as_ref())
            .collect();
        match found.into_iter().collect::<Vec<_>>().as_slice() {
            [one] => Ok((*one).clone()),
            [] => Err(unknown_login(text)),
            _ => Err(several_profiles(text)),
        }
    }

    /// When both sides were last read for a run: what is said of the next plan is said by that.
    pub fn read_at(&self) -> Option<Timestamp> {
        self.read_at
    }

    /// Everybody whom the undo of this run, or this undo, holds.
    pub fn undone_by(&self, run: i64) -> Vec<DecisionTarget> {
        let held: BTreeSet<EmployeeId> = self
            .in_force
            .iter()
            .filter_map(|(row, _)| match &row.decision {
                Decision::Hold { employee, hold } => {
                    let note = UndoneNote::parse(&hold.note)?;
                    (note.undone == Some(run) || note.by == Some(run)).then_some(*employee)
                }
                _ => None,
            })
            .collect();
        held.into_iter().map(DecisionTarget::Employee).collect()
    }

    /// What deciding this about the target comes to.
    ///
    /// # Errors
    /// Why nothing can be decided; nothing is written down then.
    pub fn draft(
        &self,
        request: &DecisionRequest,
        target: &DecisionTarget,
    ) -> Result<DecisionDraft, DecisionRefusal> {
        let mut draft = match request.verb {
            DecisionVerb::Hold => self.hold(request, target)?,
            DecisionVerb::Approve => self.approve(request, target)?,
            DecisionVerb::Ignore => self.ignore(request, target)?,
            DecisionVerb::Unignore => self.unignore(target)?,
            DecisionVerb::Reject => self.reject(target)?,
            DecisionVerb::Confirm => self.confirm(target)?,
        };
        draft.who = self.who(target);
        Ok(draft)
    }

    fn hold(
        &self,
        request: &DecisionRequest,
        target: &DecisionTarget,
    ) -> Result<DecisionDraft, DecisionRefusal> {
        let employee = self.employee_of(target)?;
        let what = request.only.map_or("everything", self.words.verb);
        let until = request
            .until
            .map_or_else(String::new, |day| format!("; remind on {day}"));
        Ok(DecisionDraft {
            says: format!("on hold until you approve it: {what} ({}){until}", request.note),
            decide: vec![Decision::Hold {
                employee,
                hold: PersonHold {
                    kind: request.only,
                    note: request.note.clone(),
                    until: request.until,
                },
            }],
            effects: self.without(target, request.only),
            ..DecisionDraft::default()
        })
    }

    fn ignore(
        &self,
        request: &DecisionRequest,
        target: &DecisionTarget,
    ) -> Result<DecisionDraft, DecisionRefusal> {
        let note = request.note.clone();
        match target {
            DecisionTarget::Employee(employee) => Ok(DecisionDraft {
                says: "ignored employee".to_owned(),
                decide: vec![Decision::Exclude {
                    employee: *employee,
                    note,
                }],
                effects: self.without(target, None),
                ..DecisionDraft::default()
            }),
            DecisionTarget::Profile(profile) => {
                let kind = request.kind.ok_or_else(|| {
                    DecisionRefusal::new(
                        "an ignored profile needs --kind",
                        "Say what it is: --kind service, shared, room, external, second or other",
                    )
                })?;
                if let AsideKind::Second(Some(owner)) = kind {
                    self.known(owner)?;
                }
                Ok(DecisionDraft {
                    says: "ignored profile".to_owned(),
                    decide: vec![Decision::SetAside {
                        profile: profile.clone(),
                        aside: Aside { kind, note },
                    }],
                    effects: self.without(target, None),
                    ..DecisionDraft::default()
                })
            }
            DecisionTarget::Match(..) => Err(DecisionRefusal::new(
                "ignore takes an employee or a profile, not a match",
                "Give one of the two; to say that they are not the same person, take reject",
            )),
        }
    }

    fn unignore(&self, target: &DecisionTarget) -> Result<DecisionDraft, DecisionRefusal> {
        let is_meant = |decision: &Decision| match (target, decision) {
            (DecisionTarget::Employee(id), Decision::Exclude { employee, .. }) => id == employee,
            (DecisionTarget::Profile(id), Decision::SetAside { profile, .. }) => id == profile,
            _ => false,
        };
        let in_force = self.in_force.iter();
        let take_back: Vec<DecisionId> = in_force
            .filter(|(row, _)| is_meant(&row.decision))
            .map(|(row, _)| row.id)
            .collect();
        if take_back.is_empty() {
            return Err(DecisionRefusal::new(
                "nobody decided to ignore this",
                "Look at koppel history --decisions, and whether the settings do it (koppel config show)",
            ));
        }
        Ok(DecisionDraft {
            says: "not ignored any more".to_owned(),
            take_back,
            effects: vec![
                "the latest plan did not look at them; koppel plan shows what the next one does".to_owned(),
            ],
            ..DecisionDraft::default()
        })
    }

    fn reject(&self, target: &DecisionTarget) -> Result<DecisionDraft, DecisionRefusal> {
        let (employee, profile) = match_of(target)?;
        Ok(DecisionDraft {
            says: "not the same person".to_owned(),
            effects: self.without(target, None),
            decide: vec![Decision::Reject { profile, employee }],
            ..DecisionDraft::default()
        })
    }

    /// Rules L1, L5, L7 and P4: the two are one person. Whether the ID stands in Okta says the last snapshot.
    fn confirm(&self, target: &DecisionTarget) -> Result<DecisionDraft, DecisionRefusal> {
        let (employee, profile) = match_of(target)?;
        let waits_for = |code: HoldCode| {
            let mut held = self
                .rows
                .iter()
                .filter(|row| row.action.employee == Some(employee));
            held.any(|row| row.action.held.as_ref().is_some_and(|hold| hold.code == code))
        };
        let moves = waits_for(HoldCode::LinkChanged) || waits_for(HoldCode::SecondRecord);
        let stands = self.state.past.links.get(&profile) == Some(&employee);
        if stands && !moves {
            return Ok(DecisionDraft {
                says: "the same person: the ID in Okta is right".to_owned(),
                decide: vec![Decision::ConfirmLink { profile, employee }],
                effects: self.around(target),
                ..DecisionDraft::default()
            });
        }
        let option = if moves { " --move" } else { "" };
        Ok(DecisionDraft {
            says: "the same person: link them".to_owned(),
            effects: vec![format!(
                "pending until it is written, as by koppel assign {profile} {employee}{option} --write; an ID that \
                 stands in Okta already counts from the next plan on"
            )],
            decide: vec![Decision::Assign {
                profile,
                employee,
                may_move: moves,
            }],
            ..DecisionDraft::default()
        })
    }

    fn profiles_of(&self, employee: EmployeeId) -> impl Iterator<Item = &OktaId> {
        let links = self.state.past.links.iter();
        links
            .filter(move |(_, of)| **of == employee)
            .map(|(profile, _)| profile)
    }

    fn employee_of(&self, target: &DecisionTarget) -> Result<EmployeeId, DecisionRefusal> {
        match target {
            DecisionTarget::Employee(employee) | DecisionTarget::Match(employee, _) => Ok(*employee),
            DecisionTarget::Profile(profile) => {
                let linked = self.state.past.links.get(profile).copied();
                let planned = || {
                    let people = self.people.iter();
                    let mut theirs = people.filter(|person| person.profile.as_ref() == Some(profile));
                    theirs.find_map(|person| person.employee)
                };
                linked.or_else(planned).ok_or_else(no_employee_of_profile)
            }
        }
    }

    /// Whom it names, for people.
    pub fn who(&self, target: &DecisionTarget) -> String {
        let employee = |id: EmployeeId| {
            let person = self.people.iter().find(|person| person.employee == Some(id));
            person.map_or_else(|| id.to_string(), |person| format!("{id} {}", person.name))
        };
        let profile = |id: &OktaId| {
            let person = self
                .people
                .iter()
                .find(|person| person.profile.as_ref() == Some(id));
            person.map_or_else(|| id.to_string(), |person| format!("{} ({id})", person.login))
        };
        match target {
            DecisionTarget::Employee(id) => employee(*id),
            DecisionTarget::Profile(id) => profile(id),
            DecisionTarget::Match(id, of) => format!("{} = {}", employee(*id), profile(of)),
        }
    }
}
