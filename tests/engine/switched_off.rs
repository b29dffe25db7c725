//! Rule D4: a profile that somebody switched off in Okta stays off, whatever the settings say, until a person
//! releases it.

use crate::bench::{Bench, first, of_employee, only, outcomes};
use crate::people::{BERT, JANE};
use crate::stale::{both_leave, both_return, linked, returned};
use koppel::core::plan::ActionKind::Reactivate;
use koppel::core::policy::{Drift, Limit, Rehire};
use koppel::engine::Order;
use koppel::sim::okta::Status;
use koppel::store::state::OutcomeKind::Applied;

#[tokio::test(start_paused = true)]
async fn d4_a_profile_that_it_switched_off_by_hand_stays_off_through_every_run_and_setting() {
    let mut bench = linked().await;
    bench.set_status(JANE, Status::Deprovisioned);
    bench.policy.rehire = Rehire::Reactivate;
    bench.policy.drift = Drift::Overwrite;
    bench.policy.link_auto = true;
    bench.policy.overwrite_unknown_ids = true;
    bench.policy.hold_possible_duplicates = false;
    bench.policy.limits.creations = Limit::Percent(100);
    let runs: [fn(&Bench); 5] = [
        |_| (),
        |bench| bench.set_in_personio(1, "position", "Lead"),
        |bench| bench.set_in_personio(1, "hire_date", "2026-11-30"),
        |bench| bench.set_in_personio(1, "status", "leave"),
        |bench| bench.set_in_personio(1, "email", "jane.new@acme.example"),
    ];
    for (number, happens) in runs.into_iter().enumerate() {
        happens(&bench);
        for (on_hire_date, order) in [(true, Order::unattended()), (false, first()), (true, only(1))] {
            bench.policy.activation.on_hire_date = on_hire_date;
            bench.later(25);
            let report = bench.run(order).await.unwrap();
            assert_eq!(of_employee(&report, 1), [], "change {number}");
        }
    }
    assert_eq!(bench.profile(JANE).status, Status::Deprovisioned);
    assert_eq!(bench.writes().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn d4_who_was_back_already_and_is_then_switched_off_by_hand_stays_off() {
    let bench = returned().await;
    assert_eq!(
        outcomes(&bench.sync().await),
        [(Reactivate, Applied), (Reactivate, Applied)]
    );
    // The same where IT brings somebody back before koppel does.
    for is_by_koppel in [true, false] {
        if !is_by_koppel {
            both_leave(&bench);
            assert_eq!(bench.sync().await.count(Applied), 2);
            bench.set_status(JANE, Status::Active);
            bench.set_status(BERT, Status::Active);
            both_return(&bench);
            assert_eq!(outcomes(&bench.sync().await), []);
        }
        bench.set_status(JANE, Status::Deprovisioned);
        for _ in 0..3 {
            bench.later(25);
            let report = bench.sync().await;
            assert_eq!(
                of_employee(&report, 1),
                [],
                "brought back by koppel: {is_by_koppel}"
            );
        }
        bench.set_status(JANE, Status::Active);
    }
}
