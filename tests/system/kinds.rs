//! Every kind of WhatsApp message is shown as what it is, and what its author does to it later follows.

use crate::clinic::{Clinic, MARIA, last};
use recado_domain::{
    channel::Side,
    message::MessageKind,
    part::{Part, SystemLine, UnsupportedHint},
};
use recado_inbox::view::list::WindowState;
use serde_json::json;

/// R7, U2: kinds with their parts and files, one after another.
#[tokio::test(flavor = "multi_thread")]
async fn every_kind_comes_with_what_it_holds() {
    let clinic = Clinic::open().await;
    let kinds = [
        (
            json!({"type": "image", "image": {"caption": "a porta"}}),
            MessageKind::Image,
            None,
            1,
        ),
        (
            json!({"type": "video", "video": {}}),
            MessageKind::Video,
            None,
            1,
        ),
        (
            json!({"type": "audio", "audio": {"voice": true}}),
            MessageKind::Voice,
            None,
            1,
        ),
        (
            json!({"type": "document", "document": {"filename": "../análise.pdf"}}),
            MessageKind::Document,
            None,
            1,
        ),
        (
            json!({"type": "sticker", "sticker": {"animated": false}}),
            MessageKind::Sticker,
            None,
            1,
        ),
        (
            json!({"type": "location", "location": {"latitude": 38.7, "longitude": -9.1, "name": "Clínica"}}),
            MessageKind::Location,
            Some("place"),
            0,
        ),
        (
            json!({"type": "contacts", "contacts": [{"name": {"formatted_name": "Rui P."}, "phones": [{"phone": "+351 912 000 111"}]}]}),
            MessageKind::Contacts,
            Some("cards"),
            0,
        ),
        (
            json!({"type": "interactive", "interactive": {"type": "list_reply", "list_reply": {"id": "1", "title": "Quinta", "description": "às 10h"}}}),
            MessageKind::Choice,
            Some("choice"),
            0,
        ),
        (
            json!({"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent", "response_json": "{\"dia\":\"quinta\"}"}}}),
            MessageKind::Form,
            Some("form"),
            0,
        ),
        (
            json!({"type": "order", "order": {"catalog_id": "1", "product_items": [{"product_retailer_id": "creme", "quantity": 2, "item_price": 12.5, "currency": "EUR"}]}}),
            MessageKind::Order,
            Some("order"),
            0,
        ),
        (
            json!({"type": "text", "text": {"body": "Vi o anúncio"}, "referral": {"source_type": "ad", "source_id": "1", "headline": "Consulta"}}),
            MessageKind::Text,
            Some("referral"),
            0,
        ),
        (
            json!({"type": "hologram", "hologram": {}}),
            MessageKind::Unsupported,
            Some("unsupported"),
            0,
        ),
    ];
    for (message, ..) in &kinds {
        clinic.sends(MARIA, message.clone()).await;
    }
    let thread = clinic
        .only(Side::Clinical, |thread| {
            thread.messages.len() == kinds.len()
        })
        .await;
    for (shown, (_, kind, part, files)) in thread.messages.iter().zip(&kinds) {
        let parts: Vec<_> = shown.parts.iter().map(Part::kind).collect();
        let expected: Vec<_> = part.iter().copied().collect();
        assert_eq!((shown.kind, parts), (*kind, expected));
        assert_eq!(shown.media.len(), *files, "{kind:?}");
    }
    assert_eq!(thread.messages[0].text, "a porta");
    assert_eq!(
        thread.messages[3].media[0].name.as_deref(),
        Some("análise.pdf")
    );
    let Part::Order { items } = &thread.messages[9].parts[0] else {
        panic!("an order")
    };
    assert_eq!(items[0].product, "creme");
}

