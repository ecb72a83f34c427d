//! Files come soon after they are told of, whole, checked and encrypted; and what is wrong with one is said.

use crate::clinic::{Clinic, MARIA, last, reach::TOMAS};
use recado_domain::{
    channel::{ChannelKind, Side},
    media::{MediaKind, MediaState},
};
use recado_inbox::{
    desk::media_commands::MediaVariant,
    error::InboxError,
    view::{connection::ChannelState, media::MediaView, thread::ThreadView},
};
use recado_meta_sim::{
    fault::{Fault, MediaFault},
    world::product::Product,
};
use serde_json::{Value, json};
use std::time::Duration;

fn file(thread: &ThreadView) -> &MediaView {
    &last(thread).media[0]
}

fn image() -> Value {
    json!({"type": "image", "image": {"caption": "a receita"}})
}

impl Clinic {
    /// Waits until the one file there is stands as wanted, while the time goes on.
    async fn file(&self, state: MediaState) -> ThreadView {
        self.until(|| async {
            self.later(Duration::from_secs(20)).await;
            let row = self.row(Side::Clinical).await?;
            let opened = self
                .desk
                .open_thread(Side::Clinical, row.conversation)
                .await;
            let thread = opened.ok().filter(|thread| !thread.messages.is_empty())?;
            let is_so = last(&thread)
                .media
                .first()
                .is_some_and(|file| file.state == state);
            is_so.then_some(thread)
        })
        .await
    }

    /// Returns the folder of patients' files.
    fn files(&self) -> std::path::PathBuf {
        self.data_dir().join("clinic/media/clinical")
    }

    async fn held(&self, mime: &str, bytes: &[u8]) -> String {
        self.control().hold_media(mime, bytes.to_vec(), None).await
    }
}

/// R14: a picture is here with its size and a small picture, and reads back byte for byte.
#[tokio::test(flavor = "multi_thread")]
async fn a_picture_comes_whole_and_small() {
    let clinic = Clinic::open().await;
    clinic.sends(MARIA, image()).await;
    let thread = clinic.file(MediaState::Here).await;
    let picture = file(&thread);
    assert_eq!(picture.mime.as_deref(), Some("image/jpeg"));
    assert!(picture.width.is_some() && picture.height.is_some() && picture.has_thumbnail);
    assert!(picture.is_shown && !picture.is_disguised);
    let original = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/crates/meta-sim/src/media/photo.jpg"
    ))
    .unwrap();
    let read = clinic
        .desk
        .read_media(picture.id, MediaVariant::File, None)
        .await
        .unwrap();
    assert_eq!(
        (read.total, read.bytes.as_slice()),
        (original.len() as u64, original.as_slice())
    );
    let part = clinic
        .desk
        .read_media(picture.id, MediaVariant::File, Some(10..20))
        .await
        .unwrap();
    assert_eq!(part.bytes, original[10..20]);
    let small = clinic
        .desk
        .read_media(picture.id, MediaVariant::Thumbnail, None)
        .await
        .unwrap();
    assert!(small.bytes.starts_with(&[0xff, 0xd8]));
    let on_disk = clinic.files().join(picture.id.to_string());
    let sealed = std::fs::read(on_disk).unwrap();
    assert!(
        !sealed
            .windows(64)
            .any(|window| window == &original[64..128]),
        "nothing lies open"
    );
    clinic.desk.lock().await.unwrap();
    let locked = clinic
        .desk
        .read_media(picture.id, MediaVariant::File, None)
        .await;
    assert!(matches!(locked, Err(InboxError::Locked)));
}

/// R14: a voice note has its length and loudness, and plays everywhere.
#[tokio::test(flavor = "multi_thread")]
async fn a_voice_note_is_measured_and_plays_everywhere() {
    let clinic = Clinic::open().await;
    clinic
        .sends(MARIA, json!({"type": "audio", "audio": {"voice": true}}))
        .await;
    let thread = clinic.file(MediaState::Here).await;
    let voice = file(&thread);
    assert_eq!(voice.kind, MediaKind::Voice);
    assert!(voice.duration_ms.is_some_and(|ms| ms > 500));
    assert!(voice.waveform.iter().any(|level| *level > 0));
    let sound = clinic
        .desk
        .read_media(voice.id, MediaVariant::Sound, None)
        .await
        .unwrap();
    assert!(sound.mime == "audio/wav" && sound.bytes.starts_with(b"RIFF"));
    let seconds = voice.duration_ms.unwrap() / 1000;
    let row = clinic.rows(1).await.remove(0);
    assert_eq!(
        row.preview,
        format!("0:{seconds:02}"),
        "the list says how long"
    );
}

