//! What the audit says: every act by its one name, the kinds one filters by, and what an act was done to.
//!
//! A new act is one line in [`ActName`]; the window's sentence for it does not compile until it exists in every language.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $text:tt, $kind:ident;)*) => {
        /// Everything the audit knows by name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        pub enum ActName {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl ActName {
            /// Every act, by kind.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Returns the name this act has in the database, for example `session.signed_in`.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// Returns which filter shows this act.
            pub fn kind(self) -> ActKind {
                match self {
                    $(Self::$name => ActKind::$kind,)*
                }
            }
        }
    };
}

acts! {
    /// Somebody signed in.
    SignedIn = "session.signed_in", SignIn;
    /// Somebody signed out, or the desk locked itself.
    SignedOut = "session.signed_out", SignIn;
    /// A passphrase was refused; the subject is whose it should have been.
    SignInRefused = "session.refused", SignIn;
    /// This computer's passphrase opened the data.
    DeviceOpened = "device.opened", SignIn;
    /// The 24 words opened the data and put the keys back.
    DeviceRecovered = "device.recovered", SignIn;

    /// A clinical conversation was read; at most once in a quarter of an hour for each person and conversation.
    ThreadRead = "thread.read", Reading;
    /// A file was handed to another program of this computer.
    FileOpened = "file.opened_outside", Reading;

    /// A text was queued.
    TextSent = "message.text_sent", Sending;
    /// A template was queued.
    TemplateSent = "message.template_sent", Sending;
    /// A file was queued.
    FileSent = "message.file_sent", Sending;
    /// A place, a card, choices or a request were queued.
    ContentSent = "message.content_sent", Sending;
    /// The private reply to a comment was queued.
    PrivateReplySent = "message.private_reply_sent", Sending;
    /// An acknowledgement left by itself; the detail says by which hours, and which flag was known.
    AcknowledgementSent = "message.acknowledgement_sent", Sending;
    /// A reaction was queued, or taken back.
    Reacted = "message.reacted", Sending;
    /// A failed or uncertain message was queued once more.
    Resent = "message.resent", Sending;
    /// An uncertain message was left as it is.
    Left = "message.left", Sending;
    /// A conversation was taken over from another app.
    TakenOver = "conversation.taken_over", Sending;
    /// An assistant was given words of a conversation; the detail names the feature, the place and the call as it is counted.
    AssistAsked = "assist.asked", Sending;

    /// A flag was acknowledged.
    AlertAcknowledged = "alert.acknowledged", People;
    /// A flag was passed to a colleague.
    AlertPassed = "alert.passed", People;
    /// A flag asked somebody of the on-call order by itself; the detail names them and the level it has.
    AlertAsked = "alert.asked_by_itself", People;
    /// In which order people are asked about flags was changed.
    OnCallChanged = "alert.on_call_changed", Settings;
    /// A step of the protocol was done about a flag; the detail names version and step.
    ProtocolTicked = "protocol.ticked", People;
    /// It was not done after all.
    ProtocolUnticked = "protocol.unticked", People;
    /// The protocol was shown beside a flag; the detail names the version. At most once in a quarter of an hour.
    ProtocolShown = "protocol.shown", Reading;
    /// The clinic's protocol was changed, or the original put back.
    ProtocolChanged = "protocol.changed", Settings;
    /// The emergency numbers of a country were confirmed.
    EmergencyNumbersConfirmed = "emergency_numbers.confirmed", Settings;
    /// A call was begun from a flag.
    AlertCalled = "alert.called", People;
    /// What came of a flag was written down; the detail names it by its code.
    AlertOutcome = "alert.outcome", People;
    /// A flag was said to be wrong; the detail names the reason by its code.
    AlertWrong = "alert.wrong", People;
    /// A reminder of a flag was ended by hand.
    ReminderSettled = "alert.reminder_settled", People;
    /// A phrase of the clinic's own was written or changed.
    FlagPhraseSaved = "flag_phrase.saved", Settings;
    /// A phrase of the clinic's own was removed.
    FlagPhraseRemoved = "flag_phrase.removed", Settings;
    /// Words that were a false alarm raise flags again.
    ShieldRemoved = "shield.removed", Settings;
    /// A rule raises no more than a review here.
    RuleLowered = "flag_rule.lowered", Settings;
    /// A rule raises what it did before.
    RuleRestored = "flag_rule.restored", Settings;
    /// What people are shown beside a flag was changed.
    AlertSettingsChanged = "alert.settings_changed", Settings;
    /// What Monitoring shows of patients was printed; about one of them, or about all.
    MonitoringPrinted = "monitoring.printed", People;
    /// The owner's account was made.
    OwnerCreated = "staff.owner_created", People;

    /// Calls are to go through a telephone vendor, or no more; the detail says which.
    PhoneVendorChanged = "phone.vendor_changed", Settings;
    /// Somebody wrote down their own telephone, or took it away.
    OwnPhoneChanged = "phone.own_changed", Settings;
    /// A telephone vendor was asked to ring somebody of the clinic and connect them; the result says what came of it.
    CallRung = "phone.rung", Sending;
    /// Somebody chose a new passphrase for themselves.
    PassphraseChanged = "staff.passphrase_changed", SignIn;
    /// An owner who forgot their passphrase came back with the 24 words.
    Recovered = "session.recovered", SignIn;
    /// The emergency code was used; the detail names the reason by its code.
    EmergencyUsed = "emergency.used", SignIn;
    /// An owner acknowledged that the emergency code was used.
    EmergencyAcknowledged = "emergency.acknowledged", SignIn;
    /// A conversation was given to somebody, or to nobody.
    Assigned = "conversation.assigned", People;
    /// A conversation was put away until a time.
    Snoozed = "conversation.snoozed", People;
    /// A conversation was put away as done.
    Resolved = "conversation.resolved", People;
    /// A conversation was taken back to the open ones.
    Reopened = "conversation.reopened", People;
    /// A lead was made a patient.
    LeadConverted = "lead.converted", People;
    /// Somebody who is no patient was moved to the leads.
    MovedToLeads = "contact.moved_to_leads", People;
    /// Whom to call about a patient in an emergency was written down.
    EmergencyContactWritten = "emergency_contact.written", People;
    /// Nobody is to be called about a patient any more.
    EmergencyContactRemoved = "emergency_contact.removed", People;
    /// Whom to call about a patient was shown beside a flag; at most once in a quarter of an hour for each person.
    EmergencyContactShown = "emergency_contact.shown", Reading;
    /// A call to them was begun from a flag.
    EmergencyContactCalled = "emergency_contact.called", People;
    /// Two contacts were said to be one person.
    PersonJoined = "person.joined", People;
    /// A contact was taken out of a person.
    PersonTakenOut = "person.taken_out", People;
    /// Two contacts were said not to be one person.
    PersonKeptApart = "person.kept_apart", People;
    /// What was said of who is who was taken back.
    PersonTakenBack = "person.taken_back", People;
    /// The card of a person was changed.
    RecordWritten = "person.written", People;
    /// A lead was given another status.
    LeadMoved = "lead.moved", People;
    /// A lead was said not to be urgent.
    InterestDismissed = "lead.not_urgent", People;
    /// A person was given a label, or one was taken away.
    PersonLabelled = "person.labelled", People;
    /// An internal note was written.
    NoteAdded = "note.added", People;
    /// An internal note was changed.
    NoteEdited = "note.edited", People;
    /// An internal note was pinned, or not any more.
    NotePinned = "note.pinned", People;
    /// An internal note was removed, or taken back.
    NoteRemoved = "note.removed", People;
    /// What a person agreed to, or took back, was recorded.
    ConsentRecorded = "consent.recorded", People;
    /// A person was erased; the detail names the reason by its code.
    PersonErased = "person.erased", People;
    /// What there is of a person was written into a folder outside.
    PersonExported = "person.exported", People;
    /// A person was put under a legal hold.
    HoldSet = "person.hold_set", People;
    /// A legal hold was lifted.
    HoldLifted = "person.hold_lifted", People;
    /// The rules of retention were gone through; the detail counts who was due and who went.
    RetentionRan = "retention.ran", People;
    /// Patients were taken from a file; the detail counts them.
    PatientsImported = "patients.imported", People;
    /// An account was made.
    StaffAdded = "staff.added", People;
    /// An account was given another name.
    StaffRenamed = "staff.renamed", People;
    /// An account was given another role.
    StaffRoleChanged = "staff.role_changed", People;
    /// An account was removed.
    StaffRemoved = "staff.removed", People;
    /// An owner gave somebody a new passphrase.
    PassphraseReset = "staff.passphrase_reset", People;

    /// Settings were changed; the detail names which, never their values.
    SettingsChanged = "settings.changed", Settings;
    /// Time zone, opening hours or automatic replies were changed; the detail names which, never their values.
    HoursChanged = "hours.changed", Settings;
    /// The 24 words were written down and confirmed.
    PhraseConfirmed = "keys.phrase_confirmed", Settings;
    /// This computer's passphrase was chosen.
    DevicePassphraseChosen = "device.passphrase_chosen", Settings;
    /// The first run was ended.
    SetUpFinished = "clinic.set_up", Settings;
    /// This computer was paired with the relay.
    RelayPaired = "relay.paired", Settings;
    /// Another of the clinic's computers let this one in.
    DeviceJoined = "device.joined", Settings;
    /// A further computer was let in.
    DeviceLetIn = "device.let_in", Settings;
    /// A computer that asked to be let in was turned away.
    DeviceTurnedAway = "device.turned_away", Settings;
    /// A computer of the clinic was given another name.
    DeviceRenamed = "device.renamed", Settings;
    /// A computer of the clinic was taken out.
    DeviceRemoved = "device.removed", Settings;
    /// A channel was connected, or given a new token.
    ChannelConnected = "channel.connected", Settings;
    /// A channel was switched on.
    ChannelSwitchedOn = "channel.switched_on", Settings;
    /// A channel was switched off.
    ChannelSwitchedOff = "channel.switched_off", Settings;
    /// A channel was moved to the other side, or given another colour.
    ChannelChanged = "channel.changed", Settings;
    /// A template was written.
    TemplateCreated = "template.created", Settings;
    /// A template was changed.
    TemplateEdited = "template.edited", Settings;
    /// A template was deleted.
    TemplateDeleted = "template.deleted", Settings;
    /// Somebody may open patients by this computer’s login.
    LoginAllowed = "staff.login_allowed", Settings;
    /// This computer’s login opens patients for somebody no more.
    LoginForbidden = "staff.login_forbidden", Settings;
    /// An emergency code was made.
    EmergencyCodeMade = "emergency.code_made", Settings;
    /// The emergency code was made void.
    EmergencyCodeVoided = "emergency.code_voided", Settings;
    /// New 24 words took the place of the old.
    PhraseRenewed = "recovery_phrase.renewed", Settings;
    /// Patients’ data is to be encrypted with a new key.
    ClinicalKeyDue = "clinical_key.renewal_due", Settings;
    /// Patients’ data was encrypted with a new key.
    ClinicalKeyRenewed = "clinical_key.renewed", Settings;
    /// A quick reply was written or changed.
    QuickReplySaved = "quick_reply.saved", Settings;
    /// A quick reply was removed.
    QuickReplyRemoved = "quick_reply.removed", Settings;
    /// A label was made or changed.
    LabelSaved = "label.saved", Settings;
    /// A label was removed.
    LabelRemoved = "label.removed", Settings;
    /// Where and when backups are made was chosen.
    BackupPlanned = "backup.planned", Settings;
    /// A backup was made and read again.
    BackupMade = "backup.made", Settings;
    /// A backup could not be made; the result says why.
    BackupFailed = "backup.failed", Settings;
    /// Older backups were destroyed; the detail counts them.
    BackupRemoved = "backup.removed", Settings;
    /// The clinic was put back from a backup; the detail says of which instant.
    BackupRestored = "backup.restored", Settings;
    /// How long people of a side are kept was changed; the detail says from how long to how long.
    RetentionChanged = "retention.changed", Settings;
    /// The register of processing was saved outside.
    RegisterSaved = "register.saved", Settings;
    /// The text tone of what patients write is read from now on.
    ToneSwitchedOn = "tone.switched_on", Settings;
    /// The text tone of what patients write is read no more, and what was read is forgotten.
    ToneSwitchedOff = "tone.switched_off", Settings;
    /// Assistants were set up otherwise; the detail names what of them, never a key.
    AssistChanged = "assist.changed", Settings;
    /// Calls to Meta older than their time were forgotten.
    CallsForgotten = "api.forgotten", Settings;
    /// A broken audit was closed and a new chain begun; the detail holds the hash of what did not fit and of the reason.
    AuditBegunAnew = "audit.begun_anew", Settings;
}

