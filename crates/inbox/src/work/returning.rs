//! What is snoozed comes back at its time: also after sleep, a restart or a sign-in, because it is looked at and not
//! waited for.

use super::{assigning, told};
use crate::{
    desk::{Desk, Inner},
    error::InboxError,
    house::House,
};
use recado_domain::{channel::Side, id::ConversationId, time::UnixMs};
use recado_store::conversations::work;
use std::{sync::Weak, time::Duration};

/// How often it is looked at: one lookup in an index that is nearly always empty.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Starts looking.
pub(crate) fn start(desk: &Desk) {
    let weak = std::sync::Arc::downgrade(&desk.inner);
    desk.keep(&tokio::spawn(run(weak)));
}

async fn run(weak: Weak<Inner>) {
    {
        let Some(inner) = weak.upgrade() else { return };
        catch_up(&Desk { inner }).await;
    }
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let Some(inner) = weak.upgrade() else { return };
        let desk = Desk { inner };
        if let Err(error) = bring_back(&desk).await {
            tracing::warn!("snoozed conversations: {error}");
        }
    }
}

/// Brings back what is due and takes from those who left, on every side whose key is held.
pub(crate) async fn catch_up(desk: &Desk) {
    let let_go = desk.with_house(assigning::let_go).await;
    match let_go {
        Ok(all) => all
            .into_iter()
            .for_each(|(side, conversation)| told(desk, side, conversation)),
        Err(error) => tracing::warn!("assignments of those who left: {error}"),
    }
    if let Err(error) = bring_back(desk).await {
        tracing::warn!("snoozed conversations: {error}");
    }
}

async fn bring_back(desk: &Desk) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let back = desk.with_house(move |house| due(house, now)).await?;
    for (side, conversation) in back {
        told(desk, side, conversation);
    }
    Ok(())
}

fn due(house: &House, now: UnixMs) -> Result<Vec<(Side, ConversationId)>, InboxError> {
    let mut all = Vec::new();
    for side in [Side::Leads, Side::Clinical] {
        let Some(store) = house.held(side) else {
            continue;
        };
        if store.read(|conn| work::due(conn, now))?.is_empty() {
            continue;
        }
        let back = store.write(|tx| work::bring_back_due(tx, now))?;
        all.extend(back.into_iter().map(|conversation| (side, conversation)));
    }
    Ok(all)
}
