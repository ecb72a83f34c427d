//! An endpoint as OpenAI documents it, on loopback: it checks what it is asked, and answers as it is told.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};
use tokio::{net::TcpListener, sync::Semaphore, task::JoinHandle};

/// What it is asked with.
pub const KEY: &str = "sk-alameda-planted-key";

/// How it answers once.
pub enum Say {
    /// With these words.
    Words(String),
    /// With this status and header.
    Status(u16, Option<(&'static str, String)>),
    /// With these bytes, whatever they are.
    Bytes(Vec<u8>),
    /// Not before it is let go; then as usual.
    Later(Arc<Semaphore>),
}

/// A request it took.
#[derive(Clone)]
pub struct Asked {
    pub body: Value,
}

#[derive(Default)]
struct Shared {
    asked: Mutex<Vec<Asked>>,
    faults: Mutex<Vec<String>>,
    script: Mutex<VecDeque<Say>>,
    planted: Mutex<Vec<String>>,
    /// Whether it keeps to a form, as some only pretend.
    is_loose: Mutex<bool>,
}

/// The endpoint.
pub struct Endpoint {
    pub base_url: String,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Endpoint {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
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

    /// What it says next, before it answers as usual again.
    pub fn says(&self, what: impl IntoIterator<Item = Say>) {
        self.shared.script.lock().unwrap().extend(what);
    }

    /// From now on it takes no notice of forms.
    pub fn is_loose(&self) {
        *self.shared.is_loose.lock().unwrap() = true;
    }

    /// Words that must never reach it.
    pub fn must_not_see(&self, words: &[&str]) {
        let words = words.iter().map(|word| (*word).to_owned());
        self.shared.planted.lock().unwrap().extend(words);
    }

    /// What it was asked about people, the earliest first; tries are not told.
    pub fn asked(&self) -> Vec<Asked> {
        let asked = self.shared.asked.lock().unwrap();
        let about_people = asked.iter().filter(|it| !is_try(&it.body));
        about_people.cloned().collect()
    }

    /// Fails with everything that was wrong with what it was asked.
    pub fn found_nothing_wrong(&self) {
        let faults = self.shared.faults.lock().unwrap();
        assert!(faults.is_empty(), "{faults:#?}");
    }
}

fn is_try(body: &Value) -> bool {
    body.is_null() || body.to_string().contains("recado_ready")
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let body: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    let path = uri.path().to_owned();
    let mut faults = wrong(&method, &path, &headers, &body);
    let text = String::from_utf8_lossy(&bytes).to_lowercase();
    for planted in shared.planted.lock().unwrap().iter() {
        if text.contains(&planted.to_lowercase()) {
            faults.push(format!("{path} saw what it must not: {planted}"));
        }
    }
    let is_right = faults.is_empty();
    shared.faults.lock().unwrap().extend(faults);
    shared
        .asked
        .lock()
        .unwrap()
        .push(Asked { body: body.clone() });
    if !is_right {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let told = shared.script.lock().unwrap().pop_front();
    match told {
        Some(Say::Words(words)) => completion(&words).into_response(),
        Some(Say::Status(status, more)) => {
            let status = StatusCode::from_u16(status).unwrap();
            match more {
                Some((name, value)) => (status, [(name, value)], "no").into_response(),
                None => (status, "no").into_response(),
            }
        }
        Some(Say::Bytes(bytes)) => bytes.into_response(),
        Some(Say::Later(gate)) => {
            let _gone = gate.acquire().await;
            usual(&shared, &path, &body)
        }
        None => usual(&shared, &path, &body),
    }
}

fn usual(shared: &Shared, path: &str, body: &Value) -> Response {
    if path.ends_with("/audio/transcriptions") {
        return json!({ "text": "" }).to_string().into_response();
    }
    let is_loose = *shared.is_loose.lock().unwrap();
    let words = match body["response_format"].is_object() {
        true if is_loose => "Hello!".to_owned(),
        _ if is_try(body) => json!({ "recado_ready": "yes" }).to_string(),
        _ => of_the_first(body),
    };
    completion(&words).into_response()
}

/// Drafts what anybody could: a point that names the first message.
fn of_the_first(body: &Value) -> String {
    let id = given(body)
        .first()
        .map_or(Value::Null, |message| message["id"].clone());
    json!({
        "themes": [{ "label": "Sleep", "evidence_ids": [id] }],
        "key_points": [{ "text": "Slept badly.", "evidence_ids": [id] }],
        "mood_change": "unclear",
        "unanswered": [],
        "appointments": [],
        "medication": [],
    })
    .to_string()
}

/// Returns the messages a question gives: the array between its marks.
pub fn given(body: &Value) -> Vec<Value> {
    let user = body["messages"][1]["content"].as_str().unwrap_or_default();
    let array = user.find('[').zip(user.rfind(']'));
    let array = array.and_then(|(from, until)| user.get(from..=until));
    let read = array.and_then(|array| serde_json::from_str(array).ok());
    read.unwrap_or_default()
}

fn completion(words: &str) -> String {
    json!({
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "choices": [{
            "index": 0,
            "message": { "role": "assistant", "content": words },
            "finish_reason": "stop",
        }],
        "usage": { "prompt_tokens": 400, "completion_tokens": 100, "total_tokens": 500 },
    })
    .to_string()
}

/// Returns what is wrong with a request, by OpenAI's reference and by our own promises.
fn wrong(method: &Method, path: &str, headers: &HeaderMap, body: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let mut check = |is_right: bool, what: &str| {
        if !is_right {
            faults.push(format!("{path}: {what}"));
        }
    };
    let header = |name| headers.get(name).and_then(|it| it.to_str().ok());
    check(method == Method::POST, "not a POST");
    let bearer = format!("Bearer {KEY}");
    check(
        header(header::AUTHORIZATION) == Some(bearer.as_str()),
        "no key",
    );
    check(header(header::COOKIE).is_none(), "a cookie");
    match path {
        "/v1/chat/completions" => {
            check(
                header(header::CONTENT_TYPE) == Some("application/json"),
                "not JSON",
            );
            check(body["model"].is_string(), "no model");
            check(body["temperature"] == 0, "a temperature");
            check(
                body["max_tokens"].as_u64().is_some_and(|it| it > 0),
                "no limit",
            );
            check(body["stream"] == false, "a stream");
            check(body.get("tools").is_none(), "tools");
            check(body.get("user").is_none(), "names somebody");
            let roles: Vec<&Value> = body["messages"]
                .as_array()
                .map_or_else(Vec::new, |all| all.iter().map(|it| &it["role"]).collect());
            check(roles == ["system", "user"], "other messages");
            let format = &body["response_format"];
            if !format.is_null() {
                check(format["type"] == "json_schema", "another form");
                check(format["json_schema"]["strict"] == true, "not strict");
                check(is_closed(&format["json_schema"]["schema"]), "an open form");
            }
        }
        "/v1/audio/transcriptions" => {
            let kind = header(header::CONTENT_TYPE).unwrap_or_default();
            check(kind.starts_with("multipart/form-data"), "no form");
        }
        _ => check(false, "an unknown path"),
    }
    faults
}

/// Returns whether every object of a schema says all its fields and takes no others.
fn is_closed(schema: &Value) -> bool {
    match schema["type"].as_str() {
        Some("object") => {
            let empty = serde_json::Map::new();
            let fields = schema["properties"].as_object().unwrap_or(&empty);
            let required = schema["required"].as_array().map_or(0, Vec::len);
            schema["additionalProperties"] == false
                && required == fields.len()
                && fields.values().all(is_closed)
        }
        Some("array") => is_closed(&schema["items"]),
        Some(_) => true,
        None => false,
    }
}
