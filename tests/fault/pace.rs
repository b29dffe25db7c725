//! Rule A5 over real HTTP in virtual time: the client's limiter against the simulator's, which shares nothing with
//! it.

use crate::bench::{Bench, TODAY};
use futures_util::stream::{self, StreamExt};
use koppel::clock::Clock;
use koppel::core::OktaId;
use koppel::http::{Patience, Terms};
use koppel::okta::{Okta, ProfileDecoder};
use koppel::sim::{Company, Effect, RateLimits};
use std::time::Duration;
use tokio::time::Instant;

fn okta(bench: &Bench, share: f64) -> Okta {
    let mut access = bench.connection().okta;
    access.rate_limit_share = share;
    let terms = Terms {
        read_only: true,
        clock: Clock::System,
        patience: Patience::default(),
    };
    Okta::new(&access, terms, ProfileDecoder::new("employeeNumber", &[])).unwrap()
}

/// Reads one profile so often, all wanted at once.
async fn read(okta: &Okta, id: &OktaId, times: usize) {
    let reads = stream::iter(0..times).map(|_| okta.profile(id));
    let mut reads = reads.buffer_unordered(times);
    while let Some(profile) = reads.next().await {
        assert!(profile.unwrap().is_some());
    }
}

async fn bench(limit: u32) -> (Bench, OktaId) {
    let bench = Bench::over(Company::made_up(10, 1, TODAY), RateLimits::PerBucket(limit)).await;
    let owner = bench
        .simulator
        .company(|company| company.okta.token_owner.clone());
    (bench, OktaId::new(owner))
}

fn refused(bench: &Bench) -> usize {
    let ledger = bench.simulator.ledger();
    ledger
        .iter()
        .filter(|received| received.effect == Effect::Limited)
        .count()
}

#[tokio::test(start_paused = true)]
async fn a5_uses_98_percent_of_its_share_of_300_a_minute_and_is_never_refused_while_alone() {
    for (share, ours, fault) in [
        (0.8, 240, None),
        (1.0, 300, None),
        (1.0, 300, Some("reset-rounded-down")),
    ] {
        let (bench, id) = bench(300).await;
        bench.set(fault.as_slice(), 0);
        read(&okta(&bench, share), &id, 3 * ours + 1).await;
        let case = format!("share {share}, {fault:?}");
        assert_eq!(refused(&bench), 0, "{case}");
        let ledger = bench.simulator.ledger();
        let took = ledger[3 * ours].at.duration_since(ledger[0].at).as_secs_f64();
        assert!(180.0 / took >= 0.98, "{case}: {took} s for three windows");
        assert!(took >= 179.0, "{case}: more than the share, {took} s");
    }
}

#[tokio::test(start_paused = true)]
async fn a5_a_second_client_that_eats_the_bucket_slows_it_down_and_it_finishes() {
    let (bench, id) = bench(100).await;
    let url = format!("{}/api/v1/users/{id}", bench.simulator.url());
    let token = format!("SSWS {}", bench.simulator.okta_token());
    let client = reqwest::Client::new();
    let other = async {
        loop {
            let request = client.get(&url).header("authorization", &token);
            request.send().await.unwrap();
            // Whatever is left of 100 is gone within seconds.
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let began = Instant::now();
    let koppel = okta(&bench, 1.0);
    tokio::select! {
        () = read(&koppel, &id, 300) => {}
        () = other => {}
    }
    let took = began.elapsed();
    assert!(
        took > Duration::from_secs(3 * 60),
        "alone three windows would do: {took:?}"
    );
    assert!(refused(&bench) > 0, "the bucket was eaten");
    assert!(took < Duration::from_secs(20 * 60), "{took:?}");
}
