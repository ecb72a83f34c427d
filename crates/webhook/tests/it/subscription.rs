//! The `hub.challenge` rule.

use recado_webhook::subscription::{LONGEST_CHALLENGE_BYTES, Question, Refused, answer};

const OURS: [&str; 2] = ["correct horse", "battery staple"];

fn question<'a>(mode: &'a str, token: &'a str, challenge: &'a str) -> Question<'a> {
    Question {
        mode: Some(mode),
        verify_token: Some(token),
        challenge: Some(challenge),
    }
}

#[test]
fn each_of_our_tokens_gets_its_challenge_back() {
    for token in OURS {
        let question = question("subscribe", token, "1158201444");
        assert_eq!(answer(question, &OURS), Ok("1158201444"));
    }
}

#[test]
fn everything_else_is_refused() {
    let long = "1".repeat(LONGEST_CHALLENGE_BYTES + 1);
    for (mode, token, challenge) in [
        ("subscribe", "correct hors", "1"),
        ("subscribe", "correct horse ", "1"),
        ("subscribe", "", "1"),
        ("unsubscribe", OURS[0], "1"),
        ("", OURS[0], "1"),
        ("subscribe", OURS[0], ""),
        ("subscribe", OURS[0], "<script>"),
        ("subscribe", OURS[0], &long),
    ] {
        assert_eq!(
            answer(question(mode, token, challenge), &OURS),
            Err(Refused)
        );
    }
    assert_eq!(answer(Question::default(), &OURS), Err(Refused));
    assert_eq!(
        answer(question("subscribe", "", "1"), &[] as &[&str]),
        Err(Refused)
    );
}
