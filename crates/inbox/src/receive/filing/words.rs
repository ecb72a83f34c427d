//! Files the words of a mention, once Meta told them: read for flags like any other.

use super::Filing;
use super::hearing::Spot;
use crate::receive::{mention::Wordless, spool::Filed, take::Brought};
use recado_domain::{
    message::MessageText,
    part::{CommentPlace, Part},
};
use recado_store::{
    conversations::event::{Event, LearnedEvent},
    error::StoreError,
};

impl Filing<'_> {
    /// Files words and author; what Meta did not tell changes nothing.
    ///
    /// # Errors
    /// Storage.
    pub(in crate::receive) fn file_words(
        &self,
        of: &Wordless,
        text: &str,
        author: Option<String>,
        brought: &mut Brought,
    ) -> Result<(), StoreError> {
        if text.is_empty() && author.is_none() {
            return Ok(());
        }
        let spot = Spot {
            side: of.side,
            conversation: of.contact.conversation,
            identity: of.contact.identity,
            channel: of.contact.channel,
            own_id: None,
            calls: true,
        };
        let heard = self.hear_words(text, &of.target, of.at, spot, brought)?;
        let learned = LearnedEvent {
            channel: of.contact.channel,
            target: of.target.clone(),
            text: MessageText(text.to_owned()),
            parts: vec![Part::Comment(CommentPlace {
                comment_id: of.comment_id.clone(),
                post_id: of.post_id.clone(),
                is_mention: true,
                is_answered: false,
                author,
            })],
            findings: heard.as_json(),
            level: heard.level,
            alerts: heard.own,
        };
        let filed = Filed {
            event: Some(Event::Learned(learned)),
            ..Filed::default()
        };
        self.spool(of.side, &filed)
    }
}
