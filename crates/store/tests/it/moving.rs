//! Conversations move between the sides: all of it, the same, and nothing is left behind.

mod leftovers;
mod lists;

use crate::cast::{MORNING, heard, inbound, maria, nikos, picture, seconds, voice_note};
use recado_domain::alert::AlertLevel;
use recado_domain::delivery::DeliveryStatus;
use recado_domain::id::{AlertId, ConversationId, IdentityId, OutboxId, StaffId};
use recado_domain::message::{Direction, MessageKind, MessageText};
use recado_domain::part::{CommentPlace, Part};
use recado_store::Tx;
use recado_store::conversations::apply::apply;
use recado_store::conversations::drafts::{self, Author};
use recado_store::conversations::event::{
    Contact, EditEvent, Event, Origin, ReactionEvent, StatusEvent,
};
use recado_store::conversations::findings;
use recado_store::conversations::media::fetching::{self, Arrived};
use recado_store::conversations::moving::{
    self, Counts, MOVES, Moving, STAYS, Table, attribute, copy, count, digest, merge_index, remove,
};
use recado_store::conversations::persons;
use recado_store::conversations::sending::{self, Reply};
use recado_store::conversations::transcripts::{jobs, pieces};
use recado_store::conversations::{
    Clinical, Leads, Store, identities, messages, state, thread, words,
};
use recado_store::error::StoreError;
use recado_store::key::Key32;
use recado_store::search::query::Query;
use std::collections::BTreeSet;
use tempfile::TempDir;

struct Sides {
    folder: TempDir,
    leads: Store<Leads>,
    clinical: Store<Clinical>,
}

fn sides() -> Sides {
    let folder = tempfile::tempdir().unwrap();
    let key = Key32::generate().unwrap();
    Sides {
        leads: Store::create(folder.path(), &key).unwrap(),
        clinical: Store::create(folder.path(), &key).unwrap(),
        folder,
    }
}

/// Without keys, so that the bytes of the files can be looked at.
fn plain_sides() -> Sides {
    let folder = tempfile::tempdir().unwrap();
    Sides {
        leads: Store::create_plain_for_benchmarks(folder.path()).unwrap(),
        clinical: Store::create_plain_for_benchmarks(folder.path()).unwrap(),
        folder,
    }
}

fn lead(of: Contact) -> Contact {
    Contact {
        is_patient: false,
        ..of
    }
}

fn moving<'a>(identities: &'a [IdentityId], conversations: &'a [ConversationId]) -> Moving<'a> {
    Moving {
        identities,
        conversations,
    }
}

fn event(tx: &Tx<'_>, event: &Event) -> Result<(), StoreError> {
    apply(tx, event, MORNING).map(|_| ())
}

fn reply(contact: &Contact, text: &str, at: i64) -> Reply {
    Reply {
        outbox: OutboxId::generate(),
        conversation: contact.conversation,
        kind: MessageKind::Text,
        text: MessageText(text.into()),
        detail: None,
        payload: "{}".into(),
        origin: Origin::Desk,
        sent_by: Some("Ana".into()),
        reply_to: None,
        at: seconds(at),
        parts: Vec::new(),
        media: None,
        card_media: Vec::new(),
        answers_comment: None,
    }
}

