//! When the clinic may write: 24 hours, 7 days with the tag of a human agent, one private answer to a comment.
//!
//! Source: <https://developers.facebook.com/docs/messenger-platform/policy/policy-overview> and
//! <https://developers.facebook.com/docs/messenger-platform/send-messages/message-tags>, read 2026-11-20
//! (REFERENCE section 12).

use serde_json::Value;

use super::recipient::Target;
use crate::graph::social_error::Refusal;
use crate::world::World;

pub(super) fn check(world: &World, target: &Target, body: &Value, now: i64) -> Result<(), Refusal> {
    let is_by_a_human = is_human_agent(body)?;
    let person = world.people.get(&target.person);
    let is_unreachable = world.faults.unreachable.contains(&target.person);
    if is_unreachable || person.is_some_and(|person| person.is_blocking) {
        return Err(Refusal::Unavailable);
    }
    if person.is_some_and(|person| person.owner_app.is_some()) {
        return Err(Refusal::OtherApp);
    }
    if target.comment.is_some() {
        return Ok(());
    }
    let is_open = person.is_some_and(|person| {
        person.is_window_open(now) || (is_by_a_human && person.may_be_answered_by_a_human(now))
    });
    is_open
        .then_some(())
        .ok_or(Refusal::WindowClosed(target.product))
}

/// Reads `messaging_type` and `tag`; true when a human agent answers.
fn is_human_agent(body: &Value) -> Result<bool, Refusal> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let kind = body.get("messaging_type");
    match (text("messaging_type"), text("tag")) {
        (Some("MESSAGE_TAG"), Some("HUMAN_AGENT")) => Ok(true),
        (Some("MESSAGE_TAG"), _) | (Some("RESPONSE" | "UPDATE") | None, Some(_)) => {
            Err(Refusal::Tag)
        }
        (Some("RESPONSE" | "UPDATE"), None) => Ok(false),
        (None, None) if kind.is_none() => Ok(false),
        // UTILITY wants an approved template of the Page; this Page has none.
        (Some(_) | None, _) => Err(Refusal::Parameter(
            "Param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG}".to_owned(),
        )),
    }
}
