//! What assistants cost: a price, a month's budget, and what still fits into it. Money is in millionths of the clinic's
//! currency, whole numbers; a fraction counts as one.

use crate::time::UnixMs;
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// From this share of the budget on, in hundredths, the owner is told.
const NEAR_PERCENT: u128 = 80;
const MILLION: u128 = 1_000_000;
const MINUTE_MS: u128 = 60_000;

/// What a model costs, in millionths of the currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Price {
    /// A million tokens that go there.
    pub input_micro: u64,
    /// A million tokens that come back.
    pub output_micro: u64,
    /// A minute of sound.
    pub minute_micro: u64,
}

/// How much of something a call took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amounts {
    /// Tokens that went there.
    pub tokens_in: u64,
    /// Tokens that came back.
    pub tokens_out: u64,
    /// Sound, in milliseconds.
    pub audio_ms: u64,
}

/// How much of a month's budget is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CreditState {
    /// Under four fifths.
    Fine,
    /// Four fifths or more.
    Near,
    /// All of it.
    Over,
}

/// Returns what something costs.
pub fn cost(price: &Price, amounts: &Amounts) -> u64 {
    let share = |amount: u64, price: u64, unit: u128| {
        (u128::from(amount) * u128::from(price)).div_ceil(unit)
    };
    let all = share(amounts.tokens_in, price.input_micro, MILLION)
        + share(amounts.tokens_out, price.output_micro, MILLION)
        + share(amounts.audio_ms, price.minute_micro, MINUTE_MS);
    u64::try_from(all).unwrap_or(u64::MAX)
}

/// Returns whether `more` still fits into the month.
pub fn fits(monthly: u64, used: u64, more: u64) -> bool {
    used.saturating_add(more) <= monthly
}

/// Returns how much of the month's budget is used.
pub fn state(monthly: u64, used: u64) -> CreditState {
    if used >= monthly {
        CreditState::Over
    } else if u128::from(used) * 100 >= u128::from(monthly) * NEAR_PERCENT {
        CreditState::Near
    } else {
        CreditState::Fine
    }
}

/// Returns when the month of `now` began by the clinic's clock.
pub fn month_began(now: UnixMs, zone: &TimeZone) -> UnixMs {
    let began = Timestamp::from_millisecond(now.0).ok().and_then(|now| {
        let first = now.to_zoned(zone.clone()).date().first_of_month();
        let first = first.to_zoned(zone.clone()).ok()?;
        Some(UnixMs(first.timestamp().as_millisecond()))
    });
    began.unwrap_or(UnixMs(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_costs_what_its_parts_cost_rounded_up() {
        let price = Price {
            input_micro: 150_000,
            output_micro: 600_000,
            minute_micro: 6_000,
        };
        let amounts = |tokens_in, tokens_out, audio_ms| Amounts {
            tokens_in,
            tokens_out,
            audio_ms,
        };
        let cases = [
            (amounts(0, 0, 0), 0),
            (amounts(1_000_000, 0, 0), 150_000),
            (amounts(2_000, 500, 0), 300 + 300),
            (amounts(1, 1, 1), 3),
            (amounts(0, 0, 90_000), 9_000),
        ];
        for (amounts, is) in cases {
            assert_eq!(cost(&price, &amounts), is, "{amounts:?}");
        }
        let most = amounts(u64::MAX, u64::MAX, u64::MAX);
        let dear = Price {
            input_micro: u64::MAX,
            output_micro: u64::MAX,
            minute_micro: 0,
        };
        assert_eq!(cost(&dear, &most), u64::MAX);
    }

    #[test]
    fn the_owner_is_told_at_four_fifths_and_nothing_goes_past_the_whole() {
        let cases = [
            (0, CreditState::Fine),
            (799, CreditState::Fine),
            (800, CreditState::Near),
            (999, CreditState::Near),
            (1000, CreditState::Over),
            (1001, CreditState::Over),
        ];
        for (used, is) in cases {
            assert_eq!(state(1000, used), is, "{used}");
        }
        assert!(fits(1000, 900, 100));
        assert!(!fits(1000, 900, 101));
        assert!(!fits(u64::MAX - 1, u64::MAX, u64::MAX));
        assert!(fits(0, 0, 0), "what costs nothing needs no budget");
        assert_eq!(state(0, 0), CreditState::Over);
    }

    #[test]
    fn a_month_begins_by_the_clinics_clock() {
        // 2026-11-30 23:30 UTC is December in Athens.
        let now = UnixMs(1_796_081_400_000);
        let began = |zone: &str| month_began(now, &TimeZone::get(zone).unwrap()).0;
        assert_eq!(began("UTC"), 1_793_491_200_000, "2026-11-01T00:00Z");
        assert_eq!(
            began("Europe/Athens"),
            1_796_076_000_000,
            "2026-11-30T22:00Z"
        );
    }
}
