//! Calls from a flag: by this computer's telephone program, or through the clinic's telephone vendor, which rings the
//! caller's own telephone first and then connects it with the person.
//!
//! A vendor hears numbers and nothing else: no name, no word, not why.

pub(crate) mod settings;
pub(crate) mod twilio;

use crate::{audit, desk::Desk, error::InboxError, view::phone::Ring};
use recado_domain::{audit::ActName, id::AlertId, phone::Phone};
use recado_store::{clinic::audit as log, error::StoreError};
use serde_json::json;
use std::time::Instant;
use twilio::{RingError, Twilio};

/// How a call is begun.
pub(super) enum Dialler {
    /// By a `tel:` link, which the window hands to the system's telephone program; and why not otherwise.
    Link(Ring),
    /// Through a vendor that rings this telephone first.
    Vendor {
        /// The vendor.
        twilio: Twilio,
        /// The caller's own telephone.
        own: Phone,
    },
}

/// Rings through the vendor, if the clinic has one and whoever is signed in a telephone of their own; the window falls
/// back to the telephone program where this did not ring.
///
/// # Errors
/// [`InboxError::Locked`], storage; that the vendor did not ring is an answer.
pub(crate) async fn ring(desk: &Desk, alert: AlertId, to: &Phone) -> Result<Ring, InboxError> {
    let (twilio, own) = match settings::dialler(desk).await? {
        Dialler::Link(why) => return Ok(why),
        Dialler::Vendor { twilio, own } => (twilio, own),
    };
    // Numbers leave: the act is there before they do.
    let now = desk.inner.options.clock.now();
    let detail = json!({ "alert": alert.to_string() }).to_string();
    let who = desk
        .with_house(move |house| {
            let who = house.signed_in()?;
            let act = audit::by(Some(&who), now, ActName::CallRung, &detail).with_result("asked");
            let done = house.clinic.write(|tx| log::append(tx, &act));
            done.map_err(|error: StoreError| error)?;
            Ok(who)
        })
        .await?;
    let begun = Instant::now();
    let rung = twilio.ring(&desk.inner.http, &own, to).await;
    let latency_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let result = rung.as_ref().map_or_else(RingError::code, |()| "ringing");
    let now = desk.inner.options.clock.now();
    let detail = json!({ "alert": alert.to_string(), "latency_ms": latency_ms }).to_string();
    let written = desk.with_house(move |house| {
        // Whoever asked, also when they have been locked out meanwhile.
        let act = audit::by(Some(&who), now, ActName::CallRung, &detail).with_result(result);
        let done = house.clinic.write(|tx| log::append(tx, &act));
        Ok(done.map_err(|error: StoreError| error)?)
    });
    if let Err(error) = written.await {
        tracing::error!("what came of a call could not be written down: {error}");
    }
    Ok(rung.map_or_else(RingError::view, |()| Ring::Ringing))
}
