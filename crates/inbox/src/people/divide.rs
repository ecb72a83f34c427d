//! One address is not this person's: it is taken out of them by hand, and whoever writes from it is somebody new.
//!
//! `clinic.db` says so in one transaction, with the act and its place in the audit; from then on what is written from
//! that address is the new person's. The rows of each side's database follow ([`super::catch_up`]), also after a
//! cut-off. Nobody changes sides: who is made for the address is a lead or a patient as the person is, and each
//! conversation stays in the database it is in.

mod known;

use super::{card, catch_up, join};
use crate::{
    desk::Desk,
    error::InboxError,
    house::{Held, House, SignedIn},
    receive::drain,
    view::{
        change::Change,
        people::{DividedView, DivisionPreviewView, OwnAddressView},
    },
};
use known::{chosen, known};
use recado_domain::{
    address::Address,
    channel::{ChannelKind, Side},
    id::{ConversationId, IdentityId, PersonActId},
    time::UnixMs,
};
use recado_store::{
    Tx,
    clinic::{
        alerts,
        divisions::{self, Pair},
        moves, people,
        persons::{self, PersonAct, PersonActKind},
        spool,
    },
    conversations::{
        dividing::{self, Owners},
        identities,
        moving::{self, Moving},
        persons as rows,
    },
    error::StoreError,
};
use std::collections::BTreeSet;

/// How often is begun anew because something came meanwhile.
const TRIES: usize = 20;
/// Both sides, in the order in which they are asked.
const SIDES: [Side; 2] = [Side::Leads, Side::Clinical];

/// Returns the addresses of a conversation's contact; those of others who are the same person are taken out as whole
/// contacts ([`super::join::take_out`]).
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
pub(crate) async fn addresses(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
) -> Result<Vec<OwnAddressView>, InboxError> {
    desk.with_house(move |house| {
        join::allowed(house, side)?;
        let known = known(house, side, conversation)?;
        let key = house.clinic.index_key();
        let view = |(kind, address): &(ChannelKind, Address)| OwnAddressView {
            id: key.address_name(address),
            channel: *kind,
            shown: address.shown(),
            can_go: known.divide(address).is_some(),
        };
        Ok(known.addresses.iter().map(view).collect())
    })
    .await
}

/// Returns what taking an address out would do.
///
/// # Errors
/// As [`addresses`]; [`InboxError::InvalidInput`] for one that is not theirs or is all there is of them.
pub(crate) async fn preview(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    address: String,
) -> Result<DivisionPreviewView, InboxError> {
    desk.with_house(move |house| {
        join::allowed(house, side)?;
        let known = known(house, side, conversation)?;
        let (out, division) = chosen(house, &known, &address)?;
        let conversations: Vec<ConversationId> = division.conversations.iter().copied().collect();
        let mut view = DivisionPreviewView {
            is_patient: known.is_patient,
            along: Vec::new(),
            conversations: Vec::new(),
            messages: 0,
            files: 0,
            drafts: 0,
            replies: 0,
            open_alerts: 0,
            leaves_shared: division.leaves_shared,
        };
        let along = division.addresses.iter().filter(|it| **it != out);
        view.along = along.map(Address::shown).collect();
        for (side, talk) in &known.talks {
            if !division.conversations.contains(&talk.conversation) {
                continue;
            }
            view.conversations.push(talk.kind);
            let one = [talk.conversation];
            let moving = Moving {
                identities: &[],
                conversations: &one,
            };
            let counts = house.read(*side, |conn| moving::count(conn, &moving))?;
            view.messages += counts.messages;
            view.files += counts.files;
            view.drafts += counts.drafts;
            view.replies += counts.replies;
        }
        let open = house.clinic.read(alerts::open)?;
        let of_these = open
            .iter()
            .filter(|alert| conversations.contains(&alert.conversation));
        view.open_alerts = of_these.count() as u64;
        Ok(view)
    })
    .await
}

/// Takes an address out of a conversation's contact.
///
/// # Errors
/// As [`preview`]; [`InboxError::InvalidInput`] also while the person moves.
pub(crate) async fn divide(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    address: String,
) -> Result<DividedView, InboxError> {
    let now = desk.inner.options.clock.now();
    let act = PersonActId::generate();
    change(desk, side, move |house, who| {
        let known = known(house, side, conversation)?;
        let (_, division) = chosen(house, &known, &address)?;
        let pair = Pair {
            from: known.identity,
            to: IdentityId::generate(),
        };
        let key = house.clinic.index_key();
        let is_moving = house.clinic.read(|conn| {
            let person = persons::person(conn, pair.from)?;
            let all: Vec<IdentityId> = person.iter().map(|member| member.identity).collect();
            divisions::is_moving(conn, &all)
        })?;
        if is_moving {
            return Err(InboxError::InvalidInput);
        }
        let said = house.clinic.write(|tx| {
            if something_waits(house, tx)? {
                return Ok(false);
            }
            let what = (&division.addresses, &division.conversations);
            divisions::divide(tx, key, pair, what, now)?;
            let said = PersonAct {
                id: act,
                kind: PersonActKind::Divide,
                changes: Vec::new(),
                concerns: vec![pair.from, pair.to],
                staff: who.staff,
                staff_name: who.name.clone(),
                at: now,
                undone_at: None,
            };
            persons::change(tx, &[], &said.concerns)?;
            persons::keep(tx, &said)?;
            join::write_down(tx, who, "person.taken_out", act, &said.concerns, now)?;
            Ok::<_, StoreError>(true)
        })?;
        Ok(said.then(|| DividedView {
            act,
            conversation: division.conversations.first().copied(),
        }))
    })
    .await
}

