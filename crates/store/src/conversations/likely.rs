//! What the clinic wrote down by which two people may turn out to be one: names with birthdays, its own numbers.

use crate::Conn;
use crate::error::StoreError;
use crate::search;
use recado_domain::id::IdentityId;
use recado_domain::identity::suggesting::{Birth, Known};
use rusqlite::{Row, params_from_iter};
use std::collections::BTreeSet;

/// Adds to what is known of an identity what its record says.
///
/// # Errors
/// [`StoreError`].
pub fn add(conn: &Conn, identity: IdentityId, known: &mut Known) -> Result<(), StoreError> {
    let mut query = conn.prepare_cached(
        "select given_name, told_name, born_on, number from records
         join identities on identities.id = records.identity where records.identity = ?1",
    )?;
    for written in query.query_map([identity.0], from_row)? {
        written?.add_to(known);
    }
    Ok(())
}

/// Returns who has a birthday or a number of the clinic's that somebody else has, too.
///
/// # Errors
/// [`StoreError`].
pub fn others(conn: &Conn, one: &Known) -> Result<BTreeSet<IdentityId>, StoreError> {
    let days = one.births.iter().map(Birth::born_on);
    let mut found = BTreeSet::new();
    for (column, values) in [
        ("born_on", days.collect::<BTreeSet<_>>()),
        ("number", one.numbers.iter().map(String::as_str).collect()),
    ] {
        if values.is_empty() {
            continue;
        }
        let places = vec!["?"; values.len()].join(", ");
        let mut query = conn.prepare(&format!(
            "select identity from records where {column} in ({places})"
        ))?;
        let rows = query.query_map(params_from_iter(values), |row| row.get(0).map(IdentityId))?;
        for identity in rows {
            found.insert(identity?);
        }
    }
    Ok(found)
}

struct Written {
    names: [Option<String>; 2],
    born_on: Option<String>,
    number: Option<String>,
}

impl Written {
    /// Either name counts: the one by hand may be a short one.
    fn add_to(self, known: &mut Known) {
        let born_on = self.born_on.unwrap_or_default();
        let names = self.names.into_iter().flatten();
        let births = names.filter_map(|name| Birth::of(&search::folded_words(&name), &born_on));
        known.births.extend(births);
        known.numbers.extend(self.number);
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Written> {
    Ok(Written {
        names: [row.get(0)?, row.get(1)?],
        born_on: row.get(2)?,
        number: row.get(3)?,
    })
}
