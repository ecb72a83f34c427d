//! The encrypted SQLite databases (clinic, leads, clinical), each with its key.
//!
//! Synchronous. Knows no keyring, no network, no clock and no webhook: keys, times and events arrive as arguments.
//! Reads take a [`Conn`], writes a [`Tx`]; a change of several steps is one transaction owned by the caller:
//! `clinic.write(|tx| { people::learn(tx, …)?; spool::push(tx, …)?; relay_link::advance(tx, …) })`.

pub mod backup;
pub mod clinic;
pub mod conversations;
pub mod error;
pub mod key;
pub mod media_file;
pub mod search;
mod sqlite;

/// An open transaction, as [`clinic::Clinic::write`] and [`conversations::Store::write`] lend it.
pub type Tx<'a> = rusqlite::Transaction<'a>;

/// A connection to read from; a [`Tx`] does as well.
pub type Conn = rusqlite::Connection;
