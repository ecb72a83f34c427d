//! The bodies of WhatsApp webhooks: messages and statuses in their envelope.
//!
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview>, read
//! November 2026 (shapes of 2026: BSUIDs, contacts beside statuses, no `conversation`).

use serde_json::{Value, json};

use crate::simulator::{Meta, WhatsApp};
use crate::world::person::{Person, Status};

/// Where Meta's webhook errors link to.
const ERROR_PAGE: &str =
    "https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes";

/// What a message sent by the desk costs.
#[derive(Clone, Debug)]
pub(crate) struct Pricing {
    pub(crate) billable: bool,
    /// `service`, `utility`, `marketing`, `authentication`.
    pub(crate) category: String,
}

impl Pricing {
    fn json(&self) -> Value {
        json!({
            "billable": self.billable,
            "pricing_model": "PMP",
            "type": if self.billable { "regular" } else { "free_customer_service" },
            "category": self.category,
        })
    }
}

/// One status of one message, ready to be told.
pub(crate) struct StatusEvent<'a> {
    pub(crate) wamid: &'a str,
    pub(crate) status: Status,
    pub(crate) at_ms: i64,
    pub(crate) callback_data: Option<&'a str>,
    pub(crate) pricing: Option<&'a Pricing>,
    /// Code, title and details of a failure.
    pub(crate) failure: Option<(u32, &'a str, &'a str)>,
}

/// Returns the `value` that carries one message of a patient.
pub(crate) fn message_value(meta: &Meta, person: &Person, message: &Value) -> Value {
    let mut value = value_with_metadata(&meta.business);
    value["contacts"] = json!([contact(person)]);
    value["messages"] = json!([message]);
    value
}

/// Returns the `value` that carries one status.
pub(crate) fn status_value(meta: &Meta, person: &Person, event: &StatusEvent<'_>) -> Value {
    let mut status = json!({
        "id": event.wamid,
        "status": event.status.name(),
        "timestamp": seconds(event.at_ms),
    });
    if let Some(wa_id) = &person.wa_id {
        status["recipient_id"] = json!(wa_id);
    }
    if let Some(data) = event.callback_data {
        status["biz_opaque_callback_data"] = json!(data);
    }
    let mut value = value_with_metadata(&meta.business);
    match event.failure {
        Some((code, title, details)) => {
            status["errors"] = json!([{
                "code": code,
                "title": title,
                "message": title,
                "error_data": {"details": details},
                "href": ERROR_PAGE,
            }]);
        }
        None => {
            status["recipient_user_id"] = json!(person.user_id);
            value["contacts"] = json!([contact(person)]);
            if let Some(pricing) = event.pricing
                && event.status.is_priced()
            {
                status["pricing"] = pricing.json();
            }
        }
    }
    value["statuses"] = json!([status]);
    value
}

/// Returns a timestamp as Meta writes it: Unix seconds, as text.
pub(crate) fn seconds(unix_ms: i64) -> String {
    unix_ms.div_euclid(1000).to_string()
}

/// Returns a number's digits.
pub(crate) fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

pub(crate) fn value_with_metadata(business: &WhatsApp) -> Value {
    json!({
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": digits(&business.display_phone_number),
            "phone_number_id": business.phone_number_id,
        },
    })
}

pub(crate) fn contact(person: &Person) -> Value {
    let mut contact = json!({"profile": {"name": person.name}, "user_id": person.user_id});
    match &person.wa_id {
        Some(wa_id) => contact["wa_id"] = json!(wa_id),
        // Only people with a username can hide their number.
        None => contact["profile"]["username"] = json!(person.username()),
    }
    contact
}
