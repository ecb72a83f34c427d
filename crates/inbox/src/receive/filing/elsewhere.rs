//! What another computer's service heard in a voice note: read for flags as if it had been heard here.

use super::{Filing, hearing::Spot};
use crate::{
    receive::{spool, take::Brought},
    together::heard::HeardWord,
};
use recado_domain::{channel::Side, id::MediaId, message::MessageText};
use recado_store::{
    clinic::{channels, people, seen},
    conversations::{event::HeardEvent, transcripts::elsewhere::HeardElsewhere},
    error::StoreError,
};
use uuid::Uuid;

impl Filing<'_> {
    /// Files the words of a note whose message is here. A patient's words do not get to the leads by it: who is one there
    /// and a lead here is heard here, for themselves.
    pub(super) fn file_heard_elsewhere(
        &self,
        word: HeardWord,
        brought: &mut Brought,
    ) -> Result<(), StoreError> {
        let at = &word.channel;
        let channel = channels::find(self.tx, at.kind, &at.asset, at.number.as_deref())?;
        let Some(channel) = channel.filter(|it| it.is_on) else {
            return Ok(());
        };
        let key = self.house.clinic.index_key();
        let seen = seen::get(self.tx, key.provider_hash(channel.id, &word.message))?;
        // It never came here, or went with somebody who was erased.
        let Some((side, conversation)) = seen.and_then(|it| Some((it.side, it.conversation?)))
        else {
            return Ok(());
        };
        if (word.side, side) == (Side::Clinical, Side::Leads) || !word.state.is_heard() {
            return Ok(());
        }
        let Some(identity) = people::identity_of(self.tx, conversation)? else {
            return Ok(());
        };
        let spot = Spot {
            side,
            conversation,
            identity,
            channel: channel.id,
            own_id: None,
            calls: true,
        };
        let read = self.hear_words(&word.text, &word.message, word.written_at, spot, brought)?;
        let heard = HeardEvent {
            media: MediaId(Uuid::nil()),
            sha256: word.sha256,
            state: word.state,
            text: MessageText(word.text),
            language: word.language,
            made_by: word.made_by,
            segments: word.segments,
            confidence: word.confidence,
            at: word.at,
            findings: read.as_json(),
            level: read.level,
            alerts: read.own,
            is_told: false,
        };
        let told = HeardElsewhere {
            channel: channel.id,
            target: word.message,
            position: word.position,
            heard,
        };
        let filed = spool::Filed {
            heard_elsewhere: Some(Box::new(told)),
            conversation: Some(conversation),
            ..spool::Filed::default()
        };
        self.spool(side, &filed)
    }
}
