//! Messenger and Instagram: what is sent from here, by whom it may be, and how a lost answer is explained.

use crate::clinic::{
    Clinic,
    desk::{DOCUMENT, PHOTO},
    last,
    reach::{SOFIA, TOMAS},
};
use recado_domain::{
    channel::{ChannelKind, Side},
    delivery::DeliveryStatus,
};
use recado_inbox::{
    error::InboxError,
    view::{
        compose::{ChoiceToSend, ContentToSend, OptionsToSend},
        media::StagedProblem,
        thread::{SendingView, ThreadView},
    },
};
use recado_meta_sim::{
    control::remarks::Remark, fault::Fault, simulator::Delivery, world::product::Product,
};
use serde_json::json;
use std::time::Duration;

const PRODUCTS: [(ChannelKind, Product, crate::clinic::Person); 2] = [
    (ChannelKind::Messenger, Product::Messenger, SOFIA),
    (ChannelKind::Instagram, Product::Instagram, TOMAS),
];

async fn with_a_message(
    (kind, product, person): (ChannelKind, Product, crate::clinic::Person),
) -> (Clinic, ThreadView) {
    let clinic = Clinic::open_with_page(kind).await;
    clinic
        .visits(product, person, json!({"message": {"text": "Olá"}}))
        .await;
    let thread = clinic
        .only(Side::Leads, |thread| !thread.messages.is_empty())
        .await;
    (clinic, thread)
}

fn quick_replies() -> ContentToSend {
    let choice = |title: &str| ChoiceToSend {
        title: title.into(),
        description: String::new(),
    };
    ContentToSend::Options(OptionsToSend {
        header: String::new(),
        body: "Que dia prefere?".into(),
        footer: String::new(),
        opener: String::new(),
        choices: vec![choice("Quinta"), choice("Sexta")],
    })
}

/// T3: text, an answer that quotes, a picture, quick replies; each with our id in it.
#[tokio::test(flavor = "multi_thread")]
async fn text_files_and_quick_replies_leave() {
    for product in PRODUCTS {
        let (clinic, thread) = with_a_message(product).await;
        let quoted = Some(thread.messages[0].id);
        clinic
            .desk
            .send_reply(Side::Leads, thread.conversation, "Bom dia".into(), quoted)
            .await
            .unwrap();
        let photo = clinic.stages(&thread, "sala.jpg", PHOTO).await;
        assert_eq!(photo.problem, None);
        clinic
            .sends_files(&thread, vec![photo.media.id], "A sala")
            .await;
        clinic
            .sends_content(&thread, quick_replies())
            .await
            .unwrap();
        let sent = clinic.bodies(4).await;
        assert_eq!(sent[0]["message"]["text"], "Bom dia");
        assert!(sent[0]["reply_to"]["mid"].is_string(), "{}", sent[0]);
        assert_eq!(sent[1]["message"]["attachment"]["type"], "image");
        // Files have no caption there: it is a text of its own.
        assert_eq!(sent[2]["message"]["text"], "A sala");
        assert_eq!(sent[3]["message"]["quick_replies"][1]["title"], "Sexta");
        for body in &sent {
            assert!(body["message"]["metadata"].is_string());
            assert!(body.get("tag").is_none());
        }
        assert_eq!(clinic.control().uploads().await.len(), 1);
    }
}

/// What a product has not is refused before it leaves: places, cards, other reactions, files of other types.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_product_has_not_is_refused_here() {
    let (clinic, thread) = with_a_message(PRODUCTS[0]).await;
    let card = ContentToSend::Card(recado_domain::part::Card {
        name: "Receção".into(),
        phones: vec!["+351 210 000 000".into()],
        ..Default::default()
    });
    let refused = clinic.sends_content(&thread, card).await;
    assert!(matches!(refused, Err(InboxError::NotTaken)), "{refused:?}");
    let message = thread.messages[0].id;
    let react = |clinic: &Clinic, emoji: &str| {
        let (desk, emoji) = (clinic.desk.clone(), emoji.to_owned());
        async move {
            desk.react(Side::Leads, thread.conversation, message, Some(emoji))
                .await
        }
    };
    let refused = react(&clinic, "❤").await;
    assert!(matches!(refused, Err(InboxError::NotTaken)), "{refused:?}");

    let (clinic, thread) = with_a_message(PRODUCTS[1]).await;
    let text = clinic.stages(&thread, "notas.txt", b"Bom dia").await;
    assert_eq!(text.problem, Some(StagedProblem::Type));
    let pdf = clinic.stages(&thread, "informe.pdf", DOCUMENT).await;
    assert_eq!(pdf.problem, None);
    let message = thread.messages[0].id;
    for (emoji, is_taken) in [("👍", false), ("❤", true)] {
        let done = clinic
            .desk
            .react(
                Side::Leads,
                thread.conversation,
                message,
                Some(emoji.into()),
            )
            .await;
        assert_eq!(done.is_ok(), is_taken, "{emoji}");
    }
    let sent = clinic.bodies(1).await;
    assert_eq!(sent[0]["sender_action"], "react");
    assert_eq!(sent[0]["payload"]["reaction"], "love");
}

