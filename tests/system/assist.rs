//! The owner's endpoint: what it is told, what it costs, and when it is not asked.

pub mod endpoint;

use crate::clinic::Clinic;
use endpoint::{Endpoint, KEY, Say};
use recado_domain::assist::{
    AssistFeature,
    credit::{CreditState, Price},
};
use recado_inbox::{
    error::InboxError,
    view::assist::{AssistAddress, AssistForm, AssistState, AssistTry, AssistView},
};
use serde_json::{Value, json};
use std::time::Duration;

/// A model of nobody's.
pub const MODEL: &str = "small-1";

/// Returns what an owner types to use an endpoint for everything.
pub fn form(base_url: &str) -> AssistForm {
    serde_json::from_value(json!({
        "baseUrl": base_url,
        "key": KEY,
        "isOwn": false,
        "summaryModel": MODEL,
        "transcriptionModel": "whisper-1",
        "on": ["summaries", "transcription"],
        "hour": 19,
        "monthlyMicro": 5_000_000,
        "currency": "EUR",
        "prices": {},
    }))
    .unwrap()
}

impl Clinic {
    /// Saves what an owner chose.
    pub async fn assisted(&self, form: AssistForm) -> AssistView {
        self.desk.save_assist(form).await.unwrap()
    }

    /// Tries the endpoint for summaries.
    pub async fn tries(&self) -> AssistTry {
        let tried = self.desk.try_assist(AssistFeature::Summaries).await;
        tried.unwrap().answer
    }
}

fn state(view: &AssistView, feature: AssistFeature) -> AssistState {
    let found = view.features.iter().find(|it| it.feature == feature);
    found.unwrap().state
}

/// N4: an endpoint serves once it answered; its key is shown to nobody and goes to no other address.
#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_is_used_once_it_answered_and_its_key_is_its_own() {
    let clinic = Clinic::open().await;
    let endpoint = Endpoint::start().await;
    let view = clinic.desk.assist_view().await.unwrap();
    assert_eq!(view.address, AssistAddress::None);
    assert_eq!(view.hour, 19);
    let view = clinic.assisted(form(&endpoint.base_url)).await;
    assert_eq!(view.address, AssistAddress::ThisComputer);
    assert!(view.has_key);
    for feature in AssistFeature::ALL {
        assert_eq!(state(&view, feature), AssistState::Untried);
        let tried = clinic.desk.try_assist(feature).await.unwrap();
        assert_eq!(tried.answer, AssistTry::Works, "{feature:?}");
    }
    let view = clinic.desk.assist_view().await.unwrap();
    for feature in AssistFeature::ALL {
        assert_eq!(state(&view, feature), AssistState::Ready);
    }
    assert_eq!(view.credit.used_micro, 0, "the clinic's own costs nothing");
    assert_eq!(view.features[0].calls, 1);
    assert!(view.features[0].tokens > 0);
    assert!(!serde_json::to_string(&view).unwrap().contains("planted"));
    // Another model has to answer anew.
    let mut other = form(&endpoint.base_url);
    (other.key, other.summary_model) = (None, "small-2".into());
    let view = clinic.assisted(other).await;
    assert!(view.has_key);
    let of = |feature| state(&view, feature);
    assert_eq!(of(AssistFeature::Summaries), AssistState::Untried);
    assert_eq!(of(AssistFeature::Transcription), AssistState::Ready);
    // Another address begins without the key.
    let elsewhere = Endpoint::start().await;
    let mut moved = form(&elsewhere.base_url);
    moved.key = None;
    assert!(!clinic.assisted(moved).await.has_key);
    let mut back = form(&endpoint.base_url);
    back.key = None;
    assert!(!clinic.assisted(back).await.has_key, "it is forgotten");
    endpoint.found_nothing_wrong();
    let acts = clinic.acts("assist.");
    assert_eq!(acts.len(), 4, "each change once: {acts:?}");
    assert!(!format!("{acts:?}").contains("planted"));
}

