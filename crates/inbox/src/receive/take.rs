//! One page of envelopes becomes durable: opened, read, filed into the spool with alerts, people and cursor, in one
//! transaction. What happens after it (acknowledging, draining, telling) may be repeated or lost; this may not.

use crate::{
    connect,
    desk::{Desk, Notice},
    error::InboxError,
    house::House,
    receive::{meaning, peer, people, spool},
    relay::RelayClient,
    send::read_receipt,
    view::change::Change,
};
use recado_domain::{
    channel::{ChannelKind, Side},
    id::{ChannelId, ConversationId, IdentityId},
    time::UnixMs,
};
use recado_protocol::{
    envelope::Envelope,
    keys::EpochKeys,
    sealed::{self, OpenError, PlaintextKind},
};
use recado_risk::Engine;
use recado_store::{
    Tx,
    clinic::{
        alerts::{self, Alert},
        channels::{self, Channel, ChannelState},
        people as index, relay_link,
        seen::{self, Seen},
        spool as rows, unreadable,
    },
    conversations::event::Contact,
    error::StoreError,
};
use recado_webhook::{
    counts::Counts,
    event::{Event, Item},
    payload,
};
use std::sync::Arc;

/// What a page brought, to be told once it is durable.
#[derive(Default)]
struct Brought {
    alerts: Vec<Alert>,
    news: Option<(Side, ConversationId)>,
    arrived: Vec<(ChannelId, String)>,
    has_account_news: bool,
    counts: Counts,
}

/// Makes a page durable, then tells of it.
///
/// # Errors
/// Storage; nothing of the page is then acknowledged, and all of it will come again.
pub(crate) async fn take(
    desk: &Desk,
    client: &RelayClient,
    page: Vec<Envelope>,
) -> Result<(), InboxError> {
    fetch_missing_epochs(desk, client, &page).await?;
    let now = desk.inner.options.clock.now();
    let taken = page.len() as u64;
    let inner = Arc::clone(&desk.inner);
    let mut brought = desk
        .with_house(move |house| {
            let epochs = house.epochs.read().map_err(|_| InboxError::CutOff)?;
            let mut brought = Brought::default();
            house.clinic.write(|tx| {
                for envelope in &page {
                    file_envelope(
                        tx,
                        house,
                        &inner.engine,
                        &epochs,
                        envelope,
                        now,
                        &mut brought,
                    )?;
                }
                match page.last() {
                    Some(last) => relay_link::advance(tx, last.cursor.0),
                    None => Ok(()),
                }
            })?;
            Ok(brought)
        })
        .await?;
    let arrived = std::mem::take(&mut brought.arrived);
    note_tally(desk, &brought.counts, taken);
    tell(desk, brought);
    read_receipt::received(desk, arrived).await;
    Ok(())
}

fn note_tally(desk: &Desk, counts: &Counts, envelopes: u64) {
    let Ok(mut tally) = desk.inner.tally.lock() else {
        return;
    };
    tally.envelopes += envelopes;
    tally.counts.add_all(counts);
    tracing::info!(
        messages = counts.messages,
        statuses = counts.statuses,
        envelopes,
        "webhooks taken in"
    );
}

fn tell(desk: &Desk, brought: Brought) {
    for alert in &brought.alerts {
        desk.tell(Change::Alert {
            alert: alert.id,
            conversation: alert.conversation,
        });
        if alert.level.notifies() {
            desk.notify(Notice::Alert {
                alert: alert.id,
                side: alert.side,
                conversation: alert.conversation,
            });
        }
    }
    // One notification a page: somebody who comes back to a hundred messages hears it once.
    if let Some((side, conversation)) = brought
        .news
        .filter(|_| brought.alerts.iter().all(|a| !a.level.notifies()))
    {
        desk.notify(Notice::Messages { side, conversation });
    }
    if brought.has_account_news {
        desk.tell(Change::Connection);
    }
    // A locked desk has no thread to refresh, but it counts what waits.
    if !brought.alerts.is_empty() {
        desk.tell(Change::App);
    }
}

