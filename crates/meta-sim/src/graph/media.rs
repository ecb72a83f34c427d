//! `GET /{media-id}` and the bytes behind its short-lived address.
//!
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media>,
//! read November 2026.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;

use super::answer::Answer;
use super::error::GraphError;
use super::request::same;
use crate::simulator::Meta;
use crate::webhooks::signature;

/// How long an address works, in milliseconds.
const ADDRESS_LIVES_MS: i64 = 5 * 60 * 1000;

pub(crate) fn read(meta: &Meta, id: &str) -> Answer {
    let media = meta.world().media.get(id).cloned();
    match media {
        Some(media) => Answer::Ok(media.answer(id, &address(meta, id))),
        None => GraphError::unsupported("get", id).into(),
    }
}

/// Returns an address of the bytes that works for five minutes.
pub(crate) fn address(meta: &Meta, id: &str) -> String {
    let expires = meta.clock.now_ms() + ADDRESS_LIVES_MS;
    let hash = hash(meta, id, expires);
    let base = &meta.base_url;
    format!(
        "{base}/lookaside/whatsapp_business/attachments/?mid={id}&source=getMedia&ext={expires}&hash={hash}"
    )
}

pub(crate) fn download(
    meta: &Meta,
    query: &BTreeMap<String, String>,
    headers: &HeaderMap,
) -> Response {
    let bearer = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let is_allowed = bearer.is_some_and(|token| same(token, &meta.business.access_token));
    if !is_allowed || meta.world().faults.expired_token {
        return empty(StatusCode::UNAUTHORIZED);
    }
    let (Some(id), Some(expires), Some(given)) =
        (query.get("mid"), query.get("ext"), query.get("hash"))
    else {
        return empty(StatusCode::NOT_FOUND);
    };
    let expires: i64 = expires.parse().unwrap_or(0);
    if meta.clock.now_ms() >= expires || !same(given, &hash(meta, id, expires)) {
        return empty(StatusCode::NOT_FOUND);
    }
    let Some(media) = meta.world().media.get(id).cloned() else {
        return empty(StatusCode::NOT_FOUND);
    };
    let mut response = Response::new(Body::from(media.bytes));
    if let Ok(kind) = HeaderValue::try_from(media.mime_type) {
        response.headers_mut().insert(CONTENT_TYPE, kind);
    }
    response
}

fn hash(meta: &Meta, id: &str, expires: i64) -> String {
    let signed = signature::proof(&meta.app.secret, &format!("{id}.{expires}"));
    signed.chars().take(24).collect()
}

fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
