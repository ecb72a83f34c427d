//! Reading settings from TOML and environment, and saying where one is wrong.

mod tls;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::{AsyncSmtpTransport, Tokio1Executor};
use recado_protocol::pairing_text::{PairingCode, PairingText};
use toml::Spanned;

use super::{Config, Database, Measure};
use crate::alarm::{AlarmSettings, MailSettings};
use crate::buffer::InvalidPostgresPlace;
use crate::clock::Clock;

/// How every variable of ours begins.
pub(super) const ENVIRONMENT_PREFIX: &str = "RECADO_RELAY_";

/// Each setting, and a line that would be right.
const SETTINGS: &[(&str, &str)] = &[
    ("listen", "listen = \"127.0.0.1:8080\""),
    ("public_url", "public_url = \"https://relay.example\""),
    ("database", "database = \"/var/lib/recado-relay/relay.db\""),
    ("retention_days", "retention_days = 14"),
    ("buffer_max_mib", "buffer_max_mib = 2048"),
    ("requests_per_minute", "requests_per_minute = 30000"),
    ("connections", "connections = 1024"),
    ("head_seconds", "head_seconds = 30"),
    ("metrics", "metrics = \"127.0.0.1:9464\""),
    ("alarm_after_minutes", "alarm_after_minutes = 15"),
    (
        "alarm_webhook",
        "alarm_webhook = \"https://ops.example/recado\"",
    ),
    (
        "alarm_smtp",
        "alarm_smtp = \"smtps://user:password@mail.example\"",
    ),
    ("alarm_from", "alarm_from = \"relay@clinic.example\""),
    ("alarm_to", "alarm_to = \"someone@clinic.example\""),
    ("behind_proxy", "behind_proxy = true"),
    ("tls", "tls = \"acme\""),
    ("tls_folder", "tls_folder = \"/var/lib/recado-relay/tls\""),
    ("acme_contact", "acme_contact = \"someone@clinic.example\""),
    (
        "acme_directory",
        "acme_directory = \"https://acme-v02.api.letsencrypt.org/directory\"",
    ),
    ("acme_roots", "acme_roots = \"/etc/recado-relay/ca.pem\""),
    ("log", "log = \"info\""),
    ("measure", "measure = \"unsealed\""),
    ("clock_shift", "clock_shift = \"/tmp/shift\""),
];

/// Why the settings were refused. Its text is for the operator: where it is wrong, and what to write.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path}: cannot be read; check the path and that this user may read it")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A setting is wrong.
    #[error("{place}: {problem}\n  write for example: {example}")]
    Setting {
        /// `relay.toml:3`, or the variable's name.
        place: String,
        /// What is wrong.
        problem: String,
        /// A line that would be right.
        example: String,
    },
}

/// A value and where it stands.
struct Found {
    value: toml::Value,
    place: String,
}

struct Settings(BTreeMap<String, Found>);

pub(super) fn load(
    file: Option<&Path>,
    environment: &[(String, String)],
) -> Result<Config, ConfigError> {
    let mut settings = Settings(BTreeMap::new());
    if let Some(path) = file {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::File {
            path: path.to_owned(),
            source,
        })?;
        settings.read_file(path, &text)?;
    }
    settings.read_environment(environment)?;
    settings.into_config(file)
}

impl Settings {
    fn read_file(&mut self, path: &Path, text: &str) -> Result<(), ConfigError> {
        let place = |span: Option<Range<usize>>| {
            let start = span.map_or(0, |span| span.start).min(text.len());
            let line = text.as_bytes()[..start]
                .iter()
                .filter(|b| **b == b'\n')
                .count()
                + 1;
            format!("{}:{line}", path.display())
        };
        let table: BTreeMap<String, Spanned<toml::Value>> =
            toml::from_str(text).map_err(|error| {
                let place = place(error.span());
                wrong(place, error.message().to_owned(), example(""))
            })?;
        for (name, value) in table {
            let place = place(Some(value.span()));
            if !SETTINGS.iter().any(|(known, _)| *known == name) {
                let problem = format!("there is no setting `{name}`");
                return Err(wrong(place, problem, example(&nearest(&name))));
            }
            let value = value.into_inner();
            self.0.insert(name, Found { value, place });
        }
        Ok(())
    }

