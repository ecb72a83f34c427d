//! The sealed format: golden vectors, both implementations against each other, damage, foreign keys.

use proptest::prelude::*;
use recado_protocol::keys::{
    DeviceKeyPair, EpochKeyPair, EpochKeys, unwrap_epoch_key, wrap_epoch_key,
};
use recado_protocol::sealed::{
    ENCAPSULATED_BYTES, HEADER_BYTES, OVERHEAD_BYTES, OpenError, PlaintextKind, assemble,
    envelope_info, header, open, seal,
};
use rustls::crypto::aws_lc_rs::hpke::DH_KEM_X25519_HKDF_SHA256_AES_256;
use rustls::crypto::hpke::{EncapsulatedSecret, Hpke as _, HpkePrivateKey, HpkePublicKey};

fn keys(pair: &EpochKeyPair) -> EpochKeys {
    [pair.clone()].into_iter().collect()
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vector {
    epoch: u32,
    private_key: recado_protocol::bytes::SealingKey,
    public_key: recado_protocol::bytes::SealingKey,
    kind: u8,
    plaintext: String,
    sealed: recado_protocol::bytes::Sealed,
}

#[test]
fn golden_vectors_still_open() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/golden/v1/sealed_vectors.json"
    );
    let text = std::fs::read_to_string(path).expect("the vectors");
    let vectors: Vec<Vector> = serde_json::from_str(&text).expect("vectors");
    assert_eq!(vectors.len(), 4);
    for vector in vectors {
        let pair = EpochKeyPair::from_bytes(vector.epoch, vector.private_key.0.into());
        assert_eq!(pair.public_key(), vector.public_key);
        let opened = open(&keys(&pair), &vector.sealed.0).expect("opens");
        assert_eq!(opened.kind.byte(), vector.kind);
        assert_eq!(opened.epoch, vector.epoch);
        assert_eq!(opened.bytes, vector.plaintext.as_bytes());
    }
}

#[test]
fn what_the_relays_implementation_seals_the_desktop_opens() {
    let pair = EpochKeyPair::generate(7);
    let (encapsulated, ciphertext) = DH_KEM_X25519_HKDF_SHA256_AES_256
        .seal(
            &envelope_info(7),
            &header(7),
            &[
                &[PlaintextKind::Webhook.byte()],
                &b"{\"object\":\"page\"}"[..],
            ]
            .concat(),
            &HpkePublicKey(pair.public_key().0.to_vec()),
        )
        .expect("seals");
    let sealed = assemble(7, &encapsulated.0, &ciphertext);
    let opened = open(&keys(&pair), &sealed.0).expect("opens");
    assert_eq!(opened.kind, PlaintextKind::Webhook);
    assert_eq!(opened.bytes, b"{\"object\":\"page\"}");
}

#[test]
fn what_the_desktop_seals_the_relays_implementation_opens() {
    let pair = EpochKeyPair::generate(9);
    let sealed = seal(&pair.public_key(), 9, PlaintextKind::Note, b"read")
        .expect("seals")
        .0;
    assert_eq!(sealed.len(), b"read".len() + OVERHEAD_BYTES);
    let (encapsulated, ciphertext) = sealed[HEADER_BYTES..].split_at(ENCAPSULATED_BYTES);
    let plaintext = DH_KEM_X25519_HKDF_SHA256_AES_256
        .open(
            &EncapsulatedSecret(encapsulated.to_vec()),
            &envelope_info(9),
            &header(9),
            ciphertext,
            &HpkePrivateKey::from(pair.private_bytes().to_vec()),
        )
        .expect("opens");
    assert_eq!(plaintext, b"\x03read");
}

#[test]
fn any_flipped_bit_is_noticed() {
    let pair = EpochKeyPair::generate(1);
    let keys = keys(&pair);
    let sealed = seal(&pair.public_key(), 1, PlaintextKind::Webhook, b"hola")
        .expect("seals")
        .0;
    for byte in 0..sealed.len() {
        for bit in 0..8 {
            let mut damaged = sealed.clone();
            damaged[byte] ^= 1 << bit;
            // The top bit of an X25519 point is masked on use, but bound by the key schedule.
            assert!(open(&keys, &damaged).is_err(), "byte {byte}, bit {bit}");
        }
    }
}

#[test]
fn another_epochs_key_another_clinics_key_and_newer_formats_are_told_apart() {
    let pair = EpochKeyPair::generate(3);
    let mut sealed = seal(&pair.public_key(), 3, PlaintextKind::Webhook, b"hola")
        .expect("seals")
        .0;
    let later = keys(&EpochKeyPair::generate(4));
    assert_eq!(
        open(&later, &sealed),
        Err(OpenError::UnknownEpoch { epoch: 3 })
    );
    let foreign = keys(&EpochKeyPair::generate(3));
    assert_eq!(open(&foreign, &sealed), Err(OpenError::Damaged));
    sealed[0] = 2;
    assert_eq!(
        open(&keys(&pair), &sealed),
        Err(OpenError::NewerFormat { found: 2 })
    );
}

#[test]
fn an_epoch_key_reaches_the_device_it_was_wrapped_to_and_no_other() {
    let epoch = EpochKeyPair::generate(2);
    let (desk, other) = (DeviceKeyPair::generate(), DeviceKeyPair::generate());
    let wrapped = wrap_epoch_key(&desk.public_key(), &epoch).expect("wraps");
    let unwrapped = unwrap_epoch_key(&desk, &wrapped.0).expect("unwraps");
    assert_eq!(unwrapped.epoch(), 2);
    assert_eq!(unwrapped.public_key(), epoch.public_key());
    assert_eq!(unwrapped.private_bytes(), epoch.private_bytes());
    assert_eq!(
        unwrap_epoch_key(&other, &wrapped.0).unwrap_err(),
        OpenError::Damaged
    );
}

#[test]
fn a_wrap_is_no_envelope_and_an_envelope_no_wrap() {
    let epoch = EpochKeyPair::generate(1);
    let device = DeviceKeyPair::from_bytes((*epoch.private_bytes()).into());
    let wrapped = wrap_epoch_key(&device.public_key(), &epoch).expect("wraps");
    assert_eq!(open(&keys(&epoch), &wrapped.0), Err(OpenError::Damaged));
    let sealed = seal(&epoch.public_key(), 1, PlaintextKind::Note, &[0; 31]).expect("seals");
    assert_eq!(
        unwrap_epoch_key(&device, &sealed.0).unwrap_err(),
        OpenError::Damaged
    );
}

#[test]
fn debug_output_shows_neither_keys_nor_content() {
    let pair = EpochKeyPair::from_bytes(1, [0xab; 32].into());
    let sealed = seal(&pair.public_key(), 1, PlaintextKind::Note, b"maria").expect("seals");
    let opened = open(&keys(&pair), &sealed.0).expect("opens");
    let printed = format!("{pair:?} {opened:?} {sealed:?} {:?}", keys(&pair));
    for secret in ["maria", "171", "ab, ab", "abab"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let pair = EpochKeyPair::from_bytes(1, [7; 32].into());
        prop_assert!(open(&keys(&pair), &bytes).is_err());
        let shaped = [&header(1)[..], &bytes].concat();
        prop_assert!(open(&keys(&pair), &shaped).is_err());
    }
}
