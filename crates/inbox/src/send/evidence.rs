//! Proof that a message left whose answer was lost, where Meta carries no id of ours back: Instagram's echoes.
//!
//! WhatsApp's statuses and Messenger's echoes name our outbox id themselves. Source: REFERENCE §10 and §14 (read
//! 2026-11-20).

use recado_domain::{channel::ChannelKind, id::OutboxId, message::MessageKind};
use recado_store::{
    Conn,
    conversations::{
        event::{NewMessage, Origin},
        messages,
        outbox::{self, OutboxAct, OutboxState},
    },
    error::StoreError,
};
use std::time::Duration;

/// How long after it was handed over a message's echo may come.
const COMES_WITHIN: Duration = Duration::from_secs(10 * 60);
/// How far Meta's clock may be behind ours.
const CLOCKS_DIFFER: Duration = Duration::from_secs(60);

/// Returns the row that an echo proves sent: the oldest one of the conversation whose fate is open and that says the same.
///
/// Somebody may have typed the very same words into Instagram in those minutes: then the contact has them all the same.
///
/// # Errors
/// [`StoreError`].
pub(crate) fn of_echo(conn: &Conn, echo: &NewMessage) -> Result<Option<OutboxId>, StoreError> {
    let is_bare =
        echo.origin == Origin::Echo && echo.contact.channel_kind == ChannelKind::Instagram;
    if !is_bare || messages::find(conn, echo.contact.channel, &echo.provider_id)?.is_some() {
        return Ok(None);
    }
    let mut open = outbox::in_state(conn, OutboxState::Unknown)?;
    // The echo may be faster than the end of waiting for the answer.
    open.extend(outbox::in_state(conn, OutboxState::Sending)?);
    open.retain(|row| {
        let first = row.next_at.minus(CLOCKS_DIFFER);
        let last = row.next_at.plus(COMES_WITHIN);
        row.act == OutboxAct::Message
            && row.conversation == echo.contact.conversation
            && (first..=last).contains(&echo.at)
    });
    open.sort_by_key(|row| row.created_at);
    for row in open {
        let bubble = messages::get(conn, row.message)?;
        let is_same = bubble.text == echo.text && are_alike(bubble.kind, echo.kind);
        if is_same {
            return Ok(Some(row.id));
        }
    }
    Ok(None)
}

/// Returns whether Instagram may call one kind the other: words with choices come back as words, a voice as sound.
fn are_alike(ours: MessageKind, echoed: MessageKind) -> bool {
    let plain = |kind| match kind {
        MessageKind::Options => MessageKind::Text,
        MessageKind::Voice => MessageKind::Audio,
        other => other,
    };
    plain(ours) == plain(echoed)
}
