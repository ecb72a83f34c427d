//! Codes of the vendor, and a vendor that says nothing.

use super::*;

fn phone(number: &str) -> Phone {
    Phone::from_e164(number).unwrap()
}

#[test]
fn a_refusal_says_what_to_do() {
    let of = |status, code| refused(StatusCode::from_u16(status).unwrap(), code);
    assert_eq!(of(401, 20003), RingError::KeyRefused);
    assert_eq!(of(404, 20404), RingError::KeyRefused);
    assert_eq!(of(400, 21211), RingError::ToRefused);
    assert_eq!(of(400, 21219), RingError::ToRefused);
    assert_eq!(of(400, 21212), RingError::FromRefused);
    assert_eq!(of(429, 20429), RingError::Busy);
    assert_eq!(of(503, 0), RingError::Busy);
    assert_eq!(of(400, 21205), RingError::Refused);
}

#[test]
fn the_vendor_is_told_two_numbers() {
    assert_eq!(
        connect(&phone("+34960000000"), &phone("+351912000412")),
        "<Response><Dial callerId=\"+34960000000\" timeout=\"30\"><Number>+351912000412</Number></Dial></Response>"
    );
}

/// A vendor that takes the connection and never answers is waited for so long and no longer.
#[tokio::test]
async fn silence_ends_and_nobody_is_not_silence() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let at = |port: u16| Twilio {
        base: format!("http://127.0.0.1:{port}").parse().unwrap(),
        account: "AC1".into(),
        token: "t".to_owned().into(),
        from: phone("+34960000000"),
        longest: Duration::from_millis(200),
    };
    let http = crate::http::client().unwrap();
    let port = listener.local_addr().unwrap().port();
    let (own, to) = (phone("+34600000001"), phone("+351912000412"));
    let silent = at(port).ring(&http, &own, &to).await;
    assert_eq!(silent, Err(RingError::TimedOut));
    drop(listener);
    let gone = at(port).ring(&http, &own, &to).await;
    assert_eq!(gone, Err(RingError::Unreachable));
}
