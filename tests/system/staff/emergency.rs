//! The emergency envelope: a reason, an hour, once, and every owner knows.

use crate::clinic::{Clinic, texts};
use recado_domain::{
    channel::Side,
    staff::{Role, emergency::Reason},
};
use recado_inbox::{
    error::InboxError,
    view::{
        list::{ListFilter, ListQuery},
        staff::EmergencyForm,
    },
};
use std::time::Duration;

fn form(words: &[String]) -> EmergencyForm {
    EmergencyForm {
        words: words.to_vec(),
        name: "Dr. Locum".into(),
        reason: Reason::NobodyReachable,
        note: "Maria rang the door".into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_opens_once_for_an_hour_and_every_owner_takes_note() {
    let (clinic, _) = Clinic::with_a_message().await;
    let owner = clinic.owner().await;
    let second = clinic.adds("Rui Lima", Role::Owner, super::RUI).await;
    let words = clinic.desk.make_emergency_code().await.unwrap();
    assert_eq!(words.len(), 8);
    clinic.desk.lock().await.unwrap();
    assert!(clinic.desk.session_view().await.unwrap().has_emergency_code);

    let mut nameless = form(&words);
    nameless.name = " ".into();
    assert!(matches!(
        clinic.desk.use_emergency_code(nameless).await,
        Err(InboxError::InvalidInput)
    ));
    let mut wrong = words.clone();
    wrong.swap(0, 7);
    assert!(matches!(
        clinic.desk.use_emergency_code(form(&wrong)).await,
        Err(InboxError::WrongCode)
    ));
    let typed = vec![words.join(" ").to_uppercase()];
    clinic.desk.use_emergency_code(form(&typed)).await.unwrap();
    assert_eq!(clinic.at_the_desk().await.unwrap(), "Dr. Locum");
    let thread = clinic
        .only_thread(|thread| !thread.messages.is_empty())
        .await;
    assert_eq!(texts(&thread), ["Bom dia"]);
    let refused = clinic.desk.staff_list().await;
    assert!(matches!(refused, Err(InboxError::NotAllowed)));
    let session = clinic.desk.session_view().await.unwrap();
    assert!(session.until.is_some() && !session.has_emergency_code);

    // The clock turns: the hour is over at its last second.
    let reads = || {
        let query = ListQuery {
            side: Side::Clinical,
            filter: ListFilter::All,
            channel: None,
        };
        clinic.desk.list_conversations(query, 10)
    };
    clinic.later(Duration::from_secs(3599)).await;
    assert!(reads().await.is_ok());
    clinic.later(Duration::from_secs(1)).await;
    assert!(matches!(reads().await, Err(InboxError::Locked)));
    assert_eq!(clinic.at_the_desk().await, None);
    assert!(matches!(
        clinic.desk.use_emergency_code(form(&words)).await,
        Err(InboxError::WrongCode)
    ));

    for (who, passphrase) in [(owner, crate::clinic::PASSPHRASE), (second, super::RUI)] {
        clinic.signs_in(who, passphrase).await;
        let seen = clinic.desk.session_view().await.unwrap().emergencies;
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].name, "Dr. Locum");
        assert_eq!(seen[0].reason, Reason::NobodyReachable);
        assert_eq!(seen[0].note.as_deref(), Some("Maria rang the door"));
        clinic.desk.acknowledge_emergency(seen[0].id).await.unwrap();
        let seen = clinic.desk.session_view().await.unwrap().emergencies;
        assert!(seen.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_was_voided_or_made_anew_opens_nothing() {
    let clinic = Clinic::open().await;
    let owner = clinic.owner().await;
    let first = clinic.desk.make_emergency_code().await.unwrap();
    let second = clinic.desk.make_emergency_code().await.unwrap();
    clinic.desk.lock().await.unwrap();
    let refused = clinic.desk.use_emergency_code(form(&first)).await;
    assert!(matches!(refused, Err(InboxError::WrongCode)));
    clinic.owner_signs_in(owner).await;
    clinic.desk.void_emergency_code().await.unwrap();
    clinic.desk.lock().await.unwrap();
    let refused = clinic.desk.use_emergency_code(form(&second)).await;
    assert!(matches!(refused, Err(InboxError::WrongCode)));
}

/// Its key is sealed to a pair: a renewal reaches the envelope without anybody opening it.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_still_opens_after_the_key_was_renewed() {
    let (clinic, _) = Clinic::with_a_message().await;
    let (rui, _) = clinic.with_staff().await;
    let words = clinic.desk.make_emergency_code().await.unwrap();
    clinic.desk.remove_staff(rui).await.unwrap();
    clinic.desk.lock().await.unwrap();
    clinic.desk.use_emergency_code(form(&words)).await.unwrap();
    let thread = clinic
        .only_thread(|thread| !thread.messages.is_empty())
        .await;
    assert_eq!(texts(&thread), ["Bom dia"]);
}
