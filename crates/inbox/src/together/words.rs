//! What a note says, as JSON. Read by earlier and later versions: fields are added with a default and never renamed, and
//! what a version does not know it says so of.

use super::{heard::HeardWord, names::ChannelRef};
use recado_domain::{
    address::Address,
    alert::{
        AlertCategory, AlertLevel,
        step::{AlertOutcome, WrongReason},
    },
    channel::Side,
    id::{OutboxId, PhraseId, StaffId},
    message::{MessageKind, MessageText},
    part::{Part, UnsupportedHint},
    phrase::{PhraseFit, PhraseTongue},
    time::UnixMs,
};
use recado_protocol::id::DeviceId as AtRelay;
use recado_store::conversations::{
    event::{NewMedia, Origin},
    together::{
        records::{LabelWord, LeadWord, NoteWord},
        work::{AssignedWord, StateWord, UnreadFrom},
    },
};
use serde::{Deserialize, Serialize};

/// What a note says.
#[derive(Serialize, Deserialize)]
#[serde(tag = "note", rename_all = "snake_case")]
pub(crate) enum Word {
    /// A message left from there.
    Sent(Box<SentWord>),
    /// Somebody did something about a flag.
    Flag(FlagWord),
    /// Somebody read a conversation.
    Read(ReadWord),
    /// Somebody marked messages unread again.
    Unread(UnreadWord),
    /// Somebody said who looks after a conversation, put it away, or brought it back.
    Work(WorkWord),
    /// Somebody wrote, changed or took away one of the clinic's own phrases.
    Phrase(PhraseWord),
    /// Somebody said where a lead stands, or gave or took labels.
    Person(PersonWord),
    /// Somebody wrote, changed, pinned or took away an internal note.
    Note(RemarkWord),
    /// The program answered somebody.
    Answered(AnsweredWord),
    /// Somebody takes a computer out of the clinic.
    Removed(RemovedWord),
    /// A service heard a voice note.
    Heard(Box<HeardWord>),
    /// Something that only a later version says.
    #[serde(other)]
    Newer,
}

/// A message left.
#[derive(Serialize, Deserialize)]
pub(crate) struct SentWord {
    /// By which channel.
    pub channel: ChannelRef,
    /// To whom: addresses on that channel, those that belong to one channel under the id it has on the sender's computer.
    pub addresses: Vec<Address>,
    /// On which side it was sent: what is a patient's never gets to the leads by way of another computer.
    pub side: Side,
    /// The id it left under.
    pub outbox: OutboxId,
    /// Meta's id.
    pub provider_id: String,
    /// A person, or the program.
    pub origin: Origin,
    /// What it is.
    pub kind: MessageKind,
    /// What the contact reads.
    pub text: MessageText,
    /// More about it.
    #[serde(default)]
    pub detail: Option<String>,
    /// When it was written.
    pub at: UnixMs,
    /// Provider id of the message it answers.
    #[serde(default)]
    pub reply_to: Option<String>,
    /// What it holds beyond words and files; each read for itself.
    #[serde(default)]
    pub parts: Vec<serde_json::Value>,
    /// Its files, where Meta hands them out by their ids.
    #[serde(default)]
    pub files: Vec<NewMedia>,
    /// Name of the member of staff.
    #[serde(default)]
    pub sent_by: Option<String>,
}

/// Somebody read a conversation.
#[derive(Serialize, Deserialize)]
pub(crate) struct ReadWord {
    /// On which channel.
    pub channel: ChannelRef,
    /// With whom, as in [`SentWord::addresses`].
    pub addresses: Vec<Address>,
    /// Up to where: Meta's id of the contact's message.
    pub until: String,
    /// How often they knew it to be marked unread again.
    #[serde(default)]
    pub turn: u64,
}

/// Somebody marked messages unread again.
#[derive(Serialize, Deserialize)]
pub(crate) struct UnreadWord {
    /// On which channel.
    pub channel: ChannelRef,
    /// Whose, as in [`SentWord::addresses`].
    pub addresses: Vec<Address>,
    /// Which.
    pub from: UnreadFrom,
}

