//! The Graph API a desk calls: routes, the token check, rate headers. What each edge does is in the modules.

mod answer;
mod connection_reads;
mod error;
mod media;
mod messages;
mod recipient;
mod request;
mod subscriptions;
mod template_list;
mod template_send;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, RawQuery, State};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use axum::routing::{any, get};

use crate::connection::Scissors;
use crate::simulator::Meta;
use answer::{Answer, rate_headers};
use error::GraphError;
use request::{Request, Token};

/// Returns Meta's title and details of an error code.
pub(crate) fn words(code: u32) -> (&'static str, &'static str) {
    error::words(code)
}

/// Returns a short-lived address of a media file.
pub(crate) fn media_address(meta: &Meta, id: &str) -> String {
    media::address(meta, id)
}

pub(crate) fn router() -> Router<Arc<Meta>> {
    Router::new()
        .route("/lookaside/whatsapp_business/attachments/", get(download))
        .route("/{version}/{object}", any(object))
        .route("/{version}/{object}/{edge}", any(edge))
}

async fn object(
    State(meta): State<Arc<Meta>>,
    Path((version, object)): Path<(String, String)>,
    method: Method,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = Request::read(method, query.as_deref(), &headers, &body);
    let answer = read_object(&meta, &version, &object, &request);
    rate_headers(&meta, answer.into_response(&meta), 28)
}

async fn edge(
    State(meta): State<Arc<Meta>>,
    Path((version, object, edge)): Path<(String, String, String)>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    method: Method,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = Request::read(method, query.as_deref(), &headers, &body);
    if request.method == Method::POST && edge == "messages" {
        let token =
            check(&meta, &version, &request).and_then(|token| token.for_business(&meta, &object));
        return match token {
            Ok(()) => messages::send(&meta, &request, &scissors).await,
            Err(error) => rate_headers(&meta, Answer::from(error).into_response(&meta), 28),
        };
    }
    let answer = match check(&meta, &version, &request) {
        Ok(token) => walk_edge(&meta, &object, &edge, token, &request).await,
        Err(error) => Answer::from(error),
    };
    rate_headers(&meta, answer.into_response(&meta), 28)
}

fn read_object(meta: &Meta, version: &str, object: &str, request: &Request) -> Answer {
    let token = match check(meta, version, request) {
        Ok(token) => token,
        Err(error) => return error.into(),
    };
    if request.method != Method::GET {
        return GraphError::unsupported("post", object).into();
    }
    if object == "debug_token" {
        return connection_reads::debug_token(meta, request);
    }
    if object == meta.app.id {
        return connection_reads::app(meta);
    }
    if let Err(error) = token.business(meta) {
        return error.into();
    }
    if object == meta.business.phone_number_id {
        return connection_reads::number(meta, request);
    }
    if object == meta.business.waba_id {
        return connection_reads::account(meta, request);
    }
    media::read(meta, object)
}

async fn walk_edge(
    meta: &Meta,
    object: &str,
    edge: &str,
    token: Token,
    request: &Request,
) -> Answer {
    let is_app = object == meta.app.id;
    let is_account = object == meta.business.waba_id;
    match (&request.method, edge) {
        (&Method::GET, "subscriptions") if is_app => subscriptions::of_app(meta, token),
        (&Method::POST, "subscriptions") if is_app => {
            subscriptions::set_app(meta, token, request).await
        }
        (&Method::GET, "phone_numbers") if is_account => match token.business(meta) {
            Ok(()) => connection_reads::numbers(meta, request),
            Err(error) => error.into(),
        },
        (&Method::GET, "message_templates") if is_account => match token.business(meta) {
            Ok(()) => template_list::page(meta, request),
            Err(error) => error.into(),
        },
        (&Method::GET | &Method::POST | &Method::DELETE, "subscribed_apps") if is_account => {
            match token.business(meta) {
                Ok(()) => subscriptions::account(meta, request).await,
                Err(error) => error.into(),
            }
        }
        (method, _) => GraphError::unsupported(&method.as_str().to_lowercase(), object).into(),
    }
}

/// Checks version, token and `appsecret_proof`.
fn check(meta: &Meta, version: &str, request: &Request) -> Result<Token, GraphError> {
    let numbers = version
        .strip_prefix('v')
        .and_then(|rest| rest.split_once('.'));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !numbers.is_some_and(|(major, minor)| is_number(major) && is_number(minor)) {
        return Err(GraphError::UnknownPath(version.to_owned()));
    }
    request.token(meta)
}

async fn download(
    State(meta): State<Arc<Meta>>,
    axum::extract::Query(query): axum::extract::Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    media::download(&meta, &query, &headers)
}
