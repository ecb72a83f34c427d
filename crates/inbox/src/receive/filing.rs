//! Files the items of one envelope: whose conversation, which side, which spool row, which alerts.

mod answering;
mod elsewhere;
mod erased;
pub(in crate::receive) mod hearing;
mod item;
mod kept;
mod news;
mod others;
mod place;
mod together;
mod told;
mod words;

use crate::{
    house::House,
    receive::{
        account,
        meaning::{self, Meaning, Place},
        mention, peer,
        people::{self, Whose},
        profile::Nameless,
        spool,
        take::Brought,
    },
    send::{read_receipt::Unread, wire},
};
use recado_domain::{
    address::Address,
    channel::{ChannelKind, Side},
    id::{ConversationId, IdentityId},
    time::UnixMs,
};
use recado_risk::Engine;
use recado_store::{
    Tx,
    clinic::{
        channels::{self, Channel},
        people::{self as index, IndexKey},
        seen::{self, ProviderHash, Seen},
    },
    conversations::event::{Contact, Event as Filed},
    error::StoreError,
};
use recado_webhook::{
    event::{Event, Item},
    payload,
};

/// What is being filed: one envelope, in one transaction.
pub(super) struct Filing<'a> {
    pub(super) tx: &'a Tx<'a>,
    pub(super) house: &'a House,
    pub(super) engine: &'a Engine,
    pub(super) received_at: UnixMs,
    pub(super) now: UnixMs,
}

