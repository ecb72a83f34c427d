//! What keeps somebody: a hold, an open flag, a reply that leaves. And the rules that erase by themselves.

use super::*;
use recado_domain::retention::GRACE;

const DAY: Duration = Duration::from_secs(24 * 3600);

impl Clinic {
    /// Waits until it was looked who is due, at this hour.
    async fn looked(&self) {
        let now = self.clock.now().0;
        self.until(|| async {
            let view = self.desk.retention_view().await.ok()?;
            (view.looked_at == Some(now)).then_some(())
        })
        .await;
    }
}

/// P9: a hold and an open flag keep a person, and say so.
#[tokio::test(flavor = "multi_thread")]
async fn a_hold_and_an_open_flag_keep_a_person() {
    let clinic = Clinic::open().await;
    clinic.writes(ZULMIRA, "não quero continuar a viver").await;
    let thread = clinic.only_thread(|thread| thread.alerts.len() == 1).await;
    let (side, conversation) = (thread.side, thread.conversation);
    let keeps = || async {
        let preview = clinic.desk.preview_erasure(side, conversation).await;
        preview.unwrap().keeps
    };
    assert_eq!(keeps().await, Some(Keeps::OpenAlert));
    let refused = clinic.erases(&thread).await;
    assert!(matches!(refused, Err(InboxError::AlertOpen)));
    clinic
        .desk
        .acknowledge_alert(thread.alerts[0].id)
        .await
        .unwrap();
    let empty = clinic.desk.set_hold(side, conversation, " ".into()).await;
    assert!(matches!(empty, Err(InboxError::InvalidInput)));
    let reason = "Reclamação 14/2026".to_owned();
    clinic
        .desk
        .set_hold(side, conversation, reason.clone())
        .await
        .unwrap();
    assert_eq!(keeps().await, Some(Keeps::LegalHold));
    let refused = clinic.erases(&thread).await;
    assert!(matches!(refused, Err(InboxError::OnHold)));
    let hold = clinic.desk.keeping(side, conversation).await.unwrap().hold;
    let hold = hold.unwrap();
    assert_eq!((hold.by.as_str(), hold.reason), ("Ana Reis", Some(reason)));
    clinic.desk.lift_hold(side, conversation).await.unwrap();
    let lifted = clinic.desk.lift_hold(side, conversation).await;
    assert!(matches!(lifted, Err(InboxError::NotFound)));
    clinic.erases(&thread).await.unwrap();
    let acts: Vec<String> = clinic.acts("person.").into_iter().map(|it| it.0).collect();
    assert_eq!(
        acts,
        ["person.hold_set", "person.hold_lifted", "person.erased"]
    );
}

/// P9: a rule freshly set erases nobody for a day; then whoever is due goes by itself, and whoever wrote stays.
#[tokio::test(flavor = "multi_thread")]
async fn a_rule_erases_by_itself_after_a_day() {
    let mut clinic = Clinic::of_leads(recado_meta_sim::simulator::Delivery::Read).await;
    clinic.writes(ZULMIRA, "mensagemsemeada").await;
    clinic.of(ZULMIRA).await;
    clinic.writes(RUI, "Olá").await;
    let rui = clinic.of(RUI).await;
    clinic
        .desk
        .set_hold(rui.side, rui.conversation, "Queixa".into())
        .await
        .unwrap();
    clinic.later(DAY * 400).await;
    clinic.writes(NIKOS, "Bom dia").await;
    clinic.of(NIKOS).await;
    let view = clinic
        .desk
        .set_retention(Side::Leads, Some(12))
        .await
        .unwrap();
    let rule = &view.rules[0];
    let goes_at = clinic.clock.now().plus(GRACE).0;
    assert_eq!(rule.sleeps_until, Some(goes_at));
    assert_eq!((rule.due.now, rule.due.soon), (0, 1));
    assert_eq!(rule.due.first_at, Some(goes_at));
    assert_eq!(
        (rule.due.kept[0].keeps, rule.due.kept[0].people),
        (Keeps::LegalHold, 1)
    );
    clinic.later(DAY - Duration::from_secs(1)).await;
    clinic.restart_desk().await;
    clinic.unlock().await;
    clinic.looked().await;
    assert_eq!(clinic.rows_of(Side::Leads).await.len(), 3);

    clinic.later(Duration::from_secs(1)).await;
    clinic.restart_desk().await;
    // Nobody signs in: leads need no key of a person.
    clinic
        .until(|| async { (!clinic.acts("retention.ran").is_empty()).then_some(()) })
        .await;
    assert_eq!(
        clinic.acts("retention.ran"),
        [(
            "retention.ran".into(),
            "{\"due\":1,\"erased\":1,\"side\":\"leads\"}".into()
        )]
    );
    assert_eq!(
        clinic.acts("person.erased")[0].1,
        "{\"reason\":\"retention\"}"
    );
    clinic.unlock().await;
    let rows = clinic.rows_of(Side::Leads).await;
    let names: BTreeSet<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, BTreeSet::from([NIKOS.name, RUI.name]));
    clinic.desk.close();
    assert_eq!(clinic.places_of(&PLANTED), BTreeSet::new());
}

