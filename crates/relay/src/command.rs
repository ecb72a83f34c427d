//! The program's commands, one module each.

pub mod doctor;
pub mod health;
pub mod inspect;
pub mod migrate_store;
pub mod pair;
pub mod serve;

use std::sync::LazyLock;

use crate::buffer::newest_schema;

/// Returns what `--version` prints: the version, and which stores it reads.
pub fn long_version() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let (version, newest) = (env!("CARGO_PKG_VERSION"), newest_schema());
        format!(
            "{version}\nreads stores of schema 1 to {newest} and brings older ones up to date; refuses newer ones"
        )
    });
    &TEXT
}
