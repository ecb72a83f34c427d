//! The emergency code: words on paper in an envelope. Whoever uses it says who they are and why, is in for an hour, and
//! every owner sees it at their next sign-in. It opens once.

use crate::{
    desk::Desk,
    error::InboxError,
    house::{House, SignedIn},
    receive::spool::{self, SpoolKey},
    session::{
        attempts, slots,
        unlock::{self, Entering},
    },
    staff::members::{change, note},
    view::staff::{EmergencyForm, EmergencyView},
};
use recado_domain::{
    id::StaffId,
    staff::{Role, emergency::LASTS},
};
use recado_store::{
    clinic::{
        emergency::{self, Use},
        sign_in_attempts::EMERGENCY,
    },
    error::StoreError,
    key::{file::KeysError, phrase::RecoveryPhrase, recipient::Recipient},
};
use secrecy::SecretString;

/// How many words a code has: 88 bits, each guess an Argon2id.
const WORDS: usize = 8;
/// The longest reason in one's own words, in characters.
const LONGEST_NOTE: usize = 2000;
/// The longest name, in characters.
const LONGEST_NAME: usize = 60;

/// Makes a code and returns its words, this once. An earlier code opens nothing any more.
///
/// # Errors
/// [`InboxError::NotAllowed`], [`InboxError::Renewing`], storage.
pub(crate) async fn make(desk: &Desk) -> Result<Vec<String>, InboxError> {
    let (kdf, now) = (desk.inner.options.kdf, desk.inner.options.clock.now());
    change(desk, move |house, who| {
        let clinical = house.clinical_key_for_staff()?;
        // The first words of a phrase: each is as random as the others.
        let mut words = RecoveryPhrase::generate()
            .map_err(|_| InboxError::CutOff)?
            .words();
        words.truncate(WORDS);
        let mut keys = slots::load(&house.folder)?;
        keys.set_emergency(&house.machine_key, &code(&words), kdf, &clinical)?;
        keys.save(&house.folder)?;
        house
            .clinic
            .write(|tx| note(tx, now, who, "emergency.code_made", "{}"))?;
        Ok(words)
    })
    .await
}

/// Makes the code open nothing any more.
///
/// # Errors
/// [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
pub(crate) async fn void(desk: &Desk) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    change(desk, move |house, who| {
        let mut keys = slots::load(&house.folder)?;
        if !keys.has_emergency() {
            return Err(InboxError::NotFound);
        }
        keys.void_emergency();
        keys.save(&house.folder)?;
        house
            .clinic
            .write(|tx| note(tx, now, who, "emergency.code_voided", "{}"))
    })
    .await
}

/// Lets whoever has the code in for an hour, as a clinician.
///
/// # Errors
/// [`InboxError::WrongCode`], [`InboxError::TooManyAttempts`], [`InboxError::InvalidInput`] without a name, storage.
pub(crate) async fn enter(desk: &Desk, form: EmergencyForm) -> Result<(), InboxError> {
    let (name, written) = (form.name.trim().to_owned(), form.note.trim().to_owned());
    let is_name = !name.is_empty() && name.chars().count() <= LONGEST_NAME;
    if !is_name || written.chars().count() > LONGEST_NOTE {
        return Err(InboxError::InvalidInput);
    }
    let now = desk.inner.options.clock.now();
    let house = desk.house()?;
    let held = house.keys.lock().await;
    let entering = desk
        .with_house(move |house| {
            attempts::count(house, EMERGENCY, now)?;
            let mut keys = slots::load(&house.folder)?;
            let private = keys
                .open_emergency(&house.machine_key, &code(&form.words))
                .map_err(wrong_code)?;
            attempts::forget(house, EMERGENCY)?;
            let clinical = keys.clinical_keys(Recipient::Emergency, &private)?;
            let note = match written.is_empty() {
                true => None,
                false => Some(spool::sealed_to(&house.spool_seal()?, written.as_bytes())),
            };
            let used = Use {
                id: StaffId::generate(),
                name: name.clone(),
                reason: form.reason,
                note: note.transpose().map_err(|_| StoreError::Damaged)?,
                used_at: now,
                until_at: now.plus(LASTS),
            };
            let who = SignedIn {
                staff: used.id,
                name,
                role: Role::Clinician,
                at: now,
                active_at: now,
                until: Some(used.until_at),
            };
            // Written down before it opens anything.
            house.clinic.write(|tx| emergency::put(tx, &used))?;
            keys.void_emergency();
            keys.save(&house.folder)?;
            Ok(Entering {
                who,
                keys: clinical,
                act: "emergency.used",
                detail: format!("{{\"reason\":\"{}\"}}", used.reason.as_str()),
            })
        })
        .await?;
    unlock::enter(desk, entering).await?;
    drop(held);
    unlock::begin_work(desk).await;
    Ok(())
}

/// Notes that the owner at the desk has taken note of a use.
///
/// # Errors
/// [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
pub(crate) async fn acknowledge(desk: &Desk, used: StaffId) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    change(desk, move |house, who| {
        house.clinic.write(|tx| {
            if !emergency::acknowledge(tx, used, who.staff, now)? {
                return Err(InboxError::NotFound);
            }
            let detail = format!("{{\"use\":\"{used}\"}}");
            note(tx, now, who, "emergency.acknowledged", &detail)
        })
    })
    .await
}

/// Returns the uses that the owner at the desk has not taken note of; nothing for anybody else.
///
/// # Errors
/// Storage.
pub(crate) fn unseen(house: &House) -> Result<Vec<EmergencyView>, InboxError> {
    let Ok(who) = house.signed_in_as(Role::decides) else {
        return Ok(Vec::new());
    };
    let uses = house
        .clinic
        .read(|conn| emergency::unseen_by(conn, who.staff))?;
    // Their own words need the clinical key, as everything that may speak of a patient.
    let newest = house.spool_seal()?.number;
    let keys = match house.clinical_for_staff() {
        Ok(store) => Some(store.read(|conn| SpoolKey::all(conn, newest))?),
        Err(_) => None,
    };
    let views = uses.into_iter().map(|used| EmergencyView {
        id: used.id,
        name: used.name,
        reason: used.reason,
        note: used.note.and_then(|sealed| {
            let plain = keys.as_ref()?.open_bytes(&sealed).ok()?;
            String::from_utf8(plain.to_vec()).ok()
        }),
        used_at: used.used_at.0,
    });
    Ok(views.collect())
}

/// Returns the code of these words, typed as people type.
fn code(words: &[String]) -> SecretString {
    let joined = words.join(" ").to_lowercase();
    let words: Vec<&str> = joined
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").into()
}

fn wrong_code(error: KeysError) -> InboxError {
    match error {
        KeysError::WrongSecret | KeysError::NoSlot => InboxError::WrongCode,
        KeysError::Damaged
        | KeysError::NewerThanApp { .. }
        | KeysError::NoRandomness(_)
        | KeysError::Io(_) => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let typed = ["1. Lamp".to_owned(), " RIVER,  seven".to_owned()];
        assert_eq!(code(&typed).expose_secret(), "lamp river seven");
    }
}
