//! Identifiers of our own, each its own type so that one can't stand for another.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// A UUIDv7, for example `019a8c1e-5d0a-7c3e-8a70-3f0f6c9b2d11`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[ts(type = "string")]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// Returns a fresh id, ordered by the time it was made.
            pub fn generate() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

id! {
    /// One person across channels.
    IdentityId
}
id! {
    /// One way to reach the clinic: a WhatsApp number, a Page, an Instagram account.
    ChannelId
}
id! {
    /// All messages with one contact on one channel.
    ConversationId
}
id! {
    /// A message on its way out, from the keystroke to Meta's acceptance; travels as Meta's callback data.
    OutboxId
}
id! {
    /// A member of the clinic's staff.
    StaffId
}
id! {
    /// A risk alert.
    AlertId
}
id! {
    /// A computer of the clinic that is paired with its relay.
    DeviceId
}
id! {
    /// A file of a message; also the name of its encrypted file.
    MediaId
}
id! {
    /// A saved text of the clinic or of one member of staff.
    QuickReplyId
}
id! {
    /// Something a person said about who is who.
    PersonActId
}
id! {
    /// A person's conversations on their way from one side to the other.
    MoveId
}
id! {
    /// A label of one side.
    LabelId
}
id! {
    /// An internal note about a person.
    NoteId
}
id! {
    /// Something a person agreed to, or took back.
    ConsentId
}
id! {
    /// A phrase of the clinic's own that raises a flag.
    PhraseId
}
id! {
    /// Words of a person that were a false alarm.
    ShieldId
}
id! {
    /// A call to an assistant, as it is counted.
    AssistUsageId
}
id! {
    /// The summary of one person's day.
    SummaryId
}
