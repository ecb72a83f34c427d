//! Messenger and Instagram: what people send there, what they do to it, and what they say in public.

use crate::clinic::{
    Clinic, last,
    reach::{SOFIA, TOMAS},
    texts,
};
use recado_domain::{
    channel::{ChannelKind, Side},
    delivery::DeliveryStatus,
    media::MediaState,
    message::MessageKind,
    part::{Part, SharedKind},
};
use recado_inbox::view::{
    list::WindowState,
    thread::{MessageOrigin, MessageView, SendingView},
};
use recado_meta_sim::{control::remarks::Remark, world::product::Product};
use serde_json::{Value, json};
use std::time::Duration;

fn shared(message: &MessageView) -> Option<SharedKind> {
    message.parts.iter().find_map(|part| match part {
        Part::Shared(shared) => Some(shared.what),
        _ => None,
    })
}

/// R7, U2: Messenger's kinds; all files of a message; the name is asked for once and shown.
#[tokio::test(flavor = "multi_thread")]
async fn messengers_kinds_are_shown_as_what_they_are() {
    let clinic = Clinic::open_with_page(ChannelKind::Messenger).await;
    let events = [
        json!({"message": {"text": "Bom dia"}}),
        json!({"message": {"text": "Sim", "quick_reply": {"payload": "yes"}}}),
        json!({"postback": {"title": "Marcar", "payload": "book"}}),
        json!({"message": {"text": "três", "attachments": [{"type": "image"}, {"type": "image"}, {"type": "file"}]}}),
        json!({"message": {"attachments": [{"type": "fallback", "url": "https://example.org/a", "title": "Artigo"}]}}),
        json!({"message": {"attachments": [{"type": "hologram", "payload": null}]}}),
    ];
    for event in &events {
        clinic
            .visits(Product::Messenger, SOFIA, event.clone())
            .await;
    }
    let thread = clinic
        .only(Side::Leads, |thread| {
            let files = &thread.messages.get(3).map(|message| &message.media);
            let are_here = files.is_some_and(|files| {
                files.len() == 3 && files.iter().all(|file| file.state == MediaState::Here)
            });
            thread.messages.len() == events.len() && are_here && thread.contact.name == SOFIA.name
        })
        .await;
    let kinds: Vec<_> = thread.messages.iter().map(|message| message.kind).collect();
    assert_eq!(
        kinds,
        [
            MessageKind::Text,
            MessageKind::Choice,
            MessageKind::Choice,
            MessageKind::Image,
            MessageKind::Shared,
            MessageKind::Unsupported,
        ]
    );
    assert_eq!(shared(&thread.messages[4]), Some(SharedKind::Link));
    assert_eq!(thread.sending, SendingView::Free);
    let fetches = clinic.control().fetches().await;
    assert!(!fetches.is_empty() && fetches.iter().all(|fetch| !fetch.carried_token));
}

/// R7, CASES 14: Instagram's kinds; stories open the window; reactions, edits and unsent messages follow.
#[tokio::test(flavor = "multi_thread")]
async fn instagrams_kinds_are_shown_as_what_they_are() {
    let clinic = Clinic::open_with_page(ChannelKind::Instagram).await;
    let visit = |event: Value| clinic.visits(Product::Instagram, TOMAS, event);
    visit(json!({"message": {"attachments": [{"type": "story_mention"}]}})).await;
    let open = clinic
        .only(Side::Leads, |thread| !thread.messages.is_empty())
        .await;
    assert_eq!(shared(last(&open)), Some(SharedKind::StoryMention));
    assert_eq!(open.window.state, WindowState::Open);
    visit(json!({"message": {"text": "Que linda", "reply_to": {"story": {"id": "1"}}}})).await;
    visit(json!({"message": {"attachments": [{"type": "like_heart"}]}})).await;
    let edited = visit(json!({"message": {"text": "Quero marcar"}})).await;
    let unsent = visit(json!({"message": {"text": "engano"}})).await;
    visit(json!({"message_edit": {"mid": edited, "text": "Quero marcar amanhã", "num_edit": 1}}))
        .await;
    visit(
        json!({"reaction": {"mid": edited, "action": "react", "reaction": "love", "emoji": "❤"}}),
    )
    .await;
    visit(json!({"message": {"mid": unsent, "is_deleted": true}})).await;
    let thread = clinic
        .only(Side::Leads, |thread| {
            thread.messages.len() == 5 && thread.messages[4].is_deleted
        })
        .await;
    let what: Vec<_> = thread.messages.iter().map(shared).collect();
    assert_eq!(
        what,
        [
            Some(SharedKind::StoryMention),
            Some(SharedKind::StoryReply),
            Some(SharedKind::Heart),
            None,
            None
        ]
    );
    let changed = &thread.messages[3];
    assert_eq!(changed.text, "Quero marcar amanhã");
    assert_eq!(changed.reactions[0].emoji, "❤");
    assert!(changed.is_edited);
}