impl ActName {
    /// Returns the act of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|act| act.as_str() == name)
    }
}

/// What one filters the audit by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ActKind {
    /// Signing in and out.
    SignIn,
    /// Reading what is clinical.
    Reading,
    /// Everything that leaves the clinic.
    Sending,
    /// Patients, leads, flags, staff.
    People,
    /// How the clinic is set up.
    Settings,
}

impl ActKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::SignIn,
        Self::Reading,
        Self::Sending,
        Self::People,
        Self::Settings,
    ];

    /// Returns the kind of an act by its name; of one that has no line here, by the part before the dot.
    pub fn of(act: &str) -> Self {
        if let Some(known) = ActName::from_name(act) {
            return known.kind();
        }
        match act.split('.').next().unwrap_or_default() {
            "session" | "sign_in" => Self::SignIn,
            "thread" | "file" => Self::Reading,
            "message" | "outbox" => Self::Sending,
            "alert" | "appointment" | "consent" | "contact" | "conversation" | "identity"
            | "import" | "label" | "lead" | "note" | "patient" | "people" | "person" | "record"
            | "staff" => Self::People,
            _ => Self::Settings,
        }
    }

    /// Returns the name this kind has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Reading => "reading",
            Self::Sending => "sending",
            Self::People => "people",
            Self::Settings => "settings",
        }
    }
}

/// What kind of thing an act was done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// A conversation.
    Conversation,
    /// A person: patient or lead.
    Identity,
    /// A member of staff.
    Staff,
    /// A channel.
    Channel,
    /// A flag.
    Alert,
}

impl SubjectKind {
    /// Every kind, in the order in which a detail that names several is read.
    pub const ALL: [Self; 5] = [
        Self::Conversation,
        Self::Identity,
        Self::Staff,
        Self::Channel,
        Self::Alert,
    ];

    /// Returns the name this kind has in the database and in details.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Conversation => "conversation",
            Self::Identity => "identity",
            Self::Staff => "staff",
            Self::Channel => "channel",
            Self::Alert => "alert",
        }
    }

    /// Returns the kind of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

#[cfg(test)]
mod tests;
