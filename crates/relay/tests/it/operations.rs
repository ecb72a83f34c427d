//! What an operator sees, and what a rude client cannot do.

use axum::body::Body;
use axum::http::Request;
use recado_protocol::path;
use recado_relay::config::Config;
use recado_relay::relay::Relay;
use recado_webhook::signature::{self, sign};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tower::ServiceExt as _;

use crate::store::Place;
use crate::support::{InMemory, MINUTE, SECRET, off, text, whatsapp};
use crate::support::{http::Connection, started_again};

async fn metrics(relay: &InMemory) -> String {
    let request = Request::get("/metrics")
        .body(Body::empty())
        .expect("a request");
    let router = relay.relay.metrics_router();
    let response = router.oneshot(request).await.expect("an answer");
    assert_eq!(response.status(), 200);
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await;
    String::from_utf8(body.expect("a body").to_vec()).expect("text")
}

/// The value of the one line that begins so.
fn value(metrics: &str, name: &str) -> String {
    let mut lines = metrics.lines().filter(|line| line.starts_with(name));
    let line = lines.next().unwrap_or_default();
    assert!(
        !line.is_empty() && lines.next().is_none(),
        "{name} in {metrics}"
    );
    line.rsplit(' ').next().expect("a value").to_owned()
}

/// R13.
#[tokio::test]
async fn metrics_count_what_came_by_channel_and_tenant_and_name_nobody() {
    let relay = InMemory::start().await;
    let desk = relay.first_desk("Consulta Planted").await;
    assert_eq!(
        relay.post_webhook(&text("wamid.1"), SECRET).await.status,
        200
    );
    relay.turn(MINUTE);
    assert_eq!(
        relay.post_webhook(&text("wamid.2"), SECRET).await.status,
        200
    );
    assert_eq!(
        relay.post_webhook(&text("wamid.3"), "wrong").await.status,
        401
    );
    desk.put_channels(&relay, vec![off(whatsapp("100", None))])
        .await;
    assert_eq!(
        relay.post_webhook(&text("wamid.4"), SECRET).await.status,
        403
    );
    let metrics = metrics(&relay).await;
    for (name, expected) in [
        ("whatsapp_webhooks_total{tenant=", "2"),
        ("whatsapp_inbound_messages_total{tenant=", "2"),
        ("whatsapp_status_updates_total{tenant=", "0"),
        ("recado_webhooks_refused_total{status=\"401\"}", "1"),
        ("recado_webhooks_refused_total{status=\"403\"}", "1"),
        ("recado_entries_dropped_total ", "1"),
        ("recado_entries_unclaimed_total ", "0"),
        ("recado_waiting_envelopes{tenant=", "2"),
        ("recado_oldest_envelope_seconds{tenant=", "60"),
        ("recado_append_seconds_count ", "2"),
        ("recado_signature_seconds_count ", "3"),
        ("recado_counting_seconds_count ", "2"),
        ("recado_waiting_polls ", "0"),
    ] {
        assert_eq!(value(&metrics, name), expected, "{name}");
    }
    let clinic = desk.clinic.to_string();
    for planted in ["Maria", "1555", "Hola", "wamid", "Planted", SECRET, &clinic] {
        assert!(!metrics.contains(planted), "{planted} in {metrics}");
    }
}

#[tokio::test]
async fn metrics_have_an_address_of_their_own_and_none_by_default() {
    let place = Place::new().await;
    let config = Config {
        metrics: Some(([127, 0, 0, 1], 0).into()),
        ..Config::with(place.database())
    };
    let running = Relay::start(config).await.expect("starts");
    let public = running.addr.to_string();
    let own = running.metrics_addr.expect("an address").to_string();
    for (address, path, expected) in [
        (&public, "/metrics", 404),
        (&own, "/metrics", 200),
        (&own, path::READYZ, 200),
        (&own, path::STATUS, 404),
    ] {
        let mut connection = Connection::open(address).await.expect("connects");
        let (status, _) = connection
            .ask("GET", path, &[], b"")
            .await
            .expect("answered");
        assert_eq!(status, expected, "{path}");
    }
    running.shutdown().await;
    let running = started_again(Config::with(place.database())).await;
    assert_eq!(running.metrics_addr, None);
    running.shutdown().await;
}

/// Slow clients take every connection and never finish a head; they are cut off, and Meta is answered.
#[tokio::test]
async fn clients_that_never_finish_a_head_are_cut_off_and_a_webhook_gets_through() {
    let memory = InMemory::start_with(|config| config.clock = Default::default()).await;
    memory.first_desk("Sol").await;
    memory.relay.close().await;
    let config = Config {
        connections: 4,
        head_within: Duration::from_millis(300),
        clock: Default::default(),
        ..memory.config.clone()
    };
    drop((memory.relay, memory.router));
    let running = started_again(config).await;
    let address = running.addr.to_string();
    let mut slow = Vec::new();
    for _ in 0..12 {
        let mut stream = TcpStream::connect(&address).await.expect("connects");
        stream
            .write_all(b"POST /webhooks/meta HTTP/1.1\r\nx-slow: ")
            .await
            .expect("sent");
        slow.push(stream);
    }
    let body = text("wamid.1");
    let signature = sign(&body, SECRET.as_bytes());
    let headers = [(signature::HEADER, signature.as_str())];
    // On a machine with too much to do its own head may take too long as well: Meta comes again, and so does this.
    let answered = async {
        loop {
            let mut connection = Connection::open(&address).await.expect("connects");
            let asked = connection.ask("POST", path::WEBHOOKS_META, &headers, &body);
            if let Ok((200, _)) = asked.await {
                break;
            }
        }
    };
    let answered = tokio::time::timeout(Duration::from_secs(30), answered);
    answered.await.expect("in time");
    let mut rest = Vec::new();
    // Ended by the relay, with or without a word.
    let _ = slow[0].read_to_end(&mut rest).await;
    running.shutdown().await;
}

/// More bodies at once than the memory for them holds: the rest is sent away with 503 and the word when to come again.
#[tokio::test]
async fn bodies_beyond_the_memory_for_them_are_503_with_retry_after() {
    let memory = InMemory::start().await;
    memory.first_desk("Sol").await;
    memory.relay.close().await;
    let config = memory.config.clone();
    drop((memory.relay, memory.router));
    let running = started_again(config).await;
    let address = running.addr.to_string();
    // Each announces the largest body there may be and never sends it; together they fill the memory for bodies.
    let mut held = Vec::new();
    for _ in 0..43 {
        let mut stream = TcpStream::connect(&address).await.expect("connects");
        let head = "POST /webhooks/meta HTTP/1.1\r\nhost: relay\r\ncontent-length: 3145728\r\n\r\n";
        stream.write_all(head.as_bytes()).await.expect("sent");
        held.push(stream);
    }
    // One of them, whichever came last, hears at once that there is no room; the others are still being read.
    let mut answers = tokio::task::JoinSet::new();
    for mut stream in held {
        answers.spawn(async move {
            let mut answer = vec![0; 512];
            let length = stream.read(&mut answer).await.expect("an answer");
            String::from_utf8_lossy(&answer[..length]).to_lowercase()
        });
    }
    let first = tokio::time::timeout(Duration::from_secs(10), answers.join_next());
    let first = first
        .await
        .expect("in time")
        .expect("one")
        .expect("an answer");
    assert!(
        first.starts_with("http/1.1 503") && first.contains("retry-after: 5"),
        "{first}"
    );
    drop(answers);
    running.shutdown().await;
}
