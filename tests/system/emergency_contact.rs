//! Whom to call about a patient: written down by who reads patients, shown beside a flag, and sent nowhere.

use crate::clinic::{Clinic, MARIA};
use recado_domain::{channel::Side, staff::Role};
use recado_inbox::{error::InboxError, view::emergency_contact::EmergencyContactForm};

const CRISIS: &str = "No quiero seguir viviendo así";

fn pilar() -> EmergencyContactForm {
    EmergencyContactForm {
        name: "  Pilar K. ".into(),
        relation: "mãe".into(),
        number: "0034 600 00 05 18".into(),
    }
}

/// RISK §7: it stands beside the flag with a number to dial; who saw it and who called is written down.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_to_be_called_stands_beside_the_flag() {
    let clinic = Clinic::open().await;
    clinic.writes(MARIA, CRISIS).await;
    let thread = clinic.only_thread(|thread| !thread.alerts.is_empty()).await;
    let (conversation, alert) = (thread.conversation, thread.alerts[0].id);
    let desk = &clinic.desk;
    assert_eq!(desk.alert_emergency_contact(alert).await.unwrap(), None);
    let nobody = desk.call_emergency_contact(alert).await;
    assert!(matches!(nobody, Err(InboxError::NotFound)));
    assert!(clinic.acts("emergency_contact").is_empty());
    desk.save_emergency_contact(conversation, pilar())
        .await
        .unwrap();
    let shown = desk.alert_emergency_contact(alert).await.unwrap().unwrap();
    assert_eq!(
        (
            &*shown.name,
            &*shown.relation,
            &*shown.number,
            &*shown.written_by
        ),
        ("Pilar K.", "mãe", "+34600000518", "Ana Reis")
    );
    // Looking again in the same quarter of an hour is once.
    desk.alert_emergency_contact(alert).await.unwrap();
    let phone = desk.call_emergency_contact(alert).await.unwrap();
    assert_eq!(phone.as_e164(), "+34600000518");
    assert!(
        desk.open_alerts().await.unwrap().is_empty(),
        "whoever calls has it"
    );
    let done = clinic
        .until(|| async {
            let acts = clinic.acts("emergency_contact");
            (acts.len() == 3).then_some(acts)
        })
        .await;
    let mut names: Vec<_> = done.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let expected = [
        "emergency_contact.called",
        "emergency_contact.shown",
        "emergency_contact.written",
    ];
    assert_eq!(names, expected);
    for (_, detail) in &done {
        assert!(!detail.contains("Pilar") && !detail.contains("600000518"));
    }
    // Nothing of it went to Meta.
    assert!(clinic.sent().await.is_empty());
    desk.save_emergency_contact(conversation, EmergencyContactForm::default())
        .await
        .unwrap();
    assert_eq!(desk.emergency_contact(conversation).await.unwrap(), None);
    assert_eq!(clinic.acts("emergency_contact.removed").len(), 1);
}

/// P5: an assistant neither reads nor writes it; what is no name or no number is not kept.
#[tokio::test(flavor = "multi_thread")]
async fn it_is_the_clinicians_and_has_to_be_a_number() {
    let clinic = Clinic::open().await;
    let eva = clinic.hire("Eva Sol", Role::Assistant).await;
    clinic.writes(MARIA, CRISIS).await;
    let thread = clinic.only_thread(|thread| !thread.alerts.is_empty()).await;
    assert_eq!(thread.side, Side::Clinical);
    let (conversation, alert) = (thread.conversation, thread.alerts[0].id);
    for form in [
        EmergencyContactForm {
            number: "in the book".into(),
            ..pilar()
        },
        EmergencyContactForm {
            name: " ".into(),
            ..pilar()
        },
    ] {
        let refused = clinic.desk.save_emergency_contact(conversation, form).await;
        assert!(matches!(refused, Err(InboxError::InvalidInput)));
    }
    clinic
        .desk
        .save_emergency_contact(conversation, pilar())
        .await
        .unwrap();
    clinic.hands_over_to(eva).await;
    let desk = &clinic.desk;
    let is_refused = |refused: InboxError| matches!(refused, InboxError::NotAllowed);
    assert!(is_refused(
        desk.emergency_contact(conversation).await.unwrap_err()
    ));
    let saved = desk.save_emergency_contact(conversation, pilar()).await;
    assert!(is_refused(saved.unwrap_err()));
    assert!(is_refused(
        desk.alert_emergency_contact(alert).await.unwrap_err()
    ));
    assert!(is_refused(
        desk.call_emergency_contact(alert).await.unwrap_err()
    ));
}
