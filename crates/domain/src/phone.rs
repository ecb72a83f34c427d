//! Phone numbers: E.164, and the regional variants WhatsApp uses for the same line.

use serde::{Deserialize, Serialize};

/// A phone number in E.164, for example `+351912000412`. Printing it for debugging shows only the country code.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

/// A text that is not a phone number we could dial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a phone number")]
pub struct InvalidPhone;

impl Phone {
    /// Reads a number as a person types it; `country` (ISO 3166-1 alpha-2) fills in a missing country code.
    ///
    /// # Errors
    /// [`InvalidPhone`] when no dialable number can be read.
    pub fn parse(text: &str, country: &str) -> Result<Self, InvalidPhone> {
        use rlibphonenumber::{PhoneNumber, PhoneNumberFormat, Region};
        let region = country.parse::<Region>().ok();
        let number = PhoneNumber::parse(text, region).map_err(|_| InvalidPhone)?;
        let written = number.format_as(PhoneNumberFormat::E164).into_owned();
        if number.is_possible_with_reason().is_ok() {
            return Ok(Self(written));
        }
        // Copied out of WhatsApp, a Mexican number still has the 1 that its country dropped.
        let dialled = format!("+{}", canonical(&written[1..]));
        if dialled == written {
            return Err(InvalidPhone);
        }
        Self::parse(&dialled, country)
    }

    /// Reads the digits of a WhatsApp id and returns the number people dial.
    ///
    /// WhatsApp writes some lines differently from E.164: Mexico with a `1` after 52, Argentina with a `9`
    /// after 54, Brazil's mobiles sometimes without their ninth digit. All variants of one line give one number.
    ///
    /// # Errors
    /// [`InvalidPhone`] when it is not 5 to 15 digits.
    pub fn from_wa_id(wa_id: &str) -> Result<Self, InvalidPhone> {
        let digits = wa_id.strip_prefix('+').unwrap_or(wa_id);
        let is_number =
            (5..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if !is_number {
            return Err(InvalidPhone);
        }
        Ok(Self(format!("+{}", canonical(digits))))
    }

    /// Reads a number back as [`Self::as_e164`] gave it.
    ///
    /// # Errors
    /// [`InvalidPhone`] when it is not a plus and 5 to 15 digits.
    pub fn from_e164(text: &str) -> Result<Self, InvalidPhone> {
        let digits = text.strip_prefix('+').ok_or(InvalidPhone)?;
        let is_number =
            (5..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if is_number {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidPhone)
        }
    }

    /// Returns the number in E.164, to be sent or hashed, never logged.
    pub fn as_e164(&self) -> &str {
        &self.0
    }

    /// Returns the one spelling by which a line is known, to be hashed, never logged. It may not be the one to dial: a
    /// landline typed in Argentina gets the 9 of a mobile.
    pub fn line(&self) -> String {
        format!("+{}", canonical(&self.0[1..]))
    }

    /// Returns the digits of every spelling by which WhatsApp may name this line, the dialled one first; never logged.
    ///
    /// For example `5215512345678` beside `525512345678`.
    pub fn spellings(&self) -> Vec<String> {
        let line = canonical(&self.0[1..]);
        let mut all = vec![self.0[1..].to_owned(), line.clone()];
        if let Some(rest) = line.strip_prefix("52").filter(|rest| rest.len() == 10) {
            all.push(format!("521{rest}"));
        }
        if let Some(rest) = line.strip_prefix("549").filter(|rest| rest.len() == 10) {
            all.push(format!("54{rest}"));
        }
        if let Some(rest) = line.strip_prefix("55").filter(|rest| rest.len() == 11) {
            let (area, mobile) = rest.split_at(2);
            all.extend(mobile.strip_prefix('9').map(|old| format!("55{area}{old}")));
        }
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|spelling| seen.insert(spelling.clone()));
        all
    }

    /// Returns the number as a screen may show it, for example `+351 ··· ··· 412`.
    pub fn masked(&self) -> String {
        let country_digits = country_code_length(&self.0[1..]);
        let tail = self.0.len().saturating_sub(3).max(1 + country_digits);
        format!("{} ··· ··· {}", &self.0[..=country_digits], &self.0[tail..])
    }
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Phone(+…)")
    }
}

