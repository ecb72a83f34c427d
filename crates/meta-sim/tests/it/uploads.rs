//! Files: uploads with their checks, resumable ones, and every way a download can go wrong.

use recado_meta_sim::fault::{Fault, MediaFault};
use recado_meta_sim::message::whatsapp;
use recado_meta_sim::world::product::Product;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::desk::{Desk, MARTA, NOON, fixture_answer, same_shape};
use crate::relay::Relay;

const PHOTO: &[u8] = include_bytes!("../../src/media/photo.jpg");

/// Has Marta send a picture; returns the media object of the webhook.
async fn picture(desk: &Desk, relay: &Relay) -> Value {
    let sent = desk
        .control
        .patient_sends(MARTA, "Marta", whatsapp::image(""), None);
    sent.await.unwrap();
    desk.control.flush().await;
    relay.values().pop().unwrap()["messages"][0]["image"].clone()
}

async fn fetch(desk: &Desk, url: &str) -> Result<(StatusCode, Vec<u8>), reqwest::Error> {
    let policy = reqwest::redirect::Policy::none();
    let client = reqwest::Client::builder().no_proxy().redirect(policy);
    let token = &desk.options.business.access_token;
    let request = client.build().unwrap().get(url).bearer_auth(token);
    let response = request.send().await?;
    Ok((response.status(), response.bytes().await?.to_vec()))
}

#[tokio::test]
async fn an_upload_is_kept_described_and_deleted() {
    let desk = Desk::new().await;
    let answer = desk.upload_media("image/jpeg", PHOTO).await;
    same_shape(&answer.json(), &fixture_answer("wa_media_upload_ok").1);
    let id = answer.id();
    let read = desk.get(&id).await.json();
    same_shape(&read, &fixture_answer("wa_media_get_ok").1);
    let (_, bytes) = fetch(&desk, read["url"].as_str().unwrap()).await.unwrap();
    assert_eq!(bytes, PHOTO);
    let uploads = desk.control.uploads().await;
    assert_eq!((uploads.len(), uploads[0].id.as_str()), (1, id.as_str()));
    assert_eq!(
        (uploads[0].mime_type.as_str(), uploads[0].bytes.as_slice()),
        ("image/jpeg", PHOTO)
    );
    let other_number = format!("{id}?phone_number_id=999");
    assert_eq!(desk.get(&other_number).await.code(), 100);
    let deleted = desk.graph(Method::DELETE, &id, None).await;
    assert_eq!(
        (deleted.status, deleted.json()),
        fixture_answer("wa_media_delete_ok")
    );
    assert_eq!(desk.get(&id).await.code(), 100);
}

#[tokio::test]
async fn a_wrong_type_a_giant_and_an_incomplete_form_are_refused() {
    let desk = Desk::new().await;
    for (mime_type, bytes) in [
        ("image/gif", b"GIF89a".to_vec()),
        ("image/png", PHOTO.to_vec()),
        ("image/jpeg", Vec::new()),
        ("image/jpeg", [PHOTO, &vec![0; 5 * 1024 * 1024]].concat()),
        ("application/x-msdownload", b"MZ".to_vec()),
    ] {
        let answer = desk.upload_media(mime_type, &bytes).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (400, 131_053));
    }
    let path = format!("{}/media", desk.options.business.phone_number_id);
    let token = desk.options.business.access_token.clone();
    let file = ("file", "a.jpg", "image/jpeg", PHOTO);
    let bare = desk.upload(&token, &path, &[], file).await;
    assert_eq!(bare.code(), 100);
    let json_only = desk.graph(Method::POST, &path, Some(json!({}))).await;
    assert_eq!(json_only.code(), 100);
    assert!(desk.control.uploads().await.is_empty());

    let fault = Fault::UploadError {
        code: 131_000,
        times: 1,
    };
    desk.control.set_fault(fault).await;
    assert_eq!(desk.upload_media("image/jpeg", PHOTO).await.code(), 131_000);
    assert_eq!(desk.upload_media("image/jpeg", PHOTO).await.status, 200);
}

#[tokio::test]
async fn a_download_fails_three_times_and_then_works() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let url = picture(&desk, &relay).await["url"]
        .as_str()
        .unwrap()
        .to_owned();
    let what = MediaFault::Status(503);
    desk.control
        .set_fault(Fault::Media { what, times: 3 })
        .await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(fetch(&desk, &url).await.unwrap().0.as_u16());
    }
    assert_eq!(statuses, [503, 503, 503, 200]);
    let fetches = desk.control.fetches().await;
    let written: Vec<u16> = fetches.iter().map(|fetch| fetch.status).collect();
    assert_eq!(written, statuses);
    assert!(fetches.iter().all(|fetch| fetch.carried_token));
}

