//! Accounts: adding, renaming, passphrases, roles, leaving. An owner decides; each changes their own passphrase.

use crate::{
    desk::Desk,
    error::InboxError,
    house::{House, SignedIn},
    keychain::{KeyEntry, Keychain},
    session::{attempts, files, first_run, slots},
    staff::renewal,
    view::change::Change,
    work::returning,
};
use recado_domain::{id::StaffId, staff::Role, time::UnixMs};
use recado_store::{
    Conn, Tx,
    clinic::{
        audit, emergency, sign_in_attempts,
        staff::{self, StaffMember},
    },
    key::recipient::Recipient,
};
use secrecy::SecretString;
use std::sync::Arc;

/// The longest name, in characters.
const LONGEST_NAME: usize = 60;

/// Adds a member of staff with a passphrase they can change.
///
/// # Errors
/// [`InboxError::NotAllowed`], [`InboxError::WeakPassphrase`], [`InboxError::InvalidInput`] for a name that is empty,
/// too long or taken; storage.
pub(crate) async fn add(
    desk: &Desk,
    name: String,
    role: Role,
    passphrase: String,
) -> Result<StaffId, InboxError> {
    let (passphrase, now) = (
        first_run::long_enough(passphrase)?,
        desk.inner.options.clock.now(),
    );
    let (kdf, id) = (desk.inner.options.kdf, StaffId::generate());
    change(desk, move |house, who| {
        let name = free_name(house, id, &name)?;
        let mut keys = slots::load(&house.folder)?;
        keys.put_member(&house.machine_key, id, &passphrase, kdf)?;
        if role.reads_clinical() {
            let clinical = house.clinical_key_for_staff()?;
            keys.seal_clinical(&house.machine_key, Recipient::Staff(id), &clinical)?;
        }
        // The slot first: somebody on the list must be able to sign in.
        keys.save(&house.folder)?;
        let member = StaffMember {
            id,
            name,
            role,
            created_at: now,
        };
        house.clinic.write(|tx| {
            staff::put(tx, &member)?;
            if role.decides() {
                emergency::acknowledge_all(tx, id, now)?;
            }
            note(tx, now, who, "staff.added", &of_role(id, role))
        })?;
        Ok(())
    })
    .await?;
    Ok(id)
}

/// Renames somebody.
///
/// # Errors
/// [`InboxError::NotAllowed`], [`InboxError::InvalidInput`], [`InboxError::NotFound`], storage.
pub(crate) async fn rename(desk: &Desk, id: StaffId, name: String) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    change(desk, move |house, who| {
        let mut member = known(house, id)?;
        member.name = free_name(house, id, &name)?;
        house.clinic.write(|tx| {
            staff::put(tx, &member)?;
            note(tx, now, who, "staff.renamed", &of(id))
        })?;
        if who.staff == id
            && let Some(me) = house
                .signed_in
                .write()
                .map_err(|_| InboxError::CutOff)?
                .as_mut()
        {
            me.name = member.name;
        }
        Ok(())
    })
    .await
}

/// Gives somebody another role. Taking the clinical key from them renews it; that is what takes time.
///
/// # Errors
/// [`InboxError::NotAllowed`] for one's own, [`InboxError::LastOwner`], [`InboxError::NewPhraseNeeded`],
/// [`InboxError::NotFound`], storage.
pub(crate) async fn change_role(desk: &Desk, id: StaffId, role: Role) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let keychain = Arc::clone(&desk.inner.options.keychain);
    let is_less = change(desk, move |house, who| {
        let mut member = other(house, who, id)?;
        let before = std::mem::replace(&mut member.role, role);
        let is_less = before.reads_clinical() && !role.reads_clinical();
        if is_less {
            may_renew(house)?;
        }
        if role.reads_clinical() && !before.reads_clinical() {
            let clinical = house.clinical_key_for_staff()?;
            let mut keys = slots::load(&house.folder)?;
            keys.seal_clinical(&house.machine_key, Recipient::Staff(id), &clinical)?;
            keys.save(&house.folder)?;
        }
        house.clinic.write(|tx| {
            staff::put(tx, &member)?;
            an_owner_stays(tx)?;
            if is_less {
                renewal::is_due(tx)?;
            }
            if role.decides() {
                emergency::acknowledge_all(tx, id, now)?;
            }
            note(tx, now, who, "staff.role_changed", &of_role(id, role))
        })?;
        if is_less {
            forget_login(house, keychain.as_ref(), id)?;
            let mut keys = slots::load(&house.folder)?;
            keys.withdraw(Recipient::Staff(id));
            keys.save(&house.folder)?;
        }
        Ok(is_less)
    })
    .await?;
    returning::catch_up(desk).await;
    if is_less {
        renewal::renew(desk).await?;
    }
    Ok(())
}

