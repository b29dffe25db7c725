//! A plan, wave by wave (rule A1): the journal before and after each call (rule A2), several people at a time, and
//! an end when it is asked for (rule A10) or when nothing would come of going on (rule A6).

use super::act::{Acting, Ground, MOST_LOOKS, is_linked_to};
use super::journal::Journal;
use super::queue::{ActionCalls, Bookings, Chain, WaveQueue};
use super::result::{AFTER_A_FAILURE, ActionResult};
use crate::core::EmployeeId;
use crate::core::plan::{Action, ActionKind, Change, HoldCode, Remark, RemarkCode};
use crate::core::state::{Bases, Decisions, ProfileBases};
use crate::core::value::Text;
use crate::core::{OktaId, plan::Exact, plan::Outdated, state::Base};
use crate::engine::event::{Progress, Side};
use crate::engine::read::Listener;
use crate::failure::{Exit, Failure};
use crate::store::state::{ActionEnd, AttributeAnswers, CallError, Outcome, OutcomeKind, RunId};
use futures_util::stream::{FuturesUnordered, StreamExt};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};
use tokio_util::sync::CancellationToken;

/// People at a time. More than the client's five calls in flight, so that the journal's disk is never waited for.
const PEOPLE_AT_A_TIME: usize = 8;

/// Failures with one code, one after the other, after which going on makes no sense (rule A6).
const FAILURES_IN_A_ROW: usize = 10;

/// The plan, and everything that its actions look at.
pub(super) struct Applying<'a> {
    pub ground: Ground<'a>,
    pub exact: &'a Exact,
    /// The bases that hold with a link that is written, by profile.
    pub settled: FxHashMap<OktaId, Vec<(Text, Base)>>,
    /// The last sent values as the plan knew them.
    pub bases: &'a Bases,
    /// What became the last sent value with the snapshot, by profile.
    pub moved: FxHashMap<OktaId, Vec<(Text, Base)>>,
    /// What the plan knew of decisions.
    pub decisions: &'a Decisions,
    pub journal: &'a Journal,
    pub run: RunId,
    pub progress: Listener<'a>,
    pub cancel: &'a CancellationToken,
}

/// How it goes, shared by all that is under way.
#[derive(Default)]
struct Course {
    results: FxHashMap<u32, ActionResult>,
    /// What was sent in the place of the plan's changes, by the actions' places.
    revised: Vec<(u32, Vec<Change>)>,
    /// Attributes that were left out.
    remarks: Vec<Remark>,
    /// Whose later actions cannot be done any more.
    without: FxHashSet<EmployeeId>,
    /// The code of the latest failures, and how many there were in a row.
    streak: (Option<String>, usize),
    /// Why nothing is begun any more.
    stop: Option<Failure>,
}

/// The journal could not be written before a call, or after it: then nobody will know what the call did until the next
/// run looks.
struct JournalFails {
    failure: Failure,
    was_called: bool,
}

/// What became of every action, by its place, and why it all ended early.
pub(super) struct Applied {
    pub results: Vec<ActionResult>,
    /// What was sent in the place of the plan's changes, by the actions' places.
    pub revised: Vec<(u32, Vec<Change>)>,
    /// Attributes that were left out.
    pub remarks: Vec<Remark>,
    pub stop: Option<Failure>,
}

