//! Rules L1 to L12.

use crate::world::{World, id, okta};
use koppel::core::link::ConflictKind::{
    ForeignNumber, NumberDisagrees, NumberTwice, PersonDisagrees, SameEmail,
};
use koppel::core::link::PairBy::{Email, Hand, Number};
use koppel::core::link::PairKind::{Linked, ToLink};
use koppel::core::link::PairRemark;
use koppel::core::plan::{AccessReason, ActionKind, HoldCode, RemarkCode, SkipReason};
use koppel::core::policy::Condition;
use koppel::core::profile::ProfileStatus;
use koppel::core::state::{AsideKind, Review, Staging};
use koppel::core::suggest::{Reason, Strength, suggest};
use koppel::core::value::{Text, Value};

fn strings<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.map(str::to_owned).to_vec()
}

/// Employee 1, Anna Weiß, and a live profile of another name and e-mail that holds `number`.
fn stranger_with(number: &str) -> World {
    let mut world = World::new();
    world.hire(1, "Anna", "Weiß");
    world.account("00u1", "Bernd", "Krug").number = Some(Text::from(number));
    world
}

#[test]
fn l1_a_number_that_koppel_wrote_links_whatever_else_says() {
    let mut world = stranger_with("1");
    world.confirm("00u1", 1);
    assert_eq!(world.pairs(), [("00u1".to_owned(), 1, Linked, Number)]);
    assert_eq!(
        world.pair_remarks(1),
        [PairRemark::EmailDiffers, PairRemark::NameDiffers]
    );
}

#[test]
fn l1_a_number_that_was_found_links_if_email_or_name_agrees() {
    let mut world = stranger_with("1");
    assert_eq!(
        world.conflicts(),
        [(NumberDisagrees, strings(["00u1"]), vec![1])],
        "somebody else's payroll number"
    );
    assert_eq!(world.kinds(), []);
    assert_eq!(world.skips(), [(1, SkipReason::InConflict(NumberDisagrees))]);
    world.profile("00u1").email = Some(Text::const_new("ANNA.weiß@example.com"));
    assert_eq!(world.pairs(), [("00u1".to_owned(), 1, Linked, Number)]);
    assert_eq!(world.pair_remarks(1), [PairRemark::FoundNumber]);
    let profile = world.profile("00u1");
    profile.email = Some(Text::const_new("a@elsewhere.com"));
    profile.first_name = Some(Text::const_new("ANNA"));
    profile.last_name = Some(Text::const_new("Weiss"));
    assert_eq!(world.pairs(), [("00u1".to_owned(), 1, Linked, Number)]);
    world.profile("00u1").first_name = None;
    assert_eq!(world.conflicts().len(), 1, "half a name is none");
}

#[test]
fn l1_names_of_which_no_letter_is_left_do_not_agree() {
    let mut world = stranger_with("1");
    world.profile("00u1").first_name = Some(Text::const_new("🎉"));
    world.profile("00u1").last_name = Some(Text::const_new("🎉"));
    world.employee(1).first_name = Value::text("🌍");
    world.employee(1).last_name = Value::text("---");
    assert_eq!(world.conflicts().len(), 1);
}

#[test]
fn l1_only_the_id_itself_is_a_number() {
    for number in ["01", "+1", "1.0", "E1", "１"] {
        let world = stranger_with(number);
        assert_eq!((world.pairs(), world.conflicts()), (vec![], vec![]), "{number}");
        assert!(
            world
                .remarks()
                .contains(&RemarkCode::ForeignNumber(Text::from(number)))
        );
    }
    assert_eq!(stranger_with(" 1 ").conflicts().len(), 1, "trimmed");
}

#[test]
fn l1_a_chance_number_on_a_former_account_is_a_remark() {
    let mut world = stranger_with("1");
    world.profile("00u1").status = ProfileStatus::Deprovisioned;
    assert_eq!((world.pairs(), world.conflicts()), (vec![], vec![]));
    assert_eq!(world.remarks(), [RemarkCode::NumberElsewhere]);
    world.account("00u2", "Anna", "Weiß");
    assert_eq!(
        world.pairs(),
        [("00u2".to_owned(), 1, ToLink, Email)],
        "it does not keep Anna from her own profile"
    );
}

