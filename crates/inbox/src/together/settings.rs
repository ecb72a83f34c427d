//! What holds for the whole clinic, told and heard: its own phrases, so that every computer flags the same; and whom the
//! program answered, so that nobody is answered twice. Also computers that were not there when it was said are told.

use super::{
    names::{ChannelRef, SharedKey},
    verify::Circle,
    words::{AnsweredWord, PhraseText, PhraseWord as Told, Word},
};
use crate::{error::InboxError, house::House, session::files};
use recado_domain::{
    address::Address,
    audit::ActName,
    id::{DeviceId, PhraseId, StaffId},
    time::UnixMs,
};
use recado_store::{
    Conn, Tx,
    clinic::{
        audit,
        channels::Channel,
        phrases::Phrase,
        together::{
            SharedName,
            phrases::{self, PhraseWord, Removed},
            settings::{self, Subject},
        },
    },
    error::StoreError,
};
use serde_json::json;

/// Returns what there is to tell; nothing when it is gone.
///
/// # Errors
/// Storage.
pub(super) fn word(house: &House, subject: Subject) -> Result<Option<Word>, InboxError> {
    match subject {
        Subject::Phrase(id) => {
            let said = house.clinic.read(|conn| phrases::word(conn, id))?;
            Ok(said.map(|said| Word::Phrase(told(id, said))))
        }
        Subject::Answered(id) => {
            let answered = house.clinic.read(|conn| settings::answered(conn, id))?;
            let word = |(contact, at): (SharedName, UnixMs)| AnsweredWord {
                contact: contact.0,
                at,
            };
            Ok(answered.map(|it| Word::Answered(word(it))))
        }
    }
}

/// Queues what computers have to be told that were not there when it was said.
///
/// # Errors
/// Storage.
pub(super) fn meet(house: &House, circle: &Circle, now: UnixMs) -> Result<(), InboxError> {
    let members = circle.roster.members.iter();
    let others = members.filter(|member| member.device_id != circle.here);
    let others: Vec<DeviceId> = others.map(|member| DeviceId(member.device_id.0)).collect();
    let has_strangers = house
        .clinic
        .read(|conn| phrases::has_strangers(conn, &others))?;
    if has_strangers {
        house
            .clinic
            .write(|tx| phrases::meet(tx, &others, now).map(|_| ()))?;
    }
    Ok(())
}

/// Does here what was said of a phrase on another computer; returns whether messages are to be read otherwise from now on.
///
/// # Errors
/// Storage.
pub(crate) fn hear_phrase(
    tx: &Tx<'_>,
    word: Told,
    on: DeviceId,
    here: DeviceId,
    now: UnixMs,
) -> Result<bool, StoreError> {
    let (id, who) = (word.id, (word.by, word.name.clone()));
    let (said, act) = match word.text {
        Some(text) => (
            PhraseWord::Stands(stands(id, &who, word.at, text)),
            ActName::FlagPhraseSaved,
        ),
        None => {
            let removed = Removed {
                by: who.0,
                name: who.1.clone(),
                at: word.at,
            };
            (PhraseWord::Removed(removed), ActName::FlagPhraseRemoved)
        }
    };
    if !phrases::hear(tx, id, &said, on, here)? {
        return Ok(false);
    }
    let detail = json!({ "phrase": id, "device": on }).to_string();
    let written = files::act(now, Some((who.0, who.1.as_str())), act.as_str(), &detail);
    audit::append(tx, &written.with_result(super::flags::ELSEWHERE))?;
    Ok(true)
}

/// Returns what every computer calls somebody by the first of their addresses; nothing while this computer has no clinic,
/// or for nobody.
///
/// # Errors
/// Storage.
pub(crate) fn contact(
    conn: &Conn,
    channel: &Channel,
    addresses: &[Address],
) -> Result<Option<SharedName>, StoreError> {
    let key = SharedKey::of(conn)?;
    let named = key.zip(addresses.first());
    Ok(named.map(|(key, address)| key.contact(&ChannelRef::of(channel), address)))
}

fn told(id: PhraseId, said: PhraseWord) -> Told {
    match said {
        PhraseWord::Stands(phrase) => Told {
            id,
            by: phrase.changed_by,
            name: phrase.changed_name,
            at: phrase.changed_at,
            text: Some(PhraseText {
                words: phrase.words,
                language: phrase.language,
                fit: phrase.fit,
                category: phrase.category,
                level: phrase.level,
            }),
        },
        PhraseWord::Removed(removed) => Told {
            id,
            by: removed.by,
            name: removed.name,
            at: removed.at,
            text: None,
        },
    }
}

fn stands(id: PhraseId, (by, name): &(StaffId, String), at: UnixMs, text: PhraseText) -> Phrase {
    Phrase {
        id,
        words: text.words,
        language: text.language,
        fit: text.fit,
        category: text.category,
        level: text.level,
        changed_by: *by,
        changed_name: name.clone(),
        changed_at: at,
    }
}
