//! Who works here and what they hold: accounts, roles, the renewal of the clinical key, the recovery phrase, this
//! computer's login and the emergency code. Who signs in is `session`'s.

pub(crate) mod emergency;
pub(crate) mod login;
pub(crate) mod members;
pub(crate) mod phrase;
pub(crate) mod renewal;
pub(crate) mod roles;
pub(crate) mod show;
