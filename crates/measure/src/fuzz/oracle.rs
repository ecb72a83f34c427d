//! What must hold of every body, whatever it is.

use super::{
    bodies::{Made, Neighbour},
    hostile::PLANTED,
};
use recado_webhook::{
    counts::{Counts, arrivals, count},
    payload::{self, Reading},
    routing::Routes,
    signature,
};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Texts of the documented payloads' invented people, which `Debug` must show as little as the planted ones.
const KNOWN: [&str; 8] = [
    "Marta",
    "Tomás",
    "quiet.otter",
    "447700900123",
    "GB.8841",
    "wamid.",
    "7482910036651204",
    "1284456700912233",
];
/// What one item's raw JSON may hold beyond its own: a contact (see `recado-webhook`'s `whatsapp::contacts`).
const CONTACT_BYTES: usize = 4_096 + 64;
const SECRET: &[u8] = b"secret of the fuzzing";

/// Checks a body and returns what was read.
///
/// # Errors
/// What does not hold, in words that show nothing of the body.
pub(super) fn check(made: &Made) -> Result<Reading, String> {
    catch_unwind(AssertUnwindSafe(|| checked(made))).unwrap_or_else(|_| Err("it panics".to_owned()))
}

fn checked(made: &Made) -> Result<Reading, String> {
    let body = &made.body;
    let reading = payload::read(body);
    if payload::read(body) != reading {
        return Err("read twice, it says two things".to_owned());
    }
    counts_add_up(&reading)?;
    parts_give_the_whole(body, &reading)?;
    if let Some(neighbour) = &made.neighbour {
        is_unharmed(neighbour, &reading)?;
    }
    shows_nothing(&format!("{reading:?} {:?}", payload::routes(body)))?;
    stays_small(body, &reading)?;
    let (arrived, counted) = (arrivals(body), count(&reading));
    if (arrived.messages, arrived.statuses) != (counted.messages, counted.statuses) {
        return Err("counted in one pass it is something else".to_owned());
    }
    let header = signature::sign(body, SECRET);
    signature::verify(Some(&header), body, &[SECRET])
        .map_err(|error| format!("its own signature is refused: {error}"))?;
    Ok(reading)
}

fn total(counts: &Counts) -> u64 {
    counts.messages + counts.statuses + counts.other_events()
}

fn counts_add_up(reading: &Reading) -> Result<(), String> {
    let counts = count(reading);
    let mut added = Counts {
        object: counts.object.clone(),
        ..Counts::default()
    };
    for event in &reading.events {
        let mut one = Counts::default();
        one.add(&event.item);
        if total(&one) > 1 {
            return Err(format!("{} counts more than once", event.item.kind()));
        }
        added.add_all(&one);
    }
    if added == counts {
        Ok(())
    } else {
        Err("the counts are not those of its items".to_owned())
    }
}

/// A body that is split by account has to hold every event once.
fn parts_give_the_whole(body: &[u8], reading: &Reading) -> Result<(), String> {
    let Routes::Assets(assets) = payload::routes(body) else {
        return Ok(());
    };
    let mut counted = Counts::default();
    let mut events = 0;
    for asset in assets.list() {
        let part = assets
            .body_for(|one| one == asset)
            .ok_or("an account has no part of the body")?;
        let part = payload::read(&part);
        let asset_id = asset.asset_id.as_deref().unwrap_or_default();
        if part.events.iter().any(|event| event.asset_id != asset_id) {
            return Err("an event goes to another account".to_owned());
        }
        events += part.events.len();
        counted.add_all(&count(&part));
    }
    counted.object.clone_from(&reading.object_name);
    if events == reading.events.len() && counted == count(reading) {
        Ok(())
    } else {
        Err("its parts hold more or less than the whole".to_owned())
    }
}

fn is_unharmed(neighbour: &Neighbour, reading: &Reading) -> Result<(), String> {
    let alone = payload::read(&neighbour.alone).events;
    let is_there = if neighbour.is_last {
        reading.events.ends_with(&alone)
    } else {
        reading.events.starts_with(&alone)
    };
    if is_there {
        Ok(())
    } else {
        Err("an entry that was left alone is read differently".to_owned())
    }
}

fn shows_nothing(shown: &str) -> Result<(), String> {
    let secrets = KNOWN.iter().chain([&PLANTED]);
    for (place, secret) in secrets.enumerate() {
        if shown.contains(secret) {
            return Err(format!("Debug shows secret number {place}"));
        }
    }
    Ok(())
}

/// What is kept must not multiply: each byte once in its item, and a contact beside it.
fn stays_small(body: &[u8], reading: &Reading) -> Result<(), String> {
    let kept: usize = reading.events.iter().map(|event| event.raw.len()).sum();
    // Bytes that are no UTF-8 become three bytes each.
    let allowed = 3 * body.len() + CONTACT_BYTES * reading.events.len();
    if kept <= allowed {
        Ok(())
    } else {
        Err(format!("{kept} bytes are kept of {}", body.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(body: &str, neighbour: Option<(&str, bool)>) -> Made {
        Made {
            body: body.as_bytes().to_vec(),
            neighbour: neighbour.map(|(alone, is_last)| Neighbour {
                alone: alone.as_bytes().to_vec(),
                is_last,
            }),
        }
    }

    const ONE: &str = r#"{"object":"page","entry":[{"id":"1","messaging":[{"sender":{"id":"2"},"message":{"mid":"a"}}]}]}"#;
    const OTHER: &str = r#"{"object":"page","entry":[{"id":"1","messaging":[{"sender":{"id":"2"},"message":{"mid":"b"}}]}]}"#;

    #[test]
    fn a_harmed_neighbour_is_noticed() {
        assert!(check(&made(ONE, Some((ONE, true)))).is_ok());
        assert!(check(&made(ONE, Some((OTHER, true)))).is_err());
        assert!(check(&made(ONE, Some((OTHER, false)))).is_err());
    }

    #[test]
    fn shown_secrets_and_wrong_counts_are_noticed() {
        assert!(shows_nothing("message(text)").is_ok());
        assert!(shows_nothing(&format!("text {PLANTED}")).is_err());
        assert!(shows_nothing("from 447700900123").is_err());
        let mut reading = payload::read(ONE.as_bytes());
        assert!(parts_give_the_whole(ONE.as_bytes(), &reading).is_ok());
        reading.events.clear();
        assert!(parts_give_the_whole(ONE.as_bytes(), &reading).is_err());
    }

    #[test]
    fn what_multiplies_is_noticed() {
        let mut reading = payload::read(ONE.as_bytes());
        assert!(stays_small(ONE.as_bytes(), &reading).is_ok());
        reading.events[0].raw = "x".repeat(3 * ONE.len() + CONTACT_BYTES + 1);
        assert!(stays_small(ONE.as_bytes(), &reading).is_err());
    }
}
