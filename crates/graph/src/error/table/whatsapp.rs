//! Codes of WhatsApp messages, numbers and registration (REFERENCE §22.3).

use std::time::Duration;

use super::Class::{Outage, Rate, Refusal, Token, Window};
use super::Rule::{Fix, Never, Status, Yes};
use super::Source::WhatsApp;
use super::{Row, any, span};
use crate::error::advice::{Action, Advice};

/// The rows, one a line; the first that fits counts, so subcodes stand before their code.
#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    any(130_403, Fix, Refusal, WhatsApp, Advice::Blocked, Action::Unblock),
    any(130_429, Yes, Rate, WhatsApp, Advice::SlowedDown, Action::Wait),
    any(130_472, Never, Refusal, WhatsApp, Advice::Experiment, Action::None),
    any(130_497, Never, Refusal, WhatsApp, Advice::CountryNotAllowed, Action::None),
    any(131_000, Status, Outage, WhatsApp, Advice::MetaTrouble, Action::Wait),
    any(131_005, Fix, Token, WhatsApp, Advice::Reconnect, Action::Reconnect),
    any(131_008, Never, Refusal, WhatsApp, Advice::ParameterMissing, Action::EditMessage),
    any(131_009, Never, Refusal, WhatsApp, Advice::MetaSays, Action::None),
    any(131_016, Status, Outage, WhatsApp, Advice::MetaTrouble, Action::Wait),
    any(131_021, Never, Refusal, WhatsApp, Advice::OwnNumber, Action::None),
    any(131_026, Never, Refusal, WhatsApp, Advice::NumberUnreachable, Action::None),
    any(131_030, Fix, Refusal, WhatsApp, Advice::TestNumberOnly, Action::OpenMetaApp),
    any(131_031, Fix, Refusal, WhatsApp, Advice::AccountLocked, Action::OpenBusinessManager),
    any(131_037, Fix, Refusal, WhatsApp, Advice::NamePending, Action::OpenBusinessManager),
    any(131_042, Fix, Refusal, WhatsApp, Advice::Payment, Action::OpenBusinessManager),
    any(131_044, Fix, Refusal, WhatsApp, Advice::Payment, Action::OpenBusinessManager),
    any(131_045, Fix, Refusal, WhatsApp, Advice::RegisterNumber, Action::RegisterNumber),
    any(131_047, Never, Window, WhatsApp, Advice::WindowClosed, Action::UseTemplate),
    any(131_048, Never, Rate, WhatsApp, Advice::SpamLimit, Action::OpenBusinessManager),
    any(131_049, Never, Refusal, WhatsApp, Advice::HeldByMeta, Action::None),
    any(131_050, Never, Refusal, WhatsApp, Advice::OptedOut, Action::None),
    any(131_051, Never, Refusal, WhatsApp, Advice::TypeNotSupported, Action::None),
    any(131_052, Never, Refusal, WhatsApp, Advice::ResendSmaller, Action::None),
    any(131_053, Never, Refusal, WhatsApp, Advice::MediaRefused, Action::SendSmaller),
    any(131_055, Never, Refusal, WhatsApp, Advice::Bug, Action::ReportBug),
    any(131_056, Yes, Rate, WhatsApp, Advice::SlowedDown, Action::Wait),
    any(131_057, Yes, Outage, WhatsApp, Advice::Maintenance, Action::Wait),
    any(131_060, Never, Refusal, WhatsApp, Advice::OpenOnPhone, Action::OpenPhone),
    any(131_062, Fix, Refusal, WhatsApp, Advice::NeedsNumber, Action::AskForNumber),
    // Numbers and registration.
    any(133_000, Yes, Outage, WhatsApp, Advice::DeregisterAgain, Action::Wait),
    any(133_004, Yes, Outage, WhatsApp, Advice::MetaTrouble, Action::Wait),
    any(133_005, Fix, Refusal, WhatsApp, Advice::WrongPin, Action::EnterPin),
    any(133_006, Fix, Refusal, WhatsApp, Advice::VerifyNumber, Action::RegisterNumber),
    span(133_008, 133_009, Fix, Refusal, WhatsApp, Advice::PinLocked, Action::Wait),
    any(133_010, Fix, Refusal, WhatsApp, Advice::RegisterNumber, Action::RegisterNumber),
    Row { wait: Some(Duration::from_secs(300)), ..any(133_015, Yes, Outage, WhatsApp, Advice::WaitToRegister, Action::Wait) },
    any(133_016, Never, Refusal, WhatsApp, Advice::RegistrationLocked, Action::Wait),
    any(134_011, Fix, Refusal, WhatsApp, Advice::PaymentsTerms, Action::OpenBusinessManager),
    span(134_100, 134_102, Fix, Refusal, WhatsApp, Advice::MarketingApi, Action::None),
    any(135_000, Never, Refusal, WhatsApp, Advice::Bug, Action::ReportBug),
    span(136_024, 136_025, Fix, Refusal, WhatsApp, Advice::VerificationCode, Action::TryAgain),
    any(137_000, Fix, Refusal, WhatsApp, Advice::IdentityChanged, Action::TryAgain),
    span(139_100, 139_103, Never, Refusal, WhatsApp, Advice::BlockList, Action::None),
    span(147_001, 147_005, Fix, Refusal, WhatsApp, Advice::Username, Action::None),
    any(2_494_100, Yes, Outage, WhatsApp, Advice::Maintenance, Action::Wait),
    span(2_593_107, 2_593_109, Never, Refusal, WhatsApp, Advice::CoexistenceSync, Action::None),
];
