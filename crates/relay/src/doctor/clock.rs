//! This machine's clock, held against the `Date` that a web server answers with.

use std::time::UNIX_EPOCH;

use super::Finding;
use crate::config::Config;

const CHECK: &str = "clock";
/// A `Date` has whole seconds, and an answer takes its time.
const FINE_SECONDS: i64 = 10;
/// From here on windows and retention are visibly wrong.
const WRONG_SECONDS: i64 = 120;

/// Asks for the time.
pub(super) async fn look(config: &Config, client: &reqwest::Client, url: &str) -> Finding {
    let answer = client.head(url).send().await;
    let date = answer.ok().and_then(|answer| {
        let date = answer.headers().get("date")?.to_str().ok()?.to_owned();
        httpdate::parse_http_date(&date).ok()
    });
    let now_ms = config.clock.now_ms();
    match date.and_then(|date| date.duration_since(UNIX_EPOCH).ok()) {
        Some(date) => skew(now_ms / 1000 - i64::try_from(date.as_secs()).unwrap_or(i64::MAX)),
        None => Finding::warn(
            CHECK,
            "nobody could be asked for the time",
            "let this machine reach the internet, or name a server with --clock",
        ),
    }
}

/// Returns what a difference means, ours less theirs. Pure.
fn skew(seconds: i64) -> Finding {
    let (off, way) = (
        seconds.saturating_abs(),
        if seconds < 0 { "slow" } else { "fast" },
    );
    let advice = "switch time synchronisation on: timedatectl set-ntp true";
    if off <= FINE_SECONDS {
        Finding::ok(CHECK, "right")
    } else if off <= WRONG_SECONDS {
        Finding::warn(CHECK, format!("{off} s {way}"), advice)
    } else {
        Finding::fail(CHECK, format!("{off} s {way}"), advice)
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::skew;

    #[test]
    fn a_clock_may_be_a_little_off_and_not_much() {
        for (seconds, expected) in [
            (0, State::Ok),
            (-10, State::Ok),
            (11, State::Warn),
            (-120, State::Warn),
            (121, State::Fail),
            (i64::MIN, State::Fail),
        ] {
            assert_eq!(skew(seconds).state, expected, "{seconds}");
        }
        assert_eq!(skew(-300).detail, "300 s slow");
    }
}
