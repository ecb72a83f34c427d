//! The clinic's computers as the window shows them.

use crate::{
    connect,
    desk::Desk,
    devices::{
        joining::{self, Stopped},
        letting_in::{self, Asking},
        removed, roster,
    },
    error::InboxError,
    relay::{self, RelayClient},
    staff::roles,
    together::verify::Why,
    view::devices::{
        DeviceView, DevicesView, JoiningState, JoiningView, NewcomerState, NewcomerView,
        RemovalView,
    },
};
use recado_domain::{id::DeviceId, staff::Role};
use recado_protocol::{joining::Newcomer, roster::Roster};
use recado_store::clinic::{relay_link, together};
use std::collections::BTreeMap;

/// Returns the clinic's computers, and to owners who asks to be let in.
///
/// # Errors
/// [`InboxError::Locked`], storage; an unreachable relay is none, what is known is shown.
pub(crate) async fn devices(desk: &Desk) -> Result<DevicesView, InboxError> {
    let can_manage = Role::decides(roles::at_work(desk)?.role);
    let asked = match connect::relay_client(desk).await? {
        Some((client, _)) => ask(desk, &client, can_manage).await,
        None => Err(InboxError::NotFound),
    };
    if let Err(error) = &asked {
        tracing::warn!("computers: {error}");
    }
    let is_current = asked.is_ok();
    let (last_seen, newcomers) = asked.unwrap_or_default();
    let (roster, this, notes_refused, removal) = desk
        .with_house(|house| {
            let this = roster::place(house).ok().map(|place| place.device);
            let refused = house.clinic.read(together::refused)?.into_iter();
            let shown = refused.filter(|(why, _)| Why::is_shown(why));
            let refused = shown.map(|(_, count)| count).sum();
            let removal = house.clinic.read(removed::known)?;
            Ok((roster::kept(house)?, this, refused, removal))
        })
        .await?;
    let mut devices = shown(roster, &last_seen);
    for device in &mut devices {
        device.is_this = this.is_some_and(|this| this.0 == device.id.0);
    }
    devices.sort_by_key(|device| !device.is_this);
    Ok(DevicesView {
        devices,
        newcomers,
        can_manage,
        is_removed: desk.inner.pulse.beat().is_removed,
        removal: removal.map(|known| RemovalView {
            by: known.by,
            at: known.at.0,
        }),
        is_current,
        notes_refused,
    })
}

type Asked = (BTreeMap<DeviceId, i64>, Vec<NewcomerView>);

async fn ask(desk: &Desk, client: &RelayClient, can_manage: bool) -> Result<Asked, InboxError> {
    roster::follow(desk, client).await?;
    let listed = client.devices().await?.devices;
    let last_seen = listed
        .into_iter()
        .filter_map(|device| Some((DeviceId(device.id.0), device.last_poll_at?)));
    let newcomers = if can_manage {
        letting_in::asking(desk, client).await?
    } else {
        Vec::new()
    };
    let newcomers = newcomers
        .into_iter()
        .map(|(newcomer, asking)| newcomer_view(newcomer, asking));
    Ok((last_seen.collect(), newcomers.collect()))
}

/// Returns who is in: the roster says so, and the relay only when each was last seen.
fn shown(roster: Option<Roster>, last_seen: &BTreeMap<DeviceId, i64>) -> Vec<DeviceView> {
    let members = roster.map(|roster| roster.members).unwrap_or_default();
    members
        .into_iter()
        .map(|member| {
            let id = DeviceId(member.device_id.0);
            DeviceView {
                id,
                name: member.name,
                is_this: false,
                let_in_at: member.let_in_at,
                last_seen_at: last_seen.get(&id).copied(),
            }
        })
        .collect()
}

fn newcomer_view(newcomer: Newcomer, asking: Asking) -> NewcomerView {
    let (state, code) = match asking {
        Asking::Waits => (NewcomerState::Waiting, None),
        Asking::Compare(code) => (NewcomerState::Compare, Some(code)),
        Asking::Elsewhere => (NewcomerState::Elsewhere, None),
        Asking::Broken => (NewcomerState::Broken, None),
    };
    NewcomerView {
        id: DeviceId(newcomer.device.id.0),
        name: newcomer.device.name,
        asked_at: newcomer.asked_at,
        state,
        code,
    }
}

/// Returns how far this computer's own way in has got; nothing when it does not ask.
///
/// # Errors
/// Storage.
pub(crate) async fn joining(desk: &Desk) -> Result<Option<JoiningView>, InboxError> {
    desk.with_house(|house| {
        let Some(pending) = house.clinic.read(joining::pending)? else {
            return Ok(None);
        };
        let url = house.clinic.read(relay_link::url)?;
        let state = match (pending.stopped, &pending.offer) {
            (Some(Stopped::TurnedAway), _) => JoiningState::TurnedAway,
            (Some(Stopped::NotTheClinic), _) => JoiningState::NotTheClinic,
            (None, None) => JoiningState::Asking,
            (None, Some(_)) if pending.is_confirmed => JoiningState::Confirmed,
            (None, Some(_)) => JoiningState::Compare,
        };
        Ok(Some(JoiningView {
            relay: url
                .as_deref()
                .and_then(relay::shown_address)
                .unwrap_or_default(),
            state,
            code: joining::own_code(house, &pending)?,
        }))
    })
    .await
}
