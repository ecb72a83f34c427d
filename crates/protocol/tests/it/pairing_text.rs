//! The pairing text as people type, paste and break it.

use proptest::prelude::*;
use recado_protocol::pairing_text::{InvalidPairingText, PairingCode, PairingText};

const CANONICAL: &str = "RCD1-7QK4-M9TX-0HVE-22WP";

#[test]
fn a_code_is_read_however_it_is_typed() {
    for typed in [
        CANONICAL,
        "rcd1-7qk4-m9tx-0hve-22wp",
        "RCD17QK4M9TX0HVE22WP",
        " RCD1 7QK4 M9TX 0HVE 22WP ",
        "rcdl-7qk4-m9tx-ohve-22wp",
        "RCD1–7QK4–M9TX–0HVE–22WP",
        "7QK4-M9TX-0HVE-22WP",
    ] {
        let code = PairingCode::parse(typed).expect(typed);
        assert_eq!(code.as_str(), CANONICAL, "{typed}");
    }
}

#[test]
fn what_is_no_code_says_why() {
    let cases = [
        (
            "RCD1-7QK4-M9TX-0HVE-22W",
            InvalidPairingText::CodeLength { found: 15 },
        ),
        (
            "RCD1-7QK4-M9TX-0HVE-22WPP",
            InvalidPairingText::CodeLength { found: 17 },
        ),
        (
            "RCD1-7QK4-M9TX-0HVE-22W!",
            InvalidPairingText::CodeCharacter,
        ),
        (
            "RCD1-7QK4-M9TX-0HVE-22WU",
            InvalidPairingText::CodeCharacter,
        ),
        (
            "RCD1-7QK4-M9TX-0HVE-22Wπ",
            InvalidPairingText::CodeCharacter,
        ),
        ("RCD2-7QK4-M9TX-0HVE-22WP", InvalidPairingText::CodeNewer),
        ("", InvalidPairingText::CodeMissing),
    ];
    for (typed, expected) in cases {
        assert_eq!(PairingCode::parse(typed), Err(expected), "{typed}");
    }
}

#[test]
fn a_whole_text_gives_address_and_code() {
    let cases = [
        (
            "https://relay.example/#RCD1-7QK4-M9TX-0HVE-22WP",
            "https://relay.example",
        ),
        (
            "  HTTPS://Relay.Example#rcd17qk4m9tx0hve22wp\n",
            "https://relay.example",
        ),
        (
            "https://relay.example:8443/recado/#RCD1-7QK4-M9TX-0HVE-22WP",
            "https://relay.example:8443/recado",
        ),
        (
            "http://127.0.0.1:8080/#RCD1-7QK4-M9TX-0HVE-22WP",
            "http://127.0.0.1:8080",
        ),
        (
            "http://[::1]:8080/#RCD1-7QK4-M9TX-0HVE-22WP",
            "http://[::1]:8080",
        ),
        (
            "http://localhost/#RCD1-7QK4-M9TX-0HVE-22WP",
            "http://localhost",
        ),
    ];
    for (typed, url) in cases {
        let text = PairingText::parse(typed).expect(typed);
        assert_eq!(
            (text.relay_url.as_str(), text.code.as_str()),
            (url, CANONICAL),
            "{typed}"
        );
        assert_eq!(PairingText::parse(&text.to_text()), Ok(text));
    }
}

#[test]
fn what_is_no_whole_text_says_why() {
    let cases = [
        ("", InvalidPairingText::Empty),
        ("   ", InvalidPairingText::Empty),
        (CANONICAL, InvalidPairingText::RelayMissing),
        (
            "#RCD1-7QK4-M9TX-0HVE-22WP",
            InvalidPairingText::RelayMissing,
        ),
        ("https://relay.example/", InvalidPairingText::CodeMissing),
        ("https://relay.example/#", InvalidPairingText::CodeMissing),
        (
            "http://relay.example/#RCD1-7QK4-M9TX-0HVE-22WP",
            InvalidPairingText::RelayUnusable,
        ),
        (
            "http://127.0.0.1.example/#RCD1-7QK4-M9TX-0HVE-22WP",
            InvalidPairingText::RelayUnusable,
        ),
        (
            "https://maria@relay.example/#RCD1-7QK4-M9TX-0HVE-22WP",
            InvalidPairingText::RelayUnusable,
        ),
        (
            "ftp://relay.example/#RCD1-7QK4-M9TX-0HVE-22WP",
            InvalidPairingText::RelayUnusable,
        ),
        (
            "https:///#RCD1-7QK4-M9TX-0HVE-22WP",
            InvalidPairingText::RelayUnusable,
        ),
        (
            "relay.example/#RCD1-7QK4-M9TX-0HVE-22WP",
            InvalidPairingText::RelayUnusable,
        ),
    ];
    for (typed, expected) in cases {
        assert_eq!(PairingText::parse(typed), Err(expected), "{typed}");
    }
}

#[test]
fn a_bare_code_is_enough_when_the_address_is_given_apart() {
    let text = PairingText::from_parts("https://relay.example/", "rcd1 7qk4 m9tx 0hve 22wp")
        .expect("both parts");
    assert_eq!(
        text.to_text(),
        "https://relay.example/#RCD1-7QK4-M9TX-0HVE-22WP"
    );
    let pasted = PairingText::from_parts("", &text.to_text()).expect("a whole text as the code");
    assert_eq!(pasted, text);
}

#[test]
fn debug_output_does_not_print_the_code() {
    let text = PairingText::from_parts("https://relay.example", CANONICAL).expect("both parts");
    assert!(!format!("{text:?}").contains("7QK4"));
}

proptest! {
    #[test]
    fn every_random_code_is_read_back(random in any::<[u8; 10]>()) {
        let code = PairingCode::from_bytes(random);
        prop_assert_eq!(PairingCode::parse(code.as_str()), Ok(code.clone()));
        prop_assert_eq!(PairingCode::parse(&code.as_str().to_lowercase().replace('-', " ")), Ok(code));
    }

    #[test]
    fn no_typed_text_panics(typed in "\\PC{0,60}") {
        let _ = PairingText::parse(&typed);
        let _ = PairingText::from_parts(&typed, &typed);
    }
}