    fn read_environment(&mut self, environment: &[(String, String)]) -> Result<(), ConfigError> {
        for (variable, text) in environment {
            let name = variable
                .trim_start_matches(ENVIRONMENT_PREFIX)
                .to_lowercase();
            if name == "program" {
                // Where benchmarks find the relay: theirs, not ours.
                continue;
            }
            if !SETTINGS.iter().any(|(known, _)| *known == name) {
                let problem = format!("there is no setting `{name}`");
                return Err(wrong(variable.clone(), problem, example(&nearest(&name))));
            }
            let value = match (text.parse::<i64>(), text.as_str()) {
                (Ok(number), _) => toml::Value::Integer(number),
                (Err(_), "true") => toml::Value::Boolean(true),
                (Err(_), "false") => toml::Value::Boolean(false),
                (Err(_), _) => toml::Value::String(text.clone()),
            };
            let place = variable.clone();
            self.0.insert(name, Found { value, place });
        }
        Ok(())
    }

    fn into_config(self, file: Option<&Path>) -> Result<Config, ConfigError> {
        let at = file.map_or("settings".to_owned(), |path| path.display().to_string());
        let required = |name: &str| {
            let problem = format!("`{name}` is missing");
            wrong(at.clone(), problem, example(name))
        };
        let listen: SocketAddr = self
            .text("listen", |text| text.parse().ok(), "an address and a port")?
            .unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8080)));
        let is_usable = |text: &str| {
            let code = PairingCode::from_bytes([0; 10]);
            let text = PairingText::from_parts(text, code.as_str()).ok()?;
            Some(text.relay_url)
        };
        let expected = "https://… (http:// only on this machine)";
        let public_url = self.text("public_url", is_usable, expected)?;
        if public_url.is_none() && !listen.ip().is_loopback() {
            return Err(required("public_url"));
        }
        let database = self.database()?.ok_or_else(|| required("database"))?;
        let defaults = Config::with(database);
        let measure = |text: &str| match text {
            "unsealed" => Some(Measure::Unsealed),
            "null-store" => Some(Measure::NullStore),
            "null-handler" => Some(Measure::NullHandler),
            _ => None,
        };
        let expected = "\"unsealed\", \"null-store\" or \"null-handler\"";
        let measure = self.text("measure", measure, expected)?;
        if measure.is_some() && !(listen.ip().is_loopback() && public_url.is_none()) {
            return Err(self.refuse(
                "measure",
                "a benchmark's setting, for a relay on this machine alone; take it out",
            ));
        }
        let shift = |text: &str| Some(PathBuf::from(text));
        let shift = self.text("clock_shift", shift, "the path of a file")?;
        if shift.is_some() && !(listen.ip().is_loopback() && public_url.is_none()) {
            return Err(self.refuse(
                "clock_shift",
                "a setting of tests, for a relay on this machine alone; take it out",
            ));
        }
        let level = |text: &str| match text {
            "error" => Some(tracing::Level::ERROR),
            "warn" => Some(tracing::Level::WARN),
            "info" => Some(tracing::Level::INFO),
            "debug" => Some(tracing::Level::DEBUG),
            _ => None,
        };
        let log = self.text("log", level, "\"error\", \"warn\", \"info\" or \"debug\"")?;
        let metrics = |text: &str| text.parse().ok().filter(is_private);
        let expected = "an address and a port of this machine or of a private network";
        let metrics = self.text("metrics", metrics, expected)?;
        let head_seconds = self.number("head_seconds", 1..=300)?;
        let connections = self.number("connections", 1..=100_000)?;
        let tls = self.tls(public_url.as_deref(), &defaults.database)?;
        Ok(Config {
            listen,
            public_url,
            tls,
            retention_days: self
                .number("retention_days", 1..=365)?
                .unwrap_or(defaults.retention_days),
            buffer_max_mib: self
                .number("buffer_max_mib", 1..=10_000_000)?
                .unwrap_or(defaults.buffer_max_mib),
            requests_per_minute: self
                .number("requests_per_minute", 60..=10_000_000)?
                .unwrap_or(defaults.requests_per_minute),
            connections: connections.map_or(defaults.connections, |count| count as usize),
            head_within: head_seconds.map_or(defaults.head_within, |seconds| {
                Duration::from_secs(u64::from(seconds))
            }),
            metrics,
            alarm: self.alarm()?,
            behind_proxy: self.flag("behind_proxy")?.unwrap_or(defaults.behind_proxy),
            log: log.unwrap_or(defaults.log),
            measure,
            clock: shift.map_or(defaults.clock.clone(), Clock::Shifted),
            ..defaults
        })
    }

    /// The path of a file, or the address of a PostgreSQL.
    fn database(&self) -> Result<Option<Database>, ConfigError> {
        let Some(found) = self.0.get("database") else {
            return Ok(None);
        };
        let text = found.value.as_str().unwrap_or_default();
        let database = text.parse();
        let database: Database = database
            .map_err(|why: InvalidPostgresPlace| self.refuse("database", &why.to_string()))?;
        if matches!(database, Database::Postgres(_)) && self.0.contains_key("buffer_max_mib") {
            return Err(self.refuse(
                "buffer_max_mib",
                "is for a SQLite file; take it out, PostgreSQL has the limits of its own disk",
            ));
        }
        Ok(Some(database))
    }

    /// Whom to tell when nobody polls.
    fn alarm(&self) -> Result<Option<AlarmSettings>, ConfigError> {
        let webhook = |text: &str| {
            let url: reqwest::Url = text.parse().ok()?;
            let is_here = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
            Some(url).filter(|url| url.scheme() == "https" || (url.scheme() == "http" && is_here))
        };
        let expected = "https://… (http:// only on this machine)";
        let webhook = self.text("alarm_webhook", webhook, expected)?;
        let server = |text: &str| {
            let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(text);
            transport.ok().map(|_| text.to_owned())
        };
        let expected =
            "smtps://user:password@host, or smtp://host:port for a mail server of your own";
        let server = self.text("alarm_smtp", server, expected)?;
        let mailbox = |text: &str| text.parse().ok();
        let from = self.text("alarm_from", mailbox, "a mail address")?;
        let to = self.text("alarm_to", mailbox, "a mail address")?;
        let mail = match (server, from, to) {
            (Some(server), Some(from), Some(to)) => Some(MailSettings { server, from, to }),
            (None, None, None) => None,
            (_, _, _) => {
                let problem = "`alarm_smtp`, `alarm_from` and `alarm_to` are needed together";
                let place = "settings".to_owned();
                return Err(wrong(place, problem.to_owned(), example("alarm_to")));
            }
        };
        let after_minutes = self
            .number("alarm_after_minutes", 2..=10_000)?
            .unwrap_or(15);
        let has_anybody = webhook.is_some() || mail.is_some();
        Ok(has_anybody.then_some(AlarmSettings {
            after_minutes,
            webhook,
            mail,
        }))
    }

    fn text<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
        expected: &str,
    ) -> Result<Option<T>, ConfigError> {
        let Some(found) = self.0.get(name) else {
            return Ok(None);
        };
        match found.value.as_str().and_then(parse) {
            Some(value) => Ok(Some(value)),
            None => Err(self.refuse(name, &format!("has to be {expected}"))),
        }
    }

    fn number(
        &self,
        name: &str,
        range: std::ops::RangeInclusive<u32>,
    ) -> Result<Option<u32>, ConfigError> {
        let Some(found) = self.0.get(name) else {
            return Ok(None);
        };
        let number = found.value.as_integer().and_then(|n| u32::try_from(n).ok());
        match number.filter(|number| range.contains(number)) {
            Some(number) => Ok(Some(number)),
            None => {
                let problem = format!(
                    "has to be a number from {} to {}",
                    range.start(),
                    range.end()
                );
                Err(self.refuse(name, &problem))
            }
        }
    }

    fn flag(&self, name: &str) -> Result<Option<bool>, ConfigError> {
        let Some(found) = self.0.get(name) else {
            return Ok(None);
        };
        match found.value.as_bool() {
            Some(flag) => Ok(Some(flag)),
            None => Err(self.refuse(name, "has to be true or false")),
        }
    }

    fn refuse(&self, name: &str, problem: &str) -> ConfigError {
        let place = self.0.get(name).map(|found| found.place.clone());
        wrong(
            place.unwrap_or_default(),
            format!("`{name}` {problem}"),
            example(name),
        )
    }
}

/// Metrics tell nothing of anybody, but how much a clinic is written to is nobody else's business.
fn is_private(address: &SocketAddr) -> bool {
    match address.ip() {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local(),
    }
}

fn wrong(place: String, problem: String, example: String) -> ConfigError {
    ConfigError::Setting {
        place,
        problem,
        example,
    }
}

fn example(name: &str) -> String {
    let known = SETTINGS.iter().find(|(known, _)| *known == name);
    known
        .or(SETTINGS.first())
        .map_or(String::new(), |(_, line)| (*line).to_owned())
}

/// Returns the setting that shares the longest beginning with what was written.
fn nearest(name: &str) -> String {
    let shared = |known: &str| {
        known
            .chars()
            .zip(name.chars())
            .take_while(|(a, b)| a == b)
            .count()
    };
    let nearest = SETTINGS.iter().max_by_key(|(known, _)| shared(known));
    nearest.map_or(String::new(), |(known, _)| (*known).to_owned())
}
