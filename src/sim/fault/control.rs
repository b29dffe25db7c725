//! Faults over HTTP, at a port of their own: both APIs stay as they are on the real hosts.
//!
//! `GET /faults` shows the faults with their counts, and how often each call came. `PUT /faults` with
//! `{"faults": ["cut-after=5%"], "seed": 7}` sets them and starts to count anew, `DELETE /faults` clears them.

use super::Fault;
use crate::sim::gate::{Gate, World};
use crate::sim::ledger::Effect;
use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    faults: Vec<String>,
    #[serde(default)]
    seed: u64,
}

/// A free port, and the address to use.
pub(in crate::sim) async fn open() -> io::Result<(TcpListener, String)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}/faults", listener.local_addr()?);
    Ok((listener, url))
}

/// Serves until `stop`.
pub(in crate::sim) async fn serve(gate: Arc<Gate>, listener: TcpListener, stop: CancellationToken) {
    let faults = get(show).put(set).delete(clear);
    let router = Router::new().route("/faults", faults).with_state(gate);
    let serving = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned());
    if let Err(error) = serving.await {
        tracing::error!(%error, "the control address is gone");
    }
}

async fn show(State(gate): State<Arc<Gate>>) -> Json<Value> {
    Json(status(&gate.lock()))
}

async fn set(State(gate): State<Arc<Gate>>, wanted: Result<Json<Wanted>, JsonRejection>) -> Response {
    let wanted = match wanted {
        Ok(Json(wanted)) => wanted,
        Err(error) => return refuse(&error.body_text()),
    };
    let faults: Result<Vec<Fault>, _> = wanted.faults.iter().map(|fault| fault.parse()).collect();
    match faults {
        Ok(faults) => {
            let mut world = gate.lock();
            world.set_faults(&faults, wanted.seed);
            Json(status(&world)).into_response()
        }
        Err(error) => refuse(&error.to_string()),
    }
}

async fn clear(State(gate): State<Arc<Gate>>) -> StatusCode {
    gate.lock().set_faults(&[], 0);
    StatusCode::NO_CONTENT
}

fn refuse(why: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": why }))).into_response()
}

fn status(world: &World) -> Value {
    let faults: Vec<Value> = world
        .faults
        .entries
        .iter()
        .map(|entry| json!({ "fault": entry.fault.to_string(), "seen": entry.seen, "struck": entry.struck }))
        .collect();
    let count = |is: fn(&crate::sim::Received) -> bool| world.ledger.iter().filter(|one| is(one)).count();
    let mut calls = Map::new();
    for received in &world.ledger {
        let name = received
            .call
            .map_or_else(|| "unknown".to_owned(), super::Calls::name);
        let before = calls.get(&name).and_then(Value::as_u64).unwrap_or(0);
        calls.insert(name, json!(before + 1));
    }
    json!({
        "faults": faults,
        "seed": world.faults.seed,
        "ledger": {
            "requests": world.ledger.len(),
            "writes": count(crate::sim::Received::is_write),
            "limited": count(|received| received.effect == Effect::Limited),
            "struck": count(|received| !received.faults.is_empty()),
            "calls": calls,
        },
    })
}
