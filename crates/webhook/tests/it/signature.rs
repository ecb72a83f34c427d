//! `X-Hub-Signature-256` against the shared vectors.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use recado_webhook::signature::{SignatureError, sign, verify};
use serde_json::Value;

use crate::fixtures;

#[test]
fn every_shared_vector_is_answered_as_it_says() {
    let vectors: Value = serde_json::from_slice(&fixtures::body("signature_vectors.json")).unwrap();
    let vectors = vectors.as_array().unwrap();
    assert!(vectors.len() >= 12);
    for vector in vectors {
        let name = vector["name"].as_str().unwrap();
        let body = STANDARD
            .decode(vector["body_base64"].as_str().unwrap())
            .unwrap();
        let secret = vector["app_secret"].as_str().unwrap();
        let answer = verify(vector["header"].as_str(), &body, &[secret]);
        if let Some(valid) = vector["valid"].as_bool() {
            assert_eq!(answer.is_ok(), valid, "{name}: {answer:?}");
        }
        if vector["valid"] == true {
            assert_eq!(vector["header"], sign(&body, secret.as_bytes()), "{name}");
        }
    }
}

#[test]
fn the_secret_that_signed_is_named_among_several() {
    let secrets = ["first", "second", "third"];
    for (index, secret) in secrets.iter().enumerate() {
        let header = sign(b"{}", secret.as_bytes());
        assert_eq!(verify(Some(&header), b"{}", &secrets), Ok(index));
    }
}

#[test]
fn one_changed_bit_is_refused() {
    let body = b"{\"object\":\"page\"}";
    let header = sign(body, b"secret");
    for place in 0..body.len() {
        let mut changed = *body;
        changed[place] ^= 1;
        assert_eq!(
            verify(Some(&header), &changed, &["secret"]),
            Err(SignatureError::NoMatch)
        );
    }
}

#[test]
fn each_refusal_says_why() {
    let none: [&str; 0] = [];
    let good = sign(b"x", b"secret");
    let short = &good[..good.len() - 2];
    let multibyte = format!("sha256={}é", &"0".repeat(62));
    for (header, error) in [
        (None, SignatureError::Missing),
        (Some(""), SignatureError::Malformed),
        (Some(short), SignatureError::Malformed),
        (Some(multibyte.as_str()), SignatureError::Malformed),
        (Some(&good[7..]), SignatureError::Malformed),
    ] {
        assert_eq!(verify(header, b"x", &["secret"]), Err(error));
    }
    assert_eq!(
        verify(Some(&good), b"x", &none),
        Err(SignatureError::NoMatch)
    );
}
