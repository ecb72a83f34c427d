//! Whether the relay gets certificates by itself, and from whom.

use std::path::{Path, PathBuf};

use super::{ConfigError, Settings, wrong};
use crate::config::Database;
use crate::tls::{LETS_ENCRYPT, TlsSettings};

impl Settings {
    /// Reads `tls` and what belongs to it; the name that certificates are for is the one in `public_url`.
    pub(super) fn tls(
        &self,
        public_url: Option<&str>,
        database: &Database,
    ) -> Result<Option<TlsSettings>, ConfigError> {
        let is_acme = |text: &str| (text == "acme").then_some(());
        let tls = self.text("tls", is_acme, "\"acme\"; leave it out behind a proxy")?;
        let is_mail = |text: &str| {
            let mailbox: lettre::Address = text.parse().ok()?;
            Some(mailbox.to_string())
        };
        let contact = self.text("acme_contact", is_mail, "a mail address")?;
        let is_https = |text: &str| Some(text.to_owned()).filter(|url| url.starts_with("https://"));
        let directory = self.text("acme_directory", is_https, "https://…")?;
        let path = |text: &str| Some(PathBuf::from(text)).filter(|path| path.is_absolute());
        let expected = "a path that begins with /";
        let roots = self.text("acme_roots", path, expected)?;
        let folder = self.text("tls_folder", path, expected)?;
        if tls.is_none() {
            let others = ["acme_contact", "acme_directory", "acme_roots", "tls_folder"];
            let alone = others.iter().find(|name| self.0.contains_key(**name));
            return match alone {
                Some(name) => Err(self.refuse(name, "does nothing without tls = \"acme\"")),
                None => Ok(None),
            };
        }
        let Database::Sqlite(file) = database else {
            return Err(self.refuse(
                "tls",
                "is for one relay; before several on one PostgreSQL, put a proxy",
            ));
        };
        if self.flag("behind_proxy")? == Some(true) {
            return Err(self.refuse("tls", "and `behind_proxy` exclude each other; keep one"));
        }
        let Some(name) = public_url.and_then(name_in) else {
            let problem = "`tls` needs `public_url` with a name, which certificates are for";
            let place = self.0.get("tls").map(|found| found.place.clone());
            let example = super::example("public_url");
            return Err(wrong(
                place.unwrap_or_default(),
                problem.to_owned(),
                example,
            ));
        };
        let beside = file.parent().unwrap_or(Path::new("")).join("tls");
        Ok(Some(TlsSettings {
            name,
            contact,
            directory: directory.unwrap_or_else(|| LETS_ENCRYPT.to_owned()),
            roots,
            folder: folder.unwrap_or(beside),
        }))
    }
}

/// Returns the name in an `https://…` address; an address in numbers is none.
fn name_in(url: &str) -> Option<String> {
    let url: reqwest::Url = url.parse().ok()?;
    let is_https = url.scheme() == "https";
    let name = url.domain().filter(|_| is_https)?;
    Some(name.to_ascii_lowercase())
}
