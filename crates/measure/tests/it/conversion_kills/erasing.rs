//! `kill -9` at every step of an erasure: begun is done, at the next start at the latest, and nothing comes back.

use super::*;
use std::fs;

/// In the order in which they are done.
const ERASING: [&str; 7] = [
    "forgotten",
    "rows",
    "rows_again",
    "traces",
    "merged",
    "emptied",
    "settled",
];

/// P9, R5: nothing of them is shown or sent any more, and the rest goes before anybody signs in.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_step_of_an_erasure_leaves_nobody() {
    let lead = Lead::new().await;
    let desk = lead.clinic.opens(&lead.clinic.data()).await;
    sign_in(&desk).await;
    for alert in desk.open_alerts().await.unwrap() {
        desk.acknowledge_alert(alert.id).await.unwrap();
    }
    desk.close();
    drop(desk);
    let conversation = lead.conversation.to_string();
    for step in ERASING {
        let data = lead.clinic.copy(&format!("erase-{step}")).await;
        let more = ["--erase", &conversation, "--stop-at", step];
        let mut desk = lead.clinic.starts(&data, &more);
        desk.says(&format!("at {step}")).expect("the step is met");
        desk.kill();
        let desk = lead.clinic.opens(&data).await;
        let ledger = desk.erasure_ledger().await.unwrap();
        assert_eq!(ledger.len(), 1, "{step}");
        sign_in(&desk).await;
        let view = desk.retention_view().await.unwrap();
        assert_eq!((view.unfinished, view.erased), (0, 1), "{step}");
        assert!(rows(&desk, Side::Leads).await.is_empty(), "{step}");
        let gone = desk.open_thread(Side::Leads, lead.conversation).await;
        assert!(gone.is_err(), "{step}");
        let folder = data.join("clinic/media/leads");
        until(&desk, || async {
            let left = fs::read_dir(&folder).unwrap().count();
            (left == 0).then_some(())
        })
        .await;
        desk.close();
    }
}
