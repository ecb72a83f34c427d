//! "Unlock with this computer's login": an owner's choice for one person. The keyring gets the private half of a key
//! pair made for that; the person's passphrase is not needed, and taking it back leaves nothing that opens.

use crate::{
    desk::Desk,
    error::InboxError,
    keychain::KeyEntry,
    session::slots,
    staff::members::{change, known, note, of},
};
use recado_domain::id::StaffId;
use recado_store::key::{pair, recipient::Recipient};
use std::sync::Arc;

/// Allows it.
///
/// # Errors
/// [`InboxError::NotAllowed`], also for somebody without a clinical key; keyring, storage.
pub(crate) async fn allow(desk: &Desk, id: StaffId) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let keychain = Arc::clone(&desk.inner.options.keychain);
    change(desk, move |house, who| {
        if !known(house, id)?.role.reads_clinical() {
            return Err(InboxError::NotAllowed);
        }
        let clinical = house.clinical_key_for_staff()?;
        let private = pair::generate().map_err(|_| InboxError::CutOff)?;
        keychain.write(KeyEntry::Login(id), private.expose())?;
        let mut keys = slots::load(&house.folder)?;
        let recipient = Recipient::Login(id);
        keys.put_recipient(&house.machine_key, recipient, &private)?;
        keys.seal_clinical(&house.machine_key, recipient, &clinical)?;
        // Written down first: what is allowed must be in the audit.
        house
            .clinic
            .write(|tx| note(tx, now, who, "staff.login_allowed", &of(id)))?;
        keys.save(&house.folder)?;
        Ok(())
    })
    .await
}

/// Takes it back.
///
/// # Errors
/// [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage; a keyring that does not answer still holds an entry
/// that opens nothing, and says so.
pub(crate) async fn forbid(desk: &Desk, id: StaffId) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let keychain = Arc::clone(&desk.inner.options.keychain);
    change(desk, move |house, who| {
        let mut keys = slots::load(&house.folder)?;
        if !keys.remove_recipient(Recipient::Login(id)) {
            return Err(InboxError::NotFound);
        }
        keys.save(&house.folder)?;
        house
            .clinic
            .write(|tx| note(tx, now, who, "staff.login_forbidden", &of(id)))?;
        keychain.remove(KeyEntry::Login(id))?;
        Ok(())
    })
    .await
}
