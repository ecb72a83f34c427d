//! The server on the VPS: checks what Meta posts, seals it to the clinic, keeps it, and hands it over.
//!
//! It holds no access token and no key to read what it keeps, and it does not know what is in a message. The program
//! is this library and a few commands around it; tests and the demo use [`relay::Relay`] in their own process.

pub mod config;
pub mod relay;

pub mod alarm;
pub mod clock;
pub mod command;
pub mod doctor;
pub mod logging;
pub mod pairing;
pub mod tls;

pub mod buffer;

mod account;
mod auth;
mod body;
mod error;
mod handover;
mod leases;
mod letting_in;
mod limits;
mod meta;
mod metrics;
mod router;
mod seal;
mod server;
mod shared;
mod shares;
mod tally;
mod tenants;
mod upkeep;
