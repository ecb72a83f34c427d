//! Signing in and out: the clinical key comes with a passphrase and goes with the lock.

use crate::{
    compose,
    desk::{Desk, blocking},
    error::InboxError,
    house::{Held, House, SignedIn},
    media::locked,
    people::resume,
    receive::{drain, upkeep},
    records, send,
    session::files,
    view::change::Change,
    work,
};
use recado_domain::{channel::Side, id::StaffId, time::UnixMs};
use recado_store::{
    clinic::{audit, staff},
    conversations::{Clinical, Store, sending},
};
use secrecy::SecretString;
use std::{sync::Arc, time::Duration};

/// How long clinical replies that are already queued may still leave after the lock.
const LEAVING: Duration = Duration::from_secs(30);

/// Signs a member of staff in and files what waited for it.
///
/// # Errors
/// [`InboxError::WrongPassphrase`], storage.
pub(crate) async fn unlock(
    desk: &Desk,
    staff: StaffId,
    passphrase: SecretString,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let members = house.clinic.read(staff::all)?;
        let member = members
            .into_iter()
            .find(|member| member.id == staff)
            .ok_or(InboxError::WrongPassphrase)?;
        let key = files::clinical_key(house, staff, &passphrase)?;
        // Held to the end: a lock that is still leaving must not drop the key between the two.
        let mut clinical = house.clinical.write().map_err(|_| InboxError::CutOff)?;
        let opened = match &*clinical {
            Some(_) => None,
            None => {
                let store = Store::<Clinical>::open(&house.folder, &key)?;
                store.write(|tx| sending::recover(tx).map(|_| ()))?;
                Some(Arc::new(store))
            }
        };
        house.clinic.write(|tx| {
            audit::append(
                tx,
                &files::act(now, Some((staff, &member.name)), "session.signed_in", "{}"),
            )
        })?;
        let signed_in = SignedIn {
            staff,
            name: member.name,
            role: member.role,
            at: now,
            active_at: now,
        };
        *house.signed_in.write().map_err(|_| InboxError::CutOff)? = Some(signed_in);
        if opened.is_some() {
            *clinical = opened;
        }
        Ok(())
    })
    .await?;
    if let Err(error) = drain::drain(desk).await {
        // What waits stays in the spool and is tried again with the next poll.
        tracing::error!("what waited could not be filed: {error}");
    }
    work::returning::catch_up(desk).await;
    resume::resume(desk).await;
    upkeep::forget_old(desk).await;
    compose::sweep(desk).await;
    desk.inner.outbox_wake.notify_one();
    desk.inner.media.wake();
    desk.tell(Change::App);
    Ok(())
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
    desk.tell(Change::App);
    let desk_again = desk.clone();
    let house_again = Arc::clone(&house);
    desk.keep(&tokio::spawn(async move {
        let _ = tokio::time::timeout(LEAVING, send::until_idle(&desk_again, Side::Clinical)).await;
        let dropped = blocking(move || {
            drop_key(&house_again, now);
            Ok(())
        });
        if dropped.await.is_ok() {
            desk_again.inner.media.wake();
            desk_again.tell(Change::App);
        }
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

/// Drops the clinical key, unless somebody has signed in meanwhile.
fn drop_key(house: &House, now: UnixMs) {
    let Ok(mut clinical) = house.clinical.write() else {
        return;
    };
    if house.signed_in().is_ok() {
        return;
    }
    if let Some(store) = clinical.take().map(Held::Clinical)
        && let Err(error) = locked::hand_over(house, &store, now)
    {
        // They are fetched after the next sign-in, as long as Meta has them.
        tracing::warn!("files on their way could not be noted: {error}");
    }
}