#[test]
fn l1_everybody_with_the_same_email_belongs_to_the_conflict_about_a_number() {
    let mut world = stranger_with("1");
    world.hire(2, "Bernd", "Krug");
    world.account("00u2", "Anna", "Weiß");
    assert_eq!(
        world.conflicts(),
        [(NumberDisagrees, strings(["00u1", "00u2"]), vec![1, 2])]
    );
    assert_eq!(world.pairs(), []);
}

#[test]
fn l2_an_email_pairs_without_case_and_keeps_dots_and_plus() {
    for (email, pairs) in [
        ("anna.weiß@example.com", true),
        (" Anna.WEIß@EXAMPLE.com ", true),
        ("annaweiß@example.com", false),
        ("anna.weiß+okta@example.com", false),
    ] {
        let mut world = World::new();
        world.hire(1, "Anna", "Weiß");
        let profile = world.account("00u1", "Anna", "Weiß");
        profile.login = Text::const_new("aw@example.com");
        profile.email = Some(Text::from(email));
        let expected = if pairs {
            vec![("00u1".to_owned(), 1, ToLink, Email)]
        } else {
            vec![]
        };
        assert_eq!(world.pairs(), expected, "{email}");
    }
}

#[test]
fn l2_a_recycled_mailbox_is_a_conflict() {
    for (first, last, agrees) in [
        ("Anna", "Weiß", true),
        ("Annika", "Schulz", true),
        ("Jörg", "Weiss", true),
        ("Jörg", "Müller", false),
        ("王", "小明", false),
    ] {
        let mut world = World::new();
        world.hire(1, "Anna", "Weiß");
        let profile = world.account("00u1", first, last);
        profile.email = Some(Text::const_new("anna.weiß@example.com"));
        let conflicts = world.conflicts();
        if agrees {
            assert_eq!(conflicts, [], "{first} {last}");
        } else {
            assert_eq!(
                conflicts,
                [(PersonDisagrees, strings(["00u1"]), vec![1])],
                "{first} {last}"
            );
        }
    }
    let mut world = World::new();
    world.hire(1, "Anna", "Weiß");
    let profile = world.account("00u1", "Anna", "Weiß");
    (profile.first_name, profile.last_name) = (None, None);
    assert_eq!(
        world.pairs().len(),
        1,
        "without a name on both sides the e-mail decides"
    );
}

#[test]
fn l3_former_accounts_are_left_out_of_linking() {
    let mut world = World::new();
    world.hire(1, "Anna", "Weiß");
    world.account("00u1", "Anna", "Weiß").status = ProfileStatus::Deprovisioned;
    assert_eq!(world.pairs(), []);
    world.account("00u2", "Anna", "Weiß");
    assert_eq!(world.pairs(), [("00u2".to_owned(), 1, ToLink, Email)]);
}

#[test]
fn l4_one_email_two_profiles_or_two_employees_is_a_conflict() {
    let mut world = World::new();
    world.hire(1, "Anna", "Weiß");
    world.account("00u2", "Anna", "Weiß");
    world.account("00u1", "Anna", "Weiß");
    assert_eq!(
        world.conflicts(),
        [(SameEmail, strings(["00u1", "00u2"]), vec![1])]
    );
    let mut world = World::new();
    world.hire(2, "Anna", "Weiß");
    world.hire(1, "Anna", "Weiß");
    world.account("00u1", "Anna", "Weiß");
    assert_eq!(world.conflicts(), [(SameEmail, strings(["00u1"]), vec![1, 2])]);
    assert_eq!(world.actions(), [], "nothing is written for any of them");
    world.assign("00u1", 2);
    assert_eq!(world.conflicts(), []);
    assert_eq!(world.kinds(), [ActionKind::Link], "a person decides");
}

