//! Templates, numbers, subscriptions and tokens as Meta answers them.

use recado_graph::subscriptions::app_token;
use recado_graph::templates::definition::{ParameterFormat, TemplateButton};
use secrecy::{ExposeSecret, SecretString};

use crate::server::{Answer, Server, answer, ok, token};

fn targets(server: &Server) -> Vec<String> {
    let requests = server.requests().into_iter();
    requests.map(|request| request.target).collect()
}

#[tokio::test]
async fn templates_are_read_to_the_last_page() {
    let server = Server::playing(vec![
        answer("wa_templates_page1"),
        answer("wa_templates_page2_last"),
    ])
    .await;
    let found = server.client().templates(&token(), "419820077001234").await;
    let found = found.unwrap();
    assert_eq!(found.unreadable, 0);
    let names: Vec<_> = found
        .templates
        .iter()
        .map(|one| {
            (
                one.name.as_str(),
                one.language.as_str(),
                one.status.as_str(),
            )
        })
        .collect();
    assert_eq!(
        names,
        [
            ("appt_reminder_v3", "en_GB", "APPROVED"),
            ("appt_reminder_v3", "pt_PT", "PENDING"),
            ("offer", "en", "REJECTED"),
            ("hello_world", "en_US", "PAUSED"),
        ]
    );
    let first = &found.templates[0];
    let formats = [0, 2].map(|place| found.templates[place].parameter_format);
    assert_eq!(
        formats,
        [ParameterFormat::Named, ParameterFormat::Positional]
    );
    assert_eq!(first.quality.as_deref(), Some("GREEN"));
    let body = first.content.body.as_ref().unwrap();
    assert_eq!(body.text, "Hi {{name}}, your visit is on {{date}}.");
    assert!(matches!(
        &first.content.buttons[1],
        TemplateButton::Url { url, .. } if url == "https://clinic.example/m/{{1}}"
    ));
    let targets = targets(&server);
    assert_eq!(targets.len(), 2);
    assert!(!targets[0].contains("after="));
    assert!(targets[1].ends_with("&after=QVFIUb"), "{targets:?}");
    assert!(targets.iter().all(|one| !one.contains("EAA")));
}

#[tokio::test]
async fn a_stale_cursor_begins_anew_once() {
    let stale = || Answer::Http {
        status: 400,
        headers: vec![],
        body: br#"{"error":{"code":131059}}"#.to_vec(),
    };
    let server = Server::playing(vec![
        answer("wa_templates_page1"),
        stale(),
        answer("wa_templates_page1"),
        answer("wa_templates_page2_last"),
    ])
    .await;
    let found = server.client().templates(&token(), "1").await.unwrap();
    assert_eq!(found.templates.len(), 4);

    let page = || answer("wa_templates_page1");
    let server = Server::playing(vec![page(), stale(), page(), stale()]).await;
    let error = server.client().templates(&token(), "1").await.unwrap_err();
    assert_eq!(error.code(), Some(131_059));
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_cursor_that_stands_still_ends() {
    let page = r#"{"data":[{"id":1,"name":"a","language":"en"},{"id":2}],"paging":{"cursors":{"after":"X"},"next":"http://elsewhere.example/"}}"#;
    let server = Server::playing(vec![ok(page); 5]).await;
    let found = server.client().templates(&token(), "1").await.unwrap();
    assert_eq!(server.requests().len(), 2);
    assert_eq!(found.templates[0].id, "1");
    assert_eq!(found.unreadable, 2);
}

#[tokio::test]
async fn an_account_without_templates_has_none() {
    let server = Server::playing(vec![answer("wa_templates_empty")]).await;
    let found = server.client().templates(&token(), "1").await.unwrap();
    assert!(found.templates.is_empty());
}

#[tokio::test]
async fn numbers_are_read_with_their_state() {
    let server = Server::playing(vec![
        answer("wa_phone_numbers_list"),
        answer("wa_phone_health_blocked"),
    ])
    .await;
    let client = server.client();
    let numbers = client.numbers(&token(), "419820077001234").await.unwrap();
    assert_eq!(numbers.len(), 2);
    assert_eq!(numbers[0].id, "388120055500123");
    assert_eq!(numbers[0].status.as_deref(), Some("CONNECTED"));
    assert_eq!(numbers[0].throughput.as_deref(), Some("STANDARD"));
    assert_eq!(numbers[0].messaging_limit.as_deref(), Some("TIER_2K"));
    assert_eq!(numbers[1].status.as_deref(), Some("UNVERIFIED"));
    let number = client.number(&token(), "388120055500123").await.unwrap();
    assert_eq!(
        (number.id.as_str(), number.status),
        ("388120055500123", None)
    );
}

#[tokio::test]
async fn subscriptions_say_where_webhooks_go() {
    let app = r#"{"data":[{"object":"whatsapp_business_account","callback_url":"https://relay.example/webhooks/meta","active":true,"fields":[{"name":"messages","version":"v25.0"},{"name":"account_update"}]},{"object":"page","active":false,"fields":["messages"]}]}"#;
    let server = Server::playing(vec![
        answer("wa_subscribed_apps"),
        answer("page_subscribe_ok"),
        ok(app),
    ])
    .await;
    let client = server.client();
    let apps = client
        .subscribed_apps(&token(), "419820077001234")
        .await
        .unwrap();
    assert_eq!(apps[0].app_id, "880140022334455");
    assert_eq!(
        apps[0].override_callback_url.as_deref(),
        Some("https://relay.example/wa/t/42")
    );
    client
        .subscribe_app(&token(), "419820077001234")
        .await
        .unwrap();

    let secret = SecretString::from("0011aabb");
    let own = app_token("880140022334455", &secret);
    assert_eq!(own.expose_secret(), "880140022334455|0011aabb");
    let found = client
        .app_subscriptions(&own, "880140022334455")
        .await
        .unwrap();
    assert_eq!(found.len(), 2);
    assert!(found[0].is_active && !found[1].is_active);
    assert_eq!(found[0].fields, ["messages", "account_update"]);
    assert_eq!(found[1].fields, ["messages"]);
    let requests = server.requests();
    assert_eq!(requests[1].method, "POST");
    assert_eq!(requests[2].target, "/v25.0/880140022334455/subscriptions");
    assert!(requests[2].head.contains("Bearer 880140022334455|0011aabb"));
}

#[tokio::test]
async fn a_token_is_looked_at() {
    let server = Server::playing(vec![
        answer("debug_token_ok"),
        answer("debug_token_expired"),
        ok("{}"),
    ])
    .await;
    let client = server.client();
    let good = client.debug_token(&token(), &token()).await.unwrap();
    assert!(good.is_valid && good.expires_at.is_none());
    assert!(
        good.scopes
            .contains(&"whatsapp_business_messaging".to_owned())
    );
    let ended = client.debug_token(&token(), &token()).await.unwrap();
    assert!(!ended.is_valid);
    assert_eq!(
        (ended.subcode, ended.expires_at),
        (Some(463), Some(1_795_175_900))
    );
    assert!(client.debug_token(&token(), &token()).await.is_err());
}

#[tokio::test]
async fn ids_cannot_leave_their_place_in_the_address() {
    let server = Server::playing(vec![ok("{\"id\":\"1\"}")]).await;
    let client = server.client();
    client
        .number(&token(), "../me?access_token=x#")
        .await
        .unwrap();
    let target = &targets(&server)[0];
    assert!(
        target.starts_with("/v25.0/..%2Fme%3Faccess_token=x%23?fields="),
        "{target}"
    );
}
