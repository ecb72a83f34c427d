//! The relay tries to speak as one of the clinic's computers: notes it made up, notes it kept and hands over again, notes of
//! a computer that was taken out. None is used, and the owner sees how many there were.

use super::{is_read, refused, signs_in, two};
use crate::{
    clinic::{Clinic, MARIA, texts},
    devices::{Second, until},
};
use recado_protocol::{
    bytes::{NoteBody, SealingKey, Signature},
    id::{DeviceId, NoteId},
    note::SignedNote,
    roster::Roster,
    sealed::{PlaintextKind, seal},
    version::Version,
};
use rusqlite::Connection;

/// Returns the note that waits at the relay, as its operator has it.
async fn kept(store: &Connection) -> Vec<u8> {
    until(|| async {
        let newest = "select sealed from envelopes where hash is null order by cursor desc limit 1";
        store.query_row(newest, [], |row| row.get(0)).ok()
    })
    .await
}

/// Hands a computer that is off something else in the place of what a patient writes.
async fn hands_over(clinic: &Clinic, store: &Connection, words: &str, instead: &[u8]) {
    let newest = || -> i64 {
        let newest = "select coalesce(max(cursor), 0) from envelopes where hash is not null";
        store.query_row(newest, [], |row| row.get(0)).unwrap()
    };
    let before = newest();
    clinic.writes(MARIA, words).await;
    let place = until(|| async { Some(newest()).filter(|it| *it > before) }).await;
    let swap = "update envelopes set sealed = ?2 where cursor = ?1";
    store.execute(swap, (place, instead)).unwrap();
}

/// A note of its own in the name of the first computer: it has the epoch's public key, and everybody's ids.
fn forged(store: &Connection, body: &[u8]) -> Vec<u8> {
    let (epoch, key): (u32, Vec<u8>) = store
        .query_row(
            "select epoch, public_key from epochs order by epoch desc limit 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    let roster: Vec<u8> = store
        .query_row("select body from rosters", [], |row| row.get(0))
        .unwrap();
    let roster: Roster = serde_json::from_slice(&roster).unwrap();
    let note = SignedNote {
        version: Version::default(),
        id: NoteId::new(),
        device_id: DeviceId(roster.members[0].device_id.0),
        written_at: crate::clinic::MORNING.0,
        body: NoteBody(body.to_vec()),
        signature: Signature([7; 64]),
    };
    let key = SealingKey(key.try_into().unwrap());
    let bytes = serde_json::to_vec(&note).unwrap();
    seal(&key, epoch, PlaintextKind::Note, &bytes).unwrap().0
}

async fn off(second: &Second) {
    second.desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_makes_up_and_what_it_plays_again_is_not_used() {
    let (clinic, mut second, _) = two().await;
    let store = clinic.store();
    off(&second).await;
    let thread = clinic.only_thread(|_| true).await;
    clinic.replies(&thread, "Olá, Maria").await;
    clinic.only_thread(is_read).await;
    let note = kept(&store).await;
    second.restart().await;
    signs_in(&second).await;
    let whole = ["Bom dia", "Olá, Maria"];
    second
        .only_thread(|it| texts(it) == whole && is_read(it))
        .await;

    off(&second).await;
    let made_up = forged(&store, br#"{"note":"sent","text":"Tome tudo"}"#);
    hands_over(&clinic, &store, "Um", &made_up).await;
    hands_over(&clinic, &store, "Dois", &note).await;
    clinic.writes(MARIA, "Fim").await;
    second.restart().await;
    signs_in(&second).await;
    let thread = second.only_thread(|it| texts(it).contains(&"Fim")).await;
    assert_eq!(texts(&thread), ["Bom dia", "Olá, Maria", "Fim"]);
    assert_eq!(
        refused(&second).await,
        1,
        "what came again is no reason to look"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_removed_computer_had_written_is_not_used_afterwards() {
    let (mut clinic, second, id) = two().await;
    let store = clinic.store();
    clinic.desk.close();
    let thread = second.only_thread(|_| true).await;
    let reply = second
        .desk
        .send_reply(thread.side, thread.conversation, "Olá".into(), None);
    reply.await.unwrap();
    let note = kept(&store).await;
    second.only_thread(is_read).await;
    off(&second).await;
    store
        .execute("delete from envelopes where hash is null", [])
        .unwrap();
    clinic.restart_desk().await;
    clinic.unlock().await;
    clinic.desk.remove_device(id).await.unwrap();
    clinic.only_thread(|it| texts(it) == ["Bom dia"]).await;

    clinic.desk.close();
    hands_over(&clinic, &store, "Um", &note).await;
    clinic.writes(MARIA, "Fim").await;
    clinic.restart_desk().await;
    clinic.unlock().await;
    let thread = clinic.only_thread(|it| texts(it).contains(&"Fim")).await;
    assert_eq!(texts(&thread), ["Bom dia", "Fim"]);
    let shown = clinic.desk.devices_view().await.unwrap();
    assert_eq!(shown.notes_refused, 1);
}