#[test]
fn l5_a_foreign_number_on_a_pair_is_a_conflict_until_it_is_accepted() {
    let mut world = World::new();
    world.hire(1, "Anna", "Weiß");
    world.account("00u1", "Anna", "Weiß").number = Some(Text::const_new("E-77"));
    assert_eq!(world.conflicts(), [(ForeignNumber, strings(["00u1"]), vec![1])]);
    let mut one = world.clone();
    one.assign("00u1", 1);
    assert_eq!(one.kinds(), [ActionKind::Link]);
    let mut all = world.clone();
    all.policy.overwrite_unknown_ids = true;
    all.policy.link_auto = true;
    assert_eq!(all.kinds(), [ActionKind::Link]);
    assert_eq!(all.pair_remarks(1), [PairRemark::Overwrites]);
    let change = &all.plan().actions[0].changes[0];
    assert_eq!(
        (change.from.to_string(), change.to.to_string()),
        ("E-77".to_owned(), "1".to_owned())
    );
}

#[test]
fn l5_the_number_of_a_former_employee_is_never_foreign() {
    let mut world = World::new();
    world.policy.overwrite_unknown_ids = true;
    world.hire(1, "Anna", "Weiß");
    world.account("00u1", "Anna", "Weiß").number = Some(Text::const_new("77"));
    world.state.past.known_employees.insert(id(77));
    assert_eq!((world.pairs(), world.conflicts()), (vec![], vec![]));
    assert!(world.remarks().contains(&RemarkCode::EmployeeGone(id(77))));
}

#[test]
fn l6_of_one_number_on_two_profiles_the_only_live_one_is_the_link() {
    let mut world = World::new();
    world.found(1, "00u1", "Anna", "Weiß");
    let second = world.account("00u2", "Anna", "Weiß");
    second.number = Some(Text::const_new("1"));
    second.status = ProfileStatus::Deprovisioned;
    assert_eq!(world.pairs(), [("00u1".to_owned(), 1, Linked, Number)]);
    assert!(world.remarks().contains(&RemarkCode::NumberElsewhere));
    world.profile("00u2").status = ProfileStatus::Suspended;
    assert_eq!(
        world.conflicts(),
        [(NumberTwice, strings(["00u1", "00u2"]), vec![1])]
    );
    world.leave(1);
    assert_eq!(world.kinds(), [], "nobody is deactivated");
    assert_eq!(
        world.access(),
        [
            (1, "00u1".to_owned(), AccessReason::Conflict),
            (1, "00u2".to_owned(), AccessReason::Conflict)
        ]
    );
}

/// Employee 1 with the number on two live profiles.
fn number_twice() -> World {
    let mut world = World::new();
    world.found(1, "00u1", "Anna", "Weiß");
    world.account("00u2", "Anna", "Weiß").number = Some(Text::const_new("1"));
    world
}

#[test]
fn l6_an_id_that_is_typed_into_a_second_live_profile_does_not_block_the_established_link() {
    for is_confirmed in [true, false] {
        let mut world = number_twice();
        if is_confirmed {
            world.confirm("00u1", 1);
        } else {
            world.state.past.agreed_links.insert((okta("00u1"), id(1)));
        }
        assert_eq!(world.pairs(), [("00u1".to_owned(), 1, Linked, Number)]);
        assert!(world.remarks().contains(&RemarkCode::NumberElsewhere));
        world.says(1, "department", Value::text("Sales"));
        assert_eq!(world.actions(), [(ActionKind::Update, "00u1".to_owned(), None)]);
        world.leave(1);
        assert_eq!(
            world.actions(),
            [(ActionKind::Deactivate, "00u1".to_owned(), None)]
        );
        assert_eq!(
            world.access(),
            [(1, "00u2".to_owned(), AccessReason::SecondAccount)]
        );
    }
    let mut both = number_twice();
    both.confirm("00u1", 1);
    both.confirm("00u2", 1);
    assert_eq!(both.conflicts().len(), 1, "nobody can say which");
}

#[test]
fn l10_a_rejected_match_holds_no_id() {
    let mut world = number_twice();
    world.reject("00u2", 1);
    assert_eq!(world.pairs(), [("00u1".to_owned(), 1, Linked, Number)]);
    assert_eq!(world.conflicts(), []);
    world.leave(1);
    assert_eq!(
        world.access(),
        [(1, "00u2".to_owned(), AccessReason::Conflict)],
        "a person said whose it is not, and the ID stands there all the same"
    );
}

