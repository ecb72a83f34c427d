//! The real window, driven through WebDriver. `cargo xtask test` starts this inside a display, bus and keyring of its own.
