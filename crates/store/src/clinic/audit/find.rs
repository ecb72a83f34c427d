//! Reading the audit: a page of acts, the newest first, by who, what kind, to whom and when.

use super::{Act, Subject};
use crate::Conn;
use crate::error::StoreError;
use crate::sqlite::row::named_if_any;
use recado_domain::audit::{ActKind, SubjectKind};
use recado_domain::id::StaffId;
use recado_domain::time::UnixMs;
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};
use uuid::Uuid;

/// Which acts; what is absent does not narrow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filter {
    /// Who did it.
    pub staff: Option<StaffId>,
    /// What kind.
    pub kind: Option<ActKind>,
    /// To whom.
    pub subject: Option<Uuid>,
    /// Not before.
    pub from: Option<UnixMs>,
    /// Before.
    pub until: Option<UnixMs>,
    /// Older than the act of this time and number: the next page.
    pub before: Option<(UnixMs, i64)>,
}

/// An act that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the chain.
    pub id: i64,
    /// The act.
    pub act: Act,
}

/// Returns the newest acts that a filter leaves: one range of one index.
///
/// # Errors
/// [`StoreError`].
pub fn page(conn: &Conn, filter: &Filter, limit: u32) -> Result<Vec<Entry>, StoreError> {
    let (query, values) = query(filter, limit);
    let mut query = conn.prepare_cached(&query)?;
    let rows = query.query_map(params_from_iter(values), entry)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the query of a filter, of fixed parts, and its values.
fn query(filter: &Filter, limit: u32) -> (String, Vec<Value>) {
    let blob = |id: Uuid| Value::Blob(id.as_bytes().to_vec());
    let parts = [
        filter.subject.map(|id| ("subject = ?", blob(id))),
        filter.staff.map(|id| ("staff = ?", blob(id.0))),
        filter
            .kind
            .map(|kind| ("kind = ?", Value::Text(kind.as_str().to_owned()))),
        filter.from.map(|at| ("at >= ?", Value::Integer(at.0))),
        filter.until.map(|at| ("at < ?", Value::Integer(at.0))),
    ];
    let mut parts: Vec<_> = parts.into_iter().flatten().collect();
    let (at, id) = filter.before.unwrap_or((UnixMs(i64::MAX), i64::MAX));
    parts.push(("(at, id) < (?, ", Value::Integer(at.0)));
    let mut wheres: Vec<String> = Vec::with_capacity(parts.len());
    let mut is_first_equal = true;
    for (part, _) in &parts {
        // The first of them chooses the index; the others are looked at row by row.
        let is_equal = part.contains(" = ");
        let plus = if is_equal && !is_first_equal { "+" } else { "" };
        is_first_equal &= !is_equal;
        wheres.push(format!("{plus}{part}"));
    }
    let query = format!(
        "select id, at, staff, staff_name, act, subject_kind, subject, result, detail from audit
         where {}?) order by at desc, id desc limit ?",
        wheres.join(" and ")
    );
    let mut values: Vec<Value> = parts.into_iter().map(|(_, value)| value).collect();
    values.extend([Value::Integer(id), Value::Integer(limit.into())]);
    (query, values)
}

pub(super) fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let kind = named_if_any(row, "subject_kind", SubjectKind::from_name)?;
    let subject: Option<Uuid> = row.get("subject")?;
    Ok(Entry {
        id: row.get("id")?,
        act: Act {
            at: UnixMs(row.get("at")?),
            staff: row.get::<_, Option<_>>("staff")?.map(StaffId),
            staff_name: row.get("staff_name")?,
            act: row.get("act")?,
            subject: kind.zip(subject).map(|(kind, id)| Subject { kind, id }),
            result: row.get("result")?,
            detail: row.get("detail")?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::migrate::to_newest;
    use rusqlite::Connection;

    #[test]
    fn every_filter_is_one_range_of_one_index() {
        let mut connection = Connection::open_in_memory().unwrap();
        to_newest(&mut connection, crate::clinic::KIND.migrations, None).unwrap();
        let some = Some(UnixMs(5));
        let filter = Filter::default();
        let staff = Some(StaffId::generate());
        let subject = Some(Uuid::now_v7());
        let kind = Some(ActKind::Sending);
        for (filter, index) in [
            (filter, "audit_by_at"),
            (
                Filter {
                    from: some,
                    until: some,
                    ..filter
                },
                "audit_by_at",
            ),
            (Filter { staff, ..filter }, "audit_by_staff"),
            (
                Filter {
                    staff,
                    kind,
                    from: some,
                    ..filter
                },
                "audit_by_staff",
            ),
            (
                Filter {
                    kind,
                    before: Some((UnixMs(5), 3)),
                    ..filter
                },
                "audit_by_kind",
            ),
            (
                Filter {
                    subject,
                    staff,
                    kind,
                    until: some,
                    ..filter
                },
                "audit_by_subject",
            ),
        ] {
            let (query, values) = query(&filter, 10);
            let mut explain = connection
                .prepare(&format!("explain query plan {query}"))
                .unwrap();
            let plan: Vec<String> = explain
                .query_map(params_from_iter(values), |row| row.get("detail"))
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            assert_eq!(plan.len(), 1, "{plan:?}");
            assert!(plan[0].contains(index), "{query}: {plan:?}");
        }
    }
}
