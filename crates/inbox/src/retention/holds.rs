//! Legal holds: nothing of a person is erased, by nobody, until it is lifted.

use crate::{
    audit,
    desk::Desk,
    erasure::Whole,
    error::InboxError,
    people::identity_of,
    receive::{
        content::clean,
        spool::{self, SpoolKey},
    },
    view::{
        change::Change,
        retention::{HoldView, KeepingView},
    },
};
use recado_domain::{audit::ActName, channel::Side, id::ConversationId, staff::Role};
use recado_store::{
    clinic::{
        audit as acts,
        holds::{self, Hold},
    },
    error::StoreError,
};

/// The longest reason, in characters.
const LONGEST: usize = 500;

/// Returns what keeps the person of a conversation here.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
pub(crate) async fn keeping(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
) -> Result<KeepingView, InboxError> {
    desk.with_house(move |house| {
        let who = house.signed_in_as(|role| match side {
            Side::Clinical => role.reads_clinical(),
            Side::Leads => true,
        })?;
        let hold = house.clinic.read(|conn| {
            let whole = Whole::of(conn, identity_of(conn, side, conversation)?)?;
            let mut found = None;
            for identity in whole.identities.keys() {
                found = found.or(holds::get(conn, *identity)?);
            }
            Ok::<_, StoreError>(found)
        })?;
        let newest = house.spool_seal()?.number;
        let keys = match house.clinical_for_staff() {
            Ok(store) => Some(store.read(|conn| SpoolKey::all(conn, newest))?),
            Err(_) => None,
        };
        Ok(KeepingView {
            hold: hold.map(|hold| HoldView {
                by: hold.staff_name,
                at: hold.at.0,
                reason: keys.and_then(|keys| {
                    let plain = keys.open_bytes(&hold.reason).ok()?;
                    String::from_utf8(plain.to_vec()).ok()
                }),
            }),
            can_decide: who.role.decides(),
        })
    })
    .await
}

/// Sets a hold on the person of a conversation, or gives it another reason.
///
/// # Errors
/// [`InboxError::InvalidInput`] without a reason or with too long a one, [`InboxError::Locked`],
/// [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
pub(crate) async fn set(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    reason: String,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let reason = clean::text(&reason).trim().to_owned();
    desk.with_house(move |house| {
        let who = house.signed_in_as(Role::decides)?;
        if reason.is_empty() || reason.chars().count() > LONGEST {
            return Err(InboxError::InvalidInput);
        }
        let sealed = spool::sealed_to(&house.spool_seal()?, reason.as_bytes())
            .map_err(|_| StoreError::Damaged)?;
        house.clinic.write(|tx| {
            let identity = identity_of(tx, side, conversation)?;
            for identity in Whole::of(tx, identity)?.identities.into_keys() {
                holds::set(
                    tx,
                    &Hold {
                        identity,
                        reason: sealed.clone(),
                        staff: who.staff,
                        staff_name: who.name.clone(),
                        at: now,
                    },
                )?;
            }
            let act = audit::by(Some(&who), now, ActName::HoldSet, "{}");
            acts::append(tx, &act.about(identity))
        })?;
        Ok(())
    })
    .await?;
    desk.tell(Change::Records { side });
    Ok(())
}

/// Lifts the hold on the person of a conversation; rules of retention count again from then on.
///
/// # Errors
/// [`InboxError::NotFound`] without a hold, [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
pub(crate) async fn lift(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let who = house.signed_in_as(Role::decides)?;
        house.clinic.write(|tx| {
            let identity = identity_of(tx, side, conversation)?;
            let mut was_held = false;
            for identity in Whole::of(tx, identity)?.identities.into_keys() {
                was_held |= holds::get(tx, identity)?.is_some();
                holds::lift(tx, identity)?;
            }
            if !was_held {
                return Err(StoreError::NotFound);
            }
            let act = audit::by(Some(&who), now, ActName::HoldLifted, "{}");
            acts::append(tx, &act.about(identity))
        })?;
        Ok(())
    })
    .await?;
    desk.tell(Change::Records { side });
    Ok(())
}
