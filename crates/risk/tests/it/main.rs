//! The engine as the inbox uses it.

mod devset;
