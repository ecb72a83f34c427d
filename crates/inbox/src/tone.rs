//! Text tone of what patients write, and whom of them to look at: read beside the work, shown in Monitoring.
//!
//! It describes words, raises no flag and lowers none. Only who reads patients sees it, and nothing of it is ever kept
//! among the leads.

pub(crate) mod patient;
pub(crate) mod reading;
pub(crate) mod settings;
pub(crate) mod waiting;
pub(crate) mod watch;
mod week;

use crate::house::House;
use jiff::{Timestamp, civil::Date};
use recado_domain::{time::UnixMs, tone::DAYS_BACK};
use std::time::Duration;

/// Returns the date of an instant where the clinic is.
fn date(house: &House, at: UnixMs) -> Date {
    let at = Timestamp::from_millisecond(at.0).unwrap_or(Timestamp::UNIX_EPOCH);
    house.clock.zone().to_datetime(at).date()
}

/// Returns since when words can matter to a line that ends at `now`: a day more than its days, for the time zone.
fn since(now: UnixMs) -> UnixMs {
    days_before(now, u64::try_from(DAYS_BACK + 1).unwrap_or(0))
}

/// Returns since when somebody must have written to be listed, and something to wait for an answer.
fn lately(now: UnixMs) -> UnixMs {
    days_before(now, 60)
}

fn days_before(now: UnixMs, days: u64) -> UnixMs {
    const A_DAY: u64 = 24 * 60 * 60;
    now.minus(Duration::from_secs(days * A_DAY))
}
