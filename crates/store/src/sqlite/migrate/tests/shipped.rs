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

/// Returns how many migrations come before the one that holds these words.
fn before(kind: &Kind, words: &str) -> usize {
    let mut migrations = kind.migrations.iter();
    migrations.position(|it| it.sql.contains(words)).unwrap()
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
fn conversations_0003_keeps_files_and_who_answers() {
    let kind = &crate::conversations::KIND;
    let mut connection = with_rows(
        kind,
        2,
        "insert into identities values (x'01', 'Ana Exemplo', 0, ' ana exemplo', 0, 'new', 5);
         insert into conversations (id, identity, channel, channel_kind, state, last_message, last_at, preview,
           unread, window_opened_at, alert_level, draft, handled_elsewhere_at)
           values (x'02', x'01', x'03', 'whatsapp', 'open', 7, 5, '', 1, 5, 0, '', 6);
         insert into messages (id, conversation, provider_id, provider_hash, direction, origin, kind, text, at,
           is_forwarded, is_unread, level)
           values (7, x'02', 'm.7', 77, 'inbound', 'contact', 'image', '', 5, 0, 1, 0);
         insert into media (id, message, conversation, channel, position, kind, state, is_disguised, attempts,
           next_at, created_at, key)
           values (x'0a', 7, x'02', x'03', 0, 'image', 'here', 0, 1, 5, 5, x'00'),
                  (x'0b', null, x'02', x'03', 0, 'image', 'here', 0, 0, 5, 5, x'00');",
    );
    bring_to(&mut connection, kind, 3);
    assert_eq!(
        one::<i64>(
            &connection,
            "select count(*) from media where card is null and state = 'here'"
        ),
        2
    );
    assert_eq!(
        one::<i64>(
            &connection,
            "select handled_elsewhere_at from conversations
             where marketing_said_at is null and marketing_stopped_at is null"
        ),
        6
    );
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
fn conversations_0005_keeps_drafts_and_everything_in_the_list() {
    let kind = &crate::conversations::KIND;
    let earlier = before(kind, "create table drafts");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into identities (id, name, name_at, folded_name, is_patient, lead_status, since_at)
           values (x'01', 'Ana Exemplo', 0, ' ana exemplo', 0, 'new', 5);
         insert into conversations (id, identity, channel, channel_kind, state, last_message, last_at, preview,
           unread, alert_level, draft)
           values (x'02', x'01', x'03', 'messenger', 'open', 7, 5, 'olá', 1, 0, 'rascunho'),
                  (x'04', x'01', x'05', 'messenger', 'resolved', 8, 6, 'olá', 0, 0, '  ');",
    );
    bring_to(&mut connection, kind, earlier + 1);
    let all = "select group_concat(listed_at || ' ' || state) from conversations
               where assignee is null and back_at is null and draft in ('', '  ')";
    assert_eq!(one::<String>(&connection, all), "5 open,6 resolved");
    let draft = "select text || author_name || at from drafts where author = zeroblob(16)";
    assert_eq!(one::<String>(&connection, draft), "rascunho5");
    assert_eq!(one::<i64>(&connection, "select count(*) from drafts"), 1);
    connection
        .execute_batch("update conversations set back_at = 9 where id = x'02'")
        .unwrap();
    let first = "select hex(id) from conversations order by listed_at desc limit 1";
    assert_eq!(one::<String>(&connection, first), "02");
}

#[test]
fn clinic_0006_forgets_ones_own_quick_replies_with_them() {
    let kind = &crate::clinic::KIND;
    let earlier = before(kind, "create table quick_replies");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into staff (id, name, role, created_at) values (x'01', 'Ana', 'owner', 5);",
    );
    bring_to(&mut connection, kind, earlier + 1);
    connection
        .execute_batch(
            "pragma foreign_keys = on;
             insert into quick_replies values
               (x'0a', null, 'olá', 'Olá.', null, null, ' ola', 6), (x'0b', x'01', 'olá', 'Olá!', null, null, ' ola', 6);
             delete from staff where id = x'01';",
        )
        .unwrap();
    let left = "select hex(id) from quick_replies";
    assert_eq!(one::<String>(&connection, left), "0A");
}

#[test]
fn clinic_0007_keeps_what_waits_for_a_sign_in() {
    let kind = &crate::clinic::KIND;
    let earlier = before(kind, "create table locked_files");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into spool (side, is_sealed, body, received_at) values ('clinical', 1, x'0102', 5);",
    );
    bring_to(&mut connection, kind, earlier + 1);
    assert_eq!(
        one::<i64>(
            &connection,
            "select count(*) from spool where is_sealed = 1"
        ),
        1
    );
    assert_eq!(
        one::<i64>(&connection, "select count(*) from locked_files"),
        0
    );
}

