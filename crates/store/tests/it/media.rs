//! Rows of files: waiting, fetching, here; beside the composer; gone with their message.

use crate::cast::{Desk, desk, inbound, maria, nikos, picture, seconds};
use recado_domain::alert::AlertLevel;
use recado_domain::id::{MediaId, OutboxId};
use recado_domain::media::{MediaKind, MediaState};
use recado_domain::message::{MessageKind, MessageText};
use recado_store::conversations::event::{Event, NewMessage, Origin, RevokeEvent};
use recado_store::conversations::media::fetching::{self, Arrived};
use recado_store::conversations::media::staging::{self, ToStage};
use recado_store::conversations::media::{self, Media, THUMBNAIL_MAX_BYTES};
use recado_store::conversations::messages::MessageId;
use recado_store::conversations::sending::{self, Reply};
use recado_store::conversations::{outbox, thread};
use recado_store::error::StoreError;

fn photos(files: &[u128]) -> NewMessage {
    NewMessage {
        kind: MessageKind::Image,
        media: files.iter().map(|file| picture(*file)).collect(),
        ..inbound(&maria(), &format!("wamid.{files:?}"), "", seconds(0))
    }
}

fn due(desk: &Desk, at: i64) -> Vec<MediaId> {
    let due = desk.store.read(|conn| fetching::due(conn, seconds(at), 10));
    due.unwrap().into_iter().map(|media| media.id).collect()
}

fn row(desk: &Desk, id: MediaId) -> Media {
    desk.store.read(|conn| media::get(conn, id)).unwrap()
}

fn arrived(thumbnail: Option<Vec<u8>>) -> Arrived {
    Arrived {
        mime: "image/png".into(),
        bytes: 1234,
        width: Some(640),
        height: Some(480),
        duration_ms: Some(3000),
        waveform: vec![0, 50, 100],
        thumbnail,
        is_disguised: true,
    }
}

/// CASES 1, in the store's terms: refused three times with a kill between, the file is fetched in the end, once.
#[test]
fn a_file_is_fetched_in_the_end_whatever_stops_it() {
    let desk = desk();
    let message = desk.write(photos(&[1]));
    desk.write(photos(&[1]));
    let id = picture(1).id;
    assert_eq!(due(&desk, 0), [id]);
    for attempt in 1..4 {
        assert!(desk.write_as(|tx| fetching::mark_fetching(tx, id)));
        assert!(!desk.write_as(|tx| fetching::mark_fetching(tx, id)));
        let next_at = seconds(attempt * 60);
        desk.write_as(|tx| fetching::retry_later(tx, id, "busy", next_at));
        assert_eq!(due(&desk, attempt * 60 - 1), []);
        let waits_until = desk
            .store
            .read(|conn| fetching::next_due_at(conn, seconds(0)));
        assert_eq!(waits_until.unwrap(), Some(next_at));
        assert_eq!(due(&desk, attempt * 60), [id]);
    }
    desk.write_as(|tx| fetching::mark_fetching(tx, id));
    assert_eq!(due(&desk, 9999), []);
    assert_eq!(desk.write_as(fetching::recover), 1);
    assert_eq!(desk.write_as(fetching::recover), 0);
    assert_eq!(due(&desk, 9999), [id]);
    desk.write_as(|tx| fetching::mark_fetching(tx, id));
    desk.write_as(|tx| fetching::mark_here(tx, id, &arrived(Some(vec![7; 100]))));
    let here = row(&desk, id);
    assert_eq!(
        (here.state, here.message),
        (MediaState::Here, Some(message))
    );
    assert_eq!((here.attempts, here.failure), (5, None));
    assert_eq!(
        (here.mime.as_deref(), here.bytes),
        (Some("image/png"), Some(1234))
    );
    assert_eq!(here.declared_mime.as_deref(), Some("image/jpeg"));
    assert_eq!(
        (here.width, here.height, here.duration_ms),
        (Some(640), Some(480), Some(3000))
    );
    assert_eq!(here.waveform, [0, 50, 100]);
    assert!(here.is_disguised && here.has_thumbnail);
    let thumbnail = desk.store.read(|conn| media::thumbnail(conn, id)).unwrap();
    assert_eq!(thumbnail, Some(vec![7; 100]));
    assert_eq!(due(&desk, 9999), []);
}

