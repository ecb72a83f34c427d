//! What the clinic's words mean and the rules that follow.
//!
//! Values in, values out: no I/O, no clock, no async, no database. Rules take `now`.

pub mod acknowledgement;
pub mod address;
pub mod alert;
pub mod assignment;
pub mod assist;
pub mod audit;
pub mod backup;
pub mod channel;
pub mod conversation;
pub mod delivery;
pub mod id;
pub mod identity;
pub mod interest;
pub mod language;
pub mod lead_status;
pub mod marketing;
pub mod media;
pub mod message;
pub mod opening_hours;
pub mod pacing;
pub mod part;
pub mod phone;
pub mod phrase;
pub mod quick_reply;
pub mod record;
pub mod retention;
pub mod service_window;
pub mod snooze;
pub mod staff;
pub mod summary;
pub mod template;
pub mod time;
pub mod together;
pub mod tone;
pub mod transcript;
pub mod watch;
