//! The clinic's doings outside the desk over HTTP: `POST echo {id,message,at?}` · `POST handover {id,toApp?,metadata}` ·
//! `POST change {product,field,value,entryId?}` · `POST history {history?,messages?}` · `POST contacts {stateSync}` ·
//! `POST review {id,decision,…}` · `GET templates`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::control::review::{Review, TemplateSummary};
use crate::control::{Control, ControlError};
use crate::simulator::Meta;
use crate::world::product::Product;

type Done = Result<StatusCode, ControlError>;

pub(super) fn router() -> Router<Arc<Meta>> {
    Router::new()
        .route("/echo", post(echo))
        .route("/handover", post(handover))
        .route("/change", post(change))
        .route("/history", post(history))
        .route("/contacts", post(contacts))
        .route("/review", post(review))
        .route("/templates", get(templates))
}

#[derive(Deserialize)]
struct Echo {
    id: String,
    message: Value,
    at: Option<i64>,
}

async fn echo(
    State(meta): State<Arc<Meta>>,
    Json(asked): Json<Echo>,
) -> Result<Json<Value>, ControlError> {
    let made = Control::new(meta)
        .clinic_sends_elsewhere(&asked.id, asked.message, asked.at)
        .await?;
    Ok(Json(json!({"id": made})))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Handover {
    id: String,
    to_app: Option<String>,
    #[serde(default)]
    metadata: String,
}

async fn handover(State(meta): State<Arc<Meta>>, Json(asked): Json<Handover>) -> Done {
    Control::new(meta)
        .hand_over(&asked.id, asked.to_app.as_deref(), &asked.metadata)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    product: Product,
    field: String,
    value: Value,
    entry_id: Option<String>,
}

async fn change(State(meta): State<Arc<Meta>>, Json(asked): Json<Change>) -> Done {
    let control = Control::new(meta);
    let entry = asked.entry_id.as_deref();
    control
        .tell_change(asked.product, &asked.field, asked.value, entry)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct History {
    history: Option<Value>,
    messages: Option<Value>,
}

async fn history(State(meta): State<Arc<Meta>>, Json(asked): Json<History>) -> StatusCode {
    let control = Control::new(meta);
    if let Some(history) = asked.history {
        control.sync_history(history).await;
    }
    if let Some(messages) = asked.messages {
        control.sync_history_messages(messages).await;
    }
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Contacts {
    state_sync: Value,
}

async fn contacts(State(meta): State<Arc<Meta>>, Json(asked): Json<Contacts>) -> StatusCode {
    Control::new(meta).sync_contacts(asked.state_sync).await;
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Decision {
    id: String,
    #[serde(flatten)]
    review: Review,
}

async fn review(State(meta): State<Arc<Meta>>, Json(asked): Json<Decision>) -> Done {
    Control::new(meta)
        .review_template(&asked.id, asked.review)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn templates(State(meta): State<Arc<Meta>>) -> Json<Vec<TemplateSummary>> {
    Json(Control::new(meta).templates().await)
}
