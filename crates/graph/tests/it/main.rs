//! The real client against a loopback server that answers as Meta documents, and worse.

#![expect(clippy::unwrap_used, reason = "a test stops where it finds a fault")]

mod catalogue;
mod client;
mod downloads;
mod drafts;
mod errors;
mod faults;
mod filled;
mod kinds;
mod limits;
mod media;
mod messenger;
mod meta;
mod observed;
mod pages;
mod reads;
mod sends;
mod server;
mod simulated;
mod templates;
