//! Whether an acknowledgement goes out for a message, decided in the transaction that files the message and raises its
//! flags: none can be queued before the message was read for them (A5).

use super::settings::{self, Kept};
use crate::{
    house::House,
    session,
    together::{settings as settings_told, verify::Circle},
};
use jiff::tz::TimeZone;
use recado_domain::{
    acknowledgement::{self, Facts, Hours, Withheld},
    address::Address,
    channel::Side,
    id::{ConversationId, OutboxId},
    language::Language,
    time::UnixMs,
};
use recado_store::{
    Conn, Tx,
    clinic::{
        acknowledgements::{self, Acknowledgement, AcknowledgementState},
        channels::Channel,
        languages,
        seen::ProviderHash,
        together::settings::answered_elsewhere,
    },
    conversations::event::Contact,
    error::StoreError,
};

/// A message that somebody wrote just now.
pub(crate) struct Written<'a> {
    /// The channel it came by.
    pub channel: &'a Channel,
    /// Who wrote.
    pub contact: &'a Contact,
    /// Where it was filed.
    pub place: (Side, ConversationId),
    /// Its id, hashed.
    pub hash: ProviderHash,
    /// When, by Meta's clock.
    pub at: UnixMs,
}

/// Queues an acknowledgement if one goes out; returns whether it did.
///
/// # Errors
/// Storage.
pub(crate) fn decide(
    tx: &Tx<'_>,
    house: &House,
    written: &Written<'_>,
    now: UnixMs,
) -> Result<bool, StoreError> {
    let kept = settings::read(tx)?;
    if !kept.replies.closed && !kept.replies.open || written.contact.addresses.is_empty() {
        return Ok(false);
    }
    let (side, conversation) = written.place;
    let id = acknowledgements::id_of(house.clinic.index_key(), conversation, written.hash);
    let asked = Asked {
        id,
        conversation,
        contact: written.contact.identity,
        channel: written.channel,
        addresses: &written.contact.addresses,
        written_at: written.at,
    };
    let zone = house.clock.zone();
    let hours = match asked.goes_out(tx, &kept, &zone, now)? {
        Ok(hours) => hours,
        // Another computer may not see this flag: a phrase or a transcript of its own it has not. Queued, this one takes the
        // turn of answering from it, and is withheld when it would leave.
        Err(Withheld::Flagged) if has_others(house) => match kept.hours.is_open(now, &zone) {
            true => Hours::Open,
            false => Hours::Closed,
        },
        Err(_why) => return Ok(false),
    };
    let country = session::settings::country(tx)?;
    if kept.replies.numbers(&country).is_none() {
        return Ok(false);
    }
    let theirs = languages::of(tx, written.contact.identity)?;
    let language = theirs
        .as_deref()
        .and_then(Language::of_code)
        .unwrap_or_else(|| kept.replies.clinic_language(&country));
    let new = Acknowledgement {
        id,
        conversation,
        side,
        identity: written.contact.identity,
        channel: written.channel.id,
        hours,
        language,
        message: written.hash,
        written_at: written.at,
        state: AcknowledgementState::Queued,
        attempts: 0,
        next_at: now,
        created_at: now,
    };
    acknowledgements::queue(tx, &house.token_key, &new, &written.contact.addresses)
}

fn has_others(house: &House) -> bool {
    // A list that cannot be read is taken for one of several: a turn too many harms nobody.
    Circle::of(house).map_or(true, |circle| circle.is_some_and(|it| it.has_others()))
}

/// What it is asked about whether one goes out.
pub(crate) struct Asked<'a> {
    /// The acknowledgement.
    pub id: OutboxId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// Whose.
    pub contact: recado_domain::id::IdentityId,
    /// Its channel.
    pub channel: &'a Channel,
    /// Where it goes: another computer may have answered there.
    pub addresses: &'a [Address],
    /// When the message was written.
    pub written_at: UnixMs,
}

impl Asked<'_> {
    /// Returns which one goes out now, or why none does.
    ///
    /// # Errors
    /// Storage.
    pub fn goes_out(
        &self,
        conn: &Conn,
        kept: &Kept,
        zone: &TimeZone,
        now: UnixMs,
    ) -> Result<Result<Hours, Withheld>, StoreError> {
        let parties = (self.conversation, self.contact);
        let known = acknowledgements::facts(conn, parties, self.id, self.written_at, now)?;
        let elsewhere = match settings_told::contact(conn, self.channel, self.addresses)? {
            Some(contact) => answered_elsewhere(conn, contact)?,
            None => None,
        };
        let facts = Facts {
            channel: self.channel.kind,
            written_at: self.written_at,
            was_open: kept.hours.is_open(self.written_at, zone),
            is_open: kept.hours.is_open(now, zone),
            flag: known.flag,
            last_at: known.last_at.max(elsewhere),
            answered_at: known.answered_at,
        };
        Ok(acknowledgement::goes_out(
            &facts,
            &kept.replies.wanted(),
            now,
        ))
    }
}
