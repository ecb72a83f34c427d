//! Each shipped migration, from the one before with rows in it.

use crate::sqlite::Kind;
use crate::sqlite::migrate::to_newest;
use rusqlite::Connection;

/// Returns a database as version `before` left it, with these rows.
fn with_rows(kind: &Kind, before: usize, rows: &str) -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    to_newest(&mut connection, &kind.migrations[..before], None).unwrap();
    connection.execute_batch(rows).unwrap();
    connection
}

fn bring_to(connection: &mut Connection, kind: &Kind, version: usize) {
    to_newest(connection, &kind.migrations[..version], None).unwrap();
    let mut check = connection.prepare("pragma foreign_key_check").unwrap();
    assert!(!check.exists([]).unwrap());
}

fn one<T: rusqlite::types::FromSql>(connection: &Connection, query: &str) -> T {
    connection
        .query_row(query, [], |row| row.get(0))
        .unwrap_or_else(|error| panic!("{query}: {error}"))
}

#[test]
fn conversations_0002_keeps_messages_and_what_waits_to_leave() {
    let kind = &crate::conversations::KIND;
    let mut connection = with_rows(
        kind,
        1,
        "insert into identities values (x'01', 'Ana Exemplo', 0, ' ana exemplo', 0, 'new', 5);
         insert into conversations (id, identity, channel, channel_kind, state, last_message, last_at, preview,
           unread, window_opened_at, alert_level, draft)
           values (x'02', x'01', x'03', 'messenger', 'open', 7, 5, 'olá', 1, 5, 0, 'rascunho');
         insert into messages (id, conversation, provider_id, provider_hash, direction, origin, kind, text, at,
           is_forwarded, is_unread, level)
           values (7, x'02', 'm.7', 77, 'inbound', 'contact', 'text', 'olá', 5, 0, 1, 0),
                  (8, x'02', null, null, 'outbound', 'desk', 'text', 'bom dia', 6, 0, 0, 0);
         insert into reactions values (77, 'm.7', 'outbound', '👍', 6);
         insert into outbox (id, conversation, channel, message, payload, state, attempts, next_at, created_at)
           values (x'09', x'02', x'03', 8, '{}', 'queued', 0, 6, 6);",
    );
    bring_to(&mut connection, kind, 2);
    assert_eq!(
        one::<i64>(
            &connection,
            "select count(*) from messages where parts is null"
        ),
        2
    );
    assert_eq!(
        one::<String>(
            &connection,
            "select draft from conversations where handled_elsewhere_at is null"
        ),
        "rascunho"
    );
    assert_eq!(
        one::<String>(&connection, "select act from outbox where emoji is null"),
        "message"
    );
    assert_eq!(
        one::<String>(&connection, "select emoji from reactions"),
        "👍"
    );
    // A file goes with its message.
    connection
        .execute_batch(
            "pragma foreign_keys = on;
             insert into media (id, message, conversation, channel, position, kind, state, is_disguised, attempts,
               next_at, created_at, key) values (x'0a', 7, x'02', x'03', 0, 'image', 'waiting', 0, 0, 5, 5, x'00');
             delete from messages where id = 7;",
        )
        .unwrap();
    assert_eq!(one::<i64>(&connection, "select count(*) from media"), 0);
}

#[test]
fn clinic_0002_keeps_channels_and_templates() {
    let kind = &crate::clinic::KIND;
    let mut connection = with_rows(
        kind,
        1,
        "insert into channels (id, kind, asset_id, number_id, shown, name, side, is_on, state, quality, created_at)
           values (x'01', 'whatsapp', '10', '20', '+351 ···', 'Clínica', 'clinical', 1, 'connected', 'GREEN', 5);
         insert into templates values (x'01', 'lembrete', 'pt_PT', '{\"name\":\"lembrete\"}', 6);",
    );
    bring_to(&mut connection, kind, 2);
    assert_eq!(
        one::<String>(
            &connection,
            "select colour from channels where quality = 'GREEN' and restriction is null"
        ),
        "own"
    );
    assert_eq!(
        one::<String>(
            &connection,
            "select template from templates where status = '' and provider_id is null and synced_at = 6"
        ),
        "{\"name\":\"lembrete\"}"
    );
    assert_eq!(
        one::<i64>(&connection, "select count(*) from channel_events"),
        0
    );
}

#[test]
fn clinic_0003_keeps_the_staff() {
    let kind = &crate::clinic::KIND;
    let mut connection = with_rows(
        kind,
        2,
        "insert into staff values (x'01', 'Ana Exemplo', 'owner', 5);",
    );
    bring_to(&mut connection, kind, 3);
    assert_eq!(
        one::<String>(
            &connection,
            "select name from staff where not exists (select 1 from sign_in_attempts)"
        ),
        "Ana Exemplo"
    );
    connection
        .execute_batch(
            "insert into emergency_uses values (x'02', 'Dr. Locum', 'other', null, 6, 7);
             insert into emergency_acknowledgements values (x'02', x'01', 8);",
        )
        .unwrap();
}
