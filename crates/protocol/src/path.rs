//! The relay's paths, in one place for both sides.

/// Where Meta posts, and verifies the subscription with a GET.
pub const WEBHOOKS_META: &str = "/webhooks/meta";
/// `POST` [`PairRequest`](crate::pairing::PairRequest).
pub const PAIR: &str = "/v1/pair";
/// `GET` [`Epochs`](crate::epoch::Epochs), `PUT` [`PutEpoch`](crate::epoch::PutEpoch).
pub const EPOCHS: &str = "/v1/epochs";
/// `GET` [`Devices`](crate::device::Devices).
pub const DEVICES: &str = "/v1/devices";
/// `DELETE`: one device; the router's pattern. Build a real one with [`device`].
pub const DEVICE: &str = "/v1/devices/{device}";
/// `GET` [`EnvelopePage`](crate::envelope::EnvelopePage) with `?after=&wait=`, `POST`
/// [`PostEnvelope`](crate::envelope::PostEnvelope).
pub const ENVELOPES: &str = "/v1/envelopes";
/// `POST` [`Acknowledge`](crate::envelope::Acknowledge).
pub const ACKNOWLEDGE: &str = "/v1/acknowledge";
/// `GET`, `PUT` [`Channels`](crate::channel::Channels).
pub const CHANNELS: &str = "/v1/channels";
/// `PUT` [`PutApps`](crate::app::PutApps).
pub const APPS: &str = "/v1/apps";
/// `GET` [`Status`](crate::status::Status).
pub const STATUS: &str = "/v1/status";
/// Answers 200 while the process lives.
pub const HEALTHZ: &str = "/healthz";
/// Answers 200 while the store can be written, 503 otherwise.
pub const READYZ: &str = "/readyz";

/// Returns the path of one device, for `DELETE`.
pub fn device(id: crate::id::DeviceId) -> String {
    format!("{DEVICES}/{id}")
}

/// Returns path and query of one poll: everything after the cursor, waiting up to `wait_seconds` for the first.
pub fn envelopes(after: crate::envelope::Cursor, wait_seconds: u32) -> String {
    format!("{ENVELOPES}?after={}&wait={wait_seconds}", after.0)
}
