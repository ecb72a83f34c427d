//! The control over HTTP: every route does what its twin does, and nonsense gets a sentence.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Answer, Desk, INES, MARTA, TOMAS};
use crate::relay::Relay;

async fn post(desk: &Desk, path: &str, body: Value) -> Answer {
    let url = format!("{}/sim/{path}", desk.simulator.base_url());
    desk.plain(Method::POST, &url, Some(body)).await
}

async fn get(desk: &Desk, path: &str) -> Value {
    let url = format!("{}/sim/{path}", desk.simulator.base_url());
    desk.plain(Method::GET, &url, None).await.json()
}

#[tokio::test]
async fn every_route_acts() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    desk.marta_writes().await;
    let visitor = json!({"product": "messenger", "id": TOMAS, "name": "T", "event": {"message": {"text": "hi"}}});
    let made = post(&desk, "visitor", visitor).await;
    assert!(made.json()["mid"].as_str().unwrap().starts_with("m_"));
    let remark = json!({"product": "instagram", "id": INES, "name": "ines", "text": "How much?"});
    let comment = post(&desk, "comment", remark).await.json()["commentId"].clone();
    let template = get(&desk, "templates").await[0]["id"].clone();
    for (path, body) in [
        ("block", json!({"id": TOMAS, "isBlocking": true})),
        ("block", json!({"id": TOMAS, "isBlocking": false})),
        (
            "comment-change",
            json!({"commentId": comment, "text": "And when?"}),
        ),
        (
            "mention",
            json!({"id": INES, "name": "ines", "text": "ask @clinic"}),
        ),
        (
            "echo",
            json!({"id": TOMAS, "message": {"text": "from the Page"}}),
        ),
        (
            "handover",
            json!({"id": TOMAS, "toApp": "111", "metadata": "bot"}),
        ),
        ("handover", json!({"id": TOMAS})),
        (
            "change",
            json!({"product": "whatsapp", "field": "security", "value": {"event": "PIN_CHANGED"}}),
        ),
        ("history", json!({"history": [], "messages": []})),
        ("contacts", json!({"stateSync": []})),
        ("review", json!({"id": template, "decision": "pause"})),
        (
            "review",
            json!({"id": template, "decision": "reject", "reason": "SCAM"}),
        ),
        ("number", json!({"old": MARTA, "new": "447700900124"})),
    ] {
        let answer = post(&desk, path, body.clone()).await;
        assert!(answer.status.is_success(), "{path} {body}");
    }
    desk.control.flush().await;
    let state = get(&desk, "state").await;
    assert_eq!(state["templates"][0]["status"], "REJECTED");
    assert_eq!(
        state["comments"][comment.as_str().unwrap()]["text"],
        "And when?"
    );
    assert_eq!(relay.bodies().len(), 14);
}

#[tokio::test]
async fn a_file_goes_in_and_is_shown_without_powers() {
    let desk = Desk::new().await;
    let base = desk.simulator.base_url();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{base}/sim/media?mime=text/html&name=a.html");
    let held = client
        .post(url)
        .body("<script>1</script>")
        .send()
        .await
        .unwrap();
    let id = held.json::<Value>().await.unwrap()["mediaId"]
        .as_str()
        .unwrap()
        .to_owned();
    let shown = desk
        .plain(Method::GET, &format!("{base}/sim/media/{id}"), None)
        .await;
    assert_eq!(shown.bytes, b"<script>1</script>");
    assert_eq!(
        shown.headers["content-security-policy"],
        "default-src 'none'; sandbox"
    );
    assert_eq!(shown.headers["x-content-type-options"], "nosniff");
    assert_eq!(
        post(&desk, &format!("media/{id}/elsewhere"), json!({}))
            .await
            .status,
        204
    );
    assert_eq!(get(&desk, "fetches").await, json!([]));
    let photo = include_bytes!("../../src/media/photo.jpg");
    let upload = desk.upload_media("image/jpeg", photo).await.id();
    let uploads = get(&desk, "uploads").await;
    assert_eq!(
        (&uploads[0]["id"], &uploads[0]["size"]),
        (&json!(upload), &json!(photo.len()))
    );
}

#[tokio::test]
async fn nonsense_gets_a_sentence() {
    let desk = Desk::new().await;
    for (path, body) in [
        (
            "visitor",
            json!({"product": "messenger", "id": "1", "event": {}}),
        ),
        ("block", json!({"id": "447700900999", "isBlocking": true})),
        (
            "number",
            json!({"old": "447700900999", "new": "447700900124"}),
        ),
        (
            "comment",
            json!({"product": "whatsapp", "id": TOMAS, "name": "T", "text": "x"}),
        ),
        ("comment-change", json!({"commentId": "1"})),
        ("mention", json!({"id": "1", "name": "T", "text": "x"})),
        ("echo", json!({"id": TOMAS, "message": {}})),
        ("handover", json!({"id": TOMAS})),
        (
            "change",
            json!({"product": "instagram", "field": "moods", "value": {}}),
        ),
        ("review", json!({"id": "1", "decision": "approve"})),
        ("media/1/elsewhere", json!({})),
    ] {
        let answer = post(&desk, path, body.clone()).await;
        assert_eq!(answer.status, 400, "{path} {body}");
        assert!(answer.json()["error"].is_string(), "{path}");
    }
    assert_eq!(
        post(&desk, "review", json!({"id": "1", "decision": "ponder"}))
            .await
            .status,
        422
    );
}
