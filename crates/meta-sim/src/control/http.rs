//! The control over HTTP, under `/sim`: JSON in, JSON out.
//!
//! `GET state?after=N` (waits for a change) · `GET sent` · `POST write {waId,name,text,at?}` · `POST send
//! {waId,name,message,at?}` · `POST read {waId}` · `POST status {wamid,status,failure?}` · `POST fault {kind,…}` ·
//! `DELETE faults` · `POST webhook {url}` · `POST clock {unixMs?}` · `POST delivery {delivery}` · `POST flush`.
//! Files, people of the other products and the clinic's own doings: the modules below.

mod clinic;
mod files;
mod people;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::{Control, ControlError, state};
use crate::fault::Fault;
use crate::simulator::{Delivery, Meta};
use crate::world::person::Status;

/// How long `state` waits for a change.
const WAIT: Duration = Duration::from_secs(20);

pub(crate) fn router() -> Router<Arc<Meta>> {
    Router::new()
        .route("/state", get(read_state))
        .route("/sent", get(sent))
        .route("/write", post(write))
        .route("/send", post(send))
        .route("/read", post(read))
        .route("/status", post(status))
        .route("/fault", post(fault))
        .route("/faults", delete(clear))
        .route("/webhook", post(webhook))
        .route("/clock", post(clock))
        .route("/delivery", post(delivery))
        .route("/flush", post(flush))
        .merge(people::router())
        .merge(files::router())
        .merge(clinic::router())
}

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        let body = Json(json!({"error": self.to_string()}));
        (StatusCode::BAD_REQUEST, body).into_response()
    }
}

#[derive(Deserialize)]
struct After {
    #[serde(default)]
    after: u64,
}

async fn read_state(
    State(meta): State<Arc<Meta>>,
    Query(query): Query<After>,
) -> Json<state::State> {
    let mut changed = meta.changed.subscribe();
    let mut closing = meta.closing.subscribe();
    let is_news = |version: &u64| *version > query.after;
    tokio::select! {
        _ = changed.wait_for(is_news) => {}
        _ = closing.wait_for(|closing| *closing) => {}
        () = tokio::time::sleep(WAIT) => {}
    }
    Json(state::read(&meta))
}

async fn sent(State(meta): State<Arc<Meta>>) -> Response {
    Json(Control::new(meta).sent().await).into_response()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Write {
    wa_id: String,
    #[serde(default)]
    name: String,
    text: String,
    at: Option<i64>,
}

async fn write(
    State(meta): State<Arc<Meta>>,
    Json(asked): Json<Write>,
) -> Result<Json<Value>, ControlError> {
    let control = Control::new(meta);
    let wamid = control
        .patient_writes(&asked.wa_id, &asked.name, &asked.text, asked.at)
        .await?;
    Ok(Json(json!({"wamid": wamid})))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Send {
    wa_id: String,
    #[serde(default)]
    name: String,
    message: Value,
    at: Option<i64>,
}

async fn send(
    State(meta): State<Arc<Meta>>,
    Json(asked): Json<Send>,
) -> Result<Json<Value>, ControlError> {
    let control = Control::new(meta);
    let wamid = control
        .patient_sends(&asked.wa_id, &asked.name, asked.message, asked.at)
        .await?;
    Ok(Json(json!({"wamid": wamid})))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Read {
    wa_id: String,
}

async fn read(State(meta): State<Arc<Meta>>, Json(asked): Json<Read>) -> StatusCode {
    Control::new(meta).patient_reads(&asked.wa_id).await;
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Told {
    wamid: String,
    status: Status,
    failure: Option<u32>,
}

async fn status(
    State(meta): State<Arc<Meta>>,
    Json(told): Json<Told>,
) -> Result<StatusCode, ControlError> {
    let control = Control::new(meta);
    control
        .tell_status(&told.wamid, told.status, told.failure)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn fault(State(meta): State<Arc<Meta>>, Json(fault): Json<Fault>) -> StatusCode {
    Control::new(meta).set_fault(fault).await;
    StatusCode::NO_CONTENT
}

async fn clear(State(meta): State<Arc<Meta>>) -> StatusCode {
    Control::new(meta).clear_faults().await;
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Webhook {
    url: Url,
}

async fn webhook(State(meta): State<Arc<Meta>>, Json(asked): Json<Webhook>) -> StatusCode {
    Control::new(meta).set_webhook(asked.url).await;
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Turn {
    unix_ms: Option<i64>,
}

async fn clock(State(meta): State<Arc<Meta>>, Json(turn): Json<Turn>) -> StatusCode {
    let control = Control::new(meta);
    match turn.unix_ms {
        Some(unix_ms) => control.set_clock(unix_ms).await,
        None => control.run_clock().await,
    }
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Chosen {
    delivery: Delivery,
}

async fn delivery(State(meta): State<Arc<Meta>>, Json(chosen): Json<Chosen>) -> StatusCode {
    Control::new(meta).set_delivery(chosen.delivery).await;
    StatusCode::NO_CONTENT
}

async fn flush(State(meta): State<Arc<Meta>>) -> StatusCode {
    Control::new(meta).flush().await;
    StatusCode::NO_CONTENT
}
