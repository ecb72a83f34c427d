//! Templates that leave with all their parts: pictures and places above, named variables, links and codes below.

use crate::clinic::{Clinic, MARIA, desk::PHOTO, last};
use recado_domain::{
    channel::Side,
    delivery::DeliveryStatus,
    id::ChannelId,
    part::{Part, Place},
    template::draft::{ButtonDraft, HeaderDraft, TemplateCategory, TemplateDraft},
};
use recado_inbox::{
    error::InboxError,
    view::{template::TemplateToSend, thread::ThreadView},
};
use recado_meta_sim::{control::review::Review, fault::Fault};
use std::{collections::BTreeMap, time::Duration};

fn draft(name: &str, header: HeaderDraft, buttons: Vec<ButtonDraft>) -> TemplateDraft {
    TemplateDraft {
        name: name.into(),
        language: "es".into(),
        category: TemplateCategory::Marketing,
        header,
        body: "Hola {{nombre}}, le esperamos el {{dia}} en la clínica.".into(),
        footer: String::new(),
        examples: BTreeMap::from([
            ("nombre".into(), "Rosa".into()),
            ("dia".into(), "jueves".into()),
        ]),
        buttons,
        cards: Vec::new(),
    }
}

/// Makes a template, has it approved, and waits until it is offered.
pub async fn approved(
    clinic: &Clinic,
    thread: &ThreadView,
    channel: ChannelId,
    draft: TemplateDraft,
) {
    let name = draft.name.clone();
    let made = clinic.desk.create_template(channel, draft).await.unwrap();
    assert!(made.is_taken, "{made:?}");
    let view = clinic.desk.templates_view().await.unwrap();
    let row = view.templates.into_iter().find(|row| row.name == name);
    let id = row.expect("the template is listed").id;
    let control = clinic.control();
    let approve = control.review_template(&id, Review::Approve);
    approve.await.unwrap();
    clinic
        .until(|| async {
            let offered = clinic
                .desk
                .list_templates(Side::Clinical, thread.conversation)
                .await
                .unwrap();
            offered.iter().any(|it| it.name == name).then_some(())
        })
        .await;
}

fn filled(thread: &ThreadView, name: &str, more: &[(&str, &str)]) -> TemplateToSend {
    let values = [("nombre", "María"), ("dia", "viernes")];
    let values = values.iter().chain(more);
    TemplateToSend {
        side: Side::Clinical,
        conversation: thread.conversation,
        name: name.into(),
        language: "es".into(),
        values: values
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect(),
        media: Vec::new(),
        place: None,
    }
}

/// CASES 22: header media, URL button, named variables → a payload Meta takes; nothing unfilled leaves.
#[tokio::test(flavor = "multi_thread")]
async fn a_template_leaves_with_picture_place_link_and_code() {
    let (clinic, thread) = Clinic::with_a_message().await;
    let view = clinic.desk.connection_view().await.unwrap();
    let channel = view.channels[0].id;
    let example = clinic
        .desk
        .stage_template_example(channel, "ejemplo.jpg".into(), PHOTO.to_vec())
        .await
        .unwrap();
    let picture = HeaderDraft::Image {
        example: Some(example.media.id),
    };
    let link = ButtonDraft::Url {
        label: "Ver la cita".into(),
        url: "https://alameda.example/{{1}}".into(),
    };
    let code = ButtonDraft::CopyCode {
        example: "ALAMEDA10".into(),
    };
    let mut with_picture = draft("con_foto", picture, vec![link, code]);
    let of_the_link = ("button0.1".to_owned(), "c0".to_owned());
    with_picture.examples.extend([of_the_link]);
    let with_place = draft("con_mapa", HeaderDraft::Location, Vec::new());
    for draft in [with_picture, with_place] {
        approved(&clinic, &thread, channel, draft).await;
    }
    // Templates need no open window.
    clinic.later(Duration::from_secs(25 * 3600)).await;

    let photo = clinic.stages(&thread, "sala.jpg", PHOTO).await;
    let mut wanted = filled(
        &thread,
        "con_foto",
        &[("button0.1", "c7"), ("button1.code", "MARIA10")],
    );
    let refused = clinic.desk.send_template(wanted.clone()).await;
    assert!(
        matches!(refused, Err(InboxError::Template(_))),
        "no picture"
    );
    wanted.media = vec![photo.media.id];
    clinic.desk.send_template(wanted).await.unwrap();
    let mut wanted = filled(&thread, "con_mapa", &[]);
    wanted.place = Some(Place {
        latitude_e7: 387_167_000,
        longitude_e7: -91_390_000,
        name: Some("Clínica Alameda".into()),
        address: Some("Rua da Alameda 1".into()),
    });
    clinic.desk.send_template(wanted).await.unwrap();
    let thread = clinic.reached(&thread, 2, DeliveryStatus::Read).await;
    let sent = clinic.bodies(2).await;
    let parts = &sent[0]["template"]["components"];
    assert_eq!(parts[0]["parameters"][0]["type"], "image");
    assert_eq!(parts[1]["parameters"][0]["parameter_name"], "nombre");
    assert_eq!(
        (&parts[2]["sub_type"], &parts[2]["index"]),
        (&"url".into(), &"0".into())
    );
    assert_eq!(parts[3]["parameters"][0]["coupon_code"], "MARIA10");
    let place = &sent[1]["template"]["components"][0]["parameters"][0];
    assert_eq!(place["location"]["latitude"], 38.7167);
    let bubble = &thread.messages[1];
    assert_eq!(
        bubble.text,
        "Hola María, le esperamos el viernes en la clínica."
    );
    assert_eq!(bubble.media[0].id, photo.media.id);
    assert!(matches!(bubble.parts.as_slice(), [Part::Template(_)]));
    assert!(!sent.iter().any(|body| body.to_string().contains("{{")));
}

/// CASES 22: 132000 → the templates are read again by themselves, and the message says so.
#[tokio::test(flavor = "multi_thread")]
async fn a_template_that_does_not_fit_is_read_again() {
    let (clinic, thread) = Clinic::with_a_message().await;
    let view = clinic.desk.connection_view().await.unwrap();
    let channel = view.channels[0].id;
    let plain = draft("sin_nada", HeaderDraft::None, Vec::new());
    approved(&clinic, &thread, channel, plain).await;
    let mut changes = clinic.desk.changes();
    clinic
        .fault(Fault::Error {
            code: 132_000,
            times: 1,
        })
        .await;
    let wanted = filled(&thread, "sin_nada", &[]);
    clinic.desk.send_template(wanted).await.unwrap();
    let thread = clinic.reached(&thread, 1, DeliveryStatus::Failed).await;
    let failure = last(&thread).failure.clone().unwrap();
    assert_eq!(failure.code, 132_000);
    assert_eq!(failure.action.as_str(), "sync_templates");
    let read_again = async {
        while changes.recv().await.unwrap() != recado_inbox::view::change::Change::Templates {}
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), read_again).await;
    waited.expect("the templates are read again");
    assert_eq!(thread.contact.name, MARIA.name);
}
