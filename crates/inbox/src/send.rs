//! A reply's way out: use cases that write the outbox, and the sender that empties it.

pub(crate) mod act;
mod attempt;
mod automatic;
pub(crate) mod content;
pub(crate) mod evidence;
mod leaving;
pub(crate) mod may;
pub(crate) mod outcome;
mod pace;
pub(crate) mod payload;
pub(crate) mod read_receipt;
pub(crate) mod reply;
pub(crate) mod sender;
mod upload;
pub(crate) mod wire;

use crate::{desk::Desk, error::InboxError, house::House};
use recado_domain::channel::Side;
use recado_store::{
    clinic::settings,
    conversations::outbox::{self, OutboxState},
    error::StoreError,
};

/// How many clinical replies waited when the key was dropped.
const HELD: &str = "outbox.held";
/// How often it is looked whether the queued replies have left.
const LOOK_EVERY: std::time::Duration = std::time::Duration::from_millis(200);

/// Starts sending.
pub(crate) fn start(desk: &Desk) {
    let weak = std::sync::Arc::downgrade(&desk.inner);
    desk.keep(&tokio::spawn(sender::run(weak)));
}

/// Returns how many messages have yet to leave, the held ones included.
///
/// # Errors
/// Storage.
pub(crate) fn waiting(house: &House) -> Result<u64, InboxError> {
    let leads = house.leads.read(outbox::count_waiting)?;
    let clinical = match house.clinical_if_held() {
        Some(store) => store.read(outbox::count_waiting)?,
        None => held(house)?,
    };
    Ok(leads + clinical)
}

/// Returns how many clinical replies wait for a sign-in.
///
/// # Errors
/// Storage.
pub(crate) fn held(house: &House) -> Result<u64, InboxError> {
    Ok(house
        .clinic
        .read(|conn| settings::get(conn, HELD))?
        .unwrap_or(0))
}

fn note_held(house: &House, count: u64) -> Result<(), InboxError> {
    Ok(house.clinic.write(|tx| settings::set(tx, HELD, &count))?)
}

/// Keeps the number of clinical replies that wait, so that a locked or killed desk still knows it.
///
/// # Errors
/// Storage.
pub(crate) fn recount_held(house: &House) -> Result<(), InboxError> {
    let Some(store) = house.clinical_if_held() else {
        return Ok(());
    };
    let waiting = store.read(outbox::count_waiting)?;
    if waiting == held(house)? {
        Ok(())
    } else {
        note_held(house, waiting)
    }
}

/// Returns whether nothing of a side is about to leave.
///
/// # Errors
/// Storage.
pub(crate) fn is_idle(house: &House, side: Side) -> Result<bool, InboxError> {
    let Some(store) = house.held(side) else {
        return Ok(true);
    };
    let is_idle = store.read(|conn| {
        let queued = outbox::in_state(conn, OutboxState::Queued)?;
        let sending = outbox::in_state(conn, OutboxState::Sending)?;
        Ok::<_, StoreError>(queued.is_empty() && sending.is_empty())
    })?;
    Ok(is_idle)
}

/// Waits until nothing of a side is about to leave.
pub(crate) async fn until_idle(desk: &Desk, side: Side) {
    loop {
        match desk.with_house(move |house| is_idle(house, side)).await {
            Ok(false) => tokio::time::sleep(LOOK_EVERY).await,
            Ok(true) | Err(_) => return,
        }
    }
}
