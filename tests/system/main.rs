//! Stories of the whole system without a window: simulator, relay and desk in one process, over real HTTP and real files.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops where it finds a fault"
)]

mod clinic;

mod alerts;
mod assist;
mod audit;
mod audit_acts;
mod audit_table;
mod away;
mod backup;
mod carousel;
mod channels;
mod connecting;
mod devices;
mod drafts;
mod emergency_contact;
mod erasing;
mod file_sending;
mod flags;
mod flags_over_time;
mod handover;
mod hostile;
mod hours;
mod interest;
mod keys;
mod kinds;
mod languages;
mod locked_files;
mod marketing;
mod media;
mod mentions;
mod news;
mod on_call;
mod page_messages;
mod page_reading;
mod page_sending;
mod people;
mod phone;
mod phone_app;
mod protocol;
mod quick_replies;
mod receiving;
mod records;
mod replying;
mod searching;
mod sending;
mod staff;
mod summaries;
mod template_sending;
mod templates;
mod together;
mod tone;
mod transcripts;
mod voice;
mod work;
