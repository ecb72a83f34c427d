//! Invented messages for `bench store` and `bench start`: the same ones in every run, with common and rare words as languages have them.

use recado_domain::address::Address;
use recado_domain::channel::ChannelKind;
use recado_domain::id::{ChannelId, ConversationId, IdentityId};
use recado_domain::message::{Direction, MessageKind, MessageText};
use recado_domain::time::UnixMs;
use recado_store::conversations::event::{Contact, Event, NewMessage, Origin};
use uuid::Uuid;

/// When the first message was written.
pub(crate) const START_MS: i64 = 1_763_640_000_000;

/// Words in the vocabulary.
const WORDS: u64 = 20_000;
/// Syllables that words are made of.
const SYLLABLES: [&str; 24] = [
    "ba", "ção", "di", "fe", "gar", "lho", "mi", "nó", "pe", "quá", "ri", "so", "tra", "vu", "xe",
    "za", "con", "des", "es", "in", "pre", "re", "sub", "ter",
];

/// The state of the invention.
pub(crate) struct Corpus {
    seed: u64,
    number: u64,
    conversations: usize,
    now: UnixMs,
}

impl Corpus {
    pub(crate) fn new(conversations: usize) -> Self {
        Self {
            seed: 0x5EED,
            number: 0,
            conversations,
            now: UnixMs(START_MS),
        }
    }

    /// Returns the time of the newest message.
    pub(super) fn now(&self) -> UnixMs {
        self.now
    }

    /// Returns one of the longer conversations.
    pub(super) fn conversation(&mut self) -> ConversationId {
        let person = self.person();
        conversation(person / 2)
    }

    /// Returns the next message, of about 118 characters.
    pub(crate) fn message(&mut self) -> Event {
        self.number += 1;
        self.now = UnixMs(self.now.0 + i64::try_from(self.random() % 60_000).unwrap_or(0));
        let person = self.person();
        let is_inbound = self.random() % 5 < 3;
        let mut text = String::new();
        while text.chars().count() < 112 {
            let rank = self.rank();
            text.push_str(&word(rank));
            text.push(' ');
        }
        let provider_id = format!("wamid.HBgLMzUxOTEyMDAwNDEyFQIAEhg{:016X}A", self.number);
        Event::Message(Box::new(NewMessage {
            contact: contact(person),
            raw: format!(
                "{{\"from\":\"35191{person:07}\",\"id\":\"{provider_id}\",\"timestamp\":\"{}\",\"type\":\"text\",\
                 \"text\":{{\"body\":\"{text}\"}}}}",
                self.now.0 / 1000
            ),
            provider_id,
            direction: if is_inbound {
                Direction::Inbound
            } else {
                Direction::Outbound
            },
            origin: if is_inbound {
                Origin::Contact
            } else {
                Origin::Echo
            },
            kind: MessageKind::Text,
            text: MessageText(text),
            detail: None,
            at: self.now,
            status: None,
            reply_to: None,
            is_forwarded: false,
            is_unread: is_inbound && self.random().is_multiple_of(50),
            opens_window: is_inbound,
            findings: None,
            level: None,
            alerts: Vec::new(),
            parts: Vec::new(),
            media: Vec::new(),
        }))
    }

    /// Returns what is looked for, by case.
    pub(super) fn questions(&mut self) -> Vec<(&'static str, Vec<String>)> {
        let common = (0..8).map(word).collect();
        let rare = (0..50).map(|n| word(WORDS / 2 + n * 37)).collect();
        let beginning = |letters: usize| {
            (0..50)
                .map(|n| word(n * 11).chars().take(letters).collect())
                .collect()
        };
        let phrase = (0..20)
            .map(|n| format!("\"{} {}\"", word(n % 5), word(n / 5)))
            .collect();
        let both = (0..20)
            .map(|n| format!("{} {}", word(n % 5), word(40 + n)))
            .collect();
        vec![
            ("search_common", common),
            ("search_rare", rare),
            ("search_prefix_2", beginning(2)),
            ("search_prefix_3", beginning(3)),
            ("search_phrase", phrase),
            ("search_two_words", both),
        ]
    }

    /// Some people write much more than others.
    fn person(&mut self) -> usize {
        let (first, second) = (self.random(), self.random());
        let people = self.conversations as u64;
        usize::try_from((first % people).min(second % people)).unwrap_or(0)
    }

    /// A word's rank, the common ones most often: about 1/rank of all words.
    fn rank(&mut self) -> u64 {
        let share = (self.random() >> 11) as f64 / (1_u64 << 53) as f64;
        ((WORDS as f64).powf(share) as u64).saturating_sub(1)
    }

    /// SplitMix64: the same numbers everywhere.
    fn random(&mut self) -> u64 {
        self.seed = self.seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.seed;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

/// Returns the word of a rank; common ones are short.
fn word(rank: u64) -> String {
    let mut left = rank + 1;
    let mut word = String::new();
    while left > 0 {
        let syllable = usize::try_from(left % 24).unwrap_or(0);
        word.push_str(SYLLABLES[syllable]);
        left /= 24;
    }
    word
}

fn conversation(person: usize) -> ConversationId {
    ConversationId(Uuid::from_u128(0x1000_0000 + person as u128))
}

fn contact(person: usize) -> Contact {
    Contact {
        identity: IdentityId(Uuid::from_u128(0x2000_0000 + person as u128)),
        conversation: conversation(person),
        channel: ChannelId(Uuid::from_u128(0x3000_0000)),
        channel_kind: ChannelKind::WhatsApp,
        name: Some(format!(
            "{} {}",
            word(person as u64 + 600),
            word(person as u64 + 900)
        )),
        addresses: vec![Address::UserId(format!("PT.{person:020}"))],
        is_patient: true,
    }
}
