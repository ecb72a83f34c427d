//! Folding, sentence and clause marks, quotations.

use super::*;

fn folded(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|token| token.folded).collect()
}

#[test]
fn case_accents_apostrophes_and_invisible_characters_fold_away() {
    for (text, expected) in [
        ("DON’T don't dont", vec!["dont", "dont", "dont"]),
        ("Mañana man\u{303}ana", vec!["manana", "manana"]),
        ("ΘΑΝΑΤΟΣ θάνατος", vec!["θανατοσ", "θανατοσ"]),
        ("wa\u{200b}nt \u{202e}to", vec!["want", "to"]),
        ("c*tting *bold* p1lls", vec!["c*tting", "bold", "p1lls"]),
        ("self-harm", vec!["self", "harm"]),
        ("ﬁne", vec!["fine"]),
    ] {
        assert_eq!(folded(text), expected, "{text}");
    }
}

#[test]
fn a_token_keeps_its_bytes_with_the_marks_that_follow() {
    let text = "é e\u{301}x 💊\u{fe0f}!";
    let spans: Vec<&str> = tokens(text)
        .iter()
        .map(|token| &text[token.span.start..token.span.end])
        .collect();
    assert_eq!(spans, ["é", "e\u{301}x", "💊\u{fe0f}"]);
}

#[test]
fn sentences_lines_and_clauses_are_counted() {
    let places: Vec<(usize, usize, usize)> = tokens("a, b. c 10.30\nd\n\ne! 😂")
        .iter()
        .map(|token| (token.sentence, token.line, token.clause))
        .collect();
    assert_eq!(
        places,
        [
            (0, 0, 0),
            (0, 0, 1),
            (1, 1, 2),
            (1, 1, 2),
            (1, 1, 2),
            (1, 2, 3),
            (2, 3, 4),
            (2, 3, 4)
        ]
    );
}

#[test]
fn quoted_words_know_their_quotation() {
    let quoted = |text: &str| -> Vec<String> {
        tokens(text)
            .into_iter()
            .filter(|token| token.quotation.is_some())
            .map(|token| token.folded)
            .collect()
    };
    assert_eq!(quoted("he says 'kill you' now"), ["kill", "you"]);
    assert_eq!(
        quoted("🎵 die tonight 🎵 in my head"),
        ["🎵", "die", "tonight", "🎵"]
    );
    assert_eq!(quoted("dice \"¡me muero!\" y ya"), ["me", "muero"]);
    assert!(quoted("\"all of it is quoted\"").is_empty());
    assert!(quoted("an unpaired \" mark and don't can't").is_empty());
}
