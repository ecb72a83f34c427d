//! Plays Meta on loopback: the Graph API a desk calls, the signed webhooks a relay receives, and the patients.
//!
//! Written from Meta's documents (`docs/meta.md`), never from our own client: it knows none of our crates, so
//! it cannot share their mistakes. WhatsApp, Messenger and Instagram. Start with [`simulator::Simulator`].

pub mod clock;
mod connection;
pub mod control;
pub mod fault;
mod graph;
pub mod message;
mod page;
pub mod scenarios;
pub mod simulator;
pub mod webhooks;
pub mod world;
