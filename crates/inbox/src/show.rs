//! Views for the window, made from what the stores hold; rules applied, nothing left to decide.

pub(crate) mod app;
pub(crate) mod connection;
pub(crate) mod list;
pub(crate) mod search;
pub(crate) mod template;
pub(crate) mod templates;
pub(crate) mod thread;

use crate::view::{
    compose::AbilitiesView,
    list::{WindowState, WindowView},
    thread::{AddressView, SendingView, TextUnit},
};
use recado_domain::{
    address::Address,
    channel::ChannelKind,
    service_window::{HUMAN_WINDOW, LAST, SOON, Sending, ServiceWindow},
    time::UnixMs,
};

/// Returns where somebody is reached, as it is shown.
pub(crate) fn addresses(all: &[(ChannelKind, Address)]) -> Vec<AddressView> {
    let view = |(kind, address): &(ChannelKind, Address)| AddressView {
        channel: *kind,
        shown: address.shown(),
    };
    all.iter().map(view).collect()
}

/// Returns the window as a chip shows it.
pub(crate) fn window(kind: ChannelKind, opened_at: Option<UnixMs>, now: UnixMs) -> WindowView {
    let window = ServiceWindow::at(opened_at, now);
    let left = window.time_left(now);
    let human_until = match kind {
        ChannelKind::WhatsApp => None,
        ChannelKind::Messenger | ChannelKind::Instagram => opened_at
            .map(|opened_at| opened_at.min(now).plus(HUMAN_WINDOW))
            .filter(|until| now < *until)
            .map(|until| until.0),
    };
    match window {
        ServiceWindow::Closed { closed_at } => WindowView {
            state: WindowState::Closed,
            closes_at: closed_at.map(|at| at.0),
            human_until,
        },
        ServiceWindow::Open { closes_at } => WindowView {
            state: if left < LAST {
                WindowState::Last
            } else if left < SOON {
                WindowState::Soon
            } else {
                WindowState::Open
            },
            closes_at: Some(closes_at.0),
            human_until,
        },
    }
}

/// Returns what may be sent now. Templates and private replies need no other app's leave.
pub(crate) fn sending(
    sending: &Sending,
    is_channel_on: bool,
    is_handled_elsewhere: bool,
) -> SendingView {
    if !is_channel_on {
        return SendingView::ChannelOff;
    }
    match sending {
        Sending::Free | Sending::HumanOnly { .. } if is_handled_elsewhere => {
            SendingView::HandledElsewhere
        }
        Sending::Free => SendingView::Free,
        Sending::HumanOnly { .. } => SendingView::HumanOnly,
        // Templates need nobody's leave, and a day without the contact ends the other app's turn (REFERENCE §7).
        Sending::TemplatesOnly => SendingView::TemplatesOnly,
        Sending::PrivateReply { .. } => SendingView::PrivateReply,
        Sending::Nothing => SendingView::Nothing,
    }
}

/// Returns what the limit of a text counts. Source: docs/meta.md, limits.
pub(crate) fn text_unit(kind: ChannelKind) -> TextUnit {
    match kind {
        ChannelKind::WhatsApp => TextUnit::Utf16,
        ChannelKind::Messenger => TextUnit::Characters,
        ChannelKind::Instagram => TextUnit::Bytes,
    }
}

/// Returns what a channel takes besides words. Source: docs/meta.md, limits (REFERENCE §13–§15, read 2026-11-20).
pub(crate) fn abilities(kind: ChannelKind) -> AbilitiesView {
    match kind {
        ChannelKind::WhatsApp => AbilitiesView {
            places: true,
            cards: true,
            buttons: 3,
            button_title_limit: 20,
            list_rows: 10,
            reactions: true,
            replies: true,
            voice: true,
            caption_limit: 1024,
            contact_request: true,
        },
        ChannelKind::Messenger | ChannelKind::Instagram => AbilitiesView {
            places: false,
            cards: false,
            buttons: 13,
            button_title_limit: 20,
            list_rows: 0,
            // Messenger's Send API has none that is confirmed.
            reactions: kind == ChannelKind::Instagram,
            replies: true,
            voice: true,
            caption_limit: 0,
            contact_request: false,
        },
    }
}

/// Returns the longest text a channel takes, in [`text_unit`]. Source: docs/meta.md, limits.
pub(crate) fn text_limit(kind: ChannelKind) -> u32 {
    match kind {
        ChannelKind::WhatsApp => 4096,
        ChannelKind::Messenger => 2000,
        ChannelKind::Instagram => 1000,
    }
}

/// Returns a contact's name as the screen shows it: the name, else the masked address, else nothing.
pub(crate) fn name(name: &str, masked_address: Option<String>) -> String {
    // Direction marks in a name would rearrange the words around it.
    let clean: String = name
        .chars()
        .filter(|c| {
            !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .take(80)
        .collect();
    let clean = clean.trim().to_owned();
    if clean.is_empty() {
        masked_address.unwrap_or_default()
    } else {
        clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_chip_changes_at_four_hours_and_at_one() {
        let opened = UnixMs(1_795_176_000_000);
        let at = |left: Duration| {
            window(
                ChannelKind::WhatsApp,
                Some(opened),
                opened
                    .plus(recado_domain::service_window::WINDOW)
                    .minus(left),
            )
            .state
        };
        assert_eq!(at(SOON), WindowState::Open);
        assert_eq!(at(SOON - Duration::from_millis(1)), WindowState::Soon);
        assert_eq!(at(LAST), WindowState::Soon);
        assert_eq!(at(LAST - Duration::from_millis(1)), WindowState::Last);
        assert_eq!(at(Duration::ZERO), WindowState::Closed);
        let never = window(ChannelKind::WhatsApp, None, opened);
        assert_eq!((never.closes_at, never.human_until), (None, None));
    }

    #[test]
    fn a_person_may_answer_for_a_week_on_messenger_and_instagram() {
        let opened = UnixMs(1_795_176_000_000);
        let until = |kind, now| window(kind, Some(opened), now).human_until;
        let day_two = opened.plus(Duration::from_secs(30 * 3600));
        let week = opened.plus(HUMAN_WINDOW);
        assert_eq!(until(ChannelKind::Instagram, day_two), Some(week.0));
        assert_eq!(until(ChannelKind::Messenger, week), None);
        assert_eq!(until(ChannelKind::WhatsApp, day_two), None);
    }

    #[test]
    fn another_app_and_a_switch_keep_free_text_back() {
        let shown = |may, is_on, elsewhere| sending(&may, is_on, elsewhere);
        assert_eq!(shown(Sending::Free, true, false), SendingView::Free);
        assert_eq!(
            shown(Sending::Free, true, true),
            SendingView::HandledElsewhere
        );
        assert_eq!(
            shown(Sending::TemplatesOnly, true, true),
            SendingView::TemplatesOnly
        );
        assert_eq!(shown(Sending::Free, false, false), SendingView::ChannelOff);
        let human = Sending::HumanOnly { until: UnixMs(1) };
        assert_eq!(shown(human, true, false), SendingView::HumanOnly);
    }

    #[test]
    fn a_name_cannot_rearrange_the_screen() {
        assert_eq!(name("Ana\u{202e} gpj\u{0}", None), "Ana gpj");
        assert_eq!(
            name("  ", Some("+34 ··· ··· 412".into())),
            "+34 ··· ··· 412"
        );
    }
}
