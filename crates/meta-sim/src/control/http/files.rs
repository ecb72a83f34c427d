//! Files over HTTP: `POST media?mime=…&name=…` (the body is the file) → `{mediaId}` · `GET media/{id}` (the bytes,
//! for the page) · `POST media/{id}/elsewhere` · `GET uploads` (without bytes) · `GET fetches`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::control::{Control, ControlError};
use crate::simulator::Meta;
use crate::world::media::Fetch;

/// The largest file a person at the page can send.
const LARGEST: usize = 101 * 1024 * 1024;

pub(super) fn router() -> Router<Arc<Meta>> {
    Router::new()
        .route("/media", post(hold))
        .route("/media/{id}", get(show))
        .route("/media/{id}/elsewhere", post(elsewhere))
        .route("/uploads", get(uploads))
        .route("/fetches", get(fetches))
        .layer(DefaultBodyLimit::max(LARGEST))
}

#[derive(Deserialize)]
struct About {
    mime: String,
    name: Option<String>,
}

async fn hold(
    State(meta): State<Arc<Meta>>,
    Query(about): Query<About>,
    body: Bytes,
) -> Json<Value> {
    let name = about.name.as_deref().filter(|name| !name.is_empty());
    let control = Control::new(meta);
    let id = control.hold_media(&about.mime, body.to_vec(), name).await;
    Json(json!({"mediaId": id}))
}

async fn show(State(meta): State<Arc<Meta>>, Path(id): Path<String>) -> Response {
    let Some(media) = meta.world().media.get(&id).cloned() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = media.bytes.into_response();
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::try_from(media.mime_type) {
        headers.insert(CONTENT_TYPE, kind);
    }
    // The file is whatever somebody made it; it must not act on the page's behalf.
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox"),
    );
    response
}

async fn elsewhere(
    State(meta): State<Arc<Meta>>,
    Path(id): Path<String>,
) -> Result<StatusCode, ControlError> {
    Control::new(meta).move_media_elsewhere(&id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn uploads(State(meta): State<Arc<Meta>>) -> Json<Value> {
    let uploads = Control::new(meta).uploads().await;
    let shown = uploads.iter().map(|upload| {
        json!({
            "id": upload.id,
            "product": upload.product,
            "mimeType": upload.mime_type,
            "fileName": upload.file_name,
            "size": upload.bytes.len(),
            "at": upload.at,
        })
    });
    Json(shown.collect())
}

async fn fetches(State(meta): State<Arc<Meta>>) -> Json<Vec<Fetch>> {
    Json(Control::new(meta).fetches().await)
}
