//! Carousels: a picture a card, values and buttons card by card; and files that stay with their message while it waits.

use crate::{
    clinic::{Clinic, desk::PHOTO},
    template_sending::approved,
};
use recado_domain::{
    channel::Side,
    delivery::DeliveryStatus,
    id::{ChannelId, MediaId},
    part::Part,
    template::draft::{ButtonDraft, CardDraft, HeaderDraft, TemplateCategory, TemplateDraft},
};
use recado_inbox::{
    error::InboxError,
    view::{connection::ChannelState, template::TemplateToSend, thread::ThreadView},
};
use recado_meta_sim::fault::Fault;
use std::{collections::BTreeMap, time::Duration};

const NAME: &str = "nuestras_salas";

fn card(example: MediaId, body: &str) -> CardDraft {
    CardDraft {
        header: HeaderDraft::Image {
            example: Some(example),
        },
        body: body.into(),
        buttons: vec![
            ButtonDraft::Url {
                label: "Ver la sala".into(),
                url: "https://alameda.example/{{1}}".into(),
            },
            ButtonDraft::QuickReply {
                label: "Pedir hora".into(),
            },
        ],
    }
}

/// Has a carousel of two cards approved.
async fn with_a_carousel() -> (Clinic, ThreadView, ChannelId) {
    let (clinic, thread) = Clinic::with_a_message().await;
    let view = clinic.desk.connection_view().await.unwrap();
    let channel = view.channels[0].id;
    let example = clinic
        .desk
        .stage_template_example(channel, "ejemplo.jpg".into(), PHOTO.to_vec())
        .await
        .unwrap()
        .media
        .id;
    let examples = [
        ("nombre", "Rosa"),
        ("card0.sala", "azul"),
        ("card0.button0.1", "azul"),
        ("card1.sala", "verde"),
        ("card1.button0.1", "verde"),
    ];
    let draft = TemplateDraft {
        name: NAME.into(),
        language: "es".into(),
        category: TemplateCategory::Marketing,
        header: HeaderDraft::None,
        body: "Hola {{nombre}}, estas son nuestras salas.".into(),
        footer: String::new(),
        examples: BTreeMap::from(examples.map(|(key, value)| (key.into(), value.into()))),
        buttons: Vec::new(),
        cards: vec![
            card(example, "La sala {{sala}} es tranquila."),
            card(example, "La sala {{sala}} tiene luz."),
        ],
    };
    approved(&clinic, &thread, channel, draft).await;
    (clinic, thread, channel)
}

fn filled(thread: &ThreadView, media: Vec<MediaId>) -> TemplateToSend {
    let values = [
        ("nombre", "María"),
        ("card0.sala", "azul"),
        ("card0.button0.1", "sala-azul"),
        ("card1.sala", "verde"),
        ("card1.button0.1", "sala-verde"),
    ];
    TemplateToSend {
        side: Side::Clinical,
        conversation: thread.conversation,
        name: NAME.into(),
        language: "es".into(),
        values: BTreeMap::from(values.map(|(key, value)| (key.into(), value.into()))),
        media,
        place: None,
    }
}

impl Clinic {
    async fn two_pictures(&self, thread: &ThreadView) -> Vec<MediaId> {
        let mut media = Vec::new();
        for name in ["azul.jpg", "verde.jpg"] {
            media.push(self.stages(thread, name, PHOTO).await.media.id);
        }
        media
    }

    /// Returns the names of patients' encrypted files.
    fn patients_files(&self) -> Vec<String> {
        let folder = self.data_dir().join("clinic/media/clinical");
        let files = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = files
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// T3, CASES 22: a carousel leaves with a picture, words and buttons a card, and the simulator, which checks, takes it.
#[tokio::test(flavor = "multi_thread")]
async fn a_carousel_leaves_with_a_picture_a_card() {
    let (clinic, thread, _) = with_a_carousel().await;
    let media = clinic.two_pictures(&thread).await;
    let one = filled(&thread, vec![media[0]]);
    let refused = clinic.desk.send_template(one).await;
    assert!(
        matches!(refused, Err(InboxError::Template(_))),
        "a card without its picture"
    );
    let twice = filled(&thread, vec![media[0], media[0]]);
    let refused = clinic.desk.send_template(twice).await;
    assert!(refused.is_err(), "one picture stands above one card");
    let wanted = filled(&thread, media.clone());
    clinic.desk.send_template(wanted).await.unwrap();
    let thread = clinic.reached(&thread, 1, DeliveryStatus::Read).await;
    let sent = clinic.bodies(1).await;
    let parts = sent[0]["template"]["components"].as_array().unwrap();
    let cards = parts.iter().find(|part| part["type"] == "carousel");
    let cards = cards.unwrap()["cards"].as_array().unwrap();
    for (index, (card, room)) in cards.iter().zip(["azul", "verde"]).enumerate() {
        assert_eq!(card["card_index"], index);
        let of = |kind: &str| {
            let parts = card["components"].as_array().unwrap();
            let parts = parts.iter().filter(move |part| part["type"] == kind);
            parts.cloned().collect::<Vec<_>>()
        };
        assert!(of("header")[0]["parameters"][0]["image"]["id"].is_string());
        assert_eq!(of("body")[0]["parameters"][0]["text"], room);
        let buttons = of("button");
        assert_eq!(buttons[0]["parameters"][0]["text"], format!("sala-{room}"));
        assert_eq!(buttons[1]["sub_type"], "quick_reply");
    }
    assert!(!sent[0].to_string().contains("{{"));
    let bubble = thread.messages.last().unwrap();
    assert!(bubble.media.is_empty(), "the pictures stand on their cards");
    let shown: Vec<_> = bubble.card_media.iter().map(|file| file.id).collect();
    assert_eq!(shown, media);
    let [Part::Template(template)] = bubble.parts.as_slice() else {
        panic!("a template")
    };
    assert_eq!(template.cards[1].body, "La sala verde tiene luz.");
}

/// T1: a carousel that waits for a token for days keeps its pictures, over a kill and the sweep; they go only with it.
#[tokio::test(flavor = "multi_thread")]
async fn pictures_of_a_carousel_stay_as_long_as_it_waits() {
    let (mut clinic, thread, _) = with_a_carousel().await;
    let media = clinic.two_pictures(&thread).await;
    let forgotten = clinic.stages(&thread, "otra.jpg", PHOTO).await.media.id;
    clinic.fault(Fault::ExpiredToken).await;
    clinic
        .desk
        .send_template(filled(&thread, media.clone()))
        .await
        .unwrap();
    clinic
        .until(|| async {
            let view = clinic.desk.connection_view().await.unwrap();
            (view.channels[0].state == ChannelState::SignInAgain).then_some(())
        })
        .await;
    clinic.later(Duration::from_secs(3 * 24 * 3600)).await;
    clinic.restart_desk().await;
    clinic.unlock().await;
    let mut kept: Vec<String> = media.iter().map(MediaId::to_string).collect();
    kept.sort();
    assert!(!kept.contains(&forgotten.to_string()));
    assert_eq!(clinic.patients_files(), kept, "what nobody sent was swept");

    clinic.control().clear_faults().await;
    clinic.desk.connect_whatsapp(clinic.form()).await.unwrap();
    let thread = clinic.reached(&thread, 1, DeliveryStatus::Read).await;
    assert_eq!(clinic.sent().await.len(), 1);
    assert_eq!(thread.messages.last().unwrap().card_media.len(), 2);
    assert_eq!(clinic.patients_files(), kept);
}