/// R7: reactions, edits and revokes find their message, also when it is a quoted one.
#[tokio::test(flavor = "multi_thread")]
async fn reactions_edits_and_revokes_follow_their_message() {
    let clinic = Clinic::open().await;
    let first = clinic.writes(MARIA, "Quinta às dez").await;
    let second = clinic
        .sends(
            MARIA,
            json!({"type": "text", "text": {"body": "Apaga isto"}, "context": {"id": first}}),
        )
        .await;
    clinic
        .sends(
            MARIA,
            json!({"type": "reaction", "reaction": {"message_id": first, "emoji": "👍🏽"}}),
        )
        .await;
    clinic
        .sends(
            MARIA,
            json!({"type": "edit", "edit": {"original_message_id": first, "message": {"type": "text", "text": {"body": "Quinta às onze"}}}}),
        )
        .await;
    clinic
        .sends(
            MARIA,
            json!({"type": "revoke", "revoke": {"original_message_id": second}}),
        )
        .await;
    let thread = clinic
        .only(Side::Clinical, |thread| {
            thread.messages.len() == 2 && thread.messages[1].is_deleted
        })
        .await;
    let [edited, revoked] = thread.messages.as_slice() else {
        panic!("two messages")
    };
    assert_eq!(edited.text, "Quinta às onze");
    assert!(edited.is_edited && edited.reactions[0].emoji == "👍🏽");
    assert_eq!(revoked.text, "");
    let quote = revoked.reply_to.as_ref().expect("it answers the first");
    assert_eq!(quote.id, Some(edited.id));
}

/// CASES 13: the first message to a number that the phone shares is withheld: a lead, and "read it on the phone".
#[tokio::test(flavor = "multi_thread")]
async fn a_withheld_first_message_makes_a_lead_and_says_where_to_read_it() {
    let clinic = Clinic::open().await;
    let mut notices = clinic.desk.notices();
    clinic
        .sends(
            MARIA,
            json!({"type": "unsupported", "errors": [{"code": 131060, "title": "x"}]}),
        )
        .await;
    let thread = clinic
        .only(Side::Clinical, |thread| !thread.messages.is_empty())
        .await;
    assert!(!thread.contact.is_patient);
    assert!(last(&thread).parts.iter().any(|part| matches!(
        part,
        Part::Unsupported {
            hint: UnsupportedHint::ReadOnPhone,
            ..
        }
    )));
    assert!(notices.recv().await.is_ok(), "somebody is told");
    let view = clinic.desk.connection_view().await.unwrap();
    assert!(view.channels[0].events.iter().any(|event| event.is_warning));
}

/// A changed number: the same person, one history, a line that says so; answers go to the new number.
#[tokio::test(flavor = "multi_thread")]
async fn a_changed_number_keeps_one_history() {
    let clinic = Clinic::open().await;
    clinic.writes(MARIA, "Olá").await;
    clinic.rows(1).await;
    clinic.later(std::time::Duration::from_secs(5)).await;
    clinic
        .control()
        .patient_changes_number(MARIA.wa_id, "351912000999")
        .await
        .unwrap();
    let now_at = crate::clinic::Person {
        wa_id: "351912000999",
        name: MARIA.name,
    };
    clinic
        .sends(
            now_at,
            json!({"type": "text", "text": {"body": "Mudei de número"}}),
        )
        .await;
    let thread = clinic
        .only(Side::Clinical, |thread| thread.messages.len() == 3)
        .await;
    assert!(thread.messages[1].parts.contains(&Part::System {
        line: SystemLine::NumberChanged
    }));
    assert_eq!(clinic.row(Side::Clinical).await.unwrap().unread, 2);
}

/// CASES 14 (WhatsApp): a call opens the window and leaves a line; so does a wish about marketing, without the window.
#[tokio::test(flavor = "multi_thread")]
async fn calls_and_wishes_leave_a_line() {
    let clinic = Clinic::open().await;
    clinic
        .posts_fixture("whatsapp/field_user_preferences_stop")
        .await;
    let thread = clinic
        .only(Side::Clinical, |thread| !thread.messages.is_empty())
        .await;
    assert_eq!(
        last(&thread).parts,
        [Part::System {
            line: SystemLine::MarketingStopped
        }]
    );
    assert_eq!(thread.window.state, WindowState::Closed);
    assert_eq!(clinic.row(Side::Clinical).await.unwrap().unread, 0);
    clinic.posts_fixture("whatsapp/field_calls_connect").await;
    let thread = clinic
        .only(Side::Clinical, |thread| thread.messages.len() == 2)
        .await;
    assert!(thread.messages.iter().any(|message| {
        message.parts
            == [Part::System {
                line: SystemLine::Called,
            }]
    }));
    assert!(thread.window.closes_at.is_some());
}
