//! Webhooks as Meta sends them: the bodies, their bytes, the signature, and the way to the callback.

pub(crate) mod body;
pub(crate) mod challenge;
pub(crate) mod delivery;
pub mod encoding;
pub(crate) mod envelope;
pub(crate) mod receipt;
pub mod signature;
pub(crate) mod status;
pub(crate) mod template;
