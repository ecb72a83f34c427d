//! N6: a lead who asks for an appointment soon is marked, with the words that say so, and cools; distress is no sales signal:
//! a lead with an open flag leaves the ranking and stands apart, as somebody who needs a person.

use crate::clinic::{
    Clinic, MARIA, Person,
    reach::{SOFIA, TOMAS},
};
use recado_domain::{
    alert::AlertLevel,
    channel::{ChannelKind, Side},
    id::ConversationId,
    interest::{Heat, Intent, Urgency},
    lead_status::{LeadStatus, LostReason},
    staff::Role,
};
use recado_inbox::view::{
    interest::{HotLeadView, InterestView},
    list::{ListFilter, ListQuery},
};
use recado_meta_sim::world::product::Product;
use serde_json::json;
use std::time::Duration;

const WISH: &str = "Hola, ¿me pueden dar cita para hoy?";
const CRISIS: &str = "No quiero seguir viviendo así";
const HOUR: Duration = Duration::from_secs(60 * 60);

impl Clinic {
    async fn asks(&self, person: Person, text: &str) {
        let message = json!({ "message": { "text": text } });
        self.visits(Product::Instagram, person, message).await;
    }

    /// Waits until the ranking looks as wanted.
    async fn ranking(&self, is_so: impl Fn(&InterestView) -> bool) -> InterestView {
        self.until(|| async {
            let view = self.desk.hot_leads().await.unwrap();
            is_so(&view).then_some(view)
        })
        .await
    }

    /// Waits until the list shows what a lead wrote, so that what is not in the ranking is not merely late.
    async fn has_heard(&self, name: &str, preview: &str) -> ConversationId {
        let query = ListQuery {
            side: Side::Leads,
            filter: ListFilter::All,
            channel: None,
        };
        self.until(|| async {
            let rows = self.desk.list_conversations(query, 100).await.unwrap().rows;
            rows.iter()
                .find(|row| row.name == name && row.preview == preview)
                .map(|row| row.conversation)
        })
        .await
    }
}

fn names(view: &InterestView) -> Vec<&str> {
    view.ranked.iter().map(|it| it.lead.name.as_str()).collect()
}

fn only(view: &InterestView) -> &HotLeadView {
    assert_eq!(view.ranked.len(), 1, "{:?}", names(view));
    &view.ranked[0]
}

/// N6: marked with the reason, cooled by the answer, and hot again only with a new message.
#[tokio::test(flavor = "multi_thread")]
async fn a_lead_who_wants_to_come_is_marked_and_cools_when_answered() {
    let clinic = Clinic::open_with_page(ChannelKind::Instagram).await;
    clinic.asks(TOMAS, WISH).await;
    let view = clinic.ranking(|view| !view.ranked.is_empty()).await;
    let hot = only(&view);
    assert_eq!(hot.mark.heat, Heat::Hot);
    assert_eq!(hot.mark.urgency, Some(Urgency::Today));
    assert_eq!(hot.mark.intents, [Intent::Appointment]);
    assert_eq!(hot.mark.words, ["me pueden dar cita para hoy"]);
    assert!(!hot.mark.is_answered);
    assert_eq!(hot.conversations, [hot.lead.conversation]);
    assert!(view.needs_person.is_empty());

    // Who waits longer and is as urgent stands first; who asks for a price stands below.
    clinic
        .asks(SOFIA, "¿Cuánto cuesta la primera sesión?")
        .await;
    let both = [TOMAS.name, SOFIA.name];
    let view = clinic.ranking(|view| names(view) == both).await;
    assert_eq!(view.ranked[1].mark.heat, Heat::Warm);

    let conversation = view.ranked[0].lead.conversation;
    let thread = clinic
        .desk
        .open_thread(Side::Leads, conversation)
        .await
        .unwrap();
    clinic.later(Duration::from_secs(60)).await;
    clinic.replies(&thread, "¿A las cinco?").await;
    let view = clinic
        .ranking(|view| view.ranked.iter().all(|it| it.mark.heat == Heat::Warm))
        .await;
    assert_eq!(view.ranked.len(), 2);
    let answered = view
        .ranked
        .iter()
        .find(|it| it.lead.name == TOMAS.name)
        .unwrap();
    assert!(answered.mark.is_answered);

    // Time cools, too: nobody has to do anything.
    clinic.later(24 * HOUR).await;
    let view = clinic.desk.hot_leads().await.unwrap();
    assert_eq!(names(&view), [SOFIA.name]);
    clinic.later(48 * HOUR).await;
    assert!(clinic.desk.hot_leads().await.unwrap().ranked.is_empty());

    clinic.asks(TOMAS, "¿Tienen hueco mañana?").await;
    let view = clinic.ranking(|view| !view.ranked.is_empty()).await;
    assert_eq!(only(&view).mark.urgency, Some(Urgency::ThisWeek));
}

