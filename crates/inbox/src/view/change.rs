//! What changed, by ids only: the window asks for the views it shows.

use recado_domain::{
    channel::Side,
    id::{AlertId, ConversationId, MediaId},
};
use serde::Serialize;
use ts_rs::TS;

/// One change. It never carries a name, a number or a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(
    tag = "kind",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
pub enum Change {
    /// Messages, statuses, the draft or the window of a conversation.
    Conversation {
        /// Its place.
        side: Side,
        /// Which one.
        conversation: ConversationId,
    },
    /// An alert was raised or acknowledged.
    Alert {
        /// Which one.
        alert: AlertId,
        /// Its conversation.
        conversation: ConversationId,
    },
    /// A file came further on its way; its message is the same.
    Media {
        /// The place of its conversation.
        side: Side,
        /// The conversation.
        conversation: ConversationId,
        /// The file.
        media: MediaId,
        /// How much of it has come.
        received_bytes: u64,
        /// Its size, if known.
        bytes: Option<u64>,
    },
    /// Relay, channels or outbox.
    Connection,
    /// Templates were synchronised.
    Templates,
    /// A quick reply was kept or removed.
    QuickReplies,
    /// Labels of a place, or many of its people at once.
    Records {
        /// The place.
        side: Side,
    },
    /// Older messages were read for their tone.
    Tone,
    /// The summary of a day of this conversation's person was made or changed.
    Summary {
        /// The conversation, a patient's.
        conversation: ConversationId,
    },
    /// The audit was verified.
    Audit,
    /// A backup or a restore came further.
    Backup,
    /// The app's stage, settings or badges.
    App,
    /// A notification was clicked: show this conversation (after unlocking).
    OpenConversation {
        /// Its place.
        side: Side,
        /// Which one.
        conversation: ConversationId,
    },
}

/// What a command says when it cannot do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CommandError {
    /// Which sentence and which action the window shows.
    pub code: ErrorCode,
    /// A number that belongs to the sentence: Meta's code, seconds to wait; never a name or a text.
    pub detail: Option<i64>,
}

/// Codes the window has a sentence and an action for, in four languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Clinical history needs a sign-in.
    Locked,
    /// The role of whoever is signed in does not allow it.
    NotAllowed,
    /// The clinical data is being re-encrypted: in a moment.
    Renewing,
    /// Something is still being written or sent: in a moment.
    Busy,
    /// Their passphrase reaches no clinical key: an owner gives a new one.
    NoClinicalKey,
    /// One owner has to stay.
    LastOwner,
    /// A new recovery phrase has to be made first.
    NewPhraseNeeded,
    /// Not the emergency code, or it was used.
    WrongCode,
    /// The passphrase does not open it.
    WrongPassphrase,
    /// The passphrase is too short.
    WeakPassphrase,
    /// These are not the 24 words.
    WrongPhrase,
    /// The keyring does not answer.
    KeyringUnreachable,
    /// The database is from a newer version.
    NewerVersion,
    /// The database cannot be opened with this key.
    WrongKey,
    /// The pairing code is not of the right form.
    PairingCodeUnreadable,
    /// The relay does not know the code, or it was used or is too old.
    PairingRefused,
    /// Too many attempts: wait.
    TooManyAttempts,
    /// The relay cannot be reached.
    RelayUnreachable,
    /// The relay speaks a newer protocol: update this app.
    RelayNewer,
    /// Graph cannot be reached.
    MetaUnreachable,
    /// Meta refuses the token.
    TokenRejected,
    /// The account and the number do not belong together.
    NumberNotInAccount,
    /// The service window is closed.
    WindowClosed,
    /// The contact stopped marketing: no such template may go to them.
    MarketingStopped,
    /// The text is empty or too long.
    TextLength,
    /// A variable of the template is empty or unknown.
    TemplateVariables,
    /// The template is not approved (any more).
    TemplateMissing,
    /// The channel is switched off.
    ChannelOff,
    /// A flag is open: the conversation stays in view until somebody has acknowledged it.
    AlertOpen,
    /// Replies have not left yet, or may not have.
    RepliesWait,
    /// Another app answers this conversation.
    HandledElsewhere,
    /// The channel does not take this kind of message or file.
    NotTaken,
    /// The file is too big for the channel.
    TooBig,
    /// The microphone cannot be used.
    NoMicrophone,
    /// No program on this computer opens this file.
    NoProgram,
    /// A reply is leaving at this moment; it can be tried again soon.
    StillLeaving,
    /// A legal hold keeps everything of this person.
    OnHold,
    /// Meta refused; the detail is its code.
    Refused,
    /// The code on the screen is not the one that was compared: begin again.
    CodeChanged,
    /// The thing asked for is not here (any more).
    NotFound,
    /// The folder or the drive of the backups is not there.
    BackupMissing,
    /// There is a clinic on this computer already.
    ClinicHere,
    /// The backup is not whole.
    BackupDamaged,
    /// A field is empty or of the wrong form.
    InvalidInput,
    /// The disk is full or cannot be written.
    Storage,
}
