//! A patient on one product: how Meta names them, the chat with the clinic, the time Meta counts from their last word.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::id;
use super::product::Product;
use crate::webhooks::body::Pricing;

/// Meta's customer service window, in milliseconds.
/// Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages>,
/// read November 2026.
const WINDOW_MS: i64 = 24 * 60 * 60 * 1000;
/// How long a person at the desk may answer with the tag HUMAN_AGENT, in milliseconds.
/// Source: <https://developers.facebook.com/docs/messenger-platform/send-messages/message-tags>, read 2026-11-20
/// (REFERENCE section 12).
const HUMAN_AGENT_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// A message's status at Meta.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Answered with 200, nothing told yet.
    Accepted,
    /// At WhatsApp's servers: one tick.
    Sent,
    /// On the device: two ticks.
    Delivered,
    /// Displayed.
    Read,
    /// A voice message was played.
    Played,
    /// Refused after it was accepted.
    Failed,
}

impl Status {
    /// Returns the word in webhooks.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Played => "played",
            Self::Failed => "failed",
        }
    }

    /// Returns whether Meta tells the price with this status.
    pub(crate) fn is_priced(self) -> bool {
        match self {
            Self::Sent | Self::Delivered => true,
            Self::Accepted | Self::Read | Self::Played | Self::Failed => false,
        }
    }
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Side {
    Patient,
    Desk,
}

/// One message in a chat, as the patient's phone has it.
#[derive(Clone, Debug)]
pub(crate) struct ChatMessage {
    pub(crate) wamid: String,
    pub(crate) side: Side,
    pub(crate) at_ms: i64,
    /// A patient's message object, or the desk's request.
    pub(crate) body: Value,
    /// The words on the phone; for a template the words filled in.
    pub(crate) shown: String,
    pub(crate) status: Status,
    pub(crate) callback_data: Option<String>,
    pub(crate) pricing: Option<Pricing>,
    pub(crate) failure: Option<u32>,
    /// The other side's reaction.
    pub(crate) reaction: Option<String>,
    /// The desk's template or choices with everything filled in, as the phone draws them.
    pub(crate) drawn: Option<Value>,
    /// How often its sender edited it.
    pub(crate) edits: u32,
    /// Its sender took it back.
    pub(crate) is_gone: bool,
}

impl ChatMessage {
    /// Returns a message that was just sent.
    pub(crate) fn new(side: Side, id: &str, at_ms: i64, body: Value, shown: String) -> Self {
        Self {
            wamid: id.to_owned(),
            side,
            at_ms,
            body,
            shown,
            status: match side {
                Side::Patient => Status::Sent,
                Side::Desk => Status::Accepted,
            },
            callback_data: None,
            pricing: None,
            failure: None,
            reaction: None,
            drawn: None,
            edits: 0,
            is_gone: false,
        }
    }
}

/// Someone who has a chat with the clinic.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) product: Product,
    /// Digits; absent for people who hide their number behind a username.
    pub(crate) wa_id: Option<String>,
    /// The BSUID, PSID or IGSID.
    pub(crate) user_id: String,
    pub(crate) name: String,
    pub(crate) chat: Vec<ChatMessage>,
    pub(crate) last_wrote_ms: Option<i64>,
    /// The desk shows "typing…" until then.
    pub(crate) desk_types_until_ms: i64,
    /// They blocked the clinic.
    pub(crate) is_blocking: bool,
    /// Another app that owns the thread; `None`: ours may write.
    pub(crate) owner_app: Option<String>,
}

impl Person {
    pub(crate) fn new(key: &str) -> Self {
        let hides_number = key.contains('.');
        Self {
            product: Product::WhatsApp,
            wa_id: (!hides_number).then(|| key.to_owned()),
            user_id: if hides_number {
                key.to_owned()
            } else {
                id::user_id(key)
            },
            name: key.to_owned(),
            chat: Vec::new(),
            last_wrote_ms: None,
            desk_types_until_ms: 0,
            is_blocking: false,
            owner_app: None,
        }
    }

    /// Returns someone with a PSID or an IGSID.
    pub(crate) fn on(product: Product, id: &str) -> Self {
        Self {
            product,
            wa_id: None,
            user_id: id.to_owned(),
            ..Self::new(id)
        }
    }

    /// Returns whether the clinic may write freely: less than 24 hours since the patient wrote.
    pub(crate) fn is_window_open(&self, now_ms: i64) -> bool {
        self.last_wrote_ms
            .is_some_and(|wrote| now_ms - wrote < WINDOW_MS)
    }

    /// Returns whether a person at the desk may answer with the tag HUMAN_AGENT.
    pub(crate) fn may_be_answered_by_a_human(&self, now_ms: i64) -> bool {
        self.last_wrote_ms
            .is_some_and(|wrote| now_ms - wrote < HUMAN_AGENT_MS)
    }

    pub(crate) fn username(&self) -> String {
        let lower = self.name.to_lowercase();
        lower.split_whitespace().collect::<Vec<_>>().join(".")
    }

    pub(crate) fn message(&mut self, wamid: &str) -> Option<&mut ChatMessage> {
        self.chat.iter_mut().find(|message| message.wamid == wamid)
    }
}

/// Returns the other spelling of a number in countries where the dialled one and WhatsApp's differ: Brazil's ninth
/// digit, Mexico's `1`, Argentina's `9`.
pub(crate) fn country_alias(digits: &str) -> Option<String> {
    if let Some(rest) = digits.strip_prefix("55") {
        return match (rest.len(), rest.as_bytes().get(2)) {
            (11, Some(b'9')) => Some(format!("55{}{}", &rest[..2], &rest[3..])),
            (10, _) => Some(format!("55{}9{}", &rest[..2], &rest[2..])),
            _ => None,
        };
    }
    let without_digit = |country: &str, digit: &str| -> Option<String> {
        let rest = digits.strip_prefix(country)?;
        Some(match rest.strip_prefix(digit) {
            Some(short) if rest.len() == 11 => format!("{country}{short}"),
            _ => format!("{country}{digit}{rest}"),
        })
    };
    without_digit("52", "1").or_else(|| without_digit("54", "9"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_both_spellings_of_a_number() {
        for (dialled, other) in [
            ("5511999990000", Some("551199990000")),
            ("551199990000", Some("5511999990000")),
            ("5215512345678", Some("525512345678")),
            ("525512345678", Some("5215512345678")),
            ("5491112345678", Some("541112345678")),
            ("34600000101", None),
        ] {
            assert_eq!(country_alias(dialled).as_deref(), other, "{dialled}");
        }
    }

    #[test]
    fn the_window_closes_after_exactly_24_hours() {
        let mut person = Person::new("34600000101");
        assert!(!person.is_window_open(0));
        person.last_wrote_ms = Some(1_000);
        assert!(person.is_window_open(1_000 + WINDOW_MS - 1));
        assert!(!person.is_window_open(1_000 + WINDOW_MS));
    }
}
