//! What both sides rely on: the JSON of every type, the sealed format, the pairing text.

#![expect(
    clippy::expect_used,
    reason = "a test helper that fails fails its test"
)]

mod golden;
mod note;
mod pairing_text;
mod sealed;
mod version;
