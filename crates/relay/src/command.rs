//! The program's commands, one module each.

pub mod doctor;
pub mod health;
pub mod inspect;
pub mod migrate_store;
pub mod pair;
pub mod serve;

/// What `--version` prints: the version, and which stores it reads.
pub const LONG_VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\nreads stores of schema 1 to 2 and brings older ones up to date; refuses newer ones"
);
