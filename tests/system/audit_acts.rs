//! Every command that changes something leaves exactly its acts, by whoever did it (`audit_table`).

use crate::{
    audit::{Said, acts},
    clinic::{Clinic, MARIA, PASSPHRASE, desk::DOCUMENT, last, open_desk, reach::SOFIA},
};
use recado_domain::{
    audit::{ActName, SubjectKind},
    channel::{ChannelKind, Side},
    delivery::DeliveryStatus,
    part::Place,
    template::draft::{HeaderDraft, TemplateCategory, TemplateDraft},
};
use recado_inbox::{
    error::InboxError,
    keychain::NoKeychain,
    view::{
        app::{AppView, Theme},
        compose::ContentToSend,
        connection::{ChannelChange, ChannelColour},
        template::TemplateToSend,
        templates::TemplateRowView,
        thread::ThreadView,
    },
};
use recado_meta_sim::{
    control::review::Review, fault::Fault, simulator::Delivery, world::product::Product,
};
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// Keeps an eye on what is appended.
struct Eye<'a> {
    clinic: &'a Clinic,
    before: usize,
}

impl<'a> Eye<'a> {
    async fn on(clinic: &'a Clinic) -> Self {
        let before = acts(&clinic.desk).await.len();
        Self { clinic, before }
    }

    /// Expects exactly these acts since the last look, all by the owner, and returns them.
    async fn sees(&mut self, expected: &[ActName]) -> Vec<Said> {
        let all = acts(&self.clinic.desk).await;
        let new = all[self.before..].to_vec();
        let names: Vec<&str> = new.iter().map(|said| said.act.as_str()).collect();
        let wanted: Vec<&str> = expected.iter().map(|act| act.as_str()).collect();
        assert_eq!(names, wanted);
        for said in &new {
            assert_eq!(said.by, "Ana Reis", "{}", said.act);
        }
        self.before = all.len();
        new
    }
}

fn draft(body: &str) -> TemplateDraft {
    TemplateDraft {
        name: "cita".into(),
        language: "es".into(),
        category: TemplateCategory::Utility,
        header: HeaderDraft::None,
        body: body.into(),
        footer: String::new(),
        examples: BTreeMap::new(),
        buttons: Vec::new(),
        cards: Vec::new(),
    }
}

async fn listed(clinic: &Clinic, name: &str) -> TemplateRowView {
    let view = clinic.desk.templates_view().await.unwrap();
    let found = view.templates.into_iter().find(|row| row.name == name);
    found.expect("the template is listed")
}