impl Applying<'_> {
    pub async fn run(self) -> Applied {
        let course = Mutex::new(Course::default());
        let waves = self.exact.plan.waves();
        (self.progress)(Progress::Applying {
            actions: waves.iter().flatten().map(Vec::len).sum(),
        });
        for wave in waves {
            let all = self.wave(wave, &course);
            self.ground.sides.telling_waits(self.progress, all).await;
        }
        let course = course.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut results = course.results;
        let results = (0u32..)
            .zip(&self.exact.plan.actions)
            .map(|(position, action)| {
                let untouched = if action.held.is_some() {
                    OutcomeKind::Held
                } else {
                    OutcomeKind::NotReached
                };
                results
                    .remove(&position)
                    .unwrap_or_else(|| ActionResult::plain(untouched))
            })
            .collect();
        Applied {
            results,
            revised: course.revised,
            remarks: course.remarks,
            stop: course.stop,
        }
    }

    /// Several people at a time, each one's actions one after the other; only those whose calls have room.
    async fn wave(&self, wave: Vec<Chain>, course: &Mutex<Course>) {
        let Ground {
            sides, policy, data, ..
        } = self.ground;
        let mut queue = WaveQueue::of(wave, &self.exact.plan.actions);
        let mut begun = FuturesUnordered::new();
        loop {
            if self.cancel.is_cancelled() || locked(course).stop.is_some() {
                queue.clear();
            }
            let calls = |action: &Action| ActionCalls::of(action, policy, data);
            let (is_pause, has_place) = (begun.is_empty(), begun.len() < PEOPLE_AT_A_TIME);
            tokio::select! {
                biased;
                Some(rest) = begun.next() => queue.put_first(rest),
                () = self.cancel.cancelled(), if !queue.is_empty() => {}
                (kind, bookings) = queue.kind_with_room(sides, calls, is_pause),
                    if has_place && !queue.is_empty() =>
                {
                    let chain = queue.take(kind).unwrap_or_default();
                    begun.push(self.next_of(chain, bookings, course));
                }
                else => return,
            }
        }
    }

    /// Does one person's next action, and returns those that are left.
    async fn next_of(&self, mut chain: Chain, bookings: Bookings<'_>, course: &Mutex<Course>) -> Chain {
        let position = chain.pop();
        let Some((position, action)) =
            position.and_then(|at| Some((at, self.exact.plan.actions.get(at as usize)?)))
        else {
            return Chain::new();
        };
        let one = self.one(position, action, course).await;
        drop(bookings);
        self.ground.data.end_action();
        match one {
            Ok(Some(end)) => {
                self.note(position, action, end, course);
                chain
            }
            Ok(None) => Chain::new(),
            Err(JournalFails { failure, was_called }) => {
                let mut course = locked(course);
                if was_called {
                    let unknown = ActionResult::plain(OutcomeKind::Unknown);
                    course.results.insert(position, unknown);
                }
                course.stop.get_or_insert(failure);
                Chain::new()
            }
        }
    }

    /// `None`: the run was cancelled before the call.
    ///
    /// # Errors
    /// Where the journal cannot be written: then nothing more may be sent.
    async fn one(
        &self,
        position: u32,
        action: &Action,
        course: &Mutex<Course>,
    ) -> Result<Option<(ActionEnd, Option<Side>)>, JournalFails> {
        let fails = |was_called| move |failure| JournalFails { failure, was_called };
        let run = self.run;
        if let Some(why) = self.why_not(position, action, course) {
            let end = ActionEnd {
                outcome: Outcome::Stale { why: why.to_owned() },
                request_ids: Vec::new(),
                attributes: AttributeAnswers::default(),
            };
            let kept = end.clone();
            self.journal
                .with(move |store| store.end_action(run, position, &kept))
                .await
                .map_err(fails(false))?;
            return Ok(Some((end, None)));
        }
        let mut acting = Acting::new(self.ground, action);
        // Boxed: it would make the future of every chain large.
        let end = Box::pin(self.act(&mut acting, position, course)).await?;
        let Some(end) = end else {
            return Ok(None);
        };
        let kept = end.clone();
        self.journal
            .with(move |store| store.end_action(run, position, &kept))
            .await
            .map_err(fails(true))?;
        Ok(Some((end, acting.refused)))
    }

    /// Looks, writes down that the call comes next, and calls. Where the call would have had to wait too long behind
    /// the look, all over again (rule G2). `None`: the run was cancelled before the call.
    async fn act(
        &self,
        acting: &mut Acting<'_>,
        position: u32,
        course: &Mutex<Course>,
    ) -> Result<Option<ActionEnd>, JournalFails> {
        let (run, action) = (self.run, acting.action);
        let has_approved_rename = action
            .employee
            .is_some_and(|employee| self.decisions.has_released(HoldCode::Rename, employee));
        let settled = action
            .profile
            .as_ref()
            .and_then(|profile| self.settled.get(profile));
        let settled = settled.map_or(&[][..], Vec::as_slice);
        let not_reached = || ActionEnd {
            outcome: Outcome::NotReached,
            request_ids: Vec::new(),
            attributes: AttributeAnswers::default(),
        };
        let mut in_journal = Cow::Borrowed(action.changes.as_slice());
        let mut looks = 0;
        loop {
            let is_begun = looks > 0;
            let look = tokio::select! {
                look = acting.look_before(self.bases_of(action), has_approved_rename) => look,
                () = self.cancel.cancelled() => return Ok(is_begun.then(not_reached)),
            };
            looks += 1;
            let revised = (acting.changes != in_journal).then(|| acting.revised());
            if let Some((changes, _)) = &revised {
                in_journal = Cow::Owned(changes.clone());
                locked(course).revised.push((position, changes.clone()));
            }
            let now = self
                .journal
                .with(move |store| {
                    if let Some((changes, fingerprint)) = revised {
                        store.revise_action(run, position, &changes, &fingerprint)?;
                    }
                    if !is_begun {
                        store.begin_action(run, position)?;
                    }
                    store.view().decisions()
                })
                .await
                .map_err(|failure| JournalFails {
                    failure,
                    was_called: false,
                })?;
            let end = acting.run(look, settled, self.decisions, &now).await;
            if !std::mem::take(&mut acting.waited_too_long) {
                return Ok(Some(end));
            }
            if self.cancel.is_cancelled() {
                return Ok(Some(not_reached()));
            }
            if looks == MOST_LOOKS {
                return Ok(Some(end));
            }
        }
    }

    /// The last sent values of an update's profile, as they hold once its link is written.
    fn bases_of(&self, action: &Action) -> ProfileBases {
        let (ActionKind::Update, Some(profile)) = (action.kind, &action.profile) else {
            return ProfileBases::default();
        };
        let planned = self.ground.data.planned_profile(profile);
        let is_linked = action.employee.zip(planned);
        let is_linked = is_linked.is_some_and(|(employee, planned)| is_linked_to(planned, employee));
        let (mut bases, moved) = if is_linked {
            let bases = self.bases.get(profile).cloned();
            (bases.unwrap_or_default(), self.moved.get(profile))
        } else {
            (ProfileBases::default(), self.settled.get(profile))
        };
        for (attribute, base) in moved.into_iter().flatten() {
            bases.insert(attribute.clone(), base.clone());
        }
        bases
    }

    /// What is known against it before anything is sent.
    fn why_not(&self, position: u32, action: &Action, course: &Mutex<Course>) -> Option<&'static str> {
        match self.exact.outdated.get(&position) {
            Some(Outdated::Changed) => return Some("this person changed since the plan was made"),
            Some(Outdated::NotPlanned) => return Some("it would not be planned any more"),
            None => {}
        }
        let is_without = action
            .employee
            .is_some_and(|employee| locked(course).without.contains(&employee));
        is_without.then_some(AFTER_A_FAILURE)
    }

    fn note(
        &self,
        position: u32,
        action: &Action,
        (end, refused): (ActionEnd, Option<Side>),
        course: &Mutex<Course>,
    ) {
        let attributes = end.attributes.clone();
        let result = ActionResult::of(end);
        let outcome = result.outcome;
        tracing::info!(
            run = self.run.0,
            position,
            kind = ?action.kind,
            employee = action.employee.map(|id| id.0),
            profile = action.profile.as_ref().map(OktaId::as_str),
            ?outcome,
            code = result.error.as_ref().and_then(|error| error.code.as_deref()),
            "action"
        );
        let mut course = locked(course);
        if outcome != OutcomeKind::Applied {
            course.without.extend(action.needed_by());
        }
        if let Some(side) = refused {
            course.stop.get_or_insert_with(|| credentials_refused(side));
        }
        if outcome == OutcomeKind::Applied {
            let sent = course.sent(position, action);
            let is_taken = |change: &&Change| !attributes.leaves_out(&change.attribute);
            let taken: Vec<Change> = sent.iter().filter(is_taken).cloned().collect();
            if taken.len() < sent.len() {
                course.revised.push((position, taken));
            }
        }
        let is_about_attributes = !attributes.refused.is_empty();
        course.remarks.extend(remarks_on(action, &attributes));
        match &result.error {
            // One attribute that another system masters for everybody does not stop the run.
            Some(_) if is_about_attributes && outcome == OutcomeKind::Failed => {}
            Some(error) if matches!(outcome, OutcomeKind::Failed | OutcomeKind::Unknown) => {
                course.count_failure(error);
            }
            _ if outcome == OutcomeKind::Applied => course.streak = (None, 0),
            _ => {}
        }
        course.results.insert(position, result);
        drop(course);
        (self.progress)(Progress::Ended { position, outcome });
        let grants = self.ground.sides.okta.grants();
        // What has the smallest part left stops the run first.
        if let Some(tightest) = grants
            .iter()
            .min_by_key(|grant| grant.left * 100 / grant.ours.max(1))
        {
            (self.progress)(Progress::Budget {
                side: Side::Okta,
                left: tightest.left,
                of: tightest.ours,
            });
        }
    }
}

