//! A contact who takes no marketing: none leaves, it says so, and everything else still does (`user_preferences`).

use crate::clinic::{Clinic, MARIA, last};
use recado_domain::{channel::Side, delivery::DeliveryStatus, part::Part, part::SystemLine};
use recado_graph::error::advice::{Action, Advice};
use recado_inbox::{
    error::InboxError,
    view::{
        template::{TemplateToSend, TemplateView},
        thread::ThreadView,
    },
};
use recado_meta_sim::{fault::Fault, world::product::Product};
use serde_json::json;
use std::{collections::BTreeMap, time::Duration};

const MARKETING: &str = "shall_we_keep_in_touch";
const UTILITY: &str = "appointment_reminder";

impl Clinic {
    /// Maria tells Meta whether she takes marketing, so many seconds after now.
    async fn says_about_marketing(&self, value: &str, after_seconds: i64) {
        let business = &self.options.business;
        let preference = json!({
            "messaging_product": "whatsapp",
            "metadata": {
                "display_phone_number": business.display_phone_number,
                "phone_number_id": business.phone_number_id,
            },
            "contacts": [{"profile": {"name": MARIA.name}, "wa_id": MARIA.wa_id}],
            "user_preferences": [{
                "wa_id": MARIA.wa_id,
                "category": "marketing_messages",
                "value": value,
                "timestamp": self.clock.now().0 / 1000 + after_seconds,
            }],
        });
        self.control()
            .tell_change(Product::WhatsApp, "user_preferences", preference, None)
            .await
            .unwrap();
    }

    async fn offered(&self, thread: &ThreadView, name: &str) -> TemplateView {
        let offered = self
            .desk
            .list_templates(Side::Clinical, thread.conversation)
            .await
            .unwrap();
        let mut offered = offered.into_iter();
        offered.find(|it| it.name == name).expect("it is offered")
    }

    /// Waits until the picker says whether the marketing template may go.
    async fn marketing_is(&self, thread: &ThreadView, is_stopped: bool) {
        self.until(|| async {
            let view = self.offered(thread, MARKETING).await;
            (view.stopped_since.is_some() == is_stopped).then_some(())
        })
        .await;
    }

    async fn sends_template(&self, thread: &ThreadView, name: &str) -> Result<(), InboxError> {
        let view = self.offered(thread, name).await;
        let values: BTreeMap<_, _> = view
            .variables
            .iter()
            .map(|variable| (variable.key.clone(), "jueves".to_owned()))
            .collect();
        self.desk
            .send_template(TemplateToSend {
                side: Side::Clinical,
                conversation: thread.conversation,
                name: name.into(),
                language: view.language,
                values,
                media: Vec::new(),
                place: None,
            })
            .await
    }
}

/// CASES 16: who stopped marketing gets none and the desk says why; appointments still go; resumed lifts it.
#[tokio::test(flavor = "multi_thread")]
async fn who_stopped_marketing_gets_none_until_they_take_it_again() {
    let (clinic, thread) = Clinic::with_a_message().await;
    clinic.marketing_is(&thread, false).await;
    clinic.says_about_marketing("stop", 0).await;
    clinic.marketing_is(&thread, true).await;
    let utility = clinic.offered(&thread, UTILITY).await;
    assert_eq!(utility.stopped_since, None);
    let refused = clinic.sends_template(&thread, MARKETING).await;
    assert!(
        matches!(refused, Err(InboxError::MarketingStopped)),
        "{refused:?}"
    );
    clinic.sends_template(&thread, UTILITY).await.unwrap();
    clinic.reached(&thread, 1, DeliveryStatus::Read).await;
    assert_eq!(clinic.sent().await.len(), 1, "nothing else left");

    clinic.says_about_marketing("resume", 5).await;
    clinic.marketing_is(&thread, false).await;
    clinic.sends_template(&thread, MARKETING).await.unwrap();
    let thread = clinic.reached(&thread, 2, DeliveryStatus::Read).await;
    let line = |wanted| {
        let lines = thread.messages.iter().flat_map(|message| &message.parts);
        let mut lines =
            lines.filter(|part| matches!(part, Part::System { line } if *line == wanted));
        lines.next().is_some()
    };
    assert!(line(SystemLine::MarketingStopped) && line(SystemLine::MarketingResumed));
}

/// The latest word by Meta's time holds, also when an older one comes after it.
#[tokio::test(flavor = "multi_thread")]
async fn an_older_word_that_comes_late_changes_nothing() {
    let (clinic, thread) = Clinic::with_a_message().await;
    clinic.says_about_marketing("stop", 60).await;
    clinic.marketing_is(&thread, true).await;
    clinic.says_about_marketing("resume", 30).await;
    clinic
        .thread(thread.conversation, |thread| {
            let lines = thread.messages.iter().flat_map(|message| &message.parts);
            lines
                .filter(|part| matches!(part, Part::System { .. }))
                .count()
                == 2
        })
        .await;
    let view = clinic.offered(&thread, MARKETING).await;
    assert!(view.stopped_since.is_some());
}

/// Stopped while a template waits: it does not leave, and says the sentence of 131050.
#[tokio::test(flavor = "multi_thread")]
async fn a_template_that_waits_does_not_leave_once_they_stop() {
    let (clinic, thread) = Clinic::with_a_message().await;
    clinic.fault(Fault::TooManyRequests { times: 1 }).await;
    clinic.sends_template(&thread, MARKETING).await.unwrap();
    clinic.faults_are_used().await;
    clinic.says_about_marketing("stop", 0).await;
    clinic.marketing_is(&thread, true).await;
    let thread = clinic
        .until(|| async {
            clinic.later(Duration::from_secs(60)).await;
            clinic.writes(crate::clinic::NIKOS, "Olá").await;
            let opened = clinic.desk.open_thread(Side::Clinical, thread.conversation);
            let thread = opened.await.unwrap();
            let failed = thread.messages.iter();
            let failed = failed.filter(|it| it.status == Some(DeliveryStatus::Failed));
            (failed.count() == 1).then_some(thread)
        })
        .await;
    assert!(clinic.sent().await.is_empty());
    let failed = thread.messages.iter().find_map(|it| it.failure.clone());
    let failure = failed.unwrap();
    assert_eq!(
        (failure.advice, failure.action),
        (Advice::OptedOut, Action::None)
    );
    assert_eq!(
        last(&thread).kind,
        recado_domain::message::MessageKind::System
    );
}
