//! What holds of every plan, whatever the company looks like.

use crate::company::{company, holders};
use crate::world::World;
use koppel::core::link::{Agreement, EmployeeStanding, LinkReport, PairKind, ProfileStanding};
use koppel::core::plan::{Action, ActionKind, HoldCode, LimitCode, Plan, RemarkCode, Suspicion, make};
use koppel::core::profile::{Profile, ProfileStatus};
use koppel::core::state::Staging;
use koppel::core::suggest::{Suggestion, suggest};
use koppel::core::text::{email_key, login_key};
use koppel::core::value::Value;
use koppel::core::{Employee, EmployeeId, EmployeeStatus, OktaId};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// A company with what is decided about it.
struct Case {
    world: World,
    links: LinkReport,
    plan: Plan,
}

impl Case {
    fn of(world: World) -> Result<Self, Suspicion> {
        let links = world.links();
        let plan = make(&world.snapshot, &world.policy, &world.state, &links)?;
        Ok(Self { world, links, plan })
    }

    /// What a run would apply if no limit stopped it.
    fn unheld(&self) -> impl Iterator<Item = &Action> {
        self.plan.actions.iter().filter(|action| action.held.is_none())
    }

    fn profile(&self, id: &OktaId) -> (&Profile, &ProfileStanding) {
        let profiles = &self.world.snapshot.directory.profiles;
        let at = profiles.iter().position(|profile| profile.id == *id).unwrap();
        (&profiles[at], &self.links.profiles[at])
    }

    fn employee(&self, id: EmployeeId) -> Option<(&Employee, &EmployeeStanding)> {
        let employees = &self.world.snapshot.roster.employees;
        let at = employees.iter().position(|employee| employee.id == id)?;
        Some((&employees[at], &self.links.employees[at]))
    }

    fn is_protected(&self, profile: &Profile) -> bool {
        self.world.snapshot.directory.token_owner.as_ref() == Some(&profile.id)
            || self
                .world
                .policy
                .protected
                .contains(email_key(&profile.login).as_ref())
    }

    /// A person took this link away: that may be all that is done about somebody in a conflict.
    fn is_removal(&self, action: &Action) -> bool {
        let removals = &self.world.state.decisions.removals;
        action.kind == ActionKind::Unlink
            && action
                .profile
                .as_ref()
                .and_then(|profile| removals.get(profile))
                .map(|one| one.staging)
                == Some(Staging::Confirmed)
    }

    fn applied(&self) -> World {
        let mut world = self.world.clone();
        let actions: Vec<Action> = self.plan.applicable().cloned().collect();
        world.apply(&actions);
        world
    }
}

/// By profile.
fn suggestions(world: &World) -> BTreeMap<OktaId, Vec<Suggestion>> {
    let found = suggest(&world.snapshot, &world.state, &world.links());
    let profiles = &world.snapshot.directory.profiles;
    found
        .into_iter()
        .map(|(at, candidates)| (profiles[at as usize].id.clone(), candidates))
        .collect()
}