#[test]
fn l2_the_id_of_somebody_else_is_never_overwritten_by_an_email() {
    let mut world = number_twice();
    world.confirm("00u1", 1);
    world.policy.overwrite_unknown_ids = true;
    world.profile("00u2").email = Some(Text::const_new("anna.beer@example.com"));
    world.hire(2, "Anna", "Beer");
    assert_eq!(world.conflicts(), [(NumberDisagrees, strings(["00u2"]), vec![2])]);
}

#[test]
fn l6_a_number_on_two_profiles_is_decided_by_setting_one_aside_removing_or_assigning() {
    let mut aside = number_twice();
    aside.set_aside("00u2", AsideKind::Second(Some(id(1))));
    assert_eq!(aside.pairs(), [("00u1".to_owned(), 1, Linked, Number)]);
    assert_eq!(aside.actions(), []);

    let mut removed = number_twice();
    removed.remove("00u2", Staging::Confirmed);
    assert_eq!(removed.pairs(), [("00u1".to_owned(), 1, Linked, Number)]);
    assert_eq!(removed.actions(), [(ActionKind::Unlink, "00u2".to_owned(), None)]);
    removed.remove("00u2", Staging::Staged);
    assert_eq!(removed.conflicts().len(), 1, "staged is not decided");
    assert_eq!(
        removed.actions(),
        [(ActionKind::Unlink, "00u2".to_owned(), Some(HoldCode::Staged))]
    );

    let mut assigned = number_twice();
    assigned.assign("00u2", 1);
    assert_eq!(assigned.conflicts().len(), 1, "nobody agreed to a move");
    assigned.assign("00u2", 1).may_move = true;
    assert_eq!(assigned.pairs(), [("00u2".to_owned(), 1, Linked, Number)]);
    assert_eq!(
        assigned.actions(),
        [(ActionKind::Unlink, "00u1".to_owned(), None)]
    );
}

#[test]
fn l7_an_assignment_needs_an_employee_who_is_there_and_free() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.account("00u2", "Bernd", "Krug");
    world.assign("00u2", 99);
    assert_eq!(world.kinds(), []);
    assert_eq!(world.remarks(), [RemarkCode::DecisionVoid]);
    world.assign("00u2", 1);
    assert_eq!(
        world.kinds(),
        [],
        "the link is taken, and nobody agreed to a move"
    );
    assert_eq!(world.remarks(), [RemarkCode::DecisionVoid]);
}

#[test]
fn l7_a_move_names_the_profile_that_loses_the_link() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.account("00u2", "Bernd", "Krug");
    world.assign("00u2", 1).may_move = true;
    let plan = world.plan();
    let unlink = &plan.actions[0];
    assert_eq!(
        (
            unlink.kind,
            unlink.profile.as_ref().unwrap().as_str(),
            unlink.employee
        ),
        (ActionKind::Unlink, "00u1", Some(id(1)))
    );
    assert_eq!(
        world.kinds(),
        [ActionKind::Unlink, ActionKind::Link, ActionKind::Update]
    );
}

#[test]
fn l7_two_people_can_swap_their_profiles_whatever_the_order() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.linked(2, "00u2", "Bernd", "Krug");
    world.assign("00u1", 2).may_move = true;
    world.assign("00u2", 1).may_move = true;
    let links = |world: &World| {
        let plan = world.plan();
        plan.applicable()
            .filter(|action| action.kind != ActionKind::Update)
            .cloned()
            .collect::<Vec<_>>()
    };
    let before = links(&world);
    assert_eq!(before.len(), 2);
    assert!(before.iter().all(|action| action.kind == ActionKind::Link));
    world.snapshot.directory.profiles.reverse();
    world.snapshot.roster.employees.reverse();
    assert_eq!(links(&world), before);
}

#[test]
fn l7_two_profiles_assigned_to_one_employee_are_nobodys() {
    let mut world = World::new();
    world.hire(1, "Anna", "Weiß");
    world.account("00u1", "Bernd", "Krug");
    world.account("00u2", "Carl", "Krug");
    world.assign("00u1", 1);
    world.assign("00u2", 1);
    assert_eq!(world.pairs(), []);
    assert_eq!(
        world.remarks(),
        [RemarkCode::DecisionVoid, RemarkCode::DecisionVoid]
    );
}

