//! Connections that break: what is surely not sent is told apart from what may have been.

use recado_graph::client::{GraphClient, VERSION};
use recado_graph::error::GraphError;
use recado_graph::error::table::Rule;
use secrecy::SecretString;
use tokio::net::TcpListener;
use url::Url;

use crate::sends::text;
use crate::server::{Answer, Server, token};

fn unknown() -> GraphError {
    GraphError::OutcomeUnknown {
        code: None,
        trace_id: None,
    }
}

#[tokio::test]
async fn nobody_there_means_surely_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = GraphClient::new(Url::parse(&url).unwrap(), VERSION).unwrap();
    let sent = client.send_message(&token(), "1", &text()).await;
    assert_eq!(sent.unwrap_err(), GraphError::Unreachable);
    assert_eq!(GraphError::Unreachable.rule(), Rule::Yes);
}

#[tokio::test]
async fn a_send_without_an_answer_is_in_doubt_and_made_once() {
    for fault in [
        Answer::Close,
        Answer::Silence,
        Answer::Cut(b"{\"messages\"".to_vec()),
    ] {
        let server = Server::playing(vec![fault.clone(), fault.clone()]).await;
        let client = server.hasty_client();
        let sent = client.send_message(&token(), "1", &text()).await;
        assert_eq!(sent.unwrap_err(), unknown(), "{fault:?}");
        assert_eq!(server.requests().len(), 1, "{fault:?}");
    }
    assert_eq!(unknown().rule(), Rule::Status);
}

#[tokio::test]
async fn a_read_without_an_answer_may_be_made_again() {
    for fault in [Answer::Close, Answer::Silence, Answer::Cut(b"{".to_vec())] {
        let server = Server::playing(vec![fault.clone()]).await;
        let read = server.hasty_client().number(&token(), "1").await;
        assert_eq!(read.unwrap_err(), GraphError::Unreachable, "{fault:?}");
    }
}

#[tokio::test]
async fn a_success_that_names_no_message_is_in_doubt() {
    for body in [
        "{}",
        "{\"messages\":[]}",
        "{\"messages\":[{\"id\":\"\"}]}",
        "[]",
        "7",
    ] {
        let server = Server::playing(vec![Answer::Http {
            status: 200,
            headers: vec![],
            body: body.as_bytes().to_vec(),
        }])
        .await;
        let sent = server.client().send_message(&token(), "1", &text()).await;
        assert_eq!(sent.unwrap_err(), unknown(), "{body}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = Server::playing(vec![]).await;
    let location = vec![("Location".to_owned(), other.url.to_string())];
    let server = Server::playing(vec![Answer::Http {
        status: 302,
        headers: location,
        body: vec![],
    }])
    .await;
    let read = server.client().number(&token(), "1").await;
    assert_eq!(read.unwrap_err(), GraphError::Unreadable { status: 302 });
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn an_endless_answer_is_cut() {
    let server = Server::playing(vec![Answer::Http {
        status: 200,
        headers: vec![],
        body: vec![b' '; 9 * 1024 * 1024],
    }])
    .await;
    let read = server.client().number(&token(), "1").await;
    assert_eq!(read.unwrap_err(), GraphError::Unreadable { status: 200 });
}

#[tokio::test]
async fn a_token_that_cannot_be_one_is_never_sent() {
    let server = Server::playing(vec![]).await;
    let token = SecretString::from("EAA\r\nX-Evil: 1");
    let read = server.client().number(&token, "1").await;
    assert!(matches!(read, Err(GraphError::TokenRejected { .. })));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn no_secret_number_or_text_is_in_what_is_printed() {
    let echo = r#"{"error":{"code":131009,"message":"to +447700900123 EAAMADEUPTOKEN","error_data":{"details":"Friday at 10:30"}}}"#;
    let server = Server::playing(vec![
        Answer::Http {
            status: 400,
            headers: vec![],
            body: echo.as_bytes().to_vec(),
        },
        Answer::Close,
    ])
    .await;
    let client = server.client();
    let message = text();
    let mut printed = format!("{client:?} {message:?} {:?}", message.to);
    for _ in 0..2 {
        let error = client
            .send_message(&token(), "1", &message)
            .await
            .unwrap_err();
        printed.push_str(&format!("{error:?} {error}"));
    }
    for secret in ["EAAMADEUPTOKEN", "447700900123", "Friday", "local:"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}
