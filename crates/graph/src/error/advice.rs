//! What people are told about a refusal, and what they are offered to do.
//!
//! Names of sentences only: the words stand in the window, in every language. Which code has which is in
//! `table`; lists follow the column "Tell the clinic" of REFERENCE §22.

use std::fmt;

use serde::Serialize;
use ts_rs::TS;

use super::table::{self, Rule};

/// Makes an enum whose values have stable names.
macro_rules! named {
    ($(#[$about:meta])+ $name:ident { $($(#[$says:meta])+ $variant:ident = $text:literal,)+ }) => {
        $(#[$about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
        pub enum $name {
            $($(#[$says])+ #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Returns its stable name, in snake case.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// Returns the one with this name; `None` for a name nobody has.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == name)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

named! {
    /// Which sentence tells people about a refusal.
    Advice {
        /// Meta cannot be reached; we keep trying.
        NoConnection = "no_connection",
        /// Meta is having trouble; try later.
        MetaTrouble = "meta_trouble",
        /// It may have gone out: look again in a minute.
        CheckInAMinute = "check_in_a_minute",
        /// Sending is slowed down for a while; it waits its turn.
        SlowedDown = "slowed_down",
        /// Meta is moving the number; it waits a few minutes.
        Maintenance = "maintenance",
        /// Meta refused it, and says why in `details`.
        MetaSays = "meta_says",
        /// A mistake of this program: show `details`, report it.
        Bug = "bug",
        /// Nothing to tell.
        Nothing = "nothing",
        /// Connect the channel again.
        Reconnect = "reconnect",
        /// The person who connected the channel has to log in to Facebook, then connect again.
        LogInToFacebook = "log_in_to_facebook",
        /// The person who connected the channel has no role on the Page any more: connect again.
        NoPageRole = "no_page_role",
        /// Connect again and grant all permissions.
        GrantPermissions = "grant_permissions",
        /// The app lacks a permission of Meta: contact its support.
        AppLacksPermission = "app_lacks_permission",
        /// The app is not live: only people with a role on it can be written to.
        AppNotLive = "app_not_live",
        /// The channel does not exist at Meta any more, or may not be seen.
        ChannelGone = "channel_gone",
        /// What this is about does not exist at Meta any more.
        ObjectGone = "object_gone",
        /// Meta has locked the account.
        AccountLocked = "account_locked",
        /// Meta has restricted the account: open Business Support Home.
        AccountRestricted = "account_restricted",
        /// Meta has restricted the Page: see its Page quality.
        PageRestricted = "page_restricted",
        /// Too many people reported this number: check its quality.
        SpamLimit = "spam_limit",
        /// Add or put right the payment method in WhatsApp Manager.
        Payment = "payment",
        /// Meta's terms for payments are not accepted.
        PaymentsTerms = "payments_terms",
        /// The display name of the number is not approved yet.
        NamePending = "name_pending",
        /// The number has to be registered.
        RegisterNumber = "register_number",
        /// The number has to be verified first, by SMS or call.
        VerifyNumber = "verify_number",
        /// The verification code was not taken: ask for a new one.
        VerificationCode = "verification_code",
        /// The PIN of the two-step verification is wrong.
        WrongPin = "wrong_pin",
        /// Too many PINs were tried, or too fast: wait.
        PinLocked = "pin_locked",
        /// The number was taken off just now: wait five minutes.
        WaitToRegister = "wait_to_register",
        /// The number was registered too often: wait 72 hours.
        RegistrationLocked = "registration_locked",
        /// Taking the number off did not end: do it again.
        DeregisterAgain = "deregister_again",
        /// The username of the business was not taken.
        Username = "username",
        /// The history of the phone cannot be read: done already, more than 24 hours ago, or refused there.
        CoexistenceSync = "coexistence_sync",
        /// The service window is closed: use a template.
        WindowClosed = "window_closed",
        /// The service window is closed: within seven days a person may still answer by hand.
        WindowClosedPage = "window_closed_page",
        /// This number cannot be reached on WhatsApp.
        NumberUnreachable = "number_unreachable",
        /// This person cannot receive messages.
        PersonUnreachable = "person_unreachable",
        /// A number cannot write to itself.
        OwnNumber = "own_number",
        /// A test number: add the phone to its list in the Meta app.
        TestNumberOnly = "test_number_only",
        /// The clinic has blocked this person: unblock first.
        Blocked = "blocked",
        /// This needs the phone number, which is not known.
        NeedsNumber = "needs_number",
        /// The person has stopped marketing messages.
        OptedOut = "opted_out",
        /// Meta held it back: do not send it again today.
        HeldByMeta = "held_by_meta",
        /// Meta did not deliver it: wait until the person writes.
        Experiment = "experiment",
        /// Messages to this country are not allowed.
        CountryNotAllowed = "country_not_allowed",
        /// The phone or number of the person changed: make sure who it is, then send again.
        IdentityChanged = "identity_changed",
        /// Some people could not be blocked or unblocked.
        BlockList = "block_list",
        /// Name and picture are not to be had; nothing to do.
        ProfileSilent = "profile_silent",
        /// Another app answers here: take over the conversation.
        TakeOver = "take_over",
        /// Switch on "Allow access to messages" in Instagram.
        SwitchOnInstagramMessages = "switch_on_instagram_messages",
        /// Meta does not take this tag any more.
        TagGone = "tag_gone",
        /// The comment was answered in private already.
        PrivateReplyUsed = "private_reply_used",
        /// It was sent already.
        AlreadySent = "already_sent",
        /// This kind of message is not supported.
        TypeNotSupported = "type_not_supported",
        /// The type or size of the file is not accepted.
        MediaRefused = "media_refused",
        /// The file is too big.
        MediaTooBig = "media_too_big",
        /// Meta could not fetch the file: upload it instead.
        UploadInstead = "upload_instead",
        /// The file that came could not be fetched: ask to send it again, smaller.
        ResendSmaller = "resend_smaller",
        /// It can only be seen on the phone.
        OpenOnPhone = "open_on_phone",
        /// Something is missing, perhaps a variable of the template.
        ParameterMissing = "parameter_missing",
        /// The variables do not fit the template.
        TemplateVariables = "template_variables",
        /// The template does not exist in this language, or is not approved.
        TemplateMissing = "template_missing",
        /// The text is too long once it is filled in.
        TemplateTooLong = "template_too_long",
        /// The text of the template breaks Meta's rules: change it.
        TemplatePolicy = "template_policy",
        /// The template is paused or switched off for its quality: change it or use another.
        TemplatePaused = "template_paused",
        /// The template was not taken: Meta says what to change.
        TemplateForm = "template_form",
        /// The account has as many templates as it may have.
        TemplateLimit = "template_limit",
        /// Marketing templates are off or limited: look through them.
        TemplateReview = "template_review",
        /// The numbers of templates are not to be had.
        TemplateInsights = "template_insights",
        /// The way for marketing messages cannot be used for this, or not now.
        MarketingApi = "marketing_api",
        /// The form of this message is blocked or slowed down by Meta.
        Flow = "flow",
    }
}

named! {
    /// What people are offered to do about a refusal.
    Action {
        /// Nothing.
        None = "none",
        /// Wait: it goes on by itself, or may be tried later.
        Wait = "wait",
        /// Send it again.
        TryAgain = "try_again",
        /// Report it, with the code and the trace id.
        ReportBug = "report_bug",
        /// Connect the channel again.
        Reconnect = "reconnect",
        /// Open Meta's page of the business: payment, quality, restrictions.
        OpenBusinessManager = "open_business_manager",
        /// Open the app in Meta's dashboard: test numbers, going live.
        OpenMetaApp = "open_meta_app",
        /// Open Instagram's settings.
        OpenInstagram = "open_instagram",
        /// Look at it on the phone.
        OpenPhone = "open_phone",
        /// Verify and register the number.
        RegisterNumber = "register_number",
        /// Enter the PIN.
        EnterPin = "enter_pin",
        /// Choose a template.
        UseTemplate = "use_template",
        /// Answer by hand, with the human agent tag.
        AnswerByHand = "answer_by_hand",
        /// Read the templates from Meta again.
        SyncTemplates = "sync_templates",
        /// Change the template.
        EditTemplate = "edit_template",
        /// Change the message.
        EditMessage = "edit_message",
        /// Choose another file: smaller, or of another type.
        SendSmaller = "send_smaller",
        /// Unblock the person.
        Unblock = "unblock",
        /// Ask the person for the number.
        AskForNumber = "ask_for_number",
        /// Take over the conversation.
        TakeOver = "take_over",
    }
}

/// Returns what follows from a code, in an answer or in a `failed` status. A code this program does not
/// know is final, and told in Meta's words.
pub fn advice(code: i64, subcode: Option<i64>) -> (Rule, Advice, Action) {
    match table::row(code, subcode) {
        Some(row) => (row.rule, row.advice, row.action),
        None => (Rule::Never, Advice::MetaSays, Action::ReportBug),
    }
}