/// How people left a conversation there: who looks after it, and whether it is put away. Codes, ids and names of staff.
#[derive(Serialize, Deserialize)]
pub(crate) struct WorkWord {
    /// On which channel.
    pub channel: ChannelRef,
    /// With whom, as in [`SentWord::addresses`].
    pub addresses: Vec<Address>,
    /// Who looks after it, where that was said there last.
    #[serde(default)]
    pub assigned: Option<AssignedWord>,
    /// Where it stands, where that was said there last.
    #[serde(default)]
    pub state: Option<StateWord>,
}

/// What was said there of somebody.
#[derive(Serialize, Deserialize)]
pub(crate) struct PersonWord {
    /// On which channel they are known by these addresses.
    pub channel: ChannelRef,
    /// Who, as in [`SentWord::addresses`].
    pub addresses: Vec<Address>,
    /// On which side: what a patient's labels say never gets to the leads by way of another computer.
    pub side: Side,
    /// Where the lead stands, where that was said there last.
    #[serde(default)]
    pub lead: Option<LeadWord>,
    /// Labels, as far as they were given or taken there last.
    #[serde(default)]
    pub labels: Vec<LabelWord>,
}

/// An internal note.
#[derive(Serialize, Deserialize)]
pub(crate) struct RemarkWord {
    /// On which channel its person is known by these addresses.
    pub channel: ChannelRef,
    /// About whom, as in [`SentWord::addresses`].
    pub addresses: Vec<Address>,
    /// On which side: as [`PersonWord::side`].
    pub side: Side,
    /// The note.
    pub remark: NoteWord,
}

/// One of the clinic's own phrases, which raise flags.
#[derive(Serialize, Deserialize)]
pub(crate) struct PhraseWord {
    /// Which: it has the same id on every computer.
    pub id: PhraseId,
    /// Who said so, by the id they have there.
    pub by: StaffId,
    /// Their name then.
    pub name: String,
    /// When.
    pub at: UnixMs,
    /// How it stands; absent where it was taken away.
    #[serde(default)]
    pub text: Option<PhraseText>,
}

/// What a phrase looks for, and what it raises.
#[derive(Serialize, Deserialize)]
pub(crate) struct PhraseText {
    /// Its words, as they were written.
    pub words: String,
    /// How they are spelt and sound.
    pub language: PhraseTongue,
    /// How they are found.
    pub fit: PhraseFit,
    /// What it is about.
    pub category: AlertCategory,
    /// How soon.
    pub level: AlertLevel,
}

/// The program answered somebody: they are answered by no other computer while the conversation rests.
#[derive(Serialize, Deserialize)]
pub(crate) struct AnsweredWord {
    /// What every computer calls channel and contact.
    pub contact: [u8; 32],
    /// When that was decided.
    pub at: UnixMs,
}

/// Somebody takes a computer out of the clinic; the relay and the roster say whether they did.
#[derive(Serialize, Deserialize)]
pub(crate) struct RemovedWord {
    /// Which.
    pub device: AtRelay,
    /// Who, by name.
    pub by: String,
    /// When.
    pub at: UnixMs,
}

/// Somebody did something about a flag.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct FlagWord {
    /// What every computer calls the flag's message.
    pub message: [u8; 32],
    /// What the flag is about.
    pub category: AlertCategory,
    /// What was done.
    pub act: FlagAct,
}

/// An act about a flag.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct FlagAct {
    /// Who, by the id they have on their computer.
    pub by: StaffId,
    /// How soon they were told to look; absent from a computer that does not say it.
    #[serde(default)]
    pub level: Option<AlertLevel>,
    /// Their name then.
    pub name: String,
    /// When.
    pub at: UnixMs,
    /// What they did.
    pub done: Done,
}

/// What was done about a flag.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub(crate) enum Done {
    /// Took it.
    Acknowledged,
    /// Passed it to a colleague.
    Passed {
        /// Whom, by the id they have there.
        to: StaffId,
        /// Their name then.
        name: String,
    },
    /// Began a call.
    Called,
    /// Wrote down what came of it.
    Outcome {
        /// What.
        outcome: AlertOutcome,
    },
    /// Said that it was wrong.
    Wrong {
        /// Why.
        reason: WrongReason,
    },
}