#[test]
fn l7_whose_profile_is_moved_away_waits_until_that_is_written() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.hire(2, "Bernd", "Krug");
    world.newcomer(1000, "Zoe", "Adam");
    world.assign("00u1", 2).may_move = true;
    world.employee(1).created_at = world.employee(1000).created_at;
    world.employee(1).hire_date = world.employee(1000).hire_date;
    world.employee(1).email = Value::text("anna@elsewhere.com");
    world.employee(1).last_name = Value::text("Schwarz");
    let anna = (
        ActionKind::Provision,
        "anna.schwarz@example.com".to_owned(),
        Some(HoldCode::PossibleDuplicate),
    );
    assert!(
        world.actions().contains(&anna),
        "rule P3: a profile carries their ID"
    );
    world.release(HoldCode::PossibleDuplicate, 1);
    let anna = (anna.0, anna.1, None);
    assert!(world.actions().contains(&anna), "{:?}", world.actions());
    let staged = world.assign("00u1", 2);
    (staged.may_move, staged.staging) = (true, Staging::Staged);
    let waits = (anna.0, anna.1, Some(HoldCode::Follows));
    assert!(world.actions().contains(&waits), "{:?}", world.actions());
}

#[test]
fn l7_a_link_that_was_changed_in_okta_holds_everybody_concerned() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.hire(2, "Bernd", "Krug");
    world.remember();
    world.profile("00u1").number = Some(Text::const_new("2"));
    world.profile("00u1").email = Some(Text::const_new("bernd.krug@example.com"));
    world.says(2, "department", Value::text("Sales"));
    assert!(world.remarks().contains(&RemarkCode::FoundNumber));
    assert_eq!(world.kinds(), []);
    assert_eq!(
        world.holds_for(),
        [
            (ActionKind::Provision, HoldCode::LinkChanged),
            (ActionKind::Update, HoldCode::LinkChanged)
        ]
    );
    world.release(HoldCode::LinkChanged, 2);
    assert_eq!(world.kinds(), [ActionKind::Update]);
}

#[test]
fn l7_a_linked_profile_that_was_deleted_in_okta_is_not_created_again_at_once() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.linked(2, "00u2", "Bernd", "Krug");
    world.newcomer(3, "Zoe", "Adam");
    world.remember();
    world.snapshot.directory.profiles.clear();
    world.employee(1).created_at = world.employee(3).created_at;
    world.employee(1).hire_date = world.employee(3).hire_date;
    world.leave(2);
    assert_eq!(
        world.actions(),
        [
            (
                ActionKind::Provision,
                "anna.weiss@example.com".to_owned(),
                Some(HoldCode::LinkChanged)
            ),
            (ActionKind::Provision, "zoe.adam@example.com".to_owned(), None)
        ]
    );
}

#[test]
fn l7_several_changes_at_once_warn_of_another_writer() {
    let mut world = World::new();
    for (number, okta_id) in [(1, "00u1"), (2, "00u2")] {
        world.linked(number, okta_id, "Anna", &format!("Weiß{number}"));
    }
    world.remember();
    world.profile("00u1").number = None;
    assert_eq!(world.remarks(), []);
    world.profile("00u2").number = None;
    assert_eq!(world.remarks(), [RemarkCode::AnotherWriter { links: 2 }]);
}

#[test]
fn l7_who_would_get_a_profile_whose_link_was_changed_waits_too() {
    let mut world = World::new();
    world.policy.link_auto = true;
    world.linked(1, "00u1", "Anna", "Weiß");
    world.hire(2, "Bernd", "Krug");
    world.account("00u2", "Bernd", "Krug");
    assert_eq!(world.kinds(), [ActionKind::Link]);
    world.state.past.links.insert(okta("00u2"), id(1));
    assert_eq!(world.holds_for(), [(ActionKind::Link, HoldCode::LinkChanged)]);
}

