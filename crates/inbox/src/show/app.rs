//! The app as a whole: which stage, and what the spine counts.

use crate::{
    desk::Desk,
    error::InboxError,
    house::House,
    receive::Beat,
    relay, send,
    session::{files, settings},
    stage::Stage,
    view::app::{AppView, Badges, FirstRunStep, FirstRunView, SettingsView, StaffView},
};
use recado_domain::{channel::Side, time::UnixMs};
use recado_store::{
    clinic::{
        alerts,
        channels::{self, ChannelState},
        relay_link, settings as kept,
        staff::{self, StaffMember},
    },
    conversations::list,
};

/// Returns where the app stands.
///
/// # Errors
/// Storage.
pub(crate) async fn app_view(desk: &Desk) -> Result<AppView, InboxError> {
    let settings = settings::current(desk).await?;
    match &*desk.inner.stage.read().map_err(|_| InboxError::CutOff)? {
        Stage::Fresh { has_keyring } => {
            let step = if *has_keyring {
                FirstRunStep::Relay
            } else {
                FirstRunStep::DevicePassphrase
            };
            let first_run = FirstRunView {
                step,
                has_keyring: *has_keyring,
                relay: None,
            };
            return Ok(AppView::FirstRun {
                first_run,
                settings,
            });
        }
        Stage::KeyMissing(reason) => {
            return Ok(AppView::KeyMissing {
                reason: *reason,
                settings,
            });
        }
        Stage::Ready(_) => {}
    }
    let beat = desk.inner.pulse.beat();
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let state = files::set_up_state(house)?;
        // Locked half way through the first run: signing in comes first.
        let can_go_on = !state.has_owner || house.signed_in().is_ok();
        if !state.is_done && can_go_on {
            return Ok(AppView::FirstRun {
                first_run: first_run(house, state)?,
                settings,
            });
        }
        match house.signed_in() {
            Ok(who) => {
                let clinic: Option<String> = house
                    .clinic
                    .read(|conn| kept::get(conn, files::CLINIC_NAME))?;
                Ok(AppView::Open {
                    staff: StaffView {
                        id: who.staff,
                        name: who.name,
                        role: who.role,
                    },
                    clinic: clinic.unwrap_or_default(),
                    badges: badges(house, &beat, now)?,
                    settings,
                })
            }
            Err(_) => locked(house, settings),
        }
    })
    .await
}

fn first_run(house: &House, state: files::SetUpState) -> Result<FirstRunView, InboxError> {
    let step = if !state.is_paired {
        FirstRunStep::Relay
    } else if state.is_joining {
        FirstRunStep::Joining
    } else if !state.has_phrase {
        FirstRunStep::RecoveryPhrase
    } else if !state.has_owner {
        FirstRunStep::Owner
    } else {
        FirstRunStep::Whatsapp
    };
    let url = house.clinic.read(relay_link::url)?;
    Ok(FirstRunView {
        step,
        has_keyring: !state.has_device_passphrase,
        relay: url.as_deref().and_then(relay::shown_address),
    })
}

fn locked(house: &House, settings: SettingsView) -> Result<AppView, InboxError> {
    let members = house.clinic.read(staff::all)?;
    Ok(AppView::Locked {
        staff: members.iter().map(staff_view).collect(),
        open_alerts: house.clinic.read(alerts::count_open)?,
        held_replies: send::held(house)?,
        settings,
    })
}

fn badges(house: &House, beat: &Beat, now: UnixMs) -> Result<Badges, InboxError> {
    let channels = house.clinic.read(channels::all)?;
    let viewer = Some(house.signed_in()?.staff);
    let all_work = channels
        .iter()
        .filter(|channel| channel.is_on)
        .all(|channel| {
            matches!(
                channel.state,
                ChannelState::Connected | ChannelState::WaitingForMessage
            )
        });
    let unread = |conn: &_| Ok(list::counts(conn, None, viewer, now)?.unread);
    let clinical_unread = match house.read(Side::Clinical, unread) {
        // An assistant's place has no such count, and nobody's while it is re-encrypted.
        Err(InboxError::NotAllowed | InboxError::Renewing) => 0,
        counted => counted?,
    };
    Ok(Badges {
        clinical_unread,
        leads_unread: house.read(Side::Leads, unread)?,
        open_alerts: house.clinic.read(alerts::count_open)?,
        connection_ok: (beat.is_reachable || !beat.has_asked) && all_work,
    })
}

fn staff_view(member: &StaffMember) -> StaffView {
    StaffView {
        id: member.id,
        name: member.name.clone(),
        role: member.role,
    }
}
