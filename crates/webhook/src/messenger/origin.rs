//! Where a Messenger or Instagram person came from.
//!
//! Shapes: REFERENCE §9–§10.

use crate::json::Fields;
use crate::referral::{Referral, ReferralSource};

/// Reads a `referral`, of a message, of a postback or on its own.
pub(super) fn read(referral: &Fields<'_>) -> Referral {
    let ad = referral.object("ads_context_data");
    let of_ad = |key| ad.as_ref().and_then(|ad| ad.id(key));
    let product = referral.object("product");
    let product_id = product.and_then(|product| product.id("id"));
    let ad_id = referral.id("ad_id");
    let name = referral.text("source").unwrap_or_default();
    let source = match name.as_str() {
        "ADS" => ReferralSource::Ad,
        "SHORTLINK" | "IGME-SOURCE-LINK" => ReferralSource::Link,
        "CUSTOMER_CHAT_PLUGIN" => ReferralSource::Plugin,
        _ if ad_id.is_some() => ReferralSource::Ad,
        _ if product_id.is_some() => ReferralSource::Shop,
        _ => ReferralSource::Other,
    };
    Referral {
        source,
        source_id: ad_id.or(product_id).or_else(|| of_ad("post_id")),
        url: referral.id("referer_uri"),
        headline: of_ad("ad_title"),
        body: None,
        media_url: of_ad("photo_url").or_else(|| of_ad("video_url")),
        reference: referral.id("ref"),
        click_id: None,
    }
}

/// Reads an `optin` of a plugin: a box that was ticked, a button on a web site.
pub(super) fn of_plugin(optin: &Fields<'_>) -> Referral {
    Referral {
        source: ReferralSource::Plugin,
        reference: optin.id("ref"),
        ..Referral::default()
    }
}
