//! Identities that are one person, as a side's database knows it: a copy of what `clinic.db` says, so that lists and
//! threads can show one name. Also the lines in a thread that say what was done by hand about who is who.

use super::identities::{self, Identity};
use super::messages::{self, MessageId, NewRow};
use super::{parts, state};
use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::address::Address;
use recado_domain::id::{ChannelId, ConversationId, IdentityId};
use recado_domain::message::{Direction, MessageKind};
use recado_domain::part::{Part, SystemLine};
use recado_domain::phone::Phone;
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeSet;

use super::event::Origin;

/// A line that says what was done about who is who.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonLine {
    /// Its name, the same however often it is written.
    pub key: String,
    /// What was done.
    pub line: SystemLine,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: UnixMs,
}

/// The name of a person in a list: the latest told of any of their identities. For a query over `identities`.
pub(super) const NAME: &str = "coalesce((select member.name from same_people as own
     join same_people as other on other.person = own.person
     join identities as member on member.id = other.identity
     where own.identity = identities.id and member.name <> ''
     order by member.given_name is not null desc, member.name_at desc, member.name desc limit 1), identities.name)";

/// Says with whom an identity is one person; alone when `person` is absent.
///
/// # Errors
/// [`StoreError`].
pub fn set(
    tx: &Tx<'_>,
    identity: IdentityId,
    person: Option<IdentityId>,
) -> Result<(), StoreError> {
    match person {
        Some(person) => tx
            .prepare_cached(
                "insert into same_people (identity, person) values (?1, ?2)
                 on conflict (identity) do update set person = excluded.person",
            )?
            .execute(params![identity.0, person.0])?,
        None => tx
            .prepare_cached("delete from same_people where identity = ?1")?
            .execute([identity.0])?,
    };
    Ok(())
}

