//! WhatsApp: every kind that is sent from here besides files, and what is refused before it leaves.

use crate::clinic::{Clinic, MARIA, NIKOS, desk::PHOTO};
use recado_domain::{
    channel::Side,
    delivery::DeliveryStatus,
    message::{Direction, MessageKind},
    part::{Card, Part, Place},
};
use recado_inbox::{
    error::InboxError,
    view::compose::{ChoiceToSend, ContentToSend, OptionsToSend},
};
use recado_meta_sim::fault::Fault;
use serde_json::json;
use std::time::Duration;

fn choices(titles: &[&str]) -> Vec<ChoiceToSend> {
    let choice = |title: &&str| ChoiceToSend {
        title: (*title).to_owned(),
        description: String::new(),
    };
    titles.iter().map(choice).collect()
}

fn options(body: &str, opener: &str, titles: &[&str]) -> ContentToSend {
    ContentToSend::Options(OptionsToSend {
        header: "Clínica Alameda".into(),
        body: body.into(),
        footer: String::new(),
        opener: opener.into(),
        choices: choices(titles),
    })
}

/// T3: a place, a card, buttons, a list and a request for the number leave as WhatsApp takes them, and stand in the
/// thread with all they hold.
#[tokio::test(flavor = "multi_thread")]
async fn places_cards_and_choices_leave_as_whatsapp_takes_them() {
    let (clinic, thread) = Clinic::with_a_message().await;
    let place = Place {
        latitude_e7: 387_167_000,
        longitude_e7: -91_390_000,
        name: Some("Clínica Alameda".into()),
        address: None,
    };
    let card = Card {
        name: "Receção Alameda".into(),
        phones: vec!["+351 210 000 000".into()],
        ..Card::default()
    };
    for content in [
        ContentToSend::Place(place.clone()),
        ContentToSend::Card(card),
        options("Que dia prefere?", "", &["Quinta", "Sexta"]),
        options(
            "A que horas?",
            "Ver horas",
            &["9:00", "10:00", "11:00", "12:00"],
        ),
        ContentToSend::ContactRequest {
            body: "Pode dar-nos o seu número?".into(),
        },
    ] {
        clinic.sends_content(&thread, content).await.unwrap();
    }
    let thread = clinic.reached(&thread, 5, DeliveryStatus::Read).await;
    let sent = clinic.bodies(5).await;
    assert_eq!(sent[0]["location"]["latitude"], 38.7167);
    assert_eq!(
        sent[1]["contacts"][0]["name"]["formatted_name"],
        "Receção Alameda"
    );
    let kinds: Vec<_> = sent[2..]
        .iter()
        .map(|body| body["interactive"]["type"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["button", "list", "request_contact_info"]);
    assert_eq!(sent[3]["interactive"]["action"]["button"], "Ver horas");
    assert_eq!(thread.messages[1].parts, [Part::Place(place)]);
    assert_eq!(thread.messages[3].kind, MessageKind::Options);
}

/// T3: a reaction stands at once, reaches the patient, and is taken back.
#[tokio::test(flavor = "multi_thread")]
async fn a_reaction_is_sent_and_taken_back() {
    let (clinic, thread) = Clinic::with_a_message().await;
    let message = thread.messages[0].id;
    for (count, emoji) in [(1, Some("👍".to_owned())), (2, None)] {
        clinic
            .desk
            .react(Side::Clinical, thread.conversation, message, emoji.clone())
            .await
            .unwrap();
        clinic
            .thread(thread.conversation, |thread| {
                let mut ours = thread.messages[0].reactions.iter();
                let ours = ours.find(|one| one.direction == Direction::Outbound);
                ours.map(|one| one.emoji.clone()) == emoji
            })
            .await;
        // One that has not left yet would be replaced by the next.
        clinic.bodies(count).await;
    }
    let sent = clinic.bodies(2).await;
    assert_eq!(sent[0]["reaction"]["emoji"], "👍");
    assert_eq!(sent[1]["reaction"]["emoji"], "");
}

/// T3: an answer quotes, and a link has a preview.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_shown_with_its_preview() {
    let (clinic, thread) = Clinic::with_a_message().await;
    clinic
        .replies(&thread, "Veja https://alameda.example/mapa")
        .await;
    clinic.replies(&thread, "Até quinta").await;
    let sent = clinic.bodies(2).await;
    assert_eq!(sent[0]["text"]["preview_url"], true);
    assert_eq!(sent[1]["text"]["preview_url"], false);
}

