//! Signing in and out: the clinical key comes with a passphrase and goes with the lock.

use crate::{
    backup, compose,
    desk::{Desk, blocking},
    error::InboxError,
    hours,
    house::{House, SignedIn},
    keychain::KeyEntry,
    people::resume,
    receive::{drain, upkeep},
    records, retention, send,
    session::{attempts, clinical, files, slots},
    staff::renewal,
    tone,
    view::change::Change,
    work,
};
use recado_domain::{channel::Side, id::StaffId};
use recado_store::{
    clinic::{
        audit, spool as rows,
        staff::{self, StaffMember},
    },
    key::{Key32, members::ClinicalKeys, recipient::Recipient},
};
use secrecy::SecretString;
use std::{sync::Arc, time::Duration};

/// How many waiting messages are filed before whoever signs in is in.
const AT_ONCE: u64 = 200;
/// How long clinical replies that are already queued may still leave after the lock.
const LEAVING: Duration = Duration::from_secs(30);

/// Who is about to sign in, and with which keys.
pub(crate) struct Entering {
    /// Who.
    pub who: SignedIn,
    /// What their private half opened; ignored for an assistant.
    pub keys: ClinicalKeys,
    /// The act for the audit.
    pub act: &'static str,
    /// Its detail.
    pub detail: String,
}

/// Signs a member of staff in and files what waited for it.
///
/// # Errors
/// [`InboxError::WrongPassphrase`], [`InboxError::TooManyAttempts`], [`InboxError::NoClinicalKey`], storage.
pub(crate) async fn unlock(
    desk: &Desk,
    staff: StaffId,
    passphrase: SecretString,
) -> Result<(), InboxError> {
    let (now, kdf) = (desk.inner.options.clock.now(), desk.inner.options.kdf);
    let house = desk.house()?;
    let held = house.keys.lock().await;
    let entering = desk
        .with_house(move |house| {
            let member = member(house, staff)?;
            attempts::count(house, staff, now)?;
            let keys = slots::keys_of_member(house, &member, &passphrase, kdf)?;
            attempts::forget(house, staff)?;
            Ok(entering(member, keys, "{}", now))
        })
        .await?;
    enter(desk, entering).await?;
    drop(held);
    begin_work(desk).await;
    Ok(())
}

/// Signs a member of staff in with what the system's keyring holds for them: an owner allowed it.
///
/// # Errors
/// [`InboxError::WrongPassphrase`] when it is not allowed or the keyring holds something else; keyring, storage.
pub(crate) async fn unlock_with_login(desk: &Desk, staff: StaffId) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let keychain = Arc::clone(&desk.inner.options.keychain);
    let house = desk.house()?;
    let held = house.keys.lock().await;
    let entering = desk
        .with_house(move |house| {
            let member = member(house, staff)?;
            let kept = keychain.read(KeyEntry::Login(staff))?;
            let private = kept
                .and_then(|bytes| Key32::from_slice(&bytes))
                .ok_or(InboxError::WrongPassphrase)?;
            let recipient = Recipient::Login(staff);
            let keys = slots::load(&house.folder)?;
            keys.check(&house.machine_key, recipient, &private)
                .map_err(|_| InboxError::WrongPassphrase)?;
            let keys = keys.clinical_keys(recipient, &private)?;
            Ok(entering(member, keys, "{\"by\":\"login\"}", now))
        })
        .await?;
    enter(desk, entering).await?;
    drop(held);
    begin_work(desk).await;
    Ok(())
}

fn member(house: &House, staff: StaffId) -> Result<StaffMember, InboxError> {
    let members = house.clinic.read(staff::all)?;
    members
        .into_iter()
        .find(|member| member.id == staff)
        .ok_or(InboxError::WrongPassphrase)
}

fn entering(
    member: StaffMember,
    keys: ClinicalKeys,
    detail: &str,
    now: recado_domain::time::UnixMs,
) -> Entering {
    Entering {
        who: SignedIn {
            staff: member.id,
            name: member.name,
            role: member.role,
            at: now,
            active_at: now,
            until: None,
        },
        keys,
        act: "session.signed_in",
        detail: detail.to_owned(),
    }
}

