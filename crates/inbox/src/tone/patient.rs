//! One patient's week: each day with what it rests on and the words that weighed most; and one message's tone.

use super::{
    date, lately,
    reading::{READER, own_words},
    settings, since, waiting,
    watch::{self, people},
    week::week,
};
use crate::{
    desk::Desk,
    error::InboxError,
    house::House,
    view::tone::{MessageToneView, PatientToneView, WeighedWordView},
};
use jiff::civil::Date;
use recado_domain::{id::ConversationId, message::Direction};
use recado_store::{
    Conn,
    conversations::{
        identities,
        messages::{self, MessageId},
        state,
        tones::{self, ToneRow},
        watched,
    },
    error::StoreError,
};
use std::collections::BTreeMap;

/// How many words a day and a message name.
const MOST_WORDS: usize = 4;

/// Returns the week of the patient of a conversation.
///
/// # Errors
/// [`InboxError::NotFound`] for who is no patient or has not written in the last 60 days, [`InboxError::Locked`],
/// [`InboxError::NotAllowed`] for who reads no patients, storage.
pub(crate) async fn week_of(
    desk: &Desk,
    conversation: ConversationId,
) -> Result<PatientToneView, InboxError> {
    let now = desk.inner.options.clock.now();
    let again = desk.clone();
    desk.with_house(move |house| {
        let store = house.clinical_for_staff()?;
        let flags = watch::flags(house)?;
        let is_on = house.clinic.read(settings::is_on)?;
        let view = store.read(|conn| {
            let watched = watched::patients(conn, lately(now))?;
            let person = people(&watched)
                .into_iter()
                .find(|person| person.all.iter().any(|it| it.conversation == conversation))
                .ok_or(StoreError::NotFound)?;
            let mut rows = Vec::new();
            let mut unanswered = Vec::new();
            for one in &person.all {
                rows.extend(tones::of_conversation(conn, one.conversation, since(now))?);
                unanswered.extend(waiting::of_conversation(conn, one, now)?);
            }
            unanswered.sort_by_key(|it| (it.at, it.message));
            let rows: Vec<&ToneRow> = rows.iter().collect();
            let (_, mut patient) = watch::view(house, &person, &rows, &flags, now);
            let today = date(house, now);
            let mut words = words_by_day(house, conn, &rows, today)?;
            for day in &mut patient.days {
                day.words = words.remove(&day.on).unwrap_or_default();
            }
            let tone = week(house, &rows, today).tone;
            Ok::<_, StoreError>(PatientToneView {
                is_on,
                patient,
                baseline: (tone.baseline_days > 0).then_some(tone.baseline),
                baseline_days: tone.baseline_days,
                unanswered,
            })
        })?;
        // Their words are shown: that is reading a conversation.
        again.inner.audit.read(&house.signed_in()?, conversation);
        Ok(view)
    })
    .await
}

/// Returns the tone of a patient's message; nothing when its words have none, or the clinic wants none.
///
/// # Errors
/// [`InboxError::NotFound`], [`InboxError::Locked`], [`InboxError::NotAllowed`] for who reads no patients, storage.
pub(crate) async fn of_message(
    desk: &Desk,
    conversation: ConversationId,
    message: i64,
) -> Result<Option<MessageToneView>, InboxError> {
    desk.with_house(move |house| {
        let store = house.clinical_for_staff()?;
        if !house.clinic.read(settings::is_on)? {
            return Ok(None);
        }
        let (found, is_patient) = store.read(|conn| {
            let found = messages::get(conn, MessageId(message))?;
            let identity = state::get(conn, found.conversation)?.identity;
            let is_patient = identities::get(conn, identity)?.is_patient;
            Ok::<_, StoreError>((found, is_patient))
        })?;
        if found.conversation != conversation {
            return Err(InboxError::NotFound);
        }
        let is_theirs = found.direction == Direction::Inbound && !found.is_deleted;
        if !is_patient || !is_theirs {
            return Ok(None);
        }
        let text = own_words(found.kind, &found.text.0);
        Ok(READER.read(text).map(|tone| MessageToneView {
            value: tone.value,
            scored_words: u32::try_from(tone.scored_words).unwrap_or(u32::MAX),
            words: heaviest(weighed(text)),
        }))
    })
    .await
}

/// Returns the words that weighed most on each day of the week that ends `today`.
fn words_by_day(
    house: &House,
    conn: &Conn,
    rows: &[&ToneRow],
    today: Date,
) -> Result<BTreeMap<String, Vec<WeighedWordView>>, StoreError> {
    let mut by_day: BTreeMap<Date, Vec<WeighedWordView>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.read.value.is_some()) {
        let on = date(house, row.at);
        if (0..7).contains(&(today - on).get_days()) {
            let message = messages::get(conn, row.message)?;
            let text = own_words(message.kind, &message.text.0);
            by_day.entry(on).or_default().extend(weighed(text));
        }
    }
    Ok(by_day
        .into_iter()
        .map(|(on, words)| (on.to_string(), heaviest(words)))
        .collect())
}

/// Returns the words of a text that count, each with what it counts for.
fn weighed(text: &str) -> Vec<WeighedWordView> {
    let hits = READER.read(text).map(|tone| tone.hits).unwrap_or_default();
    hits.into_iter()
        .filter_map(|hit| {
            Some(WeighedWordView {
                text: text.get(hit.span.start..hit.span.end)?.to_lowercase(),
                value: hit.value,
            })
        })
        .collect()
}

/// Returns the words that weigh most, each once, the heaviest first whichever way it pulls.
fn heaviest(words: Vec<WeighedWordView>) -> Vec<WeighedWordView> {
    let mut summed: BTreeMap<String, f64> = BTreeMap::new();
    for word in words {
        *summed.entry(word.text).or_default() += word.value;
    }
    let mut words: Vec<WeighedWordView> = summed
        .into_iter()
        .map(|(text, value)| WeighedWordView { text, value })
        .collect();
    words.sort_by(|one, other| other.value.abs().total_cmp(&one.value.abs()));
    words.truncate(MOST_WORDS);
    words
}
