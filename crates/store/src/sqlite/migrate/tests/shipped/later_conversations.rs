//! Conversations: from 0014 on.

use super::{before, bring_to, one, with_rows};

#[test]
fn conversations_0014_keeps_what_was_said_and_its_words_go_with_their_person() {
    let kind = &crate::conversations::KIND;
    let earlier = before(kind, "create table label_words");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into identities (id, name, name_at, folded_name, is_patient, since_at) values (x'01', '', 0, '', 1, 5);
         insert into conversations (id, identity, channel, channel_kind, state, last_at, preview, unread, alert_level, draft,
             assignee, assigned_at)
           values (x'02', x'01', x'03', 'whatsapp', 'resolved', 5, 'olá', 0, 0, '', x'07', 9);
         insert into notes (id, identity, text, author, author_name, at, is_pinned)
           values (x'08', x'01', 'nota', x'07', 'Ana', 5, 1);
         insert into together_queue values (x'04', x'02', 'sent', x'05', 6);",
    );
    bring_to(&mut connection, kind, earlier + 1);
    let kept = "select hex(assignee) || state || unread_turn || text || about from conversations, notes, together_queue
                where assignee_name is null and said_at is null and marked_at is null and subject is null";
    assert_eq!(one::<String>(&connection, kept), "07resolved0notasent");
    connection
        .execute_batch(
            "pragma foreign_keys = on;
             insert into label_words values (x'01', ' vip', 'VIP', 'teal', 1, 'Ana', 7, null);
             delete from identities;",
        )
        .unwrap();
    let left = "select count(*) from label_words";
    assert_eq!(one::<i64>(&connection, left), 0);
}

#[test]
fn conversations_0017_keeps_people_and_their_emergency_contact_goes_with_them() {
    let kind = &crate::conversations::KIND;
    let earlier = before(kind, "create table emergency_contacts");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into identities (id, name, name_at, folded_name, is_patient, lead_status, since_at)
           values (x'01', 'Ana Exemplo', 0, ' ana exemplo', 1, null, 5);
         insert into records (identity, born_on) values (x'01', '1984-03-07');",
    );
    bring_to(&mut connection, kind, earlier + 1);
    let kept = "select born_on from identities join records on identity = id";
    assert_eq!(one::<String>(&connection, kept), "1984-03-07");
    connection
        .execute_batch(
            "pragma foreign_keys = on;
             insert into emergency_contacts values (x'01', 'Rui Exemplo', '', '+351912000000', 6, 'Ana');
             delete from identities;",
        )
        .unwrap();
    let left = "select count(*) from emergency_contacts";
    assert_eq!(one::<i64>(&connection, left), 0);
}
