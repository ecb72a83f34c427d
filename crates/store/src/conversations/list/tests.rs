//! Each tab is one scan of one index, in order: a list of 100,000 is as quick as one of ten.

use super::*;
use crate::sqlite::migrate::to_newest;
use rusqlite::Connection;

const EVERY: [ListFilter; 8] = [
    ListFilter::All,
    ListFilter::Mine,
    ListFilter::Unassigned,
    ListFilter::Unread,
    ListFilter::EndingSoon,
    ListFilter::Risk,
    ListFilter::Snoozed,
    ListFilter::Resolved,
];

/// Returns the steps of a query itself, without what it asks for every row.
fn plan(connection: &Connection, sql: &str) -> Vec<String> {
    let mut query = connection
        .prepare(&format!("explain query plan {sql}"))
        .unwrap();
    let values = Values::of(None, Some(StaffId(Uuid::nil())), UnixMs(1_795_176_000_000));
    let limit = 51_i64;
    let mut params = values.params(sql);
    if sql.contains(":limit") {
        params.push((":limit", &limit));
    }
    let rows = query
        .query_map(params.as_slice(), |row| {
            Ok((row.get::<_, i64>("parent")?, row.get("detail")?))
        })
        .unwrap();
    rows.map(Result::unwrap)
        .filter(|(parent, _)| *parent == 0)
        .map(|(_, detail)| detail)
        .collect()
}

fn connection() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    let migrations = crate::conversations::KIND.migrations;
    to_newest(&mut connection, migrations, None).unwrap();
    connection
}

#[test]
fn rows_come_from_an_index_in_their_order() {
    let connection = connection();
    for filter in EVERY {
        let plan = plan(&connection, &rows_sql(filter, false));
        let of_conversations = plan
            .iter()
            .find(|step| step.contains("conversations"))
            .unwrap();
        assert!(
            of_conversations.contains("USING INDEX conversations_"),
            "{filter:?}: {plan:?}"
        );
        // The few whose window ends soon are put in order; nothing else is.
        let is_sorted = plan
            .iter()
            .any(|step| step == "USE TEMP B-TREE FOR ORDER BY");
        assert_eq!(
            is_sorted,
            filter == ListFilter::EndingSoon,
            "{filter:?}: {plan:?}"
        );
    }
}

#[test]
fn counts_read_an_index_and_no_row() {
    let connection = connection();
    for filter in EVERY {
        let plan = plan(&connection, &count_sql(filter));
        assert_eq!(plan.len(), 1, "{filter:?}: {plan:?}");
        assert!(
            plan[0].contains("USING COVERING INDEX"),
            "{filter:?}: {plan:?}"
        );
    }
}
