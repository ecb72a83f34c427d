//! What the window is told: plain values with nothing left to decide. TypeScript is generated from them.
//!
//! Times are Unix milliseconds (UTC); the window formats them. Rules (window, risk, pacing) are already applied.

pub mod alert;
pub mod app;
pub mod assist;
pub mod audit;
pub mod backup;
pub mod board;
pub mod change;
pub mod compose;
pub mod connection;
pub mod devices;
pub mod emergency_contact;
pub mod flags;
pub mod hours;
pub mod import;
pub mod interest;
pub mod list;
pub mod media;
pub mod on_call;
pub mod patients;
pub mod people;
pub mod phone;
pub mod protocol;
pub mod quick_replies;
pub mod record;
pub mod register;
pub mod retention;
pub mod search;
pub mod staff;
pub mod summary;
pub mod template;
pub mod templates;
pub mod thread;
pub mod tone;
pub mod transcribe;
pub mod work;
