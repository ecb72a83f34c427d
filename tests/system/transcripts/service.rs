//! A service that hears voice notes: it looks at what it is sent, and answers as it is told.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

/// What it answers.
#[derive(Clone)]
pub enum Answer {
    /// These words, certain.
    Hears(&'static str),
    /// These words, with what a transcriber says of silence.
    Doubts(&'static str),
    /// This status.
    Says(u16),
    /// Nothing, until it is told to.
    Waits,
}

/// What it was sent.
#[derive(Clone)]
pub struct Asked {
    pub fields: BTreeMap<String, String>,
    pub file: Vec<u8>,
}

/// The service.
pub struct Service {
    pub base: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    answers: Arc<Mutex<VecDeque<Answer>>>,
    go_on: Arc<Notify>,
}

impl Service {
    /// Starts one that hears nothing in particular.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let service = Self {
            base: format!("http://{}/v1", listener.local_addr().unwrap()),
            asked: Arc::default(),
            answers: Arc::default(),
            go_on: Arc::default(),
        };
        let (asked, answers) = (Arc::clone(&service.asked), Arc::clone(&service.answers));
        let go_on = Arc::clone(&service.go_on);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (asked, answers) = (Arc::clone(&asked), Arc::clone(&answers));
                let go_on = Arc::clone(&go_on);
                tokio::spawn(async move {
                    // Whoever hangs up wanted no answer any more.
                    let _ = answer(stream, &asked, &answers, &go_on).await;
                });
            }
        });
        service
    }

    /// Says what is answered next, one after the other.
    pub fn will(&self, answers: &[Answer]) {
        self.answers.lock().unwrap().extend(answers.iter().cloned());
    }

    /// Lets an answer that waits go.
    pub fn go_on(&self) {
        self.go_on.notify_one();
    }

    /// Returns what it was asked since the last time somebody looked.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    /// Returns how often it was asked since then.
    pub fn times(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

async fn answer(
    mut stream: TcpStream,
    asked: &Mutex<Vec<Asked>>,
    answers: &Mutex<VecDeque<Answer>>,
    go_on: &Notify,
) -> std::io::Result<()> {
    let (head, body) = read(&mut stream).await?;
    assert!(head.starts_with("POST /v1/audio/transcriptions "), "{head}");
    let it = form(&head, &body);
    assert_eq!(it.fields["model"], "whisper-test");
    asked.lock().unwrap().push(it);
    let next = answers.lock().unwrap().pop_front();
    let words = match next {
        Some(Answer::Says(status)) => return say(&mut stream, status, "{}").await,
        Some(Answer::Waits) => {
            go_on.notified().await;
            certain("bom dia doutora")
        }
        Some(Answer::Hears(words)) => certain(words),
        Some(Answer::Doubts(words)) => doubtful(words),
        None => certain("bom dia"),
    };
    say(&mut stream, 200, &words).await
}

fn certain(words: &str) -> String {
    let segments = serde_json::json!([{
        "start": 0.0, "end": 6.9, "text": format!(" {words}"), "avg_logprob": -0.2, "no_speech_prob": 0.01
    }]);
    serde_json::json!({"text": words, "language": "portuguese", "segments": segments}).to_string()
}

fn doubtful(words: &str) -> String {
    let segments = serde_json::json!([{
        "start": 0.0, "end": 6.9, "text": words, "avg_logprob": -1.4, "no_speech_prob": 0.7
    }]);
    serde_json::json!({"text": words, "segments": segments}).to_string()
}

async fn say(stream: &mut TcpStream, status: u16, body: &str) -> std::io::Result<()> {
    let head = format!(
        "HTTP/1.1 {status} So\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.shutdown().await
}

async fn read(stream: &mut TcpStream) -> std::io::Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = find(&bytes, b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length = head
                .lines()
                .filter_map(|line| line.split_once(": "))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .map_or(0, |(_, length)| length.parse().unwrap());
            let body = bytes.split_off(end + 4);
            let mut body = body;
            while body.len() < length {
                let mut more = [0; 65_536];
                let count = stream.read(&mut more).await?;
                if count == 0 {
                    return Err(std::io::ErrorKind::UnexpectedEof.into());
                }
                body.extend_from_slice(&more[..count]);
            }
            return Ok((head, body));
        }
        let mut more = [0; 65_536];
        let count = stream.read(&mut more).await?;
        if count == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(&more[..count]);
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, what)
}

/// Reads a form in parts.
fn form(head: &str, body: &[u8]) -> Asked {
    let boundary = head.split("boundary=").nth(1).unwrap();
    let boundary = format!("--{}", boundary.lines().next().unwrap().trim_matches('"'));
    let mut asked = Asked {
        fields: BTreeMap::new(),
        file: Vec::new(),
    };
    let mut rest = body;
    while let Some(at) = find(rest, boundary.as_bytes()) {
        rest = &rest[at + boundary.len()..];
        let Some(end) = find(rest, b"\r\n\r\n") else {
            break;
        };
        let headers = String::from_utf8_lossy(&rest[..end]).into_owned();
        let content = &rest[end + 4..];
        let until = find(content, format!("\r\n{boundary}").as_bytes()).unwrap();
        let name = headers.split("name=\"").nth(1).unwrap();
        let name = name.split('"').next().unwrap().to_owned();
        if name == "file" {
            assert!(headers.contains("audio/wav"), "{headers}");
            asked.file = content[..until].to_vec();
        } else {
            let value = String::from_utf8(content[..until].to_vec()).unwrap();
            asked.fields.insert(name, value);
        }
    }
    asked
}
