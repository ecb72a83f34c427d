//! After an older copy was put back: whoever was erased since is erased over again.

use super::{Whole, settle};
use crate::{audit, error::InboxError, house::House, people::Steps, receive::mention};
use recado_domain::{audit::ActName, channel::Side, time::UnixMs};
use recado_store::{
    clinic::{
        audit as acts,
        erasures::{self, Erasure, Left},
    },
    error::StoreError,
};
use std::collections::BTreeSet;

/// Erases whoever of the ledger is still there; returns how many were. Repeating it changes nothing.
///
/// `ledger` is that of the data that was replaced, or whatever of it could be saved. The clinical side follows at the
/// next sign-in where its key is not held. A hold or a flag in the older copy keeps nobody: both had ended by then.
///
/// # Errors
/// Storage; what is left to do is noted and goes at the next start or sign-in.
pub(crate) fn again(house: &House, ledger: &[Erasure], now: UnixMs) -> Result<u64, InboxError> {
    let found = house.clinic.write(|tx| {
        let known: BTreeSet<_> = erasures::ledger(tx)?
            .into_iter()
            .map(|row| row.identity)
            .collect();
        let mut found = 0;
        for row in ledger {
            let whole = Whole::of(tx, row.identity)?;
            let is_here = whole.identities.contains_key(&row.identity);
            if !is_here && known.contains(&row.identity) {
                continue;
            }
            erasures::note(tx, row)?;
            // The copies of the databases may be of different moments: each is looked through by identity, too.
            for side in [Side::Leads, Side::Clinical] {
                let left = Left {
                    identity: row.identity,
                    conversations: whole.conversations.get(&side).cloned().unwrap_or_default(),
                    traces: None,
                };
                erasures::leave(tx, side, &left)?;
            }
            mention::forget(tx, row.identity)?;
            erasures::forget(tx, row.identity, &whole.all_conversations(), row.at)?;
            if is_here {
                found += 1;
                let detail = serde_json::json!({ "reason": row.reason, "again": true });
                let act = audit::by(None, now, ActName::PersonErased, &detail.to_string());
                acts::append(tx, &act.about(row.identity))?;
            }
        }
        Ok::<u64, StoreError>(found)
    })?;
    for side in [Side::Leads, Side::Clinical] {
        if let Some(store) = house.held(side) {
            settle(house, &store, &Steps::default())?;
        }
    }
    Ok(found)
}
