//! Those that came with what assistants cost and hear.

use super::{before, bring_to, one, with_rows};

/// A conversation with one voice note.
const NOTE: &str =
    "insert into identities (id, name, name_at, folded_name, is_patient, lead_status, since_at)
       values (x'01', 'Ana Exemplo', 0, ' ana exemplo', 0, 'new', 5);
     insert into conversations (id, identity, channel, channel_kind, state, last_message, last_at, preview, unread,
       alert_level, draft) values (x'02', x'01', x'03', 'whatsapp', 'open', 7, 5, '', 1, 0, '');
     insert into messages (id, conversation, provider_id, provider_hash, direction, origin, kind, text, at, is_forwarded,
       is_unread, level) values (7, x'02', 'm.7', 77, 'inbound', 'contact', 'voice', '', 5, 0, 1, 0);
     insert into media (id, message, conversation, channel, position, kind, state, is_disguised, attempts, next_at,
       created_at, key) values (x'0a', 7, x'02', x'03', 0, 'voice', 'here', 0, 1, 5, 5, x'00');";

#[test]
fn clinic_0020_keeps_what_was_spent() {
    let kind = &crate::clinic::KIND;
    let earlier = before(kind, "create table assist_months");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into assist_usage values (x'01', 'summaries', 'cloud', 'api.example', 'small', 5, 9, 'reserved', 0, 0, 0,
           700, 'EUR');",
    );
    bring_to(&mut connection, kind, earlier + 1);
    let spent = "select sum(cost_micro) from assist_usage where currency = 'EUR'";
    assert_eq!(one::<i64>(&connection, spent), 700);
    let months = "select count(*) from assist_months";
    assert_eq!(one::<i64>(&connection, months), 0);
}

#[test]
fn conversations_0018_keeps_transcripts_and_takes_pieces_along_with_their_note() {
    let kind = &crate::conversations::KIND;
    let earlier = before(kind, "create table transcript_pieces");
    let mut connection = with_rows(
        kind,
        earlier,
        &format!(
            "{NOTE} insert into transcripts (media, message, conversation, state, tries, next_at, is_wanted, is_shown, text,
               level) values (x'0a', 7, x'02', 'done', 0, 0, 0, 0, 'bom dia', 0);"
        ),
    );
    bring_to(&mut connection, kind, earlier + 1);
    let text = "select text from transcripts";
    assert_eq!(one::<String>(&connection, text), "bom dia");
    connection
        .execute_batch(
            "pragma foreign_keys = on;
             insert into transcript_pieces values (x'0a', x'02', 0, 9, x'00', '', 'model', '[]', null, 5);
             delete from media where id = x'0a';",
        )
        .unwrap();
    let pieces = "select count(*) from transcript_pieces";
    assert_eq!(one::<i64>(&connection, pieces), 0);
}