/// C6: who did what to whom, for every command on a clinical conversation and on the clinic itself.
#[tokio::test(flavor = "multi_thread")]
async fn every_command_leaves_exactly_its_acts() {
    let clinic = Clinic::open().await;
    let first: Vec<String> = acts(&clinic.desk)
        .await
        .into_iter()
        .map(|said| said.act)
        .collect();
    assert_eq!(
        first,
        [
            "relay.paired",
            "keys.phrase_confirmed",
            "staff.owner_created",
            "session.signed_in",
            "clinic.set_up",
            "settings.changed",
            "channel.connected",
        ]
    );
    clinic.writes(MARIA, "No quiero seguir viviendo así").await;
    let row = clinic.rows(1).await.remove(0);
    let (side, id) = (Side::Clinical, row.conversation);
    let mut eye = Eye::on(&clinic).await;
    let about = Some((SubjectKind::Conversation, id.to_string()));

    // Reading: once in a quarter of an hour, however it is opened.
    let thread = clinic.desk.open_thread(side, id).await.unwrap();
    let message = thread.messages[0].id;
    clinic.desk.thread_around(side, id, message).await.unwrap();
    clinic.desk.older_messages(side, id, message).await.unwrap();
    assert_eq!(eye.sees(&[ActName::ThreadRead]).await[0].about, about);
    clinic.later(Duration::from_secs(15 * 60)).await;
    clinic.desk.thread_around(side, id, message).await.unwrap();
    eye.sees(&[ActName::ThreadRead]).await;

    clinic
        .desk
        .acknowledge_alert(thread.alerts[0].id)
        .await
        .unwrap();
    eye.sees(&[ActName::AlertAcknowledged]).await;

    clinic.replies(&thread, "Estou aqui").await;
    assert_eq!(eye.sees(&[ActName::TextSent]).await[0].about, about);
    let refused = clinic
        .desk
        .send_reply(side, id, "Olá {{1}}".into(), None)
        .await;
    assert!(refused.is_err());
    eye.sees(&[]).await;
    clinic.reached(&thread, 1, DeliveryStatus::Read).await;
    clinic
        .desk
        .react(side, id, message, Some("👍".into()))
        .await
        .unwrap();
    eye.sees(&[ActName::Reacted]).await;
    let file = clinic.stages(&thread, "plano.pdf", DOCUMENT).await;
    clinic.sends_files(&thread, vec![file.media.id], "").await;
    eye.sees(&[ActName::FileSent]).await;
    clinic.desk.lend_media(side, file.media.id).await.unwrap();
    assert_eq!(eye.sees(&[ActName::FileOpened]).await[0].about, about);
    let place = ContentToSend::Place(Place {
        latitude_e7: 387_167_000,
        longitude_e7: -91_390_000,
        name: None,
        address: None,
    });
    clinic.sends_content(&thread, place).await.unwrap();
    eye.sees(&[ActName::ContentSent]).await;
    clinic.reached(&thread, 3, DeliveryStatus::Read).await;

    // Templates.
    let channel = clinic.desk.connection_view().await.unwrap().channels[0].id;
    let of_channel = Some((SubjectKind::Channel, channel.to_string()));
    clinic
        .desk
        .create_template(channel, draft("Hola, su cita es mañana."))
        .await
        .unwrap();
    let made = eye.sees(&[ActName::TemplateCreated]).await;
    assert_eq!(
        (&made[0].about, &made[0].named[0]),
        (&of_channel, &"cita".to_owned())
    );
    let made = listed(&clinic, "cita").await;
    let control = clinic.control();
    control
        .review_template(&made.id, Review::Approve)
        .await
        .unwrap();
    clinic
        .until(|| async {
            let offered = clinic.desk.list_templates(side, id).await.unwrap();
            offered.iter().any(|it| it.name == "cita").then_some(())
        })
        .await;
    let template = TemplateToSend {
        side,
        conversation: id,
        name: made.name.clone(),
        language: "es".into(),
        values: BTreeMap::new(),
        media: Vec::new(),
        place: None,
    };
    clinic.desk.send_template(template).await.unwrap();
    eye.sees(&[ActName::TemplateSent]).await;
    let changed = TemplateDraft {
        body: "Hola, su cita es hoy.".into(),
        ..made.draft
    };
    let answer = clinic.desk.edit_template(channel, made.id, changed).await;
    assert!(answer.unwrap().is_taken);
    eye.sees(&[ActName::TemplateEdited]).await;
    clinic
        .desk
        .delete_template(channel, "cita".into(), None)
        .await
        .unwrap();
    eye.sees(&[ActName::TemplateDeleted]).await;

    // Channels and settings.
    let change = |is_on, side, colour| ChannelChange {
        channel,
        is_on,
        side,
        colour,
    };
    for (change, act) in [
        (
            change(false, side, ChannelColour::Own),
            ActName::ChannelSwitchedOff,
        ),
        (
            change(true, side, ChannelColour::Own),
            ActName::ChannelSwitchedOn,
        ),
        (
            change(true, side, ChannelColour::Teal),
            ActName::ChannelChanged,
        ),
    ] {
        clinic.desk.change_channel(change).await.unwrap();
        assert_eq!(eye.sees(&[act]).await[0].about, of_channel);
    }
    let AppView::Open { mut settings, .. } = clinic.desk.app_view().await.unwrap() else {
        panic!("the desk is open")
    };
    clinic.desk.save_settings(settings.clone()).await.unwrap();
    eye.sees(&[]).await;
    (settings.theme, settings.auto_lock_minutes) = (Theme::Dark, 30);
    clinic.desk.save_settings(settings).await.unwrap();
    let changed = eye.sees(&[ActName::SettingsChanged]).await;
    assert_eq!(changed[0].named, ["auto_lock_minutes", "theme"]);

    // In and out, and somebody who guesses.
    let AppView::Open { staff, .. } = clinic.desk.app_view().await.unwrap() else {
        panic!("the desk is open")
    };
    clinic.desk.lock().await.unwrap();
    let guessed = clinic
        .desk
        .unlock(staff.id, "not this passphrase".into())
        .await;
    assert!(matches!(guessed, Err(InboxError::WrongPassphrase)));
    clinic
        .desk
        .unlock(staff.id, PASSPHRASE.into())
        .await
        .unwrap();
    let all = acts(&clinic.desk).await;
    let new = &all[eye.before..];
    let names: Vec<_> = new
        .iter()
        .map(|said| (said.act.as_str(), said.by.as_str()))
        .collect();
    assert_eq!(
        names,
        [
            ("session.signed_out", "Ana Reis"),
            ("session.refused", ""),
            ("session.signed_in", "Ana Reis")
        ]
    );
    assert_eq!(
        new[1].about,
        Some((SubjectKind::Staff, staff.id.to_string()))
    );
    assert_eq!(new[1].result, "wrong_passphrase");
}

