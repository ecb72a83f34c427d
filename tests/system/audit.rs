//! The audit as it is read: nothing gathered is lost, nothing has words, and a change is told.

use crate::clinic::{Clinic, MARIA};
use recado_domain::{audit::SubjectKind, delivery::DeliveryStatus};
use recado_inbox::{
    desk::{Desk, Notice},
    error::InboxError,
    keychain::KeyEntry,
    view::audit::{AuditEntryView, AuditFault, AuditKind, AuditQuery, AuditView},
};
use recado_store::{clinic::Clinic as ClinicStore, error::StoreError, key::Key32};

/// What one entry says, as far as the stories look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub act: String,
    pub by: String,
    pub about: Option<(SubjectKind, String)>,
    pub result: String,
    pub named: Vec<String>,
}

pub async fn view(desk: &Desk, kind: Option<AuditKind>) -> AuditView {
    let query = AuditQuery {
        kind,
        ..AuditQuery::default()
    };
    desk.audit_view(query).await.unwrap()
}

/// Returns the acts in the order in which they were written.
pub async fn acts(desk: &Desk) -> Vec<Said> {
    let mut entries = view(desk, None).await.entries;
    entries.sort_by_key(|entry| match entry {
        AuditEntryView::Act { id, .. } | AuditEntryView::Call { id, .. } => *id,
    });
    let said = entries.into_iter().filter_map(|entry| match entry {
        AuditEntryView::Act {
            act,
            staff_name,
            subject,
            result,
            named,
            ..
        } => Some(Said {
            act,
            by: staff_name,
            about: subject.map(|subject| (subject.kind, subject.id)),
            result,
            named,
        }),
        AuditEntryView::Call { .. } => None,
    });
    said.collect()
}

/// Reading and calls are written beside the work, and yet not lost when the desk closes; a name is shown while it is here.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_gathered_survives_closing_and_carries_no_words() {
    let (mut clinic, thread) = Clinic::with_a_message().await;
    clinic.replies(&thread, "Até logo").await;
    clinic.reached(&thread, 1, DeliveryStatus::Read).await;
    clinic.restart_desk().await;
    clinic.unlock().await;
    let all = view(&clinic.desk, None).await;
    let reading = all.entries.iter().find_map(|entry| match entry {
        AuditEntryView::Act { act, subject, .. } if act == "thread.read" => subject.clone(),
        AuditEntryView::Act { .. } | AuditEntryView::Call { .. } => None,
    });
    assert_eq!(reading.unwrap().shown.as_deref(), Some(MARIA.name));
    let calls = view(&clinic.desk, Some(AuditKind::Calls)).await.entries;
    let sends = calls.iter().filter(|entry| {
        matches!(entry, AuditEntryView::Call { method, endpoint, result, .. }
            if method == "POST" && endpoint == "{id}/messages" && result == "200")
    });
    assert_eq!(sends.count(), 1);
    for entry in &calls {
        let AuditEntryView::Call { endpoint, .. } = entry else {
            panic!("not a call")
        };
        assert!(
            !endpoint.contains(|c: char| c.is_ascii_digit()),
            "{endpoint}"
        );
    }
    // By person, by kind, about one conversation.
    let about = |subject: Option<String>, kind| AuditQuery {
        subject,
        kind,
        ..AuditQuery::default()
    };
    let subject = Some(thread.conversation.to_string());
    let sent = about(subject.clone(), Some(AuditKind::Sending));
    assert_eq!(clinic.desk.audit_view(sent).await.unwrap().entries.len(), 1);
    let nobody = AuditQuery {
        staff: Some(recado_domain::id::StaffId::generate()),
        ..about(subject, None)
    };
    assert!(
        clinic
            .desk
            .audit_view(nobody)
            .await
            .unwrap()
            .entries
            .is_empty()
    );
    clinic.desk.lock().await.unwrap();
    let locked = clinic.desk.audit_view(AuditQuery::default()).await;
    assert!(matches!(locked, Err(InboxError::Locked)));
    assert!(matches!(
        clinic.desk.verify_audit().await,
        Err(InboxError::Locked)
    ));
}

