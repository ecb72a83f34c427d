//! What has come for conversations that move, and still lies in the spool, moves along: sealed anew for the other side.

use crate::{
    house::House,
    receive::{
        drain,
        spool::{self, SpoolKey},
    },
};
use recado_domain::{channel::Side, id::ConversationId};
use recado_store::{
    Tx,
    clinic::{
        seen,
        spool::{self as rows, Spooled},
    },
    error::StoreError,
};
use std::collections::BTreeSet;

/// How many rows are looked at at once.
const PAGE: u32 = 256;

/// Puts the rows of conversations into the other side's part of the spool.
///
/// `key` opens what is sealed; a row that does not open stays where it is and is set aside when it is drained.
///
/// # Errors
/// Storage.
pub(super) fn refile(
    tx: &Tx<'_>,
    house: &House,
    key: Option<&SpoolKey>,
    (from, to): (Side, Side),
    conversations: &BTreeSet<ConversationId>,
) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let page = rows::behind(tx, from, after, PAGE)?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = last.id;
        for row in &page {
            refile_one(tx, house, key, row, to, conversations)?;
        }
    }
}

fn refile_one(
    tx: &Tx<'_>,
    house: &House,
    key: Option<&SpoolKey>,
    row: &Spooled,
    to: Side,
    conversations: &BTreeSet<ConversationId>,
) -> Result<(), StoreError> {
    let Ok(filed) = drain::open(row, key) else {
        return Ok(());
    };
    let mut of = spool::conversation(&filed);
    if of.is_none()
        && let Some((channel, target)) = filed.event.as_ref().and_then(spool::target)
    {
        // An earlier version did not write down whose a status is.
        let hash = house.clinic.index_key().provider_hash(channel, target);
        of = seen::get(tx, hash)?.and_then(|seen| seen.conversation);
    }
    if of.is_some_and(|of| conversations.contains(&of)) {
        let (is_sealed, body) =
            spool::body(&house.spool_seal()?, to, &filed).map_err(|_| StoreError::Damaged)?;
        rows::refile(tx, row.id, to, is_sealed, &body)?;
    }
    Ok(())
}
