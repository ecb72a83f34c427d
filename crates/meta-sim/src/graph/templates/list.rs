//! `GET /{waba-id}/message_templates`: filters and pages.
//!
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/overview>, read
//! November 2026.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::graph::answer::Answer;
use crate::graph::error::GraphError;
use crate::graph::request::Request;
use crate::simulator::Meta;

const PAGE: usize = 25;
const LARGEST_PAGE: usize = 250;
const FILTERS: [&str; 4] = ["name", "status", "language", "category"];

pub(crate) fn page(meta: &Meta, request: &Request) -> Answer {
    let templates: Vec<Value> = meta
        .world()
        .templates
        .iter()
        .map(|template| template.json())
        .collect();
    let chosen: Vec<Value> = templates
        .into_iter()
        .filter(|template| {
            FILTERS.iter().all(|filter| {
                let asked = request.parameter(filter);
                asked.is_none_or(|asked| template[*filter].as_str() == Some(asked))
            })
        })
        .map(|template| request.pick(template))
        .collect();
    let start = match request.parameter("after").map(position) {
        None => 0,
        Some(Some(at)) if at < chosen.len() => at + 1,
        Some(_) => {
            return GraphError::Code {
                code: 131_059,
                details: None,
            }
            .into();
        }
    };
    let asked: Option<usize> = request
        .parameter("limit")
        .and_then(|limit| limit.parse().ok());
    let end = (start + asked.unwrap_or(PAGE).clamp(1, LARGEST_PAGE)).min(chosen.len());
    let shown = &chosen[start..end];
    if shown.is_empty() {
        return Answer::Ok(json!({"data": []}));
    }
    let mut paging = json!({"cursors": {"before": cursor(start), "after": cursor(end - 1)}});
    if end < chosen.len() {
        paging["next"] = json!(next(meta, request, &cursor(end - 1)));
    }
    Answer::Ok(json!({"data": shown, "paging": paging}))
}

/// `GET /{template-id}`
pub(crate) fn one(meta: &Meta, id: &str, request: &Request) -> Option<Answer> {
    let world = meta.world();
    let found = world.templates.iter().find(|template| template.id == id)?;
    Some(Answer::Ok(request.pick(found.json())))
}

fn next(meta: &Meta, request: &Request, after: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in FILTERS.into_iter().chain(["fields", "limit"]) {
        if let Some(value) = request.parameter(name) {
            query.append_pair(name, value);
        }
    }
    query.append_pair("after", after);
    let (base, account) = (&meta.base_url, &meta.business.waba_id);
    format!(
        "{base}/v25.0/{account}/message_templates?{}",
        query.finish()
    )
}

fn cursor(at: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("template:{at}"))
}

fn position(cursor: &str) -> Option<usize> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    text.strip_prefix("template:")?.parse().ok()
}
