//! One walk through everything: each message goes to `person.json` and to the page as it is read.

use super::{
    files::{self, Files},
    folder,
    page::{Page, Words},
    shape::{
        self, Address, Channel, Consent, EmergencyContact, Head, Identity, Message, Note, Person,
        Reaction,
    },
    summaries,
};
use crate::{
    erasure::Whole, error::InboxError, house::House, people::Steps, show,
    view::retention::ExportView,
};
use jiff::tz::TimeZone;
use recado_domain::{
    address::Address as Reached,
    channel::Side,
    id::{ConversationId, IdentityId},
    time::UnixMs,
};
use recado_store::{
    Conn,
    clinic::channels,
    conversations::{
        consents, emergency_contacts, identities, labels,
        messages::MessageId,
        notes, records, state,
        thread::{self, ThreadMessage},
    },
    error::StoreError,
};
use serde::Serialize;
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

/// How many messages are in memory at a time.
const AT_ONCE: u32 = 100;

/// What an export needs to know.
pub(super) struct Place<'a> {
    /// Where it is read.
    pub house: &'a House,
    /// Which side's data it is.
    pub side: Side,
    /// Whose.
    pub whole: &'a Whole,
    /// When.
    pub now: UnixMs,
    /// The clinic's.
    pub zone: &'a TimeZone,
    /// The page's.
    pub words: &'a Words,
    /// Who watches.
    pub steps: &'a Steps,
}

