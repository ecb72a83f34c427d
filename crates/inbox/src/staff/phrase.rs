//! A new recovery phrase: shown and confirmed as in the first run, then the old words open nothing. And the way back
//! in for an owner who forgot their passphrase and has the words.

use crate::{
    desk::Desk,
    error::InboxError,
    house::SignedIn,
    session::{
        attempts, clinical, first_run, slots,
        unlock::{self, Entering},
    },
    staff::{
        members::{change, known, note},
        roles,
    },
};
use recado_domain::id::StaffId;
use recado_store::key::{members::ClinicalKeys, phrase::RecoveryPhrase, recipient::Recipient};

/// Returns new words to be written down; they stay the same until they are confirmed or the desk locks.
///
/// # Errors
/// [`InboxError::NotAllowed`], [`InboxError::Locked`].
pub(crate) fn new(desk: &Desk) -> Result<Vec<String>, InboxError> {
    let who = roles::decides(desk)?;
    let mut setup = desk.inner.setup.lock().map_err(|_| InboxError::CutOff)?;
    match &setup.renewed_phrase {
        Some((by, phrase)) if *by == (who.staff, who.at) => Ok(phrase.words()),
        Some(_) | None => {
            let phrase = RecoveryPhrase::generate().map_err(|_| InboxError::CutOff)?;
            let words = phrase.words();
            setup.renewed_phrase = Some(((who.staff, who.at), phrase));
            Ok(words)
        }
    }
}

/// Lets the new words open every key, once some of them were typed again. The old ones open nothing any more.
///
/// # Errors
/// [`InboxError::WrongPhrase`], [`InboxError::NotAllowed`], [`InboxError::Renewing`], storage.
pub(crate) async fn confirm(
    desk: &Desk,
    positions: &[u32],
    words: &[String],
) -> Result<(), InboxError> {
    let phrase = first_run::typed_again(&new(desk)?, positions, words)?;
    let (kdf, now) = (desk.inner.options.kdf, desk.inner.options.clock.now());
    change(desk, move |house, who| {
        let clinical = house.clinical_key_for_staff()?;
        slots::set_phrase(house, &phrase, kdf, &clinical)?;
        house
            .clinic
            .write(|tx| note(tx, now, who, "recovery_phrase.renewed", "{}"))
    })
    .await?;
    desk.inner
        .setup
        .lock()
        .map_err(|_| InboxError::CutOff)?
        .renewed_phrase = None;
    Ok(())
}

/// An owner who forgot their passphrase gets a new one by the 24 words, and is signed in.
///
/// # Errors
/// [`InboxError::WrongPhrase`], [`InboxError::WeakPassphrase`], [`InboxError::NotAllowed`] for who is no owner,
/// [`InboxError::NotFound`], storage.
pub(crate) async fn recover_owner(
    desk: &Desk,
    id: StaffId,
    words: &[String],
    passphrase: String,
) -> Result<(), InboxError> {
    let passphrase = first_run::long_enough(passphrase)?;
    let phrase = RecoveryPhrase::parse(&words.join(" ")).map_err(|_| InboxError::WrongPhrase)?;
    let (kdf, now) = (desk.inner.options.kdf, desk.inner.options.clock.now());
    let house = desk.house()?;
    let held = house.keys.lock().await;
    unlock::lock(desk).await?;
    clinical::close(desk).await?;
    let entering = desk
        .with_house(move |house| {
            let member = known(house, id)?;
            if !member.role.decides() {
                return Err(InboxError::NotAllowed);
            }
            let mut keys = slots::load(&house.folder)?;
            let both = keys
                .clinical_by_phrase(&phrase)
                .map_err(slots::wrong_phrase)?;
            let opened = clinical::open(house, both)?;
            // What a cut-off renewal left is settled now: read it again.
            keys = slots::load(&house.folder)?;
            keys.put_member(&house.machine_key, id, &passphrase, kdf)?;
            keys.seal_clinical(&house.machine_key, Recipient::Staff(id), &opened.key)?;
            keys.save(&house.folder)?;
            attempts::forget(house, id)?;
            Ok(Entering {
                who: SignedIn {
                    staff: id,
                    name: member.name,
                    role: member.role,
                    at: now,
                    active_at: now,
                    until: None,
                },
                keys: ClinicalKeys {
                    current: Some(opened.key),
                    pending: None,
                },
                act: "session.recovered",
                detail: "{}".to_owned(),
            })
        })
        .await?;
    unlock::enter(desk, entering).await?;
    drop(held);
    unlock::begin_work(desk).await;
    Ok(())
}