/// A conversation with something in every table.
fn full(tx: &Tx<'_>, contact: &Contact) -> Result<OutboxId, StoreError> {
    for number in 0..5 {
        let mut new = inbound(
            contact,
            &format!("m.{number}"),
            &format!("pergunta secreta {number}"),
            // Within one second, so that numbers are given out.
            seconds(10),
        );
        if number == 1 {
            new.media = vec![picture(1), voice_note(2)];
        }
        if number == 2 {
            new.alerts = vec![AlertId::generate()];
            new.level = Some(AlertLevel::High);
            new.findings = Some("[]".into());
        }
        event(tx, &Event::Message(Box::new(new)))?;
    }
    let rules = ["es.suicide.3.1".to_owned()];
    let alert = AlertId::generate();
    findings::judge(tx, alert, contact.conversation, &rules, true, seconds(11))?;
    let voice = voice_note(2).id;
    fetching::mark_here(tx, voice, &Arrived::default())?;
    event(tx, &heard(voice, "segredo falado"))?;
    // Somebody wants it heard again, and a piece of it was.
    jobs::again(tx, voice, seconds(90))?;
    pieces::put(tx, &crate::pieces::piece(voice, 0, "segredo"))?;
    let mut comment = inbound(contact, "comment.1", "quanto custa?", seconds(20));
    comment.kind = MessageKind::Comment;
    comment.opens_window = false;
    comment.parts = vec![Part::Comment(CommentPlace {
        comment_id: "comment.1".into(),
        post_id: Some("post".into()),
        is_mention: false,
        is_answered: false,
        author: None,
    })];
    event(tx, &Event::Message(Box::new(comment)))?;
    event(
        tx,
        &Event::Reaction(ReactionEvent {
            contact: contact.clone(),
            target: "m.0".into(),
            direction: Direction::Inbound,
            emoji: Some("👍".into()),
            at: seconds(30),
            opens_window: false,
        }),
    )?;
    event(
        tx,
        &Event::Reaction(ReactionEvent {
            contact: contact.clone(),
            target: "m.later".into(),
            direction: Direction::Inbound,
            emoji: Some("❤️".into()),
            at: seconds(30),
            opens_window: false,
        }),
    )?;
    event(
        tx,
        &Event::Edit(EditEvent {
            channel: contact.channel,
            target: "m.later".into(),
            text: MessageText("corrigido".into()),
            at: seconds(40),
            findings: None,
            level: None,
            alerts: Vec::new(),
            parts: None,
        }),
    )?;
    attribute(tx, (contact.channel, "m.later"), contact.conversation)?;
    let lost = reply(contact, "resposta incerta", 50);
    sending::enqueue_reply(tx, &lost)?;
    sending::mark_sending(tx, lost.outbox)?;
    sending::mark_unknown(tx, lost.outbox)?;
    sending::enqueue_reply(tx, &reply(contact, "resposta em fila", 51))?;
    sending::enqueue_reply(tx, &reply(contact, "outra em fila", 52))?;
    let ana = Author {
        id: StaffId::generate(),
        name: "Ana",
    };
    drafts::save(tx, contact.conversation, ana, "rascunho", seconds(60))?;
    persons::set(tx, contact.identity, Some(contact.identity))?;
    // One that left, which the other computers have yet to be told of.
    tx.execute(
        "insert into together_queue (note, conversation, about, outbox, done_at)
         values (randomblob(16), ?1, 'sent', randomblob(16), 53)",
        [contact.conversation.0],
    )?;
    Ok(lost.outbox)
}

/// Everything a person sees of a thread, without numbers of messages.
fn seen(conn: &recado_store::Conn, conversation: ConversationId) -> Vec<String> {
    let page = thread::newest(conn, conversation, 500).unwrap();
    let mut found: Vec<String> = page
        .messages
        .iter()
        .map(|it| {
            let m = &it.message;
            format!(
                "{:?} {} {:?} {:?} {:?} {:?} {} {:?}",
                m.direction, m.text.0, m.kind, m.status, m.at, m.level, m.is_unread, m.provider_id
            )
        })
        .collect();
    let row = state::get(conn, conversation).unwrap();
    let drafts: Vec<_> = drafts::of_conversation(conn, conversation)
        .unwrap()
        .into_iter()
        .map(|draft| format!("{} {}", draft.author_name, draft.text))
        .collect();
    found.push(format!(
        "{drafts:?} {} {:?}",
        row.unread, row.window_opened_at
    ));
    found
}

fn number_of(found: &[messages::Message]) -> BTreeSet<i64> {
    found.iter().map(|message| message.id.0).collect()
}

