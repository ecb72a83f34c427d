//! Codes that all products share, and authorization (REFERENCE §22.2).

use super::Class::{Outage, Rate, Refusal, Token};
use super::Rule::{Fix, Never, Status, Yes};
use super::Source::{Graph, WhatsApp};
use super::{Row, Subcode, any, span, sub};
use crate::error::advice::{Action, Advice};

/// The rows, one a line; the first that fits counts, so subcodes stand before their code.
#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    any(0, Fix, Token, Graph, Advice::Reconnect, Action::Reconnect),
    any(1, Status, Outage, Graph, Advice::CheckInAMinute, Action::Wait),
    any(2, Status, Outage, Graph, Advice::MetaTrouble, Action::Wait),
    any(3, Fix, Refusal, Graph, Advice::AppLacksPermission, Action::ReportBug),
    any(4, Yes, Rate, Graph, Advice::SlowedDown, Action::Wait),
    // With a subcode nobody knows, it may be about one person: the channel is not to be stopped.
    Row { subcode: Subcode::Absent, ..any(10, Fix, Token, Graph, Advice::GrantPermissions, Action::Reconnect) },
    any(10, Fix, Refusal, Graph, Advice::GrantPermissions, Action::Reconnect),
    any(33, Never, Refusal, Graph, Advice::ChannelGone, Action::Reconnect),
    sub(100, 33, Never, Refusal, Graph, Advice::ObjectGone, Action::None),
    any(100, Never, Refusal, Graph, Advice::Bug, Action::ReportBug),
    any(102, Fix, Token, Graph, Advice::Reconnect, Action::Reconnect),
    any(104, Fix, Token, Graph, Advice::Reconnect, Action::Reconnect),
    sub(190, 459, Fix, Token, Graph, Advice::LogInToFacebook, Action::Reconnect),
    sub(190, 464, Fix, Token, Graph, Advice::LogInToFacebook, Action::Reconnect),
    sub(190, 492, Fix, Token, Graph, Advice::NoPageRole, Action::Reconnect),
    any(190, Fix, Token, Graph, Advice::Reconnect, Action::Reconnect),
    Row { subcode: Subcode::Absent, ..span(200, 299, Fix, Token, Graph, Advice::GrantPermissions, Action::Reconnect) },
    span(200, 299, Fix, Refusal, Graph, Advice::GrantPermissions, Action::Reconnect),
    any(368, Fix, Refusal, WhatsApp, Advice::AccountRestricted, Action::OpenBusinessManager),
    any(506, Never, Refusal, Graph, Advice::AlreadySent, Action::None),
    any(613, Yes, Rate, Graph, Advice::SlowedDown, Action::Wait),
    any(80_007, Yes, Rate, WhatsApp, Advice::SlowedDown, Action::Wait),
    any(9_000_001, Never, Refusal, Graph, Advice::ObjectGone, Action::None),
];
