//! Who may call what. Set-up belongs to whoever sits there until there is an owner; then to owners.

use crate::{desk::Desk, error::InboxError, house::SignedIn, stage::Stage};
use recado_domain::{channel::Side, staff::Role};
use recado_store::clinic::staff;

/// Lets anybody at work through: somebody is signed in.
///
/// # Errors
/// [`InboxError::Locked`].
pub(crate) fn at_work(desk: &Desk) -> Result<SignedIn, InboxError> {
    desk.house()?.signed_in()
}

/// Lets through who may see this side.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`].
pub(crate) fn reads(desk: &Desk, side: Side) -> Result<SignedIn, InboxError> {
    desk.house()?.signed_in_as(|role| match side {
        Side::Clinical => role.reads_clinical(),
        Side::Leads => true,
    })
}

/// Lets owners through.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`].
pub(crate) fn decides(desk: &Desk) -> Result<SignedIn, InboxError> {
    desk.house()?.signed_in_as(Role::decides)
}

/// Lets owners through, and everybody while there is no owner yet.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
pub(crate) fn sets_up(desk: &Desk) -> Result<(), InboxError> {
    if has_owner(desk)? {
        decides(desk)?;
    }
    Ok(())
}

/// Lets anybody at work through, and everybody while there is no owner yet.
///
/// # Errors
/// [`InboxError::Locked`], storage.
pub(crate) fn at_work_or_setting_up(desk: &Desk) -> Result<(), InboxError> {
    if has_owner(desk)? {
        at_work(desk)?;
    }
    Ok(())
}

fn has_owner(desk: &Desk) -> Result<bool, InboxError> {
    match &*desk.inner.stage.read().map_err(|_| InboxError::CutOff)? {
        Stage::Fresh { .. } => Ok(false),
        // Data is here and cannot be opened: its own commands check that.
        Stage::KeyMissing(_) => Ok(false),
        Stage::Ready(house) => Ok(!house.clinic.read(staff::all)?.is_empty()),
    }
}
