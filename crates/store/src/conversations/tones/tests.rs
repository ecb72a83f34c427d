//! The migration, with rows in it.

use crate::conversations::KIND;
use crate::sqlite::migrate::to_newest;
use rusqlite::Connection;

#[test]
fn messages_from_before_the_migration_stay_and_are_read_once_a_reader_is_set() {
    let place = KIND
        .migrations
        .iter()
        .position(|migration| migration.sql.contains("create table tones"))
        .unwrap();
    let mut connection = Connection::open_in_memory().unwrap();
    to_newest(&mut connection, &KIND.migrations[..place], None).unwrap();
    connection
        .execute_batch(
            "insert into identities (id, name, name_at, folded_name, is_patient, since_at)
               values (x'01', '', 0, '', 1, 0);
             insert into conversations (id, identity, channel, channel_kind, state, last_at, preview, unread,
               alert_level, draft) values (x'02', x'01', x'03', 'whatsapp', 'open', 0, '', 0, 0, '');
             insert into messages (id, conversation, direction, origin, kind, text, at, is_forwarded, is_unread, level)
               values (1 << 20, x'02', 'inbound', 'contact', 'text', 'hoje estou melhor', 1000, 0, 0, 0),
                      (2 << 20, x'02', 'outbound', 'desk', 'text', 'ainda bem', 2000, 0, 0, 0);",
        )
        .unwrap();
    to_newest(&mut connection, KIND.migrations, None).unwrap();
    let tx = connection.transaction().unwrap();
    assert!(!super::has_due(&tx).unwrap());
    super::begin(&tx, 7, recado_domain::time::UnixMs(0)).unwrap();
    let due = super::due(&tx, 10).unwrap();
    let texts: Vec<&str> = due.iter().map(|it| it.text.0.as_str()).collect();
    assert_eq!(texts, ["hoje estou melhor"]);
}