#[test]
fn a_conversation_is_the_same_on_the_other_side() {
    let sides = sides();
    let maria = lead(maria());
    let who = ([maria.identity], [maria.conversation]);
    let what = moving(&who.0, &who.1);
    // Another person's messages of the same second have the numbers already.
    sides
        .clinical
        .write(|tx| {
            for number in 0..3 {
                let theirs = inbound(&nikos(), &format!("n.{number}"), "δικό μου", seconds(10));
                event(tx, &Event::Message(Box::new(theirs)))?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    sides.leads.write(|tx| full(tx, &maria)).unwrap();
    let before = sides
        .leads
        .read(|conn| Ok::<_, StoreError>(seen(conn, maria.conversation)))
        .unwrap();
    let was = sides.leads.read(|conn| digest(conn, &what)).unwrap();
    assert!(
        was.rows.values().all(|rows| *rows > 0),
        "nothing in a table: {:?}",
        was.rows
    );

    sides
        .leads
        .write(|from| {
            sides.clinical.write(|to| copy(from, to, &what))?;
            let is = sides.clinical.read(|conn| digest(conn, &what))?;
            assert_eq!(is, was);
            remove(from, &what)
        })
        .unwrap();

    let after = sides
        .clinical
        .read(|conn| Ok::<_, StoreError>(seen(conn, maria.conversation)))
        .unwrap();
    assert_eq!(after, before);
    let found = |store: &str, words: &str| {
        let query = Query::parse(words);
        match store {
            "leads" => sides.leads.read(|conn| words::find(conn, &query, 50)),
            _ => sides.clinical.read(|conn| words::find(conn, &query, 50)),
        }
        .unwrap()
    };
    assert_eq!(found("clinical", "secreta").total, 5);
    assert_eq!(found("leads", "secreta").total, 0);
    assert_eq!(
        number_of(&found("clinical", "δικό").messages).len(),
        3,
        "theirs are untouched"
    );
    let left = sides.leads.read(|conn| digest(conn, &what)).unwrap();
    assert!(left.rows.values().all(|rows| *rows == 0), "{:?}", left.rows);
    assert!(
        sides
            .leads
            .read(|conn| identities::get(conn, maria.identity))
            .is_err()
    );
}

/// What a copy gets wrong, the comparison finds.
#[test]
fn a_wrong_copy_is_found() {
    let wrongs = [
        "update messages set text = text || '!' where id = (select max(id) from messages)",
        "delete from raw_messages where message = (select min(message) from raw_messages)",
        "update outbox set payload = '{ }' where number = 1",
        "update media set key = x'00' where rowid = (select min(rowid) from media)",
        "update message_alerts set message = (select min(id) from messages)",
        "delete from message_words where rowid = (select min(id) from messages)",
        "update drafts set text = ''",
        "update conversations set last_message = (select min(id) from messages)",
        "delete from waiting",
        "delete from reactions where target = 'm.later'",
        "delete from together_queue",
    ];
    for wrong in wrongs {
        let sides = sides();
        let maria = lead(maria());
        let who = ([maria.identity], [maria.conversation]);
        let what = moving(&who.0, &who.1);
        sides.leads.write(|tx| full(tx, &maria)).unwrap();
        let was = sides.leads.read(|conn| digest(conn, &what)).unwrap();
        sides
            .leads
            .write(|from| {
                sides.clinical.write(|to| {
                    copy(from, to, &what)?;
                    assert_eq!(digest(to, &what)?, was);
                    to.execute_batch(wrong)?;
                    assert_ne!(digest(to, &what)?, was, "{wrong}");
                    Ok::<_, StoreError>(())
                })
            })
            .unwrap();
    }
}

/// The promise of the outbox goes along: late proof finds the reply, what waits is applied, nothing leaves twice.
#[test]
fn replies_and_what_waits_go_along() {
    let sides = sides();
    let maria = lead(maria());
    let who = ([maria.identity], [maria.conversation]);
    let what = moving(&who.0, &who.1);
    let lost = sides.leads.write(|tx| full(tx, &maria)).unwrap();
    sides
        .leads
        .write(|from| {
            assert!(!moving::is_leaving(from, &who.1)?);
            sides.clinical.write(|to| copy(from, to, &what))?;
            remove(from, &what)
        })
        .unwrap();
    sides
        .clinical
        .write(|tx| {
            event(
                tx,
                &Event::Message(Box::new(inbound(&maria, "m.later", "antes", seconds(39)))),
            )?;
            sending::mark_sent(tx, lost, "wamid.lost")?;
            event(
                tx,
                &Event::Status(StatusEvent {
                    channel: maria.channel,
                    provider_id: "wamid.lost".into(),
                    status: DeliveryStatus::Read,
                    failure: None,
                }),
            )
        })
        .unwrap();
    let page = sides
        .clinical
        .read(|conn| thread::newest(conn, maria.conversation, 500))
        .unwrap();
    let by_text = |text: &str| page.messages.iter().find(|m| m.message.text.0 == text);
    assert_eq!(
        by_text("resposta incerta").unwrap().message.status,
        Some(DeliveryStatus::Read)
    );
    let later = by_text("corrigido").expect("the edit that came before its message");
    assert_eq!(later.reactions.len(), 1, "and the reaction");
    let due = sides
        .clinical
        .read(|conn| recado_store::conversations::outbox::due_outbox(conn, seconds(100), 10))
        .unwrap();
    assert_eq!(due.len(), 1, "one of a conversation at a time, in order");
    assert_eq!(
        sides
            .clinical
            .read(|conn| messages::get(conn, due[0].message))
            .unwrap()
            .text
            .0,
        "resposta em fila"
    );
}