/// CASES 20: the window closes while one composes → nothing free-form leaves, the draft and the file stay.
#[tokio::test(flavor = "multi_thread")]
async fn after_the_window_closes_nothing_free_form_leaves() {
    let (clinic, thread) = Clinic::with_a_message().await;
    let photo = clinic.stages(&thread, "sala.jpg", PHOTO).await;
    clinic
        .desk
        .save_draft(Side::Clinical, thread.conversation, "Olá".into())
        .await
        .unwrap();
    clinic.later(Duration::from_secs(24 * 3600)).await;
    let contents = [
        ContentToSend::Media {
            media: vec![photo.media.id],
            caption: String::new(),
        },
        options("Que dia?", "", &["Quinta"]),
    ];
    for content in contents {
        let refused = clinic.sends_content(&thread, content).await;
        assert!(matches!(refused, Err(InboxError::WindowClosed)));
    }
    let message = thread.messages[0].id;
    let refused = clinic
        .desk
        .react(
            Side::Clinical,
            thread.conversation,
            message,
            Some("👍".into()),
        )
        .await;
    assert!(matches!(refused, Err(InboxError::WindowClosed)));
    let thread = clinic.thread(thread.conversation, |_| true).await;
    assert_eq!(thread.draft, "Olá");
    assert!(clinic.sent().await.is_empty());
    clinic.desk.unstage_file(photo.media.id).await.unwrap();
}

/// CASES 22: a placeholder that nobody filled leaves in no text, caption or choice.
#[tokio::test(flavor = "multi_thread")]
async fn a_placeholder_never_leaves() {
    let (clinic, thread) = Clinic::with_a_message().await;
    let refused = clinic
        .desk
        .send_reply(
            Side::Clinical,
            thread.conversation,
            "Olá {{nome}}".into(),
            None,
        )
        .await;
    assert!(matches!(refused, Err(InboxError::Template(_))));
    let refused = clinic
        .sends_content(&thread, options("Olá {{1}}", "", &["Sim"]))
        .await;
    assert!(matches!(refused, Err(InboxError::Template(_))));
    assert!(clinic.sent().await.is_empty());
}

/// T6, CASES 25: too many to one recipient → that pair waits, the others flow.
#[tokio::test(flavor = "multi_thread")]
async fn the_pair_limit_holds_up_one_conversation_alone() {
    let clinic = Clinic::open().await;
    clinic.writes(MARIA, "Bom dia").await;
    clinic.writes(NIKOS, "Bom dia").await;
    let rows = clinic.rows(2).await;
    let of = |name: &str| {
        let row = rows.iter().find(|row| row.name == name);
        row.expect("the row is there").conversation
    };
    let (maria, nikos) = (of(MARIA.name), of(NIKOS.name));
    let too_many = Fault::Error {
        code: 131_056,
        times: 1,
    };
    clinic.fault(too_many).await;
    let maria = clinic.thread(maria, |_| true).await;
    clinic.replies(&maria, "Olá").await;
    clinic.faults_are_used().await;
    assert!(clinic.sent().await.is_empty());
    let nikos = clinic.thread(nikos, |_| true).await;
    clinic.replies(&nikos, "Olá").await;
    let sent = clinic.bodies(1).await;
    assert_eq!(sent[0]["type"], json!("text"));
    clinic.reached(&nikos, 1, DeliveryStatus::Read).await;
}
