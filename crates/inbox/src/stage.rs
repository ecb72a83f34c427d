//! How far this computer has got: nothing yet, locked out, or open.

use crate::{house::House, session::settings::Preferences, view::app::KeyMissing};
use recado_domain::{id::StaffId, time::UnixMs};
use recado_store::key::phrase::RecoveryPhrase;
use std::sync::Arc;

/// Where the data folder stands.
pub(crate) enum Stage {
    /// There is no data yet.
    Fresh {
        /// Whether there is a keyring to keep the keys in.
        has_keyring: bool,
    },
    /// There is data, and the key at hand does not open it.
    KeyMissing(KeyMissing),
    /// Open.
    Ready(Arc<House>),
}

/// What is kept in memory only until it is confirmed.
#[derive(Default)]
pub(crate) struct Setup {
    /// The words on the screen, until they are confirmed.
    pub phrase: Option<RecoveryPhrase>,
    /// New words on an owner's screen, until they are confirmed, and whose and since when they are signed in.
    pub renewed_phrase: Option<((StaffId, UnixMs), RecoveryPhrase)>,
    /// Settings chosen before there is a place to keep them.
    pub preferences: Option<Preferences>,
}
