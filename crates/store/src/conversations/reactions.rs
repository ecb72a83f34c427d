//! Reactions, by the provider id of the message they are about; the message need not be here yet.

use super::event::ReactionEvent;
use super::messages::{MessageId, direction_from_name, direction_name, provider_hash};
use crate::error::StoreError;
use crate::sqlite::row::named;
use crate::{Conn, Tx};
use recado_domain::id::{ChannelId, ConversationId};
use recado_domain::message::Direction;
use recado_domain::time::UnixMs;
use rusqlite::params;
use std::collections::BTreeMap;

/// A reaction under a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Reaction {
    /// Who reacted.
    pub direction: Direction,
    /// The emoji.
    pub emoji: String,
}

impl std::fmt::Debug for Reaction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Reaction({:?})", self.direction)
    }
}

/// Notes a reaction; the latest of each side stays, whatever the order.
pub(super) fn note(tx: &Tx<'_>, event: &ReactionEvent) -> Result<(), StoreError> {
    put(
        tx,
        (event.contact.channel, &event.target),
        event.direction,
        event.emoji.as_deref(),
        event.at,
    )
}

/// Notes a reaction to the message with a provider id.
pub(super) fn put(
    tx: &Tx<'_>,
    (channel, target): (ChannelId, &str),
    direction: Direction,
    emoji: Option<&str>,
    at: UnixMs,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into reactions (target_hash, target, direction, emoji, at) values (?1, ?2, ?3, ?4, ?5)
         on conflict (target_hash, target, direction) do update set emoji = excluded.emoji, at = excluded.at
         where (reactions.at, coalesce(reactions.emoji, '')) < (excluded.at, coalesce(excluded.emoji, ''))",
    )?
    .execute(params![
        provider_hash(channel, target),
        target,
        direction_name(direction),
        emoji,
        at.0
    ])?;
    Ok(())
}

/// Returns the reactions under the messages of a conversation from `first` to `last`: ours as they leave.
pub(super) fn under(
    conn: &Conn,
    conversation: ConversationId,
    first: MessageId,
    last: MessageId,
) -> Result<BTreeMap<MessageId, Vec<Reaction>>, StoreError> {
    // What Meta accepted counts at its time; what has yet to be accepted will be the latest.
    let mut query = conn.prepare_cached(
        "select message, direction, emoji from (
           select messages.id as message, reactions.direction, reactions.emoji, reactions.at, 0 as number
           from messages join reactions
             on reactions.target_hash = messages.provider_hash and reactions.target = messages.provider_id
           where messages.conversation = ?1 and messages.id between ?2 and ?3
           union all
           select message, 'outbound', emoji, iif(state = 'sent', created_at, 1 << 62), number
           from outbox
           where conversation = ?1 and message between ?2 and ?3 and act = 'reaction' and state <> 'failed')
         order by message, at, number",
    )?;
    let mut rows = query.query(params![conversation.0, first.0, last.0])?;
    let mut found: BTreeMap<MessageId, Vec<Reaction>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let direction = named(row, 1, direction_from_name)?;
        let reactions = found.entry(MessageId(row.get(0)?)).or_default();
        reactions.retain(|earlier| earlier.direction != direction);
        if let Some(emoji) = row.get(2)? {
            reactions.push(Reaction { direction, emoji });
        }
    }
    Ok(found)
}
