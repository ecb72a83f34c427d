//! Those of `clinic.db`.

use super::{before, bring_to, one, with_rows};

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
fn clinic_0008_keeps_people_and_their_holds_go_with_them() {
    let kind = &crate::clinic::KIND;
    let earlier = before(kind, "create table legal_holds");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into people (identity, side, is_patient, created_at) values (x'01', 'leads', 0, 5);",
    );
    bring_to(&mut connection, kind, earlier + 1);
    connection
        .execute_batch(
            "pragma foreign_keys = on;
             insert into legal_holds values (x'01', x'aa', x'02', 'Ana', 6);
             insert into erasures values (x'03', 'leads', 'asked', x'02', 'Ana', 7);
             insert into erasing values (x'03', 'leads', '[]', null);
             delete from people where identity = x'01';",
        )
        .unwrap();
    let left = "select count(*) from legal_holds";
    assert_eq!(one::<i64>(&connection, left), 0);
}

#[test]
fn clinic_0012_keeps_alerts_and_knows_nothing_of_the_days_before() {
    let kind = &crate::clinic::KIND;
    let earlier = before(kind, "create table alert_parts");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into people (identity, side, is_patient, created_at) values (x'01', 'leads', 0, 5);
         insert into people_conversations (identity, channel, conversation, side) values (x'01', x'02', x'03', 'leads');
         insert into alerts (id, conversation, side, identity, message_hash, level, category, about_other, raised_at)
           values (x'04', x'03', 'leads', x'01', x'05', 3, 'suicide', 0, 6);",
    );
    bring_to(&mut connection, kind, earlier + 1);
    connection
        .execute_batch(
            "pragma foreign_keys = on;
             insert into alert_parts values (x'04', x'06');
             insert into reminders (alert, kind, called_at) values (x'04', 'silence', 7);",
        )
        .unwrap();
    let kept = "select count(*) from alerts join people_conversations using (conversation)
                where together is null and written_at is null";
    assert_eq!(one::<i64>(&connection, kept), 1);
    connection.execute_batch("delete from alerts").unwrap();
    let left = "select (select count(*) from alert_parts) + (select count(*) from reminders)";
    assert_eq!(one::<i64>(&connection, left), 0);
}

#[test]
fn clinic_0011_keeps_people_and_what_leaves_by_itself_goes_with_them() {
    let kind = &crate::clinic::KIND;
    let earlier = before(kind, "create table acknowledgements");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into people (identity, side, is_patient, created_at) values (x'01', 'clinical', 1, 5);
         insert into people_conversations values (x'01', x'0c', x'0e', 'clinical');",
    );
    bring_to(&mut connection, kind, earlier + 1);
    let known = "select count(*) from people join people_conversations using (identity)
      where language is null and answered_at is null";
    assert_eq!(one::<i64>(&connection, known), 1);
    connection
        .execute_batch(
            "pragma foreign_keys = on;
             insert into acknowledgements values (x'0a', x'0e', 'clinical', x'01', x'0c', 'closed', 'pt', x'aa', 6,
               x'bb', 'queued', null, 0, 7, 7);
             delete from people where identity = x'01';",
        )
        .unwrap();
    let left = "select count(*) from acknowledgements";
    assert_eq!(one::<i64>(&connection, left), 0);
}

#[test]
fn clinic_0015_keeps_flags_and_their_steps() {
    let kind = &crate::clinic::KIND;
    let earlier = before(kind, "create table together_queue");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into alerts (id, conversation, side, identity, message_hash, level, category, about_other, raised_at,
             acknowledged_by, acknowledged_name, acknowledged_at)
           values (x'01', x'02', 'leads', x'03', x'04', 4, 'suicide', 0, 5, x'05', 'Ana', 6);
         insert into alert_steps (alert, number, kind, staff, name, at) values (x'01', 1, 'called', x'05', 'Ana', 7);",
    );
    bring_to(&mut connection, kind, earlier + 1);
    let kept = "select acknowledged_name || kind from alerts join alert_steps on alert = alerts.id
                where shared is null and acknowledged_on is null and done_on is null and note is null";
    assert_eq!(one::<String>(&connection, kept), "Anacalled");
    connection
        .execute_batch(
            "pragma foreign_keys = on;
             insert into together_queue values (x'06', x'01', '{}', 8);
             delete from alerts;",
        )
        .unwrap();
    let left = "select count(*) from together_queue";
    assert_eq!(one::<i64>(&connection, left), 0);
}

