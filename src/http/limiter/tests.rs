//! Rule A5 in virtual time, against a bucket that works as Okta documents it.

use super::rates::Granted;
use super::*;
use futures_util::future::join_all;
use std::cell::{Cell, RefCell};
use std::ops::Range;

const LATENCY: Duration = Duration::from_millis(40);

/// A bucket of so many calls in 60 seconds from the first one. Its clock starts at a fraction of a second.
struct Server {
    limit: u32,
    rounds_up: bool,
    started: Instant,
    offset_ms: i64,
    window: RefCell<Option<(Instant, u32)>>,
    refused: Cell<u32>,
}

impl Server {
    fn new(limit: u32, rounds_up: bool, offset_ms: i64) -> Self {
        Self {
            limit,
            rounds_up,
            started: Instant::now(),
            offset_ms,
            window: RefCell::new(None),
            refused: Cell::new(0),
        }
    }

    fn clock_ms(&self, at: Instant) -> i64 {
        let since = i64::try_from(at.duration_since(self.started).as_millis()).unwrap();
        1_800_000_000_000 + self.offset_ms + since
    }

    /// Counts a call; `false`: refused.
    fn call(&self) -> (bool, RateHeaders) {
        let now = Instant::now();
        let mut window = self.window.borrow_mut();
        let (begins, used) = window
            .filter(|(begins, _)| now < *begins + Duration::from_secs(60))
            .unwrap_or((now, 0));
        let is_good = used < self.limit;
        let used = used + u32::from(is_good);
        *window = Some((begins, used));
        self.refused.set(self.refused.get() + u32::from(!is_good));
        let ends = self.clock_ms(begins) + 60_000;
        let reset = if self.rounds_up { ends + 999 } else { ends } / 1000;
        let headers = RateHeaders {
            limit: Some(self.limit),
            remaining: Some(self.limit - used),
            reset: Some(reset),
            retry_after: None,
            date: Timestamp::from_second(self.clock_ms(now) / 1000).ok(),
            granted: None,
        };
        (is_good, headers)
    }
}

/// One call until it is not refused; returns when it went out for good.
async fn one(limiter: &Limiter, server: &Server) -> Instant {
    one_of("users", limiter, server).await
}

async fn one_of(bucket: &'static str, limiter: &Limiter, server: &Server) -> Instant {
    for earlier in 0.. {
        let flight = limiter.admit(bucket).await;
        let sent = Instant::now();
        tokio::time::sleep(LATENCY).await;
        let (is_good, headers) = server.call();
        tokio::time::sleep(LATENCY).await;
        if is_good {
            flight.answered(&headers);
            return sent;
        }
        flight.refused(&headers, earlier);
    }
    unreachable!("the loop has no end")
}

/// Many calls, wanted at once; when each went out, in order.
async fn calls(limiter: &Limiter, server: &Server, count: usize) -> Vec<Instant> {
    let mut sent = join_all((0..count).map(|_| one(limiter, server))).await;
    sent.sort_unstable();
    sent
}

