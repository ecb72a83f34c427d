//! Hot leads: which leads ask for an appointment and how soon, the most urgent first, each with the words that say so.
//!
//! Distress is not a sales signal. Somebody with an open flag is in no ranking: they stand apart and first, as people who
//! need a person now; what raised the flag is told only where flags are. Nothing is kept of what a message says but that
//! somebody dismissed a mark: what one shows is read anew, of a bounded number of messages.

mod readings;
mod words;

use crate::{
    desk::Desk,
    error::InboxError,
    house::House,
    records::{self, card::readable},
    show,
    view::interest::{FlaggedLeadView, HeatView, HotLeadView, InterestView, LeadLineView},
};
use recado_domain::{
    channel::Side,
    id::{ConversationId, IdentityId},
    identity,
    interest::{Asked, HeatMark, InterestFacts, LONGEST_INTEREST},
    lead_status::LeadStatus,
    message::{Direction, MessageKind},
    time::UnixMs,
};
use recado_risk::Interest;
use recado_store::{
    Conn,
    clinic::{alerts, persons},
    conversations::{
        board,
        interest::{self, Candidate, Heard},
        state::Conversation,
    },
    error::StoreError,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// The most conversations of a side that are looked at, the newest first.
const MOST_CONVERSATIONS: u32 = 1000;
/// The most messages of a conversation that are read, the newest first.
const MOST_MESSAGES: u32 = 12;
/// The most leads in an answer.
const MOST_LEADS: usize = 200;

/// Returns the leads who need a person, and those with a mark, the most urgent first.
///
/// # Errors
/// [`InboxError::Locked`], storage.
pub(crate) async fn ranking(desk: &Desk) -> Result<InterestView, InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let who = house.signed_in()?;
        let flagged = flagged(house)?;
        let mut people: BTreeMap<IdentityId, Vec<Talk>> = BTreeMap::new();
        let mut needs_person = Vec::new();
        for side in readable(&who) {
            let (talks, apart) = house.read(side, |conn| {
                let apart = board::needing_a_person(conn, MOST_CONVERSATIONS)?;
                Ok((talks(conn, side, now)?, apart))
            })?;
            for talk in talks {
                people.entry(talk.candidate.person).or_default().push(talk);
            }
            // Who is a patient by now has their flag among patients.
            for card in apart
                .into_iter()
                .filter(|card| card.status != LeadStatus::Converted)
            {
                if let Some(alert) = card.conversation.alert {
                    let name = (card.name.as_str(), card.address.map(|it| it.shown()));
                    let lead = line(side, card.conversation, name);
                    needs_person.push(FlaggedLeadView { lead, alert });
                }
            }
        }
        needs_person.sort_by_key(|it| (std::cmp::Reverse(it.alert), it.lead.last_at));
        Ok(InterestView {
            needs_person,
            ranked: ranked(people.into_values(), &flagged, now),
        })
    })
    .await
}

/// Notes that a lead is not urgent, until they write again.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], [`InboxError::NotFound`], storage.
pub(crate) async fn dismiss(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    records::change(
        desk,
        (side, conversation),
        "lead.not_urgent",
        move |tx, identity, who| {
            Ok(interest::dismiss(
                tx,
                identity,
                now,
                (who.staff, &who.name),
            )?)
        },
    )
    .await
}

/// A conversation of a lead, as read.
struct Talk {
    side: Side,
    candidate: Candidate,
    heard: Vec<(Heard, Arc<Interest>)>,
    answered_at: Option<UnixMs>,
}

fn talks(conn: &Conn, side: Side, now: UnixMs) -> Result<Vec<Talk>, StoreError> {
    let since = now.minus(LONGEST_INTEREST);
    let mut talks = Vec::new();
    for candidate in interest::candidates(conn, since, MOST_CONVERSATIONS)? {
        let id = candidate.conversation.id;
        let heard = interest::heard(conn, id, since, MOST_MESSAGES)?;
        if heard.is_empty() {
            continue;
        }
        talks.push(Talk {
            side,
            candidate,
            heard: heard
                .into_iter()
                .map(|heard| {
                    let read = readings::read(&heard.text);
                    (heard, read)
                })
                .collect(),
            answered_at: interest::answered_at(conn, id)?,
        });
    }
    Ok(talks)
}

