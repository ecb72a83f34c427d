//! Pages, their Instagram accounts and their webhooks as Meta answers them.

use secrecy::ExposeSecret;
use serde_json::json;

use crate::server::{Server, answer, ok, token};

const PAGE: &str = "108822334455667";

#[tokio::test]
async fn the_pages_of_a_person_come_with_their_tokens() {
    let server = Server::playing(vec![answer("me_accounts")]).await;
    let pages = server.client().pages(&token()).await.unwrap();
    assert_eq!(pages.len(), 2);
    let first = &pages[0];
    assert_eq!(first.page.id, PAGE);
    assert_eq!(first.page.name.as_deref(), Some("Harley Dental"));
    assert_eq!(first.token.expose_secret(), "EAAPAGETOKEN");
    assert!(first.tasks.contains(&"MESSAGING".to_owned()));
    let account = first.page.instagram.as_ref().unwrap();
    assert_eq!(account.id, "17841461200034567");
    assert_eq!(account.username.as_deref(), Some("harley.dental"));
    assert_eq!(pages[1].page.instagram, None);
    assert!(!format!("{pages:?}").contains("EAAPAGE"));
    let target = &server.requests()[0].target;
    assert!(target.starts_with("/v25.0/me/accounts?fields=id%2Cname%2Caccess_token"));
}

#[tokio::test]
async fn a_page_is_read_with_its_instagram_account() {
    let page = r#"{"id":"108822334455667","name":"Harley Dental","instagram_business_account":{"id":17841461200034567,"username":"harley.dental"}}"#;
    let server = Server::playing(vec![
        ok(page),
        ok(r#"{"id":"17841461200034567","username":"harley.dental"}"#),
        ok("{}"),
    ])
    .await;
    let client = server.client();
    let page = client.page(&token(), PAGE).await.unwrap();
    let account = client
        .instagram_account(&token(), "17841461200034567")
        .await;
    assert_eq!(page.instagram, Some(account.unwrap()));
    assert!(client.page(&token(), PAGE).await.is_err());
}

#[tokio::test]
async fn webhooks_of_a_page_begin_and_end() {
    let apps = r#"{"data":[{"id":"880140022334455","name":"Clinic Inbox","subscribed_fields":["messages","message_echoes"]},{"name":"without an id"}]}"#;
    let done = || answer("page_subscribe_ok");
    let server = Server::playing(vec![done(), ok(apps), done()]).await;
    let client = server.client();
    client
        .subscribe_page(&token(), PAGE, &["messages", "message_echoes"])
        .await
        .unwrap();
    let found = client.page_subscription(&token(), PAGE).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].app_id, "880140022334455");
    assert_eq!(found[0].fields, ["messages", "message_echoes"]);
    client.unsubscribe_page(&token(), PAGE).await.unwrap();
    let requests = server.requests();
    let methods: Vec<_> = requests.iter().map(|one| one.method.as_str()).collect();
    assert_eq!(methods, ["POST", "GET", "DELETE"]);
    for request in &requests {
        assert_eq!(request.target, format!("/v25.0/{PAGE}/subscribed_apps"));
    }
    assert_eq!(
        requests[0].json(),
        json!({ "subscribed_fields": "messages,message_echoes" })
    );
}
