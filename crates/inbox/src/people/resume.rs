//! After a sign-in: moves that were cut off are gone on with, and what was said of people reaches both sides.

use super::{begin, catch_up};
use crate::{desk::Desk, error::InboxError};
use recado_domain::channel::Side;
use recado_store::clinic::moves;
use std::time::{Duration, Instant};

/// How long a sign-in waits for a reply that is leaving.
const WAITS: Duration = Duration::from_secs(5);

/// Goes on with everything that was confirmed and cut off, as far as the keys are held.
pub(crate) async fn resume(desk: &Desk) {
    if let Err(error) = go_on(desk).await {
        // It stays written down, and is tried again after the next sign-in.
        tracing::error!("a move that was cut off could not be gone on with: {error}");
    }
}

async fn go_on(desk: &Desk) -> Result<(), InboxError> {
    let all = desk
        .with_house(|house| {
            for side in [Side::Leads, Side::Clinical] {
                if let Some(store) = house.held(side) {
                    catch_up::side(house, &store)?;
                }
            }
            Ok(house.clinic.read(moves::all)?)
        })
        .await?;
    for the_move in all {
        begin::run(desk, the_move.id, Instant::now() + WAITS).await?;
    }
    Ok(())
}