/// Lets somebody in whose secret was right. Whoever was at the desk is signed out first, and before an assistant is in,
/// the clinical key is out.
///
/// # Errors
/// [`InboxError::NoClinicalKey`], [`InboxError::Busy`], storage; nobody is signed in then.
pub(crate) async fn enter(desk: &Desk, entering: Entering) -> Result<(), InboxError> {
    lock(desk).await?;
    let reads = entering.who.role.reads_clinical();
    if !reads {
        clinical::close(desk).await?;
    }
    desk.with_house(move |house| {
        // Held to the end: a lock that is still leaving must not drop the key between the two.
        let mut clinical = house.clinical.write().map_err(|_| InboxError::CutOff)?;
        let opened = match &*clinical {
            None if reads => Some(clinical::open(house, entering.keys)?),
            Some(_) if !reads => return Err(InboxError::Busy),
            Some(_) => {
                prove(house, &entering.keys)?;
                None
            }
            None => None,
        };
        let who = &entering.who;
        house.clinic.write(|tx| {
            let by = Some((who.staff, who.name.as_str()));
            let act = files::act(who.at, by, entering.act, &entering.detail);
            audit::append(tx, &act)
        })?;
        *house.signed_in.write().map_err(|_| InboxError::CutOff)? = Some(entering.who);
        if let Some(opened) = opened {
            *clinical = Some(opened.store);
            *house.clinical_key.write().map_err(|_| InboxError::CutOff)? = Some(opened.key);
        }
        Ok(())
    })
    .await
}

/// The store is still open from before: who comes in must have its key all the same.
fn prove(house: &House, keys: &ClinicalKeys) -> Result<(), InboxError> {
    let held = house.clinical_key.read().map_err(|_| InboxError::CutOff)?;
    let is_same = held.as_ref().is_some_and(|held| {
        let current = keys.current.as_ref();
        current.is_some_and(|key| key.expose() == held.expose())
    });
    if is_same {
        Ok(())
    } else {
        Err(InboxError::NoClinicalKey)
    }
}

/// Goes on with what was waiting for this sign-in. A night's messages are filed before anybody is in; whoever comes back
/// after a week works meanwhile and sees them come.
pub(crate) async fn begin_work(desk: &Desk) {
    let waiting = desk
        .with_house(|house| {
            Ok(house
                .clinic
                .read(|conn| rows::count(conn, Side::Clinical))?)
        })
        .await;
    if waiting.is_ok_and(|waiting| waiting > AT_ONCE) {
        let again = desk.clone();
        desk.keep(&tokio::spawn(async move { file_and_go_on(&again).await }));
        desk.tell(Change::App);
    } else {
        file_and_go_on(desk).await;
    }
}

/// Files what waited and goes on with what a cut-off left.
async fn file_and_go_on(desk: &Desk) {
    if let Err(error) = drain::drain(desk).await {
        // What waits stays in the spool and is tried again with the next poll.
        tracing::error!("what waited could not be filed: {error}");
    }
    work::returning::catch_up(desk).await;
    resume::resume(desk).await;
    if let Err(error) = slots::keep_for_phrase(desk).await {
        tracing::error!("the recovery phrase does not reach every key: {error}");
    }
    upkeep::forget_old(desk).await;
    for side in [Side::Leads, Side::Clinical] {
        hours::languages::take_over(desk, side).await;
    }
    retention::after_sign_in(desk);
    compose::sweep(desk).await;
    desk.inner.outbox_wake.notify_one();
    desk.inner.media.wake();
    desk.inner.listening.wake();
    desk.tell(Change::App);
    renewal::go_on(desk);
    backup::go_on(desk);
    tone::reading::go_on(desk);
}

/// Signs out at once; the clinical key is dropped when queued replies have left, after 30 s at the latest.
///
/// # Errors
/// Storage, when the audit could not be written; the desk is locked all the same.
pub(crate) async fn lock(desk: &Desk) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let house = desk.house()?;
    let who = house
        .signed_in
        .write()
        .map_err(|_| InboxError::CutOff)?
        .take();
    let Some(who) = who else { return Ok(()) };
    compose::put_away(desk);
    records::import::put_away(desk);
    if who.role.reads_clinical() {
        desk.inner.readers_left.send_modify(|left| *left += 1);
    }
    desk.tell(Change::App);
    let desk_again = desk.clone();
    let house_again = Arc::clone(&house);
    desk.keep(&tokio::spawn(async move {
        let _ = tokio::time::timeout(LEAVING, send::until_idle(&desk_again, Side::Clinical)).await;
        clinical::drop_key(&house_again).await;
        desk_again.inner.media.wake();
        desk_again.tell(Change::App);
    }));
    blocking(move || {
        let left = files::act(
            now,
            Some((who.staff, &who.name)),
            "session.signed_out",
            "{}",
        );
        house
            .clinic
            .write(|tx| audit::append(tx, &left))
            .map_err(InboxError::Store)
    })
    .await
}
