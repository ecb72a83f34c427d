//! The patient page: a few embedded files, nothing from elsewhere.

use std::sync::Arc;

use axum::Router;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::simulator::Meta;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub(crate) fn router() -> Router<Arc<Meta>> {
    Router::new()
        .route(
            "/",
            get(|| file("text/html", include_str!("page/index.html"))),
        )
        .route(
            "/page.css",
            get(|| file("text/css", include_str!("page/page.css"))),
        )
        .route(
            "/page.js",
            get(|| file("text/javascript", include_str!("page/page.js"))),
        )
        .route(
            "/chat.js",
            get(|| file("text/javascript", include_str!("page/chat.js"))),
        )
        .route(
            "/icon.svg",
            get(|| file("image/svg+xml", include_str!("page/icon.svg"))),
        )
        .route("/photo.jpg", get(photo))
}

async fn file(kind: &'static str, text: &'static str) -> Response {
    let kind = format!("{kind}; charset=utf-8");
    (
        [
            (CONTENT_TYPE, kind.as_str()),
            (CONTENT_SECURITY_POLICY, POLICY),
        ],
        text,
    )
        .into_response()
}

async fn photo() -> Response {
    let bytes: &'static [u8] = include_bytes!("media/photo.jpg");
    ([(CONTENT_TYPE, "image/jpeg")], bytes).into_response()
}
