//! How the program was started: its arguments and the few things it asks the system for. Read once.

use recado_inbox::view::app::Language;
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// What the command line says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// Where the data is; absent for the person's own data folder.
    pub(crate) data: Option<PathBuf>,
    /// Stands in for Meta's Graph API, on this machine only.
    pub(crate) graph: Option<String>,
    /// Whether everybody in it is invented.
    pub(crate) is_demo: bool,
    /// Only put the keys read from standard input into the keyring: the demo fills its folder before the window opens.
    pub(crate) adopts_keys: bool,
}

/// How the program is called, as it tells who called it wrongly.
pub(crate) const USAGE: &str = "Usage: recado [--data DIR] [--graph URL] [--demo]";

impl Arguments {
    /// Reads the arguments.
    ///
    /// # Errors
    /// The argument that is not known or lacks its value.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut parsed = Self::default();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--data" => parsed.data = Some(arguments.next().ok_or(argument)?.into()),
                "--graph" => parsed.graph = Some(arguments.next().ok_or(argument)?),
                "--demo" => parsed.is_demo = true,
                "--adopt-keys" => parsed.adopts_keys = true,
                _ => return Err(argument),
            }
        }
        // A person's own keys come from nowhere but their keyring.
        if parsed.adopts_keys && parsed.data.is_none() {
            return Err("--adopt-keys".to_owned());
        }
        Ok(parsed)
    }

    /// Returns a short name of a data folder that is not the person's own, so that its keyring entries and its single
    /// instance are its own, too; for example `5f0c9a31d2b7e864`.
    pub(crate) fn data_name(&self) -> Option<String> {
        let path = self.data.as_ref()?;
        let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
        let hash = Sha256::digest(path.as_os_str().as_encoded_bytes());
        let hex = hash.iter().take(8).map(|byte| format!("{byte:02x}"));
        Some(hex.collect())
    }
}

/// Returns the system's language, where it is one of the window's.
pub(crate) fn system_language() -> Language {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty())
        .map_or(Language::En, |value| language_of(&value.to_string_lossy()))
}

fn language_of(locale: &str) -> Language {
    match locale.get(..2) {
        Some("es") => Language::Es,
        Some("pt") => Language::Pt,
        Some("el") => Language::El,
        _ => Language::En,
    }
}

/// Returns what this computer is called, for the relay's list of devices.
pub(crate) fn device_name() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .ok()
        .or_else(|| std::env::var_os("COMPUTERNAME")?.into_string().ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "Recado".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, String> {
        Arguments::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn a_data_folder_of_its_own_has_a_name_of_its_own() {
        let one = parse("--data /srv/one --demo").unwrap();
        let two = parse("--data /srv/two").unwrap();
        assert!(one.is_demo && !two.is_demo);
        assert_ne!(one.data_name(), two.data_name());
        assert_eq!(parse("").unwrap().data_name(), None);
    }

    #[test]
    fn an_unknown_argument_and_a_missing_value_are_named() {
        assert_eq!(parse("--dta x"), Err("--dta".to_owned()));
        assert_eq!(parse("--graph"), Err("--graph".to_owned()));
        assert_eq!(parse("--adopt-keys"), Err("--adopt-keys".to_owned()));
    }

    #[test]
    fn a_language_the_window_lacks_falls_back_to_english() {
        let cases = [
            ("pt_BR.UTF-8", Language::Pt),
            ("el", Language::El),
            ("de_DE", Language::En),
            ("C", Language::En),
        ];
        for (locale, language) in cases {
            assert_eq!(language_of(locale), language, "{locale}");
        }
    }
}
