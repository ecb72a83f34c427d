//! Somebody is erased: by the owner, by a rule of retention, or once more after an older copy was put back.
//!
//! The index forgets them and the ledger notes it in one transaction (`begin`); what the sides' databases and the disk
//! hold goes from what is noted there (`settle`), at once or, after a cut-off, at the next start or sign-in. A ledger
//! says who was erased, by a random id, so that `again` can do it over a restored copy.

mod again;
mod ask;
mod begin;
mod settle;
mod traces;

pub(crate) use again::again;
pub(crate) use ask::{erase, over, preview};
pub(crate) use begin::{Begun, Wanted, begin};
pub(crate) use settle::{at_start, before_it_is_shared, settle};

use recado_domain::{channel::Side, id::ConversationId, id::IdentityId};
use recado_store::{
    Conn,
    clinic::{erasures, moves, persons},
    error::StoreError,
};
use std::collections::BTreeMap;

/// Returns the ledger as it lies beside backups.
///
/// # Errors
/// Storage.
fn list(conn: &Conn) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(&erasures::ledger(conn)?).map_err(|_| StoreError::Damaged)
}

/// A person as the index knows them.
pub(crate) struct Whole {
    /// Each identity of theirs and the side it is on.
    pub identities: BTreeMap<IdentityId, Side>,
    /// Their conversations on each side where there is something of theirs.
    pub conversations: BTreeMap<Side, Vec<ConversationId>>,
}

impl Whole {
    /// Returns the person of an identity; nobody when the index does not know it.
    ///
    /// # Errors
    /// Storage.
    pub fn of(conn: &Conn, identity: IdentityId) -> Result<Self, StoreError> {
        let person = persons::person(conn, identity)?;
        let identities: BTreeMap<IdentityId, Side> = person
            .iter()
            .map(|member| (member.identity, member.side))
            .collect();
        let all: Vec<IdentityId> = identities.keys().copied().collect();
        let mut conversations = BTreeMap::new();
        for side in [Side::Leads, Side::Clinical] {
            let found = moves::conversations(conn, &all, side)?;
            if !found.is_empty() || identities.values().any(|of| *of == side) {
                conversations.insert(side, found);
            }
        }
        Ok(Self {
            identities,
            conversations,
        })
    }

    /// Returns all their conversations.
    pub fn all_conversations(&self) -> Vec<ConversationId> {
        self.conversations.values().flatten().copied().collect()
    }
}
