//! What a person has before them while they compose: files that were chosen, a voice note being recorded, files lent to
//! other programs.

pub(crate) mod lending;
pub(crate) mod recording;
pub(crate) mod staging;
pub(crate) mod voice;

use crate::{
    desk::{Desk, Inner, blocking},
    error::InboxError,
    view::media::StagedView,
};
use recado_domain::{channel::Side, id::ConversationId};
use std::{
    sync::{Arc, Weak},
    time::Duration,
};

/// How often it is looked for files that have waited too long beside a composer.
const LOOK_EVERY: Duration = Duration::from_secs(60 * 60);

/// Takes back what a kill left lent, and throws away what waits too long from now on.
pub(crate) fn start(desk: &Desk) {
    lending::take_back(desk);
    desk.keep(&tokio::spawn(run(Arc::downgrade(&desk.inner))));
}

async fn run(weak: Weak<Inner>) {
    loop {
        let Some(inner) = weak.upgrade() else { return };
        sweep(&Desk { inner }).await;
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Throws away what has waited too long, on every side whose key is held; also after a sign-in, because a locked desk
/// cannot do it for patients.
pub(crate) async fn sweep(desk: &Desk) {
    let now = desk.inner.options.clock.now();
    if let Ok(house) = desk.house()
        && let Err(error) = blocking(move || staging::sweep(&house, now)).await
    {
        tracing::warn!("staged files: {error}");
    }
}

/// Opens the microphone.
///
/// # Errors
/// [`InboxError::Locked`] without a sign-in, [`InboxError::NoMicrophone`].
pub(crate) async fn start_recording(desk: &Desk) -> Result<(), InboxError> {
    desk.house()?.signed_in()?;
    let again = desk.clone();
    // A device may take its time to open.
    blocking(move || {
        let microphone = &again.inner.options.microphone;
        again.inner.recorder.start(microphone.as_ref())
    })
    .await?;
    // A lock between the two closed what was not open yet.
    if desk.house()?.signed_in().is_err() {
        desk.inner.recorder.cancel();
        return Err(InboxError::Locked);
    }
    Ok(())
}

/// Closes the microphone and puts what was said beside the composer.
///
/// # Errors
/// [`InboxError::NotFound`] when nothing is being recorded, and what staging gives.
pub(crate) async fn stop_recording(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
) -> Result<StagedView, InboxError> {
    let said = desk.inner.recorder.stop()?;
    staging::stage_voice(desk, side, conversation, said).await
}

/// Forgets what a person had before them: the desk locks.
pub(crate) fn put_away(desk: &Desk) {
    desk.inner.recorder.cancel();
    lending::take_back(desk);
}
