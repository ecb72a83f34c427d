//! The simulator over real HTTP on loopback, held against Meta's payloads in `tests/fixtures/meta`.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests fail by panicking"
)]

mod clinic;
mod desk;
mod faults;
mod kinds;
mod media;
mod over_http;
mod page;
mod patients;
mod program;
mod reads;
mod relay;
mod send;
mod send_template;
mod social;
mod social_inbound;
mod subscriptions;
mod templates;
mod uploads;
mod week;
