//! The client against the simulator, which was written from Meta's documents and not from the client.

use recado_graph::client::{GraphClient, VERSION};
use recado_graph::media::download::MediaError;
use recado_meta_sim::simulator::{Options, Simulator};
use secrecy::SecretString;
use serde_json::{Value, json};
use url::Url;

use crate::sends::text;
use crate::server::{Server, ok};

const PATIENT: &str = "447700900123";

/// A clinic with its simulator: client, token, id of the number.
async fn clinic() -> (Simulator, GraphClient, SecretString, String) {
    let options = Options::default();
    let token = SecretString::from(options.business.access_token.clone());
    let number = options.business.phone_number_id.clone();
    let simulator = Simulator::start(options).await.unwrap();
    let base = Url::parse(simulator.base_url()).unwrap();
    let client = GraphClient::new(base, VERSION).unwrap();
    (simulator, client, token, number)
}

#[tokio::test]
async fn an_answer_is_shown_as_being_typed_and_leaves() {
    let (simulator, client, token, number) = clinic().await;
    let patient = simulator.control();
    let asked = patient.patient_writes(PATIENT, "Maria", "Is Friday free?", None);
    let asked = asked.await.unwrap();
    client.typing(&token, &number, &asked).await.unwrap();
    assert_eq!(patient.read_by_the_clinic().await, [asked]);
    let accepted = client.send_message(&token, &number, &text()).await.unwrap();
    assert!(accepted.provider_id.starts_with("wamid."));
    assert_eq!(patient.sent().await.len(), 1);
    simulator.shutdown().await;
}

#[tokio::test]
async fn a_patients_picture_comes_whole_and_only_with_the_token() {
    let (simulator, client, token, number) = clinic().await;
    let relay = Server::playing(vec![ok(""); 8]).await;
    let patient = simulator.control();
    patient.set_webhook(relay.url.clone()).await;
    let picture = json!({ "type": "image", "image": { "caption": "My tooth" } });
    let sent = patient.patient_sends(PATIENT, "Maria", picture, None).await;
    sent.unwrap();
    patient.flush().await;
    let webhook: Value = relay.requests()[0].json();
    let message = &webhook["entry"][0]["changes"][0]["value"]["messages"][0];
    let id = message["image"]["id"].as_str().unwrap();

    let address = client.media_address(&token, &number, id).await.unwrap();
    assert_eq!(address.mime.as_deref(), Some("image/jpeg"));
    let mut picture = Vec::new();
    let found = client
        .download(Some(&token), &address.url, 1_000_000, |piece, _| {
            picture.extend_from_slice(piece);
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(Some(found.bytes), address.bytes);
    assert!(picture.starts_with(&[0xff, 0xd8]), "a JPEG");
    let refused = client.download(None, &address.url, 1_000_000, |_, _| Ok(()));
    assert_eq!(refused.await, Err(MediaError::Gone));
    simulator.shutdown().await;
}

#[tokio::test]
async fn its_templates_can_be_read() {
    let (simulator, client, token, _) = clinic().await;
    let waba = Options::default().business.waba_id;
    let found = client.templates(&token, &waba).await.unwrap();
    assert_eq!(found.unreadable, 0);
    assert!(!found.templates.is_empty());
    for template in &found.templates {
        assert!(template.content.body.is_some(), "{}", template.name);
        assert!(template.content.unknown.is_empty(), "{}", template.name);
    }
    simulator.shutdown().await;
}
