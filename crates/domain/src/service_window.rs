//! When free text may go out, by channel kind. Source: docs/meta.md, reply windows (read 2026-11-20).

use crate::{channel::ChannelKind, time::UnixMs};
use std::time::Duration;

/// How long free text is allowed after the contact's latest opening event, on every channel.
pub const WINDOW: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a person may still write after it, on Messenger and Instagram. Source: REFERENCE §12, `HUMAN_AGENT`
/// (read 2026-11-20).
pub const HUMAN_WINDOW: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// How long a comment may have its private reply. Source: REFERENCE §11 (read 2026-11-20).
pub const COMMENT_WINDOW: Duration = Duration::from_secs(7 * 24 * 60 * 60);
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

/// A comment under a post of the clinic that has had no private reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenComment {
    /// Meta's id, which a private reply names.
    pub comment_id: String,
    /// When it was written.
    pub at: UnixMs,
}

/// What may be sent now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sending {
    /// Anything.
    Free,
    /// What a person writes themselves, marked as such for Meta.
    HumanOnly {
        /// The first instant at which not even that may go out.
        until: UnixMs,
    },
    /// Only approved templates.
    TemplatesOnly,
    /// One private reply to a comment.
    PrivateReply {
        /// Meta's id of the comment.
        comment_id: String,
    },
    /// Nothing until the contact writes again.
    Nothing,
}

impl Sending {
    /// Returns what may be sent at `now`. `comment` is the latest that has had no private reply.
    ///
    /// WhatsApp: free for 24 h, then templates. Messenger and Instagram: free for 24 h, then by a person's hand until
    /// 7 days after the contact's last opening event, then nothing; a comment may have one private reply within 7
    /// days. Source: REFERENCE §11 and §12 (read 2026-11-20).
    pub fn at(
        kind: ChannelKind,
        opened_at: Option<UnixMs>,
        comment: Option<&OpenComment>,
        now: UnixMs,
    ) -> Self {
        if ServiceWindow::at(opened_at, now).may_send_free_text() {
            return Self::Free;
        }
        match kind {
            ChannelKind::WhatsApp => Self::TemplatesOnly,
            ChannelKind::Messenger | ChannelKind::Instagram => {
                let until = opened_at.map(|opened_at| opened_at.min(now).plus(HUMAN_WINDOW));
                let comment = comment.filter(|comment| now < comment.at.plus(COMMENT_WINDOW));
                match (until.filter(|until| now < *until), comment) {
                    (Some(until), _) => Self::HumanOnly { until },
                    (None, Some(comment)) => Self::PrivateReply {
                        comment_id: comment.comment_id.clone(),
                    },
                    (None, None) => Self::Nothing,
                }
            }
        }
    }

    /// Returns whether a playbook or an acknowledgement may send it: never what only a person may.
    pub fn may_automate(&self) -> bool {
        match self {
            Self::Free | Self::TemplatesOnly | Self::PrivateReply { .. } => true,
            Self::HumanOnly { .. } | Self::Nothing => false,
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
    /// Pressed a postback button.
    Postback,
    /// Came by an advertisement, a post or a link, without writing.
    Referral,
    /// Reacted to a message.
    Reaction,
    /// Answered a story of the clinic.
    StoryReply,
    /// Mentioned the clinic in a story.
    StoryMention,
    /// Commented on a post of the clinic, or mentioned it there.
    Comment,
    /// Edited or took back an earlier message.
    Change,
    /// A line Meta wrote about them, such as a changed number.
    System,
}

impl ContactAct {
    /// Returns whether this act opens the window on a channel of `kind`. Echoes and synced history never do.
    ///
    /// Only what Meta names counts: a WhatsApp reaction is not relied on, an advertisement or a link counts there and
    /// on Instagram once the contact writes, and a comment opens nothing but its private reply. Source: REFERENCE §12
    /// (read 2026-11-20).
    pub fn opens_window(self, kind: ChannelKind) -> bool {
        match self {
            Self::Message | Self::Postback => true,
            Self::Call => kind == ChannelKind::WhatsApp,
            Self::Reaction => kind != ChannelKind::WhatsApp,
            Self::Referral => kind == ChannelKind::Messenger,
            Self::StoryReply | Self::StoryMention => kind == ChannelKind::Instagram,
            Self::Comment | Self::Change | Self::System => false,
        }
    }
}

#[cfg(test)]
mod tests;
