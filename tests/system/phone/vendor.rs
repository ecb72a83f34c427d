//! A telephone vendor as Twilio documents its calls, on loopback: it checks what it is asked, and rings nobody.

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use tokio::{net::TcpListener, task::JoinHandle};

pub const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
pub const TOKEN: &str = "planted-token-of-the-vendor";
pub const FROM: &str = "+34960000000";
/// `ACCOUNT:TOKEN` in Base64.
const BASIC: &str =
    "Basic QUMwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjpwbGFudGVkLXRva2VuLW9mLXRoZS12ZW5kb3I=";

/// A call it took on.
#[derive(Clone)]
pub struct Asked {
    pub to: String,
    pub from: String,
    /// Whom it connects then.
    pub connected: String,
}

#[derive(Default)]
struct Shared {
    asked: Mutex<Vec<Asked>>,
    faults: Mutex<Vec<String>>,
    refusal: Mutex<Option<(u16, u32)>>,
}

/// The vendor.
pub struct Vendor {
    pub base_url: String,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl Drop for Vendor {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Vendor {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared::default());
        let router = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Self {
            base_url,
            shared,
            task,
        }
    }

    /// Refuses the next call.
    pub fn refuses(&self, status: u16, code: u32) {
        *self.shared.refusal.lock().unwrap() = Some((status, code));
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().unwrap().clone()
    }

    /// Fails with everything that was wrong with what it was asked.
    pub fn found_nothing_wrong(&self) {
        let faults = self.shared.faults.lock().unwrap();
        assert!(faults.is_empty(), "{faults:#?}");
    }
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let form = fields(&body);
    let is_header = |name, value: &str| headers.get(name).is_some_and(|it| it == value);
    let twiml = form.get("Twiml").map_or("", String::as_str);
    let connected = connected(twiml);
    let path = format!("/2010-04-01/Accounts/{ACCOUNT}/Calls.json");
    let checks = [
        ("method", method == Method::POST),
        ("path", uri.path() == path && uri.query().is_none()),
        ("key", is_header(header::AUTHORIZATION, BASIC)),
        (
            "form",
            is_header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"),
        ),
        ("fields", form.keys().eq(["From", "Timeout", "To", "Twiml"])),
        ("timeout", form.get("Timeout").is_some_and(|it| it == "30")),
        ("twiml", connected.is_some()),
    ];
    let wrong = checks.iter().filter(|(_, is_right)| !is_right);
    let wrong: Vec<String> = wrong.map(|(what, _)| (*what).to_owned()).collect();
    let is_right = wrong.is_empty();
    shared.faults.lock().unwrap().extend(wrong);
    if let Some((status, code)) = shared.refusal.lock().unwrap().take() {
        let refusal = json!({ "code": code, "message": "no", "more_info": "", "status": status });
        let status = StatusCode::from_u16(status).unwrap();
        return (status, Json(refusal)).into_response();
    }
    if !is_right {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let of = |name: &str| form.get(name).cloned().unwrap_or_default();
    shared.asked.lock().unwrap().push(Asked {
        to: of("To"),
        from: of("From"),
        connected: connected.unwrap_or_default(),
    });
    let taken = json!({ "sid": "CA1", "status": "queued", "to": of("To"), "from": of("From") });
    (StatusCode::CREATED, Json(taken)).into_response()
}

/// Returns the one number that the instructions connect; nothing for any others.
fn connected(twiml: &str) -> Option<String> {
    let begin = format!("<Response><Dial callerId=\"{FROM}\" timeout=\"30\"><Number>");
    let number = twiml
        .strip_prefix(&begin)?
        .strip_suffix("</Number></Dial></Response>")?;
    let digits = number.strip_prefix('+')?;
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| number.to_owned())
}

fn fields(body: &[u8]) -> BTreeMap<String, String> {
    let text = String::from_utf8_lossy(body);
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (plain(name), plain(value)))
        .collect()
}

/// Undoes percent-encoding.
fn plain(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits: String = rest.by_ref().take(2).map(char::from).collect();
                bytes.push(u8::from_str_radix(&digits, 16).unwrap());
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).unwrap()
}