/// Returns what a note says; nothing when that cannot be read.
pub(crate) fn read(body: &[u8]) -> Option<Word> {
    serde_json::from_slice(body).ok()
}

/// Returns a message's parts as a note holds them.
pub(crate) fn from_parts(parts: &[Part]) -> Vec<serde_json::Value> {
    let parts = parts.iter().map(serde_json::to_value);
    parts.filter_map(Result::ok).collect()
}

/// Returns a message's parts from a note; one of a later version is named as what it is: not known here.
pub(crate) fn to_parts(parts: Vec<serde_json::Value>) -> Vec<Part> {
    let parts = parts.into_iter().map(|part| {
        serde_json::from_value(part).unwrap_or_else(|_| Part::Unsupported {
            label: String::new(),
            hint: UnsupportedHint::Kept,
        })
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_later_version_says_is_known_as_such_and_nonsense_is_not() {
        assert!(matches!(
            read(br#"{"note":"assigned","to":7}"#),
            Some(Word::Newer)
        ));
        assert!(read(b"{}").is_none());
        assert!(read(br#"{"note":"sent"}"#).is_none());
        assert!(read(b"\x07\x07").is_none());
    }

    /// The words of version 1, as another computer may say them for years.
    #[test]
    fn golden_words_are_read() {
        let sent = r#"{"note":"sent","channel":{"kind":"whatsapp","asset":"10","number":"20"},
            "addresses":[{"kind":"user_id","value":"PT.1"}],"side":"clinical",
            "outbox":"019a8c1e-5d0a-7c3e-8a70-3f0f6c9b2d11","provider_id":"wamid.1","origin":"desk","kind":"text",
            "text":"Bom dia","at":1795165200000,"parts":[{"part":"of_tomorrow"}],"later":true}"#;
        let Some(Word::Sent(sent)) = read(sent.as_bytes()) else {
            panic!("it is read")
        };
        assert_eq!(
            (sent.text.0.as_str(), sent.side),
            ("Bom dia", Side::Clinical)
        );
        assert!(matches!(
            to_parts(sent.parts).as_slice(),
            [Part::Unsupported {
                hint: UnsupportedHint::Kept,
                ..
            }]
        ));
        let work = r#"{"note":"work","channel":{"kind":"whatsapp","asset":"10","number":"20"},
            "addresses":[{"kind":"user_id","value":"PT.1"}],
            "assigned":{"to":{"id":"019a8c1e-5d0a-7c3e-8a70-3f0f6c9b2d11","name":"Bea"},
              "by":{"id":"019a8c1e-5d0a-7c3e-8a70-3f0f6c9b2d12","name":"Ana"},"at":5},
            "state":{"state":"snoozed","until":9,"by":{"id":"019a8c1e-5d0a-7c3e-8a70-3f0f6c9b2d12"},"at":6,
              "heard":{"until":4,"lately":1}}}"#;
        let Some(Word::Work(work)) = read(work.as_bytes()) else {
            panic!("it is read")
        };
        let (assigned, state) = (work.assigned.unwrap(), work.state.unwrap());
        assert_eq!(assigned.to.unwrap().name, "Bea");
        assert_eq!((state.until, state.heard.lately), (Some(UnixMs(9)), 1));
        let message: Vec<String> = (0..32).map(|byte| byte.to_string()).collect();
        for (act, is_read) in [
            (r#"{"act":"acknowledged"}"#, true),
            (r#"{"act":"called"}"#, true),
            (
                r#"{"act":"passed","to":"019a8c1e-5d0a-7c3e-8a70-3f0f6c9b2d12","name":"Bea"}"#,
                true,
            ),
            (r#"{"act":"outcome","outcome":"spoke"}"#, true),
            (r#"{"act":"wrong","reason":"past"}"#, true),
            (r#"{"act":"of_tomorrow"}"#, false),
        ] {
            let flag = format!(
                r#"{{"note":"flag","message":[{}],"category":"suicide","act":{{
                "by":"019a8c1e-5d0a-7c3e-8a70-3f0f6c9b2d11","name":"Ana","at":5,"done":{act}}}}}"#,
                message.join(",")
            );
            let word = read(flag.as_bytes());
            assert_eq!(matches!(word, Some(Word::Flag(_))), is_read, "{act}");
        }
    }
}
