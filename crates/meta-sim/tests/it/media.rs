//! Media: the address lives five minutes and needs the token.

use reqwest::{Method, StatusCode};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::desk::{Desk, MARTA, NOON, fixture_answer, same_shape};
use crate::relay::Relay;

#[tokio::test]
async fn a_patients_file_can_be_fetched_for_five_minutes() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    for kind in ["image", "audio", "document", "sticker"] {
        desk.control
            .patient_sends(MARTA, "Marta", json!({"type": kind, kind: {}}), None)
            .await
            .unwrap();
    }
    desk.control.flush().await;
    for (value, kind) in relay
        .values()
        .iter()
        .zip(["image", "audio", "document", "sticker"])
    {
        desk.control.set_clock(NOON).await;
        let object = &value["messages"][0][kind];
        let id = object["id"].as_str().unwrap();
        let media = desk.get(id).await.json();
        same_shape(&media, &fixture_answer("wa_media_get_ok").1);
        assert_eq!(media["mime_type"], object["mime_type"]);

        let url = media["url"].as_str().unwrap();
        let bytes = fetch(&desk, url).await.1;
        assert_eq!(bytes.len() as u64, media["file_size"].as_u64().unwrap());
        let hex: String = Sha256::digest(&bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(media["sha256"], hex);

        let without_token = desk.plain(Method::GET, url, None).await;
        assert_eq!(without_token.status, 401);
        desk.control.set_clock(NOON + 5 * 60 * 1000).await;
        assert_eq!(fetch(&desk, url).await.0, 404);
        let forged = url.replace("ext=", "ext=9");
        assert_eq!(fetch(&desk, &forged).await.0, 404);
    }
}

async fn fetch(desk: &Desk, url: &str) -> (StatusCode, Vec<u8>) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let token = &desk.options.business.access_token;
    let response = client.get(url).bearer_auth(token).send().await.unwrap();
    (response.status(), response.bytes().await.unwrap().to_vec())
}
