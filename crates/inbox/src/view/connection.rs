//! The connection page: relay, channels, and what the first run proved.

use recado_domain::{
    channel::{ChannelKind, Side},
    id::ChannelId,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How relay and channels stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionView {
    /// The relay.
    pub relay: RelayView,
    /// One a channel.
    pub channels: Vec<ChannelView>,
    /// Messages waiting to leave.
    pub outbox_waiting: u64,
}

/// How the relay stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RelayView {
    /// Its address without scheme; absent before pairing.
    pub address: Option<String>,
    /// Whether the last poll was answered.
    pub is_reachable: bool,
    /// Whether the first request since the start is still under way: nobody can say yet whether it answers.
    pub is_trying: bool,
    /// Whether it does not know this computer any more: it was removed, and receives and sends nothing.
    pub is_removed: bool,
    /// When the relay last answered.
    pub last_contact_at: Option<i64>,
    /// Envelopes that wait there, as of the last contact.
    pub waiting: u64,
    /// Items received that could not be read at all; each kept.
    pub unreadable: u64,
    /// How the last self-tests went; absent before the first.
    pub self_test: Option<SelfTestView>,
    /// Accounts at Meta whose webhooks arrive here but which no clinic on this relay has connected.
    pub unclaimed: Vec<String>,
}

/// How the last self-tests went: events that go the whole way in, but for Meta.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SelfTestView {
    /// When the last one came back.
    pub last_at: Option<i64>,
    /// How long it took, in milliseconds.
    pub took_ms: Option<u64>,
    /// Whether those since do not come back.
    pub is_lost: bool,
}

/// How a channel stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChannelView {
    /// Which channel.
    pub id: ChannelId,
    /// Its kind.
    pub kind: ChannelKind,
    /// Which side unknown senders go to.
    pub side: Side,
    /// The number or account name as shown.
    pub shown: String,
    /// The name patients see.
    pub name: String,
    /// Whether it is switched on.
    pub is_on: bool,
    /// How it stands.
    pub state: ChannelState,
    /// Quality at Meta: `GREEN`, `YELLOW`, `RED`; absent if unknown.
    pub quality: Option<String>,
    /// The last webhook for it.
    pub last_webhook_at: Option<i64>,
    /// Its colour in the inbox.
    pub colour: ChannelColour,
    /// How many people may be written to a day by template, as Meta names it, for example `TIER_2K`.
    pub messaging_limit: Option<String>,
    /// Why Meta does not let it send, in Meta's word, for example `DISABLE`; absent while it does.
    pub restriction: Option<String>,
    /// What Meta told about it lately, newest first.
    pub events: Vec<ChannelEventView>,
}

/// The colours a channel can have in the inbox; never the only sign of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChannelColour {
    /// The colour of its kind.
    Own,
    /// Teal.
    Teal,
    /// Blue.
    Blue,
    /// Violet.
    Violet,
    /// Pink.
    Pink,
    /// Orange.
    Orange,
    /// Grey.
    Grey,
}

/// Something Meta told about a channel or its account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChannelEventView {
    /// When.
    pub at: i64,
    /// What it is about.
    pub about: ChannelEventKind,
    /// Whether somebody should do something.
    pub is_warning: bool,
    /// Meta's words for it: event, template name, limit; never a patient's.
    pub detail: String,
}

/// What Meta tells about channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChannelEventKind {
    /// A template's review, pause or deletion.
    TemplateStatus,
    /// A template's quality.
    TemplateQuality,
    /// A template's category, and so its price.
    TemplateCategory,
    /// A template's words.
    TemplateComponents,
    /// The number's quality or limit.
    Quality,
    /// The number's name.
    Name,
    /// The account's review.
    Review,
    /// The account itself: restricted, disabled, disconnected.
    Account,
    /// A warning of Meta's.
    Alert,
    /// What the account may do.
    Capability,
    /// PIN and two-step verification.
    Security,
    /// A user name.
    Username,
    /// A flow.
    Flow,
    /// The import of the phone's history.
    History,
    /// A policy decision about a Page.
    Policy,
    /// An error at the level of the account.
    Error,
    /// Something else, by Meta's field.
    Other,
}

/// What an owner may change about a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChannelChange {
    /// Which.
    pub channel: ChannelId,
    /// Whether it is switched on: off means nothing is stored and nothing is sent; history stays.
    pub is_on: bool,
    /// Which side unknown senders go to from now on.
    pub side: Side,
    /// Its colour in the inbox.
    pub colour: ChannelColour,
}

/// What is needed to connect a Page or an Instagram account by hand.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PageForm {
    /// Messenger or Instagram.
    pub kind: ChannelKind,
    /// The Page's id. Instagram: the Page the account is linked to.
    pub page_id: String,
    /// Page access token.
    pub token: String,
    /// The Meta app's id; empty has it looked up from the token.
    pub app_id: String,
    /// The Meta app's secret.
    pub app_secret: String,
    /// The verify token of the webhook.
    pub verify_token: String,
}

impl std::fmt::Debug for PageForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PageForm(..)")
    }
}

/// Whether a channel works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChannelState {
    /// Sends and receives.
    Connected,
    /// Graph answers, but no inbound message has proved the way in yet.
    WaitingForMessage,
    /// Meta refuses the token.
    SignInAgain,
    /// Meta has trouble; sending pauses for a while.
    Paused,
}

/// What is needed to connect a WhatsApp number by hand.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WhatsAppForm {
    /// WhatsApp Business Account id.
    pub waba_id: String,
    /// Phone number id.
    pub number_id: String,
    /// System-user access token.
    pub token: String,
    /// The Meta app's id; empty has it looked up from the token.
    pub app_id: String,
    /// The Meta app's secret.
    pub app_secret: String,
    /// The verify token of the webhook.
    pub verify_token: String,
}

impl std::fmt::Debug for WhatsAppForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WhatsAppForm(..)")
    }
}

/// What was proved about a channel, each line with what to do when it is not so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProofView {
    /// The channel; absent when it could not be made yet.
    pub channel: Option<ChannelId>,
    /// The number as Meta shows it.
    pub number: Option<String>,
    /// The address Meta must call, to be pasted at Meta.
    pub webhook_url: Option<String>,
    /// The checks in order.
    pub checks: Vec<CheckView>,
    /// Whether everything was proved, the inbound message included.
    pub is_connected: bool,
}

/// One proved or missing point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckView {
    /// What was looked at.
    pub check: Check,
    /// What came out.
    pub result: CheckResult,
}

/// What has to be true before "connected" is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// Graph accepts the token.
    Token,
    /// The number belongs to the WhatsApp Business Account.
    Number,
    /// The app is subscribed to the WhatsApp Business Account.
    AccountSubscription,
    /// The app's webhook points at our relay, with the field `messages`.
    AppSubscription,
    /// The relay knows the account, the app secret and the verify token.
    Relay,
    /// A real message came in.
    InboundMessage,
}

/// What a check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckResult {
    /// It is so.
    Passed,
    /// Not known yet.
    Waiting,
    /// It is not so; the window says what to do.
    Failed,
    /// It could not be looked up just now; try again.
    Unreachable,
}
