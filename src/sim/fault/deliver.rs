//! How an answer reaches its caller, or does not.

use super::Kind;
use super::schedule::Strike;
use crate::sim::listener::Line;
use axum::body::Body;
use axum::http::header::CONTENT_LENGTH;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream;
use std::io;
use std::time::Duration;

/// How late a slow answer is.
const LATE: Duration = Duration::from_secs(3);
/// Between two bytes of a dripping one.
const DROP: Duration = Duration::from_secs(1);
const PIECE: usize = 1 << 20;
/// 10 GB in pieces.
const PIECES: usize = 10_000;

/// Sends `response`, whose body is `body`, as the strikes have it.
pub(in crate::sim) async fn deliver(
    mut response: Response,
    body: Bytes,
    strikes: &[Strike],
    line: &Line,
) -> Response {
    let is_struck = |kind: Kind| strikes.iter().any(|strike| strike.kind == kind);
    if is_struck(Kind::CutBefore) || is_struck(Kind::CutAfter) {
        line.cut();
    }
    if is_struck(Kind::Slow) {
        tokio::time::sleep(LATE).await;
    }
    if is_struck(Kind::Stalled) {
        line.is_gone().await;
    }
    *response.body_mut() = if is_struck(Kind::HugeAnswer) {
        response.headers_mut().remove(CONTENT_LENGTH);
        flood()
    } else if is_struck(Kind::CutWithin) {
        half(&body)
    } else if is_struck(Kind::Dripping) {
        drops(body)
    } else {
        Body::from(body)
    };
    response
}

/// One piece at a time: all of them are one in memory.
fn flood() -> Body {
    let piece = Bytes::from(vec![b' '; PIECE]);
    let pieces = std::iter::repeat_n(piece, PIECES).map(Ok::<_, io::Error>);
    Body::from_stream(stream::iter(pieces))
}

fn half(body: &Bytes) -> Body {
    let half = body.slice(..body.len() / 2);
    Body::from_stream(stream::iter([
        Ok(half),
        Err(io::Error::from(io::ErrorKind::ConnectionReset)),
    ]))
}

fn drops(body: Bytes) -> Body {
    Body::from_stream(stream::unfold(body, |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(DROP).await;
        Some((Ok::<_, io::Error>(rest.split_to(1)), rest))
    }))
}