#[tokio::test]
async fn bytes_type_length_address_and_host_can_lie() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let image = picture(&desk, &relay).await;
    let url = image["url"].as_str().unwrap();
    let fault = |what| desk.control.set_fault(Fault::Media { what, times: 1 });

    fault(MediaFault::WrongBytes).await;
    let (status, bytes) = fetch(&desk, url).await.unwrap();
    assert_eq!((status.as_u16(), bytes.len()), (200, PHOTO.len()));
    assert_ne!(bytes, PHOTO);
    fault(MediaFault::Cut).await;
    assert!(fetch(&desk, url).await.is_err());
    fault(MediaFault::NewAddress).await;
    assert_eq!(fetch(&desk, url).await.unwrap().0, 404);
    assert_eq!(fetch(&desk, url).await.unwrap().0, 404);
    let anew = desk.get(image["id"].as_str().unwrap()).await.json();
    let anew = anew["url"].as_str().unwrap();
    assert_eq!(
        fetch(&desk, anew).await.unwrap(),
        (StatusCode::OK, PHOTO.to_vec())
    );
    fault(MediaFault::WrongType("text/html".to_owned())).await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let token = &desk.options.business.access_token;
    let answer = client.get(anew).bearer_auth(token).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/html");
    fault(MediaFault::Elsewhere).await;
    assert_eq!(fetch(&desk, anew).await.unwrap().0, 302);
}

#[tokio::test]
async fn a_file_can_live_on_a_host_that_is_not_metas() {
    let desk = Desk::new().await;
    let relay = Relay::for_desk(&desk).await;
    let id = desk
        .control
        .hold_media("image/jpeg", b"<html>".to_vec(), None)
        .await;
    desk.control.move_media_elsewhere(&id).await.unwrap();
    let message = whatsapp::with_media(&id, whatsapp::image("x-ray"));
    let sent = desk.control.patient_sends(MARTA, "Marta", message, None);
    sent.await.unwrap();
    desk.control.flush().await;
    let image = &relay.values()[0]["messages"][0]["image"];
    assert_eq!(
        (&image["mime_type"], &image["id"]),
        (&json!("image/jpeg"), &json!(id))
    );
    let elsewhere = desk.simulator.elsewhere_url().unwrap();
    assert!(!elsewhere.contains("127.0.0.1"));
    let url = image["url"].as_str().unwrap();
    assert!(url.starts_with(elsewhere));
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    assert_eq!(client.get(url).send().await.unwrap().status(), 401);
    let fetch = desk.control.fetches().await.pop().unwrap();
    assert!(!fetch.carried_token);
    assert!(elsewhere.ends_with(&fetch.host));
}

#[tokio::test]
async fn a_resumable_upload_ends_in_a_handle() {
    let desk = Desk::new().await;
    let open = format!(
        "{}/uploads?file_length={}&file_type=image/jpeg&file_name=door.jpg",
        desk.options.app.id,
        PHOTO.len()
    );
    let session = desk.graph(Method::POST, &open, None).await.id();
    assert!(session.starts_with("upload:"));
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/v25.0/{session}", desk.simulator.base_url());
    let push = |offset: usize, bytes: &'static [u8]| {
        let token = format!("OAuth {}", desk.options.business.access_token);
        let request = client.post(&url).header("Authorization", token);
        request.header("file_offset", offset).body(bytes).send()
    };
    let half: Value = push(0, &PHOTO[..100]).await.unwrap().json().await.unwrap();
    assert_eq!(half["file_offset"], 100);
    assert_eq!(push(0, PHOTO).await.unwrap().status(), 400);
    assert_eq!(desk.get(&session).await.json()["file_offset"], 100);
    let whole: Value = push(100, &PHOTO[100..])
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert!(whole["h"].as_str().unwrap().starts_with("4::"));
    let uploads = desk.control.uploads().await;
    assert_eq!(
        (uploads[0].product, uploads[0].at),
        (Product::WhatsApp, NOON)
    );
    assert_eq!(uploads[0].bytes, PHOTO);
    let video = format!(
        "{}/uploads?file_length=1&file_type=image/gif",
        desk.options.app.id
    );
    assert_eq!(desk.graph(Method::POST, &video, None).await.code(), 100);
}
