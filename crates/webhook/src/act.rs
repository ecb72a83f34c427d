//! What people and the other programs at a conversation do beside writing.
//!
//! Knows nothing of JSON, and not which app is ours. Facts: REFERENCE §5–§7, §9, §12.

use std::fmt;

use crate::message::{Sender, System};
use crate::quiet::debug_by_name;

/// A conversation went to another app, or one asked for it.
#[derive(Clone, PartialEq, Eq)]
pub struct Handover {
    /// The person in the conversation; nobody for [`HandoverKind::Roles`], and where Meta leaves it out.
    pub whom: Sender,
    /// What happened.
    pub kind: HandoverKind,
    /// Who had it.
    pub previous_owner: Option<Owner>,
    /// Who has it now; who asks for it, when it was only requested.
    pub new_owner: Option<Owner>,
    /// What the other app wrote to it: text of any kind.
    pub note: Option<String>,
    /// What the other app says was talked about: text of any kind.
    pub summary: Option<String>,
    /// Unix milliseconds, UTC.
    pub at: Option<i64>,
}

/// What happened to the control of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HandoverKind {
    /// Its owner gave it to another.
    Passed,
    /// Another took it.
    Taken,
    /// Another asked for it; nothing changed yet.
    Requested,
    /// Its owner let it go: the default app answers again.
    Released,
    /// Meta told the roles of the apps of a Page: nothing about one conversation.
    Roles,
}

/// Who answers a conversation. Both parts may be missing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Owner {
    /// The Meta app, in digits; `26390203743090` is the Page's own inbox.
    pub app_id: Option<String>,
    /// Its role: `ai_agent`, `escalation`, `customer_service`, `primary_receiver`, ….
    pub role: Option<String>,
}

/// A call by WhatsApp.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    /// The call's id; empty when Meta gives none.
    pub provider_id: String,
    /// What happened.
    pub kind: CallKind,
    /// The person on the line.
    pub sender: Sender,
    /// Unix milliseconds, UTC.
    pub at: Option<i64>,
}

/// What happened with a call.
#[derive(Clone, PartialEq, Eq)]
pub enum CallKind {
    /// The person calls. Opens the service window, answered or not.
    Incoming,
    /// The person took the clinic's call. Opens the service window.
    Accepted,
    /// Anything else, by Meta's name (`terminate`, `RINGING`, …). Opens nothing.
    Other(String),
}

impl fmt::Debug for CallKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Incoming => "incoming",
            Self::Accepted => "accepted",
            Self::Other(_) => "other",
        })
    }
}

/// A person said whether they want marketing: WhatsApp's preference, Messenger's notifications.
#[derive(Clone, PartialEq, Eq)]
pub struct Preference {
    /// Who.
    pub sender: Sender,
    /// Whether they want it; after `false` none may be sent (131050).
    pub wants_marketing: bool,
    /// Meta's name of what it is about: `marketing_messages`, or a Messenger list's title.
    pub topic: Option<String>,
    /// Unix milliseconds, UTC.
    pub at: Option<i64>,
}

/// A WhatsApp person has another id (`user_id_update`): the same meaning as a message of type `system` (U5).
#[derive(Clone, PartialEq, Eq)]
pub struct IdentityChange {
    /// The person as known until now.
    pub sender: Sender,
    /// What changed.
    pub change: System,
    /// Unix milliseconds, UTC.
    pub at: Option<i64>,
}

debug_by_name!(Handover, Owner, Call, Preference, IdentityChange);
