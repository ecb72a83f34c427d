//! Views for the window, made from what the stores hold; rules applied, nothing left to decide.

pub(crate) mod app;
pub(crate) mod connection;
pub(crate) mod list;
pub(crate) mod search;
pub(crate) mod template;
pub(crate) mod thread;

use crate::view::list::{WindowState, WindowView};
use recado_domain::{
    channel::ChannelKind,
    service_window::{LAST, SOON, ServiceWindow},
    time::UnixMs,
};

/// Returns the window as a chip shows it.
pub(crate) fn window(opened_at: Option<UnixMs>, now: UnixMs) -> WindowView {
    let window = ServiceWindow::at(opened_at, now);
    let left = window.time_left(now);
    match window {
        ServiceWindow::Closed { closed_at } => WindowView {
            state: WindowState::Closed,
            closes_at: closed_at.map(|at| at.0),
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
        },
    }
}

/// Returns the longest text a channel takes, in UTF-16 code units. Source: docs/meta.md, limits.
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
        assert_eq!(window(None, opened).closes_at, None);
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
