//! Who is the same person, as people say; and that no number stands in an id.

use super::*;

/// P2: one person, two conversations; taken back exactly; also after a restart.
#[tokio::test(flavor = "multi_thread")]
async fn two_are_said_to_be_one_person_and_it_is_taken_back() {
    let mut clinic = Clinic::of_leads(Delivery::Off).await;
    let maria = clinic.lead(MARIA, "Bom dia").await;
    clinic.later(Duration::from_secs(60)).await;
    let nikos = clinic.lead(NIKOS, "Sou eu, do outro número").await;
    let names = |rows: Vec<RowView>| rows.into_iter().map(|row| row.name).collect::<Vec<_>>();
    let before = names(clinic.rows_of(Side::Leads).await);
    let other = clinic
        .desk
        .identity_card(Side::Leads, nikos.conversation)
        .await
        .unwrap();
    assert!(other.can_convert && other.undo.is_none() && other.parts.len() == 1);
    let act = clinic
        .desk
        .same_person(Side::Leads, maria.conversation, other.identity)
        .await
        .unwrap();
    let thread = clinic.on(Side::Leads, maria.conversation, |_| true).await;
    assert_eq!(thread.contact.name, NIKOS.name, "the latest name");
    assert_eq!(thread.contact.addresses.len(), 4, "number and id of each");
    assert_eq!(lines(&thread), [SystemLine::SamePerson]);
    assert_eq!(
        names(clinic.rows_of(Side::Leads).await),
        [NIKOS.name, NIKOS.name]
    );
    // What arrives, and what is sent, still finds its own way.
    clinic.writes(MARIA, "deste número").await;
    clinic
        .on(Side::Leads, maria.conversation, |thread| {
            last(thread).text == "deste número"
        })
        .await;
    clinic.replies(&maria, "Olá").await;
    clinic
        .until(|| async { (clinic.sent().await.len() == 1).then_some(()) })
        .await;
    assert_eq!(clinic.control().sent_to(MARIA.wa_id).await.len(), 1);

    clinic.restart_desk().await;
    clinic.unlock().await;
    let card = clinic
        .desk
        .identity_card(Side::Leads, maria.conversation)
        .await
        .unwrap();
    assert_eq!(card.parts.len(), 2);
    let undo = card.undo.expect("it can be taken back");
    assert_eq!((undo.act, undo.kind), (act, SaidKind::SamePerson));
    clinic.desk.undo_person_act(Side::Leads, act).await.unwrap();
    let mut now = names(clinic.rows_of(Side::Leads).await);
    now.sort();
    let mut was = before.clone();
    was.sort();
    assert_eq!(now, was);
    let thread = clinic.on(Side::Leads, maria.conversation, |_| true).await;
    assert!(lines(&thread).is_empty());
    let twice = clinic.desk.undo_person_act(Side::Leads, act).await;
    assert!(matches!(twice, Err(InboxError::InvalidInput)));
    for act in ["person.joined", "person.taken_back"] {
        assert_eq!(clinic.acts(act).len(), 1, "{act}");
    }
}

/// A lead who is a patient already becomes that patient; the conversation stays their own.
#[tokio::test(flavor = "multi_thread")]
async fn a_lead_becomes_the_patient_they_are() {
    let clinic = Clinic::of_leads(Delivery::Off).await;
    let nikos = clinic.lead(NIKOS, "Bom dia").await;
    clinic.converts(&nikos).await;
    let patient = clinic
        .desk
        .identity_card(Side::Clinical, nikos.conversation)
        .await
        .unwrap();
    let maria = clinic.lead(MARIA, "Sou eu, do telemóvel novo").await;
    // Nobody becomes a patient by being called the same person.
    let refused = clinic
        .desk
        .same_person(Side::Leads, maria.conversation, patient.identity)
        .await;
    assert!(matches!(refused, Err(InboxError::InvalidInput)));
    clinic
        .desk
        .convert_lead(Side::Leads, maria.conversation, Some(patient.identity))
        .await
        .unwrap();
    let card = clinic
        .desk
        .identity_card(Side::Clinical, maria.conversation)
        .await
        .unwrap();
    assert!(card.is_patient && !card.can_convert && card.parts.len() == 2);
    assert_eq!(clinic.rows_of(Side::Clinical).await.len(), 2);
    // Split again: both stay patients.
    clinic
        .desk
        .split_person(Side::Clinical, card.identity)
        .await
        .unwrap();
    let card = clinic
        .desk
        .identity_card(Side::Clinical, maria.conversation)
        .await
        .unwrap();
    assert!(card.is_patient && card.parts.len() == 1);
    assert_eq!(card.undo.unwrap().kind, SaidKind::TakenOut);
}

