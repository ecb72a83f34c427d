//! By choice, an assistant: who did not agree is not read, names do not leave, and whatever goes wrong the extract is there.

use super::{BAD_NIGHT, HOUR, MINUTE, MOVE, TODAY, extract, made, texts};
use crate::{
    assist::{
        MODEL,
        endpoint::{Endpoint, Say, given},
        form,
    },
    clinic::{Clinic, MARIA},
};
use recado_domain::{
    assist::{AssistPlace, credit::Price},
    channel::Side,
    id::ConversationId,
    record::consent::{ConsentAct, ConsentHow, ConsentPurpose},
};
use recado_inbox::view::{
    assist::{AssistState, AssistTry},
    record::ConsentForm,
    summary::{DayDraftState, DaySummaryView, DraftMoodView},
};
use recado_store::{clinic::settings, error::StoreError};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::Semaphore;

impl Clinic {
    /// Maria says something about being read by a machine.
    pub async fn says_of_machines(
        &self,
        conversation: ConversationId,
        purpose: ConsentPurpose,
        act: ConsentAct,
    ) {
        let consent = ConsentForm {
            purpose,
            act,
            how: ConsentHow::Signed,
            at: self.clock.now().0,
        };
        self.desk
            .record_consent(Side::Clinical, conversation, consent)
            .await
            .unwrap();
    }

    /// An endpoint on this computer that answered its try.
    pub async fn with_endpoint(&self) -> Endpoint {
        let endpoint = Endpoint::start().await;
        self.assisted(form(&endpoint.base_url)).await;
        assert_eq!(self.tries().await, AssistTry::Works);
        endpoint
    }

    /// Waits until how it stands with the draft is as wanted.
    pub async fn draft_that(&self, of: ConversationId, is: DayDraftState) -> DaySummaryView {
        self.day_that(of, |day| day.draft_state == is).await
    }

    /// Asks for a draft by hand.
    pub async fn drafts(&self, of: ConversationId) -> DaySummaryView {
        let drafted = self.desk.draft_day_summary(Side::Clinical, of, None);
        drafted.await.unwrap()
    }
}

const OWN: ConsentPurpose = ConsentPurpose::AiSummary;
const CLOUD: ConsentPurpose = ConsentPurpose::AiCloud;
const GIVEN: ConsentAct = ConsentAct::Given;
const BACK: ConsentAct = ConsentAct::Withdrawn;

