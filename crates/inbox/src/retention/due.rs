//! Who goes when: what the rule needs of everybody, gathered from the databases whose keys are held.

use super::rules;
use crate::{
    error::InboxError,
    house::House,
    view::retention::{DueView, KeptView},
};
use recado_domain::{
    channel::Side,
    id::IdentityId,
    retention::{self, AHEAD, Keeps, Rule, Standing, Verdict},
    time::UnixMs,
};
use recado_store::{
    clinic::{alerts, divisions, holds, moves, stays},
    conversations::erasing,
    error::StoreError,
};
use std::collections::{BTreeMap, BTreeSet};

/// Somebody and what becomes of them.
pub(super) struct Due {
    /// An identity of theirs.
    pub identity: IdentityId,
    /// With whom they are counted.
    pub side: Side,
    /// When there was last contact.
    pub last_contact_at: UnixMs,
    /// What becomes of them.
    pub verdict: Verdict,
}

/// Returns everybody whom a rule concerns and whose sides can be read.
///
/// # Errors
/// Storage.
pub(super) fn all(house: &House) -> Result<Vec<Due>, InboxError> {
    let (rules, people, kept, touched) = house.clinic.read(|conn| {
        let rules = rules::that_erase(conn)?;
        if rules.is_empty() {
            return Ok::<_, StoreError>((rules, BTreeMap::new(), Kept::default(), BTreeMap::new()));
        }
        let open = alerts::open(conn)?;
        let kept = Kept {
            held: holds::all(conn)?,
            flagged: open.iter().map(|alert| alert.identity).collect(),
            moving: moves::all(conn)?.iter().map(|it| it.identity).collect(),
        };
        Ok((rules, stays::all(conn)?, kept, divisions::touched(conn)?))
    })?;
    let mut contacts = BTreeMap::new();
    let mut readable = BTreeSet::new();
    for side in rules.keys() {
        if let Some(store) = house.held(*side) {
            readable.insert(*side);
            for (identity, at) in store.read(erasing::last_contacts)? {
                let latest = contacts.entry(identity).or_insert(at);
                *latest = at.max(*latest);
            }
        }
    }
    for (identity, at) in touched {
        let latest = contacts.entry(identity).or_insert(at);
        *latest = at.max(*latest);
    }
    let zone = house.clock.zone();
    let mut found = Vec::new();
    for (identity, here) in people {
        if !here.sides.is_subset(&readable) {
            continue;
        }
        let known = here.identities.iter().filter_map(|it| contacts.get(it));
        let standing = Standing {
            last_contact_at: known.copied().max().unwrap_or(here.created_at),
            is_held: !kept.held.is_disjoint(&here.identities),
            has_open_alert: !kept.flagged.is_disjoint(&here.identities),
            is_moving: !kept.moving.is_disjoint(&here.identities),
        };
        let theirs: Vec<Option<Rule>> = here
            .sides
            .iter()
            .map(|side| rules.get(side).copied())
            .collect();
        found.push(Due {
            identity,
            side: match here.sides.contains(&Side::Clinical) {
                true => Side::Clinical,
                false => Side::Leads,
            },
            last_contact_at: standing.last_contact_at,
            verdict: retention::verdict(&theirs, &standing, &zone),
        });
    }
    Ok(found)
}

/// What keeps people, as the index knows it.
#[derive(Default)]
struct Kept {
    held: BTreeSet<IdentityId>,
    flagged: BTreeSet<IdentityId>,
    moving: BTreeSet<IdentityId>,
}

/// Returns how many go next, by side.
pub(super) fn counted(all: &[Due], now: UnixMs) -> BTreeMap<Side, DueView> {
    let mut counted: BTreeMap<Side, DueView> = BTreeMap::new();
    let mut kept: BTreeMap<(Side, Keeps), u64> = BTreeMap::new();
    let until = now.plus(AHEAD);
    for due in all {
        match due.verdict {
            Verdict::Goes(at) if at <= until => {
                let view = counted.entry(due.side).or_default();
                view.soon += 1;
                view.now += u64::from(retention::is_due(due.verdict, now));
                view.first_at = Some(view.first_at.map_or(at.0, |first| first.min(at.0)));
            }
            Verdict::Kept(at, keeps) if at <= until => {
                *kept.entry((due.side, keeps)).or_default() += 1;
            }
            Verdict::Stays | Verdict::Goes(_) | Verdict::Kept(..) => {}
        }
    }
    for ((side, keeps), people) in kept {
        let view = counted.entry(side).or_default();
        view.kept.push(KeptView { keeps, people });
    }
    counted
}
