//! What koppel and its people did in the company's past: the engine itself runs on those days, so that journal,
//! links, bases and readings are what they would be.

use super::world::{World, day_at};
use crate::core::plan::{ActionKind, HoldCode, Part, RunScope};
use crate::core::state::{Aside, AsideKind, PersonHold};
use crate::core::{EmployeeId, OktaId};
use crate::engine::{self, Order, OverLimit, Progress, ReviewOrder, Workplace};
use crate::failure::Failure;
use crate::sim::company::sign_in;
use crate::sim::{Company, Story};
use crate::store::state::{Decision, Origin, RunKind, Store};
use crate::store::{Operator, Settings, StagingLock};
use jiff::{SignedDuration, ToSpan};
use tokio_util::sync::CancellationToken;

/// Days before today on which somebody synced.
const SYNCS: [i64; 11] = [27, 25, 22, 20, 18, 15, 12, 8, 6, 4, 1];
/// The day before which nothing was set up.
const FIRST_LINKS: i64 = 29;
/// The day on which people decided what stands in [`decisions`].
const DECIDED: i64 = 5;

const ADMIN: &str = "m.vogt";
const COLLEAGUE: &str = "a.lindner";

/// Day by day, until today has begun.
pub(super) async fn happen(world: &World, story: &mut Story) -> Result<(), Failure> {
    let settings = world.settings()?;
    let mut day = story.begins;
    while day <= story.today {
        let ago = i64::from((story.today - day).get_days());
        world.hands.set(SignedDuration::from_hours(-24 * ago));
        let events = story.events_of(day);
        let now = world.clock().now();
        world.simulator.company(|company| {
            company.dawn(day, now);
            for event in events {
                event.happen(company, now);
            }
        });
        act(world, &settings, ago).await?;
        day = day.saturating_add(1.day());
    }
    let now = world.clock().now();
    world
        .simulator
        .company(|company| sign_in(company, world.seed, now));
    Ok(())
}

async fn act(world: &World, settings: &Settings, ago: i64) -> Result<(), Failure> {
    if ago == FIRST_LINKS {
        run(world, settings, ADMIN, first_links(world)).await?;
    }
    if ago == DECIDED {
        decide(world)?;
    }
    if SYNCS.contains(&ago) {
        // The colleague stands in while the other one is away.
        let who = if (14..=19).contains(&ago) {
            COLLEAGUE
        } else {
            ADMIN
        };
        run(world, settings, who, sync()).await?;
    }
    Ok(())
}

/// Somebody looked at it, and let it go.
fn sync() -> Order {
    Order {
        kind: RunKind::Sync,
        is_unattended: false,
        is_headless: false,
        part: Part {
            // The review is still open, and what it is to show has not been linked yet.
            kinds: Some(vec![
                ActionKind::Deactivate,
                ActionKind::Update,
                ActionKind::Activate,
            ]),
            scope: RunScope::Everybody,
        },
        review: ReviewOrder::Leave,
        over_limit: OverLimit::Stop,
        exact: None,
        undo: None,
        overrides: Vec::new(),
    }
}

/// Whom koppel was tried with.
fn first_links(world: &World) -> Order {
    Order {
        kind: RunKind::Links,
        part: Part {
            kinds: Some(vec![ActionKind::Link]),
            scope: RunScope::People(employees(world, "pilot")),
        },
        ..sync()
    }
}

async fn run(world: &World, settings: &Settings, who: &str, order: Order) -> Result<(), Failure> {
    let connection = world.connection(settings)?;
    let workplace = Workplace {
        connection: &connection,
        policy: &settings.policy,
        fingerprint: settings.fingerprint(),
        keep_days: settings.keep_days,
        state_folder: &world.place.state_folder,
        operator: operator(who),
    };
    let nobody_watches = |_: Progress| {};
    let cancel = CancellationToken::new();
    let report = engine::run(&workplace, order, &nobody_watches, &cancel).await?;
    report.failure.map_or(Ok(()), Err)
}

fn decide(world: &World) -> Result<(), Failure> {
    let org = world.simulator.company(|company| company.okta.id.clone());
    let (folder, operator, clock) = (&world.place.state_folder, operator(ADMIN), world.clock());
    let lock = StagingLock::take(folder, &operator, clock)?;
    let mut store = Store::open(folder, &org, operator, clock)?.store;
    store.decide(&lock, &decisions(world), Origin::Screen)?;
    Ok(())
}

fn decisions(world: &World) -> Vec<Decision> {
    let mut decisions = Vec::new();
    let second = profiles(world, "left_with_second_account");
    let owner = employees(world, "left_with_second_account");
    decisions.extend(second.into_iter().nth(1).map(|profile| Decision::SetAside {
        profile,
        aside: Aside {
            kind: AsideKind::Second(owner.first().copied()),
            note: "Admin account of Günter Groß".to_owned(),
        },
    }));
    decisions.extend(
        profiles(world, "nobody")
            .into_iter()
            .next()
            .map(|profile| Decision::SetAside {
                profile,
                aside: Aside {
                    kind: AsideKind::Service,
                    note: "Nightly backups; IT owns it".to_owned(),
                },
            }),
    );
    for employee in employees(world, "held_by_person") {
        decisions.push(Decision::Hold {
            employee,
            hold: PersonHold {
                kind: Some(ActionKind::Update),
                note: "Until the move to Lisbon is signed".to_owned(),
                until: Some(day_at(world.clock()).saturating_add(20.days())),
            },
        });
    }
    for employee in employees(world, "excluded") {
        decisions.push(Decision::Exclude {
            employee,
            note: "On the board; IT looks after this account by hand".to_owned(),
        });
    }
    for employee in employees(world, "staged_and_released") {
        decisions.push(Decision::Release {
            hold: HoldCode::StagedByOthers,
            employee,
        });
    }
    decisions
}

fn operator(user: &str) -> Operator {
    Operator {
        user: user.to_owned(),
        host: "talwerk-it".to_owned(),
    }
}

/// Whom a scene of the story is about.
fn employees(world: &World, scene: &str) -> Vec<EmployeeId> {
    let of = |company: &mut Company| company.case(scene).map(|case| case.employees.clone());
    let ids = world.simulator.company(of).unwrap_or_default();
    ids.into_iter().map(EmployeeId).collect()
}

fn profiles(world: &World, scene: &str) -> Vec<OktaId> {
    let of = |company: &mut Company| company.case(scene).map(|case| case.profiles.clone());
    let ids = world.simulator.company(of).unwrap_or_default();
    ids.iter().map(OktaId::new).collect()
}
