//! Labels of this side, and the people who have them.

use crate::error::StoreError;
use crate::search;
use crate::sqlite::row::named as of_name;
use crate::{Conn, Tx};
use recado_domain::id::{IdentityId, LabelId};
use recado_domain::record::LabelColour;
use recado_domain::time::UnixMs;
use rusqlite::{OptionalExtension, Row, params};
use std::collections::BTreeMap;

/// A label. Its name may say what a person suffers from.
#[derive(Clone, PartialEq, Eq)]
pub struct Label {
    /// Which.
    pub id: LabelId,
    /// Its name.
    pub name: String,
    /// The colour beside the name.
    pub colour: LabelColour,
}

impl std::fmt::Debug for Label {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Label({}, {:?})", self.id, self.colour)
    }
}

/// Returns every label with how many people have it, by name.
///
/// # Errors
/// [`StoreError`].
pub fn all(conn: &Conn) -> Result<Vec<(Label, u64)>, StoreError> {
    let mut query = conn.prepare_cached(
        "select id, name, colour, (select count(*) from identity_labels where label = labels.id)
         from labels order by folded_name",
    )?;
    let rows = query.query_map([], |row| Ok((from_row(row)?, row.get(3)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns a name as it is compared: one without letters, such as a star, stands for itself.
pub(super) fn folded(name: &str) -> String {
    let words = search::folded_words(name);
    if words.is_empty() {
        return name.to_owned();
    }
    words
}

/// Returns the label of a name.
pub(super) fn named(conn: &Conn, name: &str) -> Result<Option<LabelId>, StoreError> {
    Ok(conn
        .prepare_cached("select id from labels where folded_name = ?1")?
        .query_row([folded(name)], |row| row.get(0).map(LabelId))
        .optional()?)
}

/// Returns a label.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn get(conn: &Conn, id: LabelId) -> Result<Label, StoreError> {
    Ok(conn
        .prepare_cached("select id, name, colour from labels where id = ?1")?
        .query_row([id.0], from_row)?)
}

/// Adds a label, or changes its name and colour. Returns whether the name was free: two labels of one name are one too many.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &Tx<'_>, label: &Label, at: UnixMs) -> Result<bool, StoreError> {
    let folded = folded(&label.name);
    let holder = named(tx, &label.name)?;
    if holder.is_some_and(|holder| holder != label.id) {
        return Ok(false);
    }
    tx.prepare_cached(
        "insert into labels (id, name, folded_name, colour, created_at) values (?1, ?2, ?3, ?4, ?5)
         on conflict (id) do update set name = excluded.name, folded_name = excluded.folded_name,
           colour = excluded.colour",
    )?
    .execute(params![
        label.id.0,
        label.name,
        folded,
        label.colour.as_str(),
        at.0
    ])?;
    Ok(true)
}

/// Removes a label from everybody and for good.
///
/// # Errors
/// [`StoreError::NotFound`].
pub fn remove(tx: &Tx<'_>, id: LabelId) -> Result<(), StoreError> {
    let rows = tx.execute("delete from labels where id = ?1", [id.0])?;
    if rows == 0 {
        return Err(StoreError::NotFound);
    }
    Ok(())
}

/// Gives a person a label; one they have stays as it is.
///
/// # Errors
/// [`StoreError`], also when there is no such label.
pub fn add(
    tx: &Tx<'_>,
    identity: IdentityId,
    label: LabelId,
    by: &str,
    at: UnixMs,
) -> Result<(), StoreError> {
    let is_here: bool = tx
        .prepare_cached("select exists (select 1 from labels where id = ?1)")?
        .query_row([label.0], |row| row.get(0))?;
    if !is_here {
        return Err(StoreError::NotFound);
    }
    tx.prepare_cached(
        "insert into identity_labels (identity, label, added_at, added_by) values (?1, ?2, ?3, ?4)
         on conflict (identity, label) do nothing",
    )?
    .execute(params![identity.0, label.0, at.0, by])?;
    Ok(())
}

/// Takes a label from a person.
///
/// # Errors
/// [`StoreError`].
pub fn take(tx: &Tx<'_>, identity: IdentityId, label: LabelId) -> Result<(), StoreError> {
    tx.prepare_cached("delete from identity_labels where identity = ?1 and label = ?2")?
        .execute(params![identity.0, label.0])?;
    Ok(())
}

/// Returns the labels of some people, by name.
///
/// # Errors
/// [`StoreError`].
pub fn of_all(
    conn: &Conn,
    identities: &[IdentityId],
) -> Result<BTreeMap<IdentityId, Vec<Label>>, StoreError> {
    let mut found = BTreeMap::new();
    for identity in identities {
        let labels = of(conn, *identity)?;
        if !labels.is_empty() {
            found.insert(*identity, labels);
        }
    }
    Ok(found)
}

/// Returns a person's labels, by name.
///
/// # Errors
/// [`StoreError`].
pub fn of(conn: &Conn, identity: IdentityId) -> Result<Vec<Label>, StoreError> {
    let mut query = conn.prepare_cached(
        "select id, name, colour from identity_labels join labels on labels.id = label
         where identity = ?1 order by folded_name",
    )?;
    let rows = query.query_map([identity.0], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Label> {
    Ok(Label {
        id: LabelId(row.get(0)?),
        name: row.get(1)?,
        colour: of_name(row, 2, LabelColour::from_name)?,
    })
}
