//! Templates that Meta would refuse for their form are found before it is asked.

use recado_graph::limits::templates::{content, draft};
use recado_graph::limits::{LimitError, Part};
use recado_graph::templates::change::TemplateDraft;
use recado_graph::templates::definition::{
    ParameterFormat, TemplateButton, TemplateCard, TemplateContent, TemplateHeader, TemplateText,
};

fn text(text: &str) -> TemplateText {
    TemplateText {
        text: text.to_owned(),
        examples: Vec::new(),
    }
}

fn body(words: &str) -> TemplateContent {
    TemplateContent {
        body: Some(text(words)),
        ..TemplateContent::default()
    }
}

fn named(name: &str) -> TemplateDraft {
    TemplateDraft {
        name: name.to_owned(),
        language: "el".to_owned(),
        category: "UTILITY".to_owned(),
        parameter_format: ParameterFormat::Positional,
        content: body("Γεια σας {{1}}!"),
    }
}

#[test]
fn a_name_has_small_letters_digits_and_lines() {
    assert_eq!(draft(&named("visit_2")), Ok(()));
    assert_eq!(draft(&named(&"n".repeat(512))), Ok(()));
    assert!(draft(&named(&"n".repeat(513))).is_err());
    let part = Part::Name;
    for name in ["Visit", "visita_médica", "visit 2", "visit-2"] {
        assert_eq!(draft(&named(name)), Err(LimitError::Letters { part }));
    }
    assert_eq!(draft(&named("")), Err(LimitError::Empty { part }));
}

#[test]
fn texts_are_short_and_no_variable_is_at_an_edge() {
    assert_eq!(content(&body(&"b".repeat(1024))), Ok(()));
    assert!(content(&body(&"b".repeat(1025))).is_err());
    for edge in [
        "{{1}}, hello",
        "Hello {{name}}",
        " {{1}} hello",
        "Hello {{1}}\n",
    ] {
        assert_eq!(
            content(&body(edge)),
            Err(LimitError::VariableAtEdge),
            "{edge}"
        );
    }
    let part = Part::Text;
    let nothing = TemplateContent::default();
    assert_eq!(content(&nothing), Err(LimitError::Empty { part }));

    let with_header = |words: &str| TemplateContent {
        header: Some(TemplateHeader::Text(text(words))),
        ..body("Hello")
    };
    assert_eq!(content(&with_header("{{1}}, welcome")), Ok(()));
    assert!(content(&with_header("{{1}} and {{2}}")).is_err());
    assert!(content(&with_header(&"h".repeat(61))).is_err());
    let long_footer = TemplateContent {
        footer: Some("f".repeat(61)),
        ..body("Hello")
    };
    assert!(content(&long_footer).is_err());
}

fn reply(words: &str) -> TemplateButton {
    TemplateButton::QuickReply {
        text: words.to_owned(),
    }
}

fn url(address: &str) -> TemplateButton {
    TemplateButton::Url {
        text: "Map".to_owned(),
        url: address.to_owned(),
        example: None,
    }
}

#[test]
fn buttons_are_few_of_each_kind_and_answers_stand_together() {
    let with = |buttons: Vec<TemplateButton>| {
        content(&TemplateContent {
            buttons,
            ..body("Hello")
        })
    };
    let map = || url("https://clinic.example/{{1}}");
    let phone = || TemplateButton::Phone {
        text: "Call".to_owned(),
        phone_number: "+442079460958".to_owned(),
    };
    let code = |code: &str| TemplateButton::CopyCode {
        example: Some(code.to_owned()),
    };
    assert_eq!(with(vec![reply("Yes"); 10]), Ok(()));
    assert!(with(vec![reply("Yes"); 11]).is_err());
    let mixed = vec![
        reply("Yes"),
        reply("No"),
        map(),
        map(),
        phone(),
        code("SPRING26"),
    ];
    assert_eq!(with(mixed), Ok(()));
    for refused in [
        vec![map(), map(), map()],
        vec![phone(), phone()],
        vec![code("A"), code("B")],
        vec![code(&"c".repeat(16))],
        vec![code("")],
        vec![reply(&"t".repeat(26))],
        vec![url("https://clinic.example/{{1}}/{{2}}")],
        vec![url(&"u".repeat(2001))],
    ] {
        assert!(with(refused).is_err());
    }
    let apart = vec![reply("Yes"), map(), reply("No")];
    assert_eq!(with(apart), Err(LimitError::Apart));
}

#[test]
fn a_carousel_has_two_to_ten_cards() {
    let with = |count: usize, card: TemplateCard| {
        content(&TemplateContent {
            cards: vec![card; count],
            ..body("Hello")
        })
    };
    let part = Part::Cards;
    for count in [0, 2, 10] {
        assert_eq!(with(count, TemplateCard::default()), Ok(()));
    }
    let few = LimitError::TooFew {
        part,
        count: 1,
        least: 2,
    };
    assert_eq!(with(1, TemplateCard::default()), Err(few));
    assert!(with(11, TemplateCard::default()).is_err());
    let wordy = TemplateCard {
        body: Some(text("Hello {{1}}")),
        ..TemplateCard::default()
    };
    assert_eq!(with(2, wordy), Err(LimitError::VariableAtEdge));
}
