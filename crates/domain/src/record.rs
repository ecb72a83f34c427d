//! What a clinic writes down about a person: a day of birth, labels' colours, what they agreed to.

pub mod consent;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The longest name, number or label that is kept, in characters.
pub const LONGEST_LINE: usize = 80;
/// The longest internal note, in characters.
pub const LONGEST_NOTE: usize = 10_000;
/// Nobody alive was born earlier than this many years ago.
const OLDEST_YEARS: i32 = 130;

/// A day of birth, for example `1984-03-07`. Printing it for debugging shows nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BirthDay {
    year: i32,
    month: u8,
    day: u8,
}

/// A text that is not a day on which somebody alive was born.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day of birth")]
pub struct InvalidDay;

impl BirthDay {
    /// Reads a day as a form gives it (`1984-03-07`) or as people here write it, the day first (`7/3/1984`,
    /// `07.03.1984`, `7-3-1984`), and not after `today` (`2026-11-26`). Two-digit years are refused: they mean two days.
    ///
    /// # Errors
    /// [`InvalidDay`].
    pub fn parse(text: &str, today: &str) -> Result<Self, InvalidDay> {
        let today = Self::read(today)?;
        let day = Self::read(text)?;
        if day > today || day.year < today.year - OLDEST_YEARS {
            return Err(InvalidDay);
        }
        Ok(day)
    }

    /// Returns the day in ISO 8601, for example `1984-03-07`.
    pub fn as_iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    fn read(text: &str) -> Result<Self, InvalidDay> {
        let parts: Vec<&str> = text.trim().split(['-', '/', '.']).map(str::trim).collect();
        let [first, month, last] = parts.as_slice() else {
            return Err(InvalidDay);
        };
        let is_number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !parts.iter().all(is_number) {
            return Err(InvalidDay);
        }
        let (year, day) = match (first.len(), last.len()) {
            (4, 1 | 2) => (first, last),
            (1 | 2, 4) => (last, first),
            _ => return Err(InvalidDay),
        };
        let read = Self {
            year: year.parse().map_err(|_| InvalidDay)?,
            month: month.parse().map_err(|_| InvalidDay)?,
            day: day.parse().map_err(|_| InvalidDay)?,
        };
        let is_day = (1..=12).contains(&read.month)
            && (1..=days_in(read.year, read.month)).contains(&read.day);
        if is_day { Ok(read) } else { Err(InvalidDay) }
    }
}

impl std::fmt::Debug for BirthDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BirthDay(…)")
    }
}

fn days_in(year: i32, month: u8) -> u8 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The colour beside a label's name; never alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LabelColour {
    /// Grey.
    Grey,
    /// Teal.
    Teal,
    /// Blue.
    Blue,
    /// Purple.
    Purple,
    /// Pink.
    Pink,
    /// Orange.
    Orange,
    /// Green.
    Green,
}

impl LabelColour {
    /// Every colour, in the order of a menu.
    pub const ALL: [Self; 7] = [
        Self::Grey,
        Self::Teal,
        Self::Blue,
        Self::Purple,
        Self::Pink,
        Self::Orange,
        Self::Green,
    ];

    /// Returns the name this colour has in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Grey => "grey",
            Self::Teal => "teal",
            Self::Blue => "blue",
            Self::Purple => "purple",
            Self::Pink => "pink",
            Self::Orange => "orange",
            Self::Green => "green",
        }
    }

    /// Returns the colour named in the database.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|colour| colour.as_str() == name)
    }
}

/// Returns a line that a person typed or a file held as it is kept: on one line, without what cannot be seen or would
/// rearrange the words around it, at most [`LONGEST_LINE`] characters.
pub fn line(text: &str) -> String {
    let is_kept = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let spaced: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(is_kept)
        .collect();
    let one: String = spaced
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(LONGEST_LINE)
        .collect();
    one.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TODAY: &str = "2026-11-26";

    #[test]
    fn days_are_read_as_people_here_write_them() {
        for text in [
            "1984-03-07",
            "7/3/1984",
            "07.03.1984",
            " 07-03-1984 ",
            "1984/3/7",
        ] {
            assert_eq!(
                BirthDay::parse(text, TODAY).map(BirthDay::as_iso),
                Ok("1984-03-07".to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_day_of_birth_is_refused() {
        for text in [
            "",
            "07/03/84",
            "31/04/1984",
            "29/02/1900",
            "2026-11-27",
            "1890-01-01",
            "1984-13-01",
            "1984-03",
            "1984-03-07-01",
            "seven",
            "+1984-03-07",
            "00/00/0000",
            "0001-01-01",
        ] {
            assert_eq!(BirthDay::parse(text, TODAY), Err(InvalidDay), "{text}");
        }
        assert!(BirthDay::parse("29/02/2000", TODAY).is_ok());
        assert!(BirthDay::parse(TODAY, TODAY).is_ok());
    }

    #[test]
    fn a_line_holds_nothing_unseen() {
        assert_eq!(line("  Ana\u{0}\n\u{202e} Reis\t "), "Ana Reis");
        assert_eq!(line("שרה כהן"), "שרה כהן");
        assert_eq!(line(&"é".repeat(200)).chars().count(), LONGEST_LINE);
    }

    proptest! {
        #[test]
        fn any_text_is_a_day_or_refused_without_panic(text in ".{0,20}") {
            if let Ok(day) = BirthDay::parse(&text, TODAY) {
                prop_assert_eq!(BirthDay::parse(&day.as_iso(), TODAY), Ok(day));
            }
            prop_assert_eq!(line(&line(&text)), line(&text));
        }
    }
}