impl Course {
    /// What was sent of the action, also where it is not what was planned.
    fn sent<'a>(&'a self, position: u32, action: &'a Action) -> &'a [Change] {
        let mut revised = self.revised.iter().rev();
        let revised = revised.find(|(at, _)| *at == position);
        revised.map_or(&action.changes, |(_, changes)| changes)
    }

    /// Rule A6.
    fn count_failure(&mut self, error: &CallError) {
        let (code, count) = &mut self.streak;
        if *count > 0 && *code == error.code {
            *count += 1;
        } else {
            (*code, *count) = (error.code.clone(), 1);
        }
        if *count < FAILURES_IN_A_ROW {
            return;
        }
        self.stop.get_or_insert_with(|| failing_the_same_way(error));
    }
}

/// The attributes that were left out of the action (rule A6).
fn remarks_on(action: &Action, attributes: &AttributeAnswers) -> Vec<Remark> {
    let refused = attributes.refused.iter();
    let refused = refused.map(|one| (one.attribute.clone(), one.said(), Some(&one.profile)));
    let known = attributes.known.iter();
    let known = known.map(|(attribute, words)| (attribute.clone(), words.clone(), action.profile.as_ref()));
    refused
        .chain(known)
        .map(|(attribute, words, profile)| Remark {
            employee: action.employee,
            profile: profile.cloned(),
            code: RemarkCode::AttributeRefused {
                attribute,
                words: Text::from(words),
            },
        })
        .collect()
}

