//! The clinic's own phrases, what people say about false alarms, and rules that are lowered by choice.

use super::{CRISIS, DAY, HOUR};
use crate::clinic::{Clinic, MARIA, NIKOS};
use recado_domain::{
    alert::{AlertCategory, AlertLevel, step::WrongReason},
    channel::Side,
    phrase::{PhraseFault, PhraseFit, PhraseTongue},
    staff::Role,
};
use recado_inbox::{
    error::InboxError,
    view::{flags::PhraseForm, thread::AlertView},
};
use std::time::Duration;

fn phrase(words: &str) -> PhraseForm {
    PhraseForm {
        id: None,
        words: words.into(),
        language: PhraseTongue::Spanish,
        fit: PhraseFit::WithGap,
        category: AlertCategory::Abuse,
        level: AlertLevel::High,
    }
}

/// The clinic's own phrase is tried on what came, raises from the moment it is kept, also after a restart, and no more
/// once it is removed. Words that nothing can be looked for by are refused.
#[tokio::test(flavor = "multi_thread")]
async fn a_phrase_of_the_clinic_raises_until_it_is_removed() {
    let mut clinic = Clinic::open().await;
    clinic.writes(MARIA, "La factura la tiene Tomás").await;
    clinic
        .only_thread(|thread| thread.messages.len() == 1)
        .await;
    assert!(clinic.desk.open_alerts().await.unwrap().is_empty());
    let form = phrase("factura Tomás");
    let seen = clinic.desk.preview_phrase(form.clone()).await.unwrap();
    assert_eq!((seen.found, seen.read, seen.is_one_word), (1, 1, false));
    let seen = clinic
        .desk
        .preview_phrase(phrase("¡factura!"))
        .await
        .unwrap();
    assert!(seen.is_one_word);
    let refused = clinic.desk.save_phrase(phrase("¿…?")).await.unwrap();
    assert_eq!(refused, Some(PhraseFault::Empty));
    let before = clinic.desk.flag_rules().await.unwrap().version;
    assert_eq!(clinic.desk.save_phrase(form).await.unwrap(), None);
    let kept = clinic.desk.flag_rules().await.unwrap();
    assert_eq!(kept.phrases[0].words, "factura Tomás");
    assert_ne!(kept.version, before);
    clinic.restart_desk().await;
    clinic.unlock().await;
    clinic.later(HOUR / 4).await;
    clinic.writes(MARIA, "La factura la tiene Tomás").await;
    let flag = clinic.flag(|_| true).await;
    assert_eq!(
        (flag.level, flag.category),
        (AlertLevel::High, AlertCategory::Abuse)
    );
    clinic.desk.acknowledge_alert(flag.id).await.unwrap();
    clinic.desk.remove_phrase(kept.phrases[0].id).await.unwrap();
    clinic.later(HOUR / 4).await;
    clinic.writes(MARIA, "La factura la tiene Tomás").await;
    clinic
        .only_thread(|thread| thread.messages.len() == 3)
        .await;
    assert!(clinic.desk.open_alerts().await.unwrap().is_empty());
    let acts: Vec<_> = clinic
        .acts("flag_phrase")
        .into_iter()
        .map(|act| act.0)
        .collect();
    assert_eq!(acts, ["flag_phrase.saved", "flag_phrase.removed"]);
    let eva = clinic.hire("Eva Sol", Role::Assistant).await;
    clinic.hands_over_to(eva).await;
    assert!(matches!(
        clinic.desk.flag_rules().await,
        Err(InboxError::NotAllowed)
    ));
}

/// A wrong flag lowers exactly these words of this person to review, for ninety days or until it is taken back.
#[tokio::test(flavor = "multi_thread")]
async fn feedback_lowers_those_words_and_expires() {
    let clinic = Clinic::open().await;
    let flag = clinic.takes_a_crisis().await;
    let wrong = clinic
        .desk
        .say_alert_wrong(flag.id, WrongReason::MannerOfSpeaking);
    wrong.await.unwrap();
    let behind = clinic.desk.flag_rules().await.unwrap();
    assert!(!behind.shields.is_empty());
    assert!(behind.shields[0].who.is_some() && !behind.shields[0].words.is_empty());
    assert_eq!(behind.shields[0].by, "Ana Reis");
    assert!(
        behind
            .rules
            .iter()
            .all(|rule| rule.wrong == 1 && !rule.may_be_lowered)
    );
    let refused = clinic.desk.lower_rule(behind.rules[0].rule.clone()).await;
    assert!(matches!(refused, Err(InboxError::InvalidInput)));
    clinic.later(HOUR / 4).await;
    clinic.writes(MARIA, CRISIS).await;
    let lowered = clinic.flag(|_| true).await;
    assert_eq!(lowered.level, AlertLevel::Review);
    clinic.desk.acknowledge_alert(lowered.id).await.unwrap();
    // Somebody else's same words are read as ever.
    clinic.writes(NIKOS, CRISIS).await;
    let other = clinic.flag(|_| true).await;
    assert!(other.level >= AlertLevel::High);
    clinic.desk.acknowledge_alert(other.id).await.unwrap();
    clinic.much_later(91 * DAY).await;
    assert!(clinic.desk.flag_rules().await.unwrap().shields.is_empty());
    clinic.writes(MARIA, CRISIS).await;
    let again = clinic.flag(|_| true).await;
    assert!(again.level >= AlertLevel::High);
    let health = clinic.desk.flags_health().await.unwrap();
    assert_eq!(health, Default::default(), "flags are on");
    assert_eq!(again.side, Side::Clinical);
}

/// A rule for the same day that was wrong often raises no more than a review here once an owner says so, and does again
/// when they take it back.
#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_is_often_wrong_is_lowered_by_choice() {
    let clinic = Clinic::open().await;
    let words = |about: &str| format!("soy una carga para {about}");
    for about in [
        "mis vecinos",
        "la oficina",
        "mi equipo",
        "el grupo",
        "la banda",
    ] {
        clinic.writes(MARIA, &words(about)).await;
        let is_filed = |one: &AlertView| one.message.is_some();
        let flag = clinic
            .flag(|one| one.level >= AlertLevel::Today && is_filed(one))
            .await;
        let wrong = clinic.desk.say_alert_wrong(flag.id, WrongReason::Story);
        wrong.await.unwrap();
        clinic.later(Duration::from_secs(60)).await;
    }
    let rules = clinic.desk.flag_rules().await.unwrap().rules;
    let rule = rules.iter().find(|rule| rule.may_be_lowered);
    let rule = rule.expect("five times wrong").rule.clone();
    clinic.desk.lower_rule(rule.clone()).await.unwrap();
    clinic.writes(NIKOS, &words("mi familia")).await;
    let lowered = clinic.flag(|_| true).await;
    assert_eq!(lowered.level, AlertLevel::Review);
    clinic.desk.acknowledge_alert(lowered.id).await.unwrap();
    clinic.desk.restore_rule(rule).await.unwrap();
    clinic.later(Duration::from_secs(60)).await;
    clinic.writes(NIKOS, &words("mi hermano")).await;
    let again = clinic.flag(|_| true).await;
    assert!(again.level >= AlertLevel::Today);
    let acts: Vec<_> = clinic
        .acts("flag_rule")
        .into_iter()
        .map(|act| act.0)
        .collect();
    assert_eq!(acts, ["flag_rule.lowered", "flag_rule.restored"]);
}
