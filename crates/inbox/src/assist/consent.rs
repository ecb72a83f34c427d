//! How far the person of a conversation agreed that an assistant reads them.

use recado_domain::{
    assist::{AssistConsent, was_asked},
    id::ConversationId,
};
use recado_store::{
    Conn,
    conversations::{consents, persons, state},
    error::StoreError,
};

/// Returns how far the person of a conversation agreed. Of somebody who is several contacts, this one's word counts, and
/// what another of theirs took back.
///
/// # Errors
/// [`StoreError::NotFound`], storage.
pub(crate) fn of(conn: &Conn, conversation: ConversationId) -> Result<AssistConsent, StoreError> {
    let identity = state::get(conn, conversation)?.identity;
    let mut agreed = AssistConsent::of(&consents::of(conn, identity)?);
    for member in persons::members(conn, identity)? {
        let said = consents::of(conn, member)?;
        if member != identity && was_asked(&said) {
            agreed = agreed.min(AssistConsent::of(&said));
        }
    }
    Ok(agreed)
}