#[test]
fn l7_an_email_never_overrules_a_person_even_where_the_decision_is_void() {
    let mut world = World::new();
    world.policy.link_auto = true;
    world.hire(1, "Anna", "Weiß");
    world.account("00u1", "Anna", "Weiß");
    assert_eq!(world.kinds(), [ActionKind::Link]);
    let mut other_employee = world.clone();
    other_employee.assign("00u1", 99);
    assert_eq!(other_employee.holds_for(), [(ActionKind::Link, HoldCode::Staged)]);
    let mut other_profile = world.clone();
    other_profile.assign("00u9", 1);
    assert_eq!(other_profile.holds_for(), [(ActionKind::Link, HoldCode::Staged)]);
    let mut newcomer = World::new();
    newcomer.newcomer(1, "Zoe", "Adam");
    newcomer.assign("00u9", 1);
    assert_eq!(newcomer.holds_for(), [(ActionKind::Provision, HoldCode::Staged)]);
}

#[test]
fn l6_nobody_gets_a_number_that_cannot_be_taken_from_where_it_stands() {
    let mut world = stranger_with("1");
    world.remove("00u1", Staging::Confirmed);
    world.policy.hold_possible_duplicates = false;
    world.employee(1).created_at = Some(crate::world::instant("2026-11-25T10:00:00Z"));
    assert_eq!(world.kinds(), [ActionKind::Unlink, ActionKind::Provision]);
    world
        .policy
        .protected
        .insert(Text::const_new("bernd.krug@example.com"));
    assert_eq!(
        world.holds_for(),
        [
            (ActionKind::Unlink, HoldCode::Protected),
            (ActionKind::Provision, HoldCode::Follows)
        ]
    );
    let mut world = stranger_with("1");
    world.remove("00u1", Staging::Confirmed);
    world.profile("00u1").in_transition = true;
    assert_eq!(world.kinds(), [], "nor while Okta is still at work on it");
}

#[test]
fn l8_staged_decisions_are_left_alone() {
    let mut world = World::new();
    world.hire(1, "Anna", "Weiß");
    world.account("00u1", "Bernd", "Krug");
    world.assign("00u1", 1).staging = Staging::Staged;
    assert_eq!(world.kinds(), []);
    assert_eq!(world.pairs(), [("00u1".to_owned(), 1, ToLink, Hand)]);
    assert_eq!(world.holds_for(), [(ActionKind::Link, HoldCode::Staged)]);
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.remove("00u1", Staging::Staged);
    assert_eq!(world.holds_for(), [(ActionKind::Unlink, HoldCode::Staged)]);
    world.remove("00u1", Staging::Confirmed);
    assert_eq!(world.kinds(), [ActionKind::Unlink]);
    world.leave(1);
    assert_eq!(
        world.kinds(),
        [ActionKind::Unlink],
        "what a person took apart ends nobody"
    );
}

#[test]
fn l9_a_profile_that_is_set_aside_is_never_written() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.says(1, "department", Value::text("Sales"));
    world
        .policy
        .aside
        .insert(Text::const_new("anna.weiß@example.com"));
    assert_eq!(world.skips(), [(1, SkipReason::ProfileAside)]);
    world.leave(1);
    assert_eq!(world.actions(), []);
    assert_eq!(world.access(), [(1, "00u1".to_owned(), AccessReason::Aside)]);
    world.account("00u2", "Anna", "Krug");
    world.employee(1).status = koppel::core::EmployeeStatus::Active;
    world.assign("00u2", 1);
    assert_eq!(
        world.kinds(),
        [ActionKind::Link, ActionKind::Update],
        "another profile may be assigned, and this one keeps what it holds"
    );
}

#[test]
fn l9_an_excluded_employee_is_not_linked_created_updated_or_deactivated() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.says(1, "department", Value::text("Sales"));
    world.hire(2, "Bernd", "Krug");
    world.account("00u2", "Bernd", "Krug");
    world.newcomer(3, "Zoe", "Adam");
    world.state.decisions.excluded.extend([id(1), id(3)]);
    world.policy.exclude.insert(id(2));
    let all = [1, 2, 3].map(|number| (number, SkipReason::Excluded));
    assert_eq!((world.actions(), world.skips()), (vec![], all.to_vec()));
    world.leave(1);
    assert_eq!(world.actions(), []);
    assert_eq!(world.access(), [(1, "00u1".to_owned(), AccessReason::Excluded)]);
}

