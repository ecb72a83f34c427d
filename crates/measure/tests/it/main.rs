//! The desk as a program that gets killed.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops where it finds a fault"
)]

mod backup_kills;
mod conversion_kills;
mod desk;
mod kills;
mod rekey_kills;
