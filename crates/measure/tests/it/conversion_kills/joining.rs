//! `kill -9` between the two databases of a joining.

use super::*;

/// P2: a kill between the two databases of a joining, and after both: it is said in both, and taken back in both.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_between_the_two_databases_of_a_joining_ends_in_the_same_state() {
    let lead = Lead::new().await;
    let control = lead.clinic.meta.control();
    control
        .patient_writes(OTHER_WA_ID, "Otra R.", "Soy yo, del otro número", None)
        .await
        .unwrap();
    let desk = lead.clinic.opens(&lead.clinic.data()).await;
    sign_in(&desk).await;
    let other = until(&desk, || async {
        let rows = rows(&desk, Side::Leads).await;
        rows.into_iter()
            .find(|row| row.conversation != lead.conversation)
    })
    .await;
    let card = desk.identity_card(Side::Leads, other.conversation).await;
    let identity = card.unwrap().identity.to_string();
    desk.close();
    drop(desk);
    let conversation = lead.conversation.to_string();
    for step in ["said", "caught up"] {
        let data = lead
            .clinic
            .copy(&format!("join-{}", step.replace(' ', "-")))
            .await;
        let more = [
            "--convert",
            &conversation,
            "--join",
            &identity,
            "--stop-at",
            step,
        ];
        let mut desk = lead.clinic.starts(&data, &more);
        desk.says(&format!("at {step}")).expect("the step is met");
        desk.kill();
        let desk = lead.clinic.opens(&data).await;
        sign_in(&desk).await;
        let named: BTreeSet<_> = rows(&desk, Side::Leads)
            .await
            .into_iter()
            .map(|row| row.name)
            .collect();
        assert_eq!(named.len(), 1, "{step}: one person, one name");
        let card = desk.identity_card(Side::Leads, lead.conversation).await;
        let card = card.unwrap();
        assert_eq!(card.parts.len(), 2, "{step}");
        let act = card.undo.expect("it can be taken back").act;
        desk.undo_person_act(Side::Leads, act).await.unwrap();
        let thread = desk.open_thread(Side::Leads, lead.conversation).await;
        assert_eq!(
            seen(&thread.unwrap()),
            lead.seen,
            "{step}: taken back exactly"
        );
        assert_eq!(rows(&desk, Side::Leads).await.len(), 2);
        desk.close();
    }
}
