//! The bytes behind an address: WhatsApp's with the token, the CDN's without; each request is written down.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;

use super::{hash, place};
use crate::connection::Scissors;
use crate::fault::MediaFault;
use crate::graph::request::same;
use crate::simulator::Meta;
use crate::world::media::{Fetch, Media};

type Query = BTreeMap<String, String>;

/// Serves a file of WhatsApp: the bearer token is needed.
pub(crate) async fn with_token(
    meta: &Meta,
    query: &Query,
    headers: &HeaderMap,
    scissors: &Scissors,
) -> Response {
    let id = query.get("mid").map_or("", String::as_str);
    let bearer = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let is_allowed = bearer.is_some_and(|token| same(token, &meta.business.access_token));
    let found = if !is_allowed || meta.world().faults.expired_token {
        Err(StatusCode::UNAUTHORIZED)
    } else {
        find(meta, id, query.get("ext"), query.get("hash"))
    };
    serve(meta, id, found, query, headers, scissors).await
}

/// Serves a file of Messenger or Instagram: whoever has the address gets it.
pub(crate) async fn without_token(
    meta: &Meta,
    id: &str,
    query: &Query,
    headers: &HeaderMap,
    scissors: &Scissors,
) -> Response {
    let found = find(meta, id, query.get("oe"), query.get("oh"));
    serve(meta, id, found, query, headers, scissors).await
}

fn find(
    meta: &Meta,
    id: &str,
    expires: Option<&String>,
    given: Option<&String>,
) -> Result<Media, StatusCode> {
    let (Some(expires), Some(given)) = (expires, given) else {
        return Err(StatusCode::NOT_FOUND);
    };
    let expires: i64 = expires.parse().unwrap_or(0);
    let world = meta.world();
    let (_, number) = place(meta, &world, id);
    if meta.clock.now_ms() >= expires || !same(given, &hash(meta, id, expires, number)) {
        return Err(StatusCode::NOT_FOUND);
    }
    world.media.get(id).cloned().ok_or(StatusCode::NOT_FOUND)
}

async fn serve(
    meta: &Meta,
    id: &str,
    found: Result<Media, StatusCode>,
    query: &Query,
    headers: &HeaderMap,
    scissors: &Scissors,
) -> Response {
    let response = match found {
        Err(status) => empty(status),
        Ok(media) => {
            let fault = meta.world().faults.next_media();
            answer(meta, id, media, fault, scissors).await
        }
    };
    let host = headers.get(HOST).and_then(|value| value.to_str().ok());
    let fetch = Fetch {
        id: id.to_owned(),
        host: host.unwrap_or("").to_owned(),
        carried_token: headers.contains_key(AUTHORIZATION) || query.contains_key("access_token"),
        status: response.status().as_u16(),
        at: meta.clock.now_ms(),
    };
    meta.world().fetches.push(fetch);
    response
}

async fn answer(
    meta: &Meta,
    id: &str,
    mut media: Media,
    fault: Option<MediaFault>,
    scissors: &Scissors,
) -> Response {
    match fault {
        None => whole(media),
        Some(MediaFault::Status(status)) => {
            empty(StatusCode::from_u16(status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE))
        }
        Some(MediaFault::Slow(millis)) => {
            tokio::time::sleep(Duration::from_millis(millis)).await;
            whole(media)
        }
        Some(MediaFault::WrongBytes) => {
            match media.bytes.last_mut() {
                Some(last) => *last ^= 0xff,
                None => media.bytes.push(0),
            }
            whole(media)
        }
        Some(MediaFault::WrongType(mime_type)) => {
            media.mime_type = mime_type;
            whole(media)
        }
        Some(MediaFault::Cut) => cut(media, scissors),
        Some(MediaFault::NewAddress) => {
            if let Some(media) = meta.world().media.get_mut(id) {
                media.address_number += 1;
            }
            empty(StatusCode::NOT_FOUND)
        }
        Some(MediaFault::Elsewhere) => elsewhere(meta, id),
    }
}

fn whole(media: Media) -> Response {
    let mut response = Response::new(Body::from(media.bytes));
    if let Ok(kind) = HeaderValue::try_from(media.mime_type) {
        response.headers_mut().insert(CONTENT_TYPE, kind);
    }
    response
}

/// Sends half of the bytes under a length that promises all, then drops the connection.
fn cut(media: Media, scissors: &Scissors) -> Response {
    let length = media.bytes.len();
    let half = media.bytes[..length / 2].to_vec();
    let scissors = scissors.clone();
    let pieces = futures_util::stream::once(async move { Ok::<_, std::io::Error>(half) });
    let end = futures_util::stream::once(async move {
        scissors.cut();
        Err(std::io::ErrorKind::ConnectionReset.into())
    });
    let body = Body::from_stream(futures_util::StreamExt::chain(pieces, end));
    let mut response = Response::new(body);
    response.headers_mut().insert(
        axum::http::header::CONTENT_LENGTH,
        HeaderValue::from(length),
    );
    response
}

fn elsewhere(meta: &Meta, id: &str) -> Response {
    if let Some(media) = meta.world().media.get_mut(id) {
        media.is_elsewhere = true;
    }
    let address = super::cdn_address(meta, &meta.world(), id);
    let mut response = empty(StatusCode::FOUND);
    if let Ok(address) = HeaderValue::try_from(address) {
        response.headers_mut().insert(LOCATION, address);
    }
    response
}

fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
