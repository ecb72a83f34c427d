//! Contacts by name.

use crate::Conn;
use crate::error::StoreError;
use crate::search::query::Query;
use crate::sqlite::row::named;
use recado_domain::channel::ChannelKind;
use recado_domain::id::{ConversationId, IdentityId};

/// A contact found by name.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactFound {
    /// Who.
    pub identity: IdentityId,
    /// Their newest conversation.
    pub conversation: ConversationId,
    /// What its channel is at Meta.
    pub channel_kind: ChannelKind,
    /// Their name.
    pub name: String,
    /// Whether they are a patient.
    pub is_patient: bool,
}

impl std::fmt::Debug for ContactFound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ContactFound({})", self.identity)
    }
}

/// Returns the contacts whose name has a word beginning with each term, the latest heard of first.
///
/// # Errors
/// [`StoreError`].
pub fn by_name(conn: &Conn, query: &Query, limit: u32) -> Result<Vec<ContactFound>, StoreError> {
    let words = query.words();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    // Words are letters and digits only, so nothing in them means anything to `like`.
    let conditions: Vec<String> = (1..=words.len())
        .map(|number| format!("folded_name like ?{number}"))
        .collect();
    let mut select = conn.prepare(&format!(
        "select identities.id, conversations.id, channel_kind, name, is_patient, max(last_at) as newest
         from identities join conversations on conversations.identity = identities.id
         where {} group by identities.id order by newest desc limit {limit}",
        conditions.join(" and ")
    ))?;
    let patterns = words.iter().map(|word| format!("% {word}%"));
    let rows = select.query_map(rusqlite::params_from_iter(patterns), |row| {
        Ok(ContactFound {
            identity: IdentityId(row.get(0)?),
            conversation: ConversationId(row.get(1)?),
            channel_kind: named(row, 2, ChannelKind::from_name)?,
            name: row.get(3)?,
            is_patient: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
