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
/// `PUT` [`Removal`](crate::roster::Removal); the router's pattern. Build a real one with [`removal`].
pub const REMOVAL: &str = "/v1/devices/{device}/removal";
/// `GET`, `PUT` [`Roster`](crate::roster::Roster).
pub const ROSTER: &str = "/v1/roster";
/// A newcomer: `PUT` [`JoinRequest`](crate::joining::JoinRequest), `GET` [`Joining`](crate::joining::Joining).
pub const JOINING: &str = "/v1/joining";
/// A newcomer: `PUT` [`Reveal`](crate::joining::Reveal).
pub const REVEAL: &str = "/v1/joining/reveal";
/// `GET` [`Newcomers`](crate::joining::Newcomers).
pub const NEWCOMERS: &str = "/v1/newcomers";
/// `DELETE`: turns a newcomer away; the router's pattern. Build a real one with [`newcomer`].
pub const NEWCOMER: &str = "/v1/newcomers/{device}";
/// `PUT` [`Offer`](crate::joining::Offer); the router's pattern. Build a real one with [`offer`].
pub const OFFER: &str = "/v1/newcomers/{device}/offer";
/// `PUT` [`Admission`](crate::joining::Admission); the router's pattern. Build a real one with [`admission`].
pub const ADMISSION: &str = "/v1/newcomers/{device}/admission";
/// `PUT` [`TakeLease`](crate::lease::TakeLease), `DELETE` with `?fencing=`; the router's pattern. Build real ones with
/// [`lease`] and [`lease_to_give_up`].
pub const LEASE: &str = "/v1/leases/{name}";
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

/// Returns the path of the removal of a device.
pub fn removal(id: crate::id::DeviceId) -> String {
    format!("{DEVICES}/{id}/removal")
}

/// Returns the path of one newcomer, for `DELETE`.
pub fn newcomer(id: crate::id::DeviceId) -> String {
    format!("{NEWCOMERS}/{id}")
}

/// Returns the path of the offer to a newcomer.
pub fn offer(id: crate::id::DeviceId) -> String {
    format!("{NEWCOMERS}/{id}/offer")
}

/// Returns the path of the admission of a newcomer.
pub fn admission(id: crate::id::DeviceId) -> String {
    format!("{NEWCOMERS}/{id}/admission")
}

/// Returns the path of a lease.
pub fn lease(name: &crate::lease::LeaseName) -> String {
    format!("/v1/leases/{name}")
}

/// Returns path and query to give one's own lease up; the number says which, so that a late request ends no newer one.
pub fn lease_to_give_up(name: &crate::lease::LeaseName, fencing: u64) -> String {
    format!("/v1/leases/{name}?fencing={fencing}")
}