/// An advertisement opens Messenger's window before a word is written, and says where somebody came from.
#[tokio::test(flavor = "multi_thread")]
async fn a_lead_from_an_advertisement_is_a_line_and_an_open_window() {
    let clinic = Clinic::open_with_page(ChannelKind::Messenger).await;
    let event = json!({"referral": {"source": "ADS", "type": "OPEN_THREAD", "ad_id": "1", "ads_context_data": {"ad_title": "Primeira consulta"}}});
    clinic.visits(Product::Messenger, SOFIA, event).await;
    let thread = clinic
        .only(Side::Leads, |thread| !thread.messages.is_empty())
        .await;
    assert!(matches!(&last(&thread).parts[..], [Part::Referral(_)]));
    assert_eq!(thread.window.state, WindowState::Open);
    assert_eq!(clinic.row(Side::Leads).await.unwrap().unread, 0);
}

/// Sent from the Page's inbox: shown as sent elsewhere, unread by nobody, and what it quotes is found. CASES 10.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_from_the_pages_inbox_is_shown_as_such() {
    let clinic = Clinic::open_with_page(ChannelKind::Messenger).await;
    let asked = clinic
        .visits(
            Product::Messenger,
            SOFIA,
            json!({"message": {"text": "Há vaga?"}}),
        )
        .await;
    let opened = clinic
        .only(Side::Leads, |thread| !thread.messages.is_empty())
        .await;
    clinic.later(Duration::from_secs(60)).await;
    let answer = json!({"text": "Há, às dez", "reply_to": {"mid": asked}});
    clinic
        .control()
        .clinic_sends_elsewhere(SOFIA.wa_id, answer, Some(clinic.clock.now().0))
        .await
        .unwrap();
    clinic.control().patient_reads(SOFIA.wa_id).await;
    let thread = clinic
        .only(Side::Leads, |thread| {
            thread.messages.len() == 2 && last(thread).status == Some(DeliveryStatus::Read)
        })
        .await;
    assert_eq!(last(&thread).origin, MessageOrigin::Elsewhere);
    assert_eq!(
        last(&thread)
            .reply_to
            .as_ref()
            .map(|quote| quote.text.as_str()),
        Some("Há vaga?")
    );
    assert_eq!(thread.window, opened.window, "an echo opens nothing");
    assert_eq!(clinic.row(Side::Leads).await.unwrap().unread, 1);
}

/// A comment is unread like a message, opens no window but its one private reply, and follows its author.
#[tokio::test(flavor = "multi_thread")]
async fn a_comment_stands_in_its_authors_conversation() {
    let clinic = Clinic::open_with_page(ChannelKind::Messenger).await;
    let remark = |text: &str| Remark {
        text: text.to_owned(),
        at: Some(clinic.clock.now().0),
        ..Remark::default()
    };
    let control = clinic.control();
    let id = control
        .visitor_comments(
            Product::Messenger,
            SOFIA.wa_id,
            SOFIA.name,
            remark("Quanto custa?"),
        )
        .await
        .unwrap();
    let thread = clinic
        .only(Side::Leads, |thread| !thread.messages.is_empty())
        .await;
    let Part::Comment(place) = &last(&thread).parts[0] else {
        panic!("a comment")
    };
    assert_eq!(
        (last(&thread).kind, place.comment_id.as_str()),
        (MessageKind::Comment, id.as_str())
    );
    assert_eq!(thread.window.closes_at, None);
    assert_eq!(thread.sending, SendingView::PrivateReply);
    assert_eq!(clinic.row(Side::Leads).await.unwrap().unread, 1);
    clinic.later(Duration::from_secs(10)).await;
    control
        .visitor_changes_comment(&id, Some("Quanto custa a consulta?"))
        .await
        .unwrap();
    let edited = clinic
        .only(Side::Leads, |thread| last(thread).is_edited)
        .await;
    assert_eq!(texts(&edited), ["Quanto custa a consulta?"]);
    control.visitor_changes_comment(&id, None).await.unwrap();
    let removed = clinic
        .only(Side::Leads, |thread| last(thread).is_deleted)
        .await;
    assert_eq!(
        removed.sending,
        SendingView::Nothing,
        "nothing is left to answer"
    );
}

/// M1: words that call for help are found in a comment as in a message.
#[tokio::test(flavor = "multi_thread")]
async fn a_comment_is_read_for_flags() {
    let clinic = Clinic::open_with_page(ChannelKind::Instagram).await;
    let remark = Remark {
        text: "Não quero viver mais, quero morrer".into(),
        ..Remark::default()
    };
    clinic
        .control()
        .visitor_comments(Product::Instagram, TOMAS.wa_id, TOMAS.name, remark)
        .await
        .unwrap();
    let alerts = clinic
        .until(|| async {
            let alerts = clinic.desk.open_alerts().await.unwrap();
            // Its words are found once the comment is filed.
            let has_words = alerts.iter().any(|alert| !alert.words.is_empty());
            has_words.then_some(alerts)
        })
        .await;
    assert_eq!(
        alerts[0].conversation,
        clinic.row(Side::Leads).await.unwrap().conversation
    );
}
