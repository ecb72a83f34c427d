//! CASES 24: every computer of the clinic reads the same message, and one of them answers.

use super::Second;
use crate::{
    clinic::{Clinic, MARIA},
    hours::{always_closed, states_in},
};
use recado_inbox::keychain::KeyEntry;
use recado_store::{
    clinic::{Clinic as ClinicDatabase, acknowledgements::AcknowledgementState},
    key::Key32,
};

impl Second {
    /// Returns its `clinic.db`, opened beside it.
    fn database(&self) -> ClinicDatabase {
        let machine = self.options.keychain.read(KeyEntry::Machine);
        let machine = Key32::from_slice(&machine.unwrap().unwrap()).unwrap();
        ClinicDatabase::open(&self.options.data_dir.join("clinic"), &machine).unwrap()
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
            let is_settled = |state: &AcknowledgementState| match state {
                AcknowledgementState::Queued | AcknowledgementState::Sending => false,
                AcknowledgementState::Sent
                | AcknowledgementState::Unknown
                | AcknowledgementState::Failed
                | AcknowledgementState::Withheld => true,
            };
            (both.len() == 2 && both.iter().all(is_settled)).then_some(both)
        })
        .await;
    for state in [AcknowledgementState::Sent, AcknowledgementState::Withheld] {
        assert!(both.contains(&state), "{both:?}");
    }
    assert_eq!(clinic.sent().await.len(), 1);
}
