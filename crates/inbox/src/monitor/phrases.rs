//! The clinic's own phrases: written by who reads patients, tried on the last days, and read with from the moment they
//! are kept.

use super::rules;
use crate::{
    desk::Desk,
    error::InboxError,
    house::{House, SignedIn},
    session::files,
    view::{
        change::Change,
        flags::{PhraseForm, PhrasePreviewView},
    },
};
use recado_domain::{
    audit::ActName, channel::Side, id::PhraseId, phrase::PhraseFault, staff::Role, time::UnixMs,
};
use recado_risk::{ClinicPhrase, Engine, exact_form};
use recado_store::{
    Tx,
    clinic::{
        audit,
        phrases::Phrase,
        together::phrases::{self, Removed},
    },
    conversations::{findings, messages::MessageId},
    error::StoreError,
};
use std::{sync::Arc, time::Duration};

/// The days a phrase is tried on.
const DAYS: u32 = 30;
/// How many messages are read between two looks at who is signed in.
const BATCH: u32 = 500;

/// Keeps a phrase and reads with it from now on; returns what is wrong with its words, and then keeps nothing.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`] for an assistant, storage.
pub(crate) async fn save(desk: &Desk, form: PhraseForm) -> Result<Option<PhraseFault>, InboxError> {
    let now = desk.inner.options.clock.now();
    let inner = Arc::clone(&desk.inner);
    let fault = desk
        .with_house(move |house| {
            let who = house.signed_in_as(Role::reads_clinical)?;
            let phrase = Phrase {
                id: form.id.unwrap_or_else(PhraseId::generate),
                words: form.words.trim().to_owned(),
                language: form.language,
                fit: form.fit,
                category: form.category,
                level: form.level,
                changed_by: who.staff,
                changed_name: who.name.clone(),
                changed_at: now,
            };
            if let Err(fault) = rules::compiled(&phrase) {
                return Ok(Some(fault));
            }
            house.clinic.write(|tx| {
                phrases::keep(tx, &phrase)?;
                note(tx, &who, now, ActName::FlagPhraseSaved, phrase.id)
            })?;
            inner.rules.exchange(house)?;
            Ok(None)
        })
        .await?;
    desk.tell(Change::App);
    desk.inner.together.wake();
    Ok(fault)
}

/// Removes a phrase and reads without it from now on.
///
/// # Errors
/// [`InboxError::NotFound`], [`InboxError::Locked`], [`InboxError::NotAllowed`] for an assistant, storage.
pub(crate) async fn remove(desk: &Desk, id: PhraseId) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let inner = Arc::clone(&desk.inner);
    desk.with_house(move |house| {
        let who = house.signed_in_as(Role::reads_clinical)?;
        house.clinic.write(|tx| {
            let removed = Removed {
                by: who.staff,
                name: who.name.clone(),
                at: now,
            };
            if !phrases::take_away(tx, id, &removed)? {
                return Err(StoreError::NotFound);
            }
            note(tx, &who, now, ActName::FlagPhraseRemoved, id)
        })?;
        inner.rules.exchange(house)
    })
    .await?;
    desk.tell(Change::App);
    desk.inner.together.wake();
    Ok(())
}

/// Tries a phrase on what contacts wrote in the last days, as far as whoever is signed in may read it.
///
/// # Errors
/// [`InboxError::Locked`], also when the desk is locked meanwhile; [`InboxError::NotAllowed`] for an assistant, storage.
pub(crate) async fn preview(
    desk: &Desk,
    form: PhraseForm,
) -> Result<PhrasePreviewView, InboxError> {
    desk.house()?.signed_in_as(Role::reads_clinical)?;
    let words = exact_form(&form.words);
    let mut seen = PhrasePreviewView {
        is_one_word: words.split_whitespace().count() == 1,
        days: DAYS,
        ..PhrasePreviewView::default()
    };
    let tried = rules::of_words(&form.words, form.fit, form.language, "clinic.tried".into());
    let phrase = match tried {
        Ok(phrase) => phrase,
        Err(fault) => {
            seen.fault = Some(fault);
            return Ok(seen);
        }
    };
    let engine = Arc::new(alone(&phrase)?);
    let days = Duration::from_secs(u64::from(DAYS) * 24 * 60 * 60);
    let since = desk.inner.options.clock.now().minus(days);
    for side in [Side::Leads, Side::Clinical] {
        let mut after = MessageId(0);
        loop {
            let engine = Arc::clone(&engine);
            let batch = desk
                .with_house(move |house| read_batch(house, side, after, since, &engine))
                .await?;
            seen.read += batch.read;
            seen.found += batch.found;
            match batch.last {
                Some(last) => after = last,
                None => break,
            }
        }
    }
    Ok(seen)
}

/// What of a batch was read and found; nothing is left behind one without a last.
struct Batch {
    read: u32,
    found: u32,
    last: Option<MessageId>,
}

fn read_batch(
    house: &House,
    side: Side,
    after: MessageId,
    since: UnixMs,
    engine: &Engine,
) -> Result<Batch, InboxError> {
    let texts = house.read(side, |conn| findings::written(conn, after, since, BATCH))?;
    let found = texts
        .iter()
        .filter(|(_, text)| engine.assess(text).level().is_some());
    Ok(Batch {
        found: u32::try_from(found.count()).unwrap_or(u32::MAX),
        read: u32::try_from(texts.len()).unwrap_or(u32::MAX),
        last: texts.last().map(|(id, _)| *id),
    })
}

fn alone(phrase: &ClinicPhrase) -> Result<Engine, InboxError> {
    Engine::of_phrases(std::slice::from_ref(phrase)).map_err(|_| InboxError::InvalidInput)
}

fn note(
    tx: &Tx<'_>,
    who: &SignedIn,
    now: UnixMs,
    act: ActName,
    phrase: PhraseId,
) -> Result<(), StoreError> {
    let detail = format!("{{\"phrase\":\"{phrase}\"}}");
    let by = Some((who.staff, who.name.as_str()));
    audit::append(tx, &files::act(now, by, act.as_str(), &detail))
}
