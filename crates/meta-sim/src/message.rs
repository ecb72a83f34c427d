//! Messages people send, ready for [`Control`](crate::control::Control): one function a kind.
//!
//! Source: REFERENCE sections 3, 9 and 10 (Meta's webhook pages, read 2026-11-20).

pub mod social;
pub mod whatsapp;