/// Somebody with the machine key changes a row: it is told without content, and the owner sees which.
#[tokio::test(flavor = "multi_thread")]
async fn a_changed_audit_is_told_at_the_next_start_and_shown() {
    let mut clinic = Clinic::open().await;
    let check = clinic.desk.verify_audit().await.unwrap();
    assert_eq!((check.fault, check.entries), (None, 7));
    tamper(&clinic, "update audit set staff_name = 'Rui' where id = 4");
    clinic.restart_desk().await;
    clinic.unlock().await;
    let check = clinic
        .until(|| async { view(&clinic.desk, None).await.check })
        .await;
    let mut notices = clinic.desk.notices();
    let fault = check.fault.expect("it is found");
    assert_eq!((fault.entry, fault.fault), (4, AuditFault::Changed));
    // Told at the start, perhaps before anybody listened: whoever listens asks to be told again.
    clinic.desk.announce_open_alerts().await.unwrap();
    assert_eq!(notices.recv().await.unwrap(), Notice::AuditBroken);
    // Asked for once more, it is no news.
    clinic.desk.verify_audit().await.unwrap();
    assert!(notices.try_recv().is_err());
}

/// An older database was put back under what was written since: it is broken for good, until an owner closes it with a
/// reason. What was wrong stays to be read, and what anybody changes afterwards is told again.
#[tokio::test(flavor = "multi_thread")]
async fn an_owner_closes_a_broken_audit_and_begins_anew() {
    let mut clinic = Clinic::open().await;
    tamper(&clinic, "delete from audit where id > 4");
    clinic.restart_desk().await;
    clinic.unlock().await;
    let broken = clinic.desk.verify_audit().await.unwrap();
    let fault = broken.fault.clone().expect("it is found");
    assert_eq!(fault.fault, AuditFault::CutOff);
    assert!(broken.breaks.is_empty());
    let mark = broken.mark.clone();
    let begins =
        |reason: &str, mark: &str| clinic.desk.begin_audit_anew(reason.into(), mark.into());
    for reason in ["", " \n", &"x".repeat(501)] {
        let refused = begins(reason, &mark).await;
        assert!(matches!(refused, Err(InboxError::InvalidInput)));
    }
    let otherwise = begins("Reposta a cópia", "not what was seen").await;
    assert_eq!(otherwise.unwrap().fault, Some(fault.clone()));

    let begun = begins("Reposta a cópia de terça", &mark).await.unwrap();
    assert_eq!((begun.fault, begun.entries), (None, 1));
    let closed = &begun.breaks[0];
    assert_eq!(
        (closed.by.as_str(), closed.reason.as_str()),
        ("Ana Reis", "Reposta a cópia de terça")
    );
    assert_eq!(closed.misfits[0].from, fault.entry);
    assert_eq!(closed.misfits[0].fault, AuditFault::CutOff);
    let written = acts(&clinic.desk).await;
    let last = written.last().unwrap();
    assert_eq!(
        (last.act.as_str(), last.by.as_str()),
        ("audit.begun_anew", "Ana Reis")
    );
    let again = begins("Mais uma vez", &begun.mark).await.unwrap();
    assert_eq!(again.breaks.len(), 1, "nothing is wrong any more");

    clinic.restart_desk().await;
    clinic.unlock().await;
    let now = clinic.desk.verify_audit().await.unwrap();
    assert_eq!((now.fault, now.breaks.len()), (None, 1));
    assert!(now.entries > 1);
    tamper(&clinic, "update audit set staff_name = 'Rui' where id = 2");
    clinic.restart_desk().await;
    clinic.unlock().await;
    let found = clinic.desk.verify_audit().await.unwrap();
    assert_eq!(found.fault.map(|it| it.entry), Some(2));
    assert_eq!(found.breaks.len(), 1);
}

/// Changes the database of a closed desk as somebody with the machine key would.
fn tamper(clinic: &Clinic, sql: &str) {
    clinic.desk.close();
    let key = clinic.keychain.read(KeyEntry::Machine).unwrap().unwrap();
    let key = Key32::from_slice(&key).unwrap();
    let store = ClinicStore::open(&clinic.data_dir().join("clinic"), &key).unwrap();
    let sql =
        format!("drop trigger if exists audit_keeps; drop trigger if exists audit_stays; {sql}");
    let done = store.write(|tx| Ok::<_, StoreError>(tx.execute_batch(&sql)?));
    done.unwrap();
}
