//! `kill -9` of a desk at every step of making a lead a patient: all of it is on one side, once, and nothing is lost.

mod erasing;
mod joining;

use crate::desk::{Clinic, PASSPHRASE, sign_in, until};
use recado_domain::{channel::Side, id::ConversationId, staff::Role};
use recado_inbox::{
    desk::Desk,
    view::{
        app::AppView,
        connection::ChannelChange,
        list::{ListFilter, ListQuery, RowView},
        thread::ThreadView,
    },
};
use recado_meta_sim::{
    control::Control,
    fault::Fault,
    simulator::{Delivery, Options},
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs, path::Path};

const WA_ID: &str = "34600000641";
const OTHER_WA_ID: &str = "34600000642";
/// In the order in which they are done; `said` and `caught up` belong to other changes.
const STEPS: [&str; 7] = [
    "begun", "files", "copied", "switched", "removed", "emptied", "finished",
];

/// A desk with one lead, whose conversation has something of everything.
struct Lead {
    clinic: Clinic,
    conversation: ConversationId,
    /// What a person sees of it.
    seen: Value,
}

async fn rows(desk: &Desk, side: Side) -> Vec<RowView> {
    let query = ListQuery {
        side,
        filter: ListFilter::All,
        channel: None,
    };
    desk.list_conversations(query, 10).await.unwrap().rows
}

/// Everything a person sees of a thread that a move must not change: all but the numbers of messages, the side, and the
/// line that says what was done.
fn seen(thread: &ThreadView) -> Value {
    let mut seen = serde_json::to_value(thread).unwrap();
    let messages = seen["messages"].as_array_mut().unwrap();
    messages.retain(|message| message["kind"] != "system");
    for message in messages {
        message["id"] = json!(0);
        if message["replyTo"].is_object() {
            message["replyTo"]["id"] = json!(0);
        }
        // Meta may have told more of it since.
        message["status"] = json!(message["status"].is_string());
    }
    for alert in seen["alerts"].as_array_mut().unwrap() {
        alert["message"] = json!(0);
        alert["side"] = json!("");
    }
    for changes in ["side", "contact", "window", "firstUnread", "sending"] {
        seen.as_object_mut().unwrap().remove(changes);
    }
    seen
}

impl Lead {
    async fn new() -> Self {
        let clinic = Clinic::new(Options {
            delivery: Delivery::Off,
            ..Options::default()
        })
        .await;
        let desk = clinic.opens(&clinic.data()).await;
        sign_in(&desk).await;
        let conversation = fill(&desk, &clinic.meta.control()).await;
        let (name, passphrase) = ("Bia".to_owned(), PASSPHRASE.to_owned());
        let added = desk.add_staff(name, Role::Assistant, passphrase).await;
        added.unwrap();
        let thread = desk.open_thread(Side::Leads, conversation).await.unwrap();
        desk.close();
        Self {
            clinic,
            conversation,
            seen: seen(&thread),
        }
    }

    /// Checks that the conversation is whole on one side.
    async fn is_whole(&self, data: &Path, step: &str) {
        let desk = self.clinic.opens(data).await;
        if STEPS.iter().position(|it| *it == step) >= STEPS.iter().position(|it| *it == "switched")
        {
            // An assistant may be the first one at the desk after the cut.
            let AppView::Locked { staff, .. } = desk.app_view().await.unwrap() else {
                panic!("not locked")
            };
            desk.unlock(staff[1].id, PASSPHRASE.into()).await.unwrap();
            assert!(rows(&desk, Side::Leads).await.is_empty(), "{step}: no lead");
            let thread = desk.open_thread(Side::Leads, self.conversation).await;
            assert!(thread.is_err(), "{step}: not to be opened as a lead");
            desk.lock().await.unwrap();
        }
        sign_in(&desk).await;
        assert!(rows(&desk, Side::Leads).await.is_empty(), "{step}");
        let text = format!("Bom dia, {step}");
        self.clinic
            .meta
            .control()
            .patient_writes(WA_ID, "Rosa M.", &text, None)
            .await
            .unwrap();
        let thread = until(&desk, || async {
            let thread = desk.open_thread(Side::Clinical, self.conversation).await;
            thread
                .ok()
                .filter(|thread| thread.messages.iter().any(|it| it.text == text))
        })
        .await;
        assert_eq!(rows(&desk, Side::Clinical).await.len(), 1, "{step}");
        assert!(
            rows(&desk, Side::Leads).await.is_empty(),
            "{step}: nothing comes back"
        );
        assert!(thread.contact.is_patient);
        let lines = thread
            .messages
            .iter()
            .filter(|it| it.parts.iter().any(is_line));
        assert_eq!(lines.count(), 1, "{step}: it is said once");
        let mut old = thread.clone();
        old.messages
            .retain(|message| !message.text.starts_with("Bom dia, "));
        assert_eq!(seen(&old), self.seen, "{step}: the same on the other side");
        desk.close();
        let left = fs::read_dir(data.join("clinic/media/leads"))
            .unwrap()
            .count();
        assert_eq!(left, 0, "{step}: no file is left among the leads'");
    }
}

