//! Reading the audit, and what becomes of old calls to Meta.

use crate::audit::{ANA, Files, RUI, act, call, seconds};
use recado_domain::audit::{ActKind, ActName};
use recado_domain::id::ConversationId;
use recado_store::clinic::audit::calls;
use recado_store::clinic::audit::find::{self, Filter};
use recado_store::clinic::audit::verify::{Chain, Fault, Log};
use recado_store::clinic::audit::{self, Act};

#[test]
fn old_calls_are_forgotten_as_an_act_and_the_rest_stays_whole() {
    let files = Files::with_rows();
    let clinic = files.open();
    let gone = clinic.write(|tx| calls::forget(tx, seconds(1), seconds(9)));
    assert_eq!(gone, Ok(1));
    assert_eq!(files.verify(), Chain::Whole { rows: 6, calls: 2 });
    let newest = clinic.read(|conn| audit::newest(conn, 1)).unwrap();
    assert_eq!(newest[0].act, ActName::CallsForgotten.as_str());
    assert_eq!(newest[0].staff, None);
    let gone = clinic.write(|tx| calls::forget(tx, seconds(1), seconds(9)));
    assert_eq!(gone, Ok(0));
    // All of them, and more after that.
    let gone = clinic.write(|tx| calls::forget(tx, seconds(100), seconds(9)));
    assert_eq!(gone, Ok(2));
    assert_eq!(files.verify(), Chain::Whole { rows: 7, calls: 0 });
    clinic
        .write(|tx| calls::append_calls(tx, &[call(200)]))
        .unwrap();
    assert_eq!(files.verify(), Chain::Whole { rows: 7, calls: 1 });
    drop(clinic);
    files.tamper("delete from api_calls");
    let (log, at, fault) = (Log::Calls, 4, Fault::CutOff);
    assert_eq!(files.verify(), Chain::Broken { log, at, fault });
}

#[test]
fn acts_are_found_by_who_kind_whom_and_day_page_by_page() {
    let files = Files::fresh();
    let clinic = files.open();
    let (maria, nikos) = (ConversationId::generate(), ConversationId::generate());
    let written = [
        act(ActName::SignedIn, 0),
        act(ActName::ThreadRead, 1).about(maria),
        act(ActName::TextSent, 2).about(maria),
        Act {
            staff: Some(RUI),
            detail: format!("{{\"conversation\":\"{nikos}\",\"outbox\":\"x\"}}"),
            ..act(ActName::TextSent, 3)
        },
        act(ActName::SignInRefused, 4)
            .about(RUI)
            .with_result("wrong_passphrase"),
    ];
    for act in &written {
        clinic.write(|tx| audit::append(tx, act)).unwrap();
    }
    let found = |filter: Filter| -> Vec<i64> {
        let page = clinic.read(|conn| find::page(conn, &filter, 100)).unwrap();
        page.iter().map(|entry| entry.id).collect()
    };
    let all = Filter::default();
    assert_eq!(found(all), [5, 4, 3, 2, 1]);
    assert_eq!(
        found(Filter {
            staff: Some(RUI),
            ..all
        }),
        [4]
    );
    let sending = Some(ActKind::Sending);
    assert_eq!(
        found(Filter {
            kind: sending,
            ..all
        }),
        [4, 3]
    );
    assert_eq!(
        found(Filter {
            subject: Some(maria.0),
            ..all
        }),
        [3, 2]
    );
    assert_eq!(
        found(Filter {
            subject: Some(nikos.0),
            ..all
        }),
        [4],
        "named by its detail"
    );
    assert_eq!(
        found(Filter {
            kind: sending,
            staff: Some(ANA),
            ..all
        }),
        [3]
    );
    let (from, until) = (Some(seconds(1)), Some(seconds(3)));
    assert_eq!(found(Filter { from, until, ..all }), [3, 2]);
    let page = clinic.read(|conn| find::page(conn, &all, 2)).unwrap();
    let last = page.last().map(|entry| (entry.act.at, entry.id));
    assert_eq!(
        found(Filter {
            before: last,
            ..all
        }),
        [3, 2, 1]
    );
    assert_eq!(page[0].act, written[4]);
}
