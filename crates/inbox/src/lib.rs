//! Everything the desktop does, without a window.
