//! Calls people again about an open flag, until a name stands on it: locked or not, and by the clock rather than by
//! waiting, so that a computer which slept does so when it wakes.

use crate::{
    desk::{Desk, Inner, Notice},
    error::InboxError,
    house::House,
};
use recado_domain::{alert::calling, time::UnixMs};
use recado_store::clinic::alerts::{self, Alert};
use std::{sync::Weak, time::Duration};

/// How often it is looked at: one lookup in an index that is nearly always empty.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Starts looking.
pub(crate) fn start(desk: &Desk) {
    desk.keep(&tokio::spawn(run(std::sync::Arc::downgrade(&desk.inner))));
}

async fn run(weak: Weak<Inner>) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let Some(inner) = weak.upgrade() else { return };
        let desk = Desk { inner };
        let now = desk.inner.options.clock.now();
        // First: whoever is asked now is called about it, and so not once more in the same breath.
        if let Err(error) = crate::on_call::asking::ask(&desk, now).await {
            tracing::warn!("asking about open flags: {error}");
        }
        let due = move |alert: &Alert| calling::is_due(alert.level, alert.called, now);
        if let Err(error) = call(&desk, now, due).await {
            tracing::warn!("calls about open flags: {error}");
        }
        if let Err(error) = super::reminding::call(&desk, now).await {
            tracing::warn!("reminders of flags: {error}");
        }
    }
}

/// Calls people about every open flag that is chosen and has a level that calls.
///
/// They are called first and it is written down afterwards: what a kill leaves out is called once more.
///
/// # Errors
/// Storage.
pub(crate) async fn call(
    desk: &Desk,
    now: UnixMs,
    chosen: impl Fn(&Alert) -> bool + Send + 'static,
) -> Result<(), InboxError> {
    let again = desk.clone();
    desk.with_house(move |house| {
        for alert in chosen_of(house, chosen)? {
            again.notify(Notice::Alert {
                alert: alert.id,
                side: alert.side,
                conversation: alert.conversation,
            });
            house
                .clinic
                .write(|tx| alerts::set_called(tx, alert.id, now))?;
        }
        Ok(())
    })
    .await
}

fn chosen_of(house: &House, chosen: impl Fn(&Alert) -> bool) -> Result<Vec<Alert>, InboxError> {
    let mut open = house.clinic.read(alerts::open)?;
    open.retain(|alert| alert.level.notifies() && chosen(alert));
    Ok(open)
}
