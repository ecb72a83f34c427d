//! Shows a person what no machine has heard in a quarter of an hour. Looks by the clock, beside the work itself.

use super::settings;
use crate::{
    desk::{Desk, Inner},
    error::InboxError,
    house::{Held, House},
    receive::heard,
    view::transcribe::VoiceMode,
};
use recado_domain::{channel::Side, time::UnixMs, transcript::REVIEW_AFTER};
use recado_store::conversations::transcripts::{Transcript, jobs};
use std::{sync::Weak, time::Duration};

/// How often it is looked at: one lookup in an index that is nearly always empty.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Looks until the desk is gone.
pub(super) async fn run(weak: Weak<Inner>) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let Some(inner) = weak.upgrade() else { return };
        let desk = Desk { inner };
        if let Err(error) = look(&desk).await {
            tracing::warn!("voice notes that nobody has heard: {error}");
        }
    }
}

async fn look(desk: &Desk) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let unheard = desk.with_house(move |house| unheard(house, now)).await?;
    for (store, note) in unheard {
        heard::show_unheard(desk, store, note).await?;
    }
    Ok(())
}

fn unheard(house: &House, now: UnixMs) -> Result<Vec<(Held, Transcript)>, InboxError> {
    if house.clinic.read(settings::read)?.mode == VoiceMode::Off {
        // Then the note itself says that it was not analysed.
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for side in [Side::Clinical, Side::Leads] {
        let Some(store) = house.held(side) else {
            continue;
        };
        let notes = store.read(|conn| jobs::unheard(conn, now.minus(REVIEW_AFTER)))?;
        found.extend(notes.into_iter().map(|note| (store.clone(), note)));
    }
    Ok(found)
}
