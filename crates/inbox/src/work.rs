//! Working together on conversations: who looks after one, when it is put away and when it is back, whose draft it
//! is, and the clinic's saved texts.

pub(crate) mod assigning;
pub(crate) mod putting_away;
pub(crate) mod quick_replies;
pub(crate) mod returning;
pub(crate) mod show;

use crate::{
    desk::Desk,
    error::InboxError,
    house::{House, SignedIn},
    session::files,
    view::change::Change,
};
use recado_domain::{channel::Side, id::ConversationId, time::UnixMs};
use recado_store::{clinic::audit, conversations::state};

/// Returns who is signed in, once they may read this conversation and it is there.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
fn at_work_on(
    house: &House,
    side: Side,
    conversation: ConversationId,
) -> Result<SignedIn, InboxError> {
    let who = house.signed_in()?;
    house.read(side, |conn| state::get(conn, conversation).map(|_| ()))?;
    Ok(who)
}

/// Writes into the audit what is about to be done to a conversation; ids only.
///
/// Before the change, which is in another database: nothing is done that the audit does not know.
///
/// # Errors
/// Storage.
fn note_act(
    house: &House,
    who: &SignedIn,
    now: UnixMs,
    act: &str,
    mut detail: serde_json::Value,
    (side, conversation): (Side, ConversationId),
) -> Result<(), InboxError> {
    if let Some(detail) = detail.as_object_mut() {
        detail.insert("side".into(), side.as_str().into());
        detail.insert("conversation".into(), conversation.to_string().into());
    }
    let act = files::act(now, Some((who.staff, &who.name)), act, &detail.to_string());
    Ok(house.clinic.write(|tx| audit::append(tx, &act))?)
}

/// Tells the window of a conversation and of the counts beside the places, and wakes whoever tells the other computers.
fn told(desk: &Desk, side: Side, conversation: ConversationId) {
    desk.inner.together.wake();
    desk.tell(Change::Conversation { side, conversation });
    desk.tell(Change::App);
}
