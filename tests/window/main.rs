//! The real window, driven through WebDriver against a real relay, a simulated Meta and the system's keyring.
//!
//! `cargo xtask test` starts this inside a display, a bus and an unlocked keyring of its own; elsewhere it is not
//! compiled (`bundled-ui`), so it cannot pass unrun.

#![expect(clippy::expect_used, reason = "a test stops where it finds a fault")]

mod browser;
mod clinic;
mod dialogs;
mod first_run;
mod memory;
mod notifications;
mod stories;
mod window;