#[test]
fn a_picture_too_large_for_the_database_is_left_out() {
    let desk = desk();
    desk.write(photos(&[1, 2]));
    for (file, len) in [(1, THUMBNAIL_MAX_BYTES), (2, THUMBNAIL_MAX_BYTES + 1)] {
        let id = picture(file).id;
        desk.write_as(|tx| fetching::mark_here(tx, id, &arrived(Some(vec![7; len]))));
        assert_eq!(row(&desk, id).has_thumbnail, len == THUMBNAIL_MAX_BYTES);
    }
}

#[test]
fn only_what_a_person_may_ask_for_again_is_fetched_again() {
    use MediaState::{Damaged, Failed, Fetching, ForeignHost, Gone, Here, TooBig, Waiting};
    let desk = desk();
    desk.write(photos(&[1]));
    let id = picture(1).id;
    for state in [
        Damaged,
        Failed,
        Gone,
        TooBig,
        ForeignHost,
        Here,
        Fetching,
        Waiting,
    ] {
        desk.write_as(|tx| fetching::mark_failed(tx, id, state, "why"));
        let again = desk.write_as(|tx| fetching::fetch_again(tx, id, seconds(5)));
        assert_eq!(again, matches!(state, Damaged | Failed | Gone), "{state:?}");
        if again {
            let waiting = row(&desk, id);
            assert_eq!((waiting.state, waiting.attempts), (Waiting, 0));
            assert_eq!((waiting.failure, waiting.next_at), (None, seconds(5)));
        }
    }
}

#[test]
fn a_page_has_the_files_of_its_messages_in_order_and_every_file_its_own_key() {
    let desk = desk();
    let first = desk.write(photos(&[3, 1]));
    desk.write(inbound(&maria(), "wamid.text", "sem ficheiro", seconds(5)));
    let page = desk
        .store
        .read(|conn| thread::newest(conn, maria().conversation, 10))
        .unwrap();
    let files: Vec<Vec<MediaId>> = page
        .messages
        .iter()
        .map(|shown| shown.media.iter().map(|media| media.id).collect())
        .collect();
    assert_eq!(files, [vec![picture(3).id, picture(1).id], vec![]]);
    let one = desk
        .store
        .read(|conn| thread::message(conn, first))
        .unwrap();
    assert_eq!(one.media.len(), 2);
    let key = |file| {
        desk.store
            .read(|conn| media::key(conn, picture(file).id))
            .unwrap()
    };
    assert_ne!(key(1).expose(), key(3).expose());
    assert_eq!(key(1).expose(), key(1).expose());
}

#[test]
fn a_message_taken_back_loses_its_files_unless_it_raised_a_flag() {
    let desk = desk();
    let revoke = |target: &str| {
        Event::Revoke(RevokeEvent {
            channel: maria().channel,
            target: target.into(),
            at: seconds(90),
        })
    };
    desk.write(photos(&[1]));
    desk.write(NewMessage {
        level: Some(AlertLevel::Urgent),
        ..photos(&[2])
    });
    let removed = desk.apply(&revoke("wamid.[1]")).removed_media;
    assert_eq!(removed, [picture(1).id]);
    assert_eq!(desk.apply(&revoke("wamid.[1]")).removed_media, []);
    assert_eq!(desk.apply(&revoke("wamid.[2]")).removed_media, []);
    let kept = desk.store.read(media::ids).unwrap();
    assert_eq!(kept.into_iter().collect::<Vec<_>>(), [picture(2).id]);
    // A fetch that ends after the message was taken back finds no row: its bytes are to be removed.
    let late = desk
        .store
        .write(|tx| fetching::mark_here(tx, picture(1).id, &arrived(None)));
    assert_eq!(late, Err(StoreError::NotFound));
}

