//! `kill -9` of a desk at every step of a removal and of the new clinical key that follows: nothing is lost, and whoever left
//! reads nothing.

use crate::desk::{Clinic, copy_folder, sign_in, until};
use recado_domain::{channel::Side, id::StaffId, staff::Role};
use recado_inbox::{
    desk::Desk,
    error::InboxError,
    view::list::{ListFilter, ListQuery},
};
use recado_meta_sim::simulator::{Delivery, Options};
use std::{fs, path::Path};

const WA_ID: &str = "34600000641";
const BEFORE: &str = "Bom dia";
const RUI: &str = "sete portas abertas";
/// In the order in which they are done.
const STEPS: [&str; 10] = [
    "member out",
    "slot out",
    "key prepared",
    "key closed",
    "key copied",
    "key encrypted",
    "key checked",
    "key replaced",
    "key promoted",
    "spool key kept",
];

async fn texts(desk: &Desk) -> Option<Vec<String>> {
    let query = ListQuery {
        side: Side::Clinical,
        filter: ListFilter::All,
        channel: None,
    };
    let rows = desk.list_conversations(query, 10).await.ok()?.rows;
    let thread = desk.open_thread(Side::Clinical, rows.first()?.conversation);
    let messages = thread.await.ok()?.messages;
    Some(messages.into_iter().map(|message| message.text).collect())
}

/// Sets up a clinic with a message of a patient, and Rui, a clinician who will be removed.
async fn clinic_with_rui() -> (Clinic, StaffId) {
    let clinic = Clinic::new(Options {
        delivery: Delivery::Off,
        ..Options::default()
    })
    .await;
    let desk = clinic.opens(&clinic.data()).await;
    sign_in(&desk).await;
    let (name, passphrase) = ("Rui".to_owned(), RUI.to_owned());
    let rui = desk.add_staff(name, Role::Clinician, passphrase).await;
    let written = clinic.meta.control();
    let written = written.patient_writes(WA_ID, "Rosa M.", BEFORE, None).await;
    written.unwrap();
    until(&desk, || async {
        texts(&desk).await.filter(|texts| texts == &[BEFORE])
    })
    .await;
    desk.close();
    (clinic, rui.unwrap())
}

/// What Rui copied while he still worked here opens nothing of what is there now.
async fn opens_nothing(clinic: &Clinic, now: &Path, copied: &Path, rui: StaffId, step: &str) {
    let stolen = clinic.folder.path().join(format!("stolen {step}"));
    copy_folder(copied, &stolen);
    for ending in ["", "-wal", "-shm"] {
        let name = format!("clinic/clinical.db{ending}");
        let _ = fs::remove_file(stolen.join(&name));
        if now.join(&name).exists() {
            fs::copy(now.join(&name), stolen.join(&name)).unwrap();
        }
    }
    let desk = clinic.opens(&stolen).await;
    let refused = desk.unlock(rui, RUI.into()).await;
    assert!(
        matches!(refused, Err(InboxError::NoClinicalKey)),
        "{step}: {refused:?}"
    );
    desk.close();
}

/// P5: killed at each step, the next sign-in of somebody who stays brings it to its end.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_step_of_a_removal_loses_nothing_and_opens_nothing() {
    let (clinic, rui) = clinic_with_rui().await;
    let copied = clinic.copy("copied").await;
    for step in STEPS {
        let data = clinic.copy(step).await;
        let more = ["--remove", &rui.to_string(), "--stop-at", step];
        let mut killed = clinic.starts(&data, &more);
        killed.says(&format!("at {step}")).expect("the step is met");
        killed.kill();

        let desk = clinic.opens(&data).await;
        let gone = desk.unlock(rui, RUI.into()).await;
        assert!(matches!(gone, Err(InboxError::WrongPassphrase)), "{step}");
        sign_in(&desk).await;
        until(&desk, || async {
            let session = desk.session_view().await.unwrap();
            let is_over = !session.is_renewal_due && session.renewal.is_none();
            is_over.then_some(())
        })
        .await;
        let after = format!("depois de {step}");
        let control = clinic.meta.control();
        let written = control.patient_writes(WA_ID, "Rosa M.", &after, None).await;
        written.unwrap();
        let texts = until(&desk, || async {
            texts(&desk)
                .await
                .filter(|texts| texts.last() == Some(&after))
        })
        .await;
        assert_eq!(texts.first().unwrap(), BEFORE, "{step}");
        desk.close();
        drop(desk);
        opens_nothing(&clinic, &data, &copied, rui, step).await;
        let desk = clinic.opens(&data).await;
        sign_in(&desk).await;
        desk.close();
    }
}
