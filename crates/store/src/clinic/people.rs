//! The people index: whose address it is, and which conversation, without a name or a number.

use super::seen::ProviderHash;
use crate::error::StoreError;
use crate::key::Key32;
use crate::sqlite::row::named;
use crate::{Conn, Tx};
use hmac::{Hmac, KeyInit, Mac};
use recado_domain::address::Address;
use recado_domain::channel::Side;
use recado_domain::id::{ChannelId, ConversationId, IdentityId, OutboxId};
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, params};
use sha2::Sha256;
use zeroize::Zeroize;

/// The key of the hashes in `clinic.db`.
#[derive(Debug, Clone)]
pub struct IndexKey(Key32);

/// What the index knows of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub identity: IdentityId,
    /// Where they are kept.
    pub side: Side,
    /// Whether they are a patient (a lead otherwise).
    pub is_patient: bool,
}

/// A person's conversation on a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexedConversation {
    /// Which.
    pub conversation: ConversationId,
    /// Where it is kept.
    pub side: Side,
}

impl IndexKey {
    /// Returns the keyed hash of a message's provider id, scoped to its channel.
    pub fn provider_hash(&self, channel: ChannelId, provider_id: &str) -> ProviderHash {
        let parts = [
            b"message".as_slice(),
            channel.0.as_bytes(),
            provider_id.as_bytes(),
        ];
        let full = self.hash(&parts);
        let mut short = [0; 16];
        short.copy_from_slice(&full[..16]);
        ProviderHash(short)
    }

    /// Returns the keyed hash of a reply's outbox id, scoped to its channel; see [`super::moves::note_outbox`].
    pub fn outbox_hash(&self, channel: ChannelId, outbox: OutboxId) -> ProviderHash {
        self.provider_hash(channel, &format!("outbox {outbox}"))
    }

    /// Returns the bytes of the id under which the acknowledgement of a message leaves.
    pub(super) fn acknowledgement_hash(
        &self,
        conversation: ConversationId,
        message: ProviderHash,
    ) -> [u8; 16] {
        let full = self.hash(&[b"acknowledgement", conversation.0.as_bytes(), &message.0]);
        let mut short = [0; 16];
        short.copy_from_slice(&full[..16]);
        short
    }

    /// Returns a name for an address that says nothing of it: 32 hexadecimal digits.
    pub fn address_name(&self, address: &Address) -> String {
        let short = &self.address_hash(address)[..16];
        short.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    pub(super) fn address_hash(&self, address: &Address) -> [u8; 32] {
        self.hash(&[b"address", address.index_text().as_bytes()])
    }

    pub(super) fn hash(&self, parts: &[&[u8]]) -> [u8; 32] {
        // A key shorter than HMAC's block is filled up with zeros.
        let mut block = [0; 64];
        block[..32].copy_from_slice(self.0.expose());
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
        block.zeroize();
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// Returns the index key, made on first use.
pub(super) fn index_key(tx: &Tx<'_>) -> Result<IndexKey, StoreError> {
    let found: Option<Vec<u8>> = tx
        .query_row(
            "select private from key_pairs where name = 'people_index'",
            [],
            |row| row.get(0),
        )
        .optional()?;
    if let Some(bytes) = found {
        return Key32::from_slice(&bytes)
            .map(IndexKey)
            .ok_or(StoreError::Damaged);
    }
    let key = Key32::generate().map_err(|_| StoreError::Disk)?;
    tx.execute(
        "insert into key_pairs (name, private) values ('people_index', ?1)",
        [key.expose()],
    )?;
    Ok(IndexKey(key))
}

/// Returns whose address it is.
///
/// # Errors
/// [`StoreError`].
pub fn find(conn: &Conn, key: &IndexKey, address: &Address) -> Result<Option<Person>, StoreError> {
    Ok(conn
        .prepare_cached(
            "select people.identity, people.side, people.is_patient
             from people_addresses join people using (identity) where hash = ?1",
        )?
        .query_row([key.address_hash(address)], |row| {
            Ok(Person {
                identity: IdentityId(row.get(0)?),
                side: named(row, 1, Side::from_name)?,
                is_patient: row.get(2)?,
            })
        })
        .optional()?)
}

/// Returns what the index knows of an identity.
///
/// # Errors
/// [`StoreError`].
pub fn get(conn: &Conn, identity: IdentityId) -> Result<Option<Person>, StoreError> {
    Ok(conn
        .prepare_cached("select side, is_patient from people where identity = ?1")?
        .query_row([identity.0], |row| {
            Ok(Person {
                identity,
                side: named(row, 0, Side::from_name)?,
                is_patient: row.get(1)?,
            })
        })
        .optional()?)
}

/// Returns whether an identity has a user id other than `address`
/// (see [`recado_domain::identity::resolve`]).
///
/// # Errors
/// [`StoreError`].
pub fn has_other_user_id(
    conn: &Conn,
    key: &IndexKey,
    identity: IdentityId,
    address: &Address,
) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "select exists (select 1 from people_addresses
             where identity = ?1 and kind = 'user_id' and hash <> ?2)",
        )?
        .query_row(params![identity.0, key.address_hash(address)], |row| {
            row.get(0)
        })?)
}

