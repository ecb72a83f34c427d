//! The tests of `main.rs` on a PostgreSQL, and what several relays on one have to keep.

#![cfg(unix)]
#![expect(
    clippy::expect_used,
    reason = "a test helper that fails fails its test"
)]

#[path = "store/postgres_server.rs"]
mod postgres_server;
#[path = "store/postgres.rs"]
mod store;
mod support;

mod accounts;
mod alarms;
mod commands;
mod doctor;
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
mod webhooks;

mod moving;
mod postgres;
mod postgres_schema;
mod postgres_tls;
mod several_relays;
