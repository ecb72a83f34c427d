//! The clinic's time zone and opening hours, and the acknowledgement that goes out by them: what is chosen (`settings`),
//! whether one goes out for a message (`deciding`), and in which language (`languages`). How it leaves is `send`'s.

pub(crate) mod deciding;
pub(crate) mod languages;
pub(crate) mod settings;
mod show;

use crate::desk::Desk;
pub(crate) use show::view;

/// Puts the clinic's zone on the clock: everything that names a day or an hour asks it there.
pub(crate) fn start(desk: &Desk) {
    let Ok(house) = desk.house() else { return };
    match house.clinic.read(settings::read) {
        Ok(kept) => desk.inner.options.clock.set_zone(kept.time_zone()),
        Err(error) => tracing::error!("the clinic's time zone cannot be read: {error}"),
    }
}
