//! A date in words, as a person of the clinic would write it; in figures where the language is none of ours.

use jiff::civil::Date;

const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const SPANISH: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];
const PORTUGUESE: [&str; 12] = [
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
];
/// In the genitive, as after a day.
const GREEK: [&str; 12] = [
    "Ιανουαρίου",
    "Φεβρουαρίου",
    "Μαρτίου",
    "Απριλίου",
    "Μαΐου",
    "Ιουνίου",
    "Ιουλίου",
    "Αυγούστου",
    "Σεπτεμβρίου",
    "Οκτωβρίου",
    "Νοεμβρίου",
    "Δεκεμβρίου",
];

/// Returns a date in words: `26 de novembro`, `26 November`, `26 Νοεμβρίου`; else `26/11/2026`.
pub(super) fn written(date: Date, language: Option<&str>) -> String {
    let language = language.map(|tag| tag.split(['-', '_']).next().unwrap_or(tag));
    let (months, between) = match language {
        Some("en") => (ENGLISH, " "),
        Some("es") => (SPANISH, " de "),
        Some("pt") => (PORTUGUESE, " de "),
        Some("el") => (GREEK, " "),
        Some(_) | None => {
            return format!("{:02}/{:02}/{}", date.day(), date.month(), date.year());
        }
    };
    let month = usize::try_from(date.month() - 1)
        .ok()
        .and_then(|month| months.get(month));
    format!("{}{between}{}", date.day(), month.unwrap_or(&""))
}
