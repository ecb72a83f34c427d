//! The record of a person beside their identity: what the clinic calls them, when they were born, its own number, and
//! where a lead stands.

use super::identities;
use crate::error::StoreError;
use crate::sqlite::row::{named, named_if_any};
use crate::{Conn, Tx};
use recado_domain::address::Address;
use recado_domain::channel::ChannelKind;
use recado_domain::id::{ConversationId, IdentityId};
use recado_domain::lead_status::{Chosen, LeadFacts, LeadStatus, LostReason};
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

/// What the clinic wrote down about a person.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// The name by hand; it wins over the told one.
    pub given_name: Option<String>,
    /// The name that they or Meta told; empty when none was.
    pub told_name: String,
    /// Day of birth, for example `1984-03-07`.
    pub born_on: Option<String>,
    /// The clinic's own number.
    pub number: Option<String>,
    /// Preferred language, ISO 639, for example `pt`.
    pub language: Option<String>,
}

/// A change of a record by hand: everything that can be typed, as it shall stand.
#[derive(Clone, PartialEq, Eq)]
pub struct Written {
    /// The name by hand; absent to show the told one.
    pub given_name: Option<String>,
    /// Day of birth.
    pub born_on: Option<String>,
    /// The clinic's own number.
    pub number: Option<String>,
    /// Preferred language.
    pub language: Option<String>,
}

/// A patient from a file. Read back from the spool by later versions: fields are added with a default, never renamed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Who.
    pub identity: IdentityId,
    /// Where they can be reached.
    pub address: Address,
    /// When the file was read.
    pub at: UnixMs,
    /// Name; absent where the file had none.
    #[serde(default)]
    pub name: Option<String>,
    /// Day of birth.
    #[serde(default)]
    pub born_on: Option<String>,
    /// The clinic's own number.
    #[serde(default)]
    pub number: Option<String>,
    /// Preferred language.
    #[serde(default)]
    pub language: Option<String>,
}

/// Where a lead stands, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// What is known.
    pub facts: LeadFacts,
    /// Who set the status last.
    pub chosen_by: Option<String>,
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Record(…)")
    }
}

impl std::fmt::Debug for Imported {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Imported({})", self.identity)
    }
}

/// Returns a person's record; an empty one when nothing was written.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such person.
pub fn get(conn: &Conn, identity: IdentityId) -> Result<Record, StoreError> {
    Ok(conn
        .prepare_cached(
            "select given_name, told_name, born_on, number, language
             from identities left join records on records.identity = identities.id where identities.id = ?1",
        )?
        .query_row([identity.0], |row| {
            Ok(Record {
                given_name: row.get(0)?,
                told_name: row.get(1)?,
                born_on: row.get(2)?,
                number: row.get(3)?,
                language: row.get(4)?,
            })
        })?)
}

/// Writes a person's record as it shall stand.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such person.
pub fn write(tx: &Tx<'_>, identity: IdentityId, written: &Written) -> Result<(), StoreError> {
    set_given_name(tx, identity, written.given_name.as_deref())?;
    tx.prepare_cached(
        "insert into records (identity, born_on, number, language) values (?1, ?2, ?3, ?4)
         on conflict (identity) do update set born_on = excluded.born_on, number = excluded.number,
           language = excluded.language",
    )?
    .execute(params![
        identity.0,
        written.born_on,
        written.number,
        written.language
    ])?;
    Ok(())
}

/// Adds a patient from a file, or completes them: what the file leaves empty stays as it is.
///
/// # Errors
/// [`StoreError`].
pub fn import(tx: &Tx<'_>, patient: &Imported) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into identities (id, name, name_at, folded_name, is_patient, since_at)
         values (?1, '', ?2, '', 1, ?3) on conflict (id) do nothing",
    )?
    .execute(params![patient.identity.0, i64::MIN, patient.at.0])?;
    if let Some(name) = &patient.name {
        set_given_name(tx, patient.identity, Some(name))?;
    }
    let addresses = std::slice::from_ref(&patient.address);
    identities::put_addresses(tx, patient.identity, ChannelKind::WhatsApp, addresses)?;
    tx.prepare_cached(
        "insert into records (identity, born_on, number, language) values (?1, ?2, ?3, ?4)
         on conflict (identity) do update set born_on = coalesce(excluded.born_on, born_on),
           number = coalesce(excluded.number, number), language = coalesce(excluded.language, language)",
    )?
    .execute(params![
        patient.identity.0,
        patient.born_on,
        patient.number,
        patient.language
    ])?;
    Ok(())
}

