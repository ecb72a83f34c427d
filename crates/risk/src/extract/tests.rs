//! What an extract holds and what it leaves out, message by message.

use std::sync::LazyLock;

use super::*;

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(Extractor::starter);

fn message(direction: Direction, at_ms: i64, text: &str) -> DayMessage<'_> {
    DayMessage {
        direction,
        text,
        at_ms,
        flagged: &[],
    }
}

fn inbound(at_ms: i64, text: &str) -> DayMessage<'_> {
    message(Direction::Inbound, at_ms, text)
}

fn texts<'a>(messages: &[DayMessage<'a>], quotes: &[Quote]) -> Vec<&'a str> {
    let text = |quote: &Quote| &messages[quote.message].text[quote.span.start..quote.span.end];
    quotes.iter().map(text).collect()
}

#[test]
fn a_question_is_open_until_the_clinic_writes() {
    let asked = inbound(10, "Hola. ¿Puedo tomar ibuprofeno?");
    let answered = message(Direction::Outbound, 20, "Sí");
    let before = message(Direction::Outbound, 5, "Buenos días");
    let open = |messages: &[DayMessage<'_>]| {
        texts(messages, &EXTRACTOR.extract(messages).unanswered).len()
    };
    assert_eq!(open(&[asked]), 1);
    assert_eq!(open(&[asked, answered]), 0);
    assert_eq!(open(&[answered, asked]), 0, "the slice may be in any order");
    assert_eq!(open(&[before, asked]), 1);
}

#[test]
fn a_question_is_known_by_its_mark_or_its_first_word() {
    for text in [
        "and that too?",
        "when can I eat again",
        "puedo ducharme",
        "posso tomar banho",
        "πότε μπορώ να φάω",
        "Να το βγάλω;",
    ] {
        assert_eq!(
            EXTRACTOR.extract(&[inbound(0, text)]).unanswered.len(),
            1,
            "{text}"
        );
    }
    for text in [
        "I am fine",
        "how are you?",
        "hola, ¿qué tal?",
        "tudo bem?",
        "τι κάνετε;",
        "one; two",
        "?",
        "???",
    ] {
        assert_eq!(
            EXTRACTOR.extract(&[inbound(0, text)]).unanswered,
            [],
            "{text}"
        );
    }
}

#[test]
fn sentences_keep_their_marks_and_lose_the_space_around_them() {
    let messages = [inbound(
        0,
        "  I saw Dr. Ramos at 10.30.  Is 36.8 normal?! 🙂 \nCan I eat now ",
    )];
    let open = EXTRACTOR.extract(&messages).unanswered;
    assert_eq!(
        texts(&messages, &open),
        ["Is 36.8 normal?!", "Can I eat now"]
    );
}

#[test]
fn a_flagged_sentence_comes_before_any_other() {
    let calm = [
        "When is my appointment on Monday?",
        "I take 20 mg of fluoxetine since May.",
        "Can I move the appointment to Friday?",
        "I stopped taking the pills yesterday.",
        "Is the new dose of lithium 300 mg?",
    ];
    let flagged = [Span { start: 0, end: 4 }];
    let mut messages: Vec<DayMessage<'_>> = calm
        .iter()
        .zip(0..)
        .map(|(text, at)| inbound(at, text))
        .collect();
    messages.push(DayMessage {
        flagged: &flagged,
        ..inbound(9, "That thing about the bridge")
    });
    let key = EXTRACTOR.extract(&messages).key_sentences;
    assert_eq!(key.len(), 5);
    assert!(texts(&messages, &key).contains(&"That thing about the bridge"));
}

#[test]
fn what_is_said_twice_is_quoted_once() {
    let messages = [
        inbound(0, "I ran out of my pills"),
        inbound(1, "I ran out of my pills"),
    ];
    assert_eq!(EXTRACTOR.extract(&messages).key_sentences.len(), 1);
}

#[test]
fn an_empty_day_has_an_empty_extract() {
    assert_eq!(EXTRACTOR.extract(&[]), Extract::default());
    let only_clinic = [message(
        Direction::Outbound,
        0,
        "Can you come on Monday at 10:30?",
    )];
    assert_eq!(EXTRACTOR.extract(&only_clinic), Extract::default());
}

#[test]
fn themes_count_messages_not_words() {
    let messages = [
        inbound(0, "pain, pain and more pain. The pain stays"),
        inbound(1, "my mother has pain"),
    ];
    let themes = EXTRACTOR.extract(&messages).themes;
    assert_eq!(
        themes[0],
        ThemeCount {
            theme: Theme::Pain,
            messages: 2
        }
    );
    assert!(themes.contains(&ThemeCount {
        theme: Theme::Family,
        messages: 1
    }));
}
