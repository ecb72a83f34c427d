//! What is underlined, and what is not believed.

use super::*;

fn said(text: &str) -> Segment {
    Segment {
        text: text.to_owned(),
        ..Segment::default()
    }
}

fn with_words(words: &[(&str, f32)]) -> Segment {
    let texts: Vec<&str> = words.iter().map(|(text, _)| *text).collect();
    Segment {
        words: words
            .iter()
            .map(|(text, probability)| Word {
                text: format!(" {text}"),
                probability: Some(*probability),
            })
            .collect(),
        ..said(&texts.join(" "))
    }
}

fn unsure(heard: &Heard) -> Vec<&str> {
    heard
        .unsure
        .iter()
        .map(|it| &heard.text[it.clone()])
        .collect()
}

#[test]
fn a_weak_word_is_underlined_and_the_rest_is_believed() {
    let heard = heard(&[
        with_words(&[("não", 0.95), ("consigo", 0.3), ("dormir.", 0.9)]),
        with_words(&[("Obrigada", 0.99)]),
    ]);
    assert_eq!(heard.text, "não consigo dormir. Obrigada");
    assert_eq!(unsure(&heard), ["consigo"]);
    assert!(!heard.is_uncertain());
    assert!(!heard.is_unsure_at(&(0..12)));
    assert!((heard.confidence.unwrap() - 0.785).abs() < 0.001);
}

#[test]
fn whispers_own_limits_make_a_segment_uncertain() {
    let weak = Segment {
        log_probability: Some(-1.01),
        ..said("quero morrer")
    };
    let silence = Segment {
        no_speech: Some(0.61),
        ..said("obrigado por assistir")
    };
    let good = Segment {
        log_probability: Some(-1.0),
        no_speech: Some(0.6),
        ..said("até amanhã")
    };
    let heard = heard(&[good, weak, silence]);
    assert_eq!(unsure(&heard), ["quero morrer", "obrigado por assistir"]);
    assert!(heard.is_uncertain());
    let place = heard.text.find("morrer").unwrap();
    assert!(heard.is_unsure_at(&(place..place + 6)));
    assert!(!heard.is_unsure_at(&(0..4)));
}

#[test]
fn words_in_circles_are_not_believed() {
    for text in [
        "Thank you for watching. Thank you for watching. Thank you for watching!",
        "sim sim sim sim sim sim",
        "ευχαριστώ πολύ ευχαριστώ πολύ ευχαριστώ πολύ",
    ] {
        let heard = heard(&[said(text)]);
        assert!(heard.is_uncertain(), "{text}");
        assert_eq!(unsure(&heard), [text]);
    }
    for text in [
        "no, no, no, no, no quiero",
        "muito obrigada, muito obrigada por tudo",
        "às três, às quatro e às cinco",
    ] {
        assert!(!heard(&[said(text)]).is_uncertain(), "{text}");
    }
}

#[test]
fn a_circle_is_found_across_segments_and_only_there() {
    let repeated = said("See you next time.");
    let heard = heard(&[
        said("Posso ir na terça de manhã, se ainda houver lugar para mim?"),
        repeated.clone(),
        repeated.clone(),
        repeated,
    ]);
    assert_eq!(
        unsure(&heard),
        ["See you next time. See you next time. See you next time."]
    );
}

#[test]
fn nothing_heard_is_uncertain() {
    assert!(heard(&[]).is_uncertain());
    assert!(heard(&[said("  ")]).is_uncertain());
    let bare = heard(&[said("olá")]);
    assert_eq!((bare.confidence, bare.is_uncertain()), (None, false));
    let by_segment = heard(&[Segment {
        log_probability: Some(-0.1),
        ..said("olá")
    }]);
    assert!((by_segment.confidence.unwrap() - 0.905).abs() < 0.001);
}

/// However sure of it: unclear speech comes back as music.
#[test]
fn what_only_says_what_was_heard_is_not_believed() {
    for described in [
        "[Music]",
        "(risas)",
        "*suspiro*",
        "♪",
        "♫ ♪ ",
        "[Music] [Applause]",
        "(risas) (aplausos).",
        "♪ la la la ♪",
        "...",
    ] {
        let sure = Segment {
            log_probability: Some(-0.07),
            no_speech: Some(0.01),
            ..said(described)
        };
        assert!(heard(&[sure]).is_uncertain(), "{described}");
    }
    for spoken in ["[Music] hola doctora", "(no) puedo (más)", "uno *dos* tres"] {
        assert!(!heard(&[said(spoken)]).is_uncertain(), "{spoken}");
    }
}
