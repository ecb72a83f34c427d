//! The Graph API a desk calls: routes, the token check, rate headers. What each edge does is in the modules.

mod answer;
mod connection_reads;
mod error;
mod fate;
mod form;
pub(crate) mod media;
mod messages;
mod recipient;
mod request;
mod route;
mod social;
mod social_error;
mod subscriptions;
mod templates;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, Query, RawQuery, State};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use axum::routing::{any, get};

use crate::connection::Scissors;
use crate::simulator::Meta;
use answer::{Answer, USUAL_PERCENT, rate_headers};
use error::GraphError;
use request::{Request, Token};

/// The largest request: a document of 100 MB and the form around it.
const LARGEST_BODY: usize = 101 * 1024 * 1024;

/// Returns Meta's title and details of an error code.
pub(crate) fn words(code: u32) -> (&'static str, &'static str) {
    error::words(code)
}

pub(crate) fn router() -> Router<Arc<Meta>> {
    Router::new()
        .route("/lookaside/whatsapp_business/attachments/", get(lookaside))
        .route("/cdn/{id}", get(cdn))
        .route("/{version}/{object}", any(object))
        .route("/{version}/{object}/{edge}", any(edge))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}

async fn object(
    State(meta): State<Arc<Meta>>,
    Path((version, object)): Path<(String, String)>,
    method: Method,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = Request::read(method, query.as_deref(), &headers, body);
    let answer = match check(&meta, &version, &request) {
        Ok(token) => route::object(&meta, &object, token, &request),
        Err(error) => error.into(),
    };
    rate_headers(&meta, answer.into_response(&meta), USUAL_PERCENT)
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
    let request = Request::read(method, query.as_deref(), &headers, body);
    let token = match check(&meta, &version, &request) {
        Ok(token) => token,
        Err(error) => {
            let answer = Answer::from(error);
            return rate_headers(&meta, answer.into_response(&meta), USUAL_PERCENT);
        }
    };
    if request.method == Method::POST && edge == "messages" {
        return send(&meta, &object, token, &request, &scissors).await;
    }
    let answer = route::edge(&meta, &object, &edge, token, &request).await;
    rate_headers(&meta, answer.into_response(&meta), USUAL_PERCENT)
}

async fn send(
    meta: &Arc<Meta>,
    object: &str,
    token: Token,
    request: &Request,
    scissors: &Scissors,
) -> Response {
    let refused = match social::Account::of(meta, object, token) {
        Ok(Some(account)) => return social::send(meta, account, request, scissors).await,
        Ok(None) => match token.for_business(meta, object) {
            Ok(()) => return messages::send(meta, request, scissors).await,
            Err(error) => error,
        },
        Err(error) => error,
    };
    rate_headers(
        meta,
        Answer::from(refused).into_response(meta),
        USUAL_PERCENT,
    )
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

async fn lookaside(
    State(meta): State<Arc<Meta>>,
    Query(query): Query<BTreeMap<String, String>>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    headers: HeaderMap,
) -> Response {
    media::download::with_token(&meta, &query, &headers, &scissors).await
}

async fn cdn(
    State(meta): State<Arc<Meta>>,
    Path(id): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    headers: HeaderMap,
) -> Response {
    media::download::without_token(&meta, &id, &query, &headers, &scissors).await
}
