//! The patients of Monitoring: a line each, whoever needs somebody first.

use super::{date, lately, reading, settings, since, week::week};
use crate::{
    desk::Desk,
    error::InboxError,
    house::House,
    show,
    view::tone::{MonitoringView, WatchedPatientView},
};
use recado_domain::{
    alert::AlertLevel,
    channel::Side,
    id::{ConversationId, IdentityId},
    identity,
    time::UnixMs,
    watch::Need,
};
use recado_store::{
    clinic::alerts,
    conversations::{
        tones::{self, ToneRow},
        watched::{self, Watched},
    },
};
use std::collections::BTreeMap;

/// The longest list one question may ask for.
const LONGEST: u32 = 500;

/// Open flags of a conversation: how many, and the most severe level.
pub(super) type Flags = BTreeMap<ConversationId, (u32, AlertLevel)>;

/// Returns the patients who have written in the last 60 days, whoever needs somebody first.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`] for who reads no patients, storage.
pub(crate) async fn patients(desk: &Desk, limit: u32) -> Result<MonitoringView, InboxError> {
    let now = desk.inner.options.clock.now();
    let view = desk
        .with_house(move |house| {
            let store = house.clinical_for_staff()?;
            let is_on = house.clinic.read(settings::is_on)?;
            let (watched, rows, is_done) = store.read(|conn| {
                Ok::<_, InboxError>((
                    watched::patients(conn, lately(now))?,
                    tones::all(conn, since(now))?,
                    reading::is_done(conn)?,
                ))
            })?;
            let people = people(&watched);
            let mut tones: BTreeMap<ConversationId, Vec<&ToneRow>> = BTreeMap::new();
            for row in &rows {
                tones.entry(row.conversation).or_default().push(row);
            }
            let flags = flags(house)?;
            let mut views: Vec<(Need, WatchedPatientView)> = people
                .iter()
                .map(|person| {
                    let theirs = person.all.iter();
                    let theirs = theirs.filter_map(|it| tones.get(&it.conversation));
                    let theirs: Vec<&ToneRow> = theirs.flatten().copied().collect();
                    view(house, person, &theirs, &flags, now)
                })
                .collect();
            views.sort_by(|(one, _), (other, _)| one.compare(other));
            let wanted = limit.clamp(1, LONGEST) as usize;
            Ok(MonitoringView {
                is_on,
                is_reading: is_on && !is_done,
                today: date(house, now).to_string(),
                total: count(views.len()),
                has_more: views.len() > wanted,
                patients: views
                    .into_iter()
                    .take(wanted)
                    .map(|(_, view)| view)
                    .collect(),
            })
        })
        .await?;
    if view.is_reading {
        reading::go_on(desk);
    }
    Ok(view)
}

/// A patient, and every conversation with them.
pub(super) struct Person<'a> {
    /// The conversation they wrote in last.
    pub latest: &'a Watched,
    /// All of them, the latest first.
    pub all: Vec<&'a Watched>,
}

/// Returns conversations by person; `watched` comes the latest first.
pub(super) fn people(watched: &[Watched]) -> Vec<Person<'_>> {
    let mut places: BTreeMap<IdentityId, usize> = BTreeMap::new();
    let mut people: Vec<Person<'_>> = Vec::new();
    for one in watched {
        let place = *places.entry(one.person).or_insert(people.len());
        match people.get_mut(place) {
            Some(person) => person.all.push(one),
            None => people.push(Person {
                latest: one,
                all: vec![one],
            }),
        }
    }
    people
}

/// Returns the open flags about patients.
///
/// # Errors
/// Storage.
pub(super) fn flags(house: &House) -> Result<Flags, InboxError> {
    let open = house.clinic.read(alerts::open)?;
    let mut flags = Flags::new();
    for alert in open.iter().filter(|alert| alert.side == Side::Clinical) {
        let (count, level) = flags.entry(alert.conversation).or_insert((0, alert.level));
        *count += 1;
        *level = alert.level.max(*level);
    }
    Ok(flags)
}

/// Returns a patient as the list shows them, with what they need.
pub(super) fn view(
    house: &House,
    person: &Person<'_>,
    tones: &[&ToneRow],
    flags: &Flags,
    now: UnixMs,
) -> (Need, WatchedPatientView) {
    let week = week(house, tones, date(house, now));
    let theirs = || {
        person
            .all
            .iter()
            .filter_map(|it| flags.get(&it.conversation))
    };
    let latest = person.latest;
    let need = Need {
        flag: theirs().map(|(_, level)| *level).max(),
        unanswered_since: person.all.iter().filter_map(|it| it.unanswered_since).min(),
        change: week.tone.change,
        wrote_at: latest.wrote_at,
    };
    let view = WatchedPatientView {
        conversation: latest.conversation,
        name: name(latest),
        initials: identity::initials(&latest.name),
        channel: latest.channel,
        wrote_at: latest.wrote_at.0,
        coverage: week.coverage,
        days: week.days,
        course: week.tone.trend.course(),
        change: week.tone.change,
        open_flags: theirs().map(|(count, _)| count).sum(),
        flag: need.flag,
        unanswered: person.all.iter().map(|it| it.unanswered).sum(),
        unanswered_since: need.unanswered_since.map(|at| at.0),
    };
    (need, view)
}

/// Returns a patient's name, or their masked number.
pub(super) fn name(watched: &Watched) -> String {
    let address = watched.address.as_ref();
    show::name(&watched.name, address.map(|address| address.shown()))
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