fn stage(desk: &Desk, at: i64) -> MediaId {
    let staged = ToStage {
        id: MediaId::generate(),
        key: staging::new_key().unwrap(),
        conversation: maria().conversation,
        kind: MediaKind::Document,
        name: Some("análises.pdf".into()),
        arrived: Arrived {
            mime: "application/pdf".into(),
            bytes: 99,
            ..Arrived::default()
        },
    };
    desk.write_as(|tx| staging::stage(tx, &staged, seconds(at)));
    let key = desk.store.read(|conn| media::key(conn, staged.id)).unwrap();
    assert_eq!(key.expose(), staged.key.expose());
    staged.id
}

fn staged(desk: &Desk) -> Vec<MediaId> {
    let staged = desk
        .store
        .read(|conn| staging::staged(conn, maria().conversation));
    staged.unwrap().into_iter().map(|media| media.id).collect()
}

fn reply_with(file: Option<MediaId>, at: i64) -> Reply {
    Reply {
        outbox: OutboxId::generate(),
        conversation: maria().conversation,
        kind: MessageKind::Document,
        text: MessageText(String::new()),
        detail: None,
        payload: "{}".into(),
        origin: Origin::Desk,
        sent_by: None,
        reply_to: None,
        at: seconds(at),
        parts: Vec::new(),
        media: file,
        card_media: Vec::new(),
        answers_comment: None,
    }
}

#[test]
fn several_files_leave_as_one_bubble_and_one_row_each_in_order_or_not_at_all() {
    let desk = desk();
    desk.write(inbound(&maria(), "wamid.1", "olá", seconds(0)));
    let files = [stage(&desk, 1), stage(&desk, 2), stage(&desk, 3)];
    assert_eq!(staged(&desk), files);
    assert_eq!(due(&desk, 9999), []);
    let replies = files.map(|file| reply_with(Some(file), 10));
    // The third is not there: none leaves.
    let missing = reply_with(Some(MediaId::generate()), 10);
    let failed = desk.store.write(|tx| {
        for reply in replies[..2].iter().chain([&missing]) {
            sending::enqueue_reply(tx, reply)?;
        }
        Ok::<_, StoreError>(())
    });
    assert_eq!(failed, Err(StoreError::NotFound));
    assert_eq!((staged(&desk).len(), desk.texts(&maria()).len()), (3, 1));

    let bubbles: Vec<MessageId> = desk.write_as(|tx| {
        let bubbles = replies
            .iter()
            .map(|reply| sending::enqueue_reply(tx, reply));
        bubbles.collect()
    });
    assert_eq!(staged(&desk), []);
    let thread = desk.thread(&maria());
    let shown: Vec<_> = thread[1..]
        .iter()
        .map(|shown| (shown.message.id, shown.media[0].id))
        .collect();
    let expected: Vec<_> = bubbles.into_iter().zip(files).collect();
    assert_eq!(shown, expected);
    for reply in &replies {
        let first = desk
            .store
            .read(|conn| outbox::due_outbox(conn, seconds(10), 9));
        assert_eq!(first.unwrap()[0].id, reply.outbox);
        desk.write_as(|tx| sending::mark_sending(tx, reply.outbox));
        let provider_id = format!("wamid.{}", reply.outbox);
        desk.write_as(|tx| sending::mark_sent(tx, reply.outbox, &provider_id));
    }
    // The same file does not leave twice.
    let twice = desk
        .store
        .write(|tx| sending::enqueue_reply(tx, &reply_with(Some(files[0]), 20)));
    assert_eq!(twice, Err(StoreError::NotFound));
}

#[test]
fn a_file_waits_only_beside_the_composer_of_its_own_conversation() {
    let desk = desk();
    desk.write(inbound(&maria(), "wamid.1", "olá", seconds(0)));
    desk.write(inbound(&nikos(), "wamid.2", "γεια", seconds(0)));
    let file = stage(&desk, 1);
    let elsewhere = Reply {
        conversation: nikos().conversation,
        ..reply_with(Some(file), 10)
    };
    let refused = desk
        .store
        .write(|tx| sending::enqueue_reply(tx, &elsewhere));
    assert_eq!(refused, Err(StoreError::NotFound));
    assert_eq!(staged(&desk), [file]);
    desk.write_as(|tx| staging::unstage(tx, file));
    let again = desk.store.write(|tx| staging::unstage(tx, file));
    assert_eq!(again, Err(StoreError::NotFound));
    assert_eq!(staged(&desk), []);
}

