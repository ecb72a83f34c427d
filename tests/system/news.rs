//! What Meta tells about accounts, numbers and templates stands on the connection page, and works at once.

use crate::clinic::{Clinic, MARIA};
use recado_domain::channel::Side;
use recado_inbox::view::connection::{ChannelEventKind, ChannelView};
use recado_meta_sim::world::product::Product;
use serde_json::json;

impl Clinic {
    async fn channel(&self, is_so: impl Fn(&ChannelView) -> bool) -> ChannelView {
        self.until(|| async {
            let view = self.desk.connection_view().await.unwrap();
            view.channels
                .into_iter()
                .next()
                .filter(|channel| is_so(channel))
        })
        .await
    }
}

/// R6: account fields become events once, with what they change.
#[tokio::test(flavor = "multi_thread")]
async fn account_fields_are_told_once_and_work_at_once() {
    let clinic = Clinic::open().await;
    clinic
        .posts_fixture("whatsapp/field_phone_quality_throughput")
        .await;
    let limited = clinic
        .channel(|channel| channel.messaging_limit.is_some())
        .await;
    assert_eq!(limited.events[0].about, ChannelEventKind::Quality);
    clinic
        .posts_fixture("whatsapp/field_account_offboarded")
        .await;
    let off = clinic
        .channel(|channel| channel.restriction.is_some())
        .await;
    assert_eq!(off.restriction.as_deref(), Some("ACCOUNT_OFFBOARDED"));
    assert!(off.events[0].is_warning);
    clinic
        .posts_fixture("whatsapp/field_account_reconnected")
        .await;
    let on = clinic
        .channel(|channel| channel.restriction.is_none())
        .await;
    let count = on.events.len();
    clinic
        .posts_fixture("whatsapp/field_account_reconnected")
        .await;
    clinic.posts_fixture("whatsapp/value_errors_only").await;
    let after = clinic
        .channel(|channel| {
            channel
                .events
                .iter()
                .any(|event| event.about == ChannelEventKind::Error)
        })
        .await;
    assert_eq!(after.events.len(), count + 1, "told twice is told once");
}

/// A number that was parted from us sends nothing until it is back; what was written meanwhile leaves then.
#[tokio::test(flavor = "multi_thread")]
async fn a_parted_number_sends_again_once_it_is_back() {
    let clinic = Clinic::open().await;
    clinic.writes(MARIA, "Há vaga?").await;
    let thread = clinic
        .only(Side::Clinical, |thread| !thread.messages.is_empty())
        .await;
    clinic
        .posts_fixture("whatsapp/field_account_offboarded")
        .await;
    clinic
        .channel(|channel| channel.restriction.is_some())
        .await;
    clinic.replies(&thread, "Há, às dez").await;
    clinic
        .sends(MARIA, json!({"type": "text", "text": {"body": "Olá?"}}))
        .await;
    clinic
        .only(Side::Clinical, |thread| thread.messages.len() == 3)
        .await;
    assert!(clinic.sent().await.is_empty(), "it waits");
    clinic
        .posts_fixture("whatsapp/field_account_reconnected")
        .await;
    clinic
        .until(|| async { (clinic.sent().await.len() == 1).then_some(()) })
        .await;
}

/// R6: a template that Meta pauses cannot be chosen any more, without waiting for the next reading.
#[tokio::test(flavor = "multi_thread")]
async fn a_paused_template_is_not_offered() {
    let clinic = Clinic::open().await;
    clinic.desk.sync_templates().await.unwrap();
    clinic.writes(MARIA, "Olá").await;
    let row = clinic.rows(1).await.remove(0);
    let offered = || async {
        clinic
            .desk
            .list_templates(Side::Clinical, row.conversation)
            .await
            .unwrap()
    };
    let before = offered().await;
    let chosen = before.first().expect("a template").clone();
    clinic.later(std::time::Duration::from_secs(60)).await;
    let value = json!({"event": "PAUSED", "message_template_id": 1, "message_template_name": chosen.name,
        "message_template_language": chosen.language, "reason": "NONE"});
    clinic
        .control()
        .tell_change(
            Product::WhatsApp,
            "message_template_status_update",
            value,
            None,
        )
        .await
        .unwrap();
    clinic
        .until(|| async {
            let now = offered().await;
            let still = now
                .iter()
                .any(|it| it.name == chosen.name && it.language == chosen.language);
            (!still).then_some(())
        })
        .await;
}

/// R4: a field nobody knows is kept as it came, counted, and hides nothing.
#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_field_is_kept_and_counted() {
    let clinic = Clinic::open().await;
    clinic.posts_fixture("whatsapp/odd_unknown_field").await;
    let view = clinic
        .until(|| async {
            let view = clinic.desk.connection_view().await.unwrap();
            (view.relay.unreadable > 0).then_some(view)
        })
        .await;
    assert_eq!(view.relay.unreadable, 1);
    assert_eq!(view.channels.len(), 1);
}
