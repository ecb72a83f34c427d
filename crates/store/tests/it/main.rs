//! The databases from outside: real SQLCipher files in temporary folders.

#![expect(
    clippy::unwrap_used,
    reason = "a test helper that fails fails its test"
)]

mod account;
mod alerts;
mod cast;
mod clinic;
mod comments;
mod copies;
mod files;
mod keys;
mod list;
mod media;
mod members;
mod opening;
mod order;
mod outbox;
mod reacting;
mod receiving;
mod rekey;
mod search;
mod sign_in;
