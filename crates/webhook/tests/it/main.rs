//! The webhook crate against Meta's documented payloads, and against everything else.

mod fixtures;
mod mutation;
mod reading;
mod routes;
mod signature;
mod subscription;