/// Returns everybody on this side who is one person with `identity`, themselves included.
///
/// # Errors
/// [`StoreError`].
pub fn members(conn: &Conn, identity: IdentityId) -> Result<Vec<IdentityId>, StoreError> {
    let mut query = conn.prepare_cached(
        "select ?1 as id union
         select other.identity from same_people as own join same_people as other on other.person = own.person
         where own.identity = ?1 order by id",
    )?;
    let rows = query.query_map([identity.0], |row| row.get(0).map(IdentityId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns a person as staff see them: the latest name, the first contact, every address.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn get(conn: &Conn, identity: IdentityId) -> Result<Identity, StoreError> {
    let mut person = identities::get(conn, identity)?;
    let members = members(conn, identity)?;
    if members.len() == 1 {
        return Ok(person);
    }
    let name: Option<String> = conn
        .prepare_cached(&format!("select {NAME} from identities where id = ?1"))?
        .query_row([identity.0], |row| row.get(0))
        .optional()?;
    person.name = name.unwrap_or_default();
    for member in members.into_iter().filter(|member| *member != identity) {
        let other = match identities::get(conn, member) {
            Ok(other) => other,
            // Their first message has not been filed yet.
            Err(StoreError::NotFound) => continue,
            Err(error) => return Err(error),
        };
        person.since = person.since.min(other.since);
        person.addresses.extend(other.addresses);
    }
    person.addresses.sort();
    person.addresses.dedup();
    Ok(person)
}

/// A conversation of an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfIdentity {
    /// Which.
    pub conversation: ConversationId,
    /// On which channel.
    pub channel: ChannelId,
}

/// Returns an identity's conversations, the latest heard of first.
///
/// # Errors
/// [`StoreError`].
pub fn conversations(conn: &Conn, identity: IdentityId) -> Result<Vec<OfIdentity>, StoreError> {
    let mut query = conn.prepare_cached(
        "select id, channel from conversations where identity = ?1 order by last_at desc, id",
    )?;
    let rows = query.query_map([identity.0], |row| {
        Ok(OfIdentity {
            conversation: ConversationId(row.get(0)?),
            channel: ChannelId(row.get(1)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Writes a line into a conversation, once.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such conversation.
pub fn write_line(
    tx: &Tx<'_>,
    conversation: ConversationId,
    line: &PersonLine,
) -> Result<(), StoreError> {
    let channel = state::get(tx, conversation)?.channel;
    if messages::find(tx, channel, &line.key)?.is_some() {
        return Ok(());
    }
    messages::insert(
        tx,
        &NewRow {
            conversation,
            channel,
            provider_id: Some(&line.key),
            outbox: None,
            // Nobody's delivery: an outbound one would get ticks.
            direction: Direction::Inbound,
            origin: Origin::Desk,
            kind: MessageKind::System,
            text: "",
            detail: None,
            at: line.at,
            status: None,
            sent_by: Some(&line.by),
            reply_to: None,
            is_forwarded: false,
            is_unread: false,
            findings: None,
            level: None,
            parts: &[Part::System { line: line.line }],
            automatic: None,
        },
    )?;
    state::refresh(tx, conversation)
}

/// Removes a line; one that is not there is no error.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such conversation.
pub fn remove_line(tx: &Tx<'_>, conversation: ConversationId, key: &str) -> Result<(), StoreError> {
    let channel = state::get(tx, conversation)?.channel;
    if let Some(MessageId(id)) = messages::find(tx, channel, key)? {
        tx.execute("delete from messages where id = ?1", [id])?;
        state::refresh(tx, conversation)?;
    }
    Ok(())
}

/// Returns the name by which a line in a conversation is known. Two conversations on one channel have one each.
pub fn line_key(what: &str, id: impl std::fmt::Display, conversation: ConversationId) -> String {
    format!("recado.{what}.{id}.{conversation}")
}

/// Numbers on the contact cards of a conversation.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct CardNumbers {
    /// Their own: the card they sent because the clinic asked for the number.
    pub own: BTreeSet<Phone>,
    /// Of whomever the others show.
    pub shown: BTreeSet<Phone>,
}

/// Adds the numbers on the contact cards that were sent in a conversation.
///
/// # Errors
/// [`StoreError`].
pub fn add_card_numbers(
    conn: &Conn,
    conversation: ConversationId,
    to: &mut CardNumbers,
) -> Result<(), StoreError> {
    let mut query = conn.prepare_cached(
        "select parts from messages where conversation = ?1 and kind = 'contacts' and parts is not null
           and deleted_at is null",
    )?;
    let rows = query.query_map([conversation.0], |row| row.get::<_, String>(0))?;
    for json in rows {
        for part in parts::from_json(Some(&json?)) {
            let Part::Cards { cards } = part else {
                continue;
            };
            for card in &cards {
                let numbers = card.phones.iter();
                let numbers = numbers.filter_map(|number| Phone::from_wa_id(&digits(number)).ok());
                if card.is_requested {
                    to.own.extend(numbers);
                } else {
                    to.shown.extend(numbers);
                }
            }
        }
    }
    Ok(())
}

/// Returns who has one of these numbers, or shows one of them on a contact card.
///
/// # Errors
/// [`StoreError`].
pub fn with_numbers(
    conn: &Conn,
    numbers: &BTreeSet<Phone>,
) -> Result<BTreeSet<IdentityId>, StoreError> {
    let mut found = BTreeSet::new();
    if numbers.is_empty() {
        return Ok(found);
    }
    let mut by_address =
        conn.prepare_cached("select identity, value from addresses where kind = 'phone'")?;
    let lines: BTreeSet<String> = numbers.iter().map(Phone::line).collect();
    let rows = by_address.query_map([], |row| {
        Ok((IdentityId(row.get(0)?), row.get::<_, String>(1)?))
    })?;
    for row in rows {
        let (identity, json) = row?;
        if let Ok(Address::Phone(phone)) = serde_json::from_str(&json)
            && lines.contains(&phone.line())
        {
            found.insert(identity);
        }
    }
    let mut with_cards = conn.prepare_cached(
        "select distinct conversations.identity, conversations.id from messages
         join conversations on conversations.id = messages.conversation where messages.kind = 'contacts'",
    )?;
    let rows = with_cards.query_map([], |row| {
        Ok((IdentityId(row.get(0)?), ConversationId(row.get(1)?)))
    })?;
    for row in rows {
        let (identity, conversation) = row?;
        let mut cards = CardNumbers::default();
        add_card_numbers(conn, conversation, &mut cards)?;
        if !cards.own.is_disjoint(numbers) || !cards.shown.is_disjoint(numbers) {
            found.insert(identity);
        }
    }
    Ok(found)
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}