impl Place<'_> {
    /// Writes everything into a folder.
    ///
    /// # Errors
    /// [`InboxError::Locked`] when the desk is locked meanwhile, storage.
    pub fn write_into(&self, folder: &Path) -> Result<ExportView, InboxError> {
        folder::private_folder(&folder.join(files::FOLDER)).map_err(folder::disk)?;
        let person = self.person()?;
        let mut json = Json::begin(folder, &self.head(&person))?;
        let mut page = Page::begin(folder, self.words, self.zone, &person, self.now)?;
        let mut files = Files::default();
        let mut messages = 0;
        let conversations = self.whole.conversations.get(&self.side);
        for conversation in conversations.into_iter().flatten() {
            let Some(channel) = self.channel(*conversation)? else {
                continue;
            };
            json.conversation(&channel)?;
            page.conversation(&channel)?;
            let mut after = MessageId(0);
            loop {
                let found = self.house.read(self.side, |conn| {
                    thread::after(conn, *conversation, after, AT_ONCE)
                })?;
                for message in &found.messages {
                    after = message.message.id;
                    let written = self.message(message, folder, &mut files)?;
                    json.message(&written)?;
                    page.message(message.message.at, &written)?;
                    messages += 1;
                }
                self.steps.done("exported_page");
                if !found.has_newer {
                    break;
                }
            }
            json.end_conversation()?;
        }
        json.end()?;
        page.end()?;
        folder::sync_folder(&folder.join(files::FOLDER)).map_err(folder::disk)?;
        folder::sync_folder(folder).map_err(folder::disk)?;
        Ok(ExportView {
            folder: String::new(),
            messages,
            files: files.written,
            missing: files.missing,
        })
    }

    fn head<'a>(&self, person: &'a Person) -> Head<'a> {
        Head {
            format: shape::FORMAT,
            version: shape::VERSION,
            exported_at: shape::instant(self.now),
            side: self.side,
            person,
        }
    }

    fn person(&self) -> Result<Person, InboxError> {
        self.house.read(self.side, |conn| {
            let mut person = Person {
                identities: Vec::new(),
                notes: Vec::new(),
                consents: Vec::new(),
                summaries: Vec::new(),
            };
            for identity in self.whole.identities.keys() {
                match add(conn, *identity, &mut person) {
                    // Their first message is on the other side.
                    Ok(()) | Err(StoreError::NotFound) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(person)
        })
    }

    fn channel(&self, conversation: ConversationId) -> Result<Option<Channel>, InboxError> {
        let found = self
            .house
            .read(self.side, |conn| match state::get(conn, conversation) {
                Ok(found) => Ok(Some(found)),
                Err(StoreError::NotFound) => Ok(None),
                Err(error) => Err(error),
            })?;
        let Some(found) = found else {
            return Ok(None);
        };
        let channel = self
            .house
            .clinic
            .read(|conn| channels::get(conn, found.channel))?;
        Ok(Some(Channel {
            kind: found.channel_kind,
            name: channel.map(|channel| channel.name).unwrap_or_default(),
        }))
    }

    fn message(
        &self,
        found: &ThreadMessage,
        folder: &Path,
        files: &mut Files,
    ) -> Result<Message, InboxError> {
        let message = &found.message;
        let mut written = Vec::with_capacity(found.media.len());
        for file in &found.media {
            written.push(files.write(self.house, self.side, file, folder)?);
        }
        Ok(Message {
            at: shape::instant(message.at),
            direction: message.direction,
            kind: message.kind,
            text: message.text.0.clone(),
            detail: message.detail.clone(),
            sent_by: message.sent_by.clone(),
            status: message.status,
            answers: found.quote.as_ref().map(|quote| quote.text.0.clone()),
            is_forwarded: message.is_forwarded,
            is_edited: message.is_edited,
            is_taken_back: message.is_deleted,
            reactions: found
                .reactions
                .iter()
                .map(|reaction| Reaction {
                    direction: reaction.direction,
                    emoji: reaction.emoji.clone(),
                })
                .collect(),
            files: written,
            parts: message.parts.clone(),
            provider_id: message.provider_id.clone(),
        })
    }
}

/// Adds what a side's database knows of an identity.
fn add(conn: &Conn, identity: IdentityId, person: &mut Person) -> Result<(), StoreError> {
    let known = identities::get(conn, identity)?;
    let record = records::get(conn, identity)?;
    let addresses = known
        .addresses
        .iter()
        .map(|(channel, address)| match address {
            Reached::Phone(phone) => Address {
                channel: *channel,
                value: phone.as_e164().to_owned(),
                spellings: phone.spellings(),
            },
            Reached::UserId(id) | Reached::PageScoped { id, .. } => Address {
                channel: *channel,
                value: id.clone(),
                spellings: Vec::new(),
            },
        });
    person.identities.push(Identity {
        id: identity.to_string(),
        addresses: addresses.collect(),
        name: show::name(&known.name, None),
        told_name: record.told_name,
        is_patient: known.is_patient,
        lead_status: known.lead_status,
        since: shape::instant(known.since),
        born_on: record.born_on,
        number: record.number,
        language: record.language,
        labels: labels::of(conn, identity)?
            .into_iter()
            .map(|label| label.name)
            .collect(),
        emergency_contact: emergency_contacts::own(conn, identity)?.map(|it| EmergencyContact {
            name: it.name,
            relation: it.relation,
            number: it.phone.as_e164().to_owned(),
            written_at: shape::instant(it.written_at),
            written_by: it.written_by,
        }),
    });
    for note in notes::of(conn, identity)? {
        person.notes.push(Note {
            at: shape::instant(note.at),
            by: note.author_name,
            text: note.text,
            edited_at: note.edited_at.and_then(shape::instant),
        });
    }
    for consent in consents::of(conn, identity)? {
        person.consents.push(Consent {
            at: shape::instant(consent.at),
            purpose: consent.purpose,
            act: consent.act,
            how: consent.how,
            recorded_at: shape::instant(consent.recorded_at),
            recorded_by: consent.recorded_by,
        });
    }
    person.summaries.extend(summaries::of(conn, identity)?);
    Ok(())
}

/// `person.json`, written as it comes.
struct Json {
    file: BufWriter<File>,
    has_conversation: bool,
    has_message: bool,
}

impl Json {
    fn begin(folder: &Path, head: &Head<'_>) -> Result<Self, InboxError> {
        let file = folder::private_file(&folder.join("person.json")).map_err(folder::disk)?;
        let mut json = Self {
            file: BufWriter::new(file),
            has_conversation: false,
            has_message: false,
        };
        let head = serde_json::to_string(head).map_err(|_| StoreError::Damaged)?;
        // Its closing brace comes at the end.
        let open = head.strip_suffix('}').unwrap_or(&head);
        json.raw(open)?;
        json.raw(",\"conversations\":[")?;
        Ok(json)
    }

    fn conversation(&mut self, channel: &Channel) -> Result<(), InboxError> {
        if self.has_conversation {
            self.raw(",")?;
        }
        self.has_conversation = true;
        self.has_message = false;
        self.raw("\n{\"channel\":")?;
        self.value(channel)?;
        self.raw(",\"messages\":[")
    }

    fn message(&mut self, message: &Message) -> Result<(), InboxError> {
        self.raw(if self.has_message { ",\n" } else { "\n" })?;
        self.has_message = true;
        self.value(message)
    }

    fn end_conversation(&mut self) -> Result<(), InboxError> {
        self.raw("]}")
    }

    fn end(mut self) -> Result<(), InboxError> {
        self.raw("]}\n")?;
        let file = self.file.into_inner();
        let file = file.map_err(|error| folder::disk(error.into_error()))?;
        file.sync_all().map_err(folder::disk)
    }

    fn value(&mut self, value: &impl Serialize) -> Result<(), InboxError> {
        let json = serde_json::to_string(value).map_err(|_| StoreError::Damaged)?;
        self.raw(&json)
    }

    fn raw(&mut self, text: &str) -> Result<(), InboxError> {
        self.file.write_all(text.as_bytes()).map_err(folder::disk)
    }
}
