//! Filling and checking templates.

use super::check::check;
use super::draft::{
    ButtonDraft, CardDraft, HeaderDraft, TemplateCategory, TemplateDraft, TemplateFault,
};
use super::fill::{FilledMedia, Filling};
use super::*;
use crate::id::MediaId;
use crate::part::Place;

fn reminder() -> Template {
    Template {
        name: "appointment_reminder".into(),
        language: "es".into(),
        category: "UTILITY".into(),
        is_approved: true,
        header: Some(TemplateText {
            text: "Hola {{1}}".into(),
            examples: BTreeMap::new(),
        }),
        body: TemplateText {
            text: "Su cita es el {{day}} a las {{ hour }}.".into(),
            examples: BTreeMap::from([("day".into(), "jueves".into())]),
        },
        footer: Some("Clínica Alameda".into()),
        buttons: vec![TemplateButton {
            label: "Ver".into(),
            url: Some("https://alameda.example/{{1}}".into()),
            ..TemplateButton::default()
        }],
        ..Template::default()
    }
}

fn values(pairs: &[(&str, &str)]) -> Filling {
    let values = pairs
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect();
    Filling {
        values,
        ..Filling::default()
    }
}

#[test]
fn variables_are_listed_in_order_with_their_examples() {
    let keys: Vec<_> = reminder().variables();
    assert_eq!(keys[0], ("header.1".into(), None));
    assert_eq!(keys[1], ("day".into(), Some("jueves".into())));
    assert_eq!(keys[2].0, "hour");
    assert_eq!(keys[3].0, "button0.1");
}

#[test]
fn a_filled_template_shows_what_the_patient_reads() {
    let filled = reminder()
        .fill(&values(&[
            ("header.1", "Rosa"),
            ("day", "jueves"),
            ("hour", "9:00"),
            ("button0.1", "c7"),
        ]))
        .unwrap();
    assert_eq!(
        filled.shown,
        "Hola Rosa\nSu cita es el jueves a las 9:00.\nClínica Alameda"
    );
    assert_eq!(filled.header[0].parameter_name(), None);
    assert_eq!(filled.body[0].parameter_name(), Some("day"));
}

#[test]
fn nothing_unfilled_or_refused_can_leave() {
    let mut given = values(&[("header.1", "Rosa"), ("day", "jueves"), ("button0.1", "c7")]);
    assert_eq!(
        reminder().fill(&given),
        Err(TemplateError::MissingValue("hour".into()))
    );
    for bad in ["9:00\nlunes", "{{x}}", "a     b"] {
        given.values.insert("hour".into(), bad.into());
        assert_eq!(
            reminder().fill(&given),
            Err(TemplateError::RefusedValue("hour".into()))
        );
    }
    let paused = Template {
        is_approved: false,
        ..reminder()
    };
    assert_eq!(paused.fill(&given), Err(TemplateError::NotOffered));
}

fn given(kind: MediaKind) -> FilledMedia {
    FilledMedia {
        id: MediaId::generate(),
        kind,
        name: None,
    }
}

/// CASES 22: a header's file, a code and the cards of a carousel are asked for and have to be there.
#[test]
fn files_places_codes_and_cards_have_to_be_given() {
    let card = TemplateCard {
        media: MediaKind::Image,
        body: TemplateText {
            text: "Sala {{1}} lista".into(),
            ..TemplateText::default()
        },
        buttons: vec![TemplateButton {
            label: "Reservar".into(),
            ..TemplateButton::default()
        }],
    };
    let template = Template {
        header: None,
        header_media: Some(MediaKind::Document),
        wants_place: true,
        body: TemplateText {
            text: "Su código".into(),
            ..TemplateText::default()
        },
        buttons: vec![TemplateButton {
            label: "Copiar".into(),
            kind: ButtonKind::CopyCode("AB12".into()),
            ..TemplateButton::default()
        }],
        cards: vec![card.clone(), card],
        ..reminder()
    };
    let keys: Vec<_> = template.variables().into_iter().map(|(k, _)| k).collect();
    assert_eq!(keys, ["button0.code", "card0.1", "card1.1"]);
    let mut filling = values(&[
        ("button0.code", "C7"),
        ("card0.1", "uno"),
        ("card1.1", "dos"),
    ]);
    assert_eq!(template.fill(&filling), Err(TemplateError::WrongMedia));
    filling.media = [MediaKind::Image, MediaKind::Image, MediaKind::Image]
        .map(given)
        .into();
    assert_eq!(template.fill(&filling), Err(TemplateError::WrongMedia));
    filling.media[0].kind = MediaKind::Document;
    assert_eq!(template.fill(&filling), Err(TemplateError::MissingPlace));
    filling.place = Some(Place {
        latitude_e7: 387_167_000,
        longitude_e7: -91_399_000,
        name: None,
        address: None,
    });
    let filled = template.fill(&filling).unwrap();
    assert_eq!(filled.codes[&0], "C7");
    assert_eq!(filled.cards[1].body[0].value, "dos");
    assert_eq!(filled.cards[0].quick_replies, [0]);
    assert_eq!(template.shown(&filled).cards[0].body, "Sala uno lista");
}

/// Rows written before files and cards were known are still read.
#[test]
fn older_templates_are_still_read() {
    let old = r#"{"name":"a","language":"es","category":"UTILITY","is_approved":true,"header":null,
        "body":{"text":"Hola","examples":{}},"footer":null,"buttons":[{"label":"Ver","url":null}],"needs_more":false}"#;
    assert!(serde_json::from_str::<Template>(old).unwrap().is_offered());
    let old = r#"{"name":"a","language":"es","header":[],"body":[],"buttons":{},"shown":"Hola"}"#;
    assert!(serde_json::from_str::<fill::FilledTemplate>(old).is_ok());
}

