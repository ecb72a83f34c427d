//! Has what a contact wrote read for flags while it is filed, and writes into its event what came of it.

use super::Filing;
use crate::{
    monitor::hearing::{self, Ear, Heard, Words},
    receive::take::Brought,
};
use recado_domain::{
    channel::Side,
    id::{ChannelId, ConversationId, IdentityId},
    message::{Direction, MessageKind},
    time::UnixMs,
};
use recado_store::{
    clinic::alerts::{self, Alert},
    conversations::event::Event,
    error::StoreError,
};

/// Whose words are filed, and where they go.
#[derive(Clone, Copy)]
pub(in crate::receive) struct Spot<'a> {
    pub(in crate::receive) side: Side,
    pub(in crate::receive) conversation: ConversationId,
    pub(in crate::receive) identity: IdentityId,
    pub(in crate::receive) channel: ChannelId,
    /// The id of what is filed: a change of a message has another than the message.
    pub(in crate::receive) own_id: Option<&'a str>,
    /// Whether they may call people.
    pub(in crate::receive) calls: bool,
}

impl Filing<'_> {
    /// Reads the words of an event, if a contact wrote them; returns which version of the rules marked something.
    ///
    /// # Errors
    /// Storage.
    pub(super) fn hear(
        &self,
        event: &mut Event,
        spot: Spot<'_>,
        brought: &mut Brought,
    ) -> Result<Option<String>, StoreError> {
        match event {
            Event::Message(new) if new.direction == Direction::Inbound => {
                // A system line is nobody's word: it ends no silence.
                if new.kind != MessageKind::System {
                    let words = self.words(&new.text.0, &new.provider_id, new.at, spot);
                    hearing::note_written(&self.ear(), &words)?;
                }
                let id = new.provider_id.as_str();
                let heard = self.hear_words(&new.text.0, id, new.at, spot, brought)?;
                (new.findings, new.level) = (heard.as_json(), heard.level);
                new.alerts = heard.own;
                Ok(self.version(new.findings.is_some()))
            }
            // What the clinic changed, or was changed long ago, calls nobody.
            Event::Edit(edit) if spot.calls => {
                let id = edit.target.as_str();
                let heard = self.hear_words(&edit.text.0, id, edit.at, spot, brought)?;
                (edit.findings, edit.level) = (heard.as_json(), heard.level);
                edit.alerts = heard.own;
                Ok(self.version(edit.findings.is_some()))
            }
            Event::Revoke(revoke) => {
                let id = revoke.target.as_str();
                let words = self.words("", id, revoke.at, spot);
                let raised = hearing::take_back(&self.ear(), &words)?;
                self.name_all(raised, &words, id, spot, brought)?;
                Ok(None)
            }
            Event::Message(_)
            | Event::Edit(_)
            | Event::Status(_)
            | Event::Receipt(_)
            | Event::Reaction(_)
            | Event::Opening(_)
            | Event::Handled(_)
            | Event::Marketing(_)
            | Event::Learned(_)
            | Event::Heard(_) => Ok(None),
        }
    }

    /// Reads words of a message, and has told later what they raised.
    ///
    /// # Errors
    /// Storage.
    pub(in crate::receive) fn hear_words(
        &self,
        text: &str,
        provider_id: &str,
        at: UnixMs,
        spot: Spot<'_>,
        brought: &mut Brought,
    ) -> Result<Heard, StoreError> {
        let words = self.words(text, provider_id, at, spot);
        let mut heard = hearing::read_text(&self.ear(), &words)?;
        let raised = std::mem::take(&mut heard.raised);
        self.name_all(raised, &words, provider_id, spot, brought)?;
        Ok(heard)
    }

    /// Raises an alert of the message with this id, once.
    ///
    /// # Errors
    /// Storage.
    pub(in crate::receive) fn raise(
        &self,
        alert: Alert,
        (channel, target): (ChannelId, &str),
        brought: &mut Brought,
    ) -> Result<(), StoreError> {
        if alerts::raise(self.tx, &alert)? {
            let alert = self.name_flag(alert, channel, target, brought)?;
            brought.alerts.push(alert);
        }
        Ok(())
    }

    /// Names what was raised as every computer of the clinic does: by the id of the message it stands under. What stands
    /// under an earlier message than the one filed has no such name; it is taken on each computer for itself.
    fn name_all(
        &self,
        raised: Vec<Alert>,
        words: &Words<'_>,
        provider_id: &str,
        spot: Spot<'_>,
        brought: &mut Brought,
    ) -> Result<(), StoreError> {
        let key = self.house.clinic.index_key();
        for alert in raised {
            let target = if alert.message == words.flag {
                Some(spot.own_id.unwrap_or(provider_id).to_owned())
            } else if alert.message == words.message {
                Some(provider_id.to_owned())
            } else if alert.message == key.again_hash(words.message, alert.level) {
                Some(format!("{provider_id} again {}", alert.level.as_number()))
            } else {
                None
            };
            let alert = match target {
                Some(target) => self.name_flag(alert, spot.channel, &target, brought)?,
                None => alert,
            };
            brought.alerts.push(alert);
        }
        Ok(())
    }

    fn words<'a>(&self, text: &'a str, provider_id: &str, at: UnixMs, spot: Spot<'_>) -> Words<'a> {
        let key = self.house.clinic.index_key();
        Words {
            side: spot.side,
            identity: spot.identity,
            conversation: spot.conversation,
            message: key.provider_hash(spot.channel, provider_id),
            flag: key.provider_hash(spot.channel, spot.own_id.unwrap_or(provider_id)),
            text,
            at,
            calls: spot.calls,
        }
    }

    fn ear(&self) -> Ear<'_> {
        Ear {
            tx: self.tx,
            house: self.house,
            engine: self.engine,
            now: self.now,
        }
    }

    fn version(&self, has_findings: bool) -> Option<String> {
        has_findings.then(|| self.engine.version().to_owned())
    }
}
