//! Unknown fields are ignored, a newer major is refused before anything else is read.

use recado_protocol::envelope::{Acknowledge, Cursor};
use recado_protocol::version::{DecodeError, decode};

#[test]
fn unknown_fields_are_ignored() {
    let read: Acknowledge =
        decode(br#"{"version":1,"cursor":7,"fromLater":true}"#).expect("a body");
    assert_eq!(read.cursor, Cursor(7));
}

#[test]
fn a_newer_major_is_refused_even_when_its_body_has_another_shape() {
    let error = decode::<Acknowledge>(br#"{"version":2,"places":[7]}"#).expect_err("newer");
    assert!(matches!(error, DecodeError::Newer { found: 2 }));
}

#[test]
fn what_is_no_body_is_malformed_and_is_not_repeated_in_the_error() {
    for body in [
        &b""[..],
        b"[]",
        b"{}",
        br#"{"version":"maria","cursor":7}"#,
        b"{\"version\":1}",
    ] {
        let error = decode::<Acknowledge>(body).expect_err("malformed");
        assert!(matches!(error, DecodeError::Malformed { .. }));
        assert!(!error.to_string().contains("maria"));
    }
}
