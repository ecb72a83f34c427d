//! Handing envelopes over: the long poll, the acknowledgement, notes between desktops, and how much waits.

use std::time::Duration;

use axum::Json as Answer;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use recado_protocol::envelope::{
    Acknowledge, Cursor, EnvelopePage, LONGEST_WAIT_SECONDS, PostEnvelope, PostedEnvelope,
};
use recado_protocol::sealed;
use recado_protocol::status::Status;
use recado_protocol::version::Version;
use serde::Deserialize;
use tokio::time::Instant;

use crate::body::Json;
use crate::buffer::NewEnvelope;
use crate::error::Refusal;
use crate::limits::Over;
use crate::shared::Shared;
use crate::tenants::Caller;

const LARGEST_NOTE: usize = 256 * 1024;

/// The query of a poll.
#[derive(Deserialize)]
pub(crate) struct Poll {
    #[serde(default)]
    after: i64,
    #[serde(default)]
    wait: u32,
}

/// `GET /v1/envelopes`: what follows the cursor, at once when there is something, otherwise when it comes.
pub(crate) async fn poll(
    State(shared): State<Shared>,
    caller: Caller,
    query: Result<Query<Poll>, axum::extract::rejection::QueryRejection>,
) -> Result<Answer<EnvelopePage>, Refusal> {
    let Query(Poll { after, wait }) =
        query.map_err(|_| Refusal::bad_request("after and wait have to be whole numbers"))?;
    let wait = Duration::from_secs(u64::from(wait.min(LONGEST_WAIT_SECONDS)));
    let deadline = Instant::now() + wait;
    let mut arrivals = shared.buffer.arrivals(caller.clinic);
    let _waiting = shared.metrics.polls.one();
    let mut has_waited = false;
    loop {
        // Marked as seen before reading, so that what comes between is not missed.
        arrivals.borrow_and_update();
        if !shared.tenants().has_device(&caller) {
            return Err(Refusal::token_rejected());
        }
        shared.seen.poll(caller.device, shared.clock.now_ms());
        let envelopes = shared.buffer.page(caller.clinic, after).await?;
        let is_over = !envelopes.is_empty() || Instant::now() >= deadline;
        if let (true, Some(last)) = (has_waited, envelopes.last()) {
            let millis = u64::try_from(shared.clock.now_ms() - last.received_at).unwrap_or(0);
            shared.metrics.wake.took(Duration::from_millis(millis));
        }
        let page = EnvelopePage {
            version: Version::default(),
            envelopes,
        };
        if is_over {
            return Ok(Answer(page));
        }
        tokio::select! {
            changed = arrivals.changed() => {
                if changed.is_err() {
                    return Ok(Answer(page));
                }
            }
            // Nothing was told of, so there is nothing to read: most polls of most desktops end here.
            () = tokio::time::sleep_until(deadline) => return Ok(Answer(page)),
            () = shared.stopped() => return Ok(Answer(page)),
        }
        has_waited = true;
    }
}

/// `POST /v1/acknowledge`.
pub(crate) async fn acknowledge(
    State(shared): State<Shared>,
    caller: Caller,
    Json(request): Json<Acknowledge>,
) -> Result<StatusCode, Refusal> {
    let Cursor(cursor) = request.cursor;
    shared
        .buffer
        .acknowledge(caller.clinic, caller.device, cursor)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /v1/envelopes`: keeps a note for all of the clinic's desktops, the sender included.
pub(crate) async fn post(
    State(shared): State<Shared>,
    caller: Caller,
    Json(request): Json<PostEnvelope>,
) -> Result<Answer<PostedEnvelope>, Refusal> {
    let sealed = request.sealed.0;
    if sealed.len() > LARGEST_NOTE {
        return Err(Refusal::too_large());
    }
    if sealed::epoch_of(&sealed).is_err() {
        return Err(Refusal::bad_request("these are no sealed bytes"));
    }
    let (device, now) = (caller.device_id, shared.clock.now_ms());
    let taken = shared.limits.notes.take(device, now);
    taken.map_err(|Over(seconds)| Refusal::too_many(seconds))?;
    let envelope = NewEnvelope {
        clinic: caller.clinic,
        received_at: now,
        hash: None,
        sealed,
    };
    let cursor = shared.append(vec![envelope], Vec::new()).await?;
    Ok(Answer(PostedEnvelope {
        version: Version::default(),
        cursor: Cursor(cursor.unwrap_or_default()),
    }))
}

/// `GET /v1/status`.
pub(crate) async fn status(
    State(shared): State<Shared>,
    caller: Caller,
) -> Result<Answer<Status>, Refusal> {
    let now = shared.clock.now_ms();
    let (waiting, unclaimed) = shared.buffer.waiting(caller.clinic, caller.device).await?;
    let devices = shared.tenants().devices(caller.clinic);
    Ok(Answer(Status {
        version: Version::default(),
        waiting: waiting.count,
        oldest_age_ms: waiting.oldest_at.map(|at| (now - at).max(0)),
        last_webhook_at: shared
            .seen
            .last_webhook(caller.clinic)
            .max(waiting.last_webhook_at),
        last_poll_at: shared.seen.last_poll(&devices).max(waiting.last_poll_at),
        unclaimed,
    }))
}
