//! When free text may go out, by channel kind. Source: docs/meta.md, reply windows (read 2026-11-20).

use crate::{channel::ChannelKind, time::UnixMs};
use std::time::Duration;

/// How long free text is allowed after the contact's latest opening event, on every channel.
pub const WINDOW: Duration = Duration::from_secs(24 * 60 * 60);
/// Under this much time left the window is shown as ending soon.
pub const SOON: Duration = Duration::from_secs(4 * 60 * 60);
/// Under this much time left the window is shown as in its last hour.
pub const LAST: Duration = Duration::from_secs(60 * 60);

/// How a service window stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceWindow {
    /// Free text may go out until `closes_at`.
    Open {
        /// The first instant at which it no longer may.
        closes_at: UnixMs,
    },
    /// Only approved templates.
    Closed {
        /// When it closed; absent when nothing ever opened it.
        closed_at: Option<UnixMs>,
    },
}

impl ServiceWindow {
    /// Returns how the window stands at `now`; exactly 24 h after the opening event it is closed.
    ///
    /// `opened_at` is Meta's time of the latest event that opens it. A time in the future (a wrong clock here)
    /// counts as now, so that a slow clock never promises more than 24 h.
    pub fn at(opened_at: Option<UnixMs>, now: UnixMs) -> Self {
        let Some(opened_at) = opened_at else {
            return Self::Closed { closed_at: None };
        };
        let closes_at = opened_at.min(now).plus(WINDOW);
        if now < closes_at {
            Self::Open { closes_at }
        } else {
            Self::Closed {
                closed_at: Some(closes_at),
            }
        }
    }

    /// Returns whether free text may go out.
    pub fn may_send_free_text(self) -> bool {
        matches!(self, Self::Open { .. })
    }

    /// Returns the time left at `now`; zero when closed.
    pub fn time_left(self, now: UnixMs) -> Duration {
        match self {
            Self::Open { closes_at } => closes_at.since(now),
            Self::Closed { .. } => Duration::ZERO,
        }
    }
}

/// What a contact did, as far as windows care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactAct {
    /// Wrote a message of any kind, pressed a button, sent a form.
    Message,
    /// Called (answered or not).
    Call,
    /// Pressed a postback button or came by a referral.
    Postback,
    /// Reacted to a message.
    Reaction,
    /// Edited or took back an earlier message.
    Change,
    /// A line Meta wrote about them, such as a changed number.
    System,
}

impl ContactAct {
    /// Returns whether this act opens the window on a channel of `kind`. Echoes and synced history never do.
    ///
    /// A WhatsApp reaction is not relied on: Meta names only messages and calls.
    pub fn opens_window(self, kind: ChannelKind) -> bool {
        match self {
            Self::Message | Self::Call | Self::Postback => true,
            Self::Reaction => kind != ChannelKind::WhatsApp,
            Self::Change | Self::System => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPENED: UnixMs = UnixMs(1_795_176_000_000);

    #[test]
    fn the_window_closes_exactly_after_24_hours() {
        let last_moment = UnixMs(OPENED.plus(WINDOW).0 - 1);
        assert!(ServiceWindow::at(Some(OPENED), last_moment).may_send_free_text());
        assert!(!ServiceWindow::at(Some(OPENED), OPENED.plus(WINDOW)).may_send_free_text());
        assert!(!ServiceWindow::at(None, OPENED).may_send_free_text());
    }

    /// CASES 4: a webhook that arrives 3 h late leaves 21 h of window.
    #[test]
    fn a_late_webhook_leaves_only_what_is_left() {
        let now = OPENED.plus(Duration::from_secs(3 * 3600));
        let window = ServiceWindow::at(Some(OPENED), now);
        assert_eq!(window.time_left(now), Duration::from_secs(21 * 3600));
    }

    #[test]
    fn a_time_in_the_future_never_gives_more_than_24_hours() {
        let window = ServiceWindow::at(Some(OPENED.plus(WINDOW)), OPENED);
        assert_eq!(window.time_left(OPENED), WINDOW);
    }

    #[test]
    fn reactions_open_it_only_where_meta_says_so() {
        assert!(!ContactAct::Reaction.opens_window(ChannelKind::WhatsApp));
        assert!(ContactAct::Reaction.opens_window(ChannelKind::Instagram));
        assert!(ContactAct::Message.opens_window(ChannelKind::WhatsApp));
        assert!(!ContactAct::System.opens_window(ChannelKind::WhatsApp));
    }
}
