//! Reads and authenticates what Meta posts: signature, object, entries, counts.
//!
//! Does no input or output, reads no clock, and knows no clinic, no contact and no database: bytes go
//! in, values come out. Reading is lenient. A body that is not what Meta documents still gives
//! events, and one bad item never loses its neighbours (R4, R7).
//!
//! `Debug` of every type here prints kinds only, never a name, a number, an id or a text.

pub mod account;
pub mod act;
pub mod catalogue;
pub mod comment;
pub mod counts;
pub mod event;
pub mod message;
pub mod payload;
pub mod referral;
pub mod routing;
pub mod signature;
pub mod subscription;
pub mod sync;

mod instagram;
mod json;
mod messenger;
mod quiet;
mod whatsapp;