#[tokio::test(start_paused = true)]
async fn a5_uses_98_percent_of_the_share_and_is_never_refused_while_alone() {
    for share in [0.8, 1.0] {
        for rounds_up in [false, true] {
            for offset_ms in [0, 1, 250, 500, 999] {
                let case = format!("share {share}, rounds up {rounds_up}, offset {offset_ms}");
                let server = Server::new(300, rounds_up, offset_ms);
                let limiter = Limiter::new(share, 5, None);
                let ours = if share < 1.0 { 240 } else { 300 };
                let sent = calls(&limiter, &server, 4 * ours + 1).await;
                assert_eq!(server.refused.get(), 0, "{case}");
                let four_windows = sent[4 * ours].duration_since(sent[0]).as_secs_f64();
                assert!(
                    240.0 / four_windows >= 0.98,
                    "{case}: {four_windows} s for four windows"
                );
                let first_window = sent[ours - 1].duration_since(sent[0]);
                assert!(
                    first_window < Duration::from_secs(10),
                    "{case}: calls go out in a burst"
                );
                assert!(
                    sent[ours].duration_since(sent[0]) >= Duration::from_secs(60),
                    "{case}: more than the share"
                );
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a5_joins_a_bucket_that_others_have_used() {
    for used in [0..50, 0..299] {
        let server = Server::new(300, false, 700);
        let used: Range<u32> = used;
        for _ in used {
            server.call();
        }
        tokio::time::sleep(Duration::from_millis(20_300)).await;
        let limiter = Limiter::new(1.0, 5, None);
        calls(&limiter, &server, 400).await;
        assert_eq!(server.refused.get(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a5_a_second_client_only_slows_it_down() {
    let server = Server::new(100, true, 300);
    let limiter = Limiter::new(1.0, 5, None);
    let other = async {
        loop {
            server.call();
            tokio::time::sleep(Duration::from_millis(700)).await;
        }
    };
    let started = Instant::now();
    tokio::select! {
        sent = calls(&limiter, &server, 300) => assert_eq!(sent.len(), 300),
        () = other => {}
    }
    // Of 100 a minute the other one takes about 85.
    assert!(
        started.elapsed() < Duration::from_secs(20 * 60),
        "{:?}",
        started.elapsed()
    );
}

/// So many calls of each of two buckets; when each went out, in order.
async fn calls_of_two(limiter: &Limiter, servers: [&Server; 2], count: usize) -> [Vec<Instant>; 2] {
    let both = ["users", "write"]
        .into_iter()
        .zip(servers)
        .map(|(bucket, server)| async move {
            let mut sent = join_all((0..count).map(|_| one_of(bucket, limiter, server))).await;
            sent.sort_unstable();
            sent
        });
    join_all(both).await.try_into().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a5_buckets_that_the_server_counts_as_one_are_one_from_the_first_refusal_on() {
    // Where the share leaves a reserve, it takes up those that the other bucket has in flight.
    for (share, least) in [(1.0, 1), (0.8, 0)] {
        let server = Server::new(100, true, 300);
        let limiter = Limiter::new(share, 5, None);
        // A third one beside them.
        let third = join_all((0..60).map(|_| one_of("read", &limiter, &server)));
        tokio::join!(calls_of_two(&limiter, [&server, &server], 250), third);
        let refused = server.refused.get();
        assert!(
            (least..=5).contains(&refused),
            "share {share}: no more than were in flight, in five windows: {refused}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a5_a_bucket_that_another_client_uses_up_is_no_other_one() {
    let servers = [Server::new(100, true, 300), Server::new(100, true, 300)];
    let limiter = Limiter::new(0.8, 5, None);
    let [users, write] = &servers;
    join_all([one_of("users", &limiter, users), one_of("write", &limiter, write)]).await;
    for _ in 0..99 {
        users.call();
    }
    let began = Instant::now();
    let [created, written] = calls_of_two(&limiter, [users, write], 20).await;
    let second = Duration::from_secs(1);
    assert!(
        created[19].duration_since(began) > 50 * second,
        "waits for the reset"
    );
    assert!(written[19].duration_since(began) < second, "has its own");
}

#[tokio::test(start_paused = true)]
async fn a5_buckets_that_were_taken_for_one_are_two_again_once_their_answers_say_so() {
    let servers = [Server::new(100, true, 300), Server::new(100, true, 300)];
    let limiter = Limiter::new(0.8, 5, None);
    let [users, write] = &servers;
    // Another client makes just as many calls in one as koppel in the other.
    calls_of_two(&limiter, [users, write], 49).await;
    for _ in 0..51 {
        users.call();
    }
    let waiting = one_of("users", &limiter, users);
    assert!(
        tokio::time::timeout(Duration::from_secs(10), waiting)
            .await
            .is_err()
    );
    assert_eq!(limiter.lock().joined, [["users", "write"]], "it looks like one");
    tokio::time::sleep(Duration::from_secs(70)).await;
    for _ in 0..10 {
        one_of("users", &limiter, users).await;
        one_of("write", &limiter, write).await;
    }
    assert_eq!(limiter.lock().joined.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn a5_headers_that_contradict_each_other_let_nobody_send_more_than_is_safe() {
    let good = RateHeaders {
        limit: Some(10),
        remaining: Some(0),
        reset: Some(1_800_000_060),
        date: Timestamp::from_second(1_800_000_000).ok(),
        ..RateHeaders::default()
    };
    // Limit, what is left, the reset; how many calls may follow at once, and how long the next one waits at most.
    let cases = [
        (
            "more is left than there is",
            Some(10),
            Some(4_000),
            good.reset,
            10,
            62,
        ),
        (
            "a reset in the past",
            Some(10),
            Some(3),
            Some(1_700_000_000),
            3,
            62,
        ),
        ("a negative reset", Some(10), Some(0), Some(-5), 0, 62),
        ("a limit of 0", Some(0), Some(0), good.reset, u32::MAX, 0),
        ("no limit", None, Some(0), good.reset, u32::MAX, 0),
    ];
    for (case, limit, remaining, reset, at_once, longest) in cases {
        let limiter = Limiter::new(1.0, 50, None);
        let headers = RateHeaders {
            limit,
            remaining,
            reset,
            ..good
        };
        limiter.admit("users").await.answered(&headers);
        let began = Instant::now();
        let mut flights = Vec::new();
        for _ in 0..at_once.min(20) {
            flights.push(limiter.admit("users").await);
        }
        assert_eq!(began.elapsed(), Duration::ZERO, "{case}");
        if at_once < 20 {
            for flight in flights {
                flight.answered(&RateHeaders {
                    remaining: Some(0),
                    ..headers
                });
            }
            drop(limiter.admit("users").await);
            let waited = began.elapsed().as_secs();
            assert!((1..=longest).contains(&waited), "{case}: {waited} s");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a5_room_is_booked_for_calls_that_belong_together() {
    let limiter = Limiter::new(1.0, 5, None);
    let headers = RateHeaders {
        limit: Some(10),
        remaining: Some(5),
        reset: Some(1_800_000_030),
        date: Timestamp::from_second(1_800_000_000).ok(),
        ..RateHeaders::default()
    };
    limiter.admit("users").await.answered(&headers);
    limiter.admit("write").await.answered(&headers);
    let began = Instant::now();
    let first = limiter.book(vec![("users", 2)], false).await;
    let second = limiter.book(vec![("write", 1), ("users", 2)], false).await;
    // One is left, and nobody begins what needs two.
    let waiting = limiter.waiting();
    let third = limiter.book(vec![("users", 2)], true);
    tokio::pin!(third);
    let others = tokio::time::timeout(Duration::from_secs(1), &mut third).await;
    assert!(others.is_err());
    assert!(waiting.borrow().is_none(), "what is booked may not be used");
    drop((first, second));
    drop(third.await);
    assert_eq!(began.elapsed().as_secs(), 1, "nobody used it");

    let empty = RateHeaders {
        remaining: Some(1),
        ..headers
    };
    limiter.admit("users").await.answered(&empty);
    let third = limiter.book(vec![("users", 2)], true);
    tokio::pin!(third);
    let _ = tokio::time::timeout(Duration::from_secs(1), &mut third).await;
    let until = waiting.borrow().map(Timestamp::as_second);
    assert_eq!(until, Some(1_800_000_031), "a pause is told, with its end");
    drop(third.await);
    assert_eq!(*waiting.borrow(), None);
    // More than there ever is room for goes alone.
    drop(limiter.book(vec![("users", 50)], false).await);
}

/// What is booked together in buckets that are one does not wait for itself.
#[tokio::test(start_paused = true)]
async fn a5_a_booking_in_buckets_that_are_one_counts_once() {
    for (limit, remaining, waits) in [(10, 3, 0), (10, 2, 31), (1, 1, 0), (1, 0, 31)] {
        let limiter = Limiter::new(1.0, 5, None);
        let headers = RateHeaders {
            limit: Some(limit),
            remaining: Some(remaining),
            reset: Some(1_800_000_030),
            date: Timestamp::from_second(1_800_000_000).ok(),
            ..RateHeaders::default()
        };
        for bucket in ["read", "users"] {
            limiter.admit(bucket).await.answered(&headers);
        }
        limiter.lock().joined.push(["read", "users"]);
        let began = Instant::now();
        let booking = limiter.book(vec![("users", 2), ("read", 1)], false).await;
        assert_eq!(began.elapsed().as_secs(), waits, "{remaining} of {limit}");
        drop(booking);
    }
}

#[tokio::test(start_paused = true)]
async fn a5_no_more_than_five_are_in_flight() {
    let limiter = Limiter::new(1.0, 5, None);
    let (now, most) = (Cell::new(0), Cell::new(0));
    join_all((0..50).map(|_| async {
        let flight = limiter.admit("users").await;
        now.set(now.get() + 1);
        most.set(most.get().max(now.get()));
        tokio::time::sleep(LATENCY).await;
        now.set(now.get() - 1);
        flight.answered(&RateHeaders::default());
    }))
    .await;
    assert_eq!(
        most.get(),
        5,
        "without headers nothing but the calls in flight is limited"
    );
}

#[tokio::test(start_paused = true)]
async fn a5_a_concurrency_refusal_backs_off_with_fewer_in_flight() {
    let concurrency = RateHeaders {
        limit: Some(0),
        remaining: Some(0),
        reset: Some(4_000_000_000),
        ..RateHeaders::default()
    };
    for headers in [concurrency, RateHeaders::default()] {
        let limiter = Limiter::new(1.0, 5, None);
        let mut last = Duration::ZERO;
        for earlier in 0..4 {
            let began = Instant::now();
            limiter.admit("users").await.refused(&headers, earlier);
            let waited = began.elapsed();
            assert!(
                waited <= Duration::from_secs(32),
                "does not wait until the reset: {waited:?}"
            );
            assert!(earlier == 0 || waited > last / 2, "{waited:?} after {last:?}");
            last = waited;
        }
        assert!(last >= Duration::from_secs(4), "{last:?}");
        assert_eq!(limiter.lock().may_be_in_flight, 1);
        for _ in 0..5 * CALM {
            limiter.admit("users").await.answered(&RateHeaders::default());
        }
        assert_eq!(limiter.lock().may_be_in_flight, 5, "calm again");
    }
}

#[tokio::test(start_paused = true)]
async fn a5_retry_after_is_obeyed_within_reason() {
    for (demanded, waited) in [(7, 7), (100_000, 120)] {
        let limiter = Limiter::new(1.0, 5, None);
        let headers = RateHeaders {
            retry_after: Some(Duration::from_secs(demanded)),
            ..RateHeaders::default()
        };
        limiter.admit("users").await.refused(&headers, 0);
        let began = Instant::now();
        drop(limiter.admit("users").await);
        assert_eq!(began.elapsed().as_secs(), waited);
    }
}

#[tokio::test(start_paused = true)]
async fn a5_a_reset_in_the_far_future_holds_nobody_for_long() {
    let limiter = Limiter::new(1.0, 5, None);
    let headers = RateHeaders {
        limit: Some(300),
        remaining: Some(0),
        reset: Some(4_000_000_000),
        date: Timestamp::from_second(1_800_000_000).ok(),
        ..RateHeaders::default()
    };
    for earlier in 0..3 {
        let began = Instant::now();
        limiter.admit("users").await.refused(&headers, earlier);
        assert!(
            began.elapsed() <= Duration::from_secs(62),
            "{:?}",
            began.elapsed()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a5_a_cancelled_call_gives_its_place_back() {
    let limiter = Limiter::new(1.0, 1, None);
    drop(limiter.admit("users").await);
    let second = tokio::time::timeout(Duration::from_secs(1), limiter.admit("users")).await;
    assert!(second.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a5_one_bucket_does_not_hold_another() {
    let limiter = Limiter::new(1.0, 5, None);
    let empty = RateHeaders {
        limit: Some(10),
        remaining: Some(0),
        reset: Some(1_800_000_030),
        date: Timestamp::from_second(1_800_000_000).ok(),
        ..RateHeaders::default()
    };
    limiter.admit("users").await.answered(&empty);
    let began = Instant::now();
    drop(limiter.admit("schema").await);
    assert_eq!(began.elapsed(), Duration::ZERO);
    let waiting = limiter.waiting();
    let users = limiter.admit("users");
    tokio::select! {
        _ = users => panic!("the bucket is empty"),
        () = tokio::time::sleep(Duration::from_secs(1)) => {}
    }
    let until = waiting.borrow().map(Timestamp::as_second);
    assert_eq!(until, Some(1_800_000_031), "who waits is told until when");
}

#[tokio::test(start_paused = true)]
async fn a5_personios_documented_pace_holds_without_headers() {
    let pace = Pace {
        bucket: "employees",
        burst: (15, Duration::from_millis(1100)),
        sustained: (300, Duration::from_secs(61)),
    };
    let limiter = Limiter::new(1.0, 8, Some(pace));
    let mut sent = Vec::new();
    for _ in 0..700 {
        limiter.admit("employees").await.answered(&RateHeaders::default());
        sent.push(Instant::now());
    }
    let in_any = |stretch: Duration| {
        sent.iter()
            .map(|from| {
                sent.iter()
                    .filter(|at| **at >= *from && **at < *from + stretch)
                    .count()
            })
            .max()
            .unwrap()
    };
    assert_eq!(
        (in_any(Duration::from_secs(1)), in_any(Duration::from_secs(60))),
        (15, 300)
    );
    let took = sent[699].duration_since(sent[0]);
    assert!(
        took < Duration::from_secs(150),
        "two full minutes and a rest: {took:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a5_an_answers_own_word_goes_before_the_documented_pace() {
    for (a_second, at_once, least) in [(1_000_000, 1_000_000, 0), (30, 100, 3), (2, 1, 100)] {
        let pace = Pace {
            bucket: "employees",
            burst: (15, Duration::from_millis(1100)),
            sustained: (300, Duration::from_secs(61)),
        };
        let limiter = Limiter::new(1.0, 8, Some(pace));
        let headers = RateHeaders {
            granted: Some(Granted { a_second, at_once }),
            ..RateHeaders::default()
        };
        let began = Instant::now();
        for _ in 0..101 {
            limiter.admit("employees").await.answered(&headers);
        }
        let took = began.elapsed().as_secs();
        assert!(
            (least..=least + 12).contains(&took),
            "{a_second} a second: {took} s"
        );
    }
}
