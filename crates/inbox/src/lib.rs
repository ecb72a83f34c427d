//! Everything the desktop does, without a window.
//!
//! Receives through the relay, keeps in the encrypted stores, sends to Graph, watches for flags, and says what the
//! window shows (`view`). Knows no Tauri and no keyring: both are handed in.

pub mod clock;
pub mod desk;
pub mod error;
pub mod keychain;
pub mod lease;
pub mod microphone;
pub mod view;

mod assist;
mod audit;
pub mod backup;
mod compose;
mod connect;
mod devices;
mod erasure;
mod export;
mod hours;
mod house;
mod html;
mod http;
mod interest;
mod media;
mod monitor;
mod on_call;
mod patients;
pub mod people;
mod phone;
mod protocol;
mod receive;
mod records;
mod register;
mod relay;
mod retention;
mod send;
mod session;
mod show;
mod staff;
mod stage;
mod summary;
mod together;
mod tone;
mod transcribe;
mod work;
