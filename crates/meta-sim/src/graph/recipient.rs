//! To whom: `to` (a number in any spelling) or `recipient` (a BSUID).
//!
//! Source: <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>, read
//! November 2026.

use serde_json::Value;

use super::error::GraphError;
use crate::simulator::WhatsApp;
use crate::webhooks::body::digits;
use crate::world::World;

pub(crate) struct Recipient {
    /// As the request had it.
    pub(crate) input: String,
    /// Key of the person in the world.
    pub(crate) key: String,
    pub(crate) is_bsuid: bool,
}

impl Recipient {
    pub(crate) fn read(
        world: &World,
        business: &WhatsApp,
        body: &Value,
    ) -> Result<Self, GraphError> {
        let kind = body.get("recipient_type");
        if kind.is_some_and(|kind| kind.as_str() != Some("individual")) {
            return Err(GraphError::code(
                100,
                "Param recipient_type must be one of {INDIVIDUAL}",
            ));
        }
        // When both come, the number wins.
        let (input, is_bsuid) = match (body.get("to"), body.get("recipient")) {
            (Some(Value::String(to)), _) => (to, false),
            (None | Some(Value::Null), Some(Value::String(recipient))) => (recipient, true),
            (None | Some(Value::Null), None | Some(Value::Null)) => {
                return Err(GraphError::Parameter(
                    "The parameter to is required.".to_owned(),
                ));
            }
            (Some(_), _) | (None, Some(_)) => {
                return Err(GraphError::code(100, "Param to must be a string."));
            }
        };
        let is_right = if is_bsuid {
            is_user_id(input)
        } else {
            is_number(input)
        };
        if !is_right {
            return Err(GraphError::code(
                131_009,
                "Param to is not a valid WhatsApp recipient",
            ));
        }
        if !is_bsuid && digits(input) == digits(&business.display_phone_number) {
            return Err(GraphError::Code {
                code: 131_021,
                details: None,
            });
        }
        Ok(Self {
            key: world.key_of(input),
            input: input.clone(),
            is_bsuid,
        })
    }
}

fn is_number(text: &str) -> bool {
    let allowed = |character: char| character.is_ascii_digit() || " +-()".contains(character);
    text.chars().all(allowed) && (7..=15).contains(&digits(text).len())
}

/// A country, a dot, up to 128 letters and digits; a parent's has `ENT.` between.
fn is_user_id(text: &str) -> bool {
    let Some((country, rest)) = text.split_once('.') else {
        return false;
    };
    let rest = rest.strip_prefix("ENT.").unwrap_or(rest);
    country.len() == 2
        && country.bytes().all(|byte| byte.is_ascii_uppercase())
        && (1..=128).contains(&rest.len())
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
