//! Patients as the clinic watches over them: whom it has heard of lately, and what they wrote that nobody answered.

use super::messages::{self, Message, SELECT, first_id_at};
use super::persons::NAME;
use crate::Conn;
use crate::error::StoreError;
use crate::sqlite::row::named;
use recado_domain::address::Address;
use recado_domain::channel::ChannelKind;
use recado_domain::id::{ConversationId, IdentityId};
use recado_domain::time::UnixMs;
use rusqlite::{Row, ToSql};

/// A conversation with a patient.
#[derive(Clone, PartialEq, Eq)]
pub struct Watched {
    /// Which.
    pub conversation: ConversationId,
    /// The identity that all of a person's identities name.
    pub person: IdentityId,
    /// Their name; empty when none is known.
    pub name: String,
    /// An address to show when there is no name.
    pub address: Option<Address>,
    /// Where they write.
    pub channel: ChannelKind,
    /// When they wrote last.
    pub wrote_at: UnixMs,
    /// How many of their messages nobody answered; 0 when somebody put the conversation away as done.
    pub unanswered: u32,
    /// When the oldest of these was written.
    pub unanswered_since: Option<UnixMs>,
}

impl std::fmt::Debug for Watched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Watched({}, {})", self.conversation, self.unanswered)
    }
}

/// The newest that a person at the clinic wrote, of a conversation `{of}`: what left by itself is no answer, and what Meta
/// has not taken yet is none either.
fn answer(of: &str) -> String {
    format!(
        "coalesce((select answers.id from messages as answers indexed by messages_by_conversation
           where answers.conversation = {of} and answers.id >= :since and answers.direction = 'outbound'
             and (answers.origin in ('echo', 'history')
               or (answers.origin = 'desk' and answers.status in ('sent', 'delivered', 'read', 'played')))
           order by answers.id desc limit 1), :since - 1)"
    )
}

/// What a person wrote themselves and has not taken back.
const WRITTEN: &str =
    "messages.direction = 'inbound' and messages.kind <> 'system' and messages.deleted_at is null";

/// Returns the conversations in which patients have written since `since`.
///
/// # Errors
/// [`StoreError`].
pub fn patients(conn: &Conn, since: UnixMs) -> Result<Vec<Watched>, StoreError> {
    let answer = answer("conversations.id");
    let waiting = format!(
        "messages.conversation = conversations.id and conversations.state <> 'resolved' and {WRITTEN}
           and messages.id > {answer}"
    );
    let mut query = conn.prepare_cached(&format!(
        "select conversations.id,
           coalesce((select person from same_people where identity = identities.id), identities.id), {NAME},
           case when name = '' then (select value from addresses
             where addresses.identity = identities.id order by kind limit 1) end,
           channel_kind,
           (select at from messages where messages.conversation = conversations.id and messages.id >= :since
              and {WRITTEN} order by messages.id desc limit 1) as wrote_at,
           (select count(*) from messages where {waiting}), (select min(at) from messages where {waiting})
         from conversations join identities on identities.id = conversations.identity
         where is_patient = 1 and last_at >= :since_at and wrote_at is not null
         order by wrote_at desc, conversations.id"
    ))?;
    let since_id = first_id_at(since).0;
    let rows = query.query_map(
        &[(":since", &since_id), (":since_at", &since.0)][..],
        from_row,
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the messages of a conversation, since `since`, after which nobody at the clinic has written; the earliest
/// first. What Meta has not taken yet is no answer.
///
/// # Errors
/// [`StoreError`].
pub fn unanswered(
    conn: &Conn,
    conversation: ConversationId,
    since: UnixMs,
    limit: u32,
) -> Result<Vec<Message>, StoreError> {
    let answer = answer(":conversation");
    let mut query = conn.prepare_cached(&format!(
        "{SELECT} where conversation = :conversation and id > {answer} and {WRITTEN} order by id limit :limit"
    ))?;
    let rows = query.query_map(
        &[
            (":conversation", &conversation.0 as &dyn ToSql),
            (":since", &first_id_at(since).0),
            (":limit", &limit),
        ][..],
        messages::from_row,
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Watched> {
    let address: Option<String> = row.get(3)?;
    Ok(Watched {
        conversation: ConversationId(row.get(0)?),
        person: IdentityId(row.get(1)?),
        name: row.get(2)?,
        address: address.and_then(|json| serde_json::from_str(&json).ok()),
        channel: named(row, 4, ChannelKind::from_name)?,
        wrote_at: UnixMs(row.get(5)?),
        unanswered: row.get(6)?,
        unanswered_since: row.get::<_, Option<i64>>(7)?.map(UnixMs),
    })
}
