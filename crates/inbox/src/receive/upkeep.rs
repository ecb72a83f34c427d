//! Once a day: forgets what only guards against repetitions that can no longer come.

use crate::{
    desk::{Desk, Inner},
    error::InboxError,
    house::House,
};
use recado_domain::{channel::Side, time::UnixMs, together::LONGEST};
use recado_store::{
    clinic::{acknowledgements, erasures, seen, signs, together},
    conversations::apply,
};
use std::{sync::Weak, time::Duration};

/// How often it is done.
const EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long ids are remembered. Meta repeats for 7 days, the relay keeps for 14 (docs/meta.md, retries).
const REMEMBERED: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// How long what messages left behind is remembered.
const WEIGHED: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Forgets once now and once a day from then on.
pub(crate) async fn run(weak: Weak<Inner>) {
    loop {
        let Some(inner) = weak.upgrade() else { return };
        forget_old(&Desk { inner }).await;
        tokio::time::sleep(EVERY).await;
    }
}

/// Forgets on every side whose key is held; also after a sign-in, because a locked desk cannot do it for patients.
pub(crate) async fn forget_old(desk: &Desk) {
    let now = desk.inner.options.clock.now();
    if let Err(error) = desk.with_house(move |house| forget(house, now)).await {
        tracing::warn!("upkeep: {error}");
    }
}

fn forget(house: &House, now: UnixMs) -> Result<(), InboxError> {
    let before = now.minus(REMEMBERED);
    house.clinic.write(|tx| {
        seen::prune(tx, before)?;
        erasures::prune(tx, before)?;
        // Signs weigh for three days from when they were written; what comes late is filed late.
        signs::prune(tx, now.minus(WEIGHED))?;
        acknowledgements::prune(tx, before)?;
        together::prune(tx, now.minus(LONGEST))
    })?;
    for side in [Side::Leads, Side::Clinical] {
        if let Some(store) = house.held(side) {
            store.write(|tx| apply::prune(tx, before))?;
        }
    }
    Ok(())
}
