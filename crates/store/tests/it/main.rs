//! The databases from outside: real SQLCipher files in temporary folders.

#![expect(
    clippy::unwrap_used,
    reason = "a test helper that fails fails its test"
)]

mod alerts;
mod cast;
mod clinic;
mod keys;
mod list;
mod opening;
mod order;
mod outbox;
mod receiving;
mod search;
