//! What a message means for what goes out by itself.

use super::Filing;
use crate::{
    hours::deciding::{self, Written},
    receive::meaning::Meaning,
};
use recado_domain::{channel::Side, id::ConversationId, message::Direction, time::UnixMs};
use recado_store::{
    clinic::{acknowledgements, channels::Channel, seen::ProviderHash},
    conversations::event::{Contact, Event},
    error::StoreError,
};

/// Who wrote just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrote {
    /// A contact, and whoever reads it could answer.
    Contact(UnixMs),
    /// The clinic, from its phone or another tool.
    Clinic(UnixMs),
}

/// Returns who wrote, and when; nobody for what is old, came without its content, or is no message: reactions, statuses,
/// comments, calls, and what another app answers.
pub(super) fn wrote(meaning: &Meaning) -> Option<Wrote> {
    if meaning.is_history || meaning.is_placeholder() {
        return None;
    }
    let message = meaning.events.iter().find_map(|event| match event {
        Event::Message(message) => Some(message),
        Event::Status(_)
        | Event::Receipt(_)
        | Event::Reaction(_)
        | Event::Edit(_)
        | Event::Revoke(_)
        | Event::Opening(_)
        | Event::Handled(_)
        | Event::Marketing(_)
        | Event::Learned(_)
        | Event::Heard(_) => None,
    })?;
    match message.direction {
        Direction::Inbound => {
            let is_theirs = meaning.is_news && message.opens_window;
            is_theirs.then_some(Wrote::Contact(message.at))
        }
        // An echo that carries our id is of what left from here.
        Direction::Outbound => meaning
            .outbox
            .is_none()
            .then_some(Wrote::Clinic(message.at)),
    }
}

impl Filing<'_> {
    /// Queues an acknowledgement where one goes out; returns whether it did.
    ///
    /// # Errors
    /// Storage.
    pub(super) fn answer(
        &self,
        wrote: Wrote,
        channel: &Channel,
        contact: &Contact,
        place: (Side, ConversationId),
        hash: ProviderHash,
    ) -> Result<bool, StoreError> {
        match wrote {
            Wrote::Contact(at) => {
                let written = Written {
                    channel,
                    contact,
                    place,
                    hash,
                    at,
                };
                deciding::decide(self.tx, self.house, &written, self.now)
            }
            Wrote::Clinic(at) => {
                acknowledgements::note_answered(self.tx, place.1, at)?;
                Ok(false)
            }
        }
    }
}
