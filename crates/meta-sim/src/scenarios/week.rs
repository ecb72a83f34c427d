//! The people of the clinic's week, by language.

mod greek;
mod leads;
mod portuguese;
mod spanish;

use super::{Chat, Line, Said};

pub(super) fn chats() -> impl Iterator<Item = &'static Chat> {
    [
        spanish::CHATS,
        portuguese::CHATS,
        greek::CHATS,
        leads::CHATS,
    ]
    .into_iter()
    .flatten()
}

const fn said(days: i64, hours: i64, minutes: i64, said: Said) -> Line {
    Line {
        minutes_ago: (days * 24 + hours) * 60 + minutes,
        said,
    }
}

/// The patient's text, `days`, `hours` and `minutes` ago.
const fn p(days: i64, hours: i64, minutes: i64, text: &'static str) -> Line {
    said(days, hours, minutes, Said::Text(text))
}

/// The desk's answer, `days`, `hours` and `minutes` ago.
const fn d(days: i64, hours: i64, minutes: i64, text: &'static str) -> Line {
    said(days, hours, minutes, Said::Desk(text))
}
