//! Files the items of one envelope: whose conversation, which side, which spool row, which alerts.

use crate::{
    house::House,
    receive::{meaning, peer, people, spool, take::Brought},
};
use recado_domain::{
    channel::{ChannelKind, Side},
    id::{ChannelId, ConversationId, IdentityId},
    time::UnixMs,
};
use recado_risk::Engine;
use recado_store::{
    Tx,
    clinic::{
        alerts::{self, Alert},
        channels::{self, Channel, ChannelState},
        people as index,
        seen::{self, Seen},
        spool as rows, unreadable,
    },
    conversations::event::Contact,
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
        let channel = self.channel(kind, event)?;
        channels::note_webhook(self.tx, channel.id, self.received_at)?;
        let Some(whom) = peer::whom(&event.item, channel.id) else {
            brought.has_account_news = true;
            return self.keep(event);
        };
        // A status, or a change whose author Meta leaves out, belongs where its message is.
        let (contact, side) = if let Some(target) = target_alone(&event.item, &whom) {
            self.contact_of_target(whom, &channel, target)?
        } else {
            people::contact(
                self.tx,
                self.house.clinic.index_key(),
                whom,
                &channel,
                self.received_at,
            )?
        };
        let conversation = contact.conversation;
        let identity = contact.identity;
        let Some(meaning) = meaning::meaning(
            &event.item,
            &event.raw,
            contact,
            self.received_at,
            self.engine,
        ) else {
            brought.has_account_news = true;
            return self.keep(event);
        };
        let own_id = meaning.own_id.as_deref().filter(|id| !id.is_empty());
        let hash = self
            .house
            .clinic
            .index_key()
            .provider_hash(channel.id, own_id.unwrap_or_default());
        let has_own_id = own_id.is_some();
        if has_own_id {
            let seen = Seen {
                side,
                conversation: Some(conversation),
                seen_at: self.now,
            };
            let is_new = seen::note(self.tx, hash, &seen)?;
            let fills_a_placeholder = matches!(event.item, Item::History(_));
            if !is_new && !fills_a_placeholder {
                return Ok(());
            }
        }
        self.spool(
            side,
            &spool::Filed {
                event: meaning.event,
                outbox: meaning.outbox,
            },
        )?;
        for new in meaning.alerts {
            let alert = Alert {
                id: new.id,
                conversation,
                side,
                identity,
                message: hash,
                level: new.level,
                category: new.category,
                about_other: new.about_other,
                raised_at: new.raised_at,
                acknowledged: None,
            };
            if alerts::raise(self.tx, &alert)? {
                brought.alerts.push(alert);
            }
        }
        if meaning.is_news {
            channels::note_proof(self.tx, channel.id, self.received_at)?;
            brought.news = Some((side, conversation));
            if let Some(id) = meaning.own_id {
                brought.arrived.insert(conversation, (channel.id, id));
            }
            brought.has_account_news |= channel.proved_at.is_none();
        }
        Ok(())
    }

    /// Returns where something belongs without making anybody's acquaintance: by its message, else by its recipient.
    fn contact_of_target(
        &self,
        whom: peer::Whom,
        channel: &Channel,
        target: &str,
    ) -> Result<(Contact, Side), StoreError> {
        let key = self.house.clinic.index_key();
        let by_message = seen::get(self.tx, key.provider_hash(channel.id, target))?;
        let mut by_recipient = None;
        for address in &whom.addresses {
            by_recipient = by_recipient.or(index::find(self.tx, key, address)?);
        }
        let of_patient = by_recipient
            .filter(|person| person.is_patient)
            .map(|person| person.side);
        let side = by_message
            .as_ref()
            .map(|seen| seen.side)
            .or(of_patient)
            .unwrap_or(channel.side);
        let contact = Contact {
            identity: by_recipient.map_or_else(IdentityId::generate, |person| person.identity),
            conversation: by_message
                .and_then(|seen| seen.conversation)
                .unwrap_or_else(ConversationId::generate),
            channel: channel.id,
            channel_kind: channel.kind,
            name: None,
            addresses: Vec::new(),
            is_patient: false,
        };
        Ok((contact, side))
    }

    fn spool(&self, side: Side, filed: &spool::Filed) -> Result<(), StoreError> {
        let bytes = spool::plain(filed).map_err(|_| StoreError::Damaged)?;
        let bytes = match side {
            Side::Leads => bytes,
            Side::Clinical => {
                spool::sealed_to(&self.house.spool_key, &bytes).map_err(|_| StoreError::Damaged)?
            }
        };
        let is_sealed = side == Side::Clinical;
        rows::push(self.tx, side, is_sealed, &bytes, self.received_at).map(|_| ())
    }

    fn keep(&self, event: &Event) -> Result<(), StoreError> {
        let kind = match &event.item {
            Item::Other { field } => field.as_str(),
            item => item.kind(),
        };
        keep(
            self.tx,
            self.house,
            kind,
            event.raw.as_bytes(),
            self.received_at,
        )
    }

    /// Returns the channel an event came by, making one for a number nobody connected here (decision 0003).
    fn channel(&self, kind: ChannelKind, event: &Event) -> Result<Channel, StoreError> {
        let number = event.number_id.as_deref();
        if let Some(channel) = channels::find(self.tx, kind, &event.asset_id, number)? {
            return Ok(channel);
        }
        if number.is_none() {
            let of_asset = channels::all(self.tx)?
                .into_iter()
                .find(|c| c.kind == kind && c.asset_id == event.asset_id);
            if let Some(channel) = of_asset {
                return Ok(channel);
            }
        }
        let channel = Channel {
            id: ChannelId::generate(),
            kind,
            asset_id: event.asset_id.clone(),
            number_id: event.number_id.clone(),
            shown: event
                .number_id
                .clone()
                .unwrap_or_else(|| event.asset_id.clone()),
            name: String::new(),
            side: kind.default_side(),
            is_on: true,
            state: ChannelState::SignInAgain,
            quality: None,
            last_webhook_at: None,
            proved_at: None,
            created_at: self.now,
        };
        channels::put(self.tx, &channel)?;
        Ok(channel)
    }
}

/// Returns the message an item is about, where that is all there is to go by.
fn target_alone<'a>(item: &'a Item, whom: &peer::Whom) -> Option<&'a str> {
    match item {
        Item::Status(status) => Some(&status.provider_id),
        Item::Edit(edit) if whom.addresses.is_empty() => Some(&edit.target),
        Item::Deleted(deleted) if whom.addresses.is_empty() => Some(&deleted.target),
        Item::Reaction(reaction) if whom.addresses.is_empty() => Some(&reaction.target),
        Item::Standby(inner) => target_alone(inner, whom),
        Item::Edit(_)
        | Item::Deleted(_)
        | Item::Reaction(_)
        | Item::Message(_)
        | Item::Echo(_)
        | Item::History(_)
        | Item::Receipt(_)
        | Item::Comment(_)
        | Item::Other { .. }
        | Item::Unreadable { .. } => None,
    }
}

/// Keeps raw JSON that belongs to no conversation. It may hold a patient's words, so it is sealed like theirs.
fn keep(
    tx: &Tx<'_>,
    house: &House,
    kind: &str,
    raw: &[u8],
    received_at: UnixMs,
) -> Result<(), StoreError> {
    let sealed = spool::sealed_to(&house.spool_key, raw).map_err(|_| StoreError::Damaged)?;
    unreadable::keep(tx, kind, true, &sealed, received_at).map(|_| ())
}
