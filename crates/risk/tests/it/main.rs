//! The engine as the inbox uses it.

mod figures;
mod labelled;
