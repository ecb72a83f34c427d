//! The moment somebody is erased: one transaction of the index, with the writers of their sides held around it.
//!
//! Nothing is written to what goes while it goes, and nothing that came before is left in the spool. A cut-off before
//! the transaction leaves everything; one after it leaves what `settle` takes away.

use super::{Whole, traces};
use crate::{
    audit, backup,
    error::InboxError,
    house::{Held, House, SignedIn},
    media,
    people::{Steps, catch_up},
    receive::{drain, mention},
};
use recado_domain::{
    audit::ActName,
    channel::Side,
    id::{ConversationId, IdentityId, MediaId},
    retention::{ErasureReason, Keeps, Standing},
    time::UnixMs,
};
use recado_store::{
    Tx,
    clinic::{
        alerts, audit as acts, divisions,
        erasures::{self, Erasure, Left},
        holds, moves, seen, spool as rows,
    },
    conversations::{
        erasing::{self, Spoken},
        moving,
    },
    error::StoreError,
};
use std::{collections::BTreeMap, time::Duration};

/// How often it is tried again when something came in at that very moment.
const TRIES: usize = 5;
/// How long Meta may still speak of a message.
const SPOKEN_OF: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Who is to be erased.
pub(crate) struct Wanted {
    /// An identity of theirs.
    pub identity: IdentityId,
    /// Why.
    pub reason: ErasureReason,
    /// Who wants it; absent for a rule.
    pub by: Option<SignedIn>,
    /// When.
    pub now: UnixMs,
    /// Only if nothing was heard of them after this.
    pub quiet_since: Option<UnixMs>,
}

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Begun {
    /// They are nobody here any more; what they left goes next.
    Erased(BTreeMap<Side, Vec<ConversationId>>),
    /// The index does not know them.
    Unknown,
    /// Something keeps them.
    Kept(Keeps),
    /// A reply of theirs is leaving.
    StillLeaving,
    /// Something of theirs is on a side whose key is not held.
    Locked,
    /// Something came in: they are not quiet any more.
    NotQuiet,
}

/// One try.
enum Try {
    Over(Begun),
    Again,
}

/// Erases somebody from the index, and at once from the sides whose keys are held.
///
/// # Errors
/// Storage: then either nothing was done, or the ledger has it and the rest goes later.
pub(crate) fn begin(house: &House, wanted: &Wanted, steps: &Steps) -> Result<Begun, InboxError> {
    for _ in 0..TRIES {
        let whole = house.clinic.read(|conn| Whole::of(conn, wanted.identity))?;
        let held: Option<Vec<Held>> = whole
            .conversations
            .keys()
            .map(|side| house.held(*side))
            .collect();
        let Some(held) = held else {
            return Ok(Begun::Locked);
        };
        let filing = house.filing.lock().map_err(|_| InboxError::CutOff)?;
        for store in &held {
            drain::drain_alone(house, store, &filing)?;
            // Rows that are behind the index would go with whom they belong to no more.
            catch_up::side(house, store)?;
        }
        let tried = match held.as_slice() {
            [] => return Ok(Begun::Unknown),
            [one] => one.write(|tx| take(house, &[(one.side(), tx)], wanted, steps))?,
            [one, other, ..] => one.write(|tx| {
                other.write(|other_tx| {
                    let both = [(one.side(), tx), (other.side(), other_tx)];
                    take(house, &both, wanted, steps)
                })
            })?,
        };
        match tried {
            (Try::Over(begun), files) => {
                for (side, file) in files {
                    media::forget(house, side, file);
                }
                steps.done("rows");
                return Ok(begun);
            }
            (Try::Again, _) => drop(filing),
        }
    }
    Ok(Begun::NotQuiet)
}

type Files = Vec<(Side, MediaId)>;

