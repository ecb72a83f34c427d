//! Stories of the whole system without a window: simulator, relay and desk in one process, over real HTTP and real files.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops where it finds a fault"
)]

mod clinic;

mod away;
mod connecting;
mod flags;
mod keys;
mod receiving;
mod replying;
mod searching;
