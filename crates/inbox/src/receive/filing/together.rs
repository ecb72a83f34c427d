//! Notes of the clinic's other computers, filed as what Meta sends is: into the spool of their side, in the same
//! transaction as the cursor.

use super::Filing;
use crate::{
    devices::removed,
    receive::{peer::Whom, spool, take::Brought},
    together::{
        flags, message,
        names::{ChannelRef, SharedKey},
        settings,
        verify::{Circle, Verified, Why},
        words::{self, FlagWord, SentWord, Word},
    },
};
use recado_domain::{
    channel::Side,
    id::{ChannelId, DeviceId},
    message::{Direction, MessageKind, MessageText},
    part::{Part, UnsupportedHint},
    time::UnixMs,
};
use recado_protocol::{note::SignedNote, sealed::Opened};
use recado_store::{
    clinic::{
        acknowledgements,
        alerts::{self, Alert},
        channels,
        seen::{self, Seen},
        together::{self, SharedName, settings as answered},
    },
    conversations::{
        event::{NewMessage, Origin},
        together::SentElsewhere,
    },
    error::StoreError,
};

/// A copy that another computer told of: Meta's own copy of it may still come, with files a note cannot carry.
pub(super) const NOTE: &str = "note";

impl Filing<'_> {
    /// Files a note, or counts why it is not used.
    ///
    /// # Errors
    /// Storage.
    pub(in crate::receive) fn file_note(
        &self,
        opened: &Opened,
        brought: &mut Brought,
    ) -> Result<(), StoreError> {
        let Some(circle) = self.circle()? else {
            // Nothing but the proof of a first run comes before there is a roster.
            return Ok(());
        };
        let note = match circle.verify(opened, self.now) {
            Verified::Ours(note) => note,
            Verified::Proof => return Ok(()),
            Verified::Refused(why) => return self.refuse(why, brought),
        };
        if !together::note_seen(self.tx, note.id.0, UnixMs(note.written_at))? {
            // What was written here comes back each time.
            let is_own = note.device_id == circle.here;
            return if is_own {
                Ok(())
            } else {
                self.refuse(Why::Repeated, brought)
            };
        }
        match words::read(&note.body.0) {
            Some(Word::Sent(word)) => self.file_sent(*word, brought),
            Some(Word::Flag(word)) => self.file_flag(&circle, &word, &note, brought),
            Some(Word::Read(word)) => self.file_read(word),
            Some(Word::Unread(word)) => self.file_unread(word),
            Some(Word::Work(word)) => self.file_work(&circle, word, &note),
            Some(Word::Person(word)) => self.file_person(&circle, word, &note),
            Some(Word::Note(word)) => self.file_remark(&circle, word, &note),
            Some(Word::Phrase(word)) => {
                let on = DeviceId(note.device_id.0);
                let holds = settings::hear_phrase(self.tx, word, on, circle.this(), self.now)?;
                brought.has_new_phrases |= holds;
                Ok(())
            }
            Some(Word::Answered(word)) => {
                answered::note_answered(self.tx, SharedName(word.contact), word.at)
            }
            Some(Word::Removed(word)) if word.device == circle.here => {
                let (by, at) = (word.by, word.at);
                removed::hear(self.tx, &removed::Told { by, at })
            }
            Some(Word::Removed(_)) => Ok(()),
            Some(Word::Heard(word)) => self.file_heard_elsewhere(*word, brought),
            Some(Word::Newer) => self.refuse(Why::Newer, brought),
            None => self.refuse(Why::Unreadable, brought),
        }
    }

    fn circle(&self) -> Result<Option<Circle>, StoreError> {
        Circle::of(self.house).map_err(|_| StoreError::Damaged)
    }

    fn refuse(&self, why: Why, brought: &mut Brought) -> Result<(), StoreError> {
        tracing::warn!(why = why.as_str(), "a note of another computer is not used");
        brought.has_account_news = true;
        together::refuse(self.tx, why.as_str(), self.now)
    }

    fn file_sent(&self, word: SentWord, brought: &mut Brought) -> Result<(), StoreError> {
        let at = &word.channel;
        let channel = self.channel_at(at.kind, &at.asset, at.number.as_deref())?;
        if !channel.is_on {
            brought.switched_off += 1;
            return Ok(());
        }
        if word.addresses.is_empty() || word.provider_id.is_empty() {
            return self.refuse(Why::Unreadable, brought);
        }
        let addresses = word.addresses.into_iter();
        let whom = Whom {
            addresses: addresses.map(|it| message::here(it, channel.id)).collect(),
            ..Whom::default()
        };
        // What was written to somebody before they were erased here does not bring them back.
        let erased_at = self.erased_at(whom.addresses.iter())?;
        let is_before = erased_at.is_some_and(|erased_at| word.at <= erased_at);
        if is_before || self.has_message_gone(&channel, &word.provider_id)? {
            return Ok(());
        }
        let whose = self.contact(whom, &channel, brought)?;
        let conversation = whose.contact.conversation;
        let key = self.house.clinic.index_key();
        let hash = super::lesser_hash(key, &channel, NOTE, &word.provider_id);
        let seen = Seen {
            side: whose.side,
            conversation: Some(conversation),
            seen_at: self.now,
        };
        seen::note(self.tx, hash, &seen)?;
        // Somebody talks with them: nothing leaves by itself here either.
        if word.origin != Origin::Automatic {
            acknowledgements::note_answered(self.tx, conversation, word.at)?;
        }
        let mut message = NewMessage {
            contact: whose.contact,
            provider_id: word.provider_id,
            direction: Direction::Outbound,
            origin: word.origin,
            kind: word.kind,
            text: word.text,
            detail: word.detail,
            raw: String::new(),
            at: word.at,
            status: None,
            reply_to: word.reply_to,
            is_forwarded: false,
            is_unread: false,
            opens_window: false,
            findings: None,
            level: None,
            alerts: Vec::new(),
            parts: words::to_parts(word.parts),
            media: word.files,
        };
        if (word.side, whose.side) == (Side::Clinical, Side::Leads) {
            withhold(&mut message);
        }
        let filed = spool::Filed {
            sent_elsewhere: Some(Box::new(SentElsewhere {
                message,
                sent_by: word.sent_by,
            })),
            outbox: Some(word.outbox),
            conversation: Some(conversation),
            ..spool::Filed::default()
        };
        self.spool(whose.side, &filed)
    }

    fn file_flag(
        &self,
        circle: &Circle,
        word: &FlagWord,
        note: &SignedNote,
        brought: &mut Brought,
    ) -> Result<(), StoreError> {
        let told = (note.id.0, DeviceId(note.device_id.0));
        let heard = flags::hear(self.tx, circle, word, told, self.now)?;
        heard.map_or(Ok(()), |heard| self.heard(heard, brought))
    }

    /// Names a flag that was raised just now as every computer does, and does what waited for it; returns how it stands.
    pub(super) fn name_flag(
        &self,
        alert: Alert,
        channel: ChannelId,
        target: &str,
        brought: &mut Brought,
    ) -> Result<Alert, StoreError> {
        let Some(key) = SharedKey::of(self.tx)? else {
            return Ok(alert);
        };
        let Some(channel) = channels::get(self.tx, channel)? else {
            return Ok(alert);
        };
        let shared = key.message(&ChannelRef::of(&channel), target);
        together::name_alert(self.tx, alert.id, shared)?;
        // A list of computers that cannot be read keeps nobody's message back.
        let circle = self.circle().unwrap_or_else(|_| {
            tracing::error!("what other computers did about a flag is not known here");
            None
        });
        let Some(circle) = circle else {
            return Ok(alert);
        };
        if let Some(heard) = flags::settle(self.tx, &circle, &alert, shared, self.now)? {
            self.heard(heard, brought)?;
        }
        Ok(alerts::get(self.tx, alert.id)?.unwrap_or(alert))
    }

    /// Has the mark in the list follow a flag that stands otherwise, also when that is cut off.
    fn heard(&self, heard: flags::Heard, brought: &mut Brought) -> Result<(), StoreError> {
        let filed = spool::Filed {
            conversation: Some(heard.alert.conversation),
            ..spool::Filed::default()
        };
        self.spool(heard.alert.side, &filed)?;
        brought.heard.push(heard);
        Ok(())
    }
}

/// Leaves of a patient's message only that there was one: on this computer the contact is a lead.
fn withhold(message: &mut NewMessage) {
    message.kind = MessageKind::Unsupported;
    message.text = MessageText::default();
    message.detail = None;
    message.reply_to = None;
    message.media = Vec::new();
    message.parts = vec![Part::Unsupported {
        label: String::new(),
        hint: UnsupportedHint::ReadOnOtherComputer,
    }];
}
