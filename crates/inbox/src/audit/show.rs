//! Reading the audit: a page of it, with names where the reader may see them and the person is still there.

use crate::{
    desk::Desk,
    error::InboxError,
    house::House,
    view::audit::{
        AuditCursor, AuditEntryView, AuditKind, AuditPersonView, AuditQuery, AuditSubjectView,
        AuditView,
    },
};
use recado_domain::{
    audit::{ActKind, SubjectKind},
    channel::Side,
    id::{AlertId, ChannelId, ConversationId, IdentityId, StaffId},
    staff::Role,
    time::UnixMs,
};
use recado_store::{
    clinic::{
        alerts,
        audit::{
            Subject,
            calls::{self, KeptCall},
            find::{self, Entry, Filter},
        },
        channels, people,
        staff::{self, StaffMember},
    },
    conversations::{identities, state},
    error::StoreError,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How many entries a page holds.
const PAGE: u32 = 100;

/// Returns a page of the audit, the newest first.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`] but for the owner, storage.
pub(crate) async fn view(desk: &Desk, query: AuditQuery) -> Result<AuditView, InboxError> {
    desk.house()?.signed_in_as(Role::decides)?;
    // What was done a moment ago is to be seen.
    super::record::flush(desk).await?;
    let check = super::check::last(desk);
    desk.with_house(move |house| {
        house.signed_in_as(Role::decides)?;
        let members = house.clinic.read(staff::all)?;
        let entries = match act_kind(query.kind) {
            Shown::Calls => calls_page(house, &query)?,
            Shown::Acts(kind) => acts_page(house, &query, kind, &members)?,
        };
        let older = entries
            .last()
            .filter(|_| entries.len() >= PAGE as usize)
            .map(AuditEntryView::cursor);
        Ok(AuditView {
            entries,
            older,
            people: members
                .into_iter()
                .map(|member| AuditPersonView {
                    id: member.id,
                    name: member.name,
                })
                .collect(),
            check,
        })
    })
    .await
}

enum Shown {
    Acts(Option<ActKind>),
    Calls,
}

fn act_kind(kind: Option<AuditKind>) -> Shown {
    match kind {
        None => Shown::Acts(None),
        Some(AuditKind::SignIn) => Shown::Acts(Some(ActKind::SignIn)),
        Some(AuditKind::Reading) => Shown::Acts(Some(ActKind::Reading)),
        Some(AuditKind::Sending) => Shown::Acts(Some(ActKind::Sending)),
        Some(AuditKind::People) => Shown::Acts(Some(ActKind::People)),
        Some(AuditKind::Settings) => Shown::Acts(Some(ActKind::Settings)),
        Some(AuditKind::Calls) => Shown::Calls,
    }
}

fn calls_page(house: &House, query: &AuditQuery) -> Result<Vec<AuditEntryView>, InboxError> {
    let (from, until) = (query.from.map(UnixMs), query.until.map(UnixMs));
    let before = query.before.map(|it| (UnixMs(it.at), it.id));
    let found = house
        .clinic
        .read(|conn| calls::page(conn, from, until, before, PAGE))?;
    let view = |KeptCall { id, call }| AuditEntryView::Call {
        id,
        at: call.at.0,
        method: call.method,
        endpoint: call.endpoint,
        result: call.result,
        latency_ms: call.latency_ms,
    };
    Ok(found.into_iter().map(view).collect())
}

fn acts_page(
    house: &House,
    query: &AuditQuery,
    kind: Option<ActKind>,
    members: &[StaffMember],
) -> Result<Vec<AuditEntryView>, InboxError> {
    let subject = query.subject.as_deref().map(Uuid::parse_str);
    let filter = Filter {
        staff: query.staff,
        kind,
        subject: subject.transpose().map_err(|_| InboxError::InvalidInput)?,
        from: query.from.map(UnixMs),
        until: query.until.map(UnixMs),
        before: query.before.map(|it| (UnixMs(it.at), it.id)),
    };
    let found = house.clinic.read(|conn| find::page(conn, &filter, PAGE))?;
    let mut names: BTreeMap<Uuid, Option<String>> = BTreeMap::new();
    let mut entries = Vec::with_capacity(found.len());
    for entry in found {
        let subject = match entry.act.subject {
            None => None,
            Some(subject) => {
                let shown = match names.get(&subject.id) {
                    Some(known) => known.clone(),
                    None => {
                        let shown = shown(house, subject, members)?;
                        names.insert(subject.id, shown.clone());
                        shown
                    }
                };
                Some(AuditSubjectView {
                    kind: subject.kind,
                    id: subject.id.to_string(),
                    shown,
                })
            }
        };
        entries.push(act_view(entry, subject));
    }
    Ok(entries)
}

fn act_view(entry: Entry, subject: Option<AuditSubjectView>) -> AuditEntryView {
    let act = entry.act;
    let detail: serde_json::Value = serde_json::from_str(&act.detail).unwrap_or_default();
    let settings = detail.get("settings").and_then(|names| names.as_array());
    let template = detail.get("template");
    let named = settings.into_iter().flatten().chain(template);
    AuditEntryView::Act {
        id: entry.id,
        at: act.at.0,
        staff: act.staff,
        staff_name: act.staff_name,
        act: act.act,
        subject,
        result: act.result,
        named: named
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect(),
    }
}

/// Returns how a subject is called, if its key is held and it is still there.
fn shown(
    house: &House,
    subject: Subject,
    members: &[StaffMember],
) -> Result<Option<String>, InboxError> {
    match subject.kind {
        SubjectKind::Conversation => of_conversation(house, ConversationId(subject.id)),
        SubjectKind::Identity => {
            let identity = IdentityId(subject.id);
            let person = house.clinic.read(|conn| people::get(conn, identity))?;
            person.map_or(Ok(None), |person| of_identity(house, person.side, identity))
        }
        SubjectKind::Staff => {
            let id = StaffId(subject.id);
            let member = members.iter().find(|member| member.id == id);
            Ok(member.map(|member| member.name.clone()))
        }
        SubjectKind::Channel => {
            let id = ChannelId(subject.id);
            let channel = house.clinic.read(|conn| channels::get(conn, id))?;
            Ok(channel.and_then(|channel| {
                let names = [channel.name, channel.shown];
                names.into_iter().find(|name| !name.is_empty())
            }))
        }
        SubjectKind::Alert => {
            let id = AlertId(subject.id);
            let alert = house.clinic.read(|conn| alerts::get(conn, id))?;
            alert.map_or(Ok(None), |alert| of_conversation(house, alert.conversation))
        }
    }
}

fn of_conversation(house: &House, id: ConversationId) -> Result<Option<String>, InboxError> {
    let Some(side) = house.clinic.read(|conn| people::side_of(conn, id))? else {
        return Ok(None);
    };
    named(house.read(side, |conn| {
        let found = state::get(conn, id)?;
        Ok(identities::get(conn, found.identity)?.name)
    }))
}

fn of_identity(house: &House, side: Side, id: IdentityId) -> Result<Option<String>, InboxError> {
    named(house.read(side, |conn| Ok(identities::get(conn, id)?.name)))
}

/// A name that cannot be had is no fault of the audit's.
fn named(found: Result<String, InboxError>) -> Result<Option<String>, InboxError> {
    match found {
        Ok(name) => Ok(Some(name).filter(|name| !name.is_empty())),
        Err(InboxError::NotFound | InboxError::Locked | InboxError::NotAllowed) => Ok(None),
        Err(InboxError::Store(StoreError::NotFound)) => Ok(None),
        Err(error) => Err(error),
    }
}

impl AuditEntryView {
    fn cursor(&self) -> AuditCursor {
        match self {
            Self::Act { id, at, .. } | Self::Call { id, at, .. } => {
                AuditCursor { at: *at, id: *id }
            }
        }
    }
}
