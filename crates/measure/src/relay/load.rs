//! One round of load: every connection sends its next webhook when the one before was answered.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use recado_protocol::path;
use recado_webhook::signature::{self, sign};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::LocalSet;

use super::program::{NUMBER_ID, RelayProgram, SECRET, WABA_ID};

/// The size of a webhook: a text message of Meta's with contact, pricing and a long sentence.
const BODY_BYTES: usize = 1536;

/// What a round saw.
pub(super) struct Round {
    /// Of each webhook, from its first byte sent to the answer's last, in microseconds.
    pub(super) latencies_us: Vec<u32>,
    took: Duration,
}

impl Round {
    pub(super) fn accepted(&self) -> u64 {
        self.latencies_us.len() as u64
    }

    pub(super) fn per_second(&self) -> f64 {
        self.latencies_us.len() as f64 / self.took.as_secs_f64()
    }
}

/// Loads a relay for a while; `number` makes every webhook of the run another one.
pub(super) async fn run(
    relay: &RelayProgram,
    connections: usize,
    length: Duration,
    number: &mut u64,
) -> anyhow::Result<Round> {
    let mut streams = Vec::with_capacity(connections);
    for _ in 0..connections {
        let stream = TcpStream::connect(&relay.address).await?;
        stream.set_nodelay(true)?;
        streams.push(stream);
    }
    let next = Rc::new(Cell::new(*number));
    let latencies_us = Rc::new(RefCell::new(Vec::with_capacity(200_000)));
    let began = Instant::now();
    let until = began + length;
    let tasks = LocalSet::new();
    let senders: Vec<_> = streams
        .into_iter()
        .map(|stream| {
            let (next, latencies_us) = (Rc::clone(&next), Rc::clone(&latencies_us));
            tasks.spawn_local(send_until(stream, until, next, latencies_us))
        })
        .collect();
    tasks.await;
    let took = began.elapsed();
    for sender in senders {
        sender.await??;
    }
    *number = next.get();
    Ok(Round {
        latencies_us: latencies_us.take(),
        took,
    })
}

async fn send_until(
    mut stream: TcpStream,
    until: Instant,
    next: Rc<Cell<u64>>,
    latencies_us: Rc<RefCell<Vec<u32>>>,
) -> anyhow::Result<()> {
    let mut answer = Vec::with_capacity(1024);
    while Instant::now() < until {
        next.set(next.get() + 1);
        let request = request(next.get());
        let sent = Instant::now();
        stream.write_all(&request).await?;
        answer.clear();
        while !answer.ends_with(b"\r\n\r\n") {
            if stream.read_buf(&mut answer).await? == 0 {
                bail!("the relay closed a connection");
            }
        }
        let is_ok = answer.starts_with(b"HTTP/1.1 200 ");
        if !is_ok {
            let first = answer.split(|byte| *byte == b'\r').next();
            let status = String::from_utf8_lossy(first.unwrap_or_default()).into_owned();
            bail!("the relay answered {status}");
        }
        let took = u32::try_from(sent.elapsed().as_micros()).context("an answer took an hour")?;
        latencies_us.borrow_mut().push(took);
    }
    Ok(())
}

fn request(number: u64) -> Vec<u8> {
    let body = webhook(number);
    let signature = sign(body.as_bytes(), SECRET.as_bytes());
    let header = signature::HEADER;
    let path = path::WEBHOOKS_META;
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: relay\r\ncontent-type: application/json\r\n{header}: {signature}\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

fn webhook(number: u64) -> String {
    let mut body = format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"{WABA_ID}","changes":[{{"value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"15550100","phone_number_id":"{NUMBER_ID}"}},"contacts":[{{"profile":{{"name":"Invented Person"}},"wa_id":"15550111","user_id":"US.15550111"}}],"messages":[{{"from":"15550111","id":"wamid.{number:020}","timestamp":"1795089600","type":"text","text":{{"body":""#
    );
    let end = r#""}}]},"field":"messages"}]}]}"#;
    while body.len() + end.len() < BODY_BYTES {
        body.push_str("Good morning, may I come on Thursday? ");
    }
    body.truncate(BODY_BYTES - end.len());
    body.push_str(end);
    body
}
