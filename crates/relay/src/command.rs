//! The program's commands, one module each.

pub mod inspect;
pub mod migrate_store;
pub mod pair;
pub mod serve;
