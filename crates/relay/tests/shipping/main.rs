//! The relay as it is shipped: its package and its container's root in a clean Debian, real proxies before it, and
//! certificates of a real ACME server.
//!
//! Run by `cargo xtask test`, or alone with `cargo test -p recado-relay --test shipping`, as root: a clean root is made
//! with debootstrap once and kept in `target/`. Without root or a mirror these tests fail.

#![cfg(target_os = "linux")]
#![expect(
    clippy::expect_used,
    reason = "a test helper that fails fails its test"
)]

mod certificates;
mod clean;
mod container;
mod desk;
mod package;
mod program;
mod proxies;
