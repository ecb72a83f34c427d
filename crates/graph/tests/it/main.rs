//! The real client against a loopback server that answers as Meta documents, and worse.

#![expect(clippy::unwrap_used, reason = "a test stops where it finds a fault")]

mod client;
mod errors;
mod faults;
mod meta;
mod reads;
mod sends;
mod server;
