//! Alerts without words, until somebody's name stands on them.

use crate::cast::{maria, seconds};
use crate::clinic::{clinic, done};
use recado_domain::alert::{AlertCategory, AlertLevel, AlertState};
use recado_domain::channel::Side;
use recado_domain::id::{AlertId, IdentityId, StaffId};
use recado_store::clinic::alerts;
use recado_store::error::StoreError;

/// ARCHITECTURE §6.6: no alert disappears without a person's name on it.
#[test]
fn an_alert_is_raised_once_and_closed_by_the_first_name() {
    let (_folder, _, clinic) = clinic();
    let hash = clinic.index_key().provider_hash(maria().channel, "wamid.1");
    let alert = |category, level| alerts::Alert {
        id: AlertId::generate(),
        conversation: maria().conversation,
        side: Side::Clinical,
        identity: IdentityId::generate(),
        message: hash,
        level,
        category,
        about_other: false,
        raised_at: seconds(0),
        acknowledged: None,
    };
    let (first, second) = (
        alert(AlertCategory::Suicide, AlertLevel::Urgent),
        alert(AlertCategory::Abuse, AlertLevel::Today),
    );
    assert!(done(&clinic, |tx| alerts::raise(tx, &first)));
    assert!(done(&clinic, |tx| alerts::raise(tx, &second)));
    let repeated = alert(AlertCategory::Suicide, AlertLevel::Urgent);
    assert!(!done(&clinic, |tx| alerts::raise(tx, &repeated)));
    assert_eq!(clinic.read(alerts::count_open).unwrap(), 2);
    assert_eq!(
        clinic.read(alerts::open).unwrap(),
        [first.clone(), second.clone()]
    );
    let by = |name: &str| alerts::Acknowledged {
        by: StaffId::generate(),
        name: name.into(),
        at: seconds(60),
    };
    let ana = by("Ana Reis");
    assert!(done(&clinic, |tx| alerts::acknowledge(tx, first.id, &ana)));
    assert!(!done(&clinic, |tx| alerts::acknowledge(
        tx,
        first.id,
        &by("Rui Sá")
    )));
    let kept = clinic.read(|c| alerts::get(c, first.id)).unwrap().unwrap();
    assert_eq!(
        (kept.state(), kept.acknowledged),
        (AlertState::Acknowledged, Some(ana))
    );
    let conversation = maria().conversation;
    let level = clinic
        .read(|c| alerts::open_level(c, conversation))
        .unwrap();
    assert_eq!(level, Some(AlertLevel::Today));
    let all = clinic
        .read(|c| alerts::of_conversation(c, conversation))
        .unwrap();
    assert_eq!([all[0].id, all[1].id], [second.id, first.id]);
    let missing = clinic.write(|tx| alerts::acknowledge(tx, AlertId::generate(), &by("Rui Sá")));
    assert_eq!(missing, Err(StoreError::NotFound));
}