impl Filing<'_> {
    /// Files every item of a webhook body.
    ///
    /// # Errors
    /// Storage.
    pub(super) fn file_all(&self, body: &[u8], brought: &mut Brought) -> Result<(), StoreError> {
        let reading = payload::read(body);
        brought.counts.object = reading.object_name;
        for event in &reading.events {
            self.file(event, brought)?;
            brought.counts.add(&event.item);
        }
        Ok(())
    }

    fn file(&self, event: &Event, brought: &mut Brought) -> Result<(), StoreError> {
        let Some(kind) = meaning::channel_kind(event.object) else {
            brought.has_account_news = true;
            return self.keep(event);
        };
        if event.asset_id.is_empty() {
            brought.has_account_news = true;
            return self.keep(event);
        }
        if let Some(news) = account::news(&event.item) {
            return self.file_news(kind, event, &news, brought);
        }
        let channel = self.channel(kind, event)?;
        // The relay drops what is switched off; what was on its way by then is dropped here.
        if !channel.is_on {
            brought.switched_off += 1;
            return Ok(());
        }
        channels::note_webhook(self.tx, channel.id, self.received_at)?;
        if item::is_our_own(&event.item) {
            return Ok(());
        }
        let is_on_phone = self.note_phone_app(&channel, &event.item)?;
        let Some(whom) = peer::whom(&event.item, channel.id) else {
            brought.has_account_news = true;
            return self.keep(event);
        };
        if let Item::ContactSync(sync) = &*event.item {
            return self.file_name(whom, &channel, sync);
        }
        let our_app_id = self.our_app_id(&event.item, &channel)?;
        let place = Place {
            raw: &event.raw,
            received_at: self.received_at,
            our_app_id: our_app_id.as_deref(),
            is_on_phone,
        };
        if self.is_of_the_erased(&event.item, &whom, &channel, &place)? {
            return Ok(());
        }
        // A status, or a change whose author Meta leaves out, belongs where its message is.
        let whose = match item::target_alone(&event.item, &whom) {
            Some(target) => self.contact_of_target(whom, &channel, target)?,
            None => self.contact(whom, &channel, brought)?,
        };
        match meaning::meaning(&event.item, whose.contact.clone(), &place) {
            Some(mut meaning) => {
                self.as_new_words(&mut meaning, &channel, &whose.contact, &event.raw)?;
                self.file_meaning(meaning, &channel, &whose, brought)
            }
            None => {
                brought.has_account_news = true;
                self.keep(event)
            }
        }
    }

    fn file_meaning(
        &self,
        meaning: Meaning,
        channel: &Channel,
        whose: &Whose,
        brought: &mut Brought,
    ) -> Result<(), StoreError> {
        let (side, conversation) = self.place_of(&meaning, channel, whose)?;
        let own_id = meaning.own_id.as_deref().filter(|id| !id.is_empty());
        if let Some(own_id) = own_id
            && !self.is_first_copy(&meaning, channel, whose, own_id)?
        {
            return Ok(());
        }
        // A comment proves nothing about messages, and is not told as read.
        let is_private = meaning.opens_window();
        let spot = hearing::Spot {
            side,
            conversation,
            identity: whose.contact.identity,
            channel: channel.id,
            own_id,
            calls: meaning.calls,
        };
        let wrote = answering::wrote(&meaning);
        let back = self.back_here(&meaning, channel, &whose.contact)?;
        for mut event in meaning.events.into_iter().chain(back) {
            let engine = self.hear(&mut event, spot, brought)?;
            if let Filed::Message(message) = &event {
                brought.has_wordless |= mention::note(self.tx, side, message)?;
            }
            self.spool(
                side,
                &spool::Filed {
                    event: Some(event),
                    engine,
                    outbox: meaning.outbox,
                    conversation: Some(conversation),
                    ..spool::Filed::default()
                },
            )?;
        }
        let key = self.house.clinic.index_key();
        let hash = key.provider_hash(channel.id, own_id.unwrap_or_default());
        // Behind the flags, in the same transaction: none goes out before a message was read for them.
        if let Some(wrote) = wrote {
            let place = (side, conversation);
            brought.resumes |= self.answer(wrote, channel, &whose.contact, place, hash)?;
        }
        if meaning.is_for_phone && whose.is_new {
            self.tell_of_phone(channel, hash, brought)?;
        }
        if meaning.is_news {
            brought.news = Some((side, conversation));
        }
        if meaning.is_news && is_private {
            channels::note_proof(self.tx, channel.id, self.received_at)?;
            if let Some(id) = meaning.own_id {
                let person = wire::page_recipient(&whose.contact.addresses, channel.id);
                let unread = Unread {
                    channel: channel.id,
                    provider_id: id,
                    person,
                };
                brought.arrived.insert(conversation, unread);
            }
            brought.has_account_news |= channel.proved_at.is_none();
        }
        Ok(())
    }

    /// Notes an id and returns whether it is to be filed.
    ///
    /// Old copies and placeholders are known apart from whole live ones: each may come first, and the whole one must
    /// not be taken for a repetition of what told less.
    fn is_first_copy(
        &self,
        meaning: &Meaning,
        channel: &Channel,
        whose: &Whose,
        own_id: &str,
    ) -> Result<bool, StoreError> {
        let key = self.house.clinic.index_key();
        let whole = key.provider_hash(channel.id, own_id);
        let seen = Seen {
            side: whose.side,
            conversation: Some(whose.contact.conversation),
            seen_at: self.now,
        };
        let lesser = match (meaning.is_history, meaning.is_placeholder()) {
            (false, false) => return seen::note(self.tx, whole, &seen),
            (true, true) => HISTORY_PLACEHOLDER,
            (true, false) => HISTORY,
            (false, true) => PLACEHOLDER,
        };
        let is_new = seen::note(self.tx, lesser_hash(key, channel, lesser, own_id), &seen)?;
        Ok(is_new && seen::get(self.tx, whole)?.is_none())
    }

    fn contact(
        &self,
        whom: peer::Whom,
        channel: &Channel,
        brought: &mut Brought,
    ) -> Result<Whose, StoreError> {
        let key = self.house.clinic.index_key();
        let address = whom.addresses.first().cloned();
        let whose = people::contact(self.tx, key, whom, channel, self.received_at)?;
        // Messenger and Instagram tell no names; they are asked for apart.
        if let Some(Address::PageScoped { id, .. }) = address
            && channel.kind != ChannelKind::WhatsApp
            && whose.contact.name.is_none()
        {
            brought.nameless.push(Nameless {
                channel: channel.id,
                kind: channel.kind,
                identity: whose.contact.identity,
                conversation: whose.contact.conversation,
                person: id,
            });
        }
        Ok(whose)
    }

    /// Returns where something belongs without making anybody's acquaintance: by its message, else by its recipient.
    fn contact_of_target(
        &self,
        whom: peer::Whom,
        channel: &Channel,
        target: &str,
    ) -> Result<Whose, StoreError> {
        let key = self.house.clinic.index_key();
        let mut by_message = seen::get(self.tx, key.provider_hash(channel.id, target))?;
        for lesser in [HISTORY, PLACEHOLDER, HISTORY_PLACEHOLDER, together::NOTE] {
            if by_message.is_none() {
                by_message = seen::get(self.tx, lesser_hash(key, channel, lesser, target))?;
            }
        }
        let mut by_recipient = None;
        for address in &whom.addresses {
            by_recipient = by_recipient.or(index::find(self.tx, key, address)?);
        }
        let of_recipient = match &by_recipient {
            Some(person) => index::conversation_if_any(self.tx, person.identity, channel.id)?,
            None => None,
        };
        let of_patient = by_recipient
            .filter(|person| person.is_patient)
            .map(|person| person.side);
        let side = by_message
            .as_ref()
            .map(|seen| seen.side)
            .or(of_recipient.map(|found| found.side))
            .or(of_patient)
            .unwrap_or(channel.side);
        let contact = Contact {
            identity: by_recipient.map_or_else(IdentityId::generate, |person| person.identity),
            conversation: by_message
                .and_then(|seen| seen.conversation)
                .or(of_recipient.map(|found| found.conversation))
                .unwrap_or_else(ConversationId::generate),
            channel: channel.id,
            channel_kind: channel.kind,
            name: None,
            addresses: Vec::new(),
            is_patient: false,
        };
        Ok(Whose {
            contact,
            side,
            is_new: false,
        })
    }

    /// Returns where something goes: where its reply moved to, if it moved since it left; else where its person is.
    fn place_of(
        &self,
        meaning: &Meaning,
        channel: &Channel,
        whose: &Whose,
    ) -> Result<(Side, ConversationId), StoreError> {
        let key = self.house.clinic.index_key();
        let moved = match meaning.outbox {
            Some(outbox) => seen::get(self.tx, key.outbox_hash(channel.id, outbox))?,
            None => None,
        };
        let moved = moved.and_then(|seen| Some((seen.side, seen.conversation?)));
        Ok(moved.unwrap_or((whose.side, whose.contact.conversation)))
    }
}

/// A copy handed over as history.
const HISTORY: &str = "history";
/// A copy that came without its content.
const PLACEHOLDER: &str = "placeholder";
/// Both.
const HISTORY_PLACEHOLDER: &str = "history placeholder";

fn lesser_hash(key: &IndexKey, channel: &Channel, lesser: &str, id: &str) -> ProviderHash {
    key.provider_hash(channel.id, &format!("{lesser} {id}"))
}