#[test]
fn a_reply_withdrawn_puts_its_file_back_beside_the_composer() {
    let desk = desk();
    desk.write(inbound(&maria(), "wamid.1", "olá", seconds(0)));
    let file = stage(&desk, 1);
    let reply = reply_with(Some(file), 10);
    desk.write_as(|tx| sending::enqueue_reply(tx, &reply));
    desk.write_as(|tx| media::note_uploaded(tx, file, "media.up", seconds(11)));
    let uploaded = row(&desk, file);
    assert_eq!(uploaded.provider_media_id.as_deref(), Some("media.up"));
    assert_eq!(uploaded.uploaded_at, Some(seconds(11)));
    desk.write_as(|tx| sending::hold(tx, reply.outbox));
    let withdrawn = desk.write_as(|tx| sending::withdraw(tx, reply.outbox, seconds(100_000)));
    assert_eq!(withdrawn.media, [file]);
    assert_eq!(staged(&desk), [file]);
    assert_eq!(desk.texts(&maria()), ["olá"]);
    // It waits anew from then on.
    assert_eq!(desk.write_as(|tx| staging::prune(tx, seconds(100_000))), []);
}

#[test]
fn what_waited_too_long_beside_a_composer_is_forgotten_and_what_was_sent_is_not() {
    let desk = desk();
    desk.write(inbound(&maria(), "wamid.1", "olá", seconds(0)));
    let (old, sent, young) = (stage(&desk, 1), stage(&desk, 2), stage(&desk, 90_000));
    desk.write_as(|tx| sending::enqueue_reply(tx, &reply_with(Some(sent), 3)));
    let pruned = desk.write_as(|tx| staging::prune(tx, seconds(86_400)));
    assert_eq!(pruned, [old]);
    assert_eq!(staged(&desk), [young]);
    assert_eq!(row(&desk, sent).state, MediaState::Here);
}

/// CASES 22: the files of a carousel belong to the message while it waits, however long, and go with it.
#[test]
fn files_of_cards_stay_with_their_message_and_stand_apart_from_its_own() {
    let desk = desk();
    desk.write(inbound(&maria(), "wamid.1", "olá", seconds(0)));
    let cards = vec![stage(&desk, 1), stage(&desk, 2)];
    let reply = Reply {
        kind: MessageKind::Template,
        card_media: cards.clone(),
        ..reply_with(None, 10)
    };
    desk.write_as(|tx| sending::enqueue_reply(tx, &reply));
    assert_eq!(staged(&desk), []);
    assert_eq!(
        desk.write_as(|tx| staging::prune(tx, seconds(9_999_999))),
        []
    );
    let of_cards = |desk: &Desk| -> Vec<(Option<u32>, MediaId)> {
        let thread = desk.thread(&maria());
        let files = thread.last().unwrap().media.iter();
        files.map(|file| (file.card, file.id)).collect()
    };
    assert_eq!(
        of_cards(&desk),
        [(Some(0), cards[0]), (Some(1), cards[1])],
        "in the order of the cards"
    );
    // One that does not wait there: nothing is queued, and the others stay where they are.
    let other = stage(&desk, 20);
    let wrong = Reply {
        card_media: vec![other, cards[0]],
        ..reply_with(None, 30)
    };
    let refused = desk.store.write(|tx| sending::enqueue_reply(tx, &wrong));
    assert_eq!(refused, Err(StoreError::NotFound));
    assert_eq!(staged(&desk), [other]);

    desk.write_as(|tx| sending::hold(tx, reply.outbox));
    let withdrawn = desk.write_as(|tx| sending::withdraw(tx, reply.outbox, seconds(40)));
    assert_eq!(withdrawn.media, cards);
    assert_eq!(row(&desk, cards[1]).card, None);
}
