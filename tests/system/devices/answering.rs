//! CASES 24: every computer of the clinic reads the same message, and one of them answers.

use super::Second;
use crate::{
    clinic::{Clinic, MARIA},
    hours::{always_closed, states_in},
};
use recado_domain::{
    alert::{AlertCategory, AlertLevel},
    phrase::{PhraseFit, PhraseTongue},
};
use recado_inbox::{keychain::KeyEntry, view::flags::PhraseForm};
use recado_store::{
    clinic::{Clinic as ClinicDatabase, acknowledgements::AcknowledgementState},
    key::Key32,
};

impl Second {
    /// Returns its `clinic.db`, opened beside it.
    pub fn database(&self) -> ClinicDatabase {
        let machine = self.options.keychain.read(KeyEntry::Machine);
        let machine = Key32::from_slice(&machine.unwrap().unwrap()).unwrap();
        ClinicDatabase::open(&self.options.data_dir.join("clinic"), &machine).unwrap()
    }
}

fn is_settled(state: &AcknowledgementState) -> bool {
    match state {
        AcknowledgementState::Queued | AcknowledgementState::Sending => false,
        AcknowledgementState::Sent
        | AcknowledgementState::Unknown
        | AcknowledgementState::Failed
        | AcknowledgementState::Withheld => true,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_computers_one_answers() {
    let clinic = Clinic::open().await;
    let (second, _) = clinic.with_second().await;
    second.owns().await;
    for desk in [&clinic.desk, &second.desk] {
        desk.save_hours(always_closed()).await.unwrap();
    }
    clinic.writes(MARIA, "Boa noite").await;
    let (first, other) = (clinic.database(), second.database());
    let both = clinic
        .until(|| async {
            let both = [states_in(&first), states_in(&other)].concat();
            (both.len() == 2 && both.iter().all(is_settled)).then_some(both)
        })
        .await;
    for state in [AcknowledgementState::Sent, AcknowledgementState::Withheld] {
        assert!(both.contains(&state), "{both:?}");
    }
    assert_eq!(clinic.sent().await.len(), 1);
}

/// A5: a flag that only one of two computers sees takes the turn of answering from the other.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_answered_whom_another_computer_flagged() {
    let clinic = Clinic::open().await;
    let (mut second, _) = clinic.with_second().await;
    second.owns().await;
    for desk in [&clinic.desk, &second.desk] {
        desk.save_hours(always_closed()).await.unwrap();
    }
    let phrase = PhraseForm {
        id: None,
        words: "a caixa azul".into(),
        language: PhraseTongue::Portuguese,
        fit: PhraseFit::Exact,
        category: AlertCategory::Suicide,
        level: AlertLevel::High,
    };
    second.desk.close();
    let before = clinic.newest_note();
    assert_eq!(clinic.desk.save_phrase(phrase).await.unwrap(), None);
    // The other never hears of it.
    clinic.loses_notes(before).await;
    clinic.writes(MARIA, "Boa noite, tenho a caixa azul").await;
    let first = clinic.database();
    clinic
        .until(|| async { (states_in(&first) == [AcknowledgementState::Withheld]).then_some(()) })
        .await;
    second.restart().await;
    let other = second.database();
    let states = clinic
        .until(|| async {
            let states = states_in(&other);
            (states.len() == 1 && states.iter().all(is_settled)).then_some(states)
        })
        .await;
    assert_eq!(states, [AcknowledgementState::Withheld]);
    assert_eq!(clinic.sent().await.len(), 0);
}
