//! What there is of one person on one side, written into a folder that can be handed to them.
//!
//! `person.json` has everything in a documented shape (`shape`), `index.html` the same to read (`page`), `media/` the
//! files under harmless names. Written page by page and chunk by chunk under another name, which is the last thing to
//! change: what was cut off looks like nothing whole, and is removed at the next start (`folder`).

mod files;
mod folder;
mod page;
mod shape;
mod summaries;
mod write;

pub(crate) use folder::sweep;

use crate::{
    audit, desk::Desk, erasure::Whole, error::InboxError, people::identity_of,
    view::retention::ExportView,
};
use recado_domain::{audit::ActName, channel::Side, id::ConversationId, staff::Role};
use recado_store::error::StoreError;
use std::{collections::BTreeMap, path::PathBuf};

/// Writes what there is of the person of a conversation on its side into a new folder below `parent`.
///
/// `words` are those of the page, by name.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], [`InboxError::InvalidInput`] when a
/// word is missing, storage: then nothing is left there.
pub(crate) async fn export(
    desk: &Desk,
    (side, conversation): (Side, ConversationId),
    parent: PathBuf,
    words: BTreeMap<String, String>,
) -> Result<ExportView, InboxError> {
    let now = desk.inner.options.clock.now();
    let zone = desk.inner.options.clock.zone();
    let again = desk.clone();
    desk.with_house(move |house| {
        let who = house.signed_in_as(Role::decides)?;
        let words = page::Words::of(words)?;
        let (identity, whole) = house.clinic.read(|conn| {
            let identity = identity_of(conn, side, conversation)?;
            Ok::<_, StoreError>((identity, Whole::of(conn, identity)?))
        })?;
        // The key is asked for before anything is written down.
        house.read(side, |_| Ok(()))?;
        let place = write::Place {
            house,
            side,
            whole: &whole,
            now,
            zone: &zone,
            words: &words,
            steps: &again.inner.people,
        };
        let detail = serde_json::json!({ "side": side }).to_string();
        let act = audit::by(Some(&who), now, ActName::PersonExported, &detail).about(identity);
        audit::before(house, vec![act], || {
            folder::whole(house, &parent, now, |folder| place.write_into(folder))
        })
    })
    .await
}