/// Returns everybody a flag is open about, on whatever side it was raised, as all the identities they have.
fn flagged(house: &House) -> Result<BTreeSet<IdentityId>, StoreError> {
    house.clinic.read(|conn| {
        let mut flagged = BTreeSet::new();
        for alert in alerts::open(conn)? {
            flagged.insert(alert.identity);
            let members = persons::person(conn, alert.identity)?;
            flagged.extend(members.into_iter().map(|member| member.identity));
        }
        Ok(flagged)
    })
}

fn ranked(
    people: impl Iterator<Item = Vec<Talk>>,
    flagged: &BTreeSet<IdentityId>,
    now: UnixMs,
) -> Vec<HotLeadView> {
    let mut marked: Vec<(HeatMark, HotLeadView)> = people
        .filter_map(|talks| mark(talks, flagged, now))
        .collect();
    marked.sort_by_key(|(mark, view)| (mark.rank(), view.lead.conversation));
    marked.truncate(MOST_LEADS);
    marked.into_iter().map(|(_, view)| view).collect()
}

/// Returns the mark of one person, whose conversations these are.
fn mark(
    talks: Vec<Talk>,
    flagged: &BTreeSet<IdentityId>,
    now: UnixMs,
) -> Option<(HeatMark, HotLeadView)> {
    let asked: Vec<Asked> = talks
        .iter()
        .flat_map(|talk| &talk.heard)
        .map(|(heard, read)| words::asked(heard, read))
        .collect();
    let has_open_flag = talks.iter().any(|talk| {
        let conversation = &talk.candidate.conversation;
        conversation.alert.is_some() || flagged.contains(&conversation.identity)
    });
    let candidates = || talks.iter().map(|talk| &talk.candidate);
    let facts = InterestFacts {
        asked: &asked,
        answered_at: talks.iter().filter_map(|talk| talk.answered_at).max(),
        dismissed_at: candidates().filter_map(|it| it.dismissed_at).max(),
        has_open_flag,
        status: candidates().map(|it| it.status).max()?,
    };
    let mark = facts.mark(now)?;
    let conversations = candidates().map(|it| it.conversation.id).collect();
    let mut place = mark.place;
    for talk in talks {
        if place >= talk.heard.len() {
            place -= talk.heard.len();
            continue;
        }
        let (heard, read) = talk.heard.get(place)?;
        let shown = HeatView {
            heat: mark.heat,
            intents: words::intents(read).into_iter().collect(),
            urgency: mark.urgency,
            words: words::quoted(&heard.text, read),
            message: heard.id.0,
            asked_at: mark.asked_at.0,
            is_answered: mark.is_answered,
        };
        let Candidate {
            conversation,
            name,
            address,
            ..
        } = talk.candidate;
        let name = (name.as_str(), address.map(|it| it.shown()));
        let view = HotLeadView {
            lead: line(talk.side, conversation, name),
            conversations,
            mark: shown,
        };
        return Some((mark, view));
    }
    None
}

fn line(
    side: Side,
    conversation: Conversation,
    (name, address): (&str, Option<String>),
) -> LeadLineView {
    let last = conversation.last;
    LeadLineView {
        side,
        conversation: conversation.id,
        name: show::name(name, address),
        initials: identity::initials(name),
        channel: conversation.channel_kind,
        channel_id: conversation.channel,
        preview: last
            .as_ref()
            .map(|last| last.preview.clone())
            .unwrap_or_default(),
        kind: last.as_ref().map_or(MessageKind::Text, |last| last.kind),
        direction: last
            .as_ref()
            .map_or(Direction::Inbound, |last| last.direction),
        last_at: last.as_ref().map_or(0, |last| last.at.0),
        unread: conversation.unread,
    }
}
