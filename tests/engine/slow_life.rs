//! The look after a step of a profile's life (rule G2): an org that is slow is waited for, and not for ever.

use crate::bench::{Bench, of_employee, okta, outcomes};
use crate::people::JANE;
use crate::stale::{both_leave, linked};
use jiff::SignedDuration;
use koppel::core::plan::ActionKind::Deactivate;
use koppel::store::state::OutcomeKind::{self, Applied, Failed, Unknown};

fn takes(bench: &Bench, seconds: i64, shows: bool) {
    bench.simulator.company(|company| {
        company.okta.life_cycle_takes = SignedDuration::from_secs(seconds);
        company.okta.shows_transitions = shows;
    });
}

#[tokio::test(start_paused = true)]
async fn g2_an_org_that_takes_two_seconds_makes_no_leaver_unknown() {
    for shows in [true, false] {
        let bench = linked().await;
        both_leave(&bench);
        takes(&bench, 2, shows);
        let report = bench.sync().await;
        assert_eq!(
            outcomes(&report),
            [(Deactivate, Applied), (Deactivate, Applied)],
            "{shows}"
        );
        assert_eq!(bench.writes().len(), 2, "{shows}");
        assert!(report.plan.still_have_access.is_empty());
        let state = bench.view().state().unwrap();
        assert!(state.past.deactivated.contains(&okta(JANE)));
    }
}

#[tokio::test(start_paused = true)]
async fn g2_what_is_in_transition_for_longer_than_thirty_seconds_is_unknown() {
    let cases: [(bool, OutcomeKind, &str); 2] = [
        (true, Unknown, "Okta is still working on it"),
        (
            false,
            Failed,
            "Okta took the call, and the profile is ACTIVE still",
        ),
    ];
    for (shows, outcome, words) in cases {
        let bench = linked().await;
        bench.set_in_personio(1, "status", "inactive");
        takes(&bench, 3600, shows);
        let began = bench.now();
        let report = bench.sync().await;
        assert_eq!(of_employee(&report, 1), [(Deactivate, outcome, words.to_owned())]);
        let took = bench.now().duration_since(began);
        assert!(
            (30..40).contains(&took.as_secs()),
            "{took}: waited for, and no longer"
        );
        assert_eq!(bench.writes().len(), 1);
        assert_eq!(report.plan.still_have_access.len(), 1);
        // Nothing is sent as long as it goes on.
        if shows {
            bench.sync().await;
            assert_eq!(bench.writes().len(), 1);
        }
    }
}
