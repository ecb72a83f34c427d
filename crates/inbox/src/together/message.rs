//! What left from here and how far a conversation was read, as a note tells the others.

use super::{
    names::ChannelRef,
    records,
    words::{self, ReadWord, SentWord, UnreadWord, Word},
    work,
};
use crate::{
    error::InboxError,
    house::{Held, House},
    receive::people,
};
use recado_domain::{
    address::Address,
    channel::ChannelKind,
    id::{ChannelId, ConversationId, OutboxId},
};
use recado_store::{
    clinic::channels::{self, Channel},
    conversations::{
        event::NewMedia,
        identities,
        media::Media,
        state,
        together::{self, About},
    },
    error::StoreError,
};

/// Returns what there is to tell; nothing when what it is about is gone, or has to leave again.
///
/// # Errors
/// Storage.
pub(super) fn word(house: &House, store: &Held, about: About) -> Result<Option<Word>, InboxError> {
    match about {
        About::Sent(outbox) => sent(house, store, outbox),
        About::Read(conversation) => read(house, store, conversation),
        About::Unread(conversation) => unread(house, store, conversation),
        About::Work(conversation) => work::word(house, store, conversation),
        About::Person(conversation) => records::person(house, store, conversation),
        About::Note(conversation, note) => records::remark(house, store, conversation, note),
    }
}

fn sent(house: &House, store: &Held, outbox: OutboxId) -> Result<Option<Word>, InboxError> {
    let Some((message, files)) = store.read(|conn| together::sent(conn, outbox))? else {
        return Ok(None);
    };
    let Some(provider_id) = message.provider_id else {
        return Ok(None);
    };
    let Some((channel, addresses)) = place(house, store, message.conversation)? else {
        return Ok(None);
    };
    let is_handed_out = channel.kind == ChannelKind::WhatsApp;
    let files = files.into_iter().filter(|_| is_handed_out);
    Ok(Some(Word::Sent(Box::new(SentWord {
        channel: ChannelRef::of(&channel),
        addresses,
        side: store.side(),
        outbox,
        provider_id,
        origin: message.origin,
        kind: message.kind,
        text: message.text,
        detail: message.detail,
        at: message.at,
        reply_to: message.reply_to,
        parts: words::from_parts(&message.parts),
        files: files.filter_map(handed_out).collect(),
        sent_by: message.sent_by,
    }))))
}

fn read(
    house: &House,
    store: &Held,
    conversation: ConversationId,
) -> Result<Option<Word>, InboxError> {
    let (until, turn) = store.read(|conn| {
        let until = together::read_until(conn, conversation)?;
        Ok::<_, StoreError>((until, together::work::turn(conn, conversation)?))
    })?;
    let Some(until) = until else {
        return Ok(None);
    };
    let place = place(house, store, conversation)?;
    Ok(place.map(|(channel, addresses)| {
        Word::Read(ReadWord {
            channel: ChannelRef::of(&channel),
            addresses,
            until,
            turn,
        })
    }))
}

fn unread(
    house: &House,
    store: &Held,
    conversation: ConversationId,
) -> Result<Option<Word>, InboxError> {
    let from = store.read(|conn| together::work::unread_from(conn, conversation))?;
    let Some(from) = from else {
        return Ok(None);
    };
    let place = place(house, store, conversation)?;
    Ok(place.map(|(channel, addresses)| {
        Word::Unread(UnreadWord {
            channel: ChannelRef::of(&channel),
            addresses,
            from,
        })
    }))
}

/// Returns by which channel a conversation goes, and with whom as every computer knows them.
///
/// # Errors
/// Storage.
pub(super) fn place(
    house: &House,
    store: &Held,
    conversation: ConversationId,
) -> Result<Option<(Channel, Vec<Address>)>, InboxError> {
    let (conversation, contact) = store.read(|conn| {
        let conversation = state::get(conn, conversation)?;
        let contact = identities::get(conn, conversation.identity)?;
        Ok::<_, StoreError>((conversation, contact))
    })?;
    let (channel, addresses) = house.clinic.read(|conn| {
        let channel = channels::get(conn, conversation.channel)?;
        let all = contact.addresses.into_iter().map(|(_, address)| address);
        let all = all.filter(|it| is_on(it, conversation.channel_kind, conversation.channel));
        // A number that has changed hands since is its new owner's.
        let owned = people::owned(conn, house.clinic.index_key(), contact.id, all.collect())?;
        Ok::<_, StoreError>((channel, owned))
    })?;
    let channel = channel.filter(|_| !addresses.is_empty());
    Ok(channel.map(|channel| (channel, addresses)))
}

/// Returns whether an address leads to somebody by this channel.
fn is_on(address: &Address, kind: ChannelKind, channel: ChannelId) -> bool {
    match address {
        Address::Phone(_) | Address::UserId(_) => kind == ChannelKind::WhatsApp,
        Address::PageScoped { channel: of, .. } => *of == channel,
    }
}

/// Returns how another computer gets a file: Meta hands out what was uploaded for a number by its id, as it does what came
/// in. Files of Pages come with Meta's echo.
fn handed_out(file: Media) -> Option<NewMedia> {
    let provider_media_id = file.provider_media_id?;
    file.card.is_none().then_some(NewMedia {
        id: file.id,
        kind: file.kind,
        provider_media_id: Some(provider_media_id),
        url: None,
        mime: file.mime.or(file.declared_mime),
        sha256: None,
        name: file.name,
        bytes: file.bytes,
    })
}

/// Returns an address as it is called here: an id of one channel carries the channel's id, which is another on each
/// computer.
pub(crate) fn here(address: Address, channel: ChannelId) -> Address {
    match address {
        Address::PageScoped { id, .. } => Address::PageScoped { channel, id },
        Address::Phone(_) | Address::UserId(_) => address,
    }
}
