//! A person's conversations are copied into the other side's database, compared, and removed from the old one.
//!
//! One list says what moves ([`MOVES`]); a test fails when a table of the schema is neither there nor in [`STAYS`]. The
//! two databases are never attached to each other: rows are read from one connection and written to the other. Whoever
//! calls holds a transaction on both, so that nothing is written to what is being moved.

mod copy;
mod count;
mod digest;
mod remove;

pub use copy::copy;
pub use count::{Counts, count};
pub use digest::{Digest, digest};
pub use remove::{merge_index, remove};

use super::messages::provider_hash;
use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::channel::Side;
use recado_domain::id::{ChannelId, ConversationId, IdentityId, MediaId, OutboxId};
use rusqlite::params;

/// Who and what moves.
#[derive(Debug, Clone, Copy)]
pub struct Moving<'a> {
    /// The person: each of their identities.
    pub identities: &'a [IdentityId],
    /// Their conversations on the old side.
    pub conversations: &'a [ConversationId],
}

/// What kind of thing a row is to a person, where a preview counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Not counted: a part of something that is.
    Not,
    /// A message.
    Message,
    /// A file.
    File,
    /// A reply that has yet to leave, or whose fate is open.
    Reply,
    /// Something staff wrote about the person: a note, a label, a consent.
    Record,
}

/// How a table's rows belong to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// This column holds the identity. A row that is on the new side already stays as it is there.
    Identity(&'static str),
    /// This column holds the conversation.
    Conversation(&'static str),
    /// This column holds the number of a message of the conversation.
    Message(&'static str),
    /// Columns `target_hash` and `target` name a message of the conversation, or `conversation` the conversation.
    Target,
}

/// A table whose rows move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Whose its rows are.
    pub whose: Whose,
    /// Columns that hold numbers of messages: a message may get another number on the new side.
    pub message_numbers: &'static [&'static str],
    /// The key that the new side gives out itself, in the same order.
    pub own_number: Option<&'static str>,
    /// What a preview counts it as.
    pub shown: Shown,
}

/// Returns a table of rows that belong to a conversation and hold no number of a message.
const fn plain(name: &'static str, whose: Whose, shown: Shown) -> Table {
    Table {
        name,
        whose,
        message_numbers: &[],
        own_number: None,
        shown,
    }
}

/// What moves; each table behind those it refers to.
pub const MOVES: &[Table] = &[
    plain("identities", Whose::Identity("id"), Shown::Not),
    plain("addresses", Whose::Identity("identity"), Shown::Not),
    plain("same_people", Whose::Identity("identity"), Shown::Not),
    Table {
        message_numbers: &["last_message"],
        ..plain("conversations", Whose::Conversation("id"), Shown::Not)
    },
    plain("records", Whose::Identity("identity"), Shown::Not),
    plain(
        "interest_dismissals",
        Whose::Identity("identity"),
        Shown::Not,
    ),
    plain("label_words", Whose::Identity("identity"), Shown::Not),
    plain("notes", Whose::Identity("identity"), Shown::Record),
    plain("consents", Whose::Identity("identity"), Shown::Record),
    Table {
        message_numbers: &["id"],
        ..plain(
            "messages",
            Whose::Conversation("conversation"),
            Shown::Message,
        )
    },
    Table {
        message_numbers: &["message"],
        ..plain("raw_messages", Whose::Message("message"), Shown::Not)
    },
    Table {
        message_numbers: &["message"],
        ..plain("message_alerts", Whose::Message("message"), Shown::Not)
    },
    plain(
        "rule_verdicts",
        Whose::Conversation("conversation"),
        Shown::Not,
    ),
    plain("reactions", Whose::Target, Shown::Not),
    plain("drafts", Whose::Conversation("conversation"), Shown::Not),
    Table {
        own_number: Some("id"),
        ..plain("waiting", Whose::Conversation("conversation"), Shown::Not)
    },
    Table {
        message_numbers: &["message"],
        own_number: Some("number"),
        ..plain("outbox", Whose::Conversation("conversation"), Shown::Reply)
    },
    Table {
        message_numbers: &["message", "answer"],
        ..plain("comments", Whose::Conversation("conversation"), Shown::Not)
    },
    Table {
        message_numbers: &["message"],
        ..plain("media", Whose::Conversation("conversation"), Shown::File)
    },
    plain(
        "together_queue",
        Whose::Conversation("conversation"),
        Shown::Not,
    ),
    Table {
        message_numbers: &["message"],
        ..plain(
            "transcripts",
            Whose::Conversation("conversation"),
            Shown::Not,
        )
    },
    plain(
        "transcript_pieces",
        Whose::Conversation("conversation"),
        Shown::Not,
    ),
    plain(
        "heard_queue",
        Whose::Conversation("conversation"),
        Shown::Not,
    ),
];

/// What stays, and why.
pub const STAYS: &[(&str, &str)] = &[
    ("private_keys", "the side's own"),
    ("labels", "the side's own; a person's are carried by name"),
    (
        "day_summaries",
        "patients' only: made anew there, and gone with the person here",
    ),
    ("summary_lines", "a part of their summary"),
    (
        "emergency_contacts",
        "patients' only: who is none any more has nobody to be called in their place",
    ),
    ("identity_labels", "carried by name"),
    (
        "tone_readers",
        "the side's own: nothing is read among the leads",
    ),
    ("tones", "read anew there, where a reader is set"),
    ("message_words", "the search index: written anew there"),
    ("message_words_data", "a part of the search index"),
    ("message_words_idx", "a part of the search index"),
    ("message_words_docsize", "a part of the search index"),
    ("message_words_config", "a part of the search index"),
    ("sqlite_sequence", "SQLite's own: what it gave out"),
];