/// Adds a person, or changes their side and record.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, person: &Person, at: UnixMs) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into people (identity, side, is_patient, created_at) values (?1, ?2, ?3, ?4)
         on conflict (identity) do update set side = excluded.side, is_patient = excluded.is_patient",
    )?
    .execute(params![
        person.identity.0,
        person.side.as_str(),
        person.is_patient,
        at.0
    ])?;
    Ok(())
}

/// Links an address to a person; one that belongs to somebody stays with them.
///
/// # Errors
/// [`StoreError`].
pub fn learn(
    tx: &Tx<'_>,
    key: &IndexKey,
    identity: IdentityId,
    address: &Address,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into people_addresses (hash, identity, kind) values (?1, ?2, ?3)
         on conflict (hash) do nothing",
    )?
    .execute(params![
        key.address_hash(address),
        identity.0,
        address_kind(address)
    ])?;
    Ok(())
}

/// Links an address to another person, when a number changed hands.
///
/// # Errors
/// [`StoreError`].
pub fn hand_over(
    tx: &Tx<'_>,
    key: &IndexKey,
    identity: IdentityId,
    address: &Address,
) -> Result<(), StoreError> {
    tx.execute(
        "insert into people_addresses (hash, identity, kind) values (?1, ?2, ?3)
         on conflict (hash) do update set identity = excluded.identity",
        params![key.address_hash(address), identity.0, address_kind(address)],
    )?;
    Ok(())
}

/// Forgets an address that a person has left.
///
/// # Errors
/// [`StoreError`].
pub fn forget(tx: &Tx<'_>, key: &IndexKey, address: &Address) -> Result<(), StoreError> {
    tx.execute(
        "delete from people_addresses where hash = ?1",
        [key.address_hash(address)],
    )?;
    Ok(())
}

/// Returns a person's conversation on a channel, making it on `side` when there is none yet.
///
/// # Errors
/// [`StoreError`].
pub fn conversation(
    tx: &Tx<'_>,
    identity: IdentityId,
    channel: ChannelId,
    side: Side,
) -> Result<IndexedConversation, StoreError> {
    if let Some(found) = conversation_if_any(tx, identity, channel)? {
        return Ok(found);
    }
    let conversation = ConversationId::generate();
    tx.prepare_cached(
        "insert into people_conversations (identity, channel, conversation, side) values (?1, ?2, ?3, ?4)",
    )?
    .execute(params![
        identity.0,
        channel.0,
        conversation.0,
        side.as_str()
    ])?;
    Ok(IndexedConversation { conversation, side })
}

/// Returns a person's conversation on a channel, if there is one.
///
/// # Errors
/// [`StoreError`].
pub fn conversation_if_any(
    conn: &Conn,
    identity: IdentityId,
    channel: ChannelId,
) -> Result<Option<IndexedConversation>, StoreError> {
    Ok(conn
        .prepare_cached(
            "select conversation, side from people_conversations where identity = ?1 and channel = ?2",
        )?
        .query_row(params![identity.0, channel.0], |row| {
            Ok(IndexedConversation {
                conversation: ConversationId(row.get(0)?),
                side: named(row, 1, Side::from_name)?,
            })
        })
        .optional()?)
}

/// Returns whose a conversation is.
///
/// # Errors
/// [`StoreError`].
pub fn identity_of(
    conn: &Conn,
    conversation: ConversationId,
) -> Result<Option<IdentityId>, StoreError> {
    Ok(conn
        .prepare_cached("select identity from people_conversations where conversation = ?1")?
        .query_row([conversation.0], |row| row.get(0).map(IdentityId))
        .optional()?)
}

/// Returns which side a conversation is kept on.
///
/// # Errors
/// [`StoreError`].
pub fn side_of(conn: &Conn, conversation: ConversationId) -> Result<Option<Side>, StoreError> {
    Ok(conn
        .prepare_cached("select side from people_conversations where conversation = ?1")?
        .query_row([conversation.0], |row| named(row, 0, Side::from_name))
        .optional()?)
}

/// Returns the name an address's kind has in the databases.
pub(crate) fn address_kind(address: &Address) -> &'static str {
    match address {
        Address::Phone(_) => "phone",
        Address::UserId(_) => "user_id",
        Address::PageScoped { .. } => "page_scoped",
    }
}
