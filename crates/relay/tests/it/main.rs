//! The relay through its own doors: the router in memory, and the real program where a process has to die. Its store is
//! a SQLite file here; `on_postgres.rs` runs the same tests on a PostgreSQL.

#![expect(
    clippy::expect_used,
    reason = "a test helper that fails fails its test"
)]

#[path = "store/sqlite.rs"]
mod store;
mod support;

mod accounts;
mod alarms;
mod commands;
mod configuration;
mod doctor;
#[cfg(unix)]
mod doctor_broken;
mod durability;
mod handover;
mod kills;
mod leases;
mod letting_in;
mod logs;
mod notes;
mod operations;
mod pairing;
mod rates;
mod routing;
mod sqlite_file;
mod webhooks;
