//! Whether the clinic wants text tone at all; and the act of printing what Monitoring shows.

use super::reading;
use crate::{audit, desk::Desk, error::InboxError, view::tone::ToneSettingsView};
use recado_domain::{audit::ActName, id::ConversationId, staff::Role};
use recado_store::{
    Conn,
    clinic::{audit as acts, settings},
    conversations::state,
    error::StoreError,
};

const NAME: &str = "text_tone";

/// Returns whether text tone is read here; it is until an owner says otherwise.
///
/// # Errors
/// [`StoreError`].
pub(super) fn is_on(conn: &Conn) -> Result<bool, StoreError> {
    Ok(settings::get(conn, NAME)?.unwrap_or(true))
}

/// Returns what the clinic chose.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`] for who reads no patients, storage.
pub(crate) async fn get(desk: &Desk) -> Result<ToneSettingsView, InboxError> {
    desk.with_house(|house| {
        house.signed_in_as(Role::reads_clinical)?;
        let is_on = house.clinic.read(is_on)?;
        Ok(ToneSettingsView { is_on })
    })
    .await
}

/// Chooses. Switched off, everything that was read is forgotten.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`] for who does not decide, storage.
pub(crate) async fn save(desk: &Desk, wanted: ToneSettingsView) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let who = house.signed_in_as(Role::decides)?;
        let store = house.clinical_for_staff()?;
        let done = house.clinic.write(|tx| {
            if is_on(tx)? == wanted.is_on {
                return Ok(());
            }
            settings::set(tx, NAME, &wanted.is_on)?;
            let name = match wanted.is_on {
                true => ActName::ToneSwitchedOn,
                false => ActName::ToneSwitchedOff,
            };
            acts::append(tx, &audit::by(Some(&who), now, name, "{}"))
        });
        done.map_err(|error: StoreError| error)?;
        // A kill here is made up for by the next sign-in, which aligns again.
        reading::align(house, &store, now)
    })
    .await?;
    reading::go_on(desk);
    Ok(())
}

/// Writes down that somebody prints what Monitoring shows, of one patient or of all; to be called before it is printed.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
pub(crate) async fn note_printing(
    desk: &Desk,
    conversation: Option<ConversationId>,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let store = house.clinical_for_staff()?;
        let act = audit::by(
            Some(&house.signed_in()?),
            now,
            ActName::MonitoringPrinted,
            "{}",
        );
        let act = match conversation {
            Some(conversation) => {
                store.read(|conn| state::get(conn, conversation))?;
                act.about(conversation)
            }
            None => act,
        };
        audit::append(house, &[act])
    })
    .await
}