/// A person decides about what is uncertain, once and once more.
#[tokio::test(flavor = "multi_thread")]
async fn deciding_about_an_uncertain_message_is_an_act() {
    let clinic = Clinic::open_with(|options| options.delivery = Delivery::Off).await;
    clinic.writes(MARIA, "Bom dia").await;
    let thread = clinic
        .only_thread(|thread| !thread.messages.is_empty())
        .await;
    let about = Some((SubjectKind::Conversation, thread.conversation.to_string()));
    let (side, id) = (thread.side, thread.conversation);
    let mut eye = Eye::on(&clinic).await;
    for decides in [ActName::Resent, ActName::Left] {
        let message = uncertain(&clinic, &thread).await;
        eye.before = acts(&clinic.desk).await.len();
        if decides == ActName::Resent {
            clinic.desk.resend_message(side, id, message).await.unwrap();
        } else {
            clinic
                .desk
                .leave_uncertain(side, id, message)
                .await
                .unwrap();
        }
        assert_eq!(eye.sees(&[decides]).await[0].about, about);
        if decides == ActName::Resent {
            clinic.reached(&thread, 1, DeliveryStatus::Sent).await;
        }
    }
}

/// Sends something whose answer is lost, and returns its message.
async fn uncertain(clinic: &Clinic, thread: &ThreadView) -> i64 {
    clinic.fault(Fault::LostAnswer { times: 1 }).await;
    clinic.replies(thread, "Chegou?").await;
    clinic.faults_are_used().await;
    clinic.later(Duration::from_secs(120)).await;
    let thread = clinic
        .thread(thread.conversation, |thread| {
            thread
                .messages
                .last()
                .is_some_and(|it| it.status == Some(DeliveryStatus::Unknown))
        })
        .await;
    last(&thread).id
}

/// The acts of a Page's conversations: taken over; what is read among the leads is not clinical.
#[tokio::test(flavor = "multi_thread")]
async fn a_lead_is_answered_and_taken_over_but_not_read_clinically() {
    let clinic = Clinic::open_with_page(ChannelKind::Messenger).await;
    let hello = json!({"message": {"text": "Olá"}});
    clinic.visits(Product::Messenger, SOFIA, hello).await;
    let thread = clinic
        .only(Side::Leads, |thread| !thread.messages.is_empty())
        .await;
    let mut eye = Eye::on(&clinic).await;
    let names: Vec<_> = acts(&clinic.desk)
        .await
        .into_iter()
        .map(|said| said.act)
        .collect();
    assert!(!names.contains(&"thread.read".to_owned()));
    let connected = names.iter().filter(|name| *name == "channel.connected");
    assert_eq!(connected.count(), 2, "the number and the Page");
    clinic.replies(&thread, "Bom dia").await;
    eye.sees(&[ActName::TextSent]).await;
    clinic
        .desk
        .take_over(Side::Leads, thread.conversation)
        .await
        .unwrap();
    eye.sees(&[ActName::TakenOver]).await;
}

/// Keys that no transaction holds: this computer's passphrase, and the 24 words.
#[tokio::test(flavor = "multi_thread")]
async fn opening_without_a_keyring_is_an_act() {
    let mut clinic = Clinic::start(|_| {}).await;
    clinic.keychain = Arc::new(NoKeychain);
    clinic.desk.close();
    let (folder, keychain) = (clinic.data_dir(), Arc::clone(&clinic.keychain));
    clinic.desk = open_desk(folder, &clinic.meta, &keychain, &clinic.clock).await;
    let words = "this computer's words".to_owned();
    let desk = &clinic.desk;
    desk.choose_device_passphrase(words.clone()).await.unwrap();
    clinic.pair().await;
    let phrase = clinic.own().await;
    clinic.restart_desk().await;
    clinic.desk.unlock_device(words).await.unwrap();
    clinic.restart_desk().await;
    clinic.desk.restore_with_phrase(phrase).await.unwrap();
    clinic.unlock().await;
    let all = acts(&clinic.desk).await;
    let names: Vec<&str> = all.iter().map(|said| said.act.as_str()).collect();
    assert_eq!(names[0], "device.passphrase_chosen");
    let last = &names[names.len() - 3..];
    assert_eq!(
        last,
        ["device.opened", "device.recovered", "session.signed_in"]
    );
}
