//! The pairing text: `https://relay.example/#RCD1-7QK4-M9TX-0HVE-22WP`, the relay's address and a one-time code.

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PREFIX: &str = "RCD1";
const SECRET_CHARACTERS: usize = 16;

/// A one-time code of 80 bits: `RCD1-7QK4-M9TX-0HVE-22WP`. Its `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct PairingCode(String);

/// A relay's address and a code for it. Its `Debug` prints the address only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairingText {
    /// The relay's address without a slash at the end: `https://relay.example`.
    pub relay_url: String,
    /// The code.
    pub code: PairingCode,
}

/// Why a typed pairing text is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPairingText {
    /// Nothing was typed.
    #[error("nothing was entered")]
    Empty,
    /// A code without a relay's address: ask for the address too.
    #[error("the relay's address is missing")]
    RelayMissing,
    /// An address without a code.
    #[error("the code is missing")]
    CodeMissing,
    /// The address is not `https://…` (or `http://` on this machine).
    #[error("the relay's address is not one that can be used")]
    RelayUnusable,
    /// Too few or too many characters.
    #[error("the code has {found} characters after RCD1 instead of 16")]
    CodeLength {
        /// How many characters were found.
        found: usize,
    },
    /// A character no code contains.
    #[error("the code contains a character that no code has")]
    CodeCharacter,
    /// A code of a newer relay: update this side.
    #[error("the code is of a newer kind than this build knows")]
    CodeNewer,
}

impl PairingCode {
    /// Makes a code from random bytes.
    pub fn from_bytes(random: [u8; 10]) -> Self {
        let bits = random
            .iter()
            .fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
        let mut text = String::from(PREFIX);
        for place in 0..SECRET_CHARACTERS {
            if place % 4 == 0 {
                text.push('-');
            }
            let index = (bits >> (5 * (SECRET_CHARACTERS - 1 - place))) & 31;
            text.push(char::from(ALPHABET[index as usize]));
        }
        Self(text)
    }

    /// Reads a code as a person types it: any case, spaces or dashes anywhere or nowhere, O for 0, I or L for 1.
    ///
    /// # Errors
    /// See [`InvalidPairingText`].
    pub fn parse(typed: &str) -> Result<Self, InvalidPairingText> {
        let mut characters = String::new();
        for typed in typed.chars().filter(|c| !is_separator(*c)) {
            let character = match typed.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let known = u8::try_from(character).is_ok_and(|byte| ALPHABET.contains(&byte));
            if !known {
                return Err(InvalidPairingText::CodeCharacter);
            }
            characters.push(character);
        }
        if characters.is_empty() {
            return Err(InvalidPairingText::CodeMissing);
        }
        let secret = match characters.strip_prefix(PREFIX) {
            Some(secret) => secret,
            None if characters.len() == SECRET_CHARACTERS => &characters,
            None if characters.starts_with("RCD") => return Err(InvalidPairingText::CodeNewer),
            None => &characters,
        };
        if secret.len() != SECRET_CHARACTERS {
            return Err(InvalidPairingText::CodeLength {
                found: secret.len(),
            });
        }
        let groups: Vec<&str> = (0..SECRET_CHARACTERS)
            .step_by(4)
            .map(|start| &secret[start..start + 4])
            .collect();
        Ok(Self(format!("{PREFIX}-{}", groups.join("-"))))
    }

    /// Returns the code in its one canonical form, with dashes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PairingCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PairingCode(…)")
    }
}

impl PairingText {
    /// Reads a whole pairing text.
    ///
    /// # Errors
    /// See [`InvalidPairingText`]; a code alone gives [`InvalidPairingText::RelayMissing`].
    pub fn parse(typed: &str) -> Result<Self, InvalidPairingText> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(InvalidPairingText::Empty);
        }
        match typed.split_once('#') {
            Some((url, code)) => Self::from_parts(url, code),
            None if typed.contains("://") => Err(InvalidPairingText::CodeMissing),
            None => Err(match PairingCode::parse(typed) {
                Ok(_) => InvalidPairingText::RelayMissing,
                Err(error) => error,
            }),
        }
    }

    /// Reads a code, when the relay's address was given apart from it. A whole text as the code is taken too, its own
    /// address winning.
    ///
    /// # Errors
    /// See [`InvalidPairingText`].
    pub fn from_parts(relay_url: &str, typed_code: &str) -> Result<Self, InvalidPairingText> {
        if typed_code.contains('#') {
            return Self::parse(typed_code);
        }
        Ok(Self {
            relay_url: usable_url(relay_url)?,
            code: PairingCode::parse(typed_code)?,
        })
    }

    /// Returns the text to print, with its secret.
    pub fn to_text(&self) -> String {
        format!("{}/#{}", self.relay_url, self.code.as_str())
    }
}

fn is_separator(character: char) -> bool {
    // People paste from mails: every dash and blank they may bring along.
    character.is_whitespace()
        || matches!(
            character,
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}' | '\u{feff}' | '_' | '.'
        )
}

fn usable_url(typed: &str) -> Result<String, InvalidPairingText> {
    let unusable = InvalidPairingText::RelayUnusable;
    let typed = typed.trim().trim_end_matches('/');
    let (scheme, rest) = typed.split_once("://").ok_or(if typed.is_empty() {
        InvalidPairingText::RelayMissing
    } else {
        unusable
    })?;
    let scheme = scheme.to_ascii_lowercase();
    let (authority, path) = match rest.split_once('/') {
        Some((authority, path)) => (authority, format!("/{path}")),
        None => (rest, String::new()),
    };
    let authority = authority.to_ascii_lowercase();
    let has_stray = |text: &str| {
        text.chars().any(|c| {
            c.is_whitespace() || c.is_control() || matches!(c, '@' | '?' | '\\' | '"' | '<' | '>')
        })
    };
    if host_of(&authority).is_empty() || has_stray(&authority) || has_stray(&path) {
        return Err(unusable);
    }
    match scheme.as_str() {
        "https" => {}
        "http" if is_loopback(host_of(&authority)) => {}
        _ => return Err(unusable),
    }
    Ok(format!("{scheme}://{authority}{path}"))
}

fn host_of(authority: &str) -> &str {
    if let Some(bracketed) = authority.strip_prefix('[') {
        return bracketed.split(']').next().unwrap_or_default();
    }
    authority.split(':').next().unwrap_or_default()
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
