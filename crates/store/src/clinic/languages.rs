//! Which language a person reads, as far as it was written down: known while locked too, for what the clinic sends by
//! itself. The truth is in the record of their side.

use crate::error::StoreError;
use crate::{Conn, Tx};
use recado_domain::id::IdentityId;
use rusqlite::{OptionalExtension, params};

/// Returns the language of a person: of this contact of theirs, else of another.
///
/// # Errors
/// [`StoreError`].
pub fn of(conn: &Conn, identity: IdentityId) -> Result<Option<String>, StoreError> {
    Ok(conn
        .prepare_cached(
            "select people.language from people, (
               select coalesce(person, identity) as head from people where identity = ?1) as known
             where (people.identity = known.head or people.person = known.head)
               and people.language is not null
             order by people.identity <> ?1, people.identity limit 1",
        )?
        .query_row([identity.0], |row| row.get(0))
        .optional()?)
}

/// Takes over what records say; whoever is not in the index is left out.
///
/// # Errors
/// [`StoreError`].
pub fn take_over(tx: &Tx<'_>, all: &[(IdentityId, Option<String>)]) -> Result<(), StoreError> {
    let mut write = tx.prepare_cached(
        "update people set language = ?2 where identity = ?1 and language is not ?2",
    )?;
    for (identity, language) in all {
        write.execute(params![identity.0, language])?;
    }
    Ok(())
}
