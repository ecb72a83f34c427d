//! Calls through the clinic's telephone vendor, and each member's own telephone.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What became of ringing through the vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Ring {
    /// The clinic has no vendor.
    Off,
    /// Whoever is signed in has no telephone of their own written down.
    NoTelephone,
    /// Their own telephone rings in a moment.
    Ringing,
    /// No connection to the vendor.
    Unreachable,
    /// It gave no answer: it may ring after all.
    TimedOut,
    /// It refused account or token.
    KeyRefused,
    /// It refused the clinic's number.
    FromRefused,
    /// It refused one of the numbers to ring.
    ToRefused,
    /// It takes no more calls now.
    Busy,
    /// It refused the call for another reason.
    Refused,
}

/// How a call was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallView {
    /// What became of ringing through the vendor.
    pub ring: Ring,
    /// Whether the system's telephone program took the number; it is not asked where it rings.
    pub is_opened: bool,
}

/// The clinic's telephone vendor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhoneVendorView {
    /// Whether calls go through it.
    pub is_on: bool,
    /// Where its interface is.
    pub base_url: String,
    /// The account's id.
    pub account: String,
    /// The clinic's number there.
    pub from: String,
    /// Whether the account's token is kept.
    pub has_token: bool,
}

/// The vendor as it is typed.
#[derive(Clone, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhoneVendorForm {
    /// Whether calls go through it.
    pub is_on: bool,
    /// Where its interface is.
    pub base_url: String,
    /// The account's id.
    pub account: String,
    /// The clinic's number there.
    pub from: String,
    /// The account's token; empty to keep the one there is.
    pub token: String,
}

/// The telephone of whoever is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OwnPhoneView {
    /// The number, whole; absent when none is written down.
    pub number: Option<String>,
    /// Whether the clinic's calls ring it.
    pub is_used: bool,
}
