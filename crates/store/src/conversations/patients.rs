//! Every patient, also whoever never wrote: by name, found by name or by the clinic's own number.

use super::persons;
use crate::Conn;
use crate::error::StoreError;
use crate::search::query::Query;
use recado_domain::id::{ConversationId, IdentityId};
use recado_domain::time::UnixMs;
use std::collections::BTreeMap;

/// A patient in the list: one row a person, whatever their identities.
#[derive(Clone, PartialEq, Eq)]
pub struct Patient {
    /// An identity of theirs: the one of the conversation, if there is one.
    pub identity: IdentityId,
    /// Their name; empty when none is known.
    pub name: String,
    /// The clinic's own number.
    pub number: Option<String>,
    /// Day of birth.
    pub born_on: Option<String>,
    /// The conversation that was written in last.
    pub conversation: Option<ConversationId>,
    /// When that was; absent when nothing was ever written.
    pub last_at: Option<UnixMs>,
}

impl std::fmt::Debug for Patient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Patient({})", self.identity)
    }
}

/// Returns every patient whose name has a word beginning with each word of `text`, or whose number begins with it;
/// all of them for an empty one. By name; who has none comes last.
///
/// # Errors
/// [`StoreError`].
pub fn list(conn: &Conn, text: &str) -> Result<Vec<Patient>, StoreError> {
    let parsed = Query::parse(text);
    let words = parsed.words();
    let number = text.trim();
    let mut query = conn.prepare_cached(
        "select identities.id, coalesce(same_people.person, identities.id), name, folded_name, number, born_on,
           talk.id, talk.last_message, talk.last_at
         from identities left join records on records.identity = identities.id
         left join same_people on same_people.identity = identities.id
         left join conversations as talk on talk.identity = identities.id
         where is_patient = 1",
    )?;
    let mut found: BTreeMap<IdentityId, Found> = BTreeMap::new();
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let folded: String = row.get(3)?;
        let own: Option<String> = row.get(4)?;
        let is_named = words
            .iter()
            .all(|word| folded.contains(&format!(" {word}")));
        let is_numbered = own.as_deref().is_some_and(|own| begins(own, number));
        let one = found.entry(IdentityId(row.get(1)?)).or_default();
        one.is_wanted |= number.is_empty() || (is_named && !words.is_empty()) || is_numbered;
        let last: Option<i64> = row.get(7)?;
        let last_at: Option<i64> = row.get(8)?;
        one.add(
            Patient {
                identity: IdentityId(row.get(0)?),
                name: row.get(2)?,
                number: own,
                born_on: row.get(5)?,
                conversation: row.get::<_, Option<_>>(6)?.map(ConversationId),
                last_at: last.and(last_at).map(UnixMs),
            },
            folded,
        );
    }
    let mut wanted: Vec<Found> = found.into_values().filter(|one| one.is_wanted).collect();
    wanted.sort_by_cached_key(|one| {
        let identity = one.patient.as_ref().map(|patient| patient.identity);
        (one.folded.is_empty(), one.folded.clone(), identity)
    });
    Ok(wanted.into_iter().filter_map(|one| one.patient).collect())
}

/// Returns the identities of a person that are here, the asked one first.
///
/// # Errors
/// [`StoreError`].
pub fn members(conn: &Conn, identity: IdentityId) -> Result<Vec<IdentityId>, StoreError> {
    let mut members = persons::members(conn, identity)?;
    members.sort_by_key(|member| *member != identity);
    Ok(members)
}

#[derive(Default)]
struct Found {
    patient: Option<Patient>,
    folded: String,
    is_wanted: bool,
}

impl Found {
    /// Adds what another row says of the same person: the conversation that was written in last is theirs.
    fn add(&mut self, row: Patient, folded: String) {
        let Some(before) = &mut self.patient else {
            self.folded = folded;
            self.patient = Some(row);
            return;
        };
        let is_newer = (row.last_at, row.conversation.is_some())
            > (before.last_at, before.conversation.is_some());
        if is_newer {
            before.identity = row.identity;
            before.conversation = row.conversation;
            before.last_at = row.last_at;
        }
        if self.folded.is_empty() || (is_newer && !folded.is_empty()) {
            self.folded = folded;
            before.name = row.name;
        }
        before.number = before.number.take().or(row.number);
        before.born_on = before.born_on.take().or(row.born_on);
    }
}

fn begins(number: &str, with: &str) -> bool {
    let (number, with) = (number.to_lowercase(), with.to_lowercase());
    !with.is_empty() && number.starts_with(&with)
}
