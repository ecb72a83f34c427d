//! What happens in a Messenger or Instagram conversation beside messages: thread control, opt-ins, policy.
//!
//! Shapes: REFERENCE §9.

use super::{origin, person};
use crate::account::AccountEvent;
use crate::act::{Handover, HandoverKind, Owner, Preference};
use crate::event::Item;
use crate::json::{Fields, Node};
use crate::message::Sender;
use crate::payload::at_from_milliseconds;
use crate::referral::Arrival;

/// Reads the event of this name; nothing when it is none of these.
pub(super) fn read(item: &Fields<'_>, name: &str, event: &Fields<'_>, asset: &str) -> Option<Item> {
    let kind = match name {
        "pass_thread_control" => HandoverKind::Passed,
        "take_thread_control" => HandoverKind::Taken,
        "request_thread_control" => HandoverKind::Requested,
        "release_thread_control" => HandoverKind::Released,
        "app_roles" => return Some(Item::Handover(roles(item, event))),
        "optin" => return optin(item, event),
        "referral" => return Some(Item::Referral(arrival(item, event))),
        "policy_enforcement" | "policy-enforcement" => {
            return Some(Item::Account(AccountEvent::Policy {
                action: event.text("action"),
                reason: event.text("reason"),
            }));
        }
        _ => return None,
    };
    Some(Item::Handover(handover(item, kind, event, asset)))
}

fn at(item: &Fields<'_>) -> Option<i64> {
    at_from_milliseconds(item.integer("timestamp"))
}

fn handover(item: &Fields<'_>, kind: HandoverKind, event: &Fields<'_>, asset: &str) -> Handover {
    let app = |key| {
        let app_id = event.id(key)?;
        Some(Owner {
            app_id: Some(app_id),
            role: None,
        })
    };
    let sender = person(item, "sender");
    let is_clinic = sender.page_scoped_id.as_deref() == Some(asset);
    Handover {
        whom: if is_clinic {
            person(item, "recipient")
        } else {
            sender
        },
        kind,
        previous_owner: app("previous_owner_app_id"),
        new_owner: app("new_owner_app_id").or_else(|| app("requested_owner_app_id")),
        note: event.words("metadata"),
        summary: None,
        at: at(item),
    }
}

/// Reads `{"<app id>":["primary_receiver"]}`; the primary receiver counts, else the first app.
fn roles(item: &Fields<'_>, event: &Fields<'_>) -> Handover {
    const PRIMARY: &str = "primary_receiver";
    let mut found: Option<Owner> = None;
    for (app_id, node) in event.members() {
        let roles = node.list().unwrap_or_default();
        let mut roles = roles.into_iter().filter_map(Node::text);
        let Some(first) = roles.next() else {
            continue;
        };
        let is_primary = first == PRIMARY || roles.any(|role| role == PRIMARY);
        if is_primary || found.is_none() {
            found = Some(Owner {
                app_id: Some(app_id.to_owned()),
                role: Some(if is_primary {
                    PRIMARY.to_owned()
                } else {
                    first
                }),
            });
        }
        if is_primary {
            break;
        }
    }
    Handover {
        whom: Sender::default(),
        kind: HandoverKind::Roles,
        previous_owner: None,
        new_owner: found,
        note: None,
        summary: None,
        at: at(item),
    }
}

fn arrival(item: &Fields<'_>, referral: &Fields<'_>) -> Arrival {
    Arrival {
        sender: person(item, "sender"),
        referral: origin::read(referral),
        at: at(item),
    }
}

/// Reads an `optin`: of a plugin, or to notifications and out of them.
fn optin(item: &Fields<'_>, optin: &Fields<'_>) -> Option<Item> {
    let sender = person(item, "sender");
    let at = at(item);
    let Some(kind) = optin.text("type") else {
        return Some(Item::Referral(Arrival {
            sender: Sender {
                user_ref: sender.user_ref.clone().or_else(|| optin.id("user_ref")),
                ..sender
            },
            referral: origin::of_plugin(optin),
            at,
        }));
    };
    if kind != "notification_messages" {
        return None;
    }
    let wants_marketing = match optin.text("notification_messages_status").as_deref() {
        None | Some("RESUME_NOTIFICATIONS") => true,
        Some("STOP_NOTIFICATIONS") => false,
        Some(_) => return None,
    };
    Some(Item::Preference(Preference {
        sender,
        wants_marketing,
        topic: optin.words("title"),
        at,
    }))
}
