//! What the clinic writes down about people: the card beside a thread, labels, notes, consents, the lead board, and
//! patients from a file. A person is named by one of their conversations; what is written stays on its side.

pub(crate) mod board;
pub(crate) mod card;
pub(crate) mod consents;
pub(crate) mod emergency_contact;
pub(crate) mod import;
pub(crate) mod labels;
pub(crate) mod notes;
pub(crate) mod writing;

use crate::{
    desk::Desk,
    error::InboxError,
    house::{House, SignedIn},
    session::files,
    view::change::Change,
};
use recado_domain::{
    channel::Side,
    id::{ConversationId, IdentityId},
    time::UnixMs,
};
use recado_store::{
    Tx,
    clinic::audit,
    conversations::{records, state},
};

/// Changes something about the person of a conversation, writes to the audit who did so, and tells the window.
///
/// `work` gets the transaction on the person's side, who they are, and who is signed in. The audit follows in
/// `clinic.db`: a kill between the two leaves the author's name in the row itself.
pub(crate) async fn change<T: Send + 'static>(
    desk: &Desk,
    (side, conversation): (Side, ConversationId),
    act: &'static str,
    work: impl FnOnce(&Tx<'_>, IdentityId, &SignedIn) -> Result<T, InboxError> + Send + 'static,
) -> Result<T, InboxError> {
    let now = desk.inner.options.clock.now();
    let (result, changed) = desk
        .with_house(move |house| {
            let who = house.signed_in()?;
            let (result, identity, changed) = write(house, side, |tx| {
                let identity = state::get(tx, conversation)?.identity;
                let result = work(tx, identity, &who)?;
                Ok((result, identity, records::conversations(tx, identity)?))
            })?;
            note(
                house,
                now,
                &who,
                act,
                &format!("{{\"identity\":\"{identity}\"}}"),
            )?;
            Ok((result, changed))
        })
        .await?;
    desk.inner.together.wake();
    for conversation in changed {
        desk.tell(Change::Conversation { side, conversation });
    }
    Ok(result)
}

/// Writes to the store of a side in one transaction, for a person; what `work` refuses undoes all of it.
fn write<T>(
    house: &House,
    side: Side,
    work: impl FnOnce(&Tx<'_>) -> Result<T, InboxError>,
) -> Result<T, InboxError> {
    match side {
        Side::Clinical => house.clinical_for_staff()?.write(work),
        Side::Leads => {
            house.signed_in()?;
            house.leads.write(work)
        }
    }
}

/// Appends to the audit what somebody did.
fn note(
    house: &House,
    now: UnixMs,
    who: &SignedIn,
    act: &str,
    detail: &str,
) -> Result<(), InboxError> {
    let act = files::act(now, Some((who.staff, &who.name)), act, detail);
    Ok(house.clinic.write(|tx| audit::append(tx, &act))?)
}
