//! What Meta tells about a message the desk sent: sent, delivered, read, failed.

use std::sync::Arc;

use super::body::{StatusEvent, status_value};
use super::delivery::Ticket;
use crate::graph;
use crate::simulator::Meta;
use crate::world::person::Status;

/// Tells `steps` one after the other, with the option's pause before each.
pub(crate) fn tell_later(meta: &Arc<Meta>, wamid: &str, steps: Vec<Status>) {
    let tickets: Vec<(Status, Ticket)> = steps
        .into_iter()
        .map(|step| (step, meta.post.ticket()))
        .collect();
    let (meta, wamid) = (Arc::clone(meta), wamid.to_owned());
    tokio::spawn(async move {
        for (step, ticket) in tickets {
            if !meta.delivery_pause.is_zero() {
                tokio::time::sleep(meta.delivery_pause).await;
            }
            tell(&meta, &wamid, step, ticket);
        }
    });
}

/// Tells that an accepted message was refused after all.
pub(crate) fn tell_failed(meta: &Meta, wamid: &str, code: u32) {
    {
        let mut world = meta.world();
        if let Some(message) = world
            .owner_of(wamid)
            .and_then(|person| person.message(wamid))
        {
            message.failure = Some(code);
        }
    }
    tell(meta, wamid, Status::Failed, meta.post.ticket());
}

/// Tells one status now; false when no such message exists.
pub(crate) fn tell(meta: &Meta, wamid: &str, status: Status, ticket: Ticket) -> bool {
    let value = {
        let mut world = meta.world();
        let Some(person) = world.owner_of(wamid) else {
            return false;
        };
        let Some(message) = person.message(wamid) else {
            return false;
        };
        if rank(status) > rank(message.status) {
            message.status = status;
        }
        let message = message.clone();
        let failure = message.failure.filter(|_| status == Status::Failed);
        let event = StatusEvent {
            wamid,
            status,
            at_ms: meta.clock.now_ms(),
            callback_data: message.callback_data.as_deref(),
            pricing: message.pricing.as_ref(),
            failure: failure.map(|code| {
                let (title, details) = graph::words(code);
                (code, title, details)
            }),
        };
        status_value(meta, person, &event)
    };
    meta.post.tell("messages", value, ticket);
    meta.touch();
    true
}

/// Orders statuses as the phone shows them.
pub(crate) fn rank(status: Status) -> u8 {
    match status {
        Status::Accepted => 0,
        Status::Sent => 1,
        Status::Failed => 2,
        Status::Delivered => 3,
        Status::Read => 4,
        Status::Played => 5,
    }
}
