//! What both sides rely on: the JSON of every type, the sealed format, the pairing text.

mod golden;
mod pairing_text;
mod sealed;
mod version;
