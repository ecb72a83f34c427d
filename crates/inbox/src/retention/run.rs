//! The round: once a day and at the start, and after a sign-in for patients, whose key is not here otherwise.
//!
//! Each person goes in a step of their own; a cut-off between two of them only makes the round shorter.

use super::{due, rules};
use crate::{
    audit,
    desk::{Desk, Inner},
    erasure::{self, Begun, Wanted},
    error::InboxError,
    house::House,
};
use recado_domain::{
    audit::ActName,
    channel::Side,
    id::ConversationId,
    retention::{ErasureReason, is_due},
    time::UnixMs,
};
use recado_store::{clinic::audit as acts, error::StoreError};
use std::{
    collections::BTreeMap,
    sync::{PoisonError, Weak},
    time::Duration,
};

/// How often it is looked whether a day is over: a computer that slept has missed its time.
const EVERY: Duration = Duration::from_secs(60 * 60);
/// How long one round lasts for.
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

type Gone = BTreeMap<Side, Vec<ConversationId>>;

/// Looks now and once a day from then on.
pub(crate) async fn run(weak: Weak<Inner>) {
    let mut before: Option<UnixMs> = None;
    loop {
        let Some(inner) = weak.upgrade() else { return };
        let desk = Desk { inner };
        let now = desk.inner.options.clock.now();
        if before.is_none_or(|before| now.since(before) >= A_DAY || now < before) {
            before = Some(now);
            go_round(&desk).await;
        }
        drop(desk);
        tokio::time::sleep(EVERY).await;
    }
}

/// Looks once more, because patients can be read now. Nobody's sign-in waits for it.
pub(crate) fn after_sign_in(desk: &Desk) {
    let again = desk.clone();
    desk.keep(&tokio::spawn(async move { go_round(&again).await }));
}

async fn go_round(desk: &Desk) {
    let now = desk.inner.options.clock.now();
    let again = desk.clone();
    match desk
        .with_house(move |house| round(&again, house, now))
        .await
    {
        Ok(gone) if gone.is_empty() => {}
        Ok(gone) => erasure::over(desk, gone),
        // Before there is data there is nobody to erase; anything else is tried again with the next round.
        Err(InboxError::NotFound) => {}
        Err(error) => tracing::error!("a round of retention was not finished: {error}"),
    }
}

fn round(desk: &Desk, house: &House, now: UnixMs) -> Result<Gone, InboxError> {
    let steps = &desk.inner.people;
    for side in [Side::Leads, Side::Clinical] {
        if let Some(store) = house.held(side) {
            erasure::settle(house, &store, steps)?;
        }
    }
    let _alone = desk
        .inner
        .retention
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let has_rules = house
        .clinic
        .read(|conn| Ok::<_, StoreError>(!rules::that_erase(conn)?.is_empty()))?;
    if !has_rules {
        return Ok(Gone::new());
    }
    let looks = house.clinic.write(|tx| rules::look(tx, now))?;
    if !looks.trust_the_clock() {
        return Ok(Gone::new());
    }
    let all = due::all(house)?;
    let due: Vec<_> = all.iter().filter(|one| is_due(one.verdict, now)).collect();
    let mut gone = Gone::new();
    let mut counted: BTreeMap<Side, (u64, u64)> = BTreeMap::new();
    for one in due {
        let (due, erased) = counted.entry(one.side).or_default();
        *due += 1;
        let wanted = Wanted {
            identity: one.identity,
            reason: ErasureReason::Retention,
            by: None,
            now,
            quiet_since: Some(one.last_contact_at),
        };
        match erasure::begin(house, &wanted, steps)? {
            Begun::Erased(theirs) => {
                *erased += 1;
                for (side, conversations) in theirs {
                    gone.entry(side).or_default().extend(conversations);
                }
            }
            Begun::Unknown
            | Begun::Kept(_)
            | Begun::StillLeaving
            | Begun::Locked
            | Begun::NotQuiet => {}
        }
    }
    if !counted.is_empty() {
        house.clinic.write(|tx| {
            counted.iter().try_for_each(|(side, (due, erased))| {
                let detail = serde_json::json!({ "side": side, "due": due, "erased": erased });
                let name = ActName::RetentionRan;
                acts::append(tx, &audit::by(None, now, name, &detail.to_string()))
            })
        })?;
    }
    for side in [Side::Leads, Side::Clinical] {
        if let Some(store) = house.held(side) {
            erasure::settle(house, &store, steps)?;
        }
    }
    Ok(gone)
}
