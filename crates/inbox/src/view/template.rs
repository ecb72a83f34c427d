//! Approved templates, ready to be filled.

use recado_domain::{
    channel::Side,
    id::{ConversationId, MediaId},
    media::MediaKind,
    part::Place,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// A template that can be sent now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TemplateView {
    /// Name at Meta, for example `appointment_reminder`.
    pub name: String,
    /// Language at Meta, for example `pt_BR`.
    pub language: String,
    /// `utility`, `marketing` or `authentication`.
    pub category: String,
    /// Header text, with `{{…}}` where variables go.
    pub header: Option<String>,
    /// Body text, with `{{…}}` where variables go.
    pub body: String,
    /// Footer text.
    pub footer: Option<String>,
    /// Labels of its buttons.
    pub buttons: Vec<String>,
    /// The variables to fill, in order: `1`, `2` or names, prefixed `header.`, `button0.` or `card0.` outside the body.
    pub variables: Vec<VariableView>,
    /// The file its header wants; absent when it wants none.
    pub header_media: Option<MediaKind>,
    /// Whether its header wants a place.
    pub wants_place: bool,
    /// Cards of a carousel.
    pub cards: Vec<TemplateCardView>,
    /// Since when the contact takes no such template; absent when it may go to them.
    pub stopped_since: Option<i64>,
}

/// One card of a carousel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TemplateCardView {
    /// The file it wants.
    pub media: MediaKind,
    /// Its words, with `{{…}}` where variables go.
    pub body: String,
    /// Labels of its buttons.
    pub buttons: Vec<String>,
}

/// One variable of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VariableView {
    /// Its key in the values sent back.
    pub key: String,
    /// The example given to Meta, to hint what belongs there.
    pub example: Option<String>,
}

/// A template with its values, to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TemplateToSend {
    /// Its place.
    pub side: Side,
    /// Where to.
    pub conversation: ConversationId,
    /// Name at Meta.
    pub name: String,
    /// Language at Meta.
    pub language: String,
    /// Values by variable key.
    pub values: BTreeMap<String, String>,
    /// Staged files: the header's, then the cards' in order.
    #[serde(default)]
    pub media: Vec<MediaId>,
    /// The place its header wants.
    #[serde(default)]
    pub place: Option<Place>,
}
