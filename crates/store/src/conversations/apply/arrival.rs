//! A message arrives: as a new row, or as another copy of one that is here. Of several copies (live, handed over as
//! history, a placeholder and what fills it) one row remains, the same whatever their order.

use super::change::link_alerts;
use super::{Applied, set_status, settle};
use crate::Tx;
use crate::conversations::event::{NewMessage, Origin};
use crate::conversations::messages::{self, Message, MessageId, NewRow};
use crate::conversations::{comments, media, parts, state, together, words};
use crate::error::StoreError;
use recado_domain::alert::AlertLevel;
use recado_domain::id::MediaId;
use recado_domain::message::MessageKind;
use rusqlite::params;

pub(super) fn message(tx: &Tx<'_>, new: &NewMessage) -> Result<Applied, StoreError> {
    let (conversation, channel) = (new.contact.conversation, new.contact.channel);
    state::note(tx, &new.contact, new.at)?;
    if new.opens_window {
        state::open_window(tx, conversation, new.at)?;
    }
    let here = messages::find(tx, channel, &new.provider_id)?;
    let (id, removed_media) = match here {
        Some(id) => (id, another_copy(tx, id, new)?),
        None => first_copy(tx, new)?,
    };
    Ok(Applied {
        conversation: Some(conversation),
        message: Some(id),
        is_new: here.is_none(),
        removed_media,
    })
}

fn first_copy(tx: &Tx<'_>, new: &NewMessage) -> Result<(MessageId, Vec<MediaId>), StoreError> {
    let contact = &new.contact;
    let id = messages::insert(tx, &NewRow::of(new))?;
    words::put(tx, id, &new.text.0)?;
    tx.prepare_cached("insert into raw_messages (message, raw) values (?1, ?2)")?
        .execute(params![id.0, new.raw])?;
    let place = (contact.conversation, contact.channel);
    media::insert(tx, id, place, &new.media, new.at)?;
    link_alerts(tx, id, &new.alerts)?;
    comments::note(tx, id, new)?;
    if new.is_unread {
        state::add_unread(tx, contact.conversation)?;
    }
    let removed = settle(
        tx,
        id,
        contact.conversation,
        contact.channel,
        &new.provider_id,
    )?;
    Ok((id, removed))
}

/// Joins another copy of a message to its row; returns whose encrypted files are to be removed.
fn another_copy(tx: &Tx<'_>, id: MessageId, new: &NewMessage) -> Result<Vec<MediaId>, StoreError> {
    let row = messages::get(tx, id)?;
    let mut removed = Vec::new();
    if !is_ours(row.origin) {
        let was_live = is_live(row.origin);
        if is_live(new.origin) && !was_live {
            come_alive(tx, id, new)?;
        }
        tx.prepare_cached("update messages set level = max(level, ?2) where id = ?1")?
            .execute(params![id.0, new.level.map_or(0, AlertLevel::as_number)])?;
        if (tells(new.kind), is_live(new.origin)) > (tells(row.kind), was_live) {
            removed = replace_content(tx, &row, new)?;
        }
    } else if row.outbox.is_none() {
        together::adopt_files(tx, &row, new)?;
    }
    if let Some(status) = new.status {
        set_status(tx, id, status, None)?;
    }
    state::refresh(tx, new.contact.conversation)?;
    Ok(removed)
}

/// What was known from history alone is what somebody just wrote: it is new to people, once.
fn come_alive(tx: &Tx<'_>, id: MessageId, new: &NewMessage) -> Result<(), StoreError> {
    tx.prepare_cached("update messages set origin = ?2, is_unread = ?3 where id = ?1")?
        .execute(params![id.0, new.origin.as_str(), new.is_unread])?;
    if new.is_unread {
        state::add_unread(tx, new.contact.conversation)?;
    }
    link_alerts(tx, id, &new.alerts)
}

/// Puts a copy that tells more in the place of what the row said; what its author changed since stays changed.
fn replace_content(
    tx: &Tx<'_>,
    row: &Message,
    new: &NewMessage,
) -> Result<Vec<MediaId>, StoreError> {
    let id = row.id;
    tx.prepare_cached(
        "update messages set kind = ?2, detail = ?3, reply_to = coalesce(?4, reply_to),
           is_forwarded = max(is_forwarded, ?5),
           text = iif(edited_at is null, ?6, text), findings = iif(edited_at is null, ?7, findings),
           parts = iif(parts_at is null, ?8, parts)
         where id = ?1",
    )?
    .execute(params![
        id.0,
        new.kind.as_str(),
        new.detail,
        new.reply_to,
        new.is_forwarded,
        new.text.0,
        new.findings,
        parts::to_json(&new.parts)?
    ])?;
    if !row.is_edited && !row.is_deleted {
        words::remove(tx, id)?;
        words::put(tx, id, &new.text.0)?;
    }
    tx.prepare_cached("update raw_messages set raw = ?2 where message = ?1")?
        .execute(params![id.0, new.raw])?;
    let mut removed = media::remove_of(tx, id)?;
    let place = (new.contact.conversation, new.contact.channel);
    media::insert(tx, id, place, &new.media, new.at)?;
    comments::note(tx, id, new)?;
    if row.is_deleted {
        removed.extend(super::change::hide_media(tx, id)?);
    }
    Ok(removed)
}

/// Returns whether this desk wrote it: nobody's copy knows more of it.
fn is_ours(origin: Origin) -> bool {
    match origin {
        Origin::Desk | Origin::Automatic => true,
        Origin::Contact | Origin::Echo | Origin::History => false,
    }
}

fn is_live(origin: Origin) -> bool {
    match origin {
        Origin::Contact | Origin::Echo | Origin::Desk | Origin::Automatic => true,
        Origin::History => false,
    }
}

/// Returns how much a copy of this kind tells: history first sends a placeholder for a file, and the first message to
/// a number that a phone app shares comes without its content.
fn tells(kind: MessageKind) -> u8 {
    match kind {
        MessageKind::Unreadable => 0,
        MessageKind::Unsupported => 1,
        MessageKind::Text
        | MessageKind::Image
        | MessageKind::Video
        | MessageKind::Audio
        | MessageKind::Voice
        | MessageKind::Document
        | MessageKind::Sticker
        | MessageKind::Location
        | MessageKind::Contacts
        | MessageKind::Choice
        | MessageKind::Form
        | MessageKind::Order
        | MessageKind::Template
        | MessageKind::Options
        | MessageKind::Shared
        | MessageKind::Comment
        | MessageKind::System => 2,
    }
}