/// A film has its size and length before it is played, here and before it leaves.
#[tokio::test(flavor = "multi_thread")]
async fn a_film_has_its_size_and_length() {
    let clinic = Clinic::open().await;
    let film = json!({"type": "video", "video": {}});
    clinic.sends(MARIA, film).await;
    let thread = clinic.file(MediaState::Here).await;
    let came = file(&thread);
    assert!(came.is_shown && came.duration_ms.is_some_and(|ms| ms > 0));
    assert!(came.width.is_some() && came.height.is_some());
    let read = clinic.desk.read_media(came.id, MediaVariant::File, None);
    let bytes = read.await.unwrap().bytes;
    let chosen = clinic.stages(&thread, "sala.mp4", &bytes).await.media;
    assert_eq!(
        (chosen.width, chosen.height, chosen.duration_ms),
        (came.width, came.height, came.duration_ms)
    );
}

/// CASES 1: 503 three times and a kill between, then one message with its file.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_survives_three_refusals_and_a_kill() {
    let mut clinic = Clinic::open().await;
    clinic
        .fault(Fault::Media {
            what: MediaFault::Status(503),
            times: 3,
        })
        .await;
    clinic.sends(MARIA, image()).await;
    clinic
        .until(|| async { (!clinic.control().fetches().await.is_empty()).then_some(()) })
        .await;
    clinic.restart_desk().await;
    clinic.unlock().await;
    let thread = clinic.file(MediaState::Here).await;
    assert_eq!((thread.messages.len(), last(&thread).media.len()), (1, 1));
    let fetches = clinic.control().fetches().await;
    let refused = fetches.iter().filter(|fetch| fetch.status == 503).count();
    assert_eq!(refused, 3);
}

/// Killed while the bytes come: asked for again, nothing half is left.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_the_middle_of_a_file_starts_it_again() {
    let mut clinic = Clinic::open().await;
    clinic
        .fault(Fault::Media {
            what: MediaFault::Slow(60_000),
            times: 1,
        })
        .await;
    clinic.sends(MARIA, image()).await;
    clinic
        .only(Side::Clinical, |thread| {
            let media = thread.messages.first().map(|message| &message.media);
            media.is_some_and(|media| media[0].state == MediaState::Fetching)
        })
        .await;
    // The row says so before the bytes are asked for: killed between the two, the second request would be the slow one.
    clinic.faults_are_used().await;
    clinic.restart_desk().await;
    clinic.unlock().await;
    clinic.file(MediaState::Here).await;
    let folder = clinic.files();
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().collect();
    assert_eq!(files.len(), 1, "one file, no parts");
}

/// Broken bytes, a dead address and a cut line are asked for again.
#[tokio::test(flavor = "multi_thread")]
async fn broken_bytes_and_dead_addresses_are_asked_for_again() {
    let clinic = Clinic::open().await;
    for what in [
        MediaFault::WrongBytes,
        MediaFault::NewAddress,
        MediaFault::Cut,
    ] {
        clinic.fault(Fault::Media { what, times: 1 }).await;
    }
    clinic.sends(MARIA, image()).await;
    let thread = clinic.file(MediaState::Here).await;
    assert!(file(&thread).is_shown);
}

/// Bytes that never are the ones Meta named: marked, and fetched again when a person asks.
#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_fetched_again_by_hand() {
    let clinic = Clinic::open().await;
    let what = MediaFault::WrongBytes;
    clinic.fault(Fault::Media { what, times: 4 }).await;
    clinic.sends(MARIA, image()).await;
    let thread = clinic.file(MediaState::Damaged).await;
    let damaged = file(&thread);
    assert!(damaged.may_fetch_again && !damaged.is_shown);
    clinic
        .desk
        .fetch_media(Side::Clinical, thread.conversation, damaged.id)
        .await
        .unwrap();
    clinic.file(MediaState::Here).await;
}

