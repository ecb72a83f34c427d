//! Where a WhatsApp message came from: the ad or post, and the article it asks about.
//!
//! Shapes: REFERENCE §3.

use crate::catalogue::AskedProduct;
use crate::json::Fields;
use crate::referral::{Referral, ReferralSource};

/// Reads a message's `referral`.
pub(super) fn read(referral: &Fields<'_>) -> Referral {
    let source = match referral.text("source_type").unwrap_or_default().as_str() {
        "ad" => ReferralSource::Ad,
        "post" => ReferralSource::Post,
        _ => ReferralSource::Other,
    };
    // A film's still says as much and is small.
    let media_url = ["image_url", "thumbnail_url", "video_url"]
        .into_iter()
        .find_map(|key| referral.id(key));
    Referral {
        source,
        source_id: referral.id("source_id"),
        url: referral.id("source_url"),
        headline: referral.id("headline"),
        body: referral.id("body"),
        media_url,
        reference: referral.id("ref"),
        click_id: referral.id("ctwa_clid"),
    }
}

/// Reads the article that a message's `context` names.
pub(super) fn asked_product(context: &Fields<'_>) -> Option<AskedProduct> {
    let product = context.object("referred_product")?;
    Some(AskedProduct {
        catalog_id: product.id("catalog_id"),
        product_id: product.id("product_retailer_id"),
    })
}
