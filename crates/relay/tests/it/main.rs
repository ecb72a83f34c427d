//! The relay through its own doors: the router in memory, and the real program where a process has to die.

#![expect(
    clippy::expect_used,
    reason = "a test helper that fails fails its test"
)]

mod support;

mod accounts;
mod commands;
mod configuration;
mod durability;
mod handover;
mod kills;
mod logs;
mod pairing;
mod routing;
mod webhooks;
