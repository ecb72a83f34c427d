//! What whoever keeps a record of calls is told: where, what came of it, how long it took.
//!
//! No id, no content, no token: an endpoint is spelt with words of this crate alone, everything else in a path is `{id}`.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::Method;
use url::Url;

use crate::error::GraphError;
use crate::media::download::MediaError;

/// Every word that stands in a path we call. What is not among them is an id, or might be.
const WORDS: [&str; 15] = [
    "accounts",
    "debug_token",
    "me",
    "media",
    "message_attachments",
    "message_templates",
    "messages",
    "phone_numbers",
    "subscribed_apps",
    "subscriptions",
    "take_thread_control",
    "pass_thread_control",
    "release_thread_control",
    "uploads",
    "thread_owner",
];

/// The endpoint of a file's bytes, which come from hosts of Meta's own naming.
const FILE: &str = "file";

/// One call that ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// `GET`, `POST` or `DELETE`.
    pub method: String,
    /// Where, with `{id}` for every id, for example `{id}/messages`.
    pub endpoint: String,
    /// The HTTP status, with Meta's code where it refused (`400 131047`); without an answer why there was none:
    /// `unreachable`, `outcome_unknown`, `cut_off` and the like.
    pub result: String,
    /// How long it took.
    pub took: Duration,
}

/// Hears every call once it ended; it must not wait.
#[derive(Clone)]
pub(crate) struct Observer(pub Arc<dyn Fn(Seen) + Send + Sync>);

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observer")
    }
}

/// A call under way. Told of however it ends, also when nobody waits for it any more.
pub(crate) struct Watch {
    observer: Option<Observer>,
    method: Method,
    endpoint: String,
    started: Instant,
    status: Option<u16>,
    result: Option<String>,
}

impl Watch {
    pub fn call(observer: Option<&Observer>, method: &Method, url: &Url) -> Self {
        Self::begin(observer, method, endpoint(url))
    }

    pub fn file(observer: Option<&Observer>) -> Self {
        Self::begin(observer, &Method::GET, FILE.to_owned())
    }

    fn begin(observer: Option<&Observer>, method: &Method, endpoint: String) -> Self {
        Self {
            observer: observer.cloned(),
            method: method.clone(),
            endpoint,
            started: Instant::now(),
            status: None,
            result: None,
        }
    }

    /// Notes the status of an answer.
    pub fn answered(&mut self, status: u16) {
        self.status = Some(status);
    }

    /// Notes how a call ended.
    pub fn ends<T>(&mut self, done: &Result<T, GraphError>) {
        self.result = Some(match (self.status, done) {
            (Some(status), Ok(_)) => status.to_string(),
            (Some(status), Err(error)) => match error.code() {
                Some(code) => format!("{status} {code}"),
                None => status.to_string(),
            },
            (None, Ok(_)) => "answered".to_owned(),
            (None, Err(error)) => class(error).to_owned(),
        });
    }

    /// Notes how a download ended.
    pub fn ends_file<T>(&mut self, done: &Result<T, MediaError>) {
        self.result = Some(match done {
            Ok(_) => "200".to_owned(),
            Err(MediaError::Refused { status }) => status.to_string(),
            Err(MediaError::ForeignHost) => "foreign_host".to_owned(),
            Err(MediaError::TooBig) => "too_big".to_owned(),
            Err(MediaError::Gone) => "gone".to_owned(),
            Err(MediaError::Busy { .. }) => "busy".to_owned(),
            Err(MediaError::Unreachable) => "unreachable".to_owned(),
            Err(MediaError::Stopped) => "stopped".to_owned(),
        });
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let Some(Observer(tell)) = &self.observer else {
            return;
        };
        let result = self.result.take();
        tell(Seen {
            method: self.method.to_string(),
            endpoint: std::mem::take(&mut self.endpoint),
            result: result.unwrap_or_else(|| "cut_off".to_owned()),
            took: self.started.elapsed(),
        });
    }
}

/// Returns the endpoint of an address: its path without the version, with `{id}` for what is none of our words.
fn endpoint(url: &Url) -> String {
    let parts = url.path().trim_matches('/').split('/').skip(1);
    let spelt = parts.map(|part| {
        WORDS
            .into_iter()
            .find(|word| *word == part)
            .unwrap_or("{id}")
    });
    spelt.collect::<Vec<_>>().join("/")
}

fn class(error: &GraphError) -> &'static str {
    match error {
        GraphError::RateLimited { .. } => "rate_limited",
        GraphError::TokenRejected { .. } => "token_rejected",
        GraphError::WindowClosed { .. } => "window_closed",
        GraphError::Refused { .. } => "refused",
        GraphError::Busy { .. } => "busy",
        GraphError::Unreachable => "unreachable",
        GraphError::OutcomeUnknown { .. } => "outcome_unknown",
        GraphError::Unreadable { .. } => "unreadable",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_holds_no_id() {
        for (path, expected) in [
            ("v25.0/388120055500123/messages", "{id}/messages"),
            ("v25.0/388120055500123", "{id}"),
            ("v25.0/me/accounts?access_token=abc", "me/accounts"),
            ("v25.0/upload:MTphd?sig=1", "{id}"),
            ("v25.0/maria/messages", "{id}/messages"),
            ("v25.0/debug_token?input_token=abc", "debug_token"),
        ] {
            let url = Url::parse(&format!("https://graph.facebook.com/{path}")).unwrap();
            assert_eq!(endpoint(&url), expected);
        }
    }
}