fn take(
    house: &House,
    sides: &[(Side, &Tx<'_>)],
    wanted: &Wanted,
    steps: &Steps,
) -> Result<(Try, Files), StoreError> {
    let none = Files::new();
    let (whole, touched) = house.clinic.read(|conn| {
        let whole = Whole::of(conn, wanted.identity)?;
        Ok::<_, StoreError>((whole, divisions::touched(conn)?))
    })?;
    let touched = touched
        .iter()
        .filter(|(identity, _)| whole.identities.contains_key(identity));
    let mut last_contact_at = touched.map(|(_, at)| *at).max().unwrap_or(UnixMs(0));
    let mut spoken = Vec::new();
    let mut looked_for = traces::Needles::default();
    for (side, tx) in sides {
        let conversations = whole.conversations.get(side).cloned().unwrap_or_default();
        if moving::is_leaving(tx, &conversations)? {
            return Ok((Try::Over(Begun::StillLeaving), none));
        }
        let since = wanted.now.minus(SPOKEN_OF);
        for id in erasing::spoken(tx, &conversations, since)? {
            spoken.push((*side, id));
        }
        for identity in whole.identities.keys() {
            looked_for.add(tx, *identity, &conversations)?;
            let heard = erasing::last_contact(tx, *identity)?;
            last_contact_at = last_contact_at.max(heard.unwrap_or(UnixMs(0)));
        }
    }
    if wanted
        .quiet_since
        .is_some_and(|quiet| last_contact_at > quiet)
    {
        return Ok((Try::Over(Begun::NotQuiet), none));
    }
    let sealed = looked_for.sealed(house)?;
    let done = house.clinic.write(|tx| {
        let now_whole = Whole::of(tx, wanted.identity)?;
        if now_whole.identities.is_empty() {
            return Ok(Try::Over(Begun::Unknown));
        }
        let is_as_before = now_whole.identities == whole.identities
            && now_whole.conversations == whole.conversations;
        for (side, _) in sides {
            if !is_as_before || rows::count(tx, *side)? > 0 {
                return Ok(Try::Again);
            }
        }
        if let Some(keeps) = keeps(tx, &whole)? {
            return Ok(Try::Over(Begun::Kept(keeps)));
        }
        for (side, id) in &spoken {
            let key = house.clinic.index_key();
            let hash = match id {
                Spoken::Provider(channel, id) => key.provider_hash(*channel, id),
                Spoken::Outbox(channel, id) => key.outbox_hash(*channel, *id),
            };
            seen::orphan(tx, hash, *side, wanted.now)?;
        }
        for hash in looked_for.asked_about(house) {
            seen::forget(tx, hash)?;
        }
        forget(tx, &whole, wanted, sealed.as_deref())?;
        Ok::<_, StoreError>(Try::Over(Begun::Erased(whole.conversations.clone())))
    })?;
    let Try::Over(Begun::Erased(_)) = &done else {
        return Ok((done, none));
    };
    steps.done("forgotten");
    let mut files = none;
    for (side, tx) in sides {
        let conversations = whole.conversations.get(side).cloned().unwrap_or_default();
        for identity in whole.identities.keys() {
            let gone = erasing::erase(tx, *identity, &conversations)?;
            files.extend(gone.into_iter().map(|file| (*side, file)));
        }
    }
    Ok((done, files))
}

/// Returns what keeps a person whom nobody may erase.
///
/// # Errors
/// Storage.
pub(super) fn keeps(conn: &recado_store::Conn, whole: &Whole) -> Result<Option<Keeps>, StoreError> {
    let conversations = whole.all_conversations();
    let held = holds::all(conn)?;
    let standing = Standing {
        last_contact_at: UnixMs(0),
        is_held: whole.identities.keys().any(|it| held.contains(it)),
        has_open_alert: alerts::open(conn)?.iter().any(|alert| {
            whole.identities.contains_key(&alert.identity)
                || conversations.contains(&alert.conversation)
        }),
        is_moving: moves::all(conn)?
            .iter()
            .any(|it| whole.identities.contains_key(&it.identity)),
    };
    Ok(standing.keeps())
}

/// Forgets a person in the index, with a row of the ledger and an act for each identity.
fn forget(
    tx: &Tx<'_>,
    whole: &Whole,
    wanted: &Wanted,
    traces: Option<&[u8]>,
) -> Result<(), StoreError> {
    let all = whole.all_conversations();
    for (identity, side) in &whole.identities {
        let erasure = Erasure {
            identity: *identity,
            side: *side,
            reason: wanted.reason,
            staff: wanted.by.as_ref().map(|who| who.staff),
            staff_name: wanted
                .by
                .as_ref()
                .map_or_else(String::new, |who| who.name.clone()),
            at: wanted.now,
        };
        erasures::note(tx, &erasure)?;
        for (side, conversations) in &whole.conversations {
            erasures::leave(tx, *side, &left(*identity, conversations, *side, traces))?;
        }
        if traces.is_some() && recado_store::clinic::unreadable::count(tx)? > 0 {
            let conversations = whole.conversations.get(&Side::Clinical);
            let conversations = conversations.cloned().unwrap_or_default();
            let clinical = Side::Clinical;
            let left = left(*identity, &conversations, clinical, traces);
            erasures::leave(tx, clinical, &left)?;
        }
        mention::forget(tx, *identity)?;
        erasures::forget(tx, *identity, &all, wanted.now)?;
        let detail = serde_json::json!({ "reason": wanted.reason }).to_string();
        let act = audit::by(
            wanted.by.as_ref(),
            wanted.now,
            ActName::PersonErased,
            &detail,
        );
        acts::append(tx, &act.about(*identity))?;
    }
    // In the same transaction: backups from before hold them still.
    backup::note_erasure(tx, wanted.now, &super::list(tx)?)
}

fn left(
    identity: IdentityId,
    conversations: &[ConversationId],
    side: Side,
    traces: Option<&[u8]>,
) -> Left {
    Left {
        identity,
        conversations: conversations.to_vec(),
        traces: traces
            .filter(|_| side == Side::Clinical)
            .map(<[u8]>::to_vec),
    }
}