/// Returns one spelling for all the spellings of a line.
fn canonical(digits: &str) -> String {
    // Mexico: 52 1 + 10 digits is the mobile form WhatsApp kept after the country dropped it.
    if let Some(rest) = digits.strip_prefix("521").filter(|rest| rest.len() == 10) {
        return format!("52{rest}");
    }
    // Argentina: E.164 mobiles carry a 9 that WhatsApp may leave out; the variant with 9 is dialable.
    if let Some(rest) = digits.strip_prefix("54").filter(|rest| rest.len() == 10) {
        return format!("549{rest}");
    }
    // Brazil: 55 + area code + 8 digits beginning with 6-9 is a mobile without its ninth digit;
    // landlines begin with 2-5 and stay alone.
    if let Some(rest) = digits.strip_prefix("55").filter(|rest| rest.len() == 10) {
        let (area, line) = rest.split_at(2);
        if line.starts_with(['6', '7', '8', '9']) {
            return format!("55{area}9{line}");
        }
    }
    digits.to_owned()
}

/// Returns how many digits the country code at the front of `digits` has (ITU E.164 zones).
fn country_code_length(digits: &str) -> usize {
    const TWO: [&str; 44] = [
        "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46",
        "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
        "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
    ];
    let length = match digits.as_bytes().first() {
        Some(b'1' | b'7') => 1,
        _ if TWO.iter().any(|code| digits.starts_with(code)) => 2,
        _ => 3,
    };
    length.min(digits.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_comes_back_as_it_was_written() {
        // A landline, which WhatsApp's spelling would make a mobile.
        for number in ["+541143210000", "+351912000412"] {
            assert_eq!(Phone::from_e164(number).unwrap().as_e164(), number);
        }
        for text in [
            "351912000412",
            "+",
            "+12",
            "+1234567890123456",
            "+35191 2000",
        ] {
            assert!(Phone::from_e164(text).is_err());
        }
    }

    #[test]
    fn variants_of_one_line_are_one_number() {
        let same = [
            ("5511987654321", "551187654321"),
            ("5215512345678", "525512345678"),
            ("5491112345678", "541112345678"),
        ];
        for (one, other) in same {
            assert_eq!(Phone::from_wa_id(one), Phone::from_wa_id(other));
        }
    }

    #[test]
    fn every_spelling_is_told_and_leads_back() {
        let lines = [
            ("5511987654321", vec!["5511987654321", "551187654321"]),
            ("525512345678", vec!["525512345678", "5215512345678"]),
            ("5491112345678", vec!["5491112345678", "541112345678"]),
            ("351912000412", vec!["351912000412"]),
        ];
        for (told, all) in lines {
            let phone = Phone::from_wa_id(told).unwrap();
            assert_eq!(phone.spellings(), all);
            let back = |spelling: &String| Phone::from_wa_id(spelling) == Ok(phone.clone());
            assert!(phone.spellings().iter().all(back));
        }
    }

    #[test]
    fn a_brazilian_landline_is_left_alone() {
        assert_eq!(
            Phone::from_wa_id("551132654321").unwrap().as_e164(),
            "+551132654321"
        );
    }

    #[test]
    fn typed_numbers_take_the_clinics_country() {
        assert_eq!(
            Phone::parse("912 000 412", "PT").unwrap().as_e164(),
            "+351912000412"
        );
        assert_eq!(
            Phone::parse("+30 694 000 7261", "PT").unwrap().as_e164(),
            "+306940007261"
        );
        assert_eq!(Phone::parse("hello", "PT"), Err(InvalidPhone));
    }

    #[test]
    fn masked_numbers_show_country_and_end() {
        assert_eq!(
            Phone::from_wa_id("351912000412").unwrap().masked(),
            "+351 ··· ··· 412"
        );
        assert_eq!(
            Phone::from_wa_id("34600000412").unwrap().masked(),
            "+34 ··· ··· 412"
        );
    }

    proptest! {
        #[test]
        fn any_text_is_refused_or_read_without_panic(text in ".{0,40}") {
            let _ = Phone::parse(&text, "ES");
            if let Ok(phone) = Phone::from_wa_id(&text) {
                let _ = phone.masked();
            }
        }

        #[test]
        fn reading_twice_changes_nothing(digits in "[1-9][0-9]{6,14}") {
            let once = Phone::from_wa_id(&digits).unwrap();
            prop_assert_eq!(Phone::from_wa_id(once.as_e164()).unwrap(), once);
        }
    }
}
