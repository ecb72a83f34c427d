//! The bytes of files: whole, from Meta's hosts alone, with the token for those that need it.

use std::time::Duration;

use recado_graph::client::GraphClient;
use recado_graph::media::download::{Downloaded, MediaError, Progress, Stop};
use tokio::net::TcpListener;

use crate::server::{Answer, Server, token};

fn bytes(status: u16, body: &[u8]) -> Answer {
    Answer::Http {
        status,
        headers: vec![("Content-Type".to_owned(), "image/jpeg".to_owned())],
        body: body.to_vec(),
    }
}

fn redirect(to: &str) -> Answer {
    Answer::Http {
        status: 302,
        headers: vec![("Location".to_owned(), to.to_owned())],
        body: vec![],
    }
}

/// Fetches up to 1 MB without a token.
async fn fetch(client: &GraphClient, url: &str) -> Result<Vec<u8>, MediaError> {
    let mut whole = Vec::new();
    let keep = |piece: &[u8], _: Progress| {
        whole.extend_from_slice(piece);
        Ok(())
    };
    client.download(None, url, 1_000_000, keep).await?;
    Ok(whole)
}

#[tokio::test]
async fn a_file_comes_piece_by_piece_with_its_progress() {
    let file: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let server = Server::playing(vec![bytes(200, &file), bytes(200, &[])]).await;
    let client = server.client();
    let url = server.url.join("/lookaside?mid=1").unwrap();
    let mut whole = Vec::new();
    let mut steps = Vec::new();
    let found = client
        .download(Some(&token()), url.as_str(), 300_000, |piece, progress| {
            whole.extend_from_slice(piece);
            steps.push(progress);
            Ok(())
        })
        .await;
    let expected = Downloaded {
        bytes: 300_000,
        mime: Some("image/jpeg".to_owned()),
    };
    assert_eq!(found, Ok(expected));
    assert!(whole == file);
    let mut received = 0;
    for step in &steps {
        assert!(step.received_bytes > received);
        assert_eq!(step.total_bytes, Some(300_000));
        received = step.received_bytes;
    }
    assert_eq!(received, 300_000);
    let head = &server.requests()[0].head;
    assert!(head.contains("authorization: Bearer EAAMADEUPTOKEN\r\n"));
    assert_eq!(fetch(&client, url.as_str()).await, Ok(Vec::new()));
}

#[tokio::test]
async fn a_token_goes_to_no_other_host_and_a_foreign_one_is_not_asked() {
    let other = Server::playing(vec![bytes(200, b"x")]).await;
    let server = Server::playing(vec![]).await;
    let client = server.client();
    let found = client
        .download(Some(&token()), other.url.as_str(), 10, |_, _| Ok(()))
        .await;
    assert!(found.is_ok());
    assert!(!other.requests()[0].head.contains("authorization"));
    let port = other.url.port().unwrap();
    for url in [
        "https://evil.example/a.jpg".to_owned(),
        "https://lookaside.fbsbx.com/a.jpg".to_owned(),
        format!("http://127.0.0.2:{port}/a"),
        format!("http://localhost:{port}/a"),
        format!("http://user:pass@127.0.0.1:{port}/a"),
        format!("ftp://127.0.0.1:{port}/a"),
        "file:///etc/hostname".to_owned(),
        "no address".to_owned(),
        String::new(),
    ] {
        let found = client
            .download(Some(&token()), &url, 10, |_, _| Ok(()))
            .await;
        assert_eq!(found, Err(MediaError::ForeignHost), "{url}");
    }
    assert_eq!(other.requests().len(), 1);
}