fn draft() -> TemplateDraft {
    TemplateDraft {
        name: "appointment_reminder".into(),
        language: "es".into(),
        category: TemplateCategory::Utility,
        header: HeaderDraft::None,
        body: "Su cita es el {{1}} a las {{2}} horas.".into(),
        footer: String::new(),
        examples: BTreeMap::from([("1".into(), "jueves".into()), ("2".into(), "9:00".into())]),
        buttons: Vec::new(),
        cards: Vec::new(),
    }
}

fn faults(draft: &TemplateDraft) -> Vec<(String, TemplateFault)> {
    let problems = check(draft, false, true);
    problems
        .into_iter()
        .map(|it| (it.field, it.problem))
        .collect()
}

#[test]
fn a_good_draft_has_nothing_wrong() {
    assert_eq!(faults(&draft()), []);
}

#[test]
fn every_fault_of_words_is_named_where_it_is() {
    use TemplateFault::{ExampleMissing, Form, Missing, NameTaken, TooLong, TooManyVariables};
    use TemplateFault::{VariableAtEdge, VariableMix, VariableOrder};
    let body = |text: &str| TemplateDraft {
        body: text.into(),
        examples: BTreeMap::new(),
        ..draft()
    };
    let has = |draft: &TemplateDraft, field: &str, fault| {
        assert!(
            faults(draft).contains(&(field.into(), fault)),
            "{field} {fault:?}"
        );
    };
    has(&body(""), "body", Missing);
    has(&body(&"a".repeat(1_025)), "body", TooLong);
    assert_eq!(faults(&body(&"a".repeat(1_024))), []);
    has(&body("{{1}} es su cita"), "body", VariableAtEdge);
    has(
        &body("Hola {{1}} y {{3}} adiós a todos"),
        "body",
        VariableOrder,
    );
    has(
        &body("Hola {{1}} y {{day}} adiós a todos"),
        "body",
        VariableMix,
    );
    has(&body("Hola {{Day}} a todos"), "body", Form);
    has(&body("a {{1}} {{2}} b"), "example.1", ExampleMissing);
    has(&body("{{1}}{{2}} b"), "body", TooManyVariables);
    has(
        &TemplateDraft {
            name: "Cita 1".into(),
            ..draft()
        },
        "name",
        Form,
    );
    has(
        &TemplateDraft {
            footer: "a".repeat(61),
            ..draft()
        },
        "footer",
        TooLong,
    );
    has(
        &TemplateDraft {
            footer: "{{1}}".into(),
            ..draft()
        },
        "footer",
        TooManyVariables,
    );
    let taken = check(&draft(), true, true);
    assert_eq!(taken[0].problem, NameTaken);
}

#[test]
fn every_fault_of_buttons_and_cards_is_named_where_it_is() {
    let reply = || ButtonDraft::QuickReply {
        label: "Sí".into()
    };
    let link = |url: &str| ButtonDraft::Url {
        label: "Ver".into(),
        url: url.into(),
    };
    let with = |buttons: Vec<ButtonDraft>| TemplateDraft { buttons, ..draft() };
    assert_eq!(
        faults(&with(vec![reply(), reply(), link("https://a.example/x")])),
        []
    );
    let has = |draft: &TemplateDraft, field: &str, fault| {
        assert!(
            faults(draft).contains(&(field.into(), fault)),
            "{field} {fault:?}"
        );
    };
    has(
        &with(vec![reply(), link("https://a.example"), reply()]),
        "buttons",
        TemplateFault::QuickRepliesApart,
    );
    has(
        &with(vec![link("ftp://a.example")]),
        "button0",
        TemplateFault::Form,
    );
    has(
        &with(vec![link("https://{{1}}.example/x")]),
        "button0",
        TemplateFault::Form,
    );
    has(
        &with((0..3).map(|_| link("https://a.example")).collect()),
        "buttons",
        TemplateFault::TooMany,
    );
    has(
        &with((0..11).map(|_| reply()).collect()),
        "buttons",
        TemplateFault::TooMany,
    );
    let number = ButtonDraft::Phone {
        label: "Llamar".into(),
        number: "12".into(),
    };
    has(&with(vec![number]), "button0", TemplateFault::Form);
    let code = ButtonDraft::CopyCode {
        example: "A".repeat(16),
    };
    has(&with(vec![code]), "button0", TemplateFault::TooLong);

    let card = || CardDraft {
        header: HeaderDraft::Image {
            example: Some(MediaId::generate()),
        },
        body: "Una sala".into(),
        buttons: vec![reply()],
    };
    let carousel = |cards: Vec<CardDraft>| TemplateDraft { cards, ..draft() };
    assert_eq!(faults(&carousel(vec![card(), card()])), []);
    has(&carousel(vec![card()]), "cards", TemplateFault::TooMany);
    let other = CardDraft {
        buttons: Vec::new(),
        ..card()
    };
    has(&carousel(vec![card(), other]), "card1", TemplateFault::Form);
    let bare = CardDraft {
        header: HeaderDraft::Image { example: None },
        ..card()
    };
    has(
        &carousel(vec![bare, card()]),
        "card0",
        TemplateFault::ExampleMissing,
    );
}
