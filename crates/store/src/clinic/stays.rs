//! Who is here and on which sides, for the rules of retention: ids and times, nothing of anybody.

use crate::Conn;
use crate::error::StoreError;
use crate::sqlite::row::named;
use recado_domain::channel::Side;
use recado_domain::id::IdentityId;
use recado_domain::time::UnixMs;
use std::collections::{BTreeMap, BTreeSet};

/// A person: everything the index says of their identities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Here {
    /// Their identities.
    pub identities: BTreeSet<IdentityId>,
    /// Where there is something of theirs.
    pub sides: BTreeSet<Side>,
    /// When the first of them was entered.
    pub created_at: UnixMs,
}

/// Returns everybody, by the identity that stands for the person.
///
/// # Errors
/// [`StoreError`].
pub fn all(conn: &Conn) -> Result<BTreeMap<IdentityId, Here>, StoreError> {
    let mut found: BTreeMap<IdentityId, Here> = BTreeMap::new();
    let mut people = conn.prepare_cached(
        "select coalesce(person, identity), identity, side, created_at from people
         union all
         select coalesce(people.person, people.identity), people.identity, people_conversations.side,
           people.created_at
         from people_conversations join people using (identity)",
    )?;
    let mut rows = people.query([])?;
    while let Some(row) = rows.next()? {
        let created_at = UnixMs(row.get(3)?);
        let here = found
            .entry(IdentityId(row.get(0)?))
            .or_insert_with(|| Here {
                identities: BTreeSet::new(),
                sides: BTreeSet::new(),
                created_at,
            });
        here.identities.insert(IdentityId(row.get(1)?));
        here.sides.insert(named(row, 2, Side::from_name)?);
        here.created_at = here.created_at.min(created_at);
    }
    Ok(found)
}
