//! One attribute that Okta refuses (rules A6, U6 and P5): the others are sent in the same run, it is remembered, and
//! neither stops a run nor alarms for ever.

use crate::bench::{Bench, of_employee, only, outcomes};
use crate::people::{BERT, JANE, bert, berts, jane, janes, orderly, profile_of};
use koppel::core::Text;
use koppel::core::plan::ActionKind::{Provision, Update};
use koppel::core::plan::{Misfit, RemarkCode};
use koppel::core::policy::{First, Limit, Mapping, Source};
use koppel::engine::{RunReport, events};
use koppel::failure::Exit;
use koppel::sim::Company;
use koppel::sim::okta::{Kind, Master, Property, StubbornAttribute, UserType};
use koppel::store::Event;
use koppel::store::state::Decision;
use koppel::store::state::OutcomeKind::{Applied, Failed, Stale};

const MASTERED: &str = "Operation failed because user profile is mastered under another system";

/// Jane is linked; department, last name and title differ.
async fn three_changes(change: impl FnOnce(&mut Company)) -> Bench {
    let mut company = Company::empty()
        .employee(jane().department("Purchase").with("last_name", "Roe"))
        .profile(janes().number("1"));
    change(&mut company);
    let bench = Bench::over(company).await;
    bench.set_in_personio(1, "position", "Buyer");
    bench
}

fn master(company: &mut Company, attribute: &str, master: Master) {
    company.okta.schema.property_mut(attribute).unwrap().master = master;
}

/// The attributes of each update that was sent, in order.
fn sent(bench: &Bench) -> Vec<Vec<String>> {
    let bodies = bench.writes().into_iter().map(|write| write.body);
    bodies
        .map(|body| {
            let profile = body["profile"].as_object().unwrap();
            let mut names: Vec<String> = profile.keys().cloned().collect();
            names.sort();
            names
        })
        .collect()
}

/// Employee and attribute of each refused attribute that the plan names.
fn refused(report: &RunReport) -> Vec<(u64, String)> {
    let remarks = report.plan.remarks.iter();
    remarks
        .filter_map(|remark| match &remark.code {
            RemarkCode::AttributeRefused { attribute, .. } => {
                Some((remark.employee.unwrap().0, attribute.to_string()))
            }
            _ => None,
        })
        .collect()
}

fn one(attribute: &str) -> Vec<(u64, String)> {
    vec![(1, attribute.to_owned())]
}

