//! The clinic's paired desktops.

use serde::{Deserialize, Serialize};

use crate::bytes::SealingKey;
use crate::envelope::Cursor;
use crate::id::DeviceId;
use crate::version::Version;

/// `GET /v1/devices`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Devices {
    /// The version of this body.
    pub version: Version,
    /// Every paired desktop, oldest first.
    pub devices: Vec<Device>,
}

/// One paired desktop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// What the people of the clinic call it.
    pub name: String,
    /// The key to which epoch keys are wrapped for it.
    pub sealing_key: SealingKey,
    /// When it was paired, milliseconds since 1970 UTC.
    pub paired_at: i64,
    /// When it last polled, milliseconds since 1970 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_poll_at: Option<i64>,
    /// Up to where it has acknowledged.
    pub acknowledged: Cursor,
}
