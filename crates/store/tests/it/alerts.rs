//! Alerts without words, and the audit chain that names who closed them.

use crate::cast::{maria, seconds};
use crate::clinic::{clinic, done};
use recado_domain::alert::{AlertCategory, AlertLevel, AlertState};
use recado_domain::channel::Side;
use recado_domain::id::{AlertId, IdentityId, StaffId};
use recado_store::clinic::alerts;
use recado_store::clinic::audit::{self, Act, Chain};
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

#[test]
fn the_audit_chain_shows_every_change() {
    let (_folder, _, clinic) = clinic();
    assert_eq!(
        clinic.read(audit::verify).unwrap(),
        Chain::Whole { rows: 0 }
    );
    let act = |number: i64| Act {
        at: seconds(number),
        staff: Some(StaffId::generate()),
        staff_name: "Ana Reis".into(),
        act: "alert.acknowledged".into(),
        detail: format!("{{\"number\":{number}}}"),
    };
    for number in 0..5 {
        done(&clinic, |tx| audit::append(tx, &act(number)));
    }
    assert_eq!(
        clinic.read(audit::verify).unwrap(),
        Chain::Whole { rows: 5 }
    );
    assert_eq!(
        clinic.read(|c| audit::newest(c, 1)).unwrap()[0].at,
        seconds(4)
    );
    for forged in [
        "update audit set detail = '{}' where id = 3",
        "delete from audit where id = 3",
    ] {
        assert!(
            clinic
                .write(|tx| Ok::<_, StoreError>(tx.execute(forged, [])?))
                .is_err()
        );
        let chain = clinic.write(|tx| {
            tx.execute_batch(
                "drop trigger if exists audit_keeps; drop trigger if exists audit_stays",
            )?;
            tx.execute(forged, [])?;
            let chain = audit::verify(tx)?;
            Err::<(), _>(Found(chain))
        });
        let Err(Found(Chain::Broken { at })) = chain else {
            panic!("the forgery was not noticed");
        };
        assert!(at == 3 || at == 4);
    }
}

/// Carries an answer out of a transaction that is to be undone.
struct Found(Chain);

impl From<StoreError> for Found {
    fn from(_: StoreError) -> Self {
        Self(Chain::Whole { rows: 0 })
    }
}

impl From<rusqlite::Error> for Found {
    fn from(_: rusqlite::Error) -> Self {
        Self(Chain::Whole { rows: 0 })
    }
}
