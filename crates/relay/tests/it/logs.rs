//! What the real program logs: sums by tenant, and nothing of anybody.

use recado_protocol::path;
use recado_webhook::signature::{self, sign};

use crate::support::http::Connection;
use crate::support::program::Program;
use crate::support::{Desk, InMemory, SECRET, text};

#[cfg(unix)]
#[tokio::test]
async fn names_numbers_texts_tokens_and_codes_are_in_no_line_of_the_log() {
    let relay = InMemory::start_with(|config| config.clock = Default::default()).await;
    let desk = relay.first_desk("Consulta Planted").await;
    let spare_code = relay.code("Consulta Planted").await;
    relay.relay.close().await;
    let InMemory {
        place,
        relay: open,
        router,
        ..
    } = relay;
    drop((open, router));

    let program = Program::serve(&place).await;
    let mut connection = Connection::open(&program.address).await.expect("connects");
    let bearer = format!("Bearer {}", desk.token);
    let fresh = serde_json::to_vec(&Desk::new().pair_request(&spare_code)).expect("JSON");
    let wrong =
        serde_json::to_vec(&Desk::new().pair_request("RCD1-7QK4-M9TX-0HVE-22WP")).expect("JSON");
    let unreadable = b"\"Maria Invented 15550111\"".to_vec();
    let unclaimed = String::from_utf8(text("wamid.x"))
        .expect("text")
        .replace("\"100\"", "\"4242\"");
    let signed = |body: &[u8]| sign(body, SECRET.as_bytes());
    for (method, path, header, value, body) in [
        (
            "POST",
            path::WEBHOOKS_META,
            signature::HEADER,
            signed(&text("wamid.1")),
            text("wamid.1"),
        ),
        (
            "POST",
            path::WEBHOOKS_META,
            signature::HEADER,
            signed(&unreadable),
            unreadable,
        ),
        (
            "POST",
            path::WEBHOOKS_META,
            signature::HEADER,
            signed(unclaimed.as_bytes()),
            unclaimed.into_bytes(),
        ),
        (
            "POST",
            path::WEBHOOKS_META,
            signature::HEADER,
            "sha256=00".into(),
            text("wamid.2"),
        ),
        ("POST", path::PAIR, "x-none", String::new(), fresh),
        ("POST", path::PAIR, "x-none", String::new(), wrong),
        (
            "GET",
            "/v1/Maria?text=Hola",
            "x-none",
            "Maria".into(),
            Vec::new(),
        ),
        (
            "GET",
            path::STATUS,
            "authorization",
            bearer.clone(),
            Vec::new(),
        ),
        (
            "GET",
            path::STATUS,
            "authorization",
            "Bearer Maria".into(),
            Vec::new(),
        ),
        (
            "PUT",
            path::CHANNELS,
            "authorization",
            bearer,
            b"{\"version\":1,\"channels\":\"Maria\"}".to_vec(),
        ),
    ] {
        connection
            .ask(method, path, &[(header, &value)], &body)
            .await
            .expect("answered");
    }
    let log = program.stop().await;

    let planted = [
        "Maria",
        "Invented",
        "15550111",
        "15550100",
        "Hola",
        "wamid",
        "Planted",
        "Front desk",
        "4242",
        SECRET,
        desk.token.as_str(),
        spare_code.as_str(),
        "7QK4",
        &desk.clinic.to_string(),
        &desk.device.to_string(),
    ];
    for line in &log {
        for planted in planted {
            assert!(!line.contains(planted), "{planted} in {line}");
        }
    }
    let lines: Vec<serde_json::Value> = log
        .iter()
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect();
    let kept = lines
        .iter()
        .find(|line| line["message"] == "webhooks kept" && line["channel"] == "whatsapp");
    let kept = kept.expect("the sums of what was kept");
    assert_eq!(
        (&kept["inboundCount"], &kept["statusCount"]),
        (&1.into(), &0.into())
    );
    assert_eq!(kept["tenantId"].as_str().map(str::len), Some(12));
    let refused = lines
        .iter()
        .find(|line| line["message"] == "webhooks refused");
    assert_eq!(refused.expect("what was refused")["status"], 401);
}
