//! Assistants: an endpoint of the owner's choice that drafts summaries and writes down voice messages.
//!
//! Nothing is asked of it unless the feature is on, the endpoint answered a try, the person agreed, and there is credit.
//! What needs a person's attention never depends on it: the risk engine knows nothing of this module.

pub(crate) mod call;
pub(crate) mod chat;
pub(crate) mod consent;
pub(crate) mod credits;
pub(crate) mod endpoint;
pub(crate) mod kept;
pub(crate) mod place;
pub(crate) mod probe;
pub(crate) mod setup;
