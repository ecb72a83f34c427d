//! What the relay tells a clinic about its buffer.

use serde::{Deserialize, Serialize};

use crate::version::Version;

/// `GET /v1/status`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// The version of this body.
    pub version: Version,
    /// How many envelopes this device has not acknowledged.
    pub waiting: u64,
    /// Age of the oldest of them, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest_age_ms: Option<i64>,
    /// When Meta last posted something for this clinic, milliseconds since 1970 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_webhook_at: Option<i64>,
    /// When a desktop of the clinic last polled, milliseconds since 1970 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_poll_at: Option<i64>,
    /// Assets for which webhooks arrive, signed by this clinic's app, that no clinic here has connected.
    pub unclaimed: Vec<UnclaimedAsset>,
}

/// An asset nobody has connected.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnclaimedAsset {
    /// Meta's `object`, whatever it is.
    pub object: String,
    /// Meta's `entry[].id`; empty when the webhook named none.
    pub asset_id: String,
    /// How many entries arrived.
    pub count: u64,
    /// When the last one did, milliseconds since 1970 UTC.
    pub last_at: i64,
}
