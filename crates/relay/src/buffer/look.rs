//! A look into a store from outside, for `doctor`: nothing is made, migrated or locked, and a relay may serve from it.

use super::postgres::open as postgres;
use super::sqlite::SqliteBuffer;
use super::{ClinicRow, ClinicSettings, OpenBufferError};
use crate::config::Database;

/// What is in a store.
pub(crate) struct Look {
    /// The schema it has.
    pub(crate) found: i64,
    /// The newest schema that this program knows.
    pub(crate) known: i64,
    /// What is inside, when the two are the same.
    pub(crate) inside: Option<Inside>,
}

/// What is inside a store of the known schema.
pub(crate) struct Inside {
    pub(crate) clinics: Vec<ClinicSettings>,
    /// When the oldest waiting envelope of each clinic arrived.
    pub(crate) oldest: Vec<(ClinicRow, i64)>,
}

/// Looks into the store that the settings name.
pub(crate) async fn look(database: &Database) -> Result<Look, OpenBufferError> {
    match database {
        Database::Sqlite(path) => SqliteBuffer::look(path),
        Database::Postgres(place) => postgres::look(place).await,
    }
}

/// Returns the newest schema that this program knows; both stores count alike.
pub(crate) fn newest_schema() -> i64 {
    SqliteBuffer::NEWEST_SCHEMA
}

#[cfg(test)]
mod tests {
    use super::{newest_schema, postgres};

    #[test]
    fn both_stores_count_their_schemas_alike() {
        assert_eq!(newest_schema(), postgres::NEWEST_SCHEMA);
    }
}
