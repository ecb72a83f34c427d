//! What is needed to say how much leads want to come: their latest messages, when they were answered, and who said that it
//! is not urgent. Nothing is kept of what a message says: it is read anew, so that an edit or a better list counts at once.

use super::messages::{MessageId, first_id_at};
use super::persons::NAME;
use super::records::status_of;
use super::state::{COLUMN_COUNT, COLUMNS, Conversation, from_row};
use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::address::Address;
use recado_domain::id::{ConversationId, IdentityId, StaffId};
use recado_domain::lead_status::LeadStatus;
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, Row, params};

/// A conversation of a lead that may have a mark.
#[derive(Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The conversation; always with a newest message, and not put away.
    pub conversation: Conversation,
    /// Whose: the same for all identities of one person.
    pub person: IdentityId,
    /// Their name; empty when none is known.
    pub name: String,
    /// An address to show when there is no name.
    pub address: Option<Address>,
    /// Where they stand.
    pub status: LeadStatus,
    /// When somebody last said that it is not urgent.
    pub dismissed_at: Option<UnixMs>,
}

/// A message of a lead.
#[derive(Clone, PartialEq, Eq)]
pub struct Heard {
    /// Which.
    pub id: MessageId,
    /// When it was written.
    pub at: UnixMs,
    /// Its text; empty when it was taken back.
    pub text: String,
    /// Whether it raised a flag.
    pub is_flagged: bool,
}

impl std::fmt::Debug for Candidate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Candidate({:?}, {:?})", self.conversation, self.status)
    }
}

impl std::fmt::Debug for Heard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Heard({}, flagged {})", self.id.0, self.is_flagged)
    }
}

/// Returns the conversations of leads that are neither patients nor lost, are not put away and stood in the list since
/// `since`, the newest first.
///
/// # Errors
/// [`StoreError`].
pub fn candidates(conn: &Conn, since: UnixMs, limit: u32) -> Result<Vec<Candidate>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "select {COLUMNS}, coalesce((select person from same_people where identity = identities.id), identities.id),
           {NAME}, lead_status,
           case when name = '' then (select value from addresses
             where addresses.identity = identities.id order by kind limit 1) end,
           (select max(at) from interest_dismissals where interest_dismissals.identity = identities.id)
         from conversations indexed by conversations_open
           cross join identities on identities.id = conversations.identity
         where state = 'open' and last_message is not null and listed_at >= ?1
           and is_patient = 0 and lead_status in ('new', 'contacted', 'qualified')
         order by listed_at desc limit ?2"
    ))?;
    let rows = query.query_map(params![since.0, limit], candidate)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns what a conversation's contact wrote since `since`, at most the newest `limit`, the newest first. What was taken
/// back is there only if it raised a flag, without its words.
///
/// # Errors
/// [`StoreError`].
pub fn heard(
    conn: &Conn,
    conversation: ConversationId,
    since: UnixMs,
    limit: u32,
) -> Result<Vec<Heard>, StoreError> {
    let mut query = conn.prepare_cached(
        "select id, at, iif(deleted_at is null, text, ''), level > 0 from messages
         where conversation = ?1 and id >= ?2 and direction = 'inbound' and kind <> 'system'
           and (deleted_at is null and text <> '' or level > 0)
         order by id desc limit ?3",
    )?;
    let rows = query.query_map(
        params![conversation.0, first_id_at(since).0, limit],
        |row| {
            Ok(Heard {
                id: MessageId(row.get(0)?),
                at: UnixMs(row.get(1)?),
                text: row.get(2)?,
                is_flagged: row.get(3)?,
            })
        },
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns when Meta accepted the last thing that a person of the clinic wrote in a conversation.
///
/// # Errors
/// [`StoreError`].
pub fn answered_at(
    conn: &Conn,
    conversation: ConversationId,
) -> Result<Option<UnixMs>, StoreError> {
    // The same words as the index `messages_answering`, so that it serves.
    Ok(conn
        .prepare_cached(
            "select at from messages where conversation = ?1 and direction = 'outbound' and (origin = 'echo'
               or (origin = 'desk' and status in ('sent', 'delivered', 'read', 'played')))
               and coalesce(status, '') <> 'failed' order by id desc limit 1",
        )?
        .query_row([conversation.0], |row| row.get(0).map(UnixMs))
        .optional()?)
}

/// Notes that somebody said of a lead that it is not urgent; the latest stays.
///
/// # Errors
/// [`StoreError`].
pub fn dismiss(
    tx: &Tx<'_>,
    identity: IdentityId,
    at: UnixMs,
    by: (StaffId, &str),
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into interest_dismissals (identity, at, staff, staff_name) values (?1, ?2, ?3, ?4)
         on conflict (identity) do update set at = excluded.at, staff = excluded.staff, staff_name = excluded.staff_name
           where excluded.at >= at",
    )?
    .execute(params![identity.0, at.0, by.0.0, by.1])?;
    Ok(())
}

fn candidate(row: &Row<'_>) -> rusqlite::Result<Candidate> {
    let address: Option<String> = row.get(COLUMN_COUNT + 3)?;
    Ok(Candidate {
        conversation: from_row(row)?,
        person: IdentityId(row.get(COLUMN_COUNT)?),
        name: row.get(COLUMN_COUNT + 1)?,
        status: status_of(row, COLUMN_COUNT + 2)?,
        address: address.and_then(|json| serde_json::from_str(&json).ok()),
        dismissed_at: row.get::<_, Option<_>>(COLUMN_COUNT + 4)?.map(UnixMs),
    })
}