#[test]
fn l9_scope_goes_by_attribute_and_what_is_not_known_stays_out() {
    let condition = |is: &str| Condition {
        attribute: Text::const_new("department"),
        is: vec![Text::from(is)],
    };
    let (sales, it) = (Value::text("SALES "), Value::text("IT"));
    let list = Value::list([Text::const_new("IT"), Text::const_new("Sales")]);
    for (value, included, not_excluded) in [
        (sales, true, false),
        (it, false, true),
        (list, true, false),
        (Value::Empty, false, true),
        (Value::Absent, false, false),
        (Value::Odd, false, false),
    ] {
        let mut world = World::new();
        world.newcomer(1, "Anna", "Weiß");
        world.says(1, "department", value.clone());
        let is_in = |world: &World| !world.skips().contains(&(1, SkipReason::OutOfScope));
        world.policy.scope.include = vec![condition("Sales")];
        assert_eq!(is_in(&world), included, "include {value:?}");
        world.policy.scope.include.clear();
        world.policy.scope.exclude = vec![condition("Sales")];
        assert_eq!(is_in(&world), not_excluded, "exclude {value:?}");
    }
}

#[test]
fn l9_falling_out_of_scope_ends_nobody() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.policy.scope.include = vec![Condition {
        attribute: Text::const_new("department"),
        is: vec![Text::const_new("Sales")],
    }];
    world.leave(1);
    assert_eq!(world.actions(), []);
    assert_eq!(world.access(), [(1, "00u1".to_owned(), AccessReason::OutOfScope)]);
}

#[test]
fn l10_a_rejected_pair_is_not_linked_again() {
    let mut world = World::new();
    world.hire(1, "Anna", "Weiß");
    world.account("00u1", "Anna", "Weiß");
    world.reject("00u1", 1);
    assert_eq!(world.pairs(), []);
    let report = world.links();
    let found = suggest(&world.snapshot, &world.state, &report);
    assert!(
        found.iter().all(|(_, candidates)| candidates.is_empty()),
        "nor suggested"
    );
    world.hire(2, "Anna", "Weiß");
    assert_eq!(world.pairs(), [("00u1".to_owned(), 2, ToLink, Email)]);
    world.profile("00u1").number = Some(Text::const_new("1"));
    assert_eq!(world.conflicts().len(), 1, "a number that is there all the same");
    world.assign("00u1", 1);
    assert_eq!(
        world.pairs(),
        [("00u1".to_owned(), 1, Linked, Number)],
        "until it is taken back"
    );
}

#[test]
fn l10_removing_a_number_that_disagrees_settles_the_conflict() {
    let mut world = stranger_with("1");
    world.remove("00u1", Staging::Confirmed);
    assert_eq!(world.conflicts(), []);
    assert_eq!(
        world.actions(),
        [
            (ActionKind::Unlink, "00u1".to_owned(), None),
            (
                ActionKind::Provision,
                "anna.weiss@example.com".to_owned(),
                Some(HoldCode::HiredLongAgo)
            )
        ]
    );
}

fn suggestions(world: &World, okta_id: &str) -> Vec<(u64, Strength, Vec<Reason>)> {
    let report = world.links();
    suggest(&world.snapshot, &world.state, &report)
        .into_iter()
        .filter(|(at, _)| world.snapshot.directory.profiles[*at as usize].id == okta(okta_id))
        .flat_map(|(_, found)| found)
        .map(|found| (found.employee.0, found.strength, found.reasons))
        .collect()
}

#[test]
fn l11_equal_swapped_and_transliterated_names_are_strong() {
    for (first, last, reason) in [
        ("Jörg", "Müller", Reason::SameName),
        ("Joerg", "Mueller", Reason::SameName),
        ("Muller", "Jorg", Reason::SwappedName),
    ] {
        let mut world = World::new();
        world.hire(1, "Jörg", "Müller").email = Value::text("jorg.muller@example.com");
        world.hire(2, "Kathrin", "Öztürk");
        world.account("00u1", first, last).email = Some(Text::const_new("x@elsewhere.com"));
        let found = suggestions(&world, "00u1");
        assert_eq!(
            (found[0].0, found[0].1, found[0].2[0]),
            (1, Strength::Strong, reason),
            "{first} {last}"
        );
    }
}

