//! Everything the desktop does, without a window.

pub mod view;
