//! What a record of calls is told, and what it is not.

use std::sync::{Arc, Mutex};

use recado_graph::client::GraphClient;
use recado_graph::observe::Seen;

use crate::sends::text;
use crate::server::{Answer, Server, ok, token};

const NUMBER: &str = "388120055500123";

/// Returns the client as it tells of its calls, and what it told.
fn observed(client: GraphClient) -> (GraphClient, Arc<Mutex<Vec<Seen>>>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let hear = Arc::clone(&told);
    let client = client.observed(Arc::new(move |seen| hear.lock().unwrap().push(seen)));
    (client, told)
}

#[tokio::test]
async fn every_call_is_told_once_with_how_it_ended_and_without_what_it_was_about() {
    let refusal = r#"{"error":{"message":"Re-engagement","code":131047,"error_data":{"details":"447700900123"}}}"#;
    let answers = vec![
        ok(r#"{"messages":[{"id":"wamid.HBgM447700900123"}]}"#),
        Answer::Http {
            status: 400,
            headers: vec![],
            body: refusal.into(),
        },
        Answer::Close,
        ok("a file"),
        Answer::Http {
            status: 404,
            headers: vec![],
            body: vec![],
        },
    ];
    let server = Server::playing(answers).await;
    let (client, told) = observed(server.client());
    let token = token();
    client.send_message(&token, NUMBER, &text()).await.unwrap();
    client
        .send_message(&token, NUMBER, &text())
        .await
        .unwrap_err();
    client
        .send_message(&token, NUMBER, &text())
        .await
        .unwrap_err();
    let file = server.url.join("/lookaside?mid=447700900123").unwrap();
    for _ in 0..2 {
        let _ = client
            .download(None, file.as_str(), 100, |_, _| Ok(()))
            .await;
    }
    let told = told.lock().unwrap();
    let told: Vec<_> = told
        .iter()
        .map(|seen| (&*seen.method, &*seen.endpoint, &*seen.result))
        .collect();
    assert_eq!(
        told,
        [
            ("POST", "{id}/messages", "200"),
            ("POST", "{id}/messages", "400 131047"),
            ("POST", "{id}/messages", "outcome_unknown"),
            ("GET", "file", "200"),
            ("GET", "file", "gone"),
        ]
    );
}

#[tokio::test]
async fn a_call_that_nobody_waits_for_any_more_is_told_too() {
    let server = Server::playing(vec![Answer::Silence]).await;
    let (client, told) = observed(server.client());
    let asked = Arc::new(tokio::sync::Notify::new());
    let call = tokio::spawn({
        let asked = Arc::clone(&asked);
        async move {
            let token = token();
            let message = text();
            let send = client.send_message(&token, NUMBER, &message);
            asked.notify_one();
            send.await
        }
    });
    asked.notified().await;
    while server.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    call.abort();
    call.await.unwrap_err();
    let told = told.lock().unwrap();
    assert_eq!((told.len(), told[0].result.as_str()), (1, "cut_off"));
}