/// N6, RISK §0.8: an open flag takes a lead out of the ranking; taking the flag does not bring back what was said before it.
#[tokio::test(flavor = "multi_thread")]
async fn a_lead_with_an_open_flag_needs_a_person_and_is_not_ranked() {
    let clinic = Clinic::open_with_page(ChannelKind::Instagram).await;
    clinic.asks(TOMAS, WISH).await;
    clinic.ranking(|view| !view.ranked.is_empty()).await;
    clinic.asks(TOMAS, CRISIS).await;
    // Their name comes from Meta a little later than their words.
    let is_tomas = |view: &InterestView| {
        let mut apart = view.needs_person.iter();
        apart.any(|it| it.lead.name == TOMAS.name)
    };
    let view = clinic.ranking(is_tomas).await;
    assert!(view.ranked.is_empty());
    let apart = &view.needs_person[0];
    assert!(apart.alert >= AlertLevel::High);
    let conversation = apart.lead.conversation;

    // More urgency does not bring them back while the flag is open.
    let more = "Necesito cita hoy mismo";
    clinic.asks(TOMAS, more).await;
    clinic.has_heard(TOMAS.name, more).await;
    let view = clinic.desk.hot_leads().await.unwrap();
    assert!(view.ranked.is_empty());
    assert_eq!(view.needs_person.len(), 1);

    // An assistant sees that a person is needed, and no word of why.
    let bia = clinic.hire("Bia Assistente", Role::Assistant).await;
    clinic.hands_over_to(bia).await;
    let view = clinic.desk.hot_leads().await.unwrap();
    assert_eq!(view.needs_person.len(), 1);
    assert!(view.ranked.is_empty());
    let told = serde_json::to_string(&view.needs_person).unwrap();
    assert!(
        !told.contains("seguir viviendo"),
        "the last words are others"
    );

    let alerts = clinic.desk.open_alerts().await.unwrap();
    for alert in &alerts {
        clinic.desk.acknowledge_alert(alert.id).await.unwrap();
    }
    let view = clinic.ranking(|view| view.needs_person.is_empty()).await;
    // What was said after the flag counts; what was said before it does not, and distress never did.
    let back = only(&view);
    assert_eq!(back.lead.conversation, conversation);
    assert_eq!(back.mark.words, ["Necesito cita hoy mismo"]);
}

/// N6: after a flag that was taken, only what is written later counts.
#[tokio::test(flavor = "multi_thread")]
async fn taking_a_flag_does_not_bring_back_what_was_said_before_it() {
    let clinic = Clinic::open_with_page(ChannelKind::Instagram).await;
    clinic.asks(TOMAS, WISH).await;
    clinic.ranking(|view| !view.ranked.is_empty()).await;
    clinic.asks(TOMAS, CRISIS).await;
    clinic.ranking(|view| !view.needs_person.is_empty()).await;
    for alert in clinic.desk.open_alerts().await.unwrap() {
        clinic.desk.acknowledge_alert(alert.id).await.unwrap();
    }
    let view = clinic.ranking(|view| view.needs_person.is_empty()).await;
    assert!(view.ranked.is_empty());
}

/// N6: what somebody calls not urgent stays so until they write again; lost leads and patients are in no ranking.
#[tokio::test(flavor = "multi_thread")]
async fn a_dismissal_and_a_lost_lead_leave_the_ranking() {
    let clinic = Clinic::open_with_page(ChannelKind::Instagram).await;
    clinic.asks(TOMAS, WISH).await;
    let view = clinic.ranking(|view| !view.ranked.is_empty()).await;
    let conversation = only(&view).lead.conversation;
    clinic.later(Duration::from_secs(60)).await;
    clinic
        .desk
        .dismiss_interest(Side::Leads, conversation)
        .await
        .unwrap();
    assert!(clinic.desk.hot_leads().await.unwrap().ranked.is_empty());
    assert_eq!(clinic.acts("lead.not_urgent").len(), 1);

    clinic.asks(TOMAS, "¿Tienen hueco esta tarde?").await;
    clinic.ranking(|view| !view.ranked.is_empty()).await;
    clinic.later(Duration::from_secs(60)).await;
    clinic
        .desk
        .set_lead_status(
            Side::Leads,
            conversation,
            LeadStatus::Lost,
            Some(LostReason::Elsewhere),
        )
        .await
        .unwrap();
    assert!(clinic.desk.hot_leads().await.unwrap().ranked.is_empty());
}

/// N6, P5: a lead who wrote to a clinical number is ranked for those who read that side, and for nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn an_assistant_sees_no_lead_of_the_clinical_side() {
    let clinic = Clinic::open_with_page(ChannelKind::Instagram).await;
    clinic.writes(MARIA, "Preciso de consulta para hoje").await;
    clinic.asks(TOMAS, WISH).await;
    let both = [MARIA.name, TOMAS.name];
    clinic.ranking(|view| names(view) == both).await;
    let bia = clinic.hire("Bia Assistente", Role::Assistant).await;
    clinic.hands_over_to(bia).await;
    assert_eq!(names(&clinic.desk.hot_leads().await.unwrap()), [TOMAS.name]);
}
