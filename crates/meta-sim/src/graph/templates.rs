//! Templates at Meta: listed, created, edited, deleted, and sent.

mod buttons;
pub(crate) mod create;
mod fill;
pub(crate) mod list;
pub(crate) mod problem;
pub(crate) mod send;
mod validate;
