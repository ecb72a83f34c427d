//! Whose turn it is with an open flag: the order the clinic wants (`settings`), asking the next by itself (`asking`), and
//! what everybody sees of it (`show`). The rule is `recado_domain::alert::on_call`'s.
//!
//! The order is this computer's, as its staff are: each computer asks its own people, and whoever takes a flag on one ends
//! the asking on all.

pub(crate) mod asking;
pub(crate) mod settings;
pub(crate) mod show;

use crate::{error::InboxError, hours, house::House};
use jiff::tz::TimeZone;
use recado_domain::{
    alert::on_call::{self, Asked, OnCall, OnCallOrder, Turn, Wall},
    assignment,
    channel::Side,
    id::StaffId,
    time::UnixMs,
};
use recado_store::{
    Conn,
    clinic::{alert_asked, alerts::Alert, staff},
    error::StoreError,
};

/// What says whose turn it is, but for the flag itself.
pub(super) struct Rota {
    order: OnCallOrder,
    members: Vec<staff::StaffMember>,
    is_open: bool,
    wall: Wall,
}

impl Rota {
    /// Reads it for an instant.
    ///
    /// # Errors
    /// Storage.
    pub fn read(conn: &Conn, now: UnixMs, zone: &TimeZone) -> Result<Self, StoreError> {
        Ok(Self {
            order: settings::read(conn)?,
            members: staff::all(conn)?,
            is_open: hours::settings::read(conn)?.hours.is_open(now, zone),
            wall: Wall::at(now, zone),
        })
    }

    /// Returns whether nobody is to be asked about anything.
    pub fn is_empty(&self) -> bool {
        self.order.clinical.is_empty() && self.order.leads.is_empty()
    }

    /// Returns a member's name.
    pub fn name(&self, staff: StaffId) -> Option<&str> {
        let member = self.members.iter().find(|member| member.id == staff);
        member.map(|member| member.name.as_str())
    }

    /// Returns whose turn a flag is.
    pub fn turn(&self, alert: &Alert, asked: &[Asked]) -> Turn {
        let order = on_call::at_hour(&self.may_be_asked(alert.side), self.wall, self.is_open);
        let wait = self.order.wait(alert.level);
        on_call::turn(&order, asked, alert.level, wait)
    }

    /// Who of the order is still here and may read the side.
    fn may_be_asked(&self, side: Side) -> Vec<OnCall> {
        let may = |it: &&OnCall| {
            let member = self.members.iter().find(|member| member.id == it.staff);
            member.is_some_and(|member| assignment::may_hold(member.role, side))
        };
        self.order.of(side).iter().filter(may).cloned().collect()
    }
}

/// Returns everybody who was asked about a flag.
pub(super) fn facts(house: &House, alert: &Alert) -> Result<Vec<alert_asked::AskedOf>, InboxError> {
    let asked = house
        .clinic
        .read(|conn| alert_asked::of_alert(conn, alert.id))?;
    Ok(asked)
}