/// "Same number as …" is shown and never acted on; waved away, it is not said again until that is taken back.
#[tokio::test(flavor = "multi_thread")]
async fn a_shared_card_suggests_and_does_nothing() {
    let clinic = Clinic::of_leads(Delivery::Off).await;
    let nikos = clinic.lead(NIKOS, "Bom dia").await;
    let maria = clinic.lead(MARIA, "O meu outro número:").await;
    let card = json!({"type": "contacts", "contacts": [{
        "name": {"formatted_name": "Eu"},
        "phones": [{"phone": format!("+{}", NIKOS.wa_id), "wa_id": NIKOS.wa_id}]
    }]});
    clinic
        .control()
        .patient_sends(MARIA.wa_id, MARIA.name, card, Some(MORNING.0 + 5_000))
        .await
        .unwrap();
    let of_maria = || clinic.desk.identity_card(Side::Leads, maria.conversation);
    let suggested = clinic
        .until(|| async {
            of_maria()
                .await
                .ok()
                .filter(|it| !it.suggestions.is_empty())
        })
        .await;
    let other = suggested.suggestions[0].part.identity;
    assert_eq!(suggested.suggestions[0].part.name, NIKOS.name);
    assert_eq!(suggested.parts.len(), 1, "nothing was done about it");
    let back = clinic
        .desk
        .identity_card(Side::Leads, nikos.conversation)
        .await
        .unwrap();
    assert_eq!(back.suggestions.len(), 1, "it is said from both sides");
    let act = clinic
        .desk
        .keep_apart(Side::Leads, maria.conversation, other)
        .await
        .unwrap();
    assert!(of_maria().await.unwrap().suggestions.is_empty());
    clinic.desk.undo_person_act(Side::Leads, act).await.unwrap();
    assert_eq!(of_maria().await.unwrap().suggestions.len(), 1);
}

/// P3: no number in an id, an index, an audit line or a file name.
#[tokio::test(flavor = "multi_thread")]
async fn no_number_is_in_an_id_or_a_file_name() {
    let clinic = Clinic::of_leads(Delivery::Off).await;
    let thread = clinic.lead(MARIA, "Bom dia").await;
    clinic.stages(&thread, "plano.jpg", PHOTO).await;
    clinic.converts(&thread).await;
    let digits = &MARIA.wa_id[3..];
    let index = clinic.index();
    let (rows, found) = index
        .read(|conn| {
            let mut found = Vec::new();
            let mut rows = 0;
            let tables: Vec<(String, String)> = conn
                .prepare(
                    "select m.name, c.name from sqlite_master m join pragma_table_info(m.name) c
                     where m.type = 'table'",
                )?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            for (table, column) in tables {
                let mut query = conn.prepare(&format!("select quote({column}) from {table}"))?;
                for value in query.query_map([], |row| row.get::<_, String>(0))? {
                    rows += 1;
                    let value = value?;
                    let hex: String = digits.bytes().map(|byte| format!("{byte:02X}")).collect();
                    if value.contains(digits) || value.contains(&hex) || value.contains("Maria") {
                        found.push(format!("{table}.{column}"));
                    }
                }
            }
            Ok::<_, recado_store::error::StoreError>((rows, found))
        })
        .unwrap();
    assert!(rows > 100, "something was looked at");
    assert!(found.is_empty(), "in clinic.db: {found:?}");
    let mut folders = vec![clinic.data_dir()];
    let mut names = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().to_string_lossy().into_owned();
            assert!(!name.contains(digits), "{name}");
            names += 1;
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            }
        }
    }
    assert!(names > 5);
}