/// Each thing that can go wrong is said in its own words.
#[tokio::test(flavor = "multi_thread")]
async fn a_try_says_what_is_wrong() {
    let clinic = Clinic::open().await;
    let endpoint = Endpoint::start().await;
    clinic.assisted(form(&endpoint.base_url)).await;
    let bytes = |text: &str| Say::Bytes(text.as_bytes().to_vec());
    let far = Some(("location", "https://elsewhere.example/v1".to_owned()));
    let cases: Vec<(Vec<Say>, AssistTry)> = vec![
        (vec![Say::Status(401, None)], AssistTry::KeyRefused),
        (vec![Say::Status(403, None)], AssistTry::KeyRefused),
        (vec![Say::Status(404, None)], AssistTry::NotThere),
        (
            vec![Say::Status(429, Some(("retry-after", "3".into())))],
            AssistTry::Busy,
        ),
        (vec![Say::Status(503, None)], AssistTry::Busy),
        (vec![Say::Status(302, far.clone())], AssistTry::Elsewhere),
        (vec![Say::Status(308, far)], AssistTry::Elsewhere),
        (
            vec![Say::Status(400, None), Say::Status(400, None)],
            AssistTry::Refused,
        ),
        (vec![Say::Status(400, None)], AssistTry::WorksLoosely),
        (
            vec![bytes("<html>"), bytes("{\"choices\":[{\"mess")],
            AssistTry::Unreadable,
        ),
        (
            vec![Say::Words("Hi".into()), Say::Words("Hi".into())],
            AssistTry::Unreadable,
        ),
        (
            vec![
                Say::Bytes(vec![b' '; 5 << 20]),
                Say::Bytes(vec![b' '; 5 << 20]),
            ],
            AssistTry::Unreadable,
        ),
    ];
    for (says, is) in cases {
        endpoint.says(says);
        assert_eq!(clinic.tries().await, is);
    }
    assert_eq!(clinic.tries().await, AssistTry::Works);
    endpoint.is_loose();
    assert_eq!(clinic.tries().await, AssistTry::WorksLoosely);
    endpoint.found_nothing_wrong();
    drop(endpoint);
    // Nothing serves this port any more.
    clinic.assisted(form("http://127.0.0.1:1/v1")).await;
    assert_eq!(clinic.tries().await, AssistTry::Unreachable);
    let view = clinic.desk.assist_view().await.unwrap();
    assert_eq!(state(&view, AssistFeature::Summaries), AssistState::Untried);
    clinic.assisted(form("")).await;
    assert_eq!(clinic.tries().await, AssistTry::Incomplete);
}

