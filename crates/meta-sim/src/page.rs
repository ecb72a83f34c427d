//! The patient page: a few embedded files, nothing from elsewhere.

use std::sync::Arc;

use axum::Router;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::simulator::Meta;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; \
                      media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Address, type, text.
const FILES: [(&str, &str, &str); 10] = [
    ("/", "text/html", include_str!("page/index.html")),
    ("/page.css", "text/css", include_str!("page/page.css")),
    ("/parts.css", "text/css", include_str!("page/parts.css")),
    ("/page.js", "text/javascript", include_str!("page/page.js")),
    ("/acts.js", "text/javascript", include_str!("page/acts.js")),
    ("/chat.js", "text/javascript", include_str!("page/chat.js")),
    (
        "/content.js",
        "text/javascript",
        include_str!("page/content.js"),
    ),
    (
        "/drawers.js",
        "text/javascript",
        include_str!("page/drawers.js"),
    ),
    ("/make.js", "text/javascript", include_str!("page/make.js")),
    ("/icon.svg", "image/svg+xml", include_str!("page/icon.svg")),
];

pub(crate) fn router() -> Router<Arc<Meta>> {
    FILES
        .into_iter()
        .fold(Router::new(), |router, (address, kind, text)| {
            router.route(address, get(move || file(kind, text)))
        })
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
