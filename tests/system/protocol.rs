//! What the clinic does about a flag in its own words: versions, ticks, and numbers somebody has looked at.

use crate::clinic::{Clinic, MARIA};
use recado_domain::{
    alert::{emergency::Country, protocol::Protocol},
    staff::Role,
};
use recado_inbox::error::InboxError;
use std::time::Duration;

const CRISIS: &str = "No quiero seguir viviendo así";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn own() -> Protocol {
    let steps = |of: &[&str]| of.iter().map(|it| (*it).to_owned()).collect();
    Protocol {
        urgent: steps(&[" Call her. ", "", "Then  Dr. Vidal."]),
        high: steps(&["Call her today.", "Tell Dr. Vidal."]),
        today: Vec::new(),
    }
}

/// RISK §7: the owner's words stand beside a flag, in versions; who ticked what of which is written down.
#[tokio::test(flavor = "multi_thread")]
async fn a_step_is_ticked_in_the_version_it_was_read_in() {
    let clinic = Clinic::open().await;
    let rui = clinic.hire("Rui Lima", Role::Clinician).await;
    clinic.writes(MARIA, CRISIS).await;
    let thread = clinic.only_thread(|thread| !thread.alerts.is_empty()).await;
    let alert = thread.alerts[0].id;
    let desk = &clinic.desk;
    let original = desk.alert_protocol(alert).await.unwrap();
    assert_eq!((original.version, &original.steps), (0, &None));
    desk.tick_step(alert, 0, 1, true).await.unwrap();
    desk.tick_step(alert, 0, 1, true).await.unwrap();
    let ticks = desk.alert_protocol(alert).await.unwrap().ticks;
    assert_eq!(
        (ticks.len(), ticks[0].step, &*ticks[0].by),
        (1, 1, "Ana Reis")
    );
    desk.save_protocol(Some(own())).await.unwrap();
    desk.save_protocol(Some(own())).await.unwrap();
    let now = desk.alert_protocol(alert).await.unwrap();
    assert_eq!(now.version, 1, "the same again is no version");
    let steps = now.steps.unwrap();
    assert!(steps.len() == 2 && now.ticks.is_empty());
    let kept = desk.protocol_view().await.unwrap();
    assert_eq!(kept.steps.unwrap().urgent, ["Call her.", "Then Dr. Vidal."]);
    assert_eq!(kept.kept_by.as_deref(), Some("Ana Reis"));
    for (version, step) in [(0, 0), (1, 2), (2, 0)] {
        let refused = desk.tick_step(alert, version, step, true).await;
        assert!(matches!(refused, Err(InboxError::InvalidInput)));
    }
    desk.tick_step(alert, 1, 0, true).await.unwrap();
    desk.tick_step(alert, 1, 0, false).await.unwrap();
    // Back to the original: a version of its own, and nothing of the first one is forgotten.
    desk.save_protocol(None).await.unwrap();
    let restored = desk.alert_protocol(alert).await.unwrap();
    assert_eq!((restored.version, restored.steps), (2, None));
    let details = |act: &str| -> Vec<String> {
        clinic
            .acts(act)
            .into_iter()
            .map(|(_, detail)| detail)
            .collect()
    };
    let ticked = details("protocol.ticked");
    assert_eq!(ticked.len(), 2);
    assert!(ticked[0].contains("\"version\":0") && ticked[1].contains("\"version\":1"));
    assert_eq!(details("protocol.unticked").len(), 1);
    assert_eq!(details("protocol.changed").len(), 2);
    // Each version that was shown, once.
    let shown = clinic
        .until(|| async {
            let shown = details("protocol.shown");
            (shown.len() == 3).then_some(shown)
        })
        .await;
    assert!((0..3).all(|version| {
        let named = format!("\"version\":{version}");
        shown.iter().filter(|it| it.contains(&named)).count() == 1
    }));
    let empty = Protocol::default();
    let refused = desk.save_protocol(Some(empty)).await;
    assert!(matches!(refused, Err(InboxError::InvalidInput)));
    clinic.hands_over_to(rui).await;
    let refused = clinic.desk.save_protocol(None).await;
    assert!(matches!(refused, Err(InboxError::NotAllowed)));
}

/// Numbers are confirmed at the start and after half a year, and anew for another country.
#[tokio::test(flavor = "multi_thread")]
async fn emergency_numbers_are_looked_at_every_half_year() {
    let clinic = Clinic::open().await;
    let desk = &clinic.desk;
    let at_first = desk.emergency_numbers().await.unwrap();
    assert!(at_first.is_due && at_first.confirmed_at.is_none() && !at_first.lines.is_empty());
    assert_eq!(at_first.country, Some(Country::Spain));
    desk.confirm_emergency_numbers().await.unwrap();
    let confirmed = desk.emergency_numbers().await.unwrap();
    assert!(!confirmed.is_due);
    assert_eq!(confirmed.confirmed_by.as_deref(), Some("Ana Reis"));
    assert_eq!(clinic.acts("emergency_numbers.confirmed").len(), 1);
    clinic.later(180 * DAY).await;
    assert!(desk.emergency_numbers().await.unwrap().is_due);
}
