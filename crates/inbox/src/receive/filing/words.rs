//! Files the words of a mention, once Meta told them: read for flags like any other.

use super::Filing;
use crate::receive::{meaning::messages, mention::Wordless, spool::Filed, take::Brought};
use recado_domain::part::{CommentPlace, Part};
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
        let findings = self.engine.assess(text).findings;
        let read = messages::read_words(text, of.at, &findings);
        let learned = LearnedEvent {
            channel: of.contact.channel,
            target: of.target.clone(),
            text: read.text,
            parts: vec![Part::Comment(CommentPlace {
                comment_id: of.comment_id.clone(),
                post_id: of.post_id.clone(),
                is_mention: true,
                is_answered: false,
                author,
            })],
            findings: read.findings,
            level: read.level,
            alerts: read.alerts.iter().map(|alert| alert.id).collect(),
        };
        let filed = Filed {
            event: Some(Event::Learned(learned)),
            ..Filed::default()
        };
        self.spool(of.side, &filed)?;
        self.raise(read.alerts, of.side, &of.contact, &of.target, brought)
    }
}
