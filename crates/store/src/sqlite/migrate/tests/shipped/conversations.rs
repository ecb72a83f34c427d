//! Those of the two sides' databases.

use super::{before, bring_to, one, with_rows};

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
fn conversations_0011_lets_a_dismissal_go_with_its_lead() {
    let kind = &crate::conversations::KIND;
    let earlier = before(kind, "create table interest_dismissals");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into identities (id, name, name_at, folded_name, is_patient, lead_status, since_at)
           values (x'01', 'Ana Exemplo', 0, ' ana exemplo', 0, 'new', 5);",
    );
    bring_to(&mut connection, kind, earlier + 1);
    connection
        .execute_batch(
            "pragma foreign_keys = on;
             insert into interest_dismissals (identity, at, staff, staff_name) values (x'01', 7, x'09', 'Ana Reis');",
        )
        .unwrap();
    let count = "select count(*) from interest_dismissals";
    assert_eq!(one::<i64>(&connection, count), 1);
    assert_eq!(
        one::<String>(&connection, "select name from identities"),
        "Ana Exemplo"
    );
    connection.execute_batch("delete from identities").unwrap();
    assert_eq!(one::<i64>(&connection, count), 0);
}

#[test]
fn conversations_0007_keeps_findings_without_a_version() {
    let kind = &crate::conversations::KIND;
    let earlier = before(kind, "create table rule_verdicts");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into identities (id, name, name_at, folded_name, is_patient, since_at)
           values (x'01', '', 0, '', 0, 0);
         insert into conversations (id, identity, channel, channel_kind, state, last_at, preview, unread,
             alert_level, draft)
           values (x'02', x'01', x'03', 'whats_app', 'open', 5, '', 0, 0, '');
         insert into messages (id, conversation, direction, origin, kind, text, at, is_forwarded, is_unread,
             findings, level)
           values (7, x'02', 'inbound', 'contact', 'text', 'x', 5, 0, 0, '[]', 0);",
    );
    bring_to(&mut connection, kind, earlier + 1);
    let kept = "select count(*) from messages where findings = '[]' and engine is null";
    assert_eq!(one::<i64>(&connection, kept), 1);
}

#[test]
fn conversations_0013_takes_no_earlier_message_for_automatic() {
    let kind = &crate::conversations::KIND;
    let earlier = before(kind, "add column automatic text");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into identities (id, name, name_at, folded_name, is_patient, since_at) values (x'01', '', 0, '', 1, 5);
         insert into conversations (id, identity, channel, channel_kind, state, last_at, preview, unread, alert_level, draft)
           values (x'02', x'01', x'03', 'whatsapp', 'open', 0, '', 0, 0, '');
         insert into messages (id, conversation, direction, origin, kind, text, at, is_forwarded, is_unread, level)
           values (7, x'02', 'outbound', 'desk', 'text', 'Até amanhã', 5, 0, 0, 0);",
    );
    bring_to(&mut connection, kind, earlier + 1);
    assert_eq!(
        one::<String>(
            &connection,
            "select text from messages where automatic is null and known_level is null"
        ),
        "Até amanhã"
    );
}

#[test]
fn conversations_0012_keeps_conversations_and_its_queue_goes_with_them() {
    let kind = &crate::conversations::KIND;
    let earlier = before(kind, "create table together_queue");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into identities (id, name, name_at, folded_name, is_patient, since_at) values (x'01', '', 0, '', 1, 5);
         insert into conversations (id, identity, channel, channel_kind, state, last_at, preview, unread, alert_level, draft)
           values (x'02', x'01', x'03', 'whatsapp', 'open', 5, 'olá', 0, 0, '');",
    );
    bring_to(&mut connection, kind, earlier + 1);
    let kept = "select preview from conversations";
    assert_eq!(one::<String>(&connection, kept), "olá");
    connection
        .execute_batch(
            "pragma foreign_keys = on;
             insert into together_queue values (x'04', x'02', 'sent', x'05', 6);
             delete from identities;",
        )
        .unwrap();
    let left = "select count(*) from together_queue";
    assert_eq!(one::<i64>(&connection, left), 0);
}

