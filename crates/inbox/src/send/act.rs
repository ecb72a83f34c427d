//! What a person does in a conversation besides writing: reacting, taking it over, showing that they type.

use crate::{
    audit, connect,
    desk::Desk,
    error::InboxError,
    house::House,
    receive::people,
    send::{may, payload::Payload, reply, wire},
    session::settings,
    view::app::ReadReceipts,
};
use recado_domain::{
    audit::ActName,
    channel::{ChannelKind, Side},
    id::{ConversationId, OutboxId},
    message::Direction,
    time::UnixMs,
};
use recado_store::{
    clinic::channels::{self, Channel},
    conversations::{
        apply,
        event::{Contact, Event, HandledEvent},
        identities,
        messages::{self, MessageId},
        reacting::{self, NewReaction},
        state, thread,
    },
};
use std::time::Duration;

/// Meta shows typing for 20 to 25 seconds: asking more often changes nothing. Source: REFERENCE §13 and §14.
const TYPING_SHOWS_FOR: Duration = Duration::from_secs(20);
/// How far back the contact's last message is looked for.
const LATEST: u32 = 20;

/// Queues a reaction to a message, or takes it back; when this returns, it is durable and shown.
///
/// # Errors
/// [`InboxError::NotTaken`] where the channel has no such reaction, [`InboxError::WindowClosed`],
/// [`InboxError::HandledElsewhere`], [`InboxError::NotFound`], [`InboxError::ChannelOff`], storage.
pub(crate) async fn react(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    message: i64,
    emoji: Option<String>,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let who = house.signed_in()?;
        let open = may::open(house, side, conversation, now)?;
        let emoji = emoji.filter(|emoji| !emoji.is_empty());
        let target = house.read(side, |conn| messages::get(conn, MessageId(message)))?;
        let payload = Payload::Reaction {
            target: target.provider_id.ok_or(InboxError::NotFound)?,
            emoji: emoji.clone(),
        };
        open.check(&payload)?;
        let outbox = OutboxId::generate();
        let act = audit::sending(&who, now, conversation, outbox, &payload);
        let payload = serde_json::to_string(&payload).map_err(|_| InboxError::InvalidInput)?;
        let reaction = NewReaction {
            outbox,
            conversation,
            target: MessageId(message),
            emoji,
            payload,
            at: now,
        };
        audit::before(house, vec![act], || {
            house.write(side, |tx| reacting::enqueue_reaction(tx, &reaction))
        })
    })
    .await?;
    reply::told(desk, side, conversation);
    Ok(())
}

/// Takes a conversation over from the app that answers it. WhatsApp has no such call: there it comes back by itself, or
/// with a template.
///
/// # Errors
/// [`InboxError::NotTaken`] on WhatsApp, what Meta answers, [`InboxError::ChannelOff`], storage.
pub(crate) async fn take_over(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let (channel, contact, person) = desk
        .with_house(move |house| {
            house.signed_in()?;
            party(house, side, conversation)
        })
        .await?;
    let person = match wire::page_product(channel.kind) {
        None => return Err(InboxError::NotTaken),
        Some(_) => person.ok_or(InboxError::NotFound)?,
    };
    let token = connect::access_token(desk, channel.id).await?;
    desk.inner
        .graph
        .take_thread_control(&token, wire::sender_id(&channel), &person)
        .await?;
    desk.with_house(move |house| {
        let handled = Event::Handled(HandledEvent {
            contact,
            is_elsewhere: false,
            at: now,
        });
        audit::note(house, now, ActName::TakenOver, conversation, "{}")?;
        house.write(side, |tx| apply::apply(tx, &handled, now).map(|_| ()))
    })
    .await?;
    reply::told(desk, side, conversation);
    Ok(())
}

/// Shows the contact that somebody types, if the clinic wants that; nothing about it is worth an error.
///
/// WhatsApp marks what the contact wrote as read with it: where read receipts are off, it is not told (CASES 26).
///
/// # Errors
/// [`InboxError::Locked`], storage.
pub(crate) async fn note_typing(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
) -> Result<(), InboxError> {
    let wanted = settings::current(desk).await?;
    let now = desk.inner.options.clock.now();
    if !wanted.typing_signs || !is_news(desk, conversation, now) {
        return Ok(());
    }
    let found = desk.with_house(move |house| {
        let open = may::open(house, side, conversation, now)?;
        let is_ours = open.conversation.handled_elsewhere_at.is_none();
        let (channel, _, person) = party(house, side, conversation)?;
        let newest = newest_inbound(house, side, conversation)?;
        Ok(is_ours.then_some((channel, person, newest)))
    });
    let Some((channel, person, newest)) = found.await? else {
        return Ok(());
    };
    let token = connect::access_token(desk, channel.id).await?;
    let may_mark_read = wanted.read_receipts != ReadReceipts::Never;
    let desk = desk.clone();
    // Beside everything else: a person who types must not wait for Meta.
    tokio::spawn(async move {
        let graph = &desk.inner.graph;
        let from = wire::sender_id(&channel);
        let told = match (channel.kind, person, newest) {
            (ChannelKind::WhatsApp, _, Some(message)) if may_mark_read => {
                graph.typing(&token, from, &message).await
            }
            (ChannelKind::Messenger | ChannelKind::Instagram, Some(person), _) => {
                graph.typing_on(&token, from, &person).await
            }
            (ChannelKind::WhatsApp | ChannelKind::Messenger | ChannelKind::Instagram, _, _) => {
                Ok(())
            }
        };
        if let Err(error) = told {
            tracing::warn!("typing: {error}");
        }
    });
    Ok(())
}

/// Returns whether Meta does not show it any more; notes that it does from now on.
fn is_news(desk: &Desk, conversation: ConversationId, now: UnixMs) -> bool {
    let Ok(mut typing) = desk.inner.typing.lock() else {
        return false;
    };
    typing.retain(|_, at| now.since(*at) < TYPING_SHOWS_FOR);
    typing.insert(conversation, now).is_none()
}

fn newest_inbound(
    house: &House,
    side: Side,
    conversation: ConversationId,
) -> Result<Option<String>, InboxError> {
    let page = house.read(side, |conn| thread::newest(conn, conversation, LATEST))?;
    let mut messages = page.messages.into_iter().rev().map(|shown| shown.message);
    let newest = messages.find(|message| message.direction == Direction::Inbound);
    Ok(newest.and_then(|message| message.provider_id))
}

/// Returns a conversation's channel, its contact, and the contact's id on a Page.
pub(super) fn party(
    house: &House,
    side: Side,
    conversation: ConversationId,
) -> Result<(Channel, Contact, Option<String>), InboxError> {
    let (found, identity) = house.read(side, |conn| {
        let found = state::get(conn, conversation)?;
        let identity = identities::get(conn, found.identity)?;
        Ok((found, identity))
    })?;
    let channel = house
        .clinic
        .read(|conn| channels::get(conn, found.channel))?
        .filter(|channel| channel.is_on)
        .ok_or(InboxError::ChannelOff)?;
    let addresses = identity
        .addresses
        .into_iter()
        .map(|(_, address)| address)
        .collect();
    let key = house.clinic.index_key();
    let addresses = house
        .clinic
        .read(|conn| people::owned(conn, key, identity.id, addresses))?;
    let person = wire::page_recipient(&addresses, channel.id);
    let contact = Contact {
        identity: identity.id,
        conversation,
        channel: channel.id,
        channel_kind: channel.kind,
        name: None,
        addresses: Vec::new(),
        is_patient: identity.is_patient,
    };
    Ok((channel, contact, person))
}
