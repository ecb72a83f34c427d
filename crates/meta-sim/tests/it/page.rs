//! The patient page: served whole, asks nobody else.

use reqwest::Method;
use serde_json::json;

use crate::desk::{Desk, MARTA};

#[tokio::test]
async fn the_page_needs_nothing_from_elsewhere() {
    let desk = Desk::new().await;
    let base = desk.simulator.base_url();
    for file in [
        "/",
        "/page.css",
        "/parts.css",
        "/page.js",
        "/acts.js",
        "/chat.js",
        "/content.js",
        "/drawers.js",
        "/make.js",
        "/icon.svg",
    ] {
        let answer = desk
            .plain(Method::GET, &format!("{base}{file}"), None)
            .await;
        assert_eq!(answer.status, 200, "{file}");
        assert!(!answer.bytes.is_empty(), "{file}");
        let text = String::from_utf8_lossy(&answer.bytes);
        assert!(
            !text.contains("https://") && !text.contains("//cdn"),
            "{file}"
        );
    }
    let page = desk.plain(Method::GET, base, None).await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'"));
    assert!(!policy.contains("unsafe"));
}

#[tokio::test]
async fn what_is_written_on_the_page_shows_up_in_its_state() {
    let desk = Desk::new().await;
    let base = desk.simulator.base_url();
    let before = desk
        .plain(Method::GET, &format!("{base}/sim/state"), None)
        .await
        .json();
    let wait = format!("{base}/sim/state?after={}", before["version"]);
    let write = json!({"waId": MARTA, "name": "Marta", "text": "hello"});
    let write_url = format!("{base}/sim/write");
    let news = desk.plain(Method::GET, &wait, None);
    let wrote = desk.plain(Method::POST, &write_url, Some(write));
    let (state, wrote) = tokio::join!(news, wrote);
    assert_eq!(
        state.json()["people"][0]["messages"][0]["id"],
        wrote.json()["wamid"]
    );
    let refused = desk
        .plain(
            Method::POST,
            &write_url,
            Some(json!({"waId": "1", "text": "x"})),
        )
        .await;
    assert_eq!(refused.status, 400);
}
