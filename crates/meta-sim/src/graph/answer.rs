//! Answers in Meta's shapes, with the headers that tell how near the limits are.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::error::GraphError;
use crate::simulator::Meta;
use crate::world::id;

/// How full the usage headers usually say the limits are, in percent.
pub(crate) const USUAL_PERCENT: u8 = 28;

/// What a Graph call is answered with.
pub(crate) enum Answer {
    Ok(Value),
    Error(GraphError),
}

impl From<GraphError> for Answer {
    fn from(error: GraphError) -> Self {
        Self::Error(error)
    }
}

impl Answer {
    pub(crate) fn into_response(self, meta: &Meta) -> Response {
        match self {
            Self::Ok(body) => json_response(StatusCode::OK, &body),
            Self::Error(error) => {
                meta.touch();
                json_response(error.status(), &json!({"error": error.json()}))
            }
        }
    }
}

/// Returns an answer of JSON in the bytes Meta writes.
pub(crate) fn json_response(status: StatusCode, body: &Value) -> Response {
    let mut response = Response::new(Body::from(crate::webhooks::encoding::to_meta_json(body)));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json; charset=UTF-8");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

/// Returns a page as Meta's proxies answer during outages.
pub(crate) fn html_response(status: StatusCode) -> Response {
    let title = format!(
        "{} {}",
        status.as_u16(),
        status.canonical_reason().unwrap_or("Error")
    );
    let page =
        format!("<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>");
    let mut response = Response::new(Body::from(page));
    *response.status_mut() = status;
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, html);
    response
}

/// Adds the usage headers at `percent` of the limits.
/// Source: <https://developers.facebook.com/docs/graph-api/overview/rate-limiting>, read November 2026.
pub(crate) fn rate_headers(meta: &Meta, mut response: Response, percent: u8) -> Response {
    let regain = if percent >= 100 { 2 } else { 0 };
    let app = json!({"call_count": percent, "total_time": 25, "total_cputime": 25});
    let account = json!({ &meta.business.waba_id: [{
        "type": "whatsapp",
        "call_count": percent,
        "total_cputime": 20,
        "total_time": 20,
        "estimated_time_to_regain_access": regain,
    }]});
    let headers = [
        ("x-app-usage", app.to_string()),
        ("x-business-use-case-usage", account.to_string()),
        ("x-fb-trace-id", id::trace()),
        ("facebook-api-version", "v25.0".to_owned()),
    ];
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::try_from(value) {
            response
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
    }
    response
}