/// Returns where a lead stands; nothing for somebody who is a patient and never was a lead here.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such person.
pub fn lead(conn: &Conn, identity: IdentityId) -> Result<Option<Lead>, StoreError> {
    let (is_patient, kept, chosen, chosen_by) = conn
        .prepare_cached(
            "select is_patient, lead_status, chosen_status, chosen_at, lost_reason, chosen_by
             from identities left join records on records.identity = identities.id where identities.id = ?1",
        )?
        .query_row([identity.0], |row| {
            let status = named_if_any(row, 2, LeadStatus::from_name)?;
            let at: Option<i64> = row.get(3)?;
            let lost = named_if_any(row, 4, LostReason::from_name)?;
            let chosen = status.zip(at).map(|(status, at)| Chosen {
                status,
                at: UnixMs(at),
                lost,
            });
            let kept = named_if_any(row, 1, LeadStatus::from_name)?;
            Ok((row.get::<_, bool>(0)?, kept, chosen, row.get(5)?))
        })?;
    if is_patient && kept.is_none() {
        return Ok(None);
    }
    Ok(Some(Lead {
        facts: LeadFacts {
            chosen,
            is_answered: is_answered(conn, identity)?,
            heard_at: heard_at(conn, identity)?,
            is_converted: is_patient,
        },
        chosen_by,
    }))
}

/// Sets a lead's status as a person chose it; what is allowed was asked before.
///
/// # Errors
/// [`StoreError`].
pub fn choose(
    tx: &Tx<'_>,
    identity: IdentityId,
    chosen: Chosen,
    by: &str,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into records (identity, chosen_status, chosen_at, chosen_by, lost_reason) values (?1, ?2, ?3, ?4, ?5)
         on conflict (identity) do update set chosen_status = excluded.chosen_status, chosen_at = excluded.chosen_at,
           chosen_by = excluded.chosen_by, lost_reason = excluded.lost_reason",
    )?
    .execute(params![
        identity.0,
        chosen.status.as_str(),
        chosen.at.0,
        by,
        chosen.lost.map(LostReason::as_str)
    ])?;
    follow(tx, identity)
}

/// Returns a person's conversations here, in the order of their ids.
///
/// # Errors
/// [`StoreError`].
pub fn conversations(conn: &Conn, identity: IdentityId) -> Result<Vec<ConversationId>, StoreError> {
    let mut query =
        conn.prepare_cached("select id from conversations where identity = ?1 order by id")?;
    let rows = query.query_map([identity.0], |row| row.get(0).map(ConversationId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Writes where the lead of a conversation stands, after something happened there.
pub(super) fn follow_lead(tx: &Tx<'_>, conversation: ConversationId) -> Result<(), StoreError> {
    let lead: Option<IdentityId> = tx
        .prepare_cached(
            "select identities.id from conversations join identities on identities.id = conversations.identity
             where conversations.id = ?1 and is_patient = 0",
        )?
        .query_row([conversation.0], |row| row.get(0).map(IdentityId))
        .optional()?;
    lead.map_or(Ok(()), |identity| follow(tx, identity))
}

fn follow(tx: &Tx<'_>, identity: IdentityId) -> Result<(), StoreError> {
    if let Some(lead) = lead(tx, identity)? {
        tx.prepare_cached(
            "update identities set lead_status = ?2 where id = ?1 and lead_status is not ?2",
        )?
        .execute(params![identity.0, lead.facts.status().as_str()])?;
    }
    Ok(())
}

fn set_given_name(tx: &Tx<'_>, identity: IdentityId, name: Option<&str>) -> Result<(), StoreError> {
    tx.prepare_cached("update identities set given_name = ?2 where id = ?1")?
        .execute(params![identity.0, name])?;
    identities::show_name(tx, identity)
}

fn is_answered(conn: &Conn, identity: IdentityId) -> Result<bool, StoreError> {
    // The same words as the index `messages_answering`, so that it serves.
    Ok(conn
        .prepare_cached(
            "select exists (select 1 from conversations join messages on messages.conversation = conversations.id
             where conversations.identity = ?1 and direction = 'outbound' and (origin = 'echo'
               or (origin = 'desk' and status in ('sent', 'delivered', 'read', 'played')))
               and coalesce(status, '') <> 'failed')",
        )?
        .query_row([identity.0], |row| row.get(0))?)
}

fn heard_at(conn: &Conn, identity: IdentityId) -> Result<Option<UnixMs>, StoreError> {
    let mut heard = None;
    for conversation in conversations(conn, identity)? {
        let at: Option<i64> = conn
            .prepare_cached(
                "select at from messages where conversation = ?1 and direction = 'inbound' and kind <> 'system'
                 order by id desc limit 1",
            )?
            .query_row([conversation.0], |row| row.get(0))
            .optional()?;
        heard = heard.max(at.map(UnixMs));
    }
    Ok(heard)
}

/// Returns the status a row names.
pub(super) fn status_of(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<LeadStatus> {
    named(row, index, LeadStatus::from_name)
}

/// Returns the language of everybody who has a record, as it was written down.
///
/// # Errors
/// [`StoreError`].
pub fn languages(conn: &Conn) -> Result<Vec<(IdentityId, Option<String>)>, StoreError> {
    let mut query = conn.prepare_cached("select identity, language from records")?;
    let rows = query.query_map([], |row| Ok((IdentityId(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
