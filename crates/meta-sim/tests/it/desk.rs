//! The desk in these tests: a plain HTTP client, and the payloads Meta documents.

use std::path::PathBuf;

use recado_meta_sim::clock::Clock;
use recado_meta_sim::control::Control;
use recado_meta_sim::simulator::{Options, Simulator};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// 20 November 2026, 12:00 UTC.
pub const NOON: i64 = 1_795_176_000_000;
pub const HOUR: i64 = 60 * 60 * 1000;
pub const MARTA: &str = "447700900123";
/// A PSID and an IGSID of the fixtures.
pub const TOMAS: &str = "7482910036651204";
pub const INES: &str = "1284456700912233";

pub struct Desk {
    pub simulator: Simulator,
    pub control: Control,
    pub options: Options,
    client: reqwest::Client,
}

impl Desk {
    /// Starts a simulator whose clock stands at noon.
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options {
            now: Clock::turned(NOON),
            ..Options::default()
        };
        change(&mut options);
        let simulator = Simulator::start(options.clone()).await.unwrap();
        Self {
            control: simulator.control(),
            simulator,
            options,
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
        }
    }

    pub async fn marta_writes(&self) -> String {
        let wrote = self
            .control
            .patient_writes(MARTA, "Marta Oliveira", "Good morning", None);
        wrote.await.unwrap()
    }

    /// Calls Graph with the clinic's token.
    pub async fn graph(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let token = self.options.business.access_token.clone();
        self.graph_as(&token, method, path, body).await
    }

    pub async fn graph_as(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        self.request(token, method, path, body).await.unwrap()
    }

    pub async fn request(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Answer, reqwest::Error> {
        let url = format!("{}/v25.0/{path}", self.simulator.base_url());
        let mut request = self.client.request(method, url).bearer_auth(token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        Answer::read(request.send().await?).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.graph(Method::GET, path, None).await
    }

    pub async fn send(&self, body: Value) -> Answer {
        let path = format!("{}/messages", self.options.business.phone_number_id);
        self.graph(Method::POST, &path, Some(body)).await
    }

    pub async fn send_text(&self, text: &str) -> Answer {
        self.send(text_to_marta(text)).await
    }

    /// Calls Graph with the Page's token.
    pub async fn page(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let token = self.options.page.access_token.clone();
        self.graph_as(&token, method, path, body).await
    }

    /// Sends through the Page: to Messenger, or to Instagram when the recipient is there.
    pub async fn page_sends(&self, body: Value) -> Answer {
        let path = format!("{}/messages", self.options.page.id);
        self.page(Method::POST, &path, Some(body)).await
    }

    /// Posts a form with one file to an edge.
    pub async fn upload(
        &self,
        token: &str,
        path: &str,
        fields: &[(&str, &str)],
        file: (&str, &str, &str, &[u8]),
    ) -> Answer {
        let (field, file_name, mime_type, bytes) = file;
        let boundary = "----recado";
        let mut body = Vec::new();
        for (name, value) in fields {
            let head =
                format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(value.as_bytes());
            body.extend_from_slice(b"\r\n");
        }
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{file_name}\"\r\n\
             Content-Type: {mime_type}\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        let url = format!("{}/v25.0/{path}", self.simulator.base_url());
        let kind = format!("multipart/form-data; boundary={boundary}");
        let request = self.client.post(url).bearer_auth(token);
        let request = request.header("Content-Type", kind).body(body);
        Answer::read(request.send().await.unwrap()).await.unwrap()
    }

    /// Uploads a file for WhatsApp.
    pub async fn upload_media(&self, mime_type: &str, bytes: &[u8]) -> Answer {
        let path = format!("{}/media", self.options.business.phone_number_id);
        let fields = [("messaging_product", "whatsapp"), ("type", mime_type)];
        let token = self.options.business.access_token.clone();
        self.upload(&token, &path, &fields, ("file", "a file", mime_type, bytes))
            .await
    }

    /// Calls an address of the simulator as it is.
    pub async fn plain(&self, method: Method, url: &str, body: Option<Value>) -> Answer {
        let mut request = self.client.request(method, url);
        if let Some(body) = body {
            request = request.json(&body);
        }
        Answer::read(request.send().await.unwrap()).await.unwrap()
    }

    /// Calls Graph with the app's token.
    pub async fn graph_as_app(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        self.graph_as(&self.app_token(), method, path, body).await
    }

    pub fn app_token(&self) -> String {
        format!("{}|{}", self.options.app.id, self.options.app.secret)
    }
}

pub fn text_to_marta(text: &str) -> Value {
    json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+447700900123",
        "type": "text",
        "text": {"body": text, "preview_url": false},
        "biz_opaque_callback_data": "local:0192f7c0",
    })
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    async fn read(response: reqwest::Response) -> Result<Self, reqwest::Error> {
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await?.to_vec();
        Ok(Self {
            status,
            headers,
            bytes,
        })
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    pub fn wamid(&self) -> String {
        self.json()["messages"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Returns the id an upload got, or the mid of a send.
    pub fn id(&self) -> String {
        let body = self.json();
        let id = ["id", "message_id", "attachment_id"]
            .into_iter()
            .find_map(|key| body[key].as_str());
        id.unwrap_or_else(|| panic!("no id in {body}")).to_owned()
    }

    pub fn code(&self) -> u64 {
        self.json()["error"]["code"].as_u64().unwrap_or(0)
    }

    /// Says that this answer is what the fixture holds: status, and for errors every word but the trace.
    pub fn is_error(&self, fixture: &str) {
        let (status, mut expected) = fixture_answer(fixture);
        let mut answer = self.json();
        for body in [&mut answer, &mut expected] {
            let error = body["error"].as_object_mut().expect("an error");
            assert!(error.remove("fbtrace_id").is_some());
        }
        assert_eq!(self.status, status, "{answer}");
        assert_eq!(answer, expected);
    }

    /// As [`Self::is_error`], where the details name other things than the fixture's.
    pub fn is_error_with_details(&self, fixture: &str, details: &str) {
        let (status, mut expected) = fixture_answer(fixture);
        expected["error"]["error_data"]["details"] = json!(details);
        let mut answer = self.json();
        answer["error"]["fbtrace_id"] = expected["error"]["fbtrace_id"].clone();
        assert_eq!((self.status, answer), (status, expected));
    }
}

/// Returns status and body of a file in `tests/fixtures/meta/graph`.
pub fn fixture_answer(name: &str) -> (StatusCode, Value) {
    let fixture = fixture(&format!("graph/{name}.json"));
    let status = u16::try_from(fixture["status"].as_u64().unwrap()).unwrap();
    (
        StatusCode::from_u16(status).unwrap(),
        fixture["body"].clone(),
    )
}

pub fn fixture(path: &str) -> Value {
    serde_json::from_slice(&fixture_bytes(path)).unwrap()
}

pub fn fixture_bytes(path: &str) -> Vec<u8> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/meta");
    std::fs::read(root.join(path)).unwrap()
}

/// Says that both values have the same keys and kinds of values all the way down; lists by their first element.
pub fn same_shape(ours: &Value, theirs: &Value) {
    shape_at("", ours, theirs);
}

fn shape_at(at: &str, ours: &Value, theirs: &Value) {
    match (ours, theirs) {
        (Value::Object(left), Value::Object(right)) => {
            let keys =
                |map: &serde_json::Map<String, Value>| map.keys().cloned().collect::<Vec<_>>();
            let (mut left_keys, mut right_keys) = (keys(left), keys(right));
            left_keys.sort();
            right_keys.sort();
            assert_eq!(left_keys, right_keys, "keys at {at}/");
            for (key, value) in left {
                shape_at(&format!("{at}/{key}"), value, &right[key]);
            }
        }
        (Value::Array(left), Value::Array(right)) => {
            if let (Some(left), Some(right)) = (left.first(), right.first()) {
                shape_at(&format!("{at}/0"), left, right);
            }
        }
        (left, right) => assert_eq!(
            std::mem::discriminant(left),
            std::mem::discriminant(right),
            "{left} and {right} at {at}"
        ),
    }
}
