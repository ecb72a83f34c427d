//! What a command says when it cannot do what was asked; codes for the window, causes for the log.

use crate::{
    keychain::KeychainError,
    microphone::MicrophoneError,
    relay::RelayError,
    view::change::{CommandError, ErrorCode},
};
use recado_domain::template::TemplateError;
use recado_graph::error::GraphError;
use recado_protocol::error::ErrorCode as RelayCode;
use recado_store::{
    backup::BackupError,
    error::{OpenError, StoreError},
    key::file::KeysError,
    media_file::MediaFileError,
};

/// Why a command could not be done.
#[derive(Debug, thiserror::Error)]
pub enum InboxError {
    /// Clinical history needs a sign-in, or the set-up has not got that far.
    #[error("nobody is signed in")]
    Locked,
    /// The role of whoever is signed in does not allow it.
    #[error("the role does not allow this")]
    NotAllowed,
    /// The clinical data is being re-encrypted.
    #[error("the clinical data is being re-encrypted")]
    Renewing,
    /// Something is still being written or sent that has to end first.
    #[error("something still has to end first")]
    Busy,
    /// The passphrase is right, but nothing clinical is sealed to it: an owner has to give a new one.
    #[error("no clinical key is sealed to them")]
    NoClinicalKey,
    /// Nobody would be left who decides.
    #[error("no owner would be left")]
    LastOwner,
    /// The recovery phrase is of an earlier version and would be left behind.
    #[error("a new recovery phrase is needed first")]
    NewPhraseNeeded,
    /// Not the emergency code, or it was used.
    #[error("the emergency code is wrong or was used")]
    WrongCode,
    /// Too many wrong passphrases: wait.
    #[error("too many attempts")]
    TooManyAttempts {
        /// How long.
        seconds: u64,
    },
    /// A passphrase that opens nothing.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// A passphrase that is too short.
    #[error("the passphrase is too short")]
    WeakPassphrase,
    /// Not the 24 words.
    #[error("the recovery phrase is wrong")]
    WrongPhrase,
    /// The keyring did not answer.
    #[error(transparent)]
    Keychain(#[from] KeychainError),
    /// A database could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A database could not be read or written.
    #[error(transparent)]
    Store(StoreError),
    /// The `keys` file does not serve.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// A text that is no pairing code.
    #[error("the pairing code cannot be read")]
    PairingUnreadable,
    /// The relay did not do it.
    #[error(transparent)]
    Relay(#[from] RelayError),
    /// Meta did not do it.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// The number is not one of the account's.
    #[error("the number is not in the account")]
    NumberNotInAccount,
    /// Free text after the window closed.
    #[error("the service window is closed")]
    WindowClosed,
    /// Marketing for a contact who stopped it.
    #[error("the contact takes no marketing")]
    MarketingStopped,
    /// A text that is empty or too long.
    #[error("the text is empty or too long")]
    TextLength,
    /// A template that cannot leave like this.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A channel that is off or has no token.
    #[error("the channel is off")]
    ChannelOff,
    /// A conversation with an open flag, which stays in view.
    #[error("a flag is open")]
    AlertOpen,
    /// Replies that have not left yet, or may not have: a person decides.
    #[error("replies have not left yet")]
    RepliesWait,
    /// Another app answers this conversation.
    #[error("another app answers this conversation")]
    HandledElsewhere,
    /// The channel does not take this kind of message or file.
    #[error("the channel does not take this")]
    NotTaken,
    /// A file that is too big for the channel.
    #[error("the file is too big")]
    TooBig,
    /// A microphone that cannot be used.
    #[error(transparent)]
    NoMicrophone(#[from] MicrophoneError),
    /// A file that no program here opens, or that is not safe to open.
    #[error("no program opens this file")]
    NoProgram,
    /// A file that is damaged or cannot be written.
    #[error(transparent)]
    MediaFile(#[from] MediaFileError),
    /// A reply is leaving at this moment: nothing moves until its answer is here.
    #[error("a reply is still leaving")]
    StillLeaving,
    /// There is a clinic on this computer already: nothing is put over it.
    #[error("there is a clinic here already")]
    ClinicHere,
    /// A backup that could not be made or read.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// A legal hold keeps everything of this person.
    #[error("a legal hold keeps this person")]
    OnHold,
    /// Another code than the one that a person compared.
    #[error("the code is another one by now")]
    CodeChanged,
    /// What was handed over is not signed by the clinic.
    #[error("what came is not of this clinic")]
    NotTheClinic,
    /// Something that is not here.
    #[error("not found")]
    NotFound,
    /// A field that is empty or of the wrong form.
    #[error("a field is empty or of the wrong form")]
    InvalidInput,
    /// A blocking task that did not come back: the process is ending.
    #[error("the work was cut off")]
    CutOff,
}

impl InboxError {
    /// Returns the code the window has a sentence for.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Locked => ErrorCode::Locked,
            Self::NotAllowed => ErrorCode::NotAllowed,
            Self::Renewing => ErrorCode::Renewing,
            Self::Busy => ErrorCode::Busy,
            Self::NoClinicalKey => ErrorCode::NoClinicalKey,
            Self::LastOwner => ErrorCode::LastOwner,
            Self::NewPhraseNeeded => ErrorCode::NewPhraseNeeded,
            Self::WrongCode => ErrorCode::WrongCode,
            Self::TooManyAttempts { .. } => ErrorCode::TooManyAttempts,
            Self::WrongPassphrase => ErrorCode::WrongPassphrase,
            Self::WeakPassphrase => ErrorCode::WeakPassphrase,
            Self::WrongPhrase => ErrorCode::WrongPhrase,
            Self::Keychain(_) => ErrorCode::KeyringUnreachable,
            Self::Open(OpenError::NewerThanApp { .. }) => ErrorCode::NewerVersion,
            Self::Open(OpenError::WrongKey) => ErrorCode::WrongKey,
            Self::Keys(KeysError::NewerThanApp { .. }) => ErrorCode::NewerVersion,
            Self::Open(_) | Self::Store(_) | Self::Keys(_) | Self::CutOff => ErrorCode::Storage,
            Self::PairingUnreadable => ErrorCode::PairingCodeUnreadable,
            Self::Relay(error) => relay_code(*error),
            Self::Graph(GraphError::TokenRejected { .. }) => ErrorCode::TokenRejected,
            Self::Graph(GraphError::Refused { .. } | GraphError::WindowClosed { .. }) => {
                ErrorCode::Refused
            }
            Self::Graph(
                GraphError::RateLimited { .. }
                | GraphError::Busy { .. }
                | GraphError::Unreachable
                | GraphError::OutcomeUnknown { .. }
                | GraphError::Unreadable { .. },
            ) => ErrorCode::MetaUnreachable,
            Self::NumberNotInAccount => ErrorCode::NumberNotInAccount,
            Self::WindowClosed => ErrorCode::WindowClosed,
            Self::MarketingStopped => ErrorCode::MarketingStopped,
            Self::TextLength => ErrorCode::TextLength,
            Self::Template(TemplateError::NotOffered) => ErrorCode::TemplateMissing,
            Self::Template(_) => ErrorCode::TemplateVariables,
            Self::ChannelOff => ErrorCode::ChannelOff,
            Self::AlertOpen => ErrorCode::AlertOpen,
            Self::RepliesWait => ErrorCode::RepliesWait,
            Self::HandledElsewhere => ErrorCode::HandledElsewhere,
            Self::NotTaken => ErrorCode::NotTaken,
            Self::TooBig => ErrorCode::TooBig,
            Self::NoMicrophone(_) => ErrorCode::NoMicrophone,
            Self::NoProgram => ErrorCode::NoProgram,
            Self::StillLeaving => ErrorCode::StillLeaving,
            Self::OnHold => ErrorCode::OnHold,
            Self::MediaFile(MediaFileError::Missing) | Self::NotFound => ErrorCode::NotFound,
            Self::MediaFile(_) => ErrorCode::Storage,
            Self::ClinicHere => ErrorCode::ClinicHere,
            Self::Backup(error) => backup_code(error),
            Self::InvalidInput => ErrorCode::InvalidInput,
            Self::CodeChanged | Self::NotTheClinic => ErrorCode::CodeChanged,
        }
    }
}

fn backup_code(error: &BackupError) -> ErrorCode {
    match error {
        BackupError::Missing => ErrorCode::BackupMissing,
        BackupError::Damaged => ErrorCode::BackupDamaged,
        BackupError::WrongPhrase => ErrorCode::WrongPhrase,
        BackupError::NewerThanApp => ErrorCode::NewerVersion,
        BackupError::Stopped => ErrorCode::Busy,
        BackupError::NoPhrase => ErrorCode::NewPhraseNeeded,
        BackupError::DiskFull
        | BackupError::Disk(_)
        | BackupError::Open(_)
        | BackupError::Store(_)
        | BackupError::Keys(_) => ErrorCode::Storage,
    }
}

fn relay_code(error: RelayError) -> ErrorCode {
    match error {
        RelayError::Unreachable => ErrorCode::RelayUnreachable,
        RelayError::Refused(RelayCode::PairingCodeWrong) => ErrorCode::PairingRefused,
        RelayError::Refused(RelayCode::JoiningOutOfDate) => ErrorCode::CodeChanged,
        // Another computer changed the list at the same moment.
        RelayError::Refused(RelayCode::RosterOutOfDate | RelayCode::EpochOutOfOrder) => {
            ErrorCode::Busy
        }
        RelayError::Refused(_) => ErrorCode::RelayUnreachable,
        RelayError::Wait { .. } => ErrorCode::TooManyAttempts,
        RelayError::Newer => ErrorCode::RelayNewer,
        RelayError::BadAddress => ErrorCode::PairingCodeUnreadable,
    }
}

impl From<StoreError> for InboxError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Disk
            | StoreError::Damaged
            | StoreError::WrongKey
            | StoreError::Sqlite(_) => Self::Store(error),
        }
    }
}

impl From<&InboxError> for CommandError {
    fn from(error: &InboxError) -> Self {
        let detail = match error {
            InboxError::Relay(RelayError::Wait { seconds })
            | InboxError::TooManyAttempts { seconds } => i64::try_from(*seconds).ok(),
            InboxError::Graph(
                error @ (GraphError::Refused { .. } | GraphError::WindowClosed { .. }),
            ) => error.code(),
            _ => None,
        };
        Self {
            code: error.code(),
            detail,
        }
    }
}

impl From<InboxError> for CommandError {
    fn from(error: InboxError) -> Self {
        tracing::warn!(code = ?error.code(), "command refused: {error}");
        Self::from(&error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_meta_refuses_is_not_called_unreachable() {
        let refused = InboxError::Graph(GraphError::WindowClosed {
            code: 131_047,
            subcode: None,
            trace_id: None,
        });
        let told = CommandError::from(&refused);
        assert_eq!(
            (told.code, told.detail),
            (ErrorCode::Refused, Some(131_047))
        );
        let away = InboxError::Graph(GraphError::Unreachable);
        assert_eq!(away.code(), ErrorCode::MetaUnreachable);
    }
}
