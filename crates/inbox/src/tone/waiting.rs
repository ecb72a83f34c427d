//! What patients wrote and nobody answered: whoever has waited longest first, with the questions found in it.

use super::{
    lately,
    reading::{EXTRACTOR, own_words},
    watch,
};
use crate::{
    desk::Desk,
    error::InboxError,
    view::tone::{UnansweredListView, UnansweredMessageView, UnansweredView},
};
use recado_domain::time::UnixMs;
use recado_risk::{DayMessage, Direction};
use recado_store::{
    Conn,
    conversations::{
        messages::Message,
        watched::{self, Watched},
    },
    error::StoreError,
};

/// The longest list one question may ask for.
const LONGEST: u32 = 200;
/// How many messages of one conversation are looked at.
const MOST: u32 = 20;
/// How much of a message is shown, in characters.
const EXCERPT: usize = 280;

/// Returns the conversations with patients in which something waits for an answer, whoever has waited longest first.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`] for who reads no patients, storage.
pub(crate) async fn list(desk: &Desk, limit: u32) -> Result<UnansweredListView, InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let store = house.clinical_for_staff()?;
        let view = store.read(|conn| {
            let mut waiting: Vec<(UnixMs, Watched)> = watched::patients(conn, lately(now))?
                .into_iter()
                .filter_map(|one| Some((one.unanswered_since?, one)))
                .collect();
            waiting.sort_by_key(|(since, one)| (*since, one.conversation));
            let wanted = limit.clamp(1, LONGEST) as usize;
            let total = u32::try_from(waiting.len()).unwrap_or(u32::MAX);
            let has_more = waiting.len() > wanted;
            let views = waiting.into_iter().take(wanted).map(|(at, one)| {
                Ok(UnansweredView {
                    conversation: one.conversation,
                    initials: recado_domain::identity::initials(&one.name),
                    name: watch::name(&one),
                    channel: one.channel,
                    since: at.0,
                    count: one.unanswered,
                    messages: of_conversation(conn, &one, now)?,
                })
            });
            Ok::<_, StoreError>(UnansweredListView {
                conversations: views.collect::<Result<_, StoreError>>()?,
                total,
                has_more,
            })
        })?;
        Ok(view)
    })
    .await
}

/// Returns what waits for an answer in one conversation, the earliest first; at most 20 messages.
///
/// # Errors
/// Storage.
pub(super) fn of_conversation(
    conn: &Conn,
    one: &Watched,
    now: UnixMs,
) -> Result<Vec<UnansweredMessageView>, StoreError> {
    if one.unanswered == 0 {
        return Ok(Vec::new());
    }
    let messages = watched::unanswered(conn, one.conversation, lately(now), MOST)?;
    let questions = questions(&messages);
    let views = messages.into_iter().zip(questions);
    Ok(views
        .map(|(message, questions)| UnansweredMessageView {
            conversation: one.conversation,
            message: message.id.0,
            at: message.at.0,
            kind: message.kind,
            text: excerpt(&message.text.0),
            questions,
        })
        .collect())
}

/// Returns the questions in each message.
fn questions(messages: &[Message]) -> Vec<Vec<String>> {
    let written: Vec<DayMessage<'_>> = messages
        .iter()
        .map(|message| DayMessage {
            direction: Direction::Inbound,
            text: own_words(message.kind, &message.text.0),
            at_ms: message.at.0,
            flagged: &[],
        })
        .collect();
    let mut questions = vec![Vec::new(); messages.len()];
    for quote in EXTRACTOR.extract(&written).unanswered {
        let words = written
            .get(quote.message)
            .and_then(|message| message.text.get(quote.span.start..quote.span.end));
        if let (Some(words), Some(of_message)) = (words, questions.get_mut(quote.message)) {
            of_message.push(excerpt(words.trim()));
        }
    }
    questions
}

fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}
