//! What people did with a conversation on another computer, filed where the conversation is here. It makes nobody's
//! acquaintance: what is not known here has nothing to be read, assigned or put away.

use super::Filing;
use crate::{
    receive::spool::Filed,
    together::{
        message,
        names::ChannelRef,
        records,
        verify::Circle,
        words::{PersonWord, ReadWord, RemarkWord, UnreadWord, WorkWord},
        work,
    },
};
use recado_domain::{
    address::Address,
    id::{ChannelId, DeviceId},
};
use recado_protocol::note::SignedNote;
use recado_store::{
    clinic::{
        channels, erasures,
        people::{self, IndexedConversation},
    },
    conversations::together::{records::RecordElsewhere, work::WorkElsewhere},
    error::StoreError,
};

impl Filing<'_> {
    pub(super) fn file_read(&self, word: ReadWord) -> Result<(), StoreError> {
        let Some((channel, at)) = self.known(&word.channel, word.addresses)? else {
            return Ok(());
        };
        let filed = Filed {
            read_elsewhere: Some((channel, word.until)),
            read_turn: word.turn,
            conversation: Some(at.conversation),
            ..Filed::default()
        };
        self.spool(at.side, &filed)
    }

    pub(super) fn file_unread(&self, word: UnreadWord) -> Result<(), StoreError> {
        let Some((channel, at)) = self.known(&word.channel, word.addresses)? else {
            return Ok(());
        };
        let filed = Filed {
            unread_elsewhere: Some((channel, word.from)),
            conversation: Some(at.conversation),
            ..Filed::default()
        };
        self.spool(at.side, &filed)
    }

    pub(super) fn file_work(
        &self,
        circle: &Circle,
        word: WorkWord,
        note: &SignedNote,
    ) -> Result<(), StoreError> {
        let Some((_, at)) = self.known(&word.channel, word.addresses)? else {
            return Ok(());
        };
        let assigned = word.assigned;
        let assigned = assigned.map(|it| work::assigned_here(self.tx, it, at.side));
        let state = word.state;
        let state = state.map(|it| work::state_here(self.tx, it, at.side));
        let filed = Filed {
            work_elsewhere: Some(Box::new(WorkElsewhere {
                conversation: at.conversation,
                on: DeviceId(note.device_id.0),
                here: circle.this(),
                assigned: assigned.transpose()?,
                state: state.transpose()?,
            })),
            conversation: Some(at.conversation),
            ..Filed::default()
        };
        self.spool(at.side, &filed)
    }

    pub(super) fn file_person(
        &self,
        circle: &Circle,
        word: PersonWord,
        note: &SignedNote,
    ) -> Result<(), StoreError> {
        let Some((_, at)) = self.known(&word.channel, word.addresses)? else {
            return Ok(());
        };
        let said = RecordElsewhere {
            lead: word.lead,
            labels: records::labels_here(word.labels, word.side, at.side),
            ..self.record(circle, note, at)?
        };
        self.file_record(said, at)
    }

    pub(super) fn file_remark(
        &self,
        circle: &Circle,
        word: RemarkWord,
        note: &SignedNote,
    ) -> Result<(), StoreError> {
        let Some((_, at)) = self.known(&word.channel, word.addresses)? else {
            return Ok(());
        };
        let remark = records::remark_here(self.tx, word.remark, word.side, at.side)?;
        let said = RecordElsewhere {
            note: Some(remark),
            ..self.record(circle, note, at)?
        };
        self.file_record(said, at)
    }

    fn record(
        &self,
        circle: &Circle,
        note: &SignedNote,
        at: IndexedConversation,
    ) -> Result<RecordElsewhere, StoreError> {
        Ok(RecordElsewhere {
            conversation: at.conversation,
            on: DeviceId(note.device_id.0),
            here: circle.this(),
            erased_at: erasures::latest(self.tx)?,
            lead: None,
            labels: Vec::new(),
            note: None,
        })
    }

    fn file_record(
        &self,
        said: RecordElsewhere,
        at: IndexedConversation,
    ) -> Result<(), StoreError> {
        let filed = Filed {
            record_elsewhere: Some(Box::new(said)),
            conversation: Some(at.conversation),
            ..Filed::default()
        };
        self.spool(at.side, &filed)
    }

    /// Returns the channel, and the conversation of whoever has one of these addresses there.
    fn known(
        &self,
        at: &ChannelRef,
        addresses: Vec<Address>,
    ) -> Result<Option<(ChannelId, IndexedConversation)>, StoreError> {
        let channel = channels::find(self.tx, at.kind, &at.asset, at.number.as_deref())?;
        let Some(channel) = channel else {
            return Ok(None);
        };
        let key = self.house.clinic.index_key();
        for address in addresses {
            let address = message::here(address, channel.id);
            let Some(person) = people::find(self.tx, key, &address)? else {
                continue;
            };
            let found = people::conversation_if_any(self.tx, person.identity, channel.id)?;
            if let Some(found) = found {
                return Ok(Some((channel.id, found)));
            }
        }
        Ok(None)
    }
}
