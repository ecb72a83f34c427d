//! Meta's cards, places, orders, forms and referrals as parts of a message.

use crate::receive::content::clean;
use recado_domain::part::{
    Answer, Card, OrderLine, Part, Place, Referral, ReferralSource, Shared, SharedKind,
};
use recado_webhook::{catalogue, message, referral};

/// The most cards, answers or lines kept of one message; WhatsApp allows 257 cards.
const MOST: usize = 257;
/// Ten millionths of a degree.
const E7: f64 = 1e7;

/// Returns a place.
pub(super) fn place(location: &message::Location) -> Part {
    Part::Place(Place {
        latitude_e7: e7(location.latitude),
        longitude_e7: e7(location.longitude),
        name: clean::line_if_any(location.name.as_deref()),
        address: clean::line_if_any(location.address.as_deref()),
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a degree is at most 180, so that it fits; the cast saturates anyhow"
)]
fn e7(degrees: f64) -> i64 {
    (degrees * E7).round() as i64
}

/// Returns contact cards.
pub(super) fn cards(cards: &[message::Card]) -> Part {
    let cards = cards.iter().take(MOST).map(card).collect();
    Part::Cards { cards }
}

fn card(card: &message::Card) -> Card {
    let phones = if card.phones.is_empty() {
        &card.wa_ids
    } else {
        &card.phones
    };
    Card {
        name: clean::line_if_any(card.name.as_deref()).unwrap_or_default(),
        phones: lines(phones),
        emails: lines(&card.emails),
        organisation: clean::line_if_any(card.organisation.as_deref()),
        is_requested: card.is_requested,
    }
}

fn lines(texts: &[String]) -> Vec<String> {
    let lines = texts.iter().take(MOST).map(|text| clean::line(text));
    lines.filter(|line| !line.is_empty()).collect()
}

/// Returns the answers of a form.
pub(super) fn form(answers: &[message::Answer]) -> Part {
    let answers = answers.iter().take(MOST).map(|answer| Answer {
        label: clean::line(&answer.label),
        value: clean::text(&answer.value),
    });
    Part::Form {
        answers: answers.collect(),
    }
}

/// Returns the lines of an order.
pub(super) fn order(order: &catalogue::Order) -> Part {
    let items = order.items.iter().take(MOST).map(|item| OrderLine {
        product: clean::line_if_any(item.product_id.as_deref()).unwrap_or_default(),
        quantity: clean::line_if_any(item.quantity.as_deref()).unwrap_or_default(),
        price: price(item),
    });
    Part::Order {
        items: items.collect(),
    }
}

fn price(item: &catalogue::OrderItem) -> Option<String> {
    let price = clean::line_if_any(item.item_price.as_deref())?;
    Some(match clean::line_if_any(item.currency.as_deref()) {
        Some(currency) => format!("{price} {currency}"),
        None => price,
    })
}

/// Returns something shared.
pub(super) fn shared(shared: &message::Shared) -> Part {
    let first = shared.products.first();
    let title = shared
        .title
        .as_deref()
        .or_else(|| first.and_then(|product| product.title.as_deref()));
    let what = match shared_kind(&shared.kind) {
        SharedKind::Other if !shared.products.is_empty() => SharedKind::Product,
        what => what,
    };
    Part::Shared(Shared {
        what,
        url: clean::web_address(shared.url.as_deref()),
        title: clean::line_if_any(title),
    })
}

/// Returns what Meta's word for a shared thing means. Source: docs/meta.md, attachments (REFERENCE §9, §10).
fn shared_kind(kind: &str) -> SharedKind {
    match kind {
        "post" | "ig_post" | "media_share" => SharedKind::Post,
        "reel" | "ig_reel" => SharedKind::Reel,
        "story" | "ig_story" => SharedKind::Story,
        "story_mention" => SharedKind::StoryMention,
        "fallback" | "share" => SharedKind::Link,
        "like_heart" => SharedKind::Heart,
        "appointment_booking" => SharedKind::Appointment,
        _ => SharedKind::Other,
    }
}

/// Returns the clinic's story that a message answers.
pub(super) fn story(story: &message::Story) -> Part {
    Part::Shared(Shared {
        what: SharedKind::StoryReply,
        url: clean::web_address(story.url.as_deref()),
        title: None,
    })
}

/// Returns the article a message asks about.
pub(super) fn asked_product(product: &catalogue::AskedProduct) -> Part {
    Part::Shared(Shared {
        what: SharedKind::Product,
        url: None,
        title: clean::line_if_any(product.product_id.as_deref()),
    })
}

/// Returns an appointment made at Meta: when, and how it stands.
pub(super) fn appointment(appointment: &message::Appointment) -> Part {
    let status = clean::line_if_any(appointment.status.as_deref());
    let when = appointment
        .starts_at
        .and_then(|at| local_time(at, appointment.time_zone.as_deref()));
    let title: Vec<String> = [when, status].into_iter().flatten().collect();
    Part::Shared(Shared {
        what: SharedKind::Appointment,
        url: None,
        title: Some(title.join(" · ")).filter(|title| !title.is_empty()),
    })
}

/// Returns a time in the zone it was booked in, for example `2026-12-03 10:30 Europe/London`; in UTC where that is no zone.
fn local_time(at: i64, zone: Option<&str>) -> Option<String> {
    use jiff::{Timestamp, tz::TimeZone};
    let zone = zone.and_then(|name| TimeZone::get(name).ok());
    let (zone, name) = match zone {
        Some(zone) => {
            let name = zone.iana_name().unwrap_or("UTC").to_owned();
            (zone, name)
        }
        None => (TimeZone::UTC, "UTC".to_owned()),
    };
    let at = Timestamp::from_millisecond(at).ok()?.to_zoned(zone);
    Some(format!("{} {name}", at.strftime("%Y-%m-%d %H:%M")))
}

/// Returns where a person came from.
pub(crate) fn referral(referral: &referral::Referral) -> Part {
    use referral::ReferralSource as At;
    let body = referral.body.as_deref().or(referral.reference.as_deref());
    Part::Referral(Referral {
        source: match referral.source {
            At::Ad => ReferralSource::Advertisement,
            At::Post => ReferralSource::Post,
            At::Link => ReferralSource::Link,
            At::Shop => ReferralSource::Shop,
            At::Plugin | At::Other => ReferralSource::Other,
        },
        headline: clean::line_if_any(referral.headline.as_deref()),
        body: clean::line_if_any(body),
        url: clean::web_address(referral.url.as_deref()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_appointment_stands_in_the_time_it_was_booked_in() {
        let at = Some(1_796_296_800_000);
        let booked = |zone: Option<&str>| {
            appointment(&message::Appointment {
                status: Some("CONFIRMED".into()),
                starts_at: at,
                time_zone: zone.map(str::to_owned),
                ..message::Appointment::default()
            })
        };
        let title = |part| match part {
            Part::Shared(shared) => shared.title.unwrap_or_default(),
            _ => String::new(),
        };
        assert_eq!(
            title(booked(Some("Nowhere/None"))),
            "2026-12-03 11:20 UTC · CONFIRMED"
        );
    }

    #[test]
    fn a_price_keeps_its_words() {
        let item = catalogue::OrderItem {
            item_price: Some("12.50".into()),
            currency: Some("EUR".into()),
            ..catalogue::OrderItem::default()
        };
        assert_eq!(price(&item).as_deref(), Some("12.50 EUR"));
        assert_eq!(e7(38.716_7), 387_167_000);
    }
}