/// Returns whether a reply is leaving at this moment: then nothing moves until its answer is written.
///
/// # Errors
/// [`StoreError`].
pub fn is_leaving(conn: &Conn, conversations: &[ConversationId]) -> Result<bool, StoreError> {
    let mut query = conn.prepare_cached(
        "select exists (select 1 from outbox where conversation = ?1 and state = 'sending')",
    )?;
    for conversation in conversations {
        if query.query_row([conversation.0], |row| row.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Lets files that are on their way here be fetched again: what comes for the old side is thrown away there.
///
/// # Errors
/// [`StoreError`].
pub fn fetch_again(tx: &Tx<'_>, conversations: &[ConversationId]) -> Result<(), StoreError> {
    for conversation in conversations {
        tx.prepare_cached(
            "update media set state = 'waiting' where conversation = ?1 and state = 'fetching'",
        )?
        .execute([conversation.0])?;
    }
    Ok(())
}

/// Returns the files whose encrypted bytes are here.
///
/// # Errors
/// [`StoreError`].
pub fn files(conn: &Conn, conversations: &[ConversationId]) -> Result<Vec<MediaId>, StoreError> {
    let mut query = conn.prepare_cached(
        "select id from media where conversation = ?1 and state = 'here' order by id",
    )?;
    let mut found = Vec::new();
    for conversation in conversations {
        for id in query.query_map([conversation.0], |row| row.get(0).map(MediaId))? {
            found.push(id?);
        }
    }
    Ok(found)
}

/// A reply that may still be told of by a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaving {
    /// The id it leaves under.
    pub outbox: OutboxId,
    /// Its channel.
    pub channel: ChannelId,
    /// Its conversation.
    pub conversation: ConversationId,
}

/// Returns the replies that may still be told of by a status.
///
/// # Errors
/// [`StoreError`].
pub fn replies(conn: &Conn, conversations: &[ConversationId]) -> Result<Vec<Leaving>, StoreError> {
    let mut query = conn.prepare_cached(
        "select id, channel from outbox where conversation = ?1 and act = 'message' order by number",
    )?;
    let mut found = Vec::new();
    for conversation in conversations {
        let rows = query.query_map([conversation.0], |row| {
            Ok(Leaving {
                outbox: OutboxId(row.get(0)?),
                channel: ChannelId(row.get(1)?),
                conversation: *conversation,
            })
        })?;
        for row in rows {
            found.push(row?);
        }
    }
    Ok(found)
}

/// Says of people who arrived on a side what they are there: patients, or leads that begin anew.
///
/// # Errors
/// [`StoreError`].
pub fn arrive(tx: &Tx<'_>, identities: &[IdentityId], is_patient: bool) -> Result<(), StoreError> {
    for identity in identities {
        tx.prepare_cached(
            "update identities set is_patient = ?2,
               lead_status = iif(?2, 'converted', coalesce(lead_status, 'new')) where id = ?1",
        )?
        .execute(params![identity.0, is_patient])?;
    }
    Ok(())
}

/// Notes whose an event is taken to be that waits for its message; what is attributed already stays.
///
/// # Errors
/// [`StoreError`].
pub fn attribute(
    tx: &Tx<'_>,
    (channel, target): (ChannelId, &str),
    conversation: ConversationId,
) -> Result<(), StoreError> {
    let hash = provider_hash(channel, target);
    for table in ["waiting", "reactions"] {
        tx.prepare_cached(&format!(
            "update {table} set conversation = ?3
             where target_hash = ?1 and target = ?2 and conversation is null"
        ))?
        .execute(params![hash, target, conversation.0])?;
    }
    Ok(())
}

/// Returns the side that is not this one.
pub fn other(side: Side) -> Side {
    match side {
        Side::Clinical => Side::Leads,
        Side::Leads => Side::Clinical,
    }
}

impl Table {
    /// Returns the condition under which a row is of `?1`: an identity or a conversation.
    fn condition(&self) -> String {
        match self.whose {
            Whose::Identity(column) | Whose::Conversation(column) => format!("{column} = ?1"),
            Whose::Message(column) => {
                format!("{column} in (select id from messages where conversation = ?1)")
            }
            Whose::Target => "(conversation = ?1 or exists (select 1 from messages
                where messages.conversation = ?1 and messages.provider_hash = target_hash
                  and messages.provider_id = target))"
                .to_owned(),
        }
    }

    /// Returns of whom rows are to be looked for: the ids that stand for `?1`.
    fn owners(&self, moving: &Moving<'_>) -> Vec<uuid::Uuid> {
        match self.whose {
            Whose::Identity(_) => moving.identities.iter().map(|id| id.0).collect(),
            Whose::Conversation(_) | Whose::Message(_) | Whose::Target => {
                moving.conversations.iter().map(|id| id.0).collect()
            }
        }
    }

    /// Returns its columns, as they are in this database.
    fn columns(&self, conn: &Conn) -> Result<Vec<String>, StoreError> {
        let mut query =
            conn.prepare_cached("select name from pragma_table_info(?1) order by cid")?;
        let names = query.query_map([self.name], |row| row.get(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    }

    fn is_of_identity(&self) -> bool {
        matches!(self.whose, Whose::Identity(_))
    }
}