#[tokio::test(start_paused = true)]
async fn a6_where_no_attribute_is_named_what_another_app_masters_is_left_out_first() {
    let bench = three_changes(|company| master(company, "department", Master::App)).await;
    let report = bench.first_sync().await;
    assert_eq!(
        sent(&bench),
        [vec!["department", "lastName", "title"], vec!["lastName", "title"]],
        "one more call is enough"
    );
    assert_eq!(
        of_employee(&report, 1),
        [(Update, Applied, format!("without department: {MASTERED}"))]
    );
    assert_eq!(refused(&report), one("department"));
    assert_eq!(report.exit(), Exit::SomeFailed, "in the run that learns it");
    let changes = &bench.journal()[0].action.changes;
    let names: Vec<&str> = changes.iter().map(|change| change.attribute.as_str()).collect();
    assert_eq!(names, ["lastName", "title"], "the journal says what was written");
    for _ in 0..3 {
        bench.later(1);
        let report = bench.sync().await;
        assert_eq!((outcomes(&report), refused(&report)), (vec![], one("department")));
        assert_eq!(report.exit(), Exit::Done, "remembered is no failure");
        assert_eq!(events(&Ok(report), true), [Event::GoodAgain]);
    }
    assert_eq!(sent(&bench).len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a6_a_profile_with_another_source_gets_what_okta_masters_and_nothing_is_lost_by_a_guess() {
    // Of all three the schema says PROFILE_MASTER; another source masters the profile. Only the title is Okta's.
    let bench = three_changes(|company| {
        master(company, "title", Master::Okta);
        company
            .okta
            .change(JANE, |profile| profile.mastered_elsewhere = true);
    })
    .await;
    let report = bench.first_sync().await;
    assert_eq!(outcomes(&report), [(Update, Applied)]);
    assert_eq!(bench.profile(JANE).text("title"), "Buyer");
    let both = [(1, "department".to_owned()), (1, "lastName".to_owned())];
    assert_eq!(refused(&report), both);
    // No source masters this profile: it is tried again for a person, and all of it is taken.
    bench.change_profile(JANE, |profile| profile.mastered_elsewhere = false);
    assert_eq!(refused(&bench.sync().await), both);
    let report = bench.run(only(1)).await.unwrap();
    assert_eq!(
        (report.exit(), outcomes(&report)),
        (Exit::Done, vec![(Update, Applied)])
    );
    assert_eq!(refused(&bench.sync().await), []);
}

#[tokio::test(start_paused = true)]
async fn a6_the_set_is_halved_where_the_schema_says_nothing() {
    // Both sides of the schema agree: Okta's own words name another attribute than those sent, or none.
    for cause in [None, Some("costCenter: The field cannot be left blank")] {
        let bench = three_changes(|company| {
            for attribute in ["department", "lastName", "title"] {
                master(company, attribute, Master::Okta);
            }
            company.okta.stubborn_attribute = Some(StubbornAttribute {
                attribute: "lastName".to_owned(),
                cause: cause.map(str::to_owned),
            });
        })
        .await;
        let report = bench.first_sync().await;
        assert_eq!(outcomes(&report), [(Update, Applied)], "{cause:?}");
        assert_eq!(refused(&report), one("lastName"), "{cause:?}");
        let profile = bench.profile(JANE);
        assert_eq!(
            (profile.text("department"), profile.text("title")),
            ("Purchase", "Buyer")
        );
        let calls = sent(&bench).len();
        assert!(calls <= 5, "{calls} calls");
        assert_eq!(bench.sync().await.exit(), Exit::Done, "{cause:?}");
        assert_eq!(sent(&bench).len(), calls, "once");
    }
}

#[tokio::test(start_paused = true)]
async fn a6_where_okta_blames_what_was_not_sent_and_takes_nothing_no_attribute_is_blamed() {
    let bench = three_changes(|company| {
        let mut badge = Property::new("badge", "Badge", Kind::String);
        badge.required = true;
        company.okta.schema.custom.push(badge);
    })
    .await;
    let report = bench.first_sync().await;
    assert_eq!(outcomes(&report), [(Update, Failed)]);
    assert_eq!(refused(&report), []);
    let calls = sent(&bench).len();
    let report = bench.sync().await;
    assert_eq!((outcomes(&report), report.exit()), (vec![], Exit::SomeFailed));
    let is_known = |code: &RemarkCode| matches!(code, RemarkCode::RefusedBefore { .. });
    assert!(report.plan.remarks.iter().any(|remark| is_known(&remark.code)));
    assert_eq!(sent(&bench).len(), calls);
}

#[tokio::test(start_paused = true)]
async fn a6_an_attribute_that_a_cause_names_is_left_out_at_once() {
    let bench = three_changes(|company| {
        let mut badge = Property::new("badge", "Badge", Kind::String).unique();
        badge.master = Master::Okta;
        company.okta.schema.custom.push(badge);
    })
    .await;
    let mut bench = bench;
    bench.policy.mapping.push(Mapping {
        source: Source::from_words("position").unwrap(),
        target: Text::const_new("badge"),
        first: First::Send,
    });
    bench.simulator.company(|company| {
        let id = company.okta.token_owner.clone();
        company.okta.change(&id, |owner| owner.set("badge", "Buyer"));
    });
    let report = bench.first_sync().await;
    assert_eq!(refused(&report), one("badge"));
    let calls = sent(&bench);
    assert_eq!(
        (calls.len(), calls[1].as_slice()),
        (
            2,
            ["department", "lastName", "title"].map(str::to_owned).as_slice()
        )
    );
}

#[tokio::test(start_paused = true)]
async fn a6_it_is_sent_again_once_value_mapping_or_schema_change_or_a_person_retries() {
    let changes: [fn(&mut Bench); 3] = [
        |bench| bench.set_in_personio(1, "department", "Legal"),
        |bench| {
            bench.policy.mapping.retain(|line| line.target != "department");
            bench.policy.mapping.push(Mapping {
                source: Source::from_words("position").unwrap(),
                target: Text::const_new("department"),
                first: First::Send,
            });
        },
        |bench| {
            bench.simulator.company(|company| {
                company.okta.schema.property_mut("department").unwrap().max_length = Some(99);
            });
        },
    ];
    for (number, change) in changes.into_iter().enumerate() {
        let mut bench = three_changes(|company| master(company, "department", Master::App)).await;
        bench.first_sync().await;
        // The profile's own changes say nothing of the attribute.
        bench.later(1);
        bench.set_in_okta(JANE, "nickName", "Janie");
        assert_eq!(outcomes(&bench.sync().await), [], "change {number}");
        change(&mut bench);
        let report = bench.sync().await;
        assert_eq!(outcomes(&report), [(Update, Failed)], "change {number}");
        assert_eq!(
            (report.exit(), refused(&report)),
            (Exit::SomeFailed, one("department"))
        );
        assert_eq!(
            bench.sync().await.exit(),
            Exit::Done,
            "change {number}: remembered again"
        );
    }
    let bench = three_changes(|company| master(company, "department", Master::App)).await;
    bench.first_sync().await;
    bench.decide(Decision::Retry {
        employee: None,
        profile: Some(crate::bench::okta(JANE)),
    });
    assert_eq!(
        outcomes(&bench.sync().await),
        [(Update, Failed)],
        "a person retries"
    );
    bench
        .simulator
        .company(|company| master(company, "department", Master::Okta));
    assert_eq!(
        outcomes(&bench.sync().await),
        [(Update, Applied)],
        "the schema changed"
    );
    assert_eq!(refused(&bench.sync().await), []);
}

/// 40 linked people whose department changed.
async fn forty_with_another_department(company: Company) -> Bench {
    let mut bench = Bench::over(company).await;
    bench.policy.limits.changed = Limit::Percent(100);
    bench.first_sync().await;
    for id in 1..=40 {
        bench.set_in_personio(id, "department", "Anders");
    }
    bench
}

#[tokio::test(start_paused = true)]
async fn a6_one_attribute_that_another_app_masters_for_everybody_neither_stops_a_run_nor_alarms_for_ever() {
    let mut company = orderly(40);
    master(&mut company, "department", Master::App);
    let bench = forty_with_another_department(company).await;
    for id in 1..=40 {
        bench.set_in_personio(id, "position", "Buyer");
    }
    let report = bench.sync().await;
    assert!(report.failure.is_none(), "{:?}", report.failure);
    assert_eq!(report.count(Applied), 40, "everybody has the other attribute");
    assert_eq!(report.exit(), Exit::SomeFailed, "told once");
    // Eight people at a time: five agree before the others are sent.
    let tried = sent(&bench)
        .iter()
        .filter(|names| names.contains(&"department".to_owned()))
        .count();
    assert!((5..=13).contains(&tried), "{tried} of 40 were tried");
    let calls = sent(&bench).len();
    for day in 0..3 {
        bench.later(24);
        // Another value of somebody says nothing new where the whole type agrees.
        bench.set_in_personio(1 + day, "department", "Legal");
        let report = bench.sync().await;
        assert_eq!((report.exit(), refused(&report).len()), (Exit::Done, 40));
    }
    assert_eq!(sent(&bench).len(), calls);
    // Mended: one person's retry shows it, and everybody gets the value.
    bench
        .simulator
        .company(|company| company.okta.schema.property_mut("department").unwrap().master = Master::Profile);
    let report = bench.sync().await;
    assert_eq!(
        (report.exit(), report.count(Applied)),
        (Exit::Done, 40),
        "the schema changed"
    );
}

#[tokio::test(start_paused = true)]
async fn a6_where_it_is_the_only_attribute_the_run_goes_on_and_a_retry_that_works_opens_the_way_for_all() {
    let mut company = orderly(40);
    for id in 1..=40 {
        company
            .okta
            .change(&profile_of(id), |profile| profile.mastered_elsewhere = true);
    }
    let bench = forty_with_another_department(company).await;
    let report = bench.sync().await;
    assert!(report.failure.is_none(), "{:?}", report.failure);
    let (failed, left) = (report.count(Failed), report.count(Stale));
    assert!(
        (5..=13).contains(&failed) && failed + left == 40,
        "{failed} failed, {left} left"
    );
    assert_eq!(bench.sync().await.exit(), Exit::Done);
    // Nothing in the schema says that the other app let go.
    for id in 1..=40 {
        bench.change_profile(&profile_of(id), |profile| profile.mastered_elsewhere = false);
    }
    assert_eq!(bench.sync().await.count(Applied), 0);
    assert_eq!(bench.run(only(7)).await.unwrap().count(Applied), 1);
    let report = bench.sync().await;
    assert_eq!((report.exit(), report.count(Applied)), (Exit::Done, 39));
}

#[tokio::test(start_paused = true)]
async fn a6_p5_an_optional_attribute_that_okta_refuses_is_left_out_of_a_creation() {
    let mut company = Company::empty().employee(bert());
    let mut badge = Property::new("badge", "Badge", Kind::String).unique();
    badge.master = Master::Okta;
    company.okta.schema.custom.push(badge);
    let owner = company.okta.token_owner.clone();
    company.okta.change(&owner, |owner| owner.set("badge", "77"));
    let mut bench = Bench::over(company).await;
    bench.policy.mapping.push(Mapping {
        source: Source::from_words("position").unwrap(),
        target: Text::const_new("badge"),
        first: First::Send,
    });
    bench.set_in_personio(2, "position", "77");
    let report = bench.first_sync().await;
    assert_eq!(outcomes(&report), [(Provision, Applied)]);
    assert_eq!(report.exit(), Exit::SomeFailed);
    assert_eq!(refused(&report), [(2, "badge".to_owned())]);
    let report = bench.sync().await;
    assert_eq!(
        (report.exit(), refused(&report)),
        (Exit::Done, vec![(2, "badge".to_owned())])
    );
}

/// Jane's profile has the user type, and Bert's the default one; both get another title.
async fn contractor(lacks: &[&str], is_readable: bool) -> Bench {
    let mut jane_profile = janes().number("1");
    jane_profile.user_type = Some("Contractor".to_owned());
    let mut company = Company::empty()
        .employee(jane().with("last_name", "Roe"))
        .profile(jane_profile)
        .employee(bert())
        .profile(berts().number("2"));
    company.okta.user_types.push(UserType {
        name: "Contractor".to_owned(),
        lacks: lacks.iter().map(|name| (*name).to_owned()).collect(),
        is_readable,
    });
    let bench = Bench::over(company).await;
    for id in [1, 2] {
        bench.set_in_personio(id, "position", "Buyer");
    }
    bench
}

#[tokio::test(start_paused = true)]
async fn u6_a_profile_of_another_user_type_is_checked_against_its_own_schema() {
    let bench = contractor(&["title"], true).await;
    let report = bench.first_sync().await;
    assert_eq!(
        (report.exit(), outcomes(&report)),
        (Exit::Done, vec![(Update, Applied); 2])
    );
    assert_eq!(bench.profile(JANE).text("lastName"), "Roe");
    assert_eq!(bench.profile(BERT).text("title"), "Buyer");
    let misfits: Vec<_> = report
        .plan
        .remarks
        .iter()
        .filter(|remark| matches!(&remark.code, RemarkCode::Misfit { attribute, misfit: Misfit::NoSuchAttribute } if attribute == "title"))
        .map(|remark| remark.employee.unwrap().0)
        .collect();
    assert_eq!(misfits, [1]);
    assert!(
        sent(&bench).contains(&vec!["lastName".to_owned()]),
        "no call was refused"
    );
}

#[tokio::test(start_paused = true)]
async fn u6_a_user_type_whose_schema_may_not_be_read_is_said_and_stops_nothing() {
    for faults in [vec![], vec!["forbidden@schema:2"]] {
        let bench = contractor(&["title"], false).await;
        bench.set_faults(&faults, 0);
        let report = bench.first_sync().await;
        assert_eq!(outcomes(&report), [(Update, Applied); 2]);
        assert_eq!(refused(&report), one("title"), "Okta itself says so");
        let is_said = report
            .plan
            .remarks
            .iter()
            .any(|remark| matches!(remark.code, RemarkCode::UserTypeUnreadable { profiles: 1, .. }));
        assert!(is_said);
        assert_eq!(bench.profile(JANE).text("lastName"), "Roe");
        assert_eq!(bench.sync().await.exit(), Exit::Done);
    }
}

#[tokio::test(start_paused = true)]
async fn a6_a_call_that_fails_behind_another_one_loses_nothing_of_what_was_taken() {
    let bench = three_changes(|company| {
        master(company, "department", Master::App);
        master(company, "title", Master::App);
    })
    .await;
    // The whole, the rest without both suspects, then the first of the suspects.
    bench.set_faults(&["forbidden@update:3"], 0);
    let report = bench.first_sync().await;
    assert_eq!(bench.profile(JANE).text("lastName"), "Roe");
    assert_eq!(outcomes(&report), [(Update, Applied)]);
    assert_eq!(report.exit(), Exit::SomeFailed);
    assert_eq!(bench.journal()[0].action.changes.len(), 1);
    bench.set_faults(&[], 0);
    let report = bench.sync().await;
    let both = [(1, "department".to_owned()), (1, "title".to_owned())];
    assert_eq!(refused(&report), both);
    assert_eq!(bench.sync().await.exit(), Exit::Done);
}