/// Gives back what was taken out, exactly.
///
/// # Errors
/// As [`addresses`]; [`InboxError::InvalidInput`] when something newer depends on it: who was made was joined, moved or
/// written about, or has begun a conversation where the person has one.
pub(super) async fn take_back(desk: &Desk, side: Side, act: PersonActId) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    change(desk, side, move |house, who| {
        let said = house.clinic.read(|conn| persons::act(conn, act))?;
        let said = said.ok_or(InboxError::NotFound)?;
        let pair = said.pair().ok_or(InboxError::NotFound)?;
        if !may_take_back(house, who, pair)? {
            return Err(InboxError::InvalidInput);
        }
        let done = house.clinic.write(|tx| {
            if something_waits(house, tx)? {
                return Ok(None);
            }
            join::is_on(tx, side, pair.from)?;
            if join::back(tx, &said)?.is_none() {
                return Ok(Some(false));
            }
            divisions::go_back(tx, pair)?;
            persons::change(tx, &[], &said.concerns)?;
            persons::take_back(tx, act, now)?;
            let verb = "person.taken_back";
            join::write_down(tx, who, verb, act, &said.concerns, now)?;
            Ok::<_, StoreError>(Some(true))
        })?;
        match done {
            Some(true) => Ok(Some(())),
            Some(false) => Err(InboxError::InvalidInput),
            None => Ok(None),
        }
    })
    .await
}

/// Returns whether nothing was written about who was made, and all of theirs may be seen.
pub(super) fn may_take_back(house: &House, who: &SignedIn, pair: Pair) -> Result<bool, InboxError> {
    for side in SIDES {
        let there = [pair.from, pair.to];
        let has_talks = house.clinic.read(|conn| {
            Ok::<_, StoreError>(!moves::conversations(conn, &there, side)?.is_empty())
        })?;
        if !card::may_see(who.role, side) {
            if has_talks {
                return Ok(false);
            }
            continue;
        }
        if house.read(side, |conn| dividing::is_written(conn, pair.to))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whose rows a side has to put where the index says.
pub(super) struct Divided {
    pub pair: Pair,
    pub owners: Owners,
    pub at: UnixMs,
}

/// Returns what a side has of everybody of whom an address was taken out or given back, and whose it is.
///
/// # Errors
/// Storage.
pub(super) fn owners(
    house: &House,
    store: &Held,
    said: &[PersonAct],
) -> Result<Vec<Divided>, StoreError> {
    let key = house.clinic.index_key();
    let mut all = Vec::new();
    // The oldest first: an address may have been taken out of whom it was given to.
    for act in said.iter().rev() {
        let Some(pair) = act.pair() else { continue };
        let (addresses, talks) = store.read(|conn| {
            let mut addresses = Vec::new();
            let mut talks = Vec::new();
            for identity in [pair.from, pair.to] {
                addresses.extend(identities::addresses(conn, identity)?);
                talks.extend(rows::conversations(conn, identity)?);
            }
            Ok::<_, StoreError>((addresses, talks))
        })?;
        let owners = house.clinic.read(|conn| {
            let mut owners = Owners::default();
            for (_, address) in addresses {
                if let Some(person) = people::find(conn, key, &address)? {
                    owners.addresses.push((address, person.identity));
                }
            }
            for talk in talks {
                if let Some(identity) = people::identity_of(conn, talk.conversation)? {
                    owners.conversations.push((talk.conversation, identity));
                }
            }
            Ok::<_, StoreError>(owners)
        })?;
        all.push(Divided {
            pair,
            owners,
            at: act.at,
        });
    }
    Ok(all)
}

/// Returns whether something came between the last filing and this transaction: it names a person by what the index said.
fn something_waits(house: &House, tx: &Tx<'_>) -> Result<bool, StoreError> {
    for side in SIDES {
        if house.held(side).is_some() && spool::count(tx, side)? > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Changes the index while nothing is filed and nothing waits to be filed, then the sides' databases; `make` gives nothing
/// when something came meanwhile.
async fn change<T: Send + 'static>(
    desk: &Desk,
    side: Side,
    make: impl Fn(&House, &SignedIn) -> Result<Option<T>, InboxError> + Send + 'static,
) -> Result<T, InboxError> {
    let again = desk.clone();
    let (made, changed) = desk
        .with_house(move |house| {
            let who = join::allowed(house, side)?;
            let stores: Vec<Held> = SIDES.into_iter().filter_map(|it| house.held(it)).collect();
            let mut changed = BTreeSet::new();
            let made = {
                let filing = house.filing.lock().map_err(|_| InboxError::CutOff)?;
                let mut made = Err(InboxError::Busy);
                for _ in 0..TRIES {
                    for store in &stores {
                        // What came before this is filed under whom it came from then.
                        let filed = drain::drain_alone(house, store, &filing)?;
                        changed.extend(filed.into_iter().map(|it| (store.side(), it)));
                    }
                    if let Some(done) = make(house, &who).transpose() {
                        made = done;
                        break;
                    }
                }
                made
            };
            if made.is_ok() {
                again.inner.people.done("said");
                for store in &stores {
                    changed.extend(join::concerned(house, store.side())?);
                    catch_up::side(house, store)?;
                }
                again.inner.people.done("caught up");
            }
            Ok((made, changed))
        })
        .await?;
    if !changed.is_empty() {
        desk.inner.outbox_wake.notify_one();
        desk.inner.media.wake();
        desk.tell(Change::App);
    }
    for (side, conversation) in changed {
        desk.tell(Change::Conversation { side, conversation });
    }
    if made.is_ok() {
        desk.tell(Change::Records { side });
    }
    made
}
