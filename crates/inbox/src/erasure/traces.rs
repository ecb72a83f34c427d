//! What could not be read when it came, and may be of somebody who is erased: kept raw, so it is looked through for
//! their addresses.
//!
//! It is sealed to the clinical spool key; while that is not held, what to look for waits sealed likewise.

use crate::{
    error::InboxError,
    house::{Held, House},
    receive::{drain, profile, spool},
};
use recado_domain::{
    address::Address,
    id::{ConversationId, IdentityId},
};
use recado_store::{
    Conn,
    clinic::{
        erasures::Left,
        seen::ProviderHash,
        unreadable::{self, UnreadableItem},
    },
    conversations::identities,
    error::StoreError,
};
use std::collections::BTreeSet;

/// How many are looked at at once.
const PAGE: u32 = 64;
/// The shortest text that is looked for: a shorter one would be found in what is not theirs.
const SHORTEST: usize = 6;

/// What to look for: every spelling of every address, and our own ids.
#[derive(Default)]
pub(super) struct Needles {
    texts: BTreeSet<String>,
    addresses: BTreeSet<Address>,
}

impl Needles {
    /// Adds what a side's database knows of an identity.
    ///
    /// # Errors
    /// Storage.
    pub fn add(
        &mut self,
        conn: &Conn,
        identity: IdentityId,
        conversations: &[ConversationId],
    ) -> Result<(), StoreError> {
        self.texts.insert(identity.to_string());
        let ids = conversations.iter().map(ToString::to_string);
        self.texts.extend(ids);
        for (_, address) in identities::addresses(conn, identity)? {
            match &address {
                Address::Phone(phone) => self.texts.extend(phone.spellings()),
                Address::UserId(id) | Address::PageScoped { id, .. } => {
                    self.texts.insert(id.clone());
                }
            }
            self.addresses.insert(address);
        }
        Ok(())
    }

    /// Returns the marks that they were asked about by their address on a channel.
    pub fn asked_about(&self, house: &House) -> Vec<ProviderHash> {
        let key = house.clinic.index_key();
        let marks = self.addresses.iter().filter_map(|address| match address {
            Address::PageScoped { channel, id } => Some(profile::asked_about(key, *channel, id)),
            Address::Phone(_) | Address::UserId(_) => None,
        });
        marks.collect()
    }

    /// Returns them as they wait, sealed to the clinical spool key.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn sealed(&self, house: &House) -> Result<Option<Vec<u8>>, StoreError> {
        let json = serde_json::to_vec(&self.texts).map_err(|_| StoreError::Damaged)?;
        let sealed = spool::sealed_to(&house.spool_seal()?, &json);
        sealed.map(Some).map_err(|_| StoreError::Damaged)
    }
}

/// Removes what could not be read and names somebody who was erased.
///
/// # Errors
/// Storage.
pub(super) fn remove(house: &House, store: &Held, left: &[Left]) -> Result<(), InboxError> {
    let Some(key) = drain::spool_key(house, store)? else {
        return Ok(());
    };
    let mut needles = BTreeSet::new();
    for sealed in left.iter().filter_map(|one| one.traces.as_ref()) {
        let Ok(json) = key.open_bytes(sealed) else {
            continue;
        };
        let texts: BTreeSet<String> =
            serde_json::from_slice(&json).map_err(|_| StoreError::Damaged)?;
        needles.extend(texts.into_iter().filter(|text| text.len() >= SHORTEST));
    }
    if needles.is_empty() {
        return Ok(());
    }
    let names = |item: &UnreadableItem| {
        let raw = match item.is_sealed {
            true => match key.open_bytes(&item.raw) {
                Ok(raw) => raw,
                Err(spool::Unreadable) => return false,
            },
            false => item.raw.clone().into(),
        };
        let text = String::from_utf8_lossy(&raw);
        needles.iter().any(|needle| text.contains(needle))
    };
    let mut after = 0;
    loop {
        let page = house
            .clinic
            .read(|conn| unreadable::behind(conn, after, PAGE))?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = last.id;
        let theirs: Vec<i64> = page
            .iter()
            .filter(|item| names(item))
            .map(|item| item.id)
            .collect();
        if !theirs.is_empty() {
            house
                .clinic
                .write(|tx| theirs.iter().try_for_each(|id| unreadable::remove(tx, *id)))?;
        }
    }
}
