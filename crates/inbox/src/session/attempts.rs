//! Wrong passphrases make the next try wait. Counted before the try, durably, so that a kill does not make one free.

use crate::{error::InboxError, house::House};
use recado_domain::{id::StaffId, time::UnixMs};
use recado_store::{clinic::sign_in_attempts, error::StoreError};
use std::time::Duration;

/// Counts a try, or says how long to wait for the next.
///
/// # Errors
/// [`InboxError::TooManyAttempts`], storage.
pub(crate) fn count(house: &House, who: StaffId, now: UnixMs) -> Result<(), InboxError> {
    let wait = house.clinic.write(|tx| {
        let wait = sign_in_attempts::of(tx, who)?.wait(now);
        if wait.is_zero() {
            sign_in_attempts::count(tx, who, now)?;
        }
        Ok::<_, StoreError>(wait)
    })?;
    if wait.is_zero() {
        Ok(())
    } else {
        // A second too long rather than too short.
        let seconds = wait.saturating_add(Duration::from_millis(999)).as_secs();
        Err(InboxError::TooManyAttempts { seconds })
    }
}

/// Forgets them: the try was right.
///
/// # Errors
/// Storage.
pub(crate) fn forget(house: &House, who: StaffId) -> Result<(), InboxError> {
    Ok(house.clinic.write(|tx| sign_in_attempts::forget(tx, who))?)
}