#[test]
fn l11_an_equal_mailbox_is_strong_unless_the_name_is_another() {
    let mut world = World::new();
    world.hire(1, "Jörg", "Müller").email = Value::text("jorg.muller@example.com");
    let profile = world.account("00u1", "Xaver", "Yps");
    profile.email = Some(Text::const_new("Jorg.Muller@elsewhere.com"));
    let found = suggestions(&world, "00u1");
    assert!(found.iter().all(|one| one.1 != Strength::Strong), "{found:?}");
    let profile = world.profile("00u1");
    (profile.first_name, profile.last_name) = (None, None);
    let found = suggestions(&world, "00u1");
    assert_eq!(
        found,
        [(
            1,
            Strength::Strong,
            vec![Reason::SameMailbox, Reason::CreatedWhenHired]
        )]
    );
}

#[test]
fn l11_two_alike_are_named_as_such_and_leavers_are_marked() {
    let mut world = World::new();
    world.hire(1, "Anna", "Weiß").email = Value::text("a@example.com");
    world.hire(2, "Anna", "Weiß").email = Value::text("b@example.com");
    world.account("00u1", "Anna", "Weiß");
    let agrees = vec![Reason::SameName, Reason::CreatedWhenHired];
    let alike = |reasons| (Strength::TwoAlike, reasons);
    let found = suggestions(&world, "00u1");
    assert_eq!(
        found.into_iter().map(|one| (one.1, one.2)).collect::<Vec<_>>(),
        [alike(agrees.clone()), alike(agrees.clone())]
    );
    world.leave(1);
    let found = suggestions(&world, "00u1");
    assert_eq!((found[0].0, found[1].0), (2, 1), "who is here comes first");
    assert!(found[1].2.contains(&Reason::EmployeeLeft));
    assert_eq!(world.pairs(), [], "never applied by itself");
}

#[test]
fn l11_two_profiles_for_one_employee_are_alike_too() {
    let mut world = World::new();
    world.hire(1, "Anna", "Weiß").email = Value::text("a@example.com");
    world.account("00u1", "Anna", "Weiß");
    assert_eq!(suggestions(&world, "00u1")[0].1, Strength::Strong);
    world.account("00u2", "Anna", "Weiss").login = Text::const_new("weiss.anna@example.com");
    assert_eq!(suggestions(&world, "00u1")[0].1, Strength::TwoAlike);
    assert_eq!(suggestions(&world, "00u2")[0].1, Strength::TwoAlike);
}

#[test]
fn l11_likeness_ranks_the_rest_and_taken_ones_are_left_out() {
    let mut world = World::new();
    world.hire(1, "Katharina", "Weissmann");
    world.hire(2, "Katarina", "Weismann");
    world.linked(3, "00u3", "Katharina", "Weißmann");
    world.hire(4, "Bernd", "Krug");
    world.account("00u1", "Katarina", "Weissman");
    let found: Vec<u64> = suggestions(&world, "00u1").iter().map(|one| one.0).collect();
    assert_eq!(found, [2, 1]);
}

#[test]
fn l12_a_pair_that_is_seen_after_the_review_waits() {
    let mut world = World::new();
    world.hire(1, "Anna", "Weiß");
    world.account("00u1", "Anna", "Weiß");
    assert_eq!(world.holds_for(), [(ActionKind::Link, HoldCode::LaterPair)]);
    let mut released = world.clone();
    released.release(HoldCode::LaterPair, 1);
    assert_eq!(released.kinds(), [ActionKind::Link]);
    let mut auto = world.clone();
    auto.policy.link_auto = true;
    assert_eq!(auto.kinds(), [ActionKind::Link]);
    let mut reviewed = world.clone();
    let Review::Closed { pairs, .. } = &mut reviewed.state.review else {
        panic!()
    };
    pairs.insert((okta("00u1"), id(1)));
    assert_eq!(reviewed.kinds(), [ActionKind::Link]);
    world.state.review = Review::Open;
    assert_eq!(
        world.kinds(),
        [ActionKind::Link],
        "before the review it is written at any time"
    );
}
