//! A template's words, there and back.

use super::*;

/// A carousel that is edited keeps the examples of its cards' links: Meta reviews them again.
#[test]
fn examples_of_every_link_come_back_as_they_went() {
    let link = |example: &str| meta::TemplateButton::Url {
        text: "Ver".into(),
        url: "https://alameda.example/{{1}}".into(),
        example: Some(format!("https://alameda.example/{example}")),
    };
    let definition = TemplateDefinition {
        id: "1".into(),
        name: "salas".into(),
        language: "es".into(),
        status: "APPROVED".into(),
        category: "MARKETING".into(),
        quality: None,
        rejected_reason: None,
        parameter_format: ParameterFormat::Positional,
        content: TemplateContent {
            body: Some(meta::TemplateText {
                text: "Nuestras salas".into(),
                examples: Vec::new(),
            }),
            buttons: vec![link("todas")],
            cards: vec![meta::TemplateCard {
                header: None,
                body: None,
                buttons: vec![link("norte")],
            }],
            ..TemplateContent::default()
        },
    };
    let draft = to_draft(&definition);
    assert_eq!(draft.examples["button0.1"], "todas");
    assert_eq!(draft.examples["card0.button0.1"], "norte");
    let (_, content) = to_meta(&draft, |_| None).unwrap();
    assert_eq!(content.buttons, definition.content.buttons);
    assert_eq!(
        content.cards[0].buttons,
        definition.content.cards[0].buttons
    );
}
