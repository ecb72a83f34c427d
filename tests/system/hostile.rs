//! Bad, huge and hostile input: nothing breaks, nothing is lost, and its neighbours are unharmed.

use crate::clinic::{Clinic, MARIA, Person, last};
use recado_domain::channel::Side;
use recado_meta_sim::fault::Fault;
use serde_json::json;
use std::time::Duration;

/// A body at the limit of what the relay takes is one message like every other.
#[tokio::test(flavor = "multi_thread")]
async fn a_body_of_three_megabytes_is_one_message() {
    let clinic = Clinic::open().await;
    let padding = "x".repeat(2_900_000);
    let message = json!({"type": "text", "text": {"body": "olá"}, "padding": padding});
    clinic.sends(MARIA, message).await;
    let thread = clinic
        .only(Side::Clinical, |thread| !thread.messages.is_empty())
        .await;
    assert_eq!(last(&thread).text, "olá");
}

/// A thousand updates in one POST: a thousand messages.
#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_updates_in_one_post_are_a_thousand_messages() {
    let clinic = Clinic::open().await;
    clinic.fault(Fault::BatchWebhooks { size: 1_000 }).await;
    for number in 0..1_000 {
        let at = clinic.clock.now().0 - 1_000_000 + number * 1_000;
        clinic
            .control()
            .patient_writes(
                MARIA.wa_id,
                MARIA.name,
                &format!("número {number}"),
                Some(at),
            )
            .await
            .unwrap();
    }
    clinic.control().flush().await;
    clinic
        .until(|| async {
            let row = clinic.row(Side::Clinical).await?;
            (row.unread == 1_000).then_some(())
        })
        .await;
}

/// Ids beyond 2^53 keep every digit.
#[tokio::test(flavor = "multi_thread")]
async fn ids_beyond_a_float_keep_their_digits() {
    let clinic = Clinic::open().await;
    clinic
        .posts_fixture("whatsapp/odd_numeric_and_huge_ids")
        .await;
    let thread = clinic
        .until(|| async {
            let rows = clinic.list(recado_inbox::view::list::ListFilter::All).await;
            let row = rows.into_iter().next()?;
            clinic
                .desk
                .open_thread(Side::Clinical, row.conversation)
                .await
                .ok()
        })
        .await;
    assert_eq!(last(&thread).media.len(), 1);
}

/// NUL, direction overrides and 4,096 emoji: kept in the text, tamed in the name.
#[tokio::test(flavor = "multi_thread")]
async fn hostile_text_is_kept_and_hostile_names_are_tamed() {
    let clinic = Clinic::open().await;
    let trickster = Person {
        wa_id: "351912000777",
        name: "\u{202e}anA\u{0} \u{200b}Reis",
    };
    let emoji = "🙂".repeat(4_096);
    clinic.writes(trickster, &emoji).await;
    clinic.later(Duration::from_secs(1)).await;
    clinic.writes(trickster, "a\u{0}b\u{202e}c").await;
    let thread = clinic
        .only(Side::Clinical, |thread| thread.messages.len() == 2)
        .await;
    assert_eq!(thread.contact.name, "anA Reis");
    assert_eq!(thread.messages[0].text, emoji);
    assert_eq!(thread.messages[1].text, "a\u{0}b\u{202e}c");
}
