//! What assistants cost: nobody spends more than there is, and a key goes to its own endpoint only.

use crate::clinic::{clinic, done};
use proptest::prelude::*;
use recado_domain::assist::credit::Amounts;
use recado_domain::assist::{AssistFeature, AssistPlace};
use recado_domain::id::AssistUsageId;
use recado_domain::time::UnixMs;
use recado_store::clinic::Clinic;
use recado_store::clinic::assist::{self, NewUsage, UsageStatus};
use recado_store::error::StoreError;
use secrecy::ExposeSecret;
use std::collections::VecDeque;
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

fn used(clinic: &Clinic) -> u64 {
    let used = clinic.read(|conn| assist::used(conn, SINCE, "EUR"));
    used.unwrap()
}

#[test]
fn what_is_on_its_way_counts_and_what_was_cut_off_for_good() {
    let (_folder, _key, clinic) = clinic();
    let (first, second) = (call(110, 600), call(110, 600));
    assert!(reserve(&clinic, &first));
    assert!(!reserve(&clinic, &second), "only one of them fits");
    end(&clinic, &first, 250);
    assert!(reserve(&clinic, &second), "it took less than it might have");
    // A kill: nobody ends the second, which may have been answered and paid for.
    assert_eq!(used(&clinic), 850);
    let totals = |now| {
        let totals = clinic.read(|conn| assist::totals(conn, SINCE, UnixMs(now)));
        totals.unwrap().remove(0)
    };
    assert_eq!((totals(120).calls, totals(120).failed), (1, 0));
    assert_eq!((totals(160).calls, totals(160).failed), (2, 1));
    assert!(!reserve(&clinic, &call(900, 151)));
    // It was answered all the same, late; twice is once.
    end(&clinic, &second, 500);
    end(&clinic, &second, 0);
    assert_eq!(used(&clinic), 750);
    assert!(reserve(&clinic, &call(170, 250)));
    assert!(!reserve(&clinic, &call(170, 1)));
    assert!(
        reserve(&clinic, &call(170, 0)),
        "what costs nothing goes on"
    );
}

/// Another currency is another budget, and a month keeps what might be spent in it, whatever is chosen later.
#[test]
fn money_is_counted_by_currency_and_months_keep_theirs() {
    let (_folder, _key, clinic) = clinic();
    assert!(reserve(&clinic, &call(110, 900)));
    let dollars = NewUsage {
        currency: "USD".into(),
        ..call(120, 900)
    };
    assert!(reserve(&clinic, &dollars));
    assert_eq!(used(&clinic), 900);
    let next = UnixMs(1_000);
    let new = call(1_001, 30);
    assert!(done(&clinic, |tx| assist::reserve(tx, &new, 40, next)));
    done(&clinic, |tx| assist::keep_month(tx, next, "EUR", 50));
    let months = clinic.read(|conn| assist::months(conn, 9)).unwrap();
    let months: Vec<_> = months
        .iter()
        .map(|it| {
            let money = (it.monthly_micro, it.spent_micro);
            (it.began_at.0, it.currency.as_str(), money)
        })
        .collect();
    assert_eq!(
        months,
        [
            (1_000, "EUR", (50, 30)),
            (100, "EUR", (MONTHLY, 900)),
            (100, "USD", (MONTHLY, 900)),
        ]
    );
}

/// What a job does next.
#[derive(Debug, Clone, Copy)]
enum Next {
    /// A call that may cost so much wants to leave.
    Leaves(u64),
    /// The oldest call on its way comes back, and cost this share of it, in hundredths.
    Comes(u64),
    /// The program is killed: whatever is on its way was answered, and nobody writes it down.
    Killed,
}

fn next() -> impl Strategy<Value = Next> {
    prop_oneof![
        5 => (1..400_u64).prop_map(Next::Leaves),
        4 => (0..=100_u64).prop_map(Next::Comes),
        1 => Just(Next::Killed),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is killed when: what is written down is never less than what was spent, and never more than there is.
    #[test]
    fn no_kill_makes_spending_cheaper_or_larger(steps in prop::collection::vec(next(), 1..60)) {
        let (folder, key, mut clinic) = clinic();
        let mut on_their_way: VecDeque<NewUsage> = VecDeque::new();
        let (mut spent, mut at) = (0, 110);
        for step in steps {
            at += 40;
            match step {
                Next::Leaves(most) => {
                    let call = call(at, most);
                    if reserve(&clinic, &call) {
                        on_their_way.push_back(call);
                    }
                }
                Next::Comes(share) => {
                    if let Some(call) = on_their_way.pop_front() {
                        let cost = call.cost_micro * share / 100;
                        end(&clinic, &call, cost);
                        spent += cost;
                    }
                }
                Next::Killed => {
                    spent += on_their_way.drain(..).map(|call| call.cost_micro).sum::<u64>();
                    drop(clinic);
                    clinic = Clinic::open(folder.path(), &key).unwrap();
                }
            }
            prop_assert!(spent <= used(&clinic));
            prop_assert!(used(&clinic) <= MONTHLY);
        }
    }
}

#[test]
fn another_month_is_another_budget_and_old_calls_are_forgotten() {
    let (_folder, _key, clinic) = clinic();
    assert!(reserve(&clinic, &call(110, 1_000)));
    let next = UnixMs(1_000);
    let new = call(1_001, 1_000);
    assert!(done(&clinic, |tx| assist::reserve(tx, &new, MONTHLY, next)));
    end(&clinic, &new, 900);
    let totals = clinic
        .read(|conn| assist::totals(conn, next, UnixMs(1_002)))
        .unwrap();
    assert_eq!((totals[0].calls, totals[0].failed), (1, 0));
    assert_eq!(
        (totals[0].amounts.tokens_in, totals[0].cost_micro),
        (12, 900)
    );
    assert_eq!(done(&clinic, |tx| assist::prune(tx, next)), 1);
    assert_eq!(used(&clinic), 900);
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
    assert_eq!(used(&clinic), 990);
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
