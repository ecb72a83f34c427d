//! What people agreed to: written down with a name and a time, never changed.

use crate::{desk::Desk, error::InboxError, view::record::ConsentForm};
use recado_domain::{
    channel::Side,
    id::{ConsentId, ConversationId},
    record::consent::Consent,
    time::UnixMs,
};
use recado_store::conversations::consents;
use std::time::Duration;

/// How far the window's clock may be ahead.
const SLACK: Duration = Duration::from_secs(60);

/// Writes down what a conversation's person said.
///
/// # Errors
/// [`InboxError::InvalidInput`] for a time that has not come, [`InboxError::Locked`], storage.
pub(crate) async fn record(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    form: ConsentForm,
) -> Result<(), InboxError> {
    let recorded_at = desk.inner.options.clock.now();
    let at = UnixMs(form.at);
    if at > recorded_at.plus(SLACK) {
        return Err(InboxError::InvalidInput);
    }
    super::change(
        desk,
        (side, conversation),
        "consent.recorded",
        move |tx, identity, who| {
            let consent = Consent {
                id: ConsentId::generate(),
                purpose: form.purpose,
                act: form.act,
                how: form.how,
                at,
                recorded_at,
                recorded_by: who.name.clone(),
            };
            Ok(consents::append(tx, identity, &consent)?)
        },
    )
    .await
}
