//! Files: uploaded as documented, asked for, deleted; and header handles of templates.

use recado_graph::error::GraphError;
use recado_graph::limits::Product;
use recado_graph::limits::files::{FileKind, VOICE_MIME, accepts};
use recado_graph::messages::Content;
use serde_json::json;

use crate::sends::text;
use crate::server::{Request, Server, answer, fixture, ok, token};

const NUMBER: &str = "388120055500123";

/// Returns the parts of a form in the fixtures' notation, as `file=@x.jpg;type=image/jpeg`.
fn notation(request: &Request) -> Vec<String> {
    let parts = request.parts().into_iter().map(|(head, body)| {
        let after = |mark: &str| {
            let rest = head.split_once(mark)?.1;
            rest.split(['"', '\r']).next().map(str::to_owned)
        };
        let name = after(" name=\"").unwrap();
        match after("filename=\"") {
            Some(file) => format!("{name}=@{file};type={}", after("Content-Type: ").unwrap()),
            None => format!("{name}={}", String::from_utf8(body).unwrap()),
        }
    });
    parts.collect()
}

#[tokio::test]
async fn a_file_is_uploaded_as_the_documented_form() {
    let server = Server::playing(vec![answer("wa_media_upload_ok")]).await;
    let bytes: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let id = server
        .client()
        .upload_media(&token(), NUMBER, "image/jpeg", "x.jpg", bytes.clone())
        .await
        .unwrap();
    let documented = fixture("wa_media_upload_ok");
    assert_eq!(id, documented["body"]["id"]);
    let request = &server.requests()[0];
    assert_eq!(request.method, documented["request"]["method"]);
    assert_eq!(request.target, documented["request"]["path"]);
    assert_eq!(json!(notation(request)), documented["request"]["multipart"]);
    assert_eq!(request.parts()[2].1, bytes);
}

/// CASES 23.
#[tokio::test]
async fn a_voice_note_keeps_its_codec_and_leaves_as_one() {
    assert_eq!(
        accepts(Product::WhatsApp, FileKind::Voice, VOICE_MIME, 40_000),
        Ok(())
    );
    let server = Server::playing(vec![answer("wa_media_upload_ok"), answer("wa_send_ok")]).await;
    let client = server.client();
    let bytes = b"OggS".to_vec();
    let media_id = client
        .upload_media(&token(), NUMBER, VOICE_MIME, "voice.ogg", bytes)
        .await
        .unwrap();
    let mut message = text();
    message.content = Content::Audio {
        media_id,
        voice: true,
    };
    client
        .send_message(&token(), NUMBER, &message)
        .await
        .unwrap();
    let requests = server.requests();
    let parts = notation(&requests[0]);
    assert_eq!(parts[1], "type=audio/ogg; codecs=opus");
    assert_eq!(parts[2], "file=@voice.ogg;type=audio/ogg; codecs=opus");
    let body = requests[1].json();
    assert_eq!(body["type"], "audio");
    assert_eq!(
        body["audio"],
        json!({ "id": "1893377001122334", "voice": true })
    );
}

#[tokio::test]
async fn a_hostile_name_or_type_stays_inside_its_part() {
    let server = Server::playing(vec![answer("wa_media_upload_ok")]).await;
    let client = server.client();
    let name = "a\"\r\n--x\r\nContent-Disposition: form-data; name=\"type\".pdf";
    client
        .upload_media(&token(), NUMBER, "application/pdf", name, vec![1])
        .await
        .unwrap();
    let parts = server.requests()[0].parts();
    assert_eq!(parts.len(), 3);
    let lines = parts[2].0.lines();
    let forged = lines.filter(|line| line.starts_with("Content-Disposition"));
    assert_eq!(forged.count(), 1, "{}", parts[2].0);

    let refused = client
        .upload_media(&token(), NUMBER, "no type\r\n", "a", vec![1])
        .await;
    assert!(matches!(
        refused,
        Err(GraphError::Refused { code: None, .. })
    ));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn an_address_is_asked_for_and_a_file_deleted() {
    let server = Server::playing(vec![
        answer("wa_media_get_ok"),
        answer("wa_media_delete_ok"),
        answer("err_wa_media_expired"),
        ok(r#"{"id":"1"}"#),
    ])
    .await;
    let client = server.client();
    let id = "1893377001122334";
    let address = client.media_address(&token(), NUMBER, id).await.unwrap();
    let documented = &fixture("wa_media_get_ok")["body"];
    assert_eq!(address.url, documented["url"]);
    assert_eq!(address.mime.as_deref(), Some("image/jpeg"));
    assert_eq!(address.sha256.as_deref(), documented["sha256"].as_str());
    assert_eq!(address.bytes, Some(303_833));
    assert!(!format!("{address:?}").contains("lookaside"));

    client.delete_media(&token(), NUMBER, id).await.unwrap();
    let requests = server.requests();
    let target = format!("/v25.0/{id}?phone_number_id={NUMBER}");
    assert_eq!(
        (requests[0].method.as_str(), &requests[0].target),
        ("GET", &target)
    );
    assert_eq!(
        (requests[1].method.as_str(), &requests[1].target),
        ("DELETE", &target)
    );

    let gone = client.media_address(&token(), NUMBER, id).await;
    assert_eq!(gone.unwrap_err().advice().as_str(), "object_gone");
    let nowhere = client.media_address(&token(), NUMBER, id).await;
    assert_eq!(nowhere.unwrap_err(), GraphError::Unreadable { status: 200 });
}

#[tokio::test]
async fn a_header_handle_is_made_in_two_steps() {
    let server = Server::playing(vec![
        ok(r#"{"id":"upload:MTphdHRhY2htZW50?sig=ARZqkGCA"}"#),
        ok(r#"{"h":"4:cHJlcC5wZGY=:YXBw"}"#),
        ok(r#"{"id":"https://evil.example/"}"#),
    ])
    .await;
    let client = server.client();
    let handle = client
        .upload_header_handle(
            &token(),
            "880140022334455",
            "application/pdf",
            "prep & more.pdf",
            b"%PDF-1.7".to_vec(),
        )
        .await
        .unwrap();
    assert_eq!(handle, "4:cHJlcC5wZGY=:YXBw");
    let requests = server.requests();
    assert_eq!(
        requests[0].target,
        "/v25.0/880140022334455/uploads?file_name=prep+%26+more.pdf&file_length=8&file_type=application%2Fpdf"
    );
    assert_eq!(
        requests[1].target,
        "/v25.0/upload:MTphdHRhY2htZW50?sig=ARZqkGCA"
    );
    assert!(
        requests[1]
            .head
            .contains("authorization: OAuth EAAMADEUPTOKEN\r\n")
    );
    assert!(requests[1].head.contains("file_offset: 0\r\n"));
    assert_eq!(requests[1].body, b"%PDF-1.7");

    let odd = client
        .upload_header_handle(&token(), "1", "image/png", "a.png", vec![1])
        .await;
    assert_eq!(odd.unwrap_err(), GraphError::Unreadable { status: 200 });
    assert_eq!(server.requests().len(), 3);
}
