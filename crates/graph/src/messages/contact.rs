//! Contact cards in WhatsApp messages.
//!
//! Shapes: REFERENCE §13.

use serde_json::{Value, json};

use crate::debug::debug_by_name;

/// A contact card.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ContactCard {
    /// The whole name as it is shown.
    pub formatted_name: String,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// Where the person works.
    pub company: Option<String>,
    /// Phone numbers.
    pub phones: Vec<CardPhone>,
    /// E-mail addresses.
    pub emails: Vec<CardEmail>,
}

/// A phone number on a card.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CardPhone {
    /// The number, as a person writes it.
    pub phone: String,
    /// `HOME`, `WORK`, `CELL`, …, free.
    pub kind: Option<String>,
    /// WhatsApp's form of the number; with it the card has a button to write there.
    pub wa_id: Option<String>,
}

/// An e-mail address on a card.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CardEmail {
    /// The address.
    pub email: String,
    /// `HOME`, `WORK`, …, free.
    pub kind: Option<String>,
}

/// Returns a card as Meta takes it.
pub(super) fn card(card: &ContactCard) -> Value {
    // Meta wants one part of the name beside the whole.
    let no_part = card.first_name.is_none() && card.last_name.is_none();
    let first_name = if no_part {
        Some(&card.formatted_name)
    } else {
        card.first_name.as_ref()
    };
    let mut name = json!({ "formatted_name": card.formatted_name });
    set(&mut name, "first_name", first_name);
    set(&mut name, "last_name", card.last_name.as_ref());
    let mut value = json!({ "name": name });
    if let Some(company) = &card.company {
        value["org"] = json!({ "company": company });
    }
    let phones = card.phones.iter().map(|phone| {
        let mut value = json!({ "phone": phone.phone });
        set(&mut value, "type", phone.kind.as_ref());
        set(&mut value, "wa_id", phone.wa_id.as_ref());
        value
    });
    let emails = card.emails.iter().map(|email| {
        let mut value = json!({ "email": email.email });
        set(&mut value, "type", email.kind.as_ref());
        value
    });
    if !card.phones.is_empty() {
        value["phones"] = phones.collect();
    }
    if !card.emails.is_empty() {
        value["emails"] = emails.collect();
    }
    value
}

fn set(value: &mut Value, name: &str, text: Option<&String>) {
    if let Some(text) = text {
        value[name] = json!(text);
    }
}

debug_by_name!(ContactCard, CardPhone, CardEmail);
