//! The inbox from the outside.

mod bindings;
