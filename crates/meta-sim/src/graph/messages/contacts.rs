//! Contacts in a send.
//!
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/contacts-messages>, read
//! 2026-11-20 (REFERENCE section 13).

use serde_json::Value;

use super::check::{list, required, word};
use crate::graph::error::GraphError;

/// Most contacts in one message.
const MOST: usize = 257;

/// Checks the list; returns the first one's name.
pub(super) fn check(body: &Value) -> Result<String, GraphError> {
    let contacts = list(body, "contacts", "contacts", 1, MOST)?;
    let mut first = String::new();
    for contact in contacts {
        let name = word(
            contact,
            &["name", "formatted_name"],
            "contacts.name.formatted_name",
        )?;
        let others = ["first_name", "last_name", "middle_name", "suffix", "prefix"];
        let has_another = others.iter().any(|key| {
            let part = contact.pointer(&format!("/name/{key}"));
            part.and_then(Value::as_str)
                .is_some_and(|part| !part.is_empty())
        });
        if name.is_empty() || !has_another {
            return Err(required("contacts.name.first_name"));
        }
        for phone in contact
            .get("phones")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            word(phone, &["phone"], "contacts.phones.phone")?;
        }
        if first.is_empty() {
            name.clone_into(&mut first);
        }
    }
    Ok(first)
}