/// Removes somebody. If they could read patients, the clinical key is renewed; that is what takes time.
///
/// # Errors
/// As [`change_role`].
pub(crate) async fn remove(desk: &Desk, id: StaffId) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let keychain = Arc::clone(&desk.inner.options.keychain);
    let again = desk.clone();
    let had_key = change(desk, move |house, who| {
        let member = other(house, who, id)?;
        let had_key = member.role.reads_clinical();
        if had_key {
            may_renew(house)?;
        }
        house.clinic.write(|tx| {
            staff::remove(tx, id)?;
            an_owner_stays(tx)?;
            sign_in_attempts::forget(tx, id)?;
            if had_key {
                renewal::is_due(tx)?;
            }
            note(tx, now, who, "staff.removed", &of(id))
        })?;
        again.inner.people.done("member out");
        // From here on they are out; what is left is theirs to find nowhere.
        forget_login(house, keychain.as_ref(), id)?;
        let mut keys = slots::load(&house.folder)?;
        keys.remove_member(id);
        keys.save(&house.folder)?;
        again.inner.people.done("slot out");
        Ok(had_key)
    })
    .await?;
    returning::catch_up(desk).await;
    if had_key {
        renewal::renew(desk).await?;
    }
    Ok(())
}

/// Gives somebody who forgot theirs a new passphrase.
///
/// # Errors
/// [`InboxError::NotAllowed`] for one's own, [`InboxError::WeakPassphrase`], [`InboxError::NotFound`], storage.
pub(crate) async fn reset_passphrase(
    desk: &Desk,
    id: StaffId,
    passphrase: String,
) -> Result<(), InboxError> {
    let (passphrase, now) = (
        first_run::long_enough(passphrase)?,
        desk.inner.options.clock.now(),
    );
    let kdf = desk.inner.options.kdf;
    let keychain = Arc::clone(&desk.inner.options.keychain);
    change(desk, move |house, who| {
        let member = other(house, who, id)?;
        forget_login(house, keychain.as_ref(), id)?;
        let mut keys = slots::load(&house.folder)?;
        keys.put_member(&house.machine_key, id, &passphrase, kdf)?;
        if member.role.reads_clinical() {
            let clinical = house.clinical_key_for_staff()?;
            keys.seal_clinical(&house.machine_key, Recipient::Staff(id), &clinical)?;
        }
        keys.save(&house.folder)?;
        house.clinic.write(|tx| {
            sign_in_attempts::forget(tx, id)?;
            note(tx, now, who, "staff.passphrase_reset", &of(id))
        })?;
        Ok(())
    })
    .await
}

