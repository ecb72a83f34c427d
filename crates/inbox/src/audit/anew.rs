//! An owner closes an audit that is broken for good, as after an older copy of the data was put back by hand, and begins a
//! new chain. Nothing is mended or hidden by it: every entry stays, and what does not fit stays named, with who decided.

use super::{check, record};
use crate::{
    audit,
    desk::{Desk, blocking},
    error::InboxError,
    receive::content::clean,
    view::audit::AuditCheckView,
};
use recado_domain::{audit::ActName, staff::Role};
use recado_store::clinic::audit::breaks;

/// The longest reason, in characters.
const LONGEST: usize = 500;

/// Closes the broken audit and begins a new one, if what does not fit is what `mark` stands for; returns what verifying
/// finds then. Where it is otherwise by now, nothing is closed, and the answer says what it is.
///
/// # Errors
/// [`InboxError::InvalidInput`] without a reason or with too long a one, [`InboxError::Locked`],
/// [`InboxError::NotAllowed`], storage.
pub(crate) async fn begin(
    desk: &Desk,
    reason: String,
    mark: String,
) -> Result<AuditCheckView, InboxError> {
    let house = desk.house()?;
    let who = house.signed_in_as(Role::decides)?;
    let reason = clean::text(&reason).trim().to_owned();
    if reason.is_empty() || reason.chars().count() > LONGEST {
        return Err(InboxError::InvalidInput);
    }
    // What was done until now belongs to the old chain.
    record::flush(desk).await?;
    let now = desk.inner.options.clock.now();
    blocking(move || {
        let act = audit::by(Some(&who), now, ActName::AuditBegunAnew, "{}");
        // Whether it was closed shows in what is found next.
        Ok(breaks::begin_anew(&house.clinic, &act, &reason, &mark)?)
    })
    .await?;
    check::look(desk).await
}
