//! Backups as the window shows them: where they go, how they stand, and a restore on its way.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Backups, for an owner's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupView {
    /// Where and when; absent until an owner chose.
    pub plan: Option<BackupPlan>,
    /// The instant that the last good one is of; Unix milliseconds.
    pub last_good_at: Option<i64>,
    /// For how many days there was no good one, once that is too long.
    pub days_without: Option<u32>,
    /// Why the last try failed; absent after one that did not.
    pub fault: Option<BackupFault>,
    /// When it failed.
    pub failed_at: Option<i64>,
    /// Whether the chosen folder is there.
    pub is_place_there: bool,
    /// Whether the recovery phrase is of an earlier version, which nothing can be sealed to.
    pub needs_new_phrase: bool,
    /// What is being done.
    pub progress: Option<BackupProgress>,
    /// The backups that are there, the newest first.
    pub backups: Vec<BackupRow>,
}

/// Where and when backups are made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupPlan {
    /// The folder, for example `/media/ana/Backups`.
    pub folder: String,
    /// The hour of the day, 0 to 23, by the clinic's clock.
    pub hour: u8,
    /// How many are kept.
    pub kept: u8,
}

/// A backup that is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupRow {
    /// Its name in the folder.
    pub name: String,
    /// The instant that it is of; absent when its head cannot be read.
    pub made_at: Option<i64>,
    /// Its size without the files of messages, which backups share.
    pub bytes: u64,
    /// How well it is known.
    pub check: BackupCheck,
    /// Whether only earlier words open it.
    pub has_earlier_phrase: bool,
}

/// How well a backup is known to be good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BackupCheck {
    /// Every database was opened and counted.
    Whole,
    /// The bytes were read again and are right; patients' data is opened with the next sign-in.
    WaitsForSignIn,
    /// This computer did not make it, or could not open it any more.
    Unknown,
    /// It did not open.
    Bad,
}

/// Why a backup was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BackupFault {
    /// The folder or the drive is not there.
    PlaceMissing,
    /// The drive, or this computer's disk, is full.
    Full,
    /// The drive does not let anything be written, or fails.
    Refused,
    /// What was read again is not what was written.
    ReadBack,
    /// People signed in and out all the time.
    Busy,
    /// The recovery phrase is of an earlier version.
    NoPhrase,
    /// The databases of this computer could not be read.
    Source,
}

/// How far a backup or a restore has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupProgress {
    /// What is being done.
    pub step: BackupStep,
    /// How much of this step is done, in hundredths.
    pub percent: u8,
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BackupStep {
    /// Files of messages are copied.
    Files,
    /// Databases are copied.
    Records,
    /// Everything is opened and counted.
    Checking,
    /// It takes its name or its place.
    Finishing,
}

/// What everybody at the desk should know of backups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupNote {
    /// Whether an owner chose where they go.
    pub has_plan: bool,
    /// For how many days there was no good one, once that is too long.
    pub days_without: Option<u32>,
}

/// A backup that somebody could restore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FoundBackup {
    /// The clinic's folder that holds it.
    pub place: String,
    /// Its name there.
    pub name: String,
    /// The instant that it is of; absent when its head cannot be read.
    pub made_at: Option<i64>,
    /// Its size without the files of messages.
    pub bytes: u64,
}

/// What is to be restored, and what opens it.
#[derive(Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RestoreForm {
    /// The clinic's folder.
    pub place: String,
    /// The backup's name there.
    pub name: String,
    /// The 24 words.
    pub words: Vec<String>,
    /// A passphrase for this computer, where there is no keyring.
    pub device_passphrase: Option<String>,
}
