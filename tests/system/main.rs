//! Stories of the whole system without a window: simulator, relay and desk in one process, over real HTTP and real files.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops where it finds a fault"
)]

mod clinic;

mod away;
mod channels;
mod connecting;
mod file_sending;
mod flags;
mod handover;
mod hostile;
mod keys;
mod kinds;
mod media;
mod news;
mod page_messages;
mod page_sending;
mod phone_app;
mod receiving;
mod replying;
mod searching;
mod sending;
mod staff;
mod template_sending;
mod templates;
mod voice;
