//! The relay-desktop contract: paths, JSON bodies, error codes, the pairing text, and the sealed format.
//!
//! Both sides build their bodies from these types, so neither can drift. The crate does no I/O and reads no clock; it
//! does not know who stores what, nor what is inside a webhook. The relay seals with another implementation of the
//! same HPKE suite; golden vectors hold both to [`sealed`].

pub mod version;

pub mod bytes;
pub mod error;
pub mod id;
pub mod path;
pub mod secret;

pub mod app;
pub mod channel;
pub mod device;
pub mod envelope;
pub mod epoch;
pub mod joining;
pub mod lease;
pub mod note;
pub mod pairing;
pub mod pairing_text;
pub mod roster;
pub mod status;

pub mod keys;
pub mod sealed;