/// What goes out names nobody, and what comes back names its messages.
#[tokio::test(flavor = "multi_thread")]
async fn an_assistant_drafts_the_day_of_whoever_agreed_and_learns_no_name() {
    let clinic = Clinic::open().await;
    let endpoint = clinic.with_endpoint().await;
    endpoint.must_not_see(&[
        "maria",
        "351912000412",
        "912 000 412",
        "912000412",
        "ana reis",
        "reis",
        "maria@mail.example",
        "12345678Z",
        "rua das flores",
        "alameda.example",
    ]);
    let conversation = clinic.with_a_bad_night().await.conversation;
    let more = "Sou a Maria, tel. 912 000 412 ou maria@mail.example, DNI 12345678Z, Rua das Flores 12, \
                https://alameda.example/x. A Ana Reis sabe.";
    clinic.writes(MARIA, more).await;
    clinic
        .thread(conversation, |thread| thread.messages.len() == 3)
        .await;
    clinic.says_of_machines(conversation, OWN, GIVEN).await;
    let mut changes = clinic.desk.changes();
    clinic.later(11 * HOUR).await;
    made(&mut changes, conversation).await;
    let view = clinic
        .draft_that(conversation, DayDraftState::Drafted)
        .await;
    let draft = view.draft.as_ref().unwrap();
    assert_eq!((draft.model.as_str(), draft.messages), (MODEL, 3));
    assert_eq!(draft.place, AssistPlace::Local);
    assert!(endpoint.base_url.contains(&draft.host));
    assert_eq!(draft.mood, DraftMoodView::Unclear);
    assert_eq!(draft.points[0].text, "Slept badly.");
    assert_eq!(draft.points[0].evidence[0].conversation, conversation);
    assert_eq!(
        texts(&extract(&view).unanswered),
        [MOVE],
        "the extract stays"
    );
    let asked = endpoint.asked();
    assert_eq!(asked.len(), 1);
    let messages = given(&asked[0].body);
    assert_eq!(messages[0]["text"], BAD_NIGHT);
    assert_eq!(
        messages[2]["text"].as_str().unwrap().matches('[').count(),
        8,
        "{messages:?}"
    );
    endpoint.found_nothing_wrong();
    let preview = clinic
        .desk
        .preview_day_draft(Side::Clinical, conversation, Some(TODAY.into()))
        .await
        .unwrap()
        .unwrap();
    // Exactly what went, but for the marks of chance around it.
    assert_eq!(preview.task, asked[0].body["messages"][0]["content"]);
    let sent = asked[0].body["messages"][1]["content"].as_str().unwrap();
    let inside = |text: &str| text.lines().nth(1).unwrap().to_owned();
    assert_eq!(inside(&preview.messages), inside(sent));
    assert_ne!(preview.messages, sent);
    let acts = clinic.acts("assist.asked");
    assert_eq!(acts.len(), 1);
    assert!(acts[0].1.contains("summaries") && !acts[0].1.contains("Maria"));
    // A day that goes on is another day.
    clinic.writes(MARIA, "E agora?").await;
    let view = clinic.draft_that(conversation, DayDraftState::Waits).await;
    assert!(view.draft.is_none());
    clinic.later(11 * MINUTE).await;
    clinic
        .draft_that(conversation, DayDraftState::Drafted)
        .await;
    assert_eq!(endpoint.asked().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_did_not_agree_is_read_by_nobody_else() {
    let clinic = Clinic::open().await;
    let endpoint = clinic.with_endpoint().await;
    let conversation = clinic.with_a_bad_night().await.conversation;
    clinic.later(11 * HOUR).await;
    clinic
        .draft_that(conversation, DayDraftState::NotAgreed)
        .await;
    let view = clinic.drafts(conversation).await;
    assert_eq!(view.draft_state, DayDraftState::NotAgreed);
    clinic.says_of_machines(conversation, OWN, GIVEN).await;
    clinic
        .draft_that(conversation, DayDraftState::Drafted)
        .await;
    assert_eq!(endpoint.asked().len(), 1);
    clinic.later(MINUTE).await;
    clinic.says_of_machines(conversation, OWN, BACK).await;
    clinic.later(MINUTE).await;
    clinic.writes(MARIA, "E agora?").await;
    clinic
        .day_that(conversation, |day| extract(day).messages == 3)
        .await;
    clinic.later(HOUR).await;
    let view = clinic.drafts(conversation).await;
    assert_eq!(view.draft_state, DayDraftState::NotAgreed);
    assert!(view.draft.is_none());
    assert_eq!(endpoint.asked().len(), 1, "nothing went out since");
}

/// A person who changes their mind while the assistant is thinking is not kept.
#[tokio::test(flavor = "multi_thread")]
async fn a_word_taken_back_meanwhile_throws_the_answer_away() {
    let clinic = Clinic::open().await;
    let endpoint = clinic.with_endpoint().await;
    let conversation = clinic.with_a_bad_night().await.conversation;
    clinic.says_of_machines(conversation, OWN, GIVEN).await;
    let gate = Arc::new(Semaphore::new(0));
    endpoint.says([Say::Later(Arc::clone(&gate))]);
    let desk = clinic.desk.clone();
    let asking = tokio::spawn(async move {
        desk.draft_day_summary(Side::Clinical, conversation, None)
            .await
    });
    clinic
        .until(|| async { (endpoint.asked().len() == 1).then_some(()) })
        .await;
    clinic.later(MINUTE).await;
    clinic.says_of_machines(conversation, OWN, BACK).await;
    gate.add_permits(1);
    let view = asking.await.unwrap().unwrap();
    assert!(view.draft.is_none());
    assert_eq!(view.draft_state, DayDraftState::NotAgreed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_while_it_is_asked_leaves_one_draft() {
    let mut clinic = Clinic::open().await;
    let endpoint = clinic.with_endpoint().await;
    let conversation = clinic.with_a_bad_night().await.conversation;
    clinic.says_of_machines(conversation, OWN, GIVEN).await;
    let gate = Arc::new(Semaphore::new(0));
    endpoint.says([Say::Later(Arc::clone(&gate))]);
    clinic.later(11 * HOUR).await;
    clinic
        .until(|| async { (endpoint.asked().len() == 1).then_some(()) })
        .await;
    clinic.restart_desk().await;
    gate.add_permits(1);
    clinic.unlock().await;
    let view = clinic
        .draft_that(conversation, DayDraftState::Drafted)
        .await;
    let first = view.draft.unwrap();
    assert_eq!(endpoint.asked().len(), 2);
    clinic.later(HOUR).await;
    let view = clinic.drafts(conversation).await;
    assert_eq!(
        view.draft.unwrap().points,
        first.points,
        "by hand, once more"
    );
    assert_eq!(endpoint.asked().len(), 3);
    endpoint.found_nothing_wrong();
}

/// Whatever the endpoint does, the extract is there, and nobody goes where it points.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_comes_back_the_extract_is_there() {
    let clinic = Clinic::open().await;
    let endpoint = clinic.with_endpoint().await;
    let elsewhere = Endpoint::start().await;
    let conversation = clinic.with_a_bad_night().await.conversation;
    clinic.says_of_machines(conversation, OWN, GIVEN).await;
    let there = Some((
        "location",
        format!("{}/chat/completions", elsewhere.base_url),
    ));
    let bytes = |text: &str| vec![Say::Bytes(text.into()), Say::Bytes(text.into())];
    let words = |words: &str| vec![Say::Words(words.into())];
    let made_up = json!({
        "themes": [], "mood_change": "better", "unanswered": [], "appointments": [], "medication": [],
        "key_points": [{ "text": "All is well.", "evidence_ids": ["m99"] }],
    });
    let cases = vec![
        vec![Say::Status(429, Some(("retry-after", "1".into())))],
        vec![Say::Status(500, None)],
        vec![Say::Status(307, there.clone())],
        vec![Say::Status(301, there)],
        vec![Say::Status(401, None)],
        bytes("<html>busy</html>"),
        bytes("{\"choices\":[{\"message\":{\"content\":\"{\\\"key_"),
        vec![
            Say::Bytes(vec![b'x'; 5 << 20]),
            Say::Bytes(vec![b'x'; 5 << 20]),
        ],
        words("I am sorry, I cannot do that."),
        words("{\"key_points\": [{\"text\": \"cut o"),
        words(&made_up.to_string()),
    ];
    for (place, says) in cases.into_iter().enumerate() {
        endpoint.says(says);
        let view = clinic.drafts(conversation).await;
        assert!(view.draft.is_none(), "{place}");
        assert_eq!(texts(&extract(&view).unanswered), [MOVE], "{place}");
    }
    assert!(elsewhere.asked().is_empty(), "nobody follows");
    // An endpoint that takes the form no more is asked without it.
    endpoint.says([Say::Status(400, None)]);
    let view = clinic.drafts(conversation).await;
    assert_eq!(view.draft_state, DayDraftState::Drafted);
    let asked = endpoint.asked();
    let last: Vec<&Value> = asked.iter().rev().take(2).map(|it| &it.body).collect();
    assert!(last[0]["response_format"].is_null() && last[1]["response_format"].is_object());
    let view = clinic.desk.assist_view().await.unwrap();
    assert!(view.features[0].failed >= 11);
    endpoint.found_nothing_wrong();
}

/// A service outside: only with the word for it, only with credit. That it answered a try is written beside the desk.
#[tokio::test(flavor = "multi_thread")]
async fn words_go_outside_only_with_a_word_for_it_and_with_credit() {
    let clinic = Clinic::open().await;
    let mut outside = form("https://assistant.invalid/v1");
    let price = Price {
        input_micro: 1_000_000,
        output_micro: 1_000_000,
        minute_micro: 0,
    };
    outside.prices.insert(MODEL.into(), price);
    clinic.assisted(outside.clone()).await;
    clinic.claims_a_try().await;
    let conversation = clinic.with_a_bad_night().await.conversation;
    clinic.says_of_machines(conversation, OWN, GIVEN).await;
    let view = clinic.drafts(conversation).await;
    assert_eq!(view.draft_state, DayDraftState::OwnOnly);
    assert!(clinic.acts("assist.asked").is_empty());
    clinic.says_of_machines(conversation, CLOUD, GIVEN).await;
    // Less than one question may cost: the extract is there all the same.
    let mut poor = outside.clone();
    (poor.key, poor.monthly_micro) = (None, 100);
    clinic.assisted(poor).await;
    let view = clinic.drafts(conversation).await;
    assert!(view.draft.is_none());
    assert_eq!(texts(&extract(&view).unanswered), [MOVE]);
    assert!(clinic.acts("assist.asked").is_empty());
    let mut broke = outside.clone();
    (broke.key, broke.monthly_micro) = (None, 0);
    let view = clinic.assisted(broke).await;
    assert_eq!(view.features[0].state, AssistState::NoCredit);
    let view = clinic.drafts(conversation).await;
    assert_eq!(view.draft_state, DayDraftState::NoCredit);
    // With credit it goes, to a host that is nowhere; what never arrived costs nothing.
    (outside.key, outside.monthly_micro) = (None, 5_000_000);
    clinic.assisted(outside).await;
    let view = clinic.drafts(conversation).await;
    assert!(view.draft.is_none());
    let acts = clinic.acts("assist.asked");
    assert_eq!(acts.len(), 1);
    assert!(acts[0].1.contains("cloud"));
    let view = clinic.desk.assist_view().await.unwrap();
    assert_eq!((view.credit.used_micro, view.features[0].failed), (0, 1));
}

impl Clinic {
    /// Writes down that the endpoint answered a try, which nothing outside can do here.
    async fn claims_a_try(&self) {
        let now = self.clock.now();
        let database = self.database();
        database
            .write(|tx| {
                let mut kept: Value = settings::get(tx, "assist")?.ok_or(StoreError::NotFound)?;
                kept["proved"]["summaries"] = json!({
                    "base_url": kept["base_url"], "model": MODEL, "at": now, "has_schema": true,
                });
                settings::set(tx, "assist", &kept)
            })
            .unwrap();
    }
}