/// Words go unencrypted to nobody but the clinic, and a service outside costs what somebody wrote down.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_outside_wants_a_price_and_a_safe_way() {
    let clinic = Clinic::open().await;
    let view = clinic.assisted(form("http://192.168.7.20:8000/v1")).await;
    assert_eq!(view.address, AssistAddress::Network);
    assert_eq!(state(&view, AssistFeature::Summaries), AssistState::NotSafe);
    assert_eq!(clinic.tries().await, AssistTry::NotSafe);
    let mut own = form("http://192.168.7.20:8000/v1");
    own.is_own = true;
    let view = clinic.assisted(own).await;
    assert_eq!(view.address, AssistAddress::OwnNetwork);
    assert_eq!(state(&view, AssistFeature::Summaries), AssistState::Untried);
    // Nobody's word makes the world the clinic's.
    let mut claimed = form("http://api.alameda.example/v1");
    claimed.is_own = true;
    let view = clinic.assisted(claimed).await;
    assert_eq!(view.address, AssistAddress::Cloud);
    assert_eq!(state(&view, AssistFeature::Summaries), AssistState::NotSafe);
    let mut cloud = form("https://api.alameda.example/v1");
    let view = clinic.assisted(cloud.clone()).await;
    assert_eq!(state(&view, AssistFeature::Summaries), AssistState::NoPrice);
    let price = Price {
        input_micro: 150_000,
        output_micro: 600_000,
        minute_micro: 0,
    };
    cloud.prices.insert(MODEL.into(), price);
    let view = clinic.assisted(cloud.clone()).await;
    assert_eq!(state(&view, AssistFeature::Summaries), AssistState::Untried);
    assert_eq!(view.credit.state, CreditState::Fine);
    cloud.monthly_micro = 0;
    clinic.assisted(cloud).await;
    assert_eq!(clinic.tries().await, AssistTry::NoCredit);
    for refused in [
        "ftp://api.alameda.example",
        "https://a:b@api.alameda.example",
        "nonsense",
    ] {
        let saved = clinic.desk.save_assist(form(refused)).await;
        assert!(matches!(saved, Err(InboxError::InvalidInput)), "{refused}");
    }
    let wrong: [fn(&mut Value); 4] = [
        |it| it["hour"] = json!(24),
        |it| it["currency"] = json!("euro"),
        |it| it["key"] = json!("a key\nwith a line"),
        |it| it["summaryModel"] = json!("x".repeat(300)),
    ];
    for change in wrong {
        let mut form = json!({
            "baseUrl": "", "key": null, "isOwn": false, "summaryModel": "", "transcriptionModel": "",
            "on": [], "hour": 19, "monthlyMicro": 1, "currency": "EUR", "prices": {},
        });
        change(&mut form);
        let saved = clinic
            .desk
            .save_assist(serde_json::from_value(form).unwrap());
        assert!(matches!(saved.await, Err(InboxError::InvalidInput)));
    }
}

/// P5: an assistant sets up no assistant.
#[tokio::test(flavor = "multi_thread")]
async fn only_an_owner_chooses_where_words_go() {
    let clinic = Clinic::open().await;
    let endpoint = Endpoint::start().await;
    let (rui, bia) = clinic.with_staff().await;
    for (who, passphrase) in [(bia, crate::staff::BIA), (rui, crate::staff::RUI)] {
        clinic.signs_in(who, passphrase).await;
        let saved = clinic.desk.save_assist(form(&endpoint.base_url)).await;
        assert!(matches!(saved, Err(InboxError::NotAllowed)));
        let viewed = clinic.desk.assist_view().await;
        assert!(matches!(viewed, Err(InboxError::NotAllowed)));
    }
}

/// The amount and the currency of a month are the owner's to change; months that are over keep theirs.
#[tokio::test(flavor = "multi_thread")]
async fn a_budget_is_changed_and_months_that_are_over_keep_theirs() {
    let clinic = Clinic::open().await;
    let nowhere = "http://127.0.0.1:9/v1";
    let view = clinic.assisted(form(nowhere)).await;
    assert!(view.earlier.is_empty(), "this month is none before");
    let first = view.credit.since;
    clinic.later(Duration::from_secs(15 * 24 * 60 * 60)).await;
    let mut dollars = form(nowhere);
    (dollars.monthly_micro, dollars.currency) = (8_000_000, "USD".into());
    let view = clinic.assisted(dollars.clone()).await;
    let credit = (view.credit.currency.as_str(), view.credit.monthly_micro);
    assert_eq!(credit, ("USD", 8_000_000));
    assert!(view.credit.since > first);
    let earlier = view.earlier.iter().map(|it| {
        let money = (it.monthly_micro, it.spent_micro);
        (it.since, it.currency.as_str(), money)
    });
    let earlier: Vec<_> = earlier.collect();
    assert_eq!(earlier, [(first, "EUR", (5_000_000, 0))]);
    dollars.currency = "$".into();
    let refused = clinic.desk.save_assist(dollars).await;
    assert!(matches!(refused, Err(InboxError::InvalidInput)));
}