#[tokio::test]
async fn a_redirect_is_never_followed_with_a_token() {
    let other = Server::playing(vec![]).await;
    let server = Server::playing(vec![redirect(other.url.as_str())]).await;
    let found = server
        .client()
        .download(Some(&token()), server.url.as_str(), 10, |_, _| Ok(()))
        .await;
    assert_eq!(found, Err(MediaError::Refused { status: 302 }));
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn without_a_token_three_redirects_are_followed_and_none_to_a_foreign_host() {
    let hop = || redirect("/next");
    let server = Server::playing(vec![hop(), hop(), hop(), bytes(200, b"end")]).await;
    let found = fetch(&server.client(), server.url.as_str()).await;
    assert_eq!(found, Ok(b"end".to_vec()));
    assert_eq!(server.requests()[3].target, "/next");

    let server = Server::playing(vec![hop(), hop(), hop(), hop(), bytes(200, b"end")]).await;
    let found = fetch(&server.client(), server.url.as_str()).await;
    assert_eq!(found, Err(MediaError::Refused { status: 302 }));
    assert_eq!(server.requests().len(), 4);

    let server = Server::playing(vec![redirect("https://evil.example/")]).await;
    let found = fetch(&server.client(), server.url.as_str()).await;
    assert_eq!(found, Err(MediaError::ForeignHost));
}

#[tokio::test]
async fn a_token_does_not_come_back_after_a_redirect() {
    let server = Server::playing(vec![bytes(200, b"x")]).await;
    let other = Server::playing(vec![redirect(server.url.as_str())]).await;
    let found = server
        .client()
        .download(Some(&token()), other.url.as_str(), 10, |_, _| Ok(()))
        .await;
    assert!(found.is_ok());
    assert!(!server.requests()[0].head.contains("authorization"));
}

#[tokio::test]
async fn what_is_too_big_is_refused_before_it_comes_or_cut_while_it_does() {
    let promised = Server::playing(vec![bytes(200, &[0; 1001])]).await;
    let silent = Server::playing(vec![Answer::Unsized(vec![0; 3_000_000])]).await;
    for (server, most_seen) in [(promised, 0), (silent, 1000)] {
        let mut seen = 0;
        let found = server
            .client()
            .download(None, server.url.as_str(), 1000, |piece, _| {
                seen += piece.len();
                Ok(())
            })
            .await;
        assert_eq!(found, Err(MediaError::TooBig));
        assert!(seen <= most_seen);
    }
    let server = Server::playing(vec![Answer::Unsized(vec![7; 1000])]).await;
    let found = server
        .client()
        .download(None, server.url.as_str(), 1000, |_, progress| {
            assert_eq!(progress.total_bytes, None);
            Ok(())
        })
        .await;
    assert_eq!(found.unwrap().bytes, 1000);
}

#[tokio::test]
async fn refusals_say_what_to_do_next() {
    let busy = |seconds: Option<u64>| MediaError::Busy {
        retry_after: seconds.map(Duration::from_secs),
    };
    let waiting = Answer::Http {
        status: 429,
        headers: vec![("Retry-After".to_owned(), "30".to_owned())],
        body: vec![],
    };
    for (answer, expected) in [
        (bytes(401, b""), MediaError::Gone),
        (bytes(403, b"URL signature expired"), MediaError::Gone),
        (bytes(404, b""), MediaError::Gone),
        (bytes(410, b""), MediaError::Gone),
        (bytes(503, b"<html>"), busy(None)),
        (waiting, busy(Some(30))),
        (bytes(400, b""), MediaError::Refused { status: 400 }),
        (bytes(206, b"x"), MediaError::Refused { status: 206 }),
        (Answer::Close, MediaError::Unreachable),
        (Answer::Silence, MediaError::Unreachable),
        (Answer::Cut(b"half".to_vec()), MediaError::Unreachable),
        (Answer::Stall(b"half".to_vec()), MediaError::Unreachable),
    ] {
        let server = Server::playing(vec![answer.clone()]).await;
        let found = fetch(&server.hasty_client(), server.url.as_str()).await;
        assert_eq!(found, Err(expected), "{answer:?}");
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let server = Server::playing(vec![]).await;
    let found = fetch(&server.client(), &nobody).await;
    assert_eq!(found, Err(MediaError::Unreachable));
}

#[tokio::test]
async fn the_caller_may_stop() {
    let server = Server::playing(vec![bytes(200, &[0; 100_000])]).await;
    let mut pieces = 0;
    let found = server
        .client()
        .download(None, server.url.as_str(), 1_000_000, |_, _| {
            pieces += 1;
            Err(Stop)
        })
        .await;
    assert_eq!((found, pieces), (Err(MediaError::Stopped), 1));
}
