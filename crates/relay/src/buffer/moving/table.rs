//! The tables that are moved, column by column, and what stands in them.

use aws_lc_rs::digest::Context;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Integer,
    Text,
    Bytes,
    Flag,
}

/// A table, its columns, and the columns that order it.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: &'static [(&'static str, Kind)],
    pub(super) order: &'static [&'static str],
}

/// One column of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Absent,
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
    Flag(bool),
}

impl Value {
    pub(super) fn hash_into(&self, hash: &mut Context) {
        let mut put = |kind: u8, bytes: &[u8]| {
            hash.update(&[kind]);
            hash.update(&(bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        match self {
            Self::Absent => put(0, &[]),
            Self::Integer(number) => put(1, &number.to_be_bytes()),
            Self::Text(text) => put(2, text.as_bytes()),
            Self::Bytes(bytes) => put(3, bytes),
            Self::Flag(flag) => put(4, &[u8::from(*flag)]),
        }
    }
}

pub(super) const ENVELOPES: &str = "envelopes";

/// All of them, each after those it refers to. A test holds them to the schema.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "clinics",
        columns: &[
            ("row", Kind::Integer),
            ("id", Kind::Bytes),
            ("name", Kind::Text),
            ("identity_key", Kind::Bytes),
            ("first_device", Kind::Bytes),
            ("last_webhook_at", Kind::Integer),
            ("made_at", Kind::Integer),
        ],
        order: &["row"],
    },
    Table {
        name: "pairing_codes",
        columns: &[
            ("hash", Kind::Bytes),
            ("clinic", Kind::Integer),
            ("made_at", Kind::Integer),
            ("used_by", Kind::Bytes),
        ],
        order: &["hash"],
    },
    Table {
        name: "devices",
        columns: &[
            ("row", Kind::Integer),
            ("id", Kind::Bytes),
            ("clinic", Kind::Integer),
            ("name", Kind::Text),
            ("sealing_key", Kind::Bytes),
            ("token_hash", Kind::Bytes),
            ("paired_at", Kind::Integer),
            ("last_poll_at", Kind::Integer),
            ("acknowledged", Kind::Integer),
            ("is_admitted", Kind::Flag),
        ],
        order: &["row"],
    },
    Table {
        name: "epochs",
        columns: &[
            ("clinic", Kind::Integer),
            ("epoch", Kind::Integer),
            ("public_key", Kind::Bytes),
            ("signature", Kind::Bytes),
        ],
        order: &["clinic", "epoch"],
    },
    Table {
        name: "wraps",
        columns: &[
            ("clinic", Kind::Integer),
            ("epoch", Kind::Integer),
            ("device", Kind::Integer),
            ("wrapped", Kind::Bytes),
        ],
        order: &["clinic", "epoch", "device"],
    },
    Table {
        name: "channels",
        columns: &[
            ("object", Kind::Text),
            ("asset_id", Kind::Text),
            ("number_id", Kind::Text),
            ("clinic", Kind::Integer),
            ("is_on", Kind::Flag),
        ],
        order: &["object", "asset_id", "number_id"],
    },
    Table {
        name: "apps",
        columns: &[
            ("clinic", Kind::Integer),
            ("app_id", Kind::Text),
            ("secret", Kind::Text),
            ("verify_token", Kind::Text),
        ],
        order: &["clinic", "app_id"],
    },
    Table {
        name: "unclaimed",
        columns: &[
            ("clinic", Kind::Integer),
            ("object", Kind::Text),
            ("asset_id", Kind::Text),
            ("count", Kind::Integer),
            ("last_at", Kind::Integer),
        ],
        order: &["clinic", "object", "asset_id"],
    },
    Table {
        name: "alarms",
        columns: &[
            ("clinic", Kind::Integer),
            ("claimed_at", Kind::Integer),
            ("told_at", Kind::Integer),
        ],
        order: &["clinic"],
    },
    Table {
        name: "rosters",
        columns: &[
            ("clinic", Kind::Integer),
            ("number", Kind::Integer),
            ("body", Kind::Bytes),
        ],
        order: &["clinic"],
    },
    Table {
        name: "joinings",
        columns: &[
            ("device", Kind::Integer),
            ("clinic", Kind::Integer),
            ("asked_at", Kind::Integer),
            ("request", Kind::Bytes),
            ("offer", Kind::Bytes),
            ("reveal", Kind::Bytes),
            ("welcome", Kind::Bytes),
        ],
        order: &["device"],
    },
    Table {
        name: "leases",
        columns: &[
            ("clinic", Kind::Integer),
            ("name", Kind::Bytes),
            ("holder", Kind::Integer),
            ("fencing", Kind::Integer),
            ("until_at", Kind::Integer),
        ],
        order: &["clinic", "name"],
    },
    Table {
        name: ENVELOPES,
        columns: &[
            ("cursor", Kind::Integer),
            ("clinic", Kind::Integer),
            ("received_at", Kind::Integer),
            ("hash", Kind::Integer),
            ("sealed", Kind::Bytes),
        ],
        order: &["cursor"],
    },
];

impl Table {
    /// Returns the columns as they stand in a statement.
    pub(super) fn column_list(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        names.join(", ")
    }

    /// Returns what to read, `after` being the place of a cursor; of envelopes a few at a time.
    pub(super) fn selection(&self, after: &str, as_bytes: &str) -> String {
        let is_text = |name: &&str| {
            let mut columns = self.columns.iter();
            columns.any(|(column, kind)| column == name && *kind == Kind::Text)
        };
        let order: Vec<String> = self
            .order
            .iter()
            .map(|name| match is_text(name) {
                true => format!("{name}{as_bytes}"),
                false => (*name).to_owned(),
            })
            .collect();
        let (columns, order) = (self.column_list(), order.join(", "));
        if self.name == ENVELOPES {
            format!(
                "select {columns} from envelopes where cursor > {after} order by cursor limit 100"
            )
        } else {
            format!("select {columns} from {} order by {order}", self.name)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::TABLES;

    #[test]
    fn every_column_of_every_table_is_moved() {
        let schema = include_str!("../../../migrations/schema.sql");
        let made = rusqlite::Connection::open_in_memory().unwrap();
        made.execute_batch(schema).unwrap();
        let mut select = made
            .prepare(
                "select t.name || '.' || c.name
                 from sqlite_master t, pragma_table_info(t.name) c
                 where t.type = 'table' and t.name <> 'places'",
            )
            .unwrap();
        let rows = select.query_map([], |row| row.get(0)).unwrap();
        let found: BTreeSet<String> = rows.collect::<Result<_, _>>().unwrap();
        let moved = TABLES.iter().flat_map(|table| {
            let columns = table.columns.iter();
            columns.map(|(column, _)| format!("{}.{column}", table.name))
        });
        assert_eq!(found, moved.collect());
    }
}
