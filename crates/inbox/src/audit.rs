//! The audit from the desk's side: writing down what is done (`record`), verifying it (`check`), reading it (`show`),
//! closing a broken one (`anew`).
//!
//! What changes `clinic.db` is written down in the transaction that changes it. What leaves the clinic is written down
//! before it is queued, because the outbox is another database: a kill between the two leaves an act whose message never
//! existed, never a message without its act. Reading and calls to Meta are gathered and written beside the work.

pub(crate) mod anew;
pub(crate) mod check;
pub(crate) mod record;
pub(crate) mod show;

use crate::{
    desk::Desk,
    error::InboxError,
    house::{House, SignedIn},
    send::payload::Payload,
    session::files,
};
use recado_domain::{
    audit::ActName,
    id::{ConversationId, OutboxId, StaffId},
    time::UnixMs,
};
use recado_store::{
    clinic::audit::{self, Act, Subject},
    error::StoreError,
};

/// Starts writing down and verifying.
pub(crate) fn start(desk: &Desk) {
    record::start(desk);
    check::start(desk);
}

/// Returns an act of a person, or of the app where nobody is signed in.
pub(crate) fn by(who: Option<&SignedIn>, now: UnixMs, name: ActName, detail: &str) -> Act {
    let who = who.map(|who| (who.staff, who.name.as_str()));
    files::act(now, who, name.as_str(), detail)
}

/// Writes down what whoever is signed in did to something.
///
/// # Errors
/// Storage.
pub(crate) fn note(
    house: &House,
    now: UnixMs,
    name: ActName,
    about: impl Into<Subject>,
    detail: &str,
) -> Result<(), InboxError> {
    let act = by(house.signed_in().ok().as_ref(), now, name, detail).about(about);
    append(house, &[act])
}

/// Writes acts down.
///
/// # Errors
/// Storage.
pub(crate) fn append(house: &House, acts: &[Act]) -> Result<(), InboxError> {
    let done = house
        .clinic
        .write(|tx| acts.iter().try_for_each(|act| audit::append(tx, act)));
    Ok(done.map_err(|error: StoreError| error)?)
}

/// Returns the act of sending something.
pub(crate) fn sending(
    who: &SignedIn,
    now: UnixMs,
    conversation: ConversationId,
    outbox: OutboxId,
    payload: &Payload,
) -> Act {
    let name = match payload {
        Payload::Text { .. } => ActName::TextSent,
        Payload::Template(_) => ActName::TemplateSent,
        Payload::Media { .. } => ActName::FileSent,
        Payload::Place { .. }
        | Payload::Cards { .. }
        | Payload::Options { .. }
        | Payload::ContactRequest { .. } => ActName::ContentSent,
        Payload::PrivateReply { .. } => ActName::PrivateReplySent,
        Payload::Reaction { .. } => ActName::Reacted,
    };
    by(Some(who), now, name, &outbox_detail(outbox)).about(conversation)
}

/// Returns the detail that names a row of the outbox.
pub(crate) fn outbox_detail(outbox: OutboxId) -> String {
    format!("{{\"outbox\":\"{outbox}\"}}")
}

/// Writes acts down, then does what they say; what then fails is written down as not done.
///
/// # Errors
/// Storage, and what the work gives.
pub(crate) fn before<T>(
    house: &House,
    acts: Vec<Act>,
    work: impl FnOnce() -> Result<T, InboxError>,
) -> Result<T, InboxError> {
    append(house, &acts)?;
    let done = work();
    if done.is_err() {
        let undone = acts.into_iter().map(|act| act.with_result("not_done"));
        append(house, &undone.collect::<Vec<_>>())?;
    }
    done
}

/// Writes down what was done to files and keys, which no transaction of ours holds; failing costs the act, not the work.
pub(crate) async fn after(desk: &Desk, name: ActName) {
    let now = desk.inner.options.clock.now();
    let done = desk.with_house(move |house| {
        let act = by(house.signed_in().ok().as_ref(), now, name, "{}");
        append(house, &[act])
    });
    if let Err(error) = done.await {
        tracing::error!(act = name.as_str(), "an act was not written down: {error}");
    }
}

/// Writes down a sign-in that was refused: nobody did it, somebody's account was tried.
pub(crate) async fn refused(desk: &Desk, staff: StaffId) {
    let now = desk.inner.options.clock.now();
    let done = desk.with_house(move |house| {
        let act = by(None, now, ActName::SignInRefused, "{}").about(staff);
        append(house, &[act.with_result("wrong_passphrase")])
    });
    if let Err(error) = done.await {
        tracing::error!("a refused sign-in was not written down: {error}");
    }
}
