//! The audit as the owner reads it: entries, and whether any was changed.

use recado_domain::{audit::SubjectKind, id::StaffId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which entries; what is absent does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AuditQuery {
    /// Who did it.
    pub staff: Option<StaffId>,
    /// What kind; without one, everything people did.
    pub kind: Option<AuditKind>,
    /// To whom: the id of an [`AuditSubjectView`].
    pub subject: Option<String>,
    /// Not before (Unix milliseconds).
    pub from: Option<i64>,
    /// Before (Unix milliseconds).
    pub until: Option<i64>,
    /// The next page: older than this.
    pub before: Option<AuditCursor>,
}

/// What the owner narrows the audit to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AuditKind {
    /// Signing in and out.
    SignIn,
    /// Reading what is clinical.
    Reading,
    /// Everything that leaves the clinic.
    Sending,
    /// Patients, leads, flags, staff.
    People,
    /// How the clinic is set up.
    Settings,
    /// Calls to Meta.
    Calls,
}

/// Where a page ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AuditCursor {
    /// When the last entry was.
    pub at: i64,
    /// Its number.
    pub id: i64,
}

/// A page of the audit, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AuditView {
    /// Its entries.
    pub entries: Vec<AuditEntryView>,
    /// Where the next page begins; absent on the last.
    pub older: Option<AuditCursor>,
    /// Whom one can narrow it to.
    pub people: Vec<AuditPersonView>,
    /// What the last verification found; absent while the first is under way.
    pub check: Option<AuditCheckView>,
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AuditPersonView {
    /// Who.
    pub id: StaffId,
    /// Their name.
    pub name: String,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(
    tag = "entry",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
pub enum AuditEntryView {
    /// What somebody did.
    Act {
        /// Its number in the chain.
        id: i64,
        /// When.
        at: i64,
        /// Who; absent for the app itself.
        staff: Option<StaffId>,
        /// Their name then; empty for the app itself.
        staff_name: String,
        /// What: an `ActName`, or one that this version does not know.
        act: String,
        /// To whom.
        subject: Option<AuditSubjectView>,
        /// What came of it; empty when it was done as said.
        result: String,
        /// Names of the settings or of the template it is about.
        named: Vec<String>,
    },
    /// A call to Meta.
    Call {
        /// Its number in the chain of calls.
        id: i64,
        /// When it ended.
        at: i64,
        /// `GET`, `POST` or `DELETE`.
        method: String,
        /// Where, with `{id}` for every id.
        endpoint: String,
        /// The HTTP status, or why there was none.
        result: String,
        /// How long it took, in milliseconds.
        latency_ms: i64,
    },
}

/// What an act was done to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AuditSubjectView {
    /// What kind of thing.
    pub kind: SubjectKind,
    /// Which one.
    pub id: String,
    /// How it is called, where that may be seen and it is still there.
    pub shown: Option<String>,
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AuditCheckView {
    /// When.
    pub at: i64,
    /// How many entries there are, when none was changed; those since the newest break, where there is one.
    pub entries: u64,
    /// How many calls.
    pub calls: u64,
    /// What is wrong first; absent when nothing is that nobody accepted.
    pub fault: Option<AuditFaultView>,
    /// Everything that is.
    pub misfits: Vec<AuditMisfitView>,
    /// What stands for all of it; whoever begins anew says it again.
    pub mark: String,
    /// Where a broken audit was closed and begun anew, the newest first.
    pub breaks: Vec<AuditBreakView>,
}

/// Entries in a row that do not fit, all for the same reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AuditMisfitView {
    /// In which chain.
    pub log: AuditLog,
    /// The number of the first.
    pub from: i64,
    /// The number of the last.
    pub through: i64,
    /// What is wrong with them.
    pub fault: AuditFault,
}

/// Where a broken audit was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AuditBreakView {
    /// The number of the entry that begins the new chain.
    pub entry: i64,
    /// When.
    pub at: i64,
    /// Who decided.
    pub by: String,
    /// Why, in their words.
    pub reason: String,
    /// What did not fit before it.
    pub misfits: Vec<AuditMisfitView>,
}

/// The first entry that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AuditFaultView {
    /// In which chain.
    pub log: AuditLog,
    /// Its number.
    pub entry: i64,
    /// What is wrong with it.
    pub fault: AuditFault,
}

/// Which chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AuditLog {
    /// What people did.
    Acts,
    /// Calls to Meta.
    Calls,
}

/// What is wrong with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AuditFault {
    /// It was changed after it was written.
    Changed,
    /// Entries before it are missing or moved.
    Detached,
    /// This computer did not write it.
    Foreign,
    /// It and those after it were cut off.
    CutOff,
    /// The file that says how far the audit had got is gone or not ours.
    HeadLost,
    /// The key this computer signs with was replaced.
    KeyReplaced,
}
