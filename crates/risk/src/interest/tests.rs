//! The reading of single lines: which words, which rule, what takes a wish back.

use super::{Intent, InterestReader, Urgency};

#[test]
fn every_list_compiles() {
    assert_eq!(InterestReader::starter().faults(), []);
}

#[test]
fn a_reading_names_its_words_and_rules() {
    let text = "Hola 🙂, ¿me pueden dar cita para hoy? ¿Cuánto cuesta?";
    let reading = InterestReader::starter().read(text);
    let words = |start: usize, end: usize| &text[start..end];
    let said: Vec<_> = reading
        .intents
        .iter()
        .map(|sign| (sign.what, words(sign.span.start, sign.span.end)))
        .collect();
    assert_eq!(
        said,
        [
            (Intent::Appointment, "me pueden dar cita"),
            (Intent::Price, "Cuánto cuesta")
        ]
    );
    let urgency = reading.urgency.unwrap();
    assert_eq!(urgency.what, Urgency::Today);
    assert_eq!(words(urgency.span.start, urgency.span.end), "para hoy");
    assert_eq!(urgency.rule, "es.today.2");
}

#[test]
fn a_time_without_a_wish_to_come_is_no_urgency() {
    let reader = InterestReader::starter();
    for text in [
        "hoy llueve mucho",
        "¿cuánto cuesta? hoy es mi cumpleaños",
        "urgent",
        "φοβάμαι απόψε",
        "quiero una cita, porque hoy no puedo más",
        "I want an appointment because tonight I can't sleep",
    ] {
        assert_eq!(reader.read(text).urgency, None, "{text}");
    }
}

#[test]
fn what_is_taken_back_is_no_wish() {
    let reader = InterestReader::starter();
    for text in [
        "ya no quiero cita para mañana",
        "I no longer need an appointment today",
        "já não preciso da consulta",
        "δεν θέλω πια ραντεβού",
    ] {
        let reading = reader.read(text);
        assert!(reading.withdrawn.is_some(), "{text}");
        assert!(!reading.wants_to_come(), "{text}");
    }
}

#[test]
fn an_appointment_that_was_or_is_anothers_is_no_wish() {
    let reader = InterestReader::starter();
    for text in [
        "ayer tuve cita con ustedes",
        "mi amiga tiene cita hoy",
        "confirmo la cita de mañana",
        "my sister has an appointment today",
        "a minha consulta é hoje às 5?",
        "χθες είχα ραντεβού",
    ] {
        assert!(!reader.read(text).wants_to_come(), "{text}");
    }
}
