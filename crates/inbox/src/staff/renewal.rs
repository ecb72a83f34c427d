//! A new clinical key, with nobody's passphrase: sealed to whoever may still read, then `clinical.db` is re-encrypted.
//!
//! Cut off anywhere it goes on: the new key is in the `keys` file before the database changes and takes the old one's
//! place after, and opening tries both (`session::clinical`). What has to be done is written down in `clinic.db`.

use crate::{
    desk::{Desk, blocking},
    error::InboxError,
    house::House,
    receive::{drain, spool},
    session::{
        clinical::{self, Opened},
        files, slots,
    },
    view::{change::Change, staff::RenewalStep},
};
use recado_domain::{staff::Role, time::UnixMs};
use recado_store::{
    Tx,
    clinic::{audit, settings, staff},
    conversations::{Clinical, Store, private_keys},
    error::{OpenError, StoreError},
    key::{Key32, file::KeysFile, members::ClinicalKeys, recipient::Recipient, renewal::RekeyStep},
};
use std::sync::Arc;

/// Whether the clinical key has to be renewed.
const DUE: &str = "clinical_key.renewal_due";

/// Writes down that the clinical key has to be renewed, in the transaction that says why.
///
/// # Errors
/// Storage.
pub(crate) fn is_due(tx: &Tx<'_>) -> Result<(), StoreError> {
    settings::set(tx, DUE, &true)
}

/// Returns whether the clinical key has yet to be renewed.
///
/// # Errors
/// Storage.
pub(crate) fn due(house: &House) -> Result<bool, InboxError> {
    let due: Option<bool> = house.clinic.read(|conn| settings::get(conn, DUE))?;
    Ok(due.unwrap_or(false))
}

/// Goes on with a renewal that was cut off, once somebody is in who has the key.
pub(crate) fn go_on(desk: &Desk) {
    let may = desk
        .house()
        .and_then(|house| Ok(due(&house)? && house.signed_in_as(Role::reads_clinical).is_ok()));
    if !may.unwrap_or(false) {
        return;
    }
    let again = desk.clone();
    desk.keep(&tokio::spawn(async move {
        if let Err(error) = renew(&again).await {
            tracing::error!("the clinical key is not renewed yet: {error}");
        }
    }));
}

/// Renews the clinical key if that is due.
///
/// # Errors
/// [`InboxError::Locked`] without somebody who has it, [`InboxError::Busy`], storage; it stays due then.
pub(crate) async fn renew(desk: &Desk) -> Result<(), InboxError> {
    let house = desk.house()?;
    let _held = house.keys.lock().await;
    if !due(&house)? {
        return Ok(());
    }
    let old = house.clinical_key_for_staff()?;
    show(desk, &house, Some(RenewalStep::Waiting));
    let done = renewed(desk, &house, old).await;
    show(desk, &house, None);
    if done.is_ok() {
        desk.inner.outbox_wake.notify_one();
        drain::drain(desk).await?;
    }
    done
}

async fn renewed(desk: &Desk, house: &Arc<House>, old: Key32) -> Result<(), InboxError> {
    let Some(store) = house.let_go()? else {
        return Err(InboxError::Locked);
    };
    if let Err(store) = clinical::alone(store).await {
        keep_open(house, Opened { store, key: old })?;
        return Err(InboxError::Busy);
    }
    let now = desk.inner.options.clock.now();
    let (desk, house) = (desk.clone(), Arc::clone(house));
    blocking(move || {
        let new = Key32::generate().map_err(|_| InboxError::CutOff)?;
        let encrypted = encrypt(&desk, &house, &old, &new);
        let keys = ClinicalKeys {
            current: Some(old),
            pending: Some(new),
        };
        let opened = clinical::open(&house, keys)?;
        desk.inner.people.done("key promoted");
        let ended = encrypted.and_then(|()| end(&desk, &house, &opened.store, now));
        keep_open(&house, opened)?;
        ended
    })
    .await
}

fn encrypt(desk: &Desk, house: &House, old: &Key32, new: &Key32) -> Result<(), InboxError> {
    let mut keys = slots::load(&house.folder)?;
    let recipients = recipients(house, &keys)?;
    keys.prepare_renewal(&house.machine_key, &recipients, new)?;
    keys.save(&house.folder)?;
    desk.inner.people.done("key prepared");
    show(desk, house, Some(RenewalStep::Copying));
    Store::<Clinical>::rekey(&house.folder, old, new, &mut |step| {
        desk.inner.people.done(step.name());
        show(desk, house, Some(next(step)));
        true
    })
    .map_err(|error| match error {
        OpenError::InUse => InboxError::Busy,
        other => other.into(),
    })
}

/// Returns what begins when a step is over.
fn next(over: RekeyStep) -> RenewalStep {
    match over {
        RekeyStep::Closed => RenewalStep::Copying,
        RekeyStep::Copied => RenewalStep::Encrypting,
        RekeyStep::Encrypted => RenewalStep::Checking,
        RekeyStep::Checked | RekeyStep::Replaced => RenewalStep::Finishing,
    }
}

/// Everybody who may read patients and has a key pair, their logins, the recovery phrase and the emergency code.
fn recipients(house: &House, keys: &KeysFile) -> Result<Vec<Recipient>, InboxError> {
    let members = house.clinic.read(staff::all)?;
    let of_staff = members
        .iter()
        .filter(|member| member.role.reads_clinical())
        .flat_map(|member| [Recipient::Staff(member.id), Recipient::Login(member.id)]);
    let all = of_staff.chain([Recipient::Phrase, Recipient::Emergency]);
    Ok(all.filter(|one| keys.has_recipient(*one)).collect())
}

/// The spool gets a new key pair, too; and it is written down that all is done.
fn end(desk: &Desk, house: &House, store: &Store<Clinical>, now: UnixMs) -> Result<(), InboxError> {
    let number = house.spool_seal()?.number + 1;
    let pair = spool::new_pair(number);
    let private = Key32::from_bytes(*pair.private_bytes());
    store.write(|tx| private_keys::put(tx, &spool::key_name(number), &private))?;
    desk.inner.people.done("spool key kept");
    let seal = spool::SpoolSeal {
        key: pair.public_key(),
        number,
    };
    house.clinic.write(|tx| {
        spool::keep_current(tx, seal)?;
        settings::remove(tx, DUE)?;
        audit::append(tx, &files::act(now, None, "clinical_key.renewed", "{}"))
    })?;
    *house.spool_key.write().map_err(|_| InboxError::CutOff)? = seal;
    Ok(())
}

/// Puts the store back for who is signed in; if nobody who may have it is, it closes.
fn keep_open(house: &House, opened: Opened) -> Result<(), InboxError> {
    let mut clinical = house.clinical.write().map_err(|_| InboxError::CutOff)?;
    if house.signed_in_as(Role::reads_clinical).is_err() {
        return Ok(());
    }
    *house.clinical_key.write().map_err(|_| InboxError::CutOff)? = Some(opened.key);
    *clinical = Some(opened.store);
    Ok(())
}

fn show(desk: &Desk, house: &House, step: Option<RenewalStep>) {
    if let Ok(mut shown) = house.renewal.lock() {
        *shown = step;
    }
    desk.tell(Change::App);
}