fn is_line(part: &recado_domain::part::Part) -> bool {
    use recado_domain::part::{Part, SystemLine};
    matches!(
        part,
        Part::System {
            line: SystemLine::BecamePatient
        }
    )
}

/// Words that raise a flag, a picture, a reply whose answer was lost, one that waits, a reaction, a draft.
async fn fill(desk: &Desk, control: &Control) -> ConversationId {
    let view = desk.connection_view().await.unwrap();
    let channel = &view.channels[0];
    desk.change_channel(ChannelChange {
        channel: channel.id,
        is_on: true,
        side: Side::Leads,
        colour: channel.colour,
    })
    .await
    .unwrap();
    let first = control
        .patient_writes(WA_ID, "Rosa M.", "No quiero seguir viviendo", None)
        .await
        .unwrap();
    control
        .patient_sends(
            WA_ID,
            "Rosa M.",
            json!({"type": "image", "image": {"caption": "la receta"}}),
            None,
        )
        .await
        .unwrap();
    control
        .patient_sends(
            WA_ID,
            "Rosa M.",
            json!({"type": "reaction", "reaction": {"message_id": first, "emoji": "🙏"}}),
            None,
        )
        .await
        .unwrap();
    let thread = until(desk, || async {
        let row = rows(desk, Side::Leads).await.pop()?;
        let thread = desk.open_thread(Side::Leads, row.conversation).await.ok()?;
        let is_here = |media: &recado_inbox::view::media::MediaView| {
            media.state == recado_domain::media::MediaState::Here
        };
        let is_full = thread.messages.len() == 2
            && !thread.alerts.is_empty()
            && !thread.messages[0].reactions.is_empty()
            && thread.messages[1].media.iter().all(is_here);
        is_full.then_some(thread)
    })
    .await;
    let conversation = thread.conversation;
    let reply = |text: &str| desk.send_reply(Side::Leads, conversation, text.to_owned(), None);
    control.set_fault(Fault::LostAnswer { times: 1 }).await;
    reply("¿Está sola?").await.unwrap();
    until(desk, || async {
        (control.sent().await.len() == 1).then_some(())
    })
    .await;
    // Meta wants to be left alone for a while: the next one waits.
    control
        .set_fault(Fault::TooManyRequests { times: 1000 })
        .await;
    reply("La llamo ahora").await.unwrap();
    desk.save_draft(Side::Leads, conversation, "Mañana a las".to_owned())
        .await
        .unwrap();
    conversation
}

/// P7, R5: a kill at each step; and a second one at each step of going on after the first.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_step_of_a_conversion_loses_and_repeats_nothing() {
    let lead = Lead::new().await;
    let conversation = lead.conversation.to_string();
    for step in STEPS {
        let data = lead.clinic.copy(step).await;
        let more = ["--convert", &conversation, "--stop-at", step];
        let mut desk = lead.clinic.starts(&data, &more);
        desk.says(&format!("at {step}")).expect("the step is met");
        desk.kill();
        lead.is_whole(&data, step).await;
    }
    // Killed at the copy, and again while the next sign-in goes on with it.
    for step in &STEPS[1..] {
        let data = lead.clinic.copy(&format!("again-{step}")).await;
        let more = ["--convert", &conversation, "--stop-at", "copied"];
        let mut desk = lead.clinic.starts(&data, &more);
        desk.says("at copied").expect("the step is met");
        desk.kill();
        let mut again = lead.clinic.starts(&data, &["--stop-at", step]);
        again
            .says(&format!("at {step}"))
            .expect("it is gone on with");
        again.kill();
        lead.is_whole(&data, step).await;
    }
    let sent = lead.clinic.meta.control().sent().await;
    assert_eq!(sent.len(), 1, "what had left did not leave again");
}
