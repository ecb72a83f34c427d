//! A computer that was taken out says so, by whom and since when, keeps what it has readable, and can be let in again by one
//! that is in. It comes back as another one, to its own clinic only.

use super::{Second, until};
use crate::clinic::{Clinic, MARIA, texts};
use recado_inbox::view::devices::{JoiningState, RemovalView};
use std::time::Duration;

async fn removal(second: &Second) -> RemovalView {
    until(|| async {
        let view = second.desk.devices_view().await.unwrap();
        view.removal.filter(|_| view.is_removed)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_computer_says_by_whom_and_is_let_in_again() {
    let clinic = Clinic::open().await;
    let (mut second, id) = clinic.with_second().await;
    second.owns().await;
    clinic.writes(MARIA, "Um").await;
    let theirs = second.only_thread(|it| texts(it) == ["Um"]).await;
    let at = clinic.clock.now().0;
    clinic.desk.remove_device(id).await.unwrap();
    let known = removal(&second).await;
    // Told by whom while it listened; had it just not asked, it knows only since when.
    assert!(known.by.is_none_or(|by| by == "Ana Reis"));
    assert_eq!(known.at, at);
    // What it has stays readable, and nothing arrives.
    clinic.writes(MARIA, "Dois").await;
    clinic.only_thread(|it| texts(it) == ["Um", "Dois"]).await;
    assert_eq!(texts(&second.only_thread(|_| true).await), ["Um"]);

    // The way in is that of every computer: a code of the relay, and one that two people compare.
    second.asks(&clinic).await;
    let newcomer = clinic.compares().await;
    assert_ne!(newcomer.id, id, "it comes back as another one");
    let code = second.code().await;
    second.desk.confirm_joining(code.clone()).await.unwrap();
    clinic.desk.let_in(newcomer.id, code).await.unwrap();
    second.is_in().await;
    let view = until(|| async {
        let view = second.desk.devices_view().await.unwrap();
        (!view.is_removed && view.is_current).then_some(view)
    })
    .await;
    assert_eq!(view.removal, None);
    assert_eq!(view.devices.len(), 2);
    clinic.writes(MARIA, "Três").await;
    let thread = second.only_thread(|it| texts(it).contains(&"Três")).await;
    assert_eq!(texts(&thread), ["Um", "Três"]);
    assert_eq!(thread.conversation, theirs.conversation);
    // It answers, and is heard.
    let reply = second
        .desk
        .send_reply(thread.side, thread.conversation, "Sim".into(), None);
    reply.await.unwrap();
    clinic.only_thread(|it| texts(it).contains(&"Sim")).await;
    second.restart().await;
    second.signs_in().await;
    assert!(!second.desk.devices_view().await.unwrap().is_removed);
    clinic.writes(MARIA, "Quatro").await;
    second.only_thread(|it| texts(it).contains(&"Quatro")).await;
}

/// One that was off is told by nobody: it says since when the relay does not know it.
#[tokio::test(flavor = "multi_thread")]
async fn a_computer_that_was_off_says_since_when() {
    let clinic = Clinic::open().await;
    let (mut second, id) = clinic.with_second().await;
    second.owns().await;
    second.desk.close();
    clinic.desk.remove_device(id).await.unwrap();
    clinic.later(Duration::from_secs(3600)).await;
    second.restart().await;
    second.signs_in().await;
    let known = removal(&second).await;
    assert_eq!(known.by, None);
    assert_eq!(known.at, clinic.clock.now().0);
}

/// What it holds is its clinic's: another one's code lets it in nowhere.
#[tokio::test(flavor = "multi_thread")]
async fn a_removed_computer_does_not_come_back_to_another_clinic() {
    let clinic = Clinic::open().await;
    let (second, id) = clinic.with_second().await;
    second.owns().await;
    clinic.desk.remove_device(id).await.unwrap();
    removal(&second).await;
    let stranger = Clinic::open().await;
    second.asks(&stranger).await;
    let newcomer = stranger.compares().await;
    let code = second.code().await;
    second.desk.confirm_joining(code.clone()).await.unwrap();
    stranger.desk.let_in(newcomer.id, code).await.unwrap();
    second
        .joining(|it| it.state == JoiningState::NotTheClinic)
        .await;
    second.desk.give_up_joining().await.unwrap();
    let view = second.desk.devices_view().await.unwrap();
    assert!(view.is_removed);
}
