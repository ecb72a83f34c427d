//! The inbox from the outside.

#![expect(clippy::unwrap_used, reason = "a test stops where it finds a fault")]

mod bindings;
mod by_hand;
