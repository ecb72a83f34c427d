//! What still comes of somebody who was erased: told once more, or late. It makes nobody's acquaintance.
//!
//! Ids of what went are known for as long as anything repeats; when somebody was erased at an address is known as long.
//! What a person says that was never here is filed as anybody's, however late it comes: they are somebody new by it.

use super::{Filing, HISTORY, HISTORY_PLACEHOLDER, PLACEHOLDER, item, lesser_hash, together::NOTE};
use crate::receive::{
    meaning::{self, Meaning, Place},
    peer::Whom,
};
use recado_domain::{
    address::Address,
    id::{ConversationId, IdentityId},
    message::{Direction, MessageKind},
    time::UnixMs,
};
use recado_store::{
    clinic::{
        channels::Channel,
        erasures,
        people::{self, IndexKey},
        seen::{self, ProviderHash},
    },
    conversations::event::{Contact, Event, NewMessage, Origin},
    error::StoreError,
};
use recado_webhook::event::Item;

impl Filing<'_> {
    /// Returns whether an item is of what went with somebody who was erased.
    ///
    /// # Errors
    /// Storage.
    pub(super) fn is_of_the_erased(
        &self,
        item: &Item,
        whom: &Whom,
        channel: &Channel,
        place: &Place<'_>,
    ) -> Result<bool, StoreError> {
        let is_known = self.is_known(whom.addresses.iter(), channel)?;
        let mut erased_at = self.erased_at(whom.addresses.iter())?;
        // Somebody who is here may move to a number that was theirs; whoever is not may be them.
        if !is_known {
            erased_at = erased_at.max(self.erased_at(whom.moved_to.iter())?);
        }
        let has_target_alone = item::target_alone(item, whom).is_some();
        if is_known && erased_at.is_none() && !has_target_alone {
            return Ok(false);
        }
        let nobody = Contact {
            identity: IdentityId::generate(),
            conversation: ConversationId::generate(),
            channel: channel.id,
            channel_kind: channel.kind,
            name: None,
            addresses: Vec::new(),
            is_patient: false,
        };
        let Some(meaning) = meaning::meaning(item, nobody, place) else {
            return Ok(false);
        };
        if self.has_gone(item, &meaning, channel)? {
            return Ok(true);
        }
        let Some(erased_at) = erased_at else {
            return Ok(false);
        };
        // That they had or read something is nothing new of anybody.
        let is_nothing = matches!(item, Item::Receipt(_)) || meaning.events.is_empty();
        let newest = meaning.events.iter().filter_map(at).max();
        let is_before = newest.is_some_and(|at| at <= erased_at);
        Ok((is_nothing && !is_known) || (is_before && !is_said(item, &meaning)))
    }

    /// Returns when somebody was erased whose one of these addresses was.
    ///
    /// # Errors
    /// Storage.
    pub(super) fn erased_at<'a>(
        &self,
        addresses: impl Iterator<Item = &'a Address>,
    ) -> Result<Option<UnixMs>, StoreError> {
        let key = self.house.clinic.index_key();
        let mut newest = None;
        for address in addresses {
            newest = newest.max(erasures::erased_at(self.tx, key, address)?);
        }
        Ok(newest)
    }

    /// Returns whether the message of an id went with somebody who was erased.
    ///
    /// # Errors
    /// Storage.
    pub(super) fn has_message_gone(
        &self,
        channel: &Channel,
        provider_id: &str,
    ) -> Result<bool, StoreError> {
        let key = self.house.clinic.index_key();
        self.is_orphan(&[key.provider_hash(channel.id, provider_id)])
    }

    /// Makes of a change to a message that went what it is here: words that nobody has read.
    ///
    /// # Errors
    /// Storage.
    pub(super) fn as_new_words(
        &self,
        meaning: &mut Meaning,
        channel: &Channel,
        contact: &Contact,
        raw: &str,
    ) -> Result<(), StoreError> {
        let key = self.house.clinic.index_key();
        let own_id = meaning.own_id.as_deref().unwrap_or_default();
        for event in &mut meaning.events {
            let Event::Edit(edit) = event else { continue };
            if !self.has_message_gone(channel, &edit.target)? {
                continue;
            }
            let new = NewMessage {
                contact: contact.clone(),
                provider_id: format!("recado.edit {}", name(key, channel, own_id)),
                direction: Direction::Inbound,
                origin: Origin::Contact,
                kind: MessageKind::Text,
                text: edit.text.clone(),
                detail: None,
                raw: raw.to_owned(),
                at: edit.at,
                status: None,
                reply_to: None,
                is_forwarded: false,
                is_unread: true,
                opens_window: false,
                findings: None,
                level: None,
                alerts: Vec::new(),
                parts: Vec::new(),
                media: Vec::new(),
            };
            *event = Event::Message(Box::new(new));
            meaning.is_news = true;
        }
        Ok(())
    }

    fn is_known<'a>(
        &self,
        addresses: impl Iterator<Item = &'a Address>,
        channel: &Channel,
    ) -> Result<bool, StoreError> {
        let key = self.house.clinic.index_key();
        for address in addresses {
            if let Some(person) = people::find(self.tx, key, address)?
                && people::conversation_if_any(self.tx, person.identity, channel.id)?.is_some()
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns whether it came before under its own id, or is about what did, and that went.
    ///
    /// Whole words are no repetition of the placeholder that was here before them.
    fn has_gone(
        &self,
        item: &Item,
        meaning: &Meaning,
        channel: &Channel,
    ) -> Result<bool, StoreError> {
        let key = self.house.clinic.index_key();
        let mut hashes = Vec::new();
        if let Some(own_id) = meaning.own_id.as_deref().filter(|id| !id.is_empty()) {
            hashes.push(key.provider_hash(channel.id, own_id));
            let is_whole = is_said(item, meaning) && !meaning.is_placeholder();
            if !is_whole {
                for lesser in [HISTORY, PLACEHOLDER, HISTORY_PLACEHOLDER, NOTE] {
                    hashes.push(lesser_hash(key, channel, lesser, own_id));
                }
            }
        }
        if let Some(outbox) = meaning.outbox {
            hashes.push(key.outbox_hash(channel.id, outbox));
        }
        for event in &meaning.events {
            let target = match event {
                Event::Status(status) => &status.provider_id,
                Event::Reaction(reaction) => &reaction.target,
                Event::Revoke(revoke) => &revoke.target,
                Event::Learned(learned) => &learned.target,
                // New words of a person are read, also when what they change is no more.
                Event::Edit(edit) if !meaning.calls => &edit.target,
                Event::Edit(_)
                | Event::Message(_)
                | Event::Receipt(_)
                | Event::Opening(_)
                | Event::Handled(_)
                | Event::Marketing(_)
                | Event::Heard(_) => continue,
            };
            hashes.push(key.provider_hash(channel.id, target));
        }
        self.is_orphan(&hashes)
    }

    fn is_orphan(&self, hashes: &[ProviderHash]) -> Result<bool, StoreError> {
        for hash in hashes {
            let known = seen::get(self.tx, *hash)?;
            if known.is_some_and(|seen| seen.conversation.is_none()) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Returns whether a person says or asks something by it, now.
fn is_said(item: &Item, meaning: &Meaning) -> bool {
    let is_word = |event: &Event| match event {
        Event::Message(message) => {
            message.direction == Direction::Inbound && message.kind != MessageKind::System
        }
        Event::Edit(_) => meaning.calls,
        Event::Status(_)
        | Event::Receipt(_)
        | Event::Reaction(_)
        | Event::Revoke(_)
        | Event::Opening(_)
        | Event::Handled(_)
        | Event::Marketing(_)
        | Event::Learned(_)
        | Event::Heard(_) => false,
    };
    let is_call = matches!(item, Item::Call(_));
    !meaning.is_history && (is_call || meaning.events.iter().any(is_word))
}

fn at(event: &Event) -> Option<UnixMs> {
    match event {
        Event::Message(message) => Some(message.at),
        Event::Receipt(receipt) => Some(receipt.until),
        Event::Reaction(reaction) => Some(reaction.at),
        Event::Edit(edit) => Some(edit.at),
        Event::Revoke(revoke) => Some(revoke.at),
        Event::Opening(opening) => Some(opening.at),
        Event::Handled(handled) => Some(handled.at),
        Event::Marketing(marketing) => Some(marketing.word.at),
        Event::Heard(heard) => Some(heard.at),
        Event::Status(_) | Event::Learned(_) => None,
    }
}

/// Returns what stands for an id that says too much.
fn name(key: &IndexKey, channel: &Channel, id: &str) -> String {
    let ProviderHash(bytes) = key.provider_hash(channel.id, id);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
