//! The recovery phrase: 24 words of the English BIP-39 list that stand for 32 random bytes.

use super::{NoRandomness, random};
use bip39::{Language, Mnemonic};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroize;

/// How many words a recovery phrase has.
pub const WORDS: usize = 24;

/// A recovery phrase. Printing it for debugging shows nothing of it.
#[derive(Clone)]
pub struct RecoveryPhrase(SecretString);

/// Why a text is not a recovery phrase. Says where, never what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhraseError {
    /// It does not have 24 words.
    #[error("{found} words instead of {WORDS}")]
    WordCount {
        /// How many it has.
        found: usize,
    },
    /// A word is not in the list.
    #[error("word {position} is not in the list")]
    UnknownWord {
        /// Which one, from 1.
        position: usize,
    },
    /// Every word is in the list, but together they are no phrase: one is wrong or two are swapped.
    #[error("the words do not fit together")]
    Checksum,
}

impl RecoveryPhrase {
    /// Returns a fresh random phrase.
    ///
    /// # Errors
    /// [`NoRandomness`] when the system's generator fails.
    pub fn generate() -> Result<Self, NoRandomness> {
        let mut entropy: [u8; 32] = random()?;
        let phrase = Mnemonic::from_entropy_in(Language::English, &entropy);
        entropy.zeroize();
        let phrase = phrase.map_err(|_| NoRandomness)?;
        Ok(Self(phrase.to_string().into()))
    }

    /// Reads a phrase as a person types it: any case, any space, numbered or not.
    ///
    /// # Errors
    /// [`PhraseError`] says what to look at again.
    pub fn parse(text: &str) -> Result<Self, PhraseError> {
        let words: Vec<String> = text
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        if words.len() != WORDS {
            return Err(PhraseError::WordCount { found: words.len() });
        }
        let unknown = words
            .iter()
            .position(|word| Language::English.find_word(word).is_none());
        if let Some(index) = unknown {
            return Err(PhraseError::UnknownWord {
                position: index + 1,
            });
        }
        let mut joined = words.join(" ");
        let phrase = Mnemonic::parse_in_normalized(Language::English, &joined);
        joined.zeroize();
        let phrase = phrase.map_err(|_| PhraseError::Checksum)?;
        Ok(Self(phrase.to_string().into()))
    }

    /// Returns the words in order, to be shown once and written down.
    pub fn words(&self) -> Vec<String> {
        let words = self.0.expose_secret().split(' ');
        words.map(str::to_owned).collect()
    }

    pub(crate) fn as_secret(&self) -> &SecretString {
        &self.0
    }
}

impl std::fmt::Debug for RecoveryPhrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryPhrase(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon \
        abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon art";

    #[test]
    fn a_phrase_is_read_as_people_type_it() {
        let phrase = RecoveryPhrase::generate().unwrap();
        let typed: String = phrase
            .words()
            .iter()
            .enumerate()
            .map(|(index, word)| format!("{}.  {}\n", index + 1, word.to_uppercase()))
            .collect();
        let read = RecoveryPhrase::parse(&typed).unwrap();
        assert_eq!(read.words(), phrase.words());
        assert_eq!(phrase.words().len(), WORDS);
    }

    #[test]
    fn a_wrong_phrase_says_where_and_never_what() {
        assert!(RecoveryPhrase::parse(KNOWN).is_ok());
        assert_eq!(
            RecoveryPhrase::parse("one two").unwrap_err(),
            PhraseError::WordCount { found: 2 }
        );
        let unknown = KNOWN.replacen("abandon", "zzyzx", 1);
        assert_eq!(
            RecoveryPhrase::parse(&unknown).unwrap_err(),
            PhraseError::UnknownWord { position: 1 }
        );
        let swapped = KNOWN.replace("art", "zoo");
        assert_eq!(
            RecoveryPhrase::parse(&swapped).unwrap_err(),
            PhraseError::Checksum
        );
        assert_eq!(
            format!("{:?}", RecoveryPhrase::generate().unwrap()),
            "RecoveryPhrase(..)"
        );
    }
}
