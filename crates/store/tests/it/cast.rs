//! Invented people, and a clinical store to put their words in.

use recado_domain::address::Address;
use recado_domain::channel::ChannelKind;
use recado_domain::id::{ChannelId, ConversationId, IdentityId, MediaId, OutboxId};
use recado_domain::media::MediaKind;
use recado_domain::message::{Direction, MessageKind, MessageText};
use recado_domain::phone::Phone;
use recado_domain::time::UnixMs;
use recado_domain::transcript::TranscriptState;
use recado_domain::transcript::confidence::Segment;
use recado_store::conversations::apply::{Applied, apply};
use recado_store::conversations::event::{
    Contact, Event, HeardEvent, NewMedia, NewMessage, Origin,
};
use recado_store::conversations::messages::MessageId;
use recado_store::conversations::sending::{Reply, enqueue_reply};
use recado_store::conversations::state::{self, Conversation};
use recado_store::conversations::thread::{self, ThreadMessage};
use recado_store::conversations::{Clinical, Store};
use recado_store::error::StoreError;
use recado_store::key::Key32;
use recado_store::search::query::Query;
use tempfile::TempDir;
use uuid::Uuid;

/// Thursday morning.
pub const MORNING: UnixMs = UnixMs(1_795_176_000_000);

pub struct Desk {
    pub folder: TempDir,
    pub key: Key32,
    pub store: Store<Clinical>,
}

pub fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let key = Key32::generate().unwrap();
    let store = Store::create(folder.path(), &key).unwrap();
    Desk { folder, key, store }
}

impl Desk {
    pub fn apply(&self, event: &Event) -> Applied {
        self.store.write(|tx| apply(tx, event, MORNING)).unwrap()
    }

    pub fn write(&self, message: NewMessage) -> MessageId {
        self.apply(&Event::Message(Box::new(message)))
            .message
            .unwrap()
    }

    pub fn conversation(&self, contact: &Contact) -> Conversation {
        self.store
            .read(|conn| state::get(conn, contact.conversation))
            .unwrap()
    }

    pub fn thread(&self, contact: &Contact) -> Vec<ThreadMessage> {
        self.store
            .read(|conn| thread::newest(conn, contact.conversation, 500))
            .unwrap()
            .messages
    }

    pub fn texts(&self, contact: &Contact) -> Vec<String> {
        let thread = self.thread(contact);
        thread.into_iter().map(|m| m.message.text.0).collect()
    }

    pub fn reply(&self, contact: &Contact, text: &str, at: UnixMs) -> (OutboxId, MessageId) {
        let outbox = OutboxId::generate();
        let reply = Reply {
            outbox,
            conversation: contact.conversation,
            kind: MessageKind::Text,
            text: MessageText(text.into()),
            detail: None,
            payload: format!("{{\"text\":{text:?}}}"),
            origin: Origin::Desk,
            sent_by: Some("Dr. Lima".into()),
            reply_to: None,
            at,
            parts: Vec::new(),
            media: None,
            card_media: Vec::new(),
            answers_comment: None,
        };
        let message = self.write_as(|tx| enqueue_reply(tx, &reply));
        (outbox, message)
    }

    /// How many messages a search finds.
    pub fn found(&self, words: &str) -> u32 {
        let query = Query::parse(words);
        self.store
            .read(|conn| recado_store::conversations::words::find(conn, &query, 50))
            .unwrap()
            .total
    }

    pub fn write_as<T>(
        &self,
        act: impl FnOnce(&recado_store::Tx<'_>) -> Result<T, StoreError>,
    ) -> T {
        self.store.write(act).unwrap()
    }
}

fn person(number: u128, wa_id: &str, name: &str) -> Contact {
    Contact {
        identity: IdentityId(Uuid::from_u128(number)),
        conversation: ConversationId(Uuid::from_u128(0x1000 + number)),
        channel: ChannelId(Uuid::from_u128(0x2000)),
        channel_kind: ChannelKind::WhatsApp,
        name: Some(name.into()),
        addresses: vec![Address::Phone(Phone::from_wa_id(wa_id).unwrap())],
        is_patient: true,
    }
}

pub fn maria() -> Contact {
    person(1, "351912000412", "María Lopes")
}

pub fn nikos() -> Contact {
    person(2, "306940000117", "Νίκος Δήμου")
}

pub fn inbound(contact: &Contact, provider_id: &str, text: &str, at: UnixMs) -> NewMessage {
    NewMessage {
        contact: contact.clone(),
        provider_id: provider_id.into(),
        direction: Direction::Inbound,
        origin: Origin::Contact,
        kind: MessageKind::Text,
        text: MessageText(text.into()),
        detail: None,
        raw: format!("{{\"id\":{provider_id:?}}}"),
        at,
        status: None,
        reply_to: None,
        is_forwarded: false,
        is_unread: true,
        opens_window: true,
        findings: None,
        level: None,
        alerts: Vec::new(),
        parts: Vec::new(),
        media: Vec::new(),
    }
}

pub fn echo(contact: &Contact, provider_id: &str, text: &str, at: UnixMs) -> NewMessage {
    NewMessage {
        direction: Direction::Outbound,
        origin: Origin::Echo,
        is_unread: false,
        opens_window: false,
        ..inbound(contact, provider_id, text, at)
    }
}

pub fn seconds(after_morning: i64) -> UnixMs {
    UnixMs(MORNING.0 + after_morning * 1000)
}

/// A picture at Meta, by number.
pub fn picture(number: u128) -> NewMedia {
    NewMedia {
        id: MediaId(Uuid::from_u128(0x3000 + number)),
        kind: MediaKind::Image,
        provider_media_id: Some(format!("media.{number}")),
        url: None,
        mime: Some("image/jpeg".into()),
        sha256: Some("c2hh".into()),
        name: None,
        bytes: Some(1000),
    }
}

/// A voice note at Meta, by number.
pub fn voice_note(number: u128) -> NewMedia {
    NewMedia {
        kind: MediaKind::Voice,
        ..picture(number)
    }
}

/// What a machine heard in a voice note.
pub fn heard(media: MediaId, text: &str) -> Event {
    Event::Heard(Box::new(HeardEvent {
        media,
        sha256: vec![7; 32],
        state: TranscriptState::Done,
        text: MessageText(text.into()),
        language: Some("pt".into()),
        made_by: "base @ localhost".into(),
        segments: vec![Segment {
            text: text.into(),
            ..Segment::default()
        }],
        confidence: Some(0.9),
        at: seconds(60),
        findings: None,
        level: None,
        alerts: Vec::new(),
        is_told: true,
    }))
}
