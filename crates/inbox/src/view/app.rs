//! Where the whole app stands: first run, locked or at work, and for whom.

pub use recado_domain::language::Language;
use recado_domain::{id::StaffId, staff::Role};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the window shows as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(
    tag = "stage",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum AppView {
    /// Nothing is set up yet, or the set-up was left half way.
    FirstRun {
        /// The step to go on from.
        first_run: FirstRunView,
        /// Language, theme and the like.
        settings: SettingsView,
    },
    /// Data is here but its machine key is not: nothing is created over it.
    KeyMissing {
        /// Why, and so what to offer.
        reason: KeyMissing,
        /// Language, theme and the like, as far as they can be known.
        settings: SettingsView,
    },
    /// Receiving, but clinical history is closed until somebody signs in.
    Locked {
        /// People who can sign in.
        staff: Vec<StaffView>,
        /// Open alerts (without content).
        open_alerts: u64,
        /// Replies that wait for a sign-in.
        held_replies: u64,
        /// Language, theme and the like.
        settings: SettingsView,
    },
    /// Somebody is at the desk.
    Open {
        /// Who.
        staff: StaffView,
        /// The clinic's name.
        clinic: String,
        /// Badges on the spine.
        badges: Badges,
        /// Language, theme and the like.
        settings: SettingsView,
    },
}

/// Why the machine key could not be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyMissing {
    /// The keyring works but holds no key for this data: the recovery phrase opens it.
    KeyLost,
    /// There is no keyring and the data is opened by a device passphrase.
    DevicePassphrase,
    /// The keyring does not answer or is locked.
    KeyringUnreachable,
    /// The keyring's key does not open this data.
    WrongKey,
    /// The data was written by a newer version of this app.
    NewerVersion,
}

/// A member of staff, as far as the window needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StaffView {
    /// Who.
    pub id: StaffId,
    /// Their name at the desk.
    pub name: String,
    /// What their keys open.
    pub role: Role,
}

/// Counts beside the places of the spine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Badges {
    /// Clinical conversations with unread messages.
    pub clinical_unread: u64,
    /// Lead conversations with unread messages.
    pub leads_unread: u64,
    /// Alerts that nobody has acknowledged.
    pub open_alerts: u64,
    /// Whether relay and channel work as they should.
    pub connection_ok: bool,
}

/// How far the first run has got; each step can be left and resumed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FirstRunView {
    /// The step to show.
    pub step: FirstRunStep,
    /// Whether the system has a keyring; without one a device passphrase is asked for first.
    pub has_keyring: bool,
    /// The relay's address once paired, for example `relay.alameda.example`.
    pub relay: Option<String>,
}

/// The steps of the first run, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FirstRunStep {
    /// No keyring: choose a passphrase for this computer.
    DevicePassphrase,
    /// Paste the pairing code; an envelope goes there and back.
    Relay,
    /// Another of the clinic's computers lets this one in.
    Joining,
    /// 24 words are shown and some of them asked again.
    RecoveryPhrase,
    /// The owner's name and passphrase.
    Owner,
    /// The WhatsApp number, proved by Graph reads and one inbound message.
    Whatsapp,
}

/// The stations of the round trip through the relay, each with what it took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RoundTripView {
    /// The relay's address without scheme.
    pub relay: String,
    /// When the envelope was sealed here.
    pub sealed_at: i64,
    /// Milliseconds until the relay had written it to its disk and answered.
    pub stored_after_ms: u64,
    /// Milliseconds until it was back and opened here.
    pub opened_after_ms: u64,
}

/// Settings the window needs or changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SettingsView {
    /// Language of the window; absent follows the system.
    pub language: Option<Language>,
    /// Theme of the window.
    pub theme: Theme,
    /// When Meta is told that a message was read.
    pub read_receipts: ReadReceipts,
    /// Whether contacts see that somebody types.
    #[serde(default)]
    pub typing_signs: bool,
    /// Minutes without input until the desk locks itself; 0 never.
    pub auto_lock_minutes: u32,
    /// Country of the clinic (ISO 3166-1 alpha-2), for numbers without a country code.
    pub country: String,
    /// IANA name of the clinic's time zone, for the hours and days the window shows; absent follows the machine.
    /// Changed with the clinic's hours.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// Whether the system has a tray to leave the window in.
    pub has_tray: bool,
    /// Whether this is the demo with invented people.
    pub is_demo: bool,
}

/// Themes of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// When Meta is told that a message was read (blue ticks on the patient's phone).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReadReceipts {
    /// Never.
    Never,
    /// When a member of staff opens the thread.
    OnOpen,
    /// As soon as the message is stored here.
    AtOnce,
}
