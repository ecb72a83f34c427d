//! What people may do about a note: have it heard, heard again, or stopped; and all that failed for one reason tried again.

use super::settings;
use crate::{
    desk::Desk,
    error::InboxError,
    house::House,
    staff::roles,
    view::{
        change::Change,
        transcribe::{VoiceMode, VoiceSettingsView},
    },
};
use recado_domain::{
    channel::Side,
    id::{ConversationId, MediaId},
    staff::Role,
    transcript::TranscriptReason,
};
use recado_store::{
    conversations::transcripts::{self, jobs},
    error::StoreError,
};

/// Has a note heard, or heard again. What leaves the clinic for it has an act of its own.
///
/// # Errors
/// [`InboxError::NotFound`] when it is no note of this conversation, [`InboxError::NotTaken`] while notes are not heard,
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
pub(crate) async fn hear(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    note: MediaId,
) -> Result<(), InboxError> {
    roles::reads(desk, side)?;
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        if house.clinic.read(settings::read)?.mode == VoiceMode::Off {
            return Err(InboxError::NotTaken);
        }
        house.write(side, |tx| {
            let found = transcripts::get(tx, note)?;
            if found.conversation != conversation {
                return Err(StoreError::NotFound);
            }
            jobs::again(tx, note, now)
        })?;
        Ok(())
    })
    .await?;
    desk.inner.listening.wake();
    desk.tell(Change::Conversation { side, conversation });
    Ok(())
}

/// Stops a note that waits or is being heard.
///
/// # Errors
/// As [`hear`]; [`InboxError::NotFound`] also when it is done.
pub(crate) async fn stop(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    note: MediaId,
) -> Result<(), InboxError> {
    roles::reads(desk, side)?;
    desk.with_house(move |house| {
        let is_stopped = house.write(side, |tx| {
            let found = transcripts::get(tx, note)?;
            if found.conversation != conversation {
                return Err(StoreError::NotFound);
            }
            jobs::end(tx, note, TranscriptReason::Cancelled)
        })?;
        if is_stopped {
            Ok(())
        } else {
            Err(InboxError::NotFound)
        }
    })
    .await?;
    desk.inner.listening.stop(Some(note));
    desk.tell(Change::Conversation { side, conversation });
    Ok(())
}

/// Has everything heard that failed because of the service or the model, of both sides.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
pub(crate) async fn hear_failed(desk: &Desk) -> Result<VoiceSettingsView, InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        house.signed_in_as(Role::decides)?;
        for side in [Side::Clinical, Side::Leads] {
            house.write(side, |tx| {
                for note in jobs::failed_by(tx, &of_the_service())? {
                    jobs::again(tx, note, now)?;
                }
                Ok(())
            })?;
        }
        Ok(())
    })
    .await?;
    desk.inner.listening.wake();
    desk.tell(Change::App);
    settings::view(desk).await
}

/// Returns how many notes failed because of the service or the model.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
pub(super) fn failed(house: &House) -> Result<u64, InboxError> {
    let mut count = 0;
    for side in [Side::Clinical, Side::Leads] {
        let failed = house.read(side, |conn| jobs::failed_by(conn, &of_the_service()))?;
        count += failed.len() as u64;
    }
    Ok(count)
}

fn of_the_service() -> Vec<TranscriptReason> {
    let all = TranscriptReason::ALL.iter().copied();
    all.filter(|reason| reason.is_of_the_service()).collect()
}