/// Fetches the keys of epochs we have not met; without them nothing of a page could be opened.
async fn fetch_missing_epochs(
    desk: &Desk,
    client: &RelayClient,
    page: &[Envelope],
) -> Result<(), InboxError> {
    let house = desk.house()?;
    let is_missing = {
        let epochs = house.epochs.read().map_err(|_| InboxError::CutOff)?;
        page.iter()
            .filter_map(|envelope| sealed::epoch_of(&envelope.sealed.0).ok())
            .any(|epoch| epochs.get(epoch).is_none())
    };
    if is_missing {
        connect::epochs::fetch(desk, client).await?;
    }
    Ok(())
}

fn file_envelope(
    tx: &Tx<'_>,
    house: &House,
    engine: &Engine,
    epochs: &EpochKeys,
    envelope: &Envelope,
    now: UnixMs,
    brought: &mut Brought,
) -> Result<(), StoreError> {
    let received_at = UnixMs(envelope.received_at);
    match sealed::open(epochs, &envelope.sealed.0) {
        Ok(opened) => match opened.kind {
            // What names no asset is read the same way: each of its items becomes one a person can see.
            PlaintextKind::Webhook | PlaintextKind::UnreadableWebhook => {
                let filing = Filing {
                    tx,
                    house,
                    engine,
                    received_at,
                    now,
                };
                filing.file_all(&opened.bytes, brought)
            }
            // What our own desktops tell each other comes with the second desktop; the first run proves the way with one.
            PlaintextKind::Note => Ok(()),
        },
        Err(error) => {
            brought.has_account_news = true;
            let kind = match error {
                OpenError::NewerFormat { .. } | OpenError::UnknownKind { .. } => "envelope_newer",
                OpenError::UnknownEpoch { .. } => "envelope_without_key",
                OpenError::Damaged => "envelope_damaged",
            };
            tracing::error!(kind, "an envelope cannot be opened; its bytes are kept");
            unreadable::keep(tx, kind, false, &envelope.sealed.0, received_at).map(|_| ())
        }
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

struct Filing<'a> {
    tx: &'a Tx<'a>,
    house: &'a House,
    engine: &'a Engine,
    received_at: UnixMs,
    now: UnixMs,
}

impl Filing<'_> {
    fn file_all(&self, body: &[u8], brought: &mut Brought) -> Result<(), StoreError> {
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
        let channel = self.channel(kind, event)?;
        channels::note_webhook(self.tx, channel.id, self.received_at)?;
        let Some(whom) = peer::whom(&event.item, channel.id) else {
            brought.has_account_news = true;
            return self.keep(event);
        };
        let is_status = matches!(event.item, Item::Status(_));
        let (contact, side) = if is_status {
            self.contact_of_status(whom, &channel, &event.item)?
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
            brought
                .arrived
                .extend(meaning.own_id.map(|id| (channel.id, id)));
            brought.has_account_news |= channel.proved_at.is_none();
        }
        Ok(())
    }

    /// Returns where a status belongs without making anybody's acquaintance: by the message, else by its recipient.
    fn contact_of_status(
        &self,
        whom: peer::Whom,
        channel: &Channel,
        item: &Item,
    ) -> Result<(Contact, Side), StoreError> {
        let key = self.house.clinic.index_key();
        let hash = match item {
            Item::Status(status) => Some(key.provider_hash(channel.id, &status.provider_id)),
            _ => None,
        };
        let by_message = hash
            .map(|hash| seen::get(self.tx, hash))
            .transpose()?
            .flatten();
        let mut by_recipient = None;
        for address in &whom.addresses {
            by_recipient = by_recipient.or(index::find(self.tx, key, address)?);
        }
        let side = by_message
            .as_ref()
            .map(|seen| seen.side)
            .or(by_recipient
                .filter(|person| person.is_patient)
                .map(|person| person.side))
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
