//! Messenger's and Instagram's codes and subcodes (REFERENCE §22.5).
//!
//! Those marked † there have an unconfirmed meaning (U23): they are told in Meta's words, and nothing but
//! their rule depends on them.

use super::Class::{Refusal, Window};
use super::Rule::{Fix, Never, Yes};
use super::Source::{Graph, Instagram, Messenger};
use super::{Row, Subcode, any, sub};
use crate::error::advice::{Action, Advice};

/// The rows, one a line; the first that fits counts, so subcodes stand before their code.
#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    sub(10, 2_018_278, Never, Window, Messenger, Advice::WindowClosedPage, Action::AnswerByHand),
    sub(10, 2_534_022, Never, Window, Instagram, Advice::WindowClosedPage, Action::AnswerByHand),
    sub(10, 2_018_065, Never, Window, Messenger, Advice::WindowClosedPage, Action::AnswerByHand),
    sub(10, 2_018_108, Never, Refusal, Messenger, Advice::MetaSays, Action::None),
    sub(10, 2_018_300, Fix, Refusal, Messenger, Advice::TakeOver, Action::TakeOver),
    sub(10, 1_893_063, Fix, Refusal, Messenger, Advice::PageRestricted, Action::OpenBusinessManager),
    sub(10, 2_534_077, Fix, Refusal, Instagram, Advice::MetaSays, Action::None),
    sub(100, 2_018_001, Never, Refusal, Messenger, Advice::PersonUnreachable, Action::None),
    sub(100, 2_018_008, Fix, Refusal, Messenger, Advice::UploadInstead, Action::TryAgain),
    sub(100, 2_018_047, Never, Refusal, Messenger, Advice::MetaSays, Action::None),
    sub(100, 2_018_074, Yes, Refusal, Messenger, Advice::MetaSays, Action::TryAgain),
    sub(100, 2_018_109, Never, Refusal, Messenger, Advice::MediaTooBig, Action::SendSmaller),
    sub(100, 2_018_218, Never, Refusal, Messenger, Advice::ProfileSilent, Action::None),
    sub(100, 2_018_247, Never, Refusal, Messenger, Advice::ProfileSilent, Action::None),
    sub(100, 2_018_294, Yes, Refusal, Messenger, Advice::MetaSays, Action::TryAgain),
    Row { subcode: Subcode::From(2_534_013, 2_534_014), ..any(100, Never, Refusal, Instagram, Advice::MetaSays, Action::None) },
    sub(100, 2_534_015, Never, Refusal, Instagram, Advice::MetaSays, Action::None),
    sub(100, 2_534_025, Never, Refusal, Instagram, Advice::MetaSays, Action::None),
    sub(100, 2_534_029, Never, Refusal, Instagram, Advice::MetaSays, Action::None),
    sub(100, 2_534_037, Fix, Refusal, Instagram, Advice::MetaSays, Action::None),
    sub(200, 2_534_041, Fix, Refusal, Instagram, Advice::SwitchOnInstagramMessages, Action::OpenInstagram),
    sub(200, 2_018_028, Fix, Refusal, Messenger, Advice::AppNotLive, Action::OpenMetaApp),
    sub(200, 1_545_041, Never, Refusal, Messenger, Advice::PersonUnreachable, Action::None),
    any(230, Never, Refusal, Instagram, Advice::ProfileSilent, Action::None),
    any(551, Never, Refusal, Messenger, Advice::PersonUnreachable, Action::None),
    any(2_022, Fix, Refusal, Messenger, Advice::MetaSays, Action::None),
    any(10_900, Never, Refusal, Graph, Advice::PrivateReplyUsed, Action::None),
    any(36_103, Fix, Refusal, Instagram, Advice::MetaSays, Action::None),
    any(2_018_300, Fix, Refusal, Messenger, Advice::TakeOver, Action::TakeOver),
    any(2_018_321, Fix, Refusal, Messenger, Advice::TagGone, Action::None),
];
