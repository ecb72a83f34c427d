//! A typed client of Meta's Graph API: sends, files, templates, numbers, Pages,
//! subscriptions, tokens.
//!
//! Knows no contact, no database and no clinic. A token goes in with each call and is never kept. What
//! a call may do next stands in its error (`error`), by one table of Meta's codes (`error::table`).
//!
//! No secret, number or text is in an address that is logged, an error or a `Debug` output.

pub mod client;
pub mod error;
pub mod limits;
pub mod media;
pub mod messages;
pub mod messenger;
pub mod numbers;
pub mod observe;
pub mod pages;
pub mod subscriptions;
pub mod templates;
pub mod tls;
pub mod tokens;

mod debug;
mod json;
