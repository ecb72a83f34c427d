//! Filling, and what is refused.

use super::*;

/// 2026-11-20 23:30 in Lisbon.
const LATE: UnixMs = UnixMs(1_795_217_400_000);

fn filled(text: &str, name: &str, language: Option<&str>) -> Filled {
    let zone = TimeZone::get("Europe/Lisbon").unwrap();
    fill(
        text,
        &Facts {
            name,
            clinic: "Clínica Alameda",
            my_name: "Ana Reis",
            now: LATE,
            zone: &zone,
            language,
        },
    )
}

#[test]
fn every_variable_is_filled_however_it_is_spaced_or_cased() {
    let all = filled(
        "Olá {{first_name}} ({{ Name }}), {{clinic}}, {{MY_NAME}}: {{today}}, {{tomorrow}}.",
        "Maria Lopes",
        Some("pt"),
    );
    assert_eq!(
        all.text,
        "Olá Maria (Maria Lopes), Clínica Alameda, Ana Reis: 20 de novembro, 21 de novembro."
    );
    assert!(all.unfilled.is_empty());
}

#[test]
fn what_is_not_known_stays_to_be_seen() {
    let nameless = filled("Olá {{ first_name }}, {{price}}!", "  ", None);
    assert_eq!(nameless.text, "Olá {{ first_name }}, {{price}}!");
    assert_eq!(
        nameless.unfilled.into_iter().collect::<Vec<_>>(),
        ["first_name", "price"]
    );
}

#[test]
fn dates_are_written_as_in_the_language_of_the_text() {
    for (language, expected) in [
        (Some("en"), "20 November"),
        (Some("es"), "20 de noviembre"),
        (Some("pt_BR"), "20 de novembro"),
        (Some("el"), "20 Νοεμβρίου"),
        (Some("fr"), "20/11/2026"),
        (None, "20/11/2026"),
    ] {
        assert_eq!(filled("{{today}}", "Maria", language).text, expected);
    }
}

#[test]
fn a_value_is_never_read_as_a_variable_again() {
    assert_eq!(filled("{{name}}", "{{clinic}}", None).text, "{{clinic}}");
}

#[test]
fn open_braces_are_words_and_unknown_names_are_told() {
    assert_eq!(filled("a {{ b", "Maria", None).text, "a {{ b");
    assert_eq!(filled("{{}}", "Maria", None).text, "{{}}");
    let names: Vec<_> = unknown("{{clinic}} {{prise}} {{first name}}")
        .into_iter()
        .collect();
    assert_eq!(names, ["first name", "prise"]);
}

#[test]
fn a_shortcut_is_one_word() {
    assert_eq!(shortcut(" /Horário ").as_deref(), Some("horário"));
    for wrong in ["", "/", "two words", "a/b", &"x".repeat(33)] {
        assert_eq!(shortcut(wrong), None, "{wrong}");
    }
}