#[test]
fn clinic_0005_keeps_people_and_their_conversations() {
    let kind = &crate::clinic::KIND;
    let earlier = before(kind, "create table people_acts");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into people (identity, side, is_patient, created_at) values (x'01', 'leads', 0, 5);
         insert into people_addresses values (x'aa', x'01', 'phone');
         insert into people_conversations values (x'01', x'03', x'02', 'leads');",
    );
    bring_to(&mut connection, kind, earlier + 1);
    assert_eq!(
        one::<i64>(
            &connection,
            "select count(*) from people join people_conversations using (identity)
             where person is null and people.side = 'leads'"
        ),
        1
    );
    assert_eq!(one::<i64>(&connection, "select count(*) from moves"), 0);
}

#[test]
fn conversations_0006_keeps_what_waits() {
    let kind = &crate::conversations::KIND;
    let earlier = before(kind, "create table same_people");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into waiting (target_hash, target, event, received_at) values (7, 'm.7', '{}', 5);
         insert into reactions values (77, 'm.7', 'outbound', '👍', 6);",
    );
    bring_to(&mut connection, kind, earlier + 1);
    assert_eq!(
        one::<String>(
            &connection,
            "select target from waiting where conversation is null"
        ),
        "m.7"
    );
    assert_eq!(
        one::<String>(
            &connection,
            "select emoji from reactions where conversation is null"
        ),
        "👍"
    );
}

#[test]
fn conversations_0004_keeps_names_and_where_leads_stand() {
    let kind = &crate::conversations::KIND;
    let earlier = before(kind, "create table records");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into identities (id, name, name_at, folded_name, is_patient, lead_status, since_at)
           values (x'01', 'Ana Exemplo', 9, ' ana exemplo', 0, 'new', 5), (x'02', '', 0, '', 1, null, 6);",
    );
    bring_to(&mut connection, kind, earlier + 1);
    assert_eq!(
        one::<String>(
            &connection,
            "select told_name from identities where given_name is null and name = told_name and lead_status = 'new'"
        ),
        "Ana Exemplo"
    );
    connection
        .execute_batch(
            "pragma foreign_keys = on;
             insert into records (identity, born_on) values (x'01', '1984-03-07');
             insert into consents values (x'0c', x'01', 'messages', 'given', 'signed', 5, 5, 'Rui');",
        )
        .unwrap();
    for refused in [
        "update consents set act = 'withdrawn'",
        "delete from consents",
    ] {
        assert!(connection.execute(refused, []).is_err(), "{refused}");
    }
    // What was written about a person goes with the person.
    connection
        .execute("delete from identities where id = x'01'", [])
        .unwrap();
    for table in ["records", "consents"] {
        let left = one::<i64>(&connection, &format!("select count(*) from {table}"));
        assert_eq!(left, 0, "{table}");
    }
}

#[test]
fn clinic_0004_keeps_the_audit_and_says_what_its_rows_are_about() {
    let kind = &crate::clinic::KIND;
    let earlier = before(kind, "audit_is_signed");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into audit values
           (1, 5, null, '', 'relay.paired', '{}', zeroblob(32), zeroblob(32)),
           (2, 6, x'01', 'Ana', 'channel.connected', '{\"channel\":\"019a8c1e-5d0a-7c3e-8a70-3f0f6c9b2d11\"}', x'', x''),
           (3, 7, x'01', 'Ana', 'alert.acknowledged', '{\"alert\":\"019a8c1e-5d0a-7c3e-8a70-3f0f6c9b2d12\"}', x'', x''),
           (4, 8, x'01', 'Ana', 'session.signed_in', '{}', x'', x''),
           (5, 8, x'01', 'Ana', 'template.created', '{\"channel\":\"019a8c1e-5d0a-7c3e-8a70-3f0f6c9b2d11\",\"template\":\"a\"}', x'', x'');",
    );
    bring_to(&mut connection, kind, earlier + 1);
    assert_eq!(
        one::<String>(
            &connection,
            "select group_concat(kind) from (select kind from audit order by id)"
        ),
        "settings,settings,people,sign_in,settings"
    );
    let about = "select group_concat(it) from
        (select coalesce(subject_kind || hex(subject), '-') as it from audit order by id)";
    assert_eq!(
        one::<String>(&connection, about),
        "-,channel019A8C1E5D0A7C3E8A703F0F6C9B2D11,alert019A8C1E5D0A7C3E8A703F0F6C9B2D12,-,\
         channel019A8C1E5D0A7C3E8A703F0F6C9B2D11"
    );
    assert!(connection.execute("update audit set at = 1", []).is_err());
    assert!(connection.execute("delete from audit", []).is_err());
    let unsigned = "insert into audit (id, at, staff_name, act, detail, previous, hash) values (6, 9, '', 'a.b', '{}', x'', x'')";
    assert!(connection.execute(unsigned, []).is_err());
}
