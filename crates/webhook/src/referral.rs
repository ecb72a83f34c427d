//! Where a person came from: an ad, a link, a post, a shop.
//!
//! Knows nothing of JSON. Facts: REFERENCE §3, §9, §10.

use crate::message::Sender;
use crate::quiet::debug_by_name;

/// What brought a person to the conversation.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Referral {
    /// The kind of place.
    pub source: ReferralSource,
    /// Meta's id of it: of the ad, the post or the article; a number of any length, in digits.
    pub source_id: Option<String>,
    /// Where it is.
    pub url: Option<String>,
    /// Its headline or title.
    pub headline: Option<String>,
    /// Its text.
    pub body: Option<String>,
    /// Its picture or film; dies within days.
    pub media_url: Option<String>,
    /// What the clinic wrote into the link (`ref`), as `qr-front-desk`; chosen by whoever made the link.
    pub reference: Option<String>,
    /// Meta's id of the click on a WhatsApp ad (`ctwa_clid`), for reporting it back.
    pub click_id: Option<String>,
}

/// The kind of place that brought a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReferralSource {
    /// A paid ad.
    Ad,
    /// A post.
    Post,
    /// A link or QR code of the clinic's (`m.me`, `ig.me`).
    Link,
    /// An article in a shop.
    Shop,
    /// A plugin on a web site.
    Plugin,
    /// Anything else.
    #[default]
    Other,
}

impl ReferralSource {
    /// Returns its name, as a key for a label.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ad => "ad",
            Self::Post => "post",
            Self::Link => "link",
            Self::Shop => "shop",
            Self::Plugin => "plugin",
            Self::Other => "other",
        }
    }
}

/// A Messenger or Instagram person came without writing: followed an ad or link, or ticked a plugin's box. Opens the
/// service window (REFERENCE §12).
#[derive(Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Who came; `user_ref` alone when it was a plugin.
    pub sender: Sender,
    /// From where.
    pub referral: Referral,
    /// Unix milliseconds, UTC.
    pub at: Option<i64>,
}

debug_by_name!(Referral, Arrival);