/// Changes the passphrase of whoever is signed in.
///
/// # Errors
/// [`InboxError::WrongPassphrase`] when the old one is not theirs, [`InboxError::TooManyAttempts`],
/// [`InboxError::WeakPassphrase`], [`InboxError::NotFound`] in an emergency, storage.
pub(crate) async fn change_passphrase(
    desk: &Desk,
    old: String,
    new: String,
) -> Result<(), InboxError> {
    let (new, now) = (first_run::long_enough(new)?, desk.inner.options.clock.now());
    let (old, kdf) = (SecretString::from(old), desk.inner.options.kdf);
    let house = desk.house()?;
    let _held = house.keys.lock().await;
    desk.with_house(move |house| {
        let who = house.signed_in()?;
        let member = known(house, who.staff)?;
        attempts::count(house, who.staff, now)?;
        let mut keys = slots::load(&house.folder)?;
        let private = slots::private_of(house, &keys, &member, &old)?;
        attempts::forget(house, who.staff)?;
        keys.rewrap_member(who.staff, &private, &new, kdf)?;
        keys.save(&house.folder)?;
        house
            .clinic
            .write(|tx| note(tx, now, &who, "staff.passphrase_changed", "{}"))
    })
    .await
}

/// Runs a change of an owner's, one at a time, and tells the window.
pub(super) async fn change<T: Send + 'static>(
    desk: &Desk,
    work: impl FnOnce(&House, &SignedIn) -> Result<T, InboxError> + Send + 'static,
) -> Result<T, InboxError> {
    let house = desk.house()?;
    let held = house.keys.lock().await;
    let done = desk
        .with_house(move |house| {
            let who = house.signed_in_as(Role::decides)?;
            work(house, &who)
        })
        .await;
    drop(held);
    desk.tell(Change::App);
    done
}

/// Appends to the audit. Ids only.
pub(super) fn note(
    tx: &Tx<'_>,
    now: UnixMs,
    who: &SignedIn,
    act: &str,
    detail: &str,
) -> Result<(), InboxError> {
    let by = Some((who.staff, who.name.as_str()));
    audit::append(tx, &files::act(now, by, act, detail))?;
    Ok(())
}

pub(super) fn of(id: StaffId) -> String {
    format!("{{\"staff\":\"{id}\"}}")
}

fn of_role(id: StaffId, role: Role) -> String {
    format!("{{\"staff\":\"{id}\",\"role\":\"{}\"}}", role.as_str())
}

pub(super) fn known(house: &House, id: StaffId) -> Result<StaffMember, InboxError> {
    let members = house.clinic.read(staff::all)?;
    let found = members.into_iter().find(|member| member.id == id);
    found.ok_or(InboxError::NotFound)
}

/// Nobody takes their own role or account away: the other owner does.
fn other(house: &House, who: &SignedIn, id: StaffId) -> Result<StaffMember, InboxError> {
    if who.staff == id {
        return Err(InboxError::NotAllowed);
    }
    known(house, id)
}

fn free_name(house: &House, id: StaffId, name: &str) -> Result<String, InboxError> {
    let name = name.trim();
    let members = house.clinic.read(staff::all)?;
    let is_taken = members
        .iter()
        .any(|member| member.id != id && member.name.to_lowercase() == name.to_lowercase());
    if name.is_empty() || name.chars().count() > LONGEST_NAME || is_taken {
        return Err(InboxError::InvalidInput);
    }
    Ok(name.to_owned())
}

fn an_owner_stays(conn: &Conn) -> Result<(), InboxError> {
    let members = staff::all(conn).map_err(InboxError::from)?;
    if members.iter().any(|member| member.role.decides()) {
        Ok(())
    } else {
        Err(InboxError::LastOwner)
    }
}

/// Without a pair of its own the recovery phrase would be left behind by a renewal.
fn may_renew(house: &House) -> Result<(), InboxError> {
    house.clinical_key_for_staff()?;
    if slots::load(&house.folder)?.phrase_has_pair() {
        Ok(())
    } else {
        Err(InboxError::NewPhraseNeeded)
    }
}

/// Takes somebody's entry out of the keyring, if there was one.
fn forget_login(house: &House, keychain: &dyn Keychain, id: StaffId) -> Result<(), InboxError> {
    let has_login = slots::load(&house.folder)?.has_recipient(Recipient::Login(id));
    if has_login && let Err(error) = keychain.remove(KeyEntry::Login(id)) {
        // What is left there opens nothing any more once it is taken out of the `keys` file.
        tracing::warn!("an entry stays in the keyring: {error}");
    }
    Ok(())
}
