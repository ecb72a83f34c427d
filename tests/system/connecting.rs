//! The first run and what it proves, and every way it can be refused.

use crate::clinic::{Clinic, MARIA};
use recado_inbox::{
    error::InboxError,
    view::{
        app::{AppView, FirstRunStep},
        change::ErrorCode,
        connection::{Check, CheckResult, ProofView},
    },
};

fn result(proof: &ProofView, check: Check) -> CheckResult {
    proof
        .checks
        .iter()
        .find(|view| view.check == check)
        .expect("the check is made")
        .result
}

async fn step(clinic: &Clinic) -> FirstRunStep {
    match clinic.desk.app_view().await.unwrap() {
        AppView::FirstRun { first_run, .. } => first_run.step,
        _ => panic!("the first run is over"),
    }
}

/// C3, C4: each step is shown until it is done, and can be left and resumed.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_run_goes_step_by_step_and_can_be_resumed() {
    let mut clinic = Clinic::start(|_| {}).await;
    assert_eq!(step(&clinic).await, FirstRunStep::Relay);
    clinic.pair().await;
    assert_eq!(step(&clinic).await, FirstRunStep::RecoveryPhrase);
    clinic.restart_desk().await;
    assert_eq!(step(&clinic).await, FirstRunStep::RecoveryPhrase);
    let wrong = clinic
        .desk
        .confirm_recovery_phrase(vec![0], vec!["nonsense".into()])
        .await;
    assert!(matches!(wrong, Err(InboxError::WrongPhrase)));
    let words = clinic.desk.recovery_phrase().await.unwrap();
    assert_eq!(words.len(), 24);
    assert_eq!(
        clinic.desk.recovery_phrase().await.unwrap(),
        words,
        "the words stay while they are being written down"
    );
    clinic
        .desk
        .confirm_recovery_phrase(vec![0, 23], vec![words[0].clone(), words[23].clone()])
        .await
        .unwrap();
    assert_eq!(step(&clinic).await, FirstRunStep::Owner);
    let weak = clinic
        .desk
        .create_owner("Alameda".into(), "Ana".into(), "short".into())
        .await;
    assert_eq!(weak.unwrap_err().code(), ErrorCode::WeakPassphrase);
    clinic
        .desk
        .create_owner(
            "Alameda".into(),
            "Ana".into(),
            "long enough to be one".into(),
        )
        .await
        .unwrap();
    assert_eq!(step(&clinic).await, FirstRunStep::Whatsapp);
    // The step asks how far an earlier attempt got: there was none, and that is no error.
    assert_eq!(clinic.desk.prove_whatsapp().await.unwrap(), None);
}

/// "Connected" is said only after a real message came in.
#[tokio::test(flavor = "multi_thread")]
async fn connected_is_said_after_an_inbound_message() {
    let clinic = Clinic::open().await;
    let proof = clinic.desk.prove_whatsapp().await.unwrap().unwrap();
    for check in [
        Check::Token,
        Check::Number,
        Check::Relay,
        Check::AccountSubscription,
        Check::AppSubscription,
    ] {
        assert_eq!(result(&proof, check), CheckResult::Passed, "{check:?}");
    }
    assert_eq!(result(&proof, Check::InboundMessage), CheckResult::Waiting);
    clinic.writes(MARIA, "Teste").await;
    clinic.rows(1).await;
    let proof = clinic.desk.prove_whatsapp().await.unwrap().unwrap();
    assert!(proof.is_connected);
}

/// CASES 18: a missing subscription and a wrong account are found before "connected" is said.
#[tokio::test(flavor = "multi_thread")]
async fn a_missing_subscription_is_found() {
    let clinic = Clinic::start(|_| {}).await;
    clinic.pair().await;
    clinic.own().await;
    let proof = clinic.desk.connect_whatsapp(clinic.form()).await.unwrap();
    assert_eq!(
        result(&proof, Check::AccountSubscription),
        CheckResult::Failed
    );
    assert_eq!(result(&proof, Check::AppSubscription), CheckResult::Failed);
    assert!(!proof.is_connected);
    let mut elsewhere = clinic.form();
    elsewhere.number_id = "999000999000".into();
    let error = clinic.desk.connect_whatsapp(elsewhere).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NumberNotInAccount);
    let mut stale = clinic.form();
    stale.token = "EAAwrong".into();
    assert_eq!(
        clinic
            .desk
            .connect_whatsapp(stale)
            .await
            .unwrap_err()
            .code(),
        ErrorCode::TokenRejected
    );
    let mut empty = clinic.form();
    empty.app_secret = " ".into();
    assert_eq!(
        clinic
            .desk
            .connect_whatsapp(empty)
            .await
            .unwrap_err()
            .code(),
        ErrorCode::InvalidInput
    );
}

/// A wrong code, a used one and a relay that is not there: each says what to do, and nothing is half done.
#[tokio::test(flavor = "multi_thread")]
async fn pairing_is_refused_with_a_reason() {
    let clinic = Clinic::start(|_| {}).await;
    let code = |error: Result<_, InboxError>| error.map(|_| ()).unwrap_err().code();
    assert_eq!(
        code(clinic.desk.pair_relay("nonsense".into()).await),
        ErrorCode::PairingCodeUnreadable
    );
    let wrong = format!("{}/#RCD1-7QK4-M9TX-0HVE-22WP", clinic.relay().base_url());
    let answered = code(clinic.desk.pair_relay(wrong).await);
    assert!(
        matches!(
            answered,
            ErrorCode::PairingRefused | ErrorCode::PairingCodeUnreadable
        ),
        "{answered:?}"
    );
    assert_eq!(
        code(
            clinic
                .desk
                .pair_relay("http://relay.example/#RCD1-7QK4-M9TX-0HVE-22WP".into())
                .await
        ),
        ErrorCode::PairingCodeUnreadable
    );
    let nowhere = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let good = clinic.relay().pair_code("Clínica Alameda").await.unwrap();
    let elsewhere = good
        .to_text()
        .replace(&clinic.relay().addr.to_string(), &nowhere.to_string());
    assert_eq!(
        code(clinic.desk.pair_relay(elsewhere).await),
        ErrorCode::RelayUnreachable
    );
    clinic
        .desk
        .pair_relay(good.to_text())
        .await
        .expect("the right code still works");
}

/// A desk that locks before WhatsApp is connected asks for a sign-in, and then goes on with the first run.
#[tokio::test(flavor = "multi_thread")]
async fn a_first_run_that_was_locked_goes_on_after_signing_in() {
    let mut clinic = Clinic::start(|_| {}).await;
    clinic.pair().await;
    clinic.own_without_finishing().await;
    assert_eq!(step(&clinic).await, FirstRunStep::Whatsapp);
    clinic.restart_desk().await;
    clinic.unlock().await;
    assert_eq!(step(&clinic).await, FirstRunStep::Whatsapp);
}

/// The app's id is found from the token when nobody typed it, so that the app's subscription is proved all the same.
#[tokio::test(flavor = "multi_thread")]
async fn the_app_id_is_found_from_the_token() {
    let clinic = Clinic::open().await;
    let mut form = clinic.form();
    form.app_id = String::new();
    let proof = clinic.desk.connect_whatsapp(form).await.unwrap();
    assert_eq!(result(&proof, Check::AppSubscription), CheckResult::Passed);
}
