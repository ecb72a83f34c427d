//! A loopback HTTP server that plays one answer after another and remembers what was asked.

use std::collections::VecDeque;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use recado_graph::client::{GraphClient, Limits, VERSION};
use secrecy::SecretString;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// What the server does with one request, read whole.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Answers.
    Http {
        status: u16,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    },
    /// Answers without saying how long it will be.
    Unsized(Vec<u8>),
    /// Promises a longer body than it sends, then closes.
    Cut(Vec<u8>),
    /// Promises a longer body than it sends, then says no more.
    Stall(Vec<u8>),
    /// Closes without a word.
    Close,
    /// Never answers.
    Silence,
}

/// One request as it came.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub method: String,
    pub target: String,
    pub head: String,
    pub body: Vec<u8>,
}

impl Request {
    /// Returns the body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Returns the parts of a form: the head of each, and what is in it.
    pub fn parts(&self) -> Vec<(String, Vec<u8>)> {
        let (_, boundary) = self.head.split_once("boundary=").unwrap();
        let boundary = boundary.split("\r\n").next().unwrap();
        let delimiter = format!("\r\n--{boundary}").into_bytes();
        let mut body = b"\r\n".to_vec();
        body.extend_from_slice(&self.body);
        let mut parts = Vec::new();
        let mut rest = body.as_slice();
        while let Some(start) = find(rest, &delimiter) {
            rest = &rest[start + delimiter.len()..];
            let Some(end) = find(rest, &delimiter) else {
                break;
            };
            let head_end = find(rest, b"\r\n\r\n").unwrap();
            let head = String::from_utf8(rest[2..head_end].to_vec()).unwrap();
            parts.push((head, rest[head_end + 4..end].to_vec()));
        }
        parts
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|some| some == wanted)
}

/// The server; it ends with its runtime.
pub struct Server {
    pub url: Url,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Starts a server that plays these answers, then closes every connection.
    pub async fn playing(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let answers = Arc::new(Mutex::new(VecDeque::from(answers)));
        let seen = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (seen, answers) = (Arc::clone(&seen), Arc::clone(&answers));
                tokio::spawn(serve(stream, seen, answers));
            }
        });
        Self {
            url: Url::parse(&url).unwrap(),
            requests,
        }
    }

    /// Returns a client of this server.
    pub fn client(&self) -> GraphClient {
        GraphClient::new(self.url.clone(), VERSION).unwrap()
    }

    /// Returns a client of this server that does not wait long.
    pub fn hasty_client(&self) -> GraphClient {
        let limits = Limits {
            total: std::time::Duration::from_secs(1),
            ..Limits::default()
        };
        GraphClient::with_limits(self.url.clone(), VERSION, limits).unwrap()
    }

    /// Returns what was asked so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

async fn serve(
    mut stream: TcpStream,
    seen: Arc<Mutex<Vec<Request>>>,
    answers: Arc<Mutex<VecDeque<Answer>>>,
) {
    let Some(request) = read_request(&mut stream).await else {
        return;
    };
    seen.lock().unwrap().push(request);
    let answer = answers.lock().unwrap().pop_front();
    let (status, headers, body, promised) = match answer {
        None | Some(Answer::Close) => return,
        Some(Answer::Stall(body)) => {
            let head = format!(
                "HTTP/1.1 200 X\r\ncontent-length: {}\r\n\r\n",
                body.len() + 1
            );
            let _ = stream.write_all(head.as_bytes()).await;
            let _ = stream.write_all(&body).await;
            // Until the client gives up.
            let _ = stream.read(&mut [0]).await;
            return;
        }
        Some(Answer::Silence) => {
            // Until the client gives up.
            let _ = stream.read(&mut [0]).await;
            return;
        }
        Some(Answer::Unsized(body)) => (200, Vec::new(), body, None),
        Some(Answer::Cut(body)) => (200, Vec::new(), body.clone(), Some(body.len() + 100)),
        Some(Answer::Http {
            status,
            headers,
            body,
        }) => (status, headers, body.clone(), Some(body.len())),
    };
    let mut head = format!("HTTP/1.1 {status} X\r\nconnection: close\r\n");
    if let Some(promised) = promised {
        head.push_str(&format!("content-length: {promised}\r\n"));
    }
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(&body).await;
    let _ = stream.shutdown().await;
}

async fn read_request(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let (head_end, body_length) = loop {
        let mut chunk = [0; 4096];
        let read = stream
            .read(&mut chunk)
            .await
            .ok()
            .filter(|read| *read > 0)?;
        bytes.extend_from_slice(&chunk[..read]);
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .map_or(0, |length| length.trim().parse().unwrap());
        break (end + 4, length);
    };
    while bytes.len() < head_end + body_length {
        let mut chunk = [0; 4096];
        let read = stream
            .read(&mut chunk)
            .await
            .ok()
            .filter(|read| *read > 0)?;
        bytes.extend_from_slice(&chunk[..read]);
    }
    let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
    let mut words = head.split(' ');
    Some(Request {
        method: words.next()?.to_owned(),
        target: words.next()?.to_owned(),
        body: bytes[head_end..head_end + body_length].to_vec(),
        head,
    })
}

/// Returns the path of a Graph fixture.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/meta/graph")
}

/// Returns a Graph fixture.
pub fn fixture(name: &str) -> Value {
    let path = folder().join(format!("{name}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    serde_json::from_str(&text).unwrap()
}

/// Returns the answer a fixture holds.
pub fn answer(name: &str) -> Answer {
    let fixture = fixture(name);
    let body = &fixture["body"];
    let headers = fixture["headers"].as_object().map(|headers| {
        headers
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
            .collect()
    });
    Answer::Http {
        status: u16::try_from(fixture["status"].as_u64().unwrap()).unwrap(),
        headers: headers.unwrap_or_default(),
        body: match body["_raw"].as_str() {
            Some(raw) => raw.as_bytes().to_vec(),
            None => body.to_string().into_bytes(),
        },
    }
}

/// Returns an answer of 200 with this body.
pub fn ok(body: &str) -> Answer {
    Answer::Http {
        status: 200,
        headers: vec![],
        body: body.as_bytes().to_vec(),
    }
}

/// Returns a token.
pub fn token() -> SecretString {
    SecretString::from("EAAMADEUPTOKEN")
}
