//! What assistants cost: nobody spends more than there is, and a key goes to its own endpoint only.

use crate::clinic::{clinic, done};
use recado_domain::assist::credit::Amounts;
use recado_domain::assist::{AssistFeature, AssistPlace};
use recado_domain::id::AssistUsageId;
use recado_domain::time::UnixMs;
use recado_store::clinic::Clinic;
use recado_store::clinic::assist::{self, NewUsage, UsageStatus};
use recado_store::error::StoreError;
use secrecy::ExposeSecret;
use std::sync::Arc;

const MONTHLY: u64 = 1_000;
const SINCE: UnixMs = UnixMs(100);

fn call(at: i64, cost_micro: u64) -> NewUsage {
    NewUsage {
        id: AssistUsageId::generate(),
        feature: AssistFeature::Summaries,
        place: AssistPlace::Cloud,
        endpoint: "api.alameda.example:443".into(),
        model: "small".into(),
        at: UnixMs(at),
        expires_at: UnixMs(at + 50),
        cost_micro,
        currency: "EUR".into(),
    }
}

fn reserve(clinic: &Clinic, call: &NewUsage) -> bool {
    done(clinic, |tx| assist::reserve(tx, call, MONTHLY, SINCE))
}

fn end(clinic: &Clinic, call: &NewUsage, cost_micro: u64) {
    let amounts = Amounts {
        tokens_in: 12,
        tokens_out: 3,
        audio_ms: 0,
    };
    done(clinic, |tx| {
        assist::end(tx, call.id, UsageStatus::Done, &amounts, cost_micro)
    });
}

fn used(clinic: &Clinic, now: i64) -> u64 {
    let used = clinic.read(|conn| assist::used(conn, SINCE, UnixMs(now)));
    used.unwrap()
}

#[test]
fn what_is_on_its_way_counts_until_it_ends_or_expires() {
    let (_folder, _key, clinic) = clinic();
    let (first, second) = (call(110, 600), call(110, 600));
    assert!(reserve(&clinic, &first));
    assert!(!reserve(&clinic, &second), "only one of them fits");
    end(&clinic, &first, 250);
    assert!(reserve(&clinic, &second), "it took less than it might have");
    assert_eq!(used(&clinic, 120), 850);
    // A kill: nobody ends the second.
    assert_eq!(used(&clinic, 160), 250);
    assert!(reserve(&clinic, &call(160, 700)));
    // It was answered all the same, late.
    end(&clinic, &second, 500);
    assert_eq!(used(&clinic, 170), 250 + 700 + 500);
    assert!(!reserve(&clinic, &call(170, 1)));
    assert!(
        reserve(&clinic, &call(170, 0)),
        "what costs nothing goes on"
    );
}

#[test]
fn another_month_is_another_budget_and_old_calls_are_forgotten() {
    let (_folder, _key, clinic) = clinic();
    assert!(reserve(&clinic, &call(110, 1_000)));
    let next = UnixMs(1_000);
    let new = call(1_001, 1_000);
    assert!(done(&clinic, |tx| assist::reserve(tx, &new, MONTHLY, next)));
    end(&clinic, &new, 900);
    let totals = clinic.read(|conn| assist::totals(conn, next)).unwrap();
    assert_eq!((totals[0].calls, totals[0].failed), (1, 0));
    assert_eq!(
        (totals[0].amounts.tokens_in, totals[0].cost_micro),
        (12, 900)
    );
    assert_eq!(done(&clinic, |tx| assist::prune(tx, next)), 1);
    assert_eq!(used(&clinic, 1_002), 900);
}

#[test]
fn jobs_beside_each_other_never_spend_more_than_there_is() {
    let (_folder, _key, clinic) = clinic();
    let clinic = Arc::new(clinic);
    let jobs: Vec<_> = (0..8)
        .map(|_| {
            let clinic = Arc::clone(&clinic);
            std::thread::spawn(move || (0..10).filter(|_| reserve(&clinic, &call(110, 30))).count())
        })
        .collect();
    let all: usize = jobs.into_iter().map(|job| job.join().unwrap()).sum();
    assert_eq!(all, 33);
    assert_eq!(used(&clinic, 120), 990);
}

#[test]
fn a_key_is_sealed_and_of_one_endpoint() {
    let (_folder, key, clinic) = clinic();
    let (ours, other) = ("https://api.alameda.example", "https://api.other.example");
    done(&clinic, |tx| {
        assist::put_key(tx, &key, ours, &"sk-planted-key".into())
    });
    let read = |origin: &str| {
        let found = clinic.read(|conn| assist::key(conn, &key, origin)).unwrap();
        found.map(|key| key.expose_secret().to_owned())
    };
    assert_eq!(read(ours).as_deref(), Some("sk-planted-key"));
    assert_eq!(read(other), None);
    let sealed: Vec<u8> = clinic
        .read(|conn| {
            let row = conn.query_row("select sealed from assist_keys", [], |row| row.get(0));
            Ok::<_, StoreError>(row?)
        })
        .unwrap();
    assert!(!sealed.windows(7).any(|window| window == b"planted"));
    done(&clinic, |tx| {
        tx.execute("update assist_keys set origin = ?1", [other])?;
        Ok(())
    });
    let moved = clinic.read(|conn| assist::key(conn, &key, other));
    assert!(matches!(moved, Err(StoreError::WrongKey)));
    done(&clinic, |tx| {
        assist::put_key(tx, &key, ours, &"second".into())
    });
    assert!(!clinic.read(|conn| assist::has_key(conn, other)).unwrap());
    done(&clinic, assist::forget_keys);
    assert_eq!(read(ours), None);
}
