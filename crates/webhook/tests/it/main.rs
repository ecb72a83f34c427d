//! The webhook crate against Meta's documented payloads, and against everything else.

#![expect(clippy::unwrap_used, reason = "a test stops where it finds a fault")]

mod account;
mod acts;
mod contents;
mod fixtures;
mod limits;
mod mutation;
mod reading;
mod routes;
mod signature;
mod size;
mod subscription;
mod unnamed;
