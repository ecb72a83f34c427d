//! Who is who, as people say: one person, not the same, made a patient, moved to the leads.
//!
//! Nothing here is ever done by a rule: every change begins at a command of somebody who is signed in, and only what they
//! confirmed is gone on with after a cut-off. Only this module sees both sides' databases.

pub(crate) mod begin;
mod card;
pub(crate) mod catch_up;
mod cross;
pub(crate) mod divide;
pub(crate) mod finish;
pub(crate) mod join;
mod preview;
mod refile;
pub(crate) mod resume;
mod suggest;

pub(crate) use card::card;
pub(crate) use preview::{preview, search};

use recado_domain::{
    channel::Side,
    id::{ConversationId, IdentityId},
};
use recado_store::{Conn, clinic::people, error::StoreError};
use std::sync::{Arc, Mutex};

/// Whoever watches how far a change has got: the tests that kill the process there.
pub type Watcher = Arc<dyn Fn(&'static str) + Send + Sync>;

/// Tells how far a change has got.
#[derive(Default)]
pub(crate) struct Steps(Mutex<Option<Watcher>>);

impl Steps {
    /// Lets somebody watch.
    pub fn watch(&self, watcher: Watcher) {
        if let Ok(mut watching) = self.0.lock() {
            *watching = Some(watcher);
        }
    }

    /// Says that a step is done, of a change of people or of their keys.
    pub fn done(&self, step: &'static str) {
        let watcher = self.0.lock().ok().and_then(|watching| watching.clone());
        if let Some(watcher) = watcher {
            watcher(step);
        }
    }
}

/// Returns whose a conversation is that is on a side.
///
/// # Errors
/// [`StoreError::NotFound`] when it is not there.
pub(crate) fn identity_of(
    conn: &Conn,
    side: Side,
    conversation: ConversationId,
) -> Result<IdentityId, StoreError> {
    if people::side_of(conn, conversation)? != Some(side) {
        return Err(StoreError::NotFound);
    }
    people::identity_of(conn, conversation)?.ok_or(StoreError::NotFound)
}
