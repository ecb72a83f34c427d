//! What is queued to go out by itself, and a kill, a flag, a broken token or the time comes between.

use super::{CRISIS, HOUR, always_closed, has_left};
use crate::clinic::{Clinic, MARIA, NIKOS, last, texts};
use recado_domain::{channel::Side, delivery::DeliveryStatus};
use recado_inbox::view::connection::{ChannelChange, ChannelColour};
use recado_meta_sim::{fault::Fault, simulator::Delivery};
use recado_store::clinic::acknowledgements::AcknowledgementState;
use std::time::Duration;

/// A5: a flag raised between queueing and leaving stops it, and what was shown of it goes.
#[tokio::test(flavor = "multi_thread")]
async fn a_flag_raised_meanwhile_stops_what_is_queued() {
    let clinic = Clinic::open().await;
    clinic.keeps_hours(always_closed()).await;
    clinic.cannot_send().await;
    clinic.writes(MARIA, "Bom dia").await;
    clinic.waits_for_a_token().await;
    clinic.only_one_is(AcknowledgementState::Queued).await;
    clinic.writes(MARIA, CRISIS).await;
    clinic.only_thread(|thread| !thread.alerts.is_empty()).await;
    clinic.can_send_again().await;
    clinic.only_one_is(AcknowledgementState::Withheld).await;
    let thread = clinic.has_messages(2).await;
    assert_eq!(texts(&thread), ["Bom dia", CRISIS]);
    assert!(clinic.sent().await.is_empty());
}

/// Killed before it leaves: it leaves once afterwards, without anybody signing in.
#[tokio::test(flavor = "multi_thread")]
async fn killed_before_it_leaves_it_leaves_once() {
    let mut clinic = Clinic::open().await;
    clinic.keeps_hours(always_closed()).await;
    clinic.cannot_send().await;
    clinic.writes(MARIA, "Bom dia").await;
    clinic.waits_for_a_token().await;
    clinic.only_one_is(AcknowledgementState::Queued).await;
    clinic.restart_desk().await;
    clinic.unlock().await;
    clinic.can_send_again().await;
    clinic.only_thread(has_left).await;
    clinic.restart_desk().await;
    clinic.unlock().await;
    clinic.writes(MARIA, "Estão aí?").await;
    clinic.has_messages(3).await;
    assert_eq!(clinic.sent().await.len(), 1);
}

/// Killed while Meta has it: never a second one; Meta's status says that it went.
#[tokio::test(flavor = "multi_thread")]
async fn killed_while_it_leaves_it_is_not_repeated() {
    let mut clinic = Clinic::open_with(|options| options.delivery = Delivery::Off).await;
    clinic.keeps_hours(always_closed()).await;
    clinic
        .fault(Fault::Slow {
            millis: 600_000,
            times: 1,
        })
        .await;
    clinic.writes(MARIA, "Bom dia").await;
    clinic.only_one_is(AcknowledgementState::Sending).await;
    clinic.faults_are_used().await;
    clinic.restart_desk().await;
    clinic.only_one_is(AcknowledgementState::Unknown).await;
    clinic.later(Duration::from_secs(120)).await;
    clinic.unlock().await;
    clinic
        .only_thread(|thread| last(thread).status == Some(DeliveryStatus::Unknown))
        .await;
    assert!(clinic.sent().await.len() <= 1);
}

/// A lost answer is resolved by Meta's status, as for any other message.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_resolved_and_not_repeated() {
    let clinic = Clinic::open().await;
    clinic.keeps_hours(always_closed()).await;
    clinic.fault(Fault::LostAnswer { times: 1 }).await;
    clinic.writes(MARIA, "Bom dia").await;
    clinic.only_thread(has_left).await;
    assert_eq!(clinic.sent().await.len(), 1);
}

/// Catching up on what was written hours ago answers nobody.
#[tokio::test(flavor = "multi_thread")]
async fn a_night_that_is_caught_up_answers_nobody() {
    let mut clinic = Clinic::open().await;
    clinic.keeps_hours(always_closed()).await;
    clinic.desk.close();
    clinic.writes(MARIA, "Boa noite").await;
    clinic.later(HOUR).await;
    clinic.writes(NIKOS, "Bom dia").await;
    clinic.restart_desk().await;
    clinic.unlock().await;
    clinic.rows(2).await;
    let decided = clinic.states();
    assert_eq!(decided.len(), 1, "Nikos wrote just now, Maria did not");
    clinic.only_one_is(AcknowledgementState::Sent).await;
    assert_eq!(clinic.sent().await[0].to, NIKOS.wa_id);
}

/// What waits too long does not leave any more, and its address is forgotten.
#[tokio::test(flavor = "multi_thread")]
async fn what_waited_too_long_does_not_leave() {
    let clinic = Clinic::open().await;
    clinic.keeps_hours(always_closed()).await;
    clinic.cannot_send().await;
    clinic.writes(MARIA, "Bom dia").await;
    clinic.waits_for_a_token().await;
    clinic.only_one_is(AcknowledgementState::Queued).await;
    clinic.later(HOUR).await;
    clinic.unlock_if_locked().await;
    clinic.can_send_again().await;
    clinic.only_one_is(AcknowledgementState::Withheld).await;
    clinic.has_messages(1).await;
    assert!(clinic.sent().await.is_empty());
}

/// A channel that is switched off sends nothing, also not what was queued before.
#[tokio::test(flavor = "multi_thread")]
async fn a_channel_switched_off_is_silent() {
    let clinic = Clinic::open().await;
    clinic.keeps_hours(always_closed()).await;
    clinic.cannot_send().await;
    clinic.writes(MARIA, "Bom dia").await;
    clinic.waits_for_a_token().await;
    clinic.only_one_is(AcknowledgementState::Queued).await;
    let channel = clinic.desk.connection_view().await.unwrap().channels[0].id;
    let off = ChannelChange {
        channel,
        is_on: false,
        side: Side::Clinical,
        colour: ChannelColour::Violet,
    };
    clinic.desk.change_channel(off).await.unwrap();
    clinic.control().clear_faults().await;
    clinic.later(HOUR).await;
    clinic.unlock_if_locked().await;
    clinic.writes(NIKOS, "Olá").await;
    clinic.only_one_is(AcknowledgementState::Withheld).await;
    assert!(clinic.sent().await.is_empty());
}
