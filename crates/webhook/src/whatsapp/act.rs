//! What WhatsApp people and other apps do beside writing: calls, preferences, new ids, handovers, the phone's contacts.
//!
//! Shapes: REFERENCE §5–§8. An element without its essential part is `Other` under its field's name.

use super::{Contacts, digits};
use crate::act::{Call, CallKind, Handover, HandoverKind, IdentityChange, Owner, Preference};
use crate::event::Item;
use crate::json::Fields;
use crate::message::{Sender, System};
use crate::payload::{Collector, at_from_seconds};
use crate::sync::ContactSync;

/// Reads the elements of `list` by `reader`; what it does not know is `Other`.
pub(super) fn each(
    list: &str,
    field: &str,
    value: &Fields<'_>,
    out: &mut Collector,
    reader: impl Fn(&Fields<'_>) -> Option<Item>,
) {
    for node in out.elements(value, list) {
        let Some(fields) = out.object(node) else {
            continue;
        };
        match reader(&fields) {
            Some(item) => out.push(item, node.raw().to_owned()),
            None => out.other(field, node),
        }
    }
}

/// Reads `calls`, and what became of the clinic's own calls.
pub(super) fn calls(value: &Fields<'_>, out: &mut Collector) {
    let contacts = Contacts::of(value);
    each("calls", "calls", value, out, |call| {
        let is_from_business = call.text("direction").as_deref() == Some("BUSINESS_INITIATED");
        let (number, user_id) = if is_from_business {
            ("to", "to_user_id")
        } else {
            ("from", "from_user_id")
        };
        let event = call.text("event").unwrap_or_default();
        let kind = match event.as_str() {
            "connect" if !is_from_business => CallKind::Incoming,
            _ => CallKind::Other(event),
        };
        Some(call_of(call, kind, [number, user_id], &contacts))
    });
    each("statuses", "calls", value, out, |status| {
        let name = status.text("status").unwrap_or_default();
        let kind = match name.as_str() {
            "ACCEPTED" => CallKind::Accepted,
            _ => CallKind::Other(name),
        };
        let whom = ["recipient_id", "recipient_user_id"];
        Some(call_of(status, kind, whom, &contacts))
    });
}

fn call_of(
    call: &Fields<'_>,
    kind: CallKind,
    [number, user_id]: [&str; 2],
    contacts: &Contacts<'_>,
) -> Item {
    let mut sender = Sender {
        wa_id: call.id(number),
        user_id: call.id(user_id),
        ..Sender::default()
    };
    contacts.complete(&mut sender);
    Item::Call(Call {
        provider_id: call.id("id").unwrap_or_default(),
        kind,
        sender,
        at: at_from_seconds(call.integer("timestamp")),
    })
}

/// Reads `user_preferences`.
pub(super) fn preferences(value: &Fields<'_>, out: &mut Collector) {
    const MARKETING: &str = "marketing_messages";
    let contacts = Contacts::of(value);
    let field = "user_preferences";
    each(field, field, value, out, |preference| {
        let topic = preference.text("category");
        let is_marketing = topic.as_deref().is_none_or(|topic| topic == MARKETING);
        let wants_marketing = match preference.text("value")?.as_str() {
            "stop" if is_marketing => false,
            "resume" if is_marketing => true,
            _ => return None,
        };
        let mut sender = Sender {
            wa_id: preference.id("wa_id"),
            user_id: preference.id("user_id"),
            parent_user_id: preference.id("parent_user_id"),
            ..Sender::default()
        };
        contacts.complete(&mut sender);
        Some(Item::Preference(Preference {
            sender,
            wants_marketing,
            topic,
            at: at_from_seconds(preference.integer("timestamp")),
        }))
    });
}

/// Reads `user_id_update`.
pub(super) fn identity_changes(value: &Fields<'_>, out: &mut Collector) {
    let contacts = Contacts::of(value);
    let field = "user_id_update";
    each(field, field, value, out, |update| {
        let ids = update.object("user_id")?;
        let parents = update.object("parent_user_id");
        let parent = |key| parents.as_ref().and_then(|parents| parents.id(key));
        let change = System {
            kind: field.to_owned(),
            new_wa_id: None,
            new_user_id: ids.id("current"),
            previous_user_id: ids.id("previous"),
            new_parent_user_id: parent("current"),
            previous_parent_user_id: parent("previous"),
            body: update.text("detail"),
        };
        let mut sender = Sender {
            wa_id: update.id("wa_id"),
            user_id: change.previous_user_id.clone(),
            parent_user_id: change.previous_parent_user_id.clone(),
            ..Sender::default()
        };
        contacts.complete(&mut sender);
        // The contact holds the new ids already: those are no way to know who it was.
        sender.user_id.clone_from(&change.previous_user_id);
        sender
            .parent_user_id
            .clone_from(&change.previous_parent_user_id);
        Some(Item::IdentityChange(IdentityChange {
            sender,
            change,
            at: at_from_seconds(update.integer("timestamp")),
        }))
    });
}

/// Reads `smb_app_state_sync`.
pub(super) fn contact_syncs(value: &Fields<'_>, out: &mut Collector) {
    each("state_sync", "smb_app_state_sync", value, out, |sync| {
        let contact = sync.object("contact")?;
        let is_removed = match sync.text("action")?.as_str() {
            "add" => false,
            "remove" => true,
            _ => return None,
        };
        let metadata = sync.object("metadata");
        let at = metadata.and_then(|metadata| metadata.integer("timestamp"));
        let number = contact.id("phone_number").map(|number| digits(&number));
        Some(Item::ContactSync(ContactSync {
            sender: Sender {
                wa_id: number.filter(|number| !number.is_empty()),
                user_id: contact.id("user_id"),
                name: contact
                    .words("full_name")
                    .or_else(|| contact.words("first_name")),
                username: contact.words("username"),
                ..Sender::default()
            },
            is_removed,
            at: at_from_seconds(at),
        }))
    });
}

/// Reads a `messaging_handovers` value.
pub(super) fn handover(value: &Fields<'_>) -> Option<Handover> {
    let name = value.text("type")?;
    let kind = match name.as_str() {
        "control_passed" => HandoverKind::Passed,
        "control_taken" => HandoverKind::Taken,
        "control_requested" => HandoverKind::Requested,
        "control_released" => HandoverKind::Released,
        _ => return None,
    };
    let control = value.object(&name);
    let control = control.as_ref();
    let owner = |app_id, role, old_role| {
        let role = control?.words(role).or_else(|| control?.words(old_role));
        let app_id = control?.id(app_id);
        (app_id.is_some() || role.is_some()).then_some(Owner { app_id, role })
    };
    let sender = value.object("sender");
    let sender = sender.as_ref();
    let number = sender.and_then(|sender| sender.id("phone_number"));
    Some(Handover {
        whom: Sender {
            wa_id: number
                .map(|number| digits(&number))
                .filter(|number| !number.is_empty()),
            user_id: sender.and_then(|sender| sender.id("user_id")),
            ..Sender::default()
        },
        kind,
        previous_owner: owner(
            "previous_owner_app_id",
            "previous_owner_role",
            "previous_owner_app_role",
        ),
        new_owner: owner("new_owner_app_id", "new_owner_role", "new_owner_app_role"),
        note: control.and_then(|control| control.words("metadata")),
        summary: control.and_then(summary),
        at: at_from_seconds(value.integer("timestamp")),
    })
}

/// Returns the summary in a `conversation_context`.
pub(super) fn summary(holder: &Fields<'_>) -> Option<String> {
    let context = holder.object("conversation_context")?;
    context.object("summary")?.words("text")
}