/// `Ok` with nothing to look at where the reading cannot be trusted (rule R2).
macro_rules! case_of {
    ($world:expr) => {
        match Case::of($world) {
            Ok(case) => case,
            Err(_) => return Ok(()),
        }
    };
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 1_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_order_of_input_does_not_matter(world in company(), turn in 0usize..9) {
        let case = case_of!(world.clone());
        let mut turned = world;
        turned.snapshot.roster.employees.reverse();
        turned.snapshot.directory.profiles.reverse();
        let employees = turned.snapshot.roster.employees.len().max(1);
        turned.snapshot.roster.employees.rotate_left(turn % employees);
        let profiles = turned.snapshot.directory.profiles.len().max(1);
        turned.snapshot.directory.profiles.rotate_left(turn / 2 % profiles);
        prop_assert_eq!(turned.pairs(), case.world.pairs());
        prop_assert_eq!(turned.conflicts(), case.world.conflicts());
        prop_assert_eq!(suggestions(&turned), suggestions(&case.world));
        let turned = case_of!(turned);
        prop_assert_eq!(turned.plan, case.plan);
    }

    #[test]
    fn a3_planning_on_the_planned_outcome_plans_nothing(world in company()) {
        let mut case = case_of!(world);
        for round in 0.. {
            let applied: Vec<Action> = case.plan.applicable().cloned().collect();
            let again = case_of!(case.applied());
            let over = case.plan.is_over_limit() || again.plan.is_over_limit();
            let mut next: Vec<&Action> = again.plan.applicable().collect();
            if applied.is_empty() {
                prop_assert!(next.is_empty(), "{next:?}");
                break;
            }
            prop_assert!(round < 5, "it never ends: {next:#?}");
            for action in &next {
                let is_repeated = applied.iter().any(|done| {
                    done.kind == action.kind && done.employee == action.employee && done.profile == action.profile
                });
                prop_assert!(!is_repeated, "again: {action:#?}");
            }
            // What took a number or an address from a profile lets others have it, in the next run; so does a link
            // that settles what somebody else had changed.
            let frees = applied.iter().any(|done| {
                let was_linked = done.profile.as_ref().is_some_and(|id| case.world.state.past.links.contains_key(id));
                // A leaver's second account, assigned while the first one still held the link.
                let waits = case.world.state.decisions.assignments.values().any(|one| Some(one.employee) == done.employee);
                done.kind == ActionKind::Unlink
                    || (done.kind == ActionKind::Deactivate && waits)
                    || (done.kind == ActionKind::Link && was_linked)
                    || (done.kind == ActionKind::Link && done.changes[0].from.is_present())
                    || done.changes.iter().any(|change| change.attribute == "email" && change.from.is_present())
            });
            // Of two joiners with one e-mail, the answer "two people" counts once the other one has a profile.
            let decisions = &case.world.state.decisions;
            next.retain(|action| {
                let answered = action.employee.is_some_and(|id| decisions.has_released(HoldCode::SecondRecord, id));
                action.kind != ActionKind::Provision || !answered
            });
            prop_assert!(frees || over || next.is_empty(), "{applied:#?} brings {next:#?}");
            case = again;
        }
    }

    #[test]
    fn l4_l9_no_action_touches_who_is_aside_in_conflict_or_excluded(world in company()) {
        let case = case_of!(world);
        let decisions = &case.world.state.decisions;
        for action in case.unheld() {
            let is_aside = action.profile.as_ref().is_some_and(|profile| decisions.aside.contains_key(profile));
            let is_excluded = action.employee.is_some_and(|employee| decisions.excluded.contains(&employee));
            prop_assert!(!is_aside, "{action:?}");
            prop_assert!(!is_excluded || action.kind == ActionKind::Unlink, "{action:?}");
            if case.is_removal(action) {
                continue;
            }
            if let Some(profile) = &action.profile {
                let standing = case.profile(profile).1;
                let is_out = matches!(
                    standing,
                    ProfileStanding::Aside(_)
                        | ProfileStanding::InConflict(_)
                        | ProfileStanding::Unmatched
                        | ProfileStanding::Former
                        | ProfileStanding::LeftAlone(_)
                );
                prop_assert!(!is_out, "{action:?} {standing:?}");
            }
            if let Some((_, standing)) = action.employee.and_then(|id| case.employee(id)) {
                let is_in = matches!(standing, EmployeeStanding::Unmatched | EmployeeStanding::Paired(_));
                prop_assert!(is_in, "{action:?} {standing:?}");
            }
        }
    }

    #[test]
    fn no_action_touches_who_is_held(world in company()) {
        let case = case_of!(world);
        let decisions = &case.world.state.decisions;
        for action in case.unheld() {
            let holds = action.employee.and_then(|id| decisions.held.get(&id));
            let is_held = holds.into_iter().flatten().any(|hold| hold.kind.is_none_or(|kind| kind == action.kind));
            prop_assert!(!is_held, "{action:?}");
            let waits = case.plan.actions.iter().find(|other| {
                other.held.is_some()
                    && other.profile.is_some()
                    && other.profile == action.profile
                    && matches!(other.kind, ActionKind::Link | ActionKind::Reactivate | ActionKind::Unlink)
            });
            prop_assert!(waits.is_none(), "{action:?} while {waits:?}");
            let staged = action.profile.as_ref().is_some_and(|profile| {
                let staged = Staging::Staged;
                let is_moved = decisions.assignments.values().any(|one| {
                    one.staging == Staging::Confirmed && one.may_move && Some(one.employee) == action.employee
                });
                (decisions.removals.get(profile).map(|one| one.staging) == Some(staged) && !is_moved)
                    || (action.kind == ActionKind::Link
                        && decisions.assignments.get(profile).is_some_and(|one| {
                            one.staging == staged && Some(one.employee) == action.employee
                        }))
            });
            prop_assert!(!staged, "{action:?}");
        }
    }

    #[test]
    fn g3_nothing_deactivates_unlinks_or_moves_a_protected_profile(world in company()) {
        let case = case_of!(world);
        for action in case.unheld() {
            let takes = match action.kind {
                ActionKind::Deactivate => {
                    prop_assert!(case.world.snapshot.directory.token_owner.is_some());
                    true
                }
                ActionKind::Unlink => true,
                ActionKind::Link => action.changes[0].from.is_present(),
                _ => false,
            };
            if let Some(profile) = action.profile.as_ref().filter(|_| takes) {
                prop_assert!(!case.is_protected(case.profile(profile).0), "{action:?}");
            }
        }
    }

    #[test]
    fn u4_at_most_one_action_of_a_kind_for_a_profile_and_for_a_newcomer(world in company()) {
        let case = case_of!(world);
        let mut seen = FxHashSet::default();
        for action in case.unheld() {
            let employee = action.employee.filter(|_| action.kind != ActionKind::Unlink);
            prop_assert!(seen.insert((action.kind, action.profile.clone(), None)) || action.profile.is_none());
            prop_assert!(employee.is_none() || seen.insert((action.kind, None, employee)), "{action:?}");
            for change in &action.changes {
                prop_assert!(change.from != change.to, "no call where nothing changes: {action:?}");
            }
        }
    }

    #[test]
    fn no_two_profiles_get_one_number_or_one_login(world in company()) {
        let case = case_of!(world);
        let before: FxHashMap<EmployeeId, usize> =
            holders(&case.world).into_iter().map(|(id, profiles)| (id, profiles.len())).collect();
        let after = case.applied();
        for (employee, profiles) in holders(&after) {
            let aside = profiles
                .iter()
                .filter(|profile| {
                    let decisions = &case.world.state.decisions;
                    decisions.aside.contains_key(profile) || decisions.has_rejected(profile, employee)
                })
                .count();
            // Rule L6: an ID that somebody typed keeps nobody from the profile whose link is established.
            let is_established = |profile: &OktaId| case.world.state.past.is_established(profile, employee);
            let typed = before.get(&employee).copied().unwrap_or(0);
            let aside = aside + if profiles.iter().any(is_established) { typed } else { 0 };
            let allowed = before.get(&employee).copied().unwrap_or(0).max(1 + aside);
            prop_assert!(profiles.len() <= allowed, "{employee} on {profiles:?}");
        }
        let mut logins = FxHashSet::default();
        for profile in &after.snapshot.directory.profiles {
            prop_assert!(logins.insert(login_key(&profile.login)), "{}", profile.login);
        }
    }

    #[test]
    fn n3_no_two_profiles_get_one_user_principal_name(world in company()) {
        let case = case_of!(world);
        let mut given = FxHashSet::default();
        for change in case.unheld().flat_map(|action| &action.changes) {
            if change.attribute == "userPrincipalName" {
                prop_assert!(given.insert(login_key(&change.to.to_string()).into_owned()), "{change:?}");
            }
        }
    }

    #[test]
    fn r4_r5_absent_values_never_empty_or_end_anything(world in company()) {
        let case = case_of!(world);
        for action in case.unheld() {
            let Some((employee, _)) = action.employee.and_then(|id| case.employee(id)) else {
                continue;
            };
            prop_assert!(employee.status.is_known() || case.is_removal(action), "{action:?}");
            if action.kind == ActionKind::Deactivate {
                prop_assert_eq!(&employee.status, &EmployeeStatus::Inactive, "{:?}", action);
            }
            for change in action.changes.iter().filter(|_| action.kind == ActionKind::Update) {
                let mapping = case.world.policy.mapping.iter().find(|one| one.target == change.attribute);
                let key = mapping.unwrap().source.key().unwrap_or("upn");
                let column = case.world.snapshot.roster.column(key);
                let said = column.map_or(&Value::Absent, |column| &employee.attributes[column]);
                let is_known = match key {
                    "first_name" => employee.first_name.is_present(),
                    "last_name" | "email" | "upn" => change.to.is_present(),
                    _ if change.to.is_empty() => said.is_empty(),
                    _ => said.is_present(),
                };
                prop_assert!(is_known, "{change:?} from {said:?}");
            }
        }
    }

    #[test]
    fn g1_over_a_limit_nothing_is_applicable(world in company()) {
        let case = case_of!(world);
        let live = case.links.pairs.iter().filter(|pair| {
            pair.kind == PairKind::Linked && case.world.snapshot.directory.profiles[pair.profile as usize].is_live()
        });
        let live = live.count();
        let limits = &case.world.policy.limits;
        let before = &case.world.state.past.last_day;
        let count = |announced| {
            case.unheld()
                .filter(|action| action.kind == ActionKind::Deactivate && action.announced == announced)
                .count()
        };
        let is_over = |limit: koppel::core::policy::Limit, planned: usize, before: usize| {
            planned > 0 && limit.allowed(live).is_some_and(|allowed| planned + before > allowed)
        };
        let mut over = Vec::new();
        if is_over(limits.unannounced, count(false), before.unannounced) {
            over.push(LimitCode::Unannounced);
        }
        if is_over(limits.deactivations, count(true), before.announced) {
            over.push(LimitCode::Deactivations);
        }
        for code in over {
            prop_assert!(case.plan.limits.iter().any(|limit| limit.code == code && limit.is_over()));
            prop_assert_eq!(case.plan.applicable().count(), 0);
        }
        if case.plan.is_over_limit() {
            prop_assert_eq!(case.plan.applicable().count(), 0);
        }
    }

    #[test]
    fn l1_a_link_that_nobody_made_never_ends_anyone_with_whom_nothing_agrees(world in company()) {
        let case = case_of!(world);
        for action in case.unheld().filter(|action| action.kind == ActionKind::Deactivate) {
            let (profile, employee) = (action.profile.clone().unwrap(), action.employee.unwrap());
            let state = &case.world.state;
            let made = state.past.is_established(&profile, employee)
                || state.decisions.assignments.get(&profile).is_some_and(|one| one.employee == employee);
            let agreement = Agreement::of(case.profile(&profile).0, case.employee(employee).unwrap().0);
            prop_assert!(made || agreement.email || agreement.name, "{action:?}");
        }
    }

    #[test]
    fn u8_g2_every_call_meets_a_profile_in_a_status_that_takes_it(world in company()) {
        let case = case_of!(world);
        let mut status: FxHashMap<&OktaId, ProfileStatus> = FxHashMap::default();
        for action in case.unheld() {
            let Some(id) = &action.profile else { continue };
            let profile = case.profile(id).0;
            prop_assert!(profile.is_settled(), "{action:?}");
            let now = status.entry(id).or_insert_with(|| profile.status.clone());
            let takes = match action.kind {
                ActionKind::Activate => *now == ProfileStatus::Staged,
                ActionKind::Reactivate => *now == ProfileStatus::Deprovisioned,
                _ => now.is_live(),
            };
            prop_assert!(takes, "{action:?} of a profile that is {now:?}");
            match action.kind {
                ActionKind::Deactivate => *now = ProfileStatus::Deprovisioned,
                ActionKind::Reactivate | ActionKind::Activate => *now = ProfileStatus::Active,
                _ => {}
            }
        }
    }

    #[test]
    fn every_employee_has_an_outcome(world in company()) {
        let case = case_of!(world);
        for (employee, standing) in case.world.snapshot.roster.employees.iter().zip(&case.links.employees) {
            let id = Some(employee.id);
            let acts = case.plan.actions.iter().any(|action| action.employee == id);
            let skipped = case.plan.skipped.iter().any(|skip| skip.employee == id);
            let is_void = case.plan.remarks.iter().any(|remark| remark.employee == id && remark.code == RemarkCode::DecisionVoid);
            let has_outcome = match standing {
                EmployeeStanding::Unmatched => {
                    let creates = case.plan.actions.iter().any(|action| {
                        action.employee == id && action.kind == ActionKind::Provision
                    });
                    creates != skipped
                }
                EmployeeStanding::Paired(pair) => {
                    case.links.pairs[*pair as usize].kind == PairKind::Linked || acts || skipped || is_void
                }
                _ => skipped && !case.unheld().any(|action| action.employee == id && !case.is_removal(action)),
            };
            prop_assert!(has_outcome, "{employee:?} {standing:?}");
        }
    }

    #[test]
    fn d5_whoever_left_loses_access_or_is_listed(world in company()) {
        let case = case_of!(world);
        for pair in &case.links.pairs {
            let employee = &case.world.snapshot.roster.employees[pair.employee as usize];
            let profile = &case.world.snapshot.directory.profiles[pair.profile as usize];
            if !employee.status.is_inactive() || !profile.is_live() {
                continue;
            }
            let ends = case.plan.applicable().any(|action| {
                action.profile.as_ref() == Some(&profile.id)
                    && matches!(action.kind, ActionKind::Deactivate | ActionKind::Unlink)
            });
            let unlinked = case.unheld().any(|action| {
                action.profile.as_ref() == Some(&profile.id) && action.kind == ActionKind::Unlink
            });
            let listed = case.plan.still_have_access.iter().any(|access| access.profile == profile.id);
            prop_assert!(ends || unlinked || listed, "{employee:?} {profile:?}");
        }
    }

    #[test]
    fn p2_p3_nobody_is_created_who_might_be_there_already(world in company()) {
        let case = case_of!(world);
        for action in case.unheld().filter(|action| action.kind == ActionKind::Provision) {
            let (employee, _) = case.employee(action.employee.unwrap()).unwrap();
            prop_assert!(case.world.state.review.is_closed(), "{action:?}");
            let released = |code| case.world.state.decisions.has_released(code, employee.id);
            if !case.world.policy.hold_possible_duplicates
                || released(HoldCode::PossibleDuplicate)
                || released(HoldCode::SecondRecord)
            {
                continue;
            }
            let email = email_key(employee.email().unwrap());
            for profile in &case.world.snapshot.directory.profiles {
                let addresses = [profile.email.as_ref(), profile.second_email.as_ref(), Some(&profile.login)];
                for address in addresses.into_iter().flatten() {
                    prop_assert_ne!(email_key(address), email.clone(), "{}", profile.id);
                }
            }
        }
    }
}

#[test]
fn the_generated_companies_hold_every_case() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut actions = FxHashSet::default();
    let mut holds = FxHashSet::default();
    let mut conflicts = FxHashSet::default();
    let strategy = company();
    for _ in 0..3_000 {
        let world = strategy.new_tree(&mut runner).unwrap().current();
        let Ok(case) = Case::of(world) else { continue };
        conflicts.extend(case.links.conflicts.iter().map(|conflict| conflict.kind));
        for action in &case.plan.actions {
            match &action.held {
                None => actions.insert(action.kind),
                Some(hold) => holds.insert(hold.code),
            };
        }
    }
    assert_eq!(actions.len(), 7, "{actions:?}");
    assert_eq!(conflicts.len(), 5, "{conflicts:?}");
    // What somebody else staged or switched off is a remark, and can be released all the same.
    assert!(!holds.contains(&HoldCode::StagedByOthers) && !holds.contains(&HoldCode::LockedInOkta));
    assert_eq!(holds.len(), 16, "{holds:?}");
}
