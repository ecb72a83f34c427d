//! The audit: who did what to whom and when, in a chain that shows every change. Ids only, never words.
//!
//! Each row holds the hash of the row before and this device's signature on its own (`chain`). How far the chain had
//! got stands outside the database (`head`), so that rows cut off at the end are missed, too. A chain that was broken is
//! closed, never mended (`breaks`). What the acts are called:
//! [`recado_domain::audit::ActName`].

pub mod breaks;
pub mod calls;
pub(crate) mod chain;
pub mod find;
pub mod head;
pub mod verify;

use crate::error::StoreError;
use crate::{Conn, Tx};
use chain::{Signer, Tip};
use recado_domain::audit::{ActKind, SubjectKind};
use recado_domain::id::{AlertId, ChannelId, ConversationId, IdentityId, StaffId};
use recado_domain::time::UnixMs;
use rusqlite::params;
use uuid::Uuid;

/// What an act was done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// What kind of thing.
    pub kind: SubjectKind,
    /// Which one.
    pub id: Uuid,
}

impl Subject {
    /// Returns what a detail names: JSON as `{"channel":"019a…"}`; a conversation before a person before the rest.
    pub fn in_detail(detail: &str) -> Option<Self> {
        let detail: serde_json::Value = serde_json::from_str(detail).ok()?;
        SubjectKind::ALL.into_iter().find_map(|kind| {
            let id = detail.get(kind.as_str())?.as_str()?;
            let id = Uuid::parse_str(id).ok()?;
            Some(Self { kind, id })
        })
    }
}

macro_rules! subject {
    ($id:ident, $kind:ident) => {
        impl From<$id> for Subject {
            fn from(id: $id) -> Self {
                Self {
                    kind: SubjectKind::$kind,
                    id: id.0,
                }
            }
        }
    };
}

subject!(ConversationId, Conversation);
subject!(IdentityId, Identity);
subject!(StaffId, Staff);
subject!(ChannelId, Channel);
subject!(AlertId, Alert);

/// Something somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub at: UnixMs,
    /// Who; absent for the app itself.
    pub staff: Option<StaffId>,
    /// Their name then.
    pub staff_name: String,
    /// What, for example `alert.acknowledged`.
    pub act: String,
    /// To whom; absent when it was done to nobody in particular, or `detail` says it.
    pub subject: Option<Subject>,
    /// What came of it; empty when it was done as said.
    pub result: String,
    /// JSON with ids, never words.
    pub detail: String,
}

impl Act {
    /// Says what it was done to.
    #[must_use]
    pub fn about(mut self, subject: impl Into<Subject>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// Says what came of it, for example `wrong_passphrase`.
    #[must_use]
    pub fn with_result(mut self, result: &str) -> Self {
        self.result = result.to_owned();
        self
    }
}

/// Appends an act. Without a subject it gets the one that its detail names.
///
/// # Errors
/// [`StoreError`].
pub fn append(tx: &Tx<'_>, act: &Act) -> Result<(), StoreError> {
    let last = last(tx)?;
    let id = last.id + 1;
    let subject = act.subject.or_else(|| Subject::in_detail(&act.detail));
    let staff = act.staff.map(|staff| *staff.0.as_bytes());
    let subject_id = subject.map(|subject| *subject.id.as_bytes());
    let row = chain::Words {
        id,
        at: act.at.0,
        staff: staff.as_ref().map(|id| id.as_slice()),
        staff_name: &act.staff_name,
        act: &act.act,
        kind: ActKind::of(&act.act).as_str(),
        subject_kind: subject.map(|subject| subject.kind.as_str()),
        subject: subject_id.as_ref().map(|id| id.as_slice()),
        result: &act.result,
        detail: &act.detail,
    };
    let hash = row.hash(&last.hash);
    let signature = Signer::of(tx)?.sign(chain::AUDIT, &hash);
    tx.prepare_cached(
        "insert into audit (id, at, staff, staff_name, act, kind, subject_kind, subject, result, detail, previous,
           hash, signature)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        id,
        row.at,
        row.staff,
        row.staff_name,
        row.act,
        row.kind,
        row.subject_kind,
        row.subject,
        row.result,
        row.detail,
        last.hash,
        hash,
        signature,
    ])?;
    Ok(())
}

/// Returns the newest acts.
///
/// # Errors
/// [`StoreError`].
pub fn newest(conn: &Conn, limit: u32) -> Result<Vec<Act>, StoreError> {
    let mut query = conn.prepare_cached(
        "select id, at, staff, staff_name, act, subject_kind, subject, result, detail from audit
         order by id desc limit ?1",
    )?;
    let rows = query.query_map([limit], |row| find::entry(row).map(|entry| entry.act))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns where the chain stands.
pub(crate) fn last(conn: &Conn) -> Result<Tip, StoreError> {
    chain::last(conn, "select id, hash from audit order by id desc limit 1")
}