fn failing_the_same_way(error: &CallError) -> Failure {
    let said = match &error.code {
        Some(code) => format!("{code} {}", error.summary),
        None => error.summary.clone(),
    };
    let (exit, todo) = if error.lacks_permission() {
        (
            Exit::Refused,
            "Give the owner of the API token a role that may do this (koppel doctor); the next run goes on from there",
        )
    } else {
        (
            Exit::SomeFailed,
            "Look at the reason; what was done is in koppel history, and the next run goes on from there",
        )
    };
    Failure::new(
        exit,
        format!("{FAILURES_IN_A_ROW} actions in a row failed the same way, and the run was stopped"),
    )
    .because(said)
    .todo(todo)
}

fn credentials_refused(side: Side) -> Failure {
    let (what, why, todo) = match side {
        Side::Okta => (
            "Okta refused the API token in the middle of the run",
            "It was revoked, or its owner was deactivated or lost the role",
            "Make a new token; what was done is in koppel history, and the next run goes on from there",
        ),
        Side::Personio => (
            "Personio refused the credentials in the middle of the run",
            "They were revoked or renewed",
            "Give koppel the new ones; what was done is in koppel history, and the next run goes on from there",
        ),
    };
    Failure::new(Exit::Refused, what).because(why).todo(todo)
}

fn locked(course: &Mutex<Course>) -> std::sync::MutexGuard<'_, Course> {
    course.lock().unwrap_or_else(PoisonError::into_inner)
}
