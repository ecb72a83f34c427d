//! The verification `GET` Meta makes before it accepts a callback.

use url::Url;

use crate::simulator::Meta;

/// Asks the callback to return a challenge.
///
/// # Errors
/// The words Meta adds to error 2200.
pub(crate) async fn verify(meta: &Meta, callback: &Url, verify_token: &str) -> Result<(), String> {
    let challenge = rand::random_range(100_000_000u64..4_000_000_000).to_string();
    let mut asked = callback.clone();
    asked
        .query_pairs_mut()
        .append_pair("hub.mode", "subscribe")
        .append_pair("hub.challenge", &challenge)
        .append_pair("hub.verify_token", verify_token);
    let answer = meta
        .client
        .get(asked)
        .send()
        .await
        .map_err(|_| "The URL couldn't be reached".to_owned())?;
    let status = answer.status();
    if status.as_u16() != 200 {
        let reason = status.canonical_reason().unwrap_or("");
        return Err(format!(
            "HTTP Status Code = {}; HTTP Message = {reason}",
            status.as_u16()
        ));
    }
    let body = answer
        .text()
        .await
        .map_err(|_| "The answer couldn't be read".to_owned())?;
    if body.trim() == challenge {
        Ok(())
    } else {
        Err("The URL's answer was not the challenge".to_owned())
    }
}