/// R14: an address that is not Meta's is not asked, and no token goes there; neither along a redirect.
#[tokio::test(flavor = "multi_thread")]
async fn no_token_goes_to_a_foreign_host() {
    let clinic = Clinic::open().await;
    let held = clinic
        .held("image/jpeg", b"\xff\xd8\xff\xe0 elsewhere")
        .await;
    clinic.control().move_media_elsewhere(&held).await.unwrap();
    clinic
        .sends(MARIA, json!({"type": "image", "image": {"id": held}}))
        .await;
    let thread = clinic.file(MediaState::ForeignHost).await;
    assert!(!file(&thread).may_fetch_again);
    assert!(
        clinic.control().fetches().await.is_empty(),
        "nothing was asked there"
    );
}

/// Larger than this app keeps: said so, and not fetched.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_too_big_is_said_to_be() {
    let clinic = Clinic::open_with_page(ChannelKind::Instagram).await;
    let held = clinic
        .held("image/jpeg", &vec![0xff; 25 * 1024 * 1024 + 1])
        .await;
    let event =
        json!({"message": {"attachments": [{"type": "image", "payload": {"media": held}}]}});
    clinic.visits(Product::Instagram, TOMAS, event).await;
    let thread = clinic
        .only(Side::Leads, |thread| {
            let message = thread.messages.first();
            message.is_some_and(|message| message.media[0].state == MediaState::TooBig)
        })
        .await;
    assert!(!file(&thread).may_fetch_again);
}

/// Meta refuses the token: the file waits, and the connection page says what to do.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_waits_for_a_new_token() {
    let clinic = Clinic::open().await;
    clinic.fault(Fault::ExpiredToken).await;
    clinic.sends(MARIA, image()).await;
    clinic
        .until(|| async {
            let view = clinic.desk.connection_view().await.unwrap();
            (view.channels[0].state == ChannelState::SignInAgain).then_some(())
        })
        .await;
    // The attempt that met the refusal ends a moment after the channel is marked.
    clinic.file(MediaState::Waiting).await;
    clinic.control().clear_faults().await;
    clinic.later(Duration::from_secs(20 * 60)).await;
    clinic.file(MediaState::Here).await;
}

/// A program that calls itself a picture is kept, marked, and never shown.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_lies_is_marked_and_never_shown() {
    let clinic = Clinic::open().await;
    let program = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0 a program";
    let held = clinic.held("image/jpeg", program).await;
    clinic
        .sends(MARIA, json!({"type": "image", "image": {"id": held}}))
        .await;
    let thread = clinic.file(MediaState::Here).await;
    let lie = file(&thread);
    assert!(lie.is_disguised && !lie.is_shown && !lie.has_thumbnail);
    let page = clinic
        .held(
            "application/pdf",
            b"<!DOCTYPE html><script>alert(1)</script>",
        )
        .await;
    let document = json!({"type": "document", "document": {"id": page, "filename": "fatura.pdf"}});
    clinic.sends(MARIA, document).await;
    let thread = clinic
        .only(Side::Clinical, |thread| {
            thread.messages.len() == 2 && file(thread).state == MediaState::Here
        })
        .await;
    assert_eq!(file(&thread).mime.as_deref(), Some("text/html"));
    assert!(file(&thread).is_disguised && !file(&thread).is_shown);
}

/// What is taken back goes from the disk, too.
#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_file_goes_from_the_disk() {
    let clinic = Clinic::open().await;
    let sent = clinic.sends(MARIA, image()).await;
    let thread = clinic.file(MediaState::Here).await;
    let on_disk = clinic.files().join(file(&thread).id.to_string());
    assert!(on_disk.exists());
    let revoke = json!({"type": "revoke", "revoke": {"original_message_id": sent}});
    clinic.sends(MARIA, revoke).await;
    let gone = clinic
        .only(Side::Clinical, |thread| last(thread).is_deleted)
        .await;
    assert!(last(&gone).media.is_empty() && !on_disk.exists());
}
