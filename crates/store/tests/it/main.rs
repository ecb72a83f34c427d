//! The databases from outside: real SQLCipher files in temporary folders.

#![expect(
    clippy::unwrap_used,
    reason = "a test helper that fails fails its test"
)]

mod account;
mod acknowledgements;
mod alerts;
mod assist;
mod audit;
mod audit_breaks;
mod audit_reading;
mod automatic;
mod backup;
mod cast;
mod clinic;
mod comments;
mod copies;
mod dividing;
mod emergency_contacts;
mod erasing;
mod files;
mod flags;
mod interest;
mod keys;
mod list;
mod locked_files;
mod media;
mod members;
mod moving;
mod opening;
mod order;
mod outbox;
mod persons;
mod pieces;
mod quick_replies;
mod reacting;
mod receiving;
mod records;
mod rekey;
mod search;
mod sign_in;
mod summaries;
mod together;
mod tones;
mod transcripts;
mod work;
