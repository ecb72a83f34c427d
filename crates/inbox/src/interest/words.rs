//! From what the reader found to what the rule counts and the window quotes.

use recado_domain::interest::{Asked, Intent, Urgency};
use recado_risk::{Interest, Span};
use recado_store::conversations::interest::Heard;
use std::collections::BTreeSet;

/// Returns what a message counts as.
pub(super) fn asked(heard: &Heard, read: &Interest) -> Asked {
    Asked {
        at: heard.at,
        intents: intents(read),
        urgency: read.urgency.as_ref().map(|sign| urgency(sign.what)),
        is_withdrawn: read.withdrawn.is_some(),
        is_flagged: heard.is_flagged,
    }
}

/// Returns what a message asks for.
pub(super) fn intents(read: &Interest) -> BTreeSet<Intent> {
    read.intents.iter().map(|sign| intent(sign.what)).collect()
}

/// Returns the words that say so, in their order; those that touch are quoted as one.
pub(super) fn quoted(text: &str, read: &Interest) -> Vec<String> {
    let mut spans: Vec<Span> = read.intents.iter().map(|sign| sign.span).collect();
    spans.extend(read.urgency.as_ref().map(|sign| sign.span));
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if touches(text, *last, span) => last.end = last.end.max(span.end),
            Some(_) | None => joined.push(span),
        }
    }
    let words = joined
        .into_iter()
        .filter_map(|span| text.get(span.start..span.end));
    words.map(str::to_owned).collect()
}

fn touches(text: &str, one: Span, next: Span) -> bool {
    next.start <= one.end
        || text
            .get(one.end..next.start)
            .is_some_and(|between| between.chars().all(char::is_whitespace))
}

fn intent(intent: recado_risk::Intent) -> Intent {
    match intent {
        recado_risk::Intent::Appointment => Intent::Appointment,
        recado_risk::Intent::Availability => Intent::Availability,
        recado_risk::Intent::Price => Intent::Price,
        recado_risk::Intent::Insurance => Intent::Insurance,
        recado_risk::Intent::Place => Intent::Place,
        recado_risk::Intent::Service => Intent::Service,
        recado_risk::Intent::Curious => Intent::Curious,
    }
}

fn urgency(urgency: recado_risk::Urgency) -> Urgency {
    match urgency {
        recado_risk::Urgency::Soon => Urgency::Soon,
        recado_risk::Urgency::ThisWeek => Urgency::ThisWeek,
        recado_risk::Urgency::Today => Urgency::Today,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use recado_risk::InterestReader;

    #[test]
    fn words_are_quoted_once_and_in_order() {
        let reader = InterestReader::starter();
        let text = "¿Cuánto cuesta? Necesito una cita urgente";
        assert_eq!(
            quoted(text, &reader.read(text)),
            ["Cuánto cuesta", "Necesito una cita urgente"]
        );
        assert!(quoted("hola", &reader.read("hola")).is_empty());
    }
}