#[test]
fn clinic_0016_keeps_phrases_and_what_left_by_itself() {
    let kind = &crate::clinic::KIND;
    let earlier = before(kind, "create table removed_phrases");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into phrases values (x'01', 'caja azul', 'es', 'exact', 'suicide', 4, x'05', 'Ana', 6);
         insert into people (identity, side, is_patient, created_at) values (x'02', 'clinical', 1, 5);
         insert into acknowledgements values (x'0a', x'0e', 'clinical', x'02', x'0c', 'closed', 'pt', x'aa', 6,
           null, 'sent', null, 0, 7, 7);",
    );
    bring_to(&mut connection, kind, earlier + 1);
    let kept = "select words || state from phrases, acknowledgements where changed_on is null and shared is null";
    assert_eq!(one::<String>(&connection, kept), "caja azulsent");
}

#[test]
fn clinic_0013_keeps_settings_and_staff() {
    let kind = &crate::clinic::KIND;
    let earlier = before(kind, "create table assist_usage");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into settings (name, value) values ('preferences', '{}');
         insert into staff (id, name, role, created_at) values (x'01', 'Ana', 'owner', 5);",
    );
    bring_to(&mut connection, kind, earlier + 1);
    let kept = "select (select count(*) from settings) + (select count(*) from staff)";
    assert_eq!(one::<i64>(&connection, kept), 2);
    let new = "select (select count(*) from assist_usage) + (select count(*) from assist_keys)";
    assert_eq!(one::<i64>(&connection, new), 0);
}

#[test]
fn clinic_0019_keeps_flags_and_whom_they_asked_goes_with_them() {
    let kind = &crate::clinic::KIND;
    let earlier = before(kind, "create table alert_asked");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into alerts (id, conversation, side, identity, message_hash, level, category, about_other, raised_at)
           values (x'01', x'02', 'leads', x'03', x'04', 4, 'suicide', 0, 5);
         insert into alert_steps (alert, number, kind, staff, name, at) values (x'01', 1, 'called', x'05', 'Ana', 7);",
    );
    bring_to(&mut connection, kind, earlier + 1);
    let kept = "select count(*) from alerts join alert_steps on alert = alerts.id";
    assert_eq!(one::<i64>(&connection, kept), 1);
    connection
        .execute_batch(
            "pragma foreign_keys = on;
             insert into alert_asked values (x'01', 4, x'05', 'Ana', 8);
             insert into staff (id, name, role, created_at) values (x'05', 'Ana', 'owner', 5);
             insert into staff_phones values (x'05', '+34600000001');
             delete from staff;
             insert into protocols values (1, null, 8, x'05', 'Ana');
             insert into protocol_ticks values (x'01', 1, 0, x'05', 'Ana', 9);
             delete from alerts;",
        )
        .unwrap();
    let left = "select (select count(*) from alert_asked) + (select count(*) from protocol_ticks)
      + (select count(*) from staff_phones)";
    assert_eq!(one::<i64>(&connection, left), 0);
    assert_eq!(one::<i64>(&connection, "select count(*) from protocols"), 1);
}

#[test]
fn clinic_0018_keeps_the_audit_and_the_ledger() {
    let kind = &crate::clinic::KIND;
    let earlier = before(kind, "create table erased_addresses");
    let mut connection = with_rows(
        kind,
        earlier,
        "insert into audit (id, at, staff_name, act, detail, previous, hash, signature)
           values (1, 5, 'Ana', 'person.erased', '{}', x'00', x'01', x'02');
         insert into erasures values (x'03', 'leads', 'asked', x'04', 'Ana', 5);",
    );
    bring_to(&mut connection, kind, earlier + 1);
    let kept = "select (select count(*) from audit) + (select count(*) from erasures)";
    assert_eq!(one::<i64>(&connection, kept), 2);
    connection
        .execute_batch("insert into audit_breaks values (2, 'why', '{}')")
        .unwrap();
    for refused in [
        "update audit_breaks set reason = ''",
        "delete from audit_breaks",
    ] {
        assert!(connection.execute_batch(refused).is_err(), "{refused}");
    }
    let nobody = "select count(*) from erased_addresses";
    assert_eq!(one::<i64>(&connection, nobody), 0);
}
