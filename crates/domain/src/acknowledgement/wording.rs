//! The words of an acknowledgement: what the clinic wrote, and under it what every one of them says.
//!
//! The sentences that nobody is reading and whom to call are ours and cannot be taken out; the clinic writes what stands
//! above them.

use super::Hours;
use crate::{
    alert::emergency::{Country, Purpose},
    language::Language,
};

/// The longest reply as it goes out, in bytes: Instagram takes the least. Source: REFERENCE §14, text (read 2026-11-20).
pub const LONGEST_REPLY_BYTES: usize = 1000;
/// The longest number, in characters.
pub const LONGEST_NUMBER: usize = 30;

/// Whom to call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    /// When somebody is in danger.
    pub emergency: String,
    /// To talk to somebody, at any hour.
    pub crisis: Option<String>,
}

impl Numbers {
    /// Returns the numbers of a clinic's country; `own` is what the clinic wrote down for emergencies instead. Nothing
    /// where neither is known.
    #[must_use]
    pub fn of(country: Option<Country>, own: Option<&str>) -> Option<Self> {
        let lines = country.map_or(&[][..], Country::lines);
        let first = |purpose: Purpose| {
            lines
                .iter()
                .find(|line| line.purpose == purpose && line.is_always_open)
                .map(|line| line.number.to_owned())
        };
        let own = own.map(str::trim).filter(|own| !own.is_empty());
        let emergency = own.map(str::to_owned).or_else(|| {
            [Purpose::Emergency, Purpose::Ambulance, Purpose::Police]
                .into_iter()
                .find_map(first)
        })?;
        Some(Self {
            emergency,
            crisis: first(Purpose::Crisis),
        })
    }
}

/// Returns the whole text as it goes out.
#[must_use]
pub fn reply(hours: Hours, language: Language, own: &str, numbers: &Numbers) -> String {
    let own = own.trim();
    let always = always_said(hours, language, numbers);
    match own {
        "" => always,
        own => format!("{own}\n\n{always}"),
    }
}

/// Returns what stands under the clinic's own words in every one.
#[must_use]
pub fn always_said(hours: Hours, language: Language, numbers: &Numbers) -> String {
    let number = &numbers.emergency;
    let mut said = match (language, hours) {
        (Language::En, Hours::Closed) => format!(
            "Nobody is reading messages at the moment. If anyone is in danger, call {number}."
        ),
        (Language::En, Hours::Open) => {
            format!("Messages are not read at every moment. If anyone is in danger, call {number}.")
        }
        (Language::Es, Hours::Closed) => format!(
            "En este momento nadie lee los mensajes. Si alguien corre peligro, llame al {number}."
        ),
        (Language::Es, Hours::Open) => format!(
            "Los mensajes no se leen en todo momento. Si alguien corre peligro, llame al {number}."
        ),
        (Language::Pt, Hours::Closed) => format!(
            "Neste momento ninguém lê as mensagens. Se alguém estiver em perigo, ligue para o {number}."
        ),
        (Language::Pt, Hours::Open) => format!(
            "As mensagens não são lidas a todo o momento. Se alguém estiver em perigo, ligue para o {number}."
        ),
        (Language::El, Hours::Closed) => format!(
            "Αυτή τη στιγμή κανείς δεν διαβάζει τα μηνύματα. Αν κάποιος κινδυνεύει, καλέστε το {number}."
        ),
        (Language::El, Hours::Open) => format!(
            "Τα μηνύματα δεν διαβάζονται κάθε στιγμή. Αν κάποιος κινδυνεύει, καλέστε το {number}."
        ),
    };
    if let Some(crisis) = &numbers.crisis {
        said.push(' ');
        said.push_str(&match language {
            Language::En => format!("To talk to somebody at any hour: {crisis}."),
            Language::Es => format!("Para hablar con alguien a cualquier hora: {crisis}."),
            Language::Pt => format!("Para falar com alguém a qualquer hora: {crisis}."),
            Language::El => format!("Για να μιλήσετε με κάποιον όλο το εικοσιτετράωρο: {crisis}."),
        });
    }
    said
}

/// Returns what stands above it until the clinic writes its own.
#[must_use]
pub fn suggested(hours: Hours, language: Language) -> &'static str {
    match (language, hours) {
        (Language::En, Hours::Closed) => {
            "Thank you for your message. The clinic is closed now; we will answer when we open again."
        }
        (Language::En, Hours::Open) => {
            "Thank you for your message. We will answer as soon as we can."
        }
        (Language::Es, Hours::Closed) => {
            "Gracias por su mensaje. La clínica está cerrada ahora; le responderemos cuando abramos."
        }
        (Language::Es, Hours::Open) => {
            "Gracias por su mensaje. Le responderemos en cuanto podamos."
        }
        (Language::Pt, Hours::Closed) => {
            "Obrigado pela sua mensagem. A clínica está fechada agora; responderemos quando abrirmos."
        }
        (Language::Pt, Hours::Open) => {
            "Obrigado pela sua mensagem. Responderemos assim que pudermos."
        }
        (Language::El, Hours::Closed) => {
            "Ευχαριστούμε για το μήνυμά σας. Η κλινική είναι κλειστή τώρα· θα απαντήσουμε μόλις ανοίξουμε."
        }
        (Language::El, Hours::Open) => {
            "Ευχαριστούμε για το μήνυμά σας. Θα απαντήσουμε το συντομότερο δυνατό."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every one says whom to call, in every language, whatever the clinic wrote.
    #[test]
    fn whom_to_call_is_always_said() {
        let numbers = Numbers::of(Some(Country::Spain), None).unwrap();
        assert_eq!(
            (numbers.emergency.as_str(), numbers.crisis.as_deref()),
            ("112", Some("024"))
        );
        for language in Language::ALL {
            for hours in Hours::ALL {
                for own in ["", "  Volvemos el lunes.  ", suggested(hours, language)] {
                    let text = reply(hours, language, own, &numbers);
                    assert!(text.contains("112") && text.contains("024"), "{text}");
                    assert!(text.ends_with(&always_said(hours, language, &numbers)));
                    assert!(text.contains(own.trim()) && text.trim() == text);
                }
            }
        }
    }

    /// Every country whose numbers are known can be told whom to call; the clinic's own number wins.
    #[test]
    fn every_country_has_a_number() {
        for country in Country::ALL {
            let numbers = Numbers::of(Some(country), None).unwrap();
            assert!(!numbers.emergency.is_empty(), "{country:?}");
            let own = Numbers::of(Some(country), Some(" 062 ")).unwrap();
            assert_eq!(
                (own.emergency.as_str(), own.crisis),
                ("062", numbers.crisis)
            );
        }
        assert_eq!(Numbers::of(None, Some("  ")), None);
        assert_eq!(Numbers::of(None, Some("112")).unwrap().crisis, None);
    }

    /// Greek letters are two bytes each.
    #[test]
    fn the_longest_of_ours_leaves_room_for_the_clinics() {
        let longest = Country::ALL.into_iter().flat_map(|country| {
            let numbers = Numbers::of(Some(country), None).unwrap();
            Language::ALL.map(|language| always_said(Hours::Closed, language, &numbers).len())
        });
        assert!(longest.max().unwrap() * 2 < LONGEST_REPLY_BYTES);
    }
}