#[test]
fn conversations_0009_keeps_messages_and_a_line_goes_with_its_message() {
    let kind = &crate::conversations::KIND;
    let earlier = before(kind, "create table day_summaries");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into identities (id, name, name_at, folded_name, is_patient, since_at)
           values (x'01', 'Ana Exemplo', 0, ' ana exemplo', 1, 5);
         insert into conversations (id, identity, channel, channel_kind, state, last_message, last_at, preview,
           unread, alert_level, draft)
           values (x'02', x'01', x'03', 'messenger', 'open', 7, 5, 'olá', 1, 0, '');
         insert into messages (id, conversation, direction, origin, kind, text, at, is_forwarded, is_unread, level)
           values (7, x'02', 'inbound', 'contact', 'text', 'olá', 5, 0, 1, 0);",
    );
    bring_to(&mut connection, kind, earlier + 1);
    connection
        .execute_batch(
            "pragma foreign_keys = on;
             insert into day_summaries (id, identity, day, maker, made_at, engine, messages, fingerprint, facts)
               values (x'0a', x'01', '2026-11-20', 'extract', 6, '1', 1, zeroblob(32), '{}');
             insert into summary_lines (summary, part, number, evidence, message, starts, ends)
               values (x'0a', 'key_sentence', 0, 0, 7, 0, 3);
             delete from messages where id = 7;",
        )
        .unwrap();
    let lines = "select count(*) from summary_lines";
    assert_eq!(one::<i64>(&connection, lines), 0);
    connection
        .execute("delete from identities where id = x'01'", [])
        .unwrap();
    let summaries = "select count(*) from day_summaries";
    assert_eq!(one::<i64>(&connection, summaries), 0);
}

#[test]
fn conversations_0010_leaves_earlier_voice_notes_and_keeps_files() {
    let kind = &crate::conversations::KIND;
    let earlier = before(kind, "create table transcripts");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into identities (id, name, name_at, folded_name, is_patient, lead_status, since_at)
           values (x'01', 'Ana Exemplo', 0, ' ana exemplo', 0, 'new', 5);
         insert into conversations (id, identity, channel, channel_kind, state, last_message, last_at, preview,
           unread, alert_level, draft) values (x'02', x'01', x'03', 'whatsapp', 'open', 7, 5, '', 1, 0, '');
         insert into messages (id, conversation, provider_id, provider_hash, direction, origin, kind, text, at,
           is_forwarded, is_unread, level)
           values (7, x'02', 'm.7', 77, 'inbound', 'contact', 'voice', '', 5, 0, 1, 0),
                  (8, x'02', 'm.8', 78, 'outbound', 'desk', 'voice', '', 6, 0, 0, 0);
         insert into media (id, message, conversation, channel, position, kind, state, is_disguised, attempts,
           next_at, created_at, key)
           values (x'0a', 7, x'02', x'03', 0, 'voice', 'here', 0, 1, 5, 5, x'00'),
                  (x'0b', 7, x'02', x'03', 1, 'voice', 'waiting', 0, 0, 5, 5, x'00'),
                  (x'0c', 7, x'02', x'03', 2, 'image', 'here', 0, 1, 5, 5, x'00'),
                  (x'0d', 8, x'02', x'03', 0, 'voice', 'here', 0, 1, 6, 6, x'00');",
    );
    bring_to(&mut connection, kind, earlier + 1);
    let rows = "select group_concat(hex(media) || state || reason || level) from transcripts";
    assert_eq!(one::<String>(&connection, rows), "0Askippedearlier0");
    assert_eq!(one::<i64>(&connection, "select count(*) from media"), 4);
    // A transcript goes with its file.
    connection
        .execute_batch("pragma foreign_keys = on; delete from media where id = x'0a';")
        .unwrap();
    assert_eq!(
        one::<i64>(&connection, "select count(*) from transcripts"),
        0
    );
}