/// P9: patients go when a clinician is signed in, since there is no key otherwise; a clock that jumped erases nobody.
#[tokio::test(flavor = "multi_thread")]
async fn patients_go_after_a_sign_in_and_not_by_a_jump_of_the_clock() {
    let mut clinic = Clinic::open().await;
    clinic.writes(ZULMIRA, "mensagemsemeada").await;
    clinic.of(ZULMIRA).await;
    clinic
        .desk
        .set_retention(Side::Clinical, Some(60))
        .await
        .unwrap();
    clinic.later(DAY * 366 * 6).await;
    clinic.restart_desk().await;
    clinic.unlock().await;
    clinic.looked().await;
    assert_eq!(
        clinic.rows_of(Side::Clinical).await.len(),
        1,
        "the clock jumped"
    );
    clinic.later(DAY).await;
    clinic.restart_desk().await;
    let shut = clinic.desk.list_conversations(
        recado_inbox::view::list::ListQuery {
            side: Side::Clinical,
            filter: recado_inbox::view::list::ListFilter::All,
            channel: None,
        },
        10,
    );
    assert!(matches!(shut.await, Err(InboxError::Locked)));
    assert!(clinic.acts("person.erased").is_empty());
    clinic.unlock().await;
    clinic
        .until(|| async { (!clinic.acts("retention.ran").is_empty()).then_some(()) })
        .await;
    assert_eq!(clinic.acts("person.erased").len(), 1);
    assert!(clinic.rows_of(Side::Clinical).await.is_empty());
    let view = clinic
        .desk
        .set_retention(Side::Clinical, None)
        .await
        .unwrap();
    assert_eq!(view.rules[1].months, None);
    let wrong = clinic.desk.set_retention(Side::Leads, Some(0)).await;
    assert!(matches!(wrong, Err(InboxError::InvalidInput)));
}

/// R9: cut off anywhere, an erasure is either not begun or goes on by itself; nothing of it comes back.
#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_is_cut_off_goes_on_at_the_next_start() {
    let steps = [
        "forgotten",
        "rows",
        "rows_again",
        "traces",
        "merged",
        "emptied",
    ];
    for side in [Side::Leads, Side::Clinical] {
        let mut clinic = match side {
            Side::Leads => Clinic::of_leads(recado_meta_sim::simulator::Delivery::Read).await,
            Side::Clinical => Clinic::open().await,
        };
        for (number, step) in (1..).zip(steps) {
            clinic.later(Duration::from_secs(60)).await;
            clinic.writes(ZULMIRA, "mensagemsemeada").await;
            let thread = clinic.of(ZULMIRA).await;
            assert_eq!(texts(&thread).len(), 1, "{step}: somebody new");
            let reached = Arc::new(Mutex::new(false));
            let told = Arc::clone(&reached);
            clinic.desk.watch_people(Arc::new(move |at| {
                if at == step {
                    *told.lock().unwrap() = true;
                    std::panic::resume_unwind(Box::new("cut off"));
                }
            }));
            let cut = clinic.erases(&thread).await;
            assert!(*reached.lock().unwrap(), "{step} of {side:?}");
            assert!(matches!(cut, Err(InboxError::CutOff)), "{step}");
            clinic.restart_desk().await;
            if side == Side::Leads {
                let unfinished = clinic.opened().clinic.read(erasures::unfinished);
                assert_eq!(
                    unfinished.unwrap(),
                    0,
                    "{step}: done before anybody signs in"
                );
            }
            clinic.unlock().await;
            assert_eq!(clinic.ledger().await, (0, number), "{step}");
            assert!(clinic.rows_of(side).await.is_empty(), "{step}");
        }
        clinic.desk.close();
        assert_eq!(clinic.places_of(&PLANTED), BTreeSet::new());
    }
}

/// P9: an older copy was put back; the ledger erases over again, once.
#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_is_put_back_is_told_who_is_no_more() {
    let mut clinic = Clinic::open().await;
    clinic.writes(NIKOS, "Olá").await;
    clinic.of(NIKOS).await;
    clinic.writes(ZULMIRA, "mensagemsemeada").await;
    let thread = clinic.of(ZULMIRA).await;
    clinic.desk.close();
    let copy = tempfile::tempdir().unwrap();
    let data = clinic.data_dir();
    // The last hold on the files is gone with this.
    clinic.restart_desk().await;
    clinic.unlock().await;
    clinic.desk.close();
    until_nobody_writes(&data).await;
    copy_all(&data, copy.path());
    clinic.restart_desk().await;
    clinic.unlock().await;
    clinic.erases(&thread).await.unwrap();
    let ledger = clinic.desk.erasure_ledger().await.unwrap();
    clinic.desk.close();
    std::fs::remove_dir_all(&data).unwrap();
    copy_all(copy.path(), &data);
    clinic.restart_desk().await;
    let found = clinic.desk.erase_again(ledger.clone()).await.unwrap();
    assert_eq!(found, 1);
    clinic.unlock().await;
    assert_eq!(
        clinic.ledger().await,
        (0, 1),
        "the rest went with the sign-in"
    );
    assert_eq!(clinic.rows_of(Side::Clinical).await.len(), 1);
    let again = clinic.desk.erase_again(ledger).await.unwrap();
    assert_eq!((again, clinic.ledger().await), (0, (0, 1)));
    clinic.desk.close();
    assert_eq!(clinic.places_of(&PLANTED), BTreeSet::new());
}

/// Waits until what a closed desk was still about is written: nothing in the folder changes from one look to the next.
async fn until_nobody_writes(folder: &std::path::Path) {
    let mut before = Vec::new();
    loop {
        let now = lengths_and_times(folder);
        if now == before {
            return;
        }
        before = now;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

fn lengths_and_times(
    folder: &std::path::Path,
) -> Vec<(std::path::PathBuf, u64, std::time::SystemTime)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(lengths_and_times(&path));
        } else if let Ok(about) = std::fs::metadata(&path) {
            all.push((path, about.len(), about.modified().unwrap()));
        }
    }
    all.sort();
    all
}

fn copy_all(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let place = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_all(&path, &place);
        } else {
            std::fs::copy(&path, &place).unwrap();
        }
    }
}
