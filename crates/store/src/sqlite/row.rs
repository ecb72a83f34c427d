//! Reading columns into types that cannot be wrong.

use rusqlite::types::{FromSqlError, Type};
use rusqlite::{Row, RowIndex};

/// Returns the value a column names, for example a [`recado_domain::channel::ChannelKind`].
pub(crate) fn named<T>(
    row: &Row<'_>,
    index: impl RowIndex,
    from_name: impl FnOnce(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    let name = row.get_ref(index)?.as_str()?;
    from_name(name).ok_or_else(wrong)
}

/// Returns the value a column names, if it holds any.
pub(crate) fn named_if_any<T>(
    row: &Row<'_>,
    index: impl RowIndex,
    from_name: impl FnOnce(&str) -> Option<T>,
) -> rusqlite::Result<Option<T>> {
    match row.get_ref(index)?.as_str_or_null()? {
        Some(name) => from_name(name).ok_or_else(wrong).map(Some),
        None => Ok(None),
    }
}

/// The error for a column that holds what we never write.
pub(crate) fn wrong() -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(FromSqlError::InvalidType))
}