/// CASES 21: at 30 h a person's reply carries HUMAN_AGENT; after seven days nothing leaves.
#[tokio::test(flavor = "multi_thread")]
async fn at_30_hours_a_persons_reply_says_that_a_person_wrote_it() {
    for product in PRODUCTS {
        let (clinic, thread) = with_a_message(product).await;
        clinic.later(Duration::from_secs(30 * 3600)).await;
        let open = clinic.only(Side::Leads, |_| true).await;
        assert_eq!(open.sending, SendingView::HumanOnly);
        clinic.replies(&thread, "Bom dia").await;
        let sent = clinic.bodies(1).await;
        assert_eq!(sent[0]["messaging_type"], "MESSAGE_TAG");
        assert_eq!(sent[0]["tag"], "HUMAN_AGENT");
        clinic.later(Duration::from_secs(6 * 24 * 3600)).await;
        let refused = clinic
            .desk
            .send_reply(Side::Leads, thread.conversation, "Olá?".into(), None)
            .await;
        assert!(matches!(refused, Err(InboxError::WindowClosed)));
        assert_eq!(clinic.sent().await.len(), 1);
    }
}

/// T1, CASES 19: Graph takes it and the answer is lost → the echo carries our id and explains it; nothing twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_explained_by_the_echo() {
    for product in PRODUCTS {
        let (clinic, thread) = with_a_message(product).await;
        clinic.fault(Fault::LostAnswer { times: 1 }).await;
        clinic.replies(&thread, "Bom dia").await;
        let sent = clinic.bodies(1).await;
        assert_eq!(sent.len(), 1);
        let thread = clinic
            .only(Side::Leads, |thread| {
                let status = last(thread).status;
                thread.messages.len() == 2
                    && status.is_some_and(|status| {
                        !matches!(status, DeliveryStatus::Queued | DeliveryStatus::Unknown)
                    })
            })
            .await;
        assert_eq!(last(&thread).text, "Bom dia");
        assert_eq!(last(&thread).sent_by.as_deref(), Some("Ana Reis"));
        assert_eq!(clinic.sent().await.len(), 1);
    }
}

/// T3: a comment has one private reply, which says whom it answers.
#[tokio::test(flavor = "multi_thread")]
async fn a_comment_has_one_private_reply() {
    for (kind, product, person) in PRODUCTS {
        let clinic = Clinic::open_with_page(kind).await;
        let remark = Remark {
            text: "Quanto custa?".into(),
            post: None,
            parent: None,
            at: Some(clinic.clock.now().0),
        };
        let control = clinic.control();
        let comment = control
            .visitor_comments(product, person.wa_id, person.name, remark)
            .await
            .unwrap();
        let thread = clinic
            .only(Side::Leads, |thread| !thread.messages.is_empty())
            .await;
        assert_eq!(thread.sending, SendingView::PrivateReply);
        clinic.replies(&thread, "Respondemos-lhe por aqui").await;
        let sent = clinic.bodies(1).await;
        assert_eq!(sent[0]["recipient"]["comment_id"], comment);
        let again = clinic
            .desk
            .send_reply(Side::Leads, thread.conversation, "Outra vez".into(), None)
            .await;
        assert!(matches!(again, Err(InboxError::WindowClosed)), "{again:?}");
        assert_eq!(clinic.sent().await.len(), 1);
    }
}

/// R7: another app answers → nothing leaves from here until somebody takes the conversation over.
#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_taken_over_from_another_app() {
    let (clinic, thread) = with_a_message(PRODUCTS[0]).await;
    clinic.control().set_delivery(Delivery::Off).await;
    clinic.later(Duration::from_secs(5)).await;
    let elsewhere = clinic.control();
    elsewhere
        .hand_over(SOFIA.wa_id, Some("263902037430900"), "")
        .await
        .unwrap();
    clinic
        .only(Side::Leads, |thread| {
            thread.handled_elsewhere_since.is_some()
        })
        .await;
    let refused = clinic
        .desk
        .send_reply(Side::Leads, thread.conversation, "Olá".into(), None)
        .await;
    assert!(matches!(refused, Err(InboxError::HandledElsewhere)));
    clinic.later(Duration::from_secs(5)).await;
    clinic
        .desk
        .take_over(Side::Leads, thread.conversation)
        .await
        .unwrap();
    clinic.replies(&thread, "Olá").await;
    let sent = clinic.bodies(1).await;
    assert_eq!(sent[0]["message"]["text"], "Olá");
}
