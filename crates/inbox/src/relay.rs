//! What the desktop asks of its relay: pairing, epochs, envelopes, channels and apps.
//!
//! Knows the protocol and nothing of what is inside an envelope.

mod devices;
mod leases;

use recado_protocol::{
    app::PutApps,
    channel::Channels,
    envelope::{Acknowledge, Cursor, EnvelopePage, PostEnvelope, PostedEnvelope},
    epoch::{Epochs, PutEpoch},
    error::{ErrorBody, ErrorCode},
    pairing::{PairRequest, Paired},
    path,
    secret::SecretText,
    status::Status,
    version::{self, DecodeError},
};
use reqwest::{Method, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;
use url::Url;

/// How long an answer may take beyond what a poll waits by itself.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// Why the relay did not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RelayError {
    /// It cannot be reached, or answers with something else: try again later.
    #[error("the relay cannot be reached")]
    Unreachable,
    /// It refused, with this code.
    #[error("the relay refused: {0:?}")]
    Refused(ErrorCode),
    /// It asks to wait.
    #[error("the relay asks to wait {seconds} s")]
    Wait {
        /// Seconds.
        seconds: u64,
    },
    /// It speaks a newer protocol: update this app.
    #[error("the relay speaks a newer protocol")]
    Newer,
    /// The address is not one we may talk to: https, or loopback.
    #[error("the relay's address is neither https nor on this machine")]
    BadAddress,
}

/// A client of one relay.
#[derive(Clone)]
pub struct RelayClient {
    http: reqwest::Client,
    base: Url,
    token: Option<SecretText>,
}

impl RelayClient {
    /// Returns a client for the relay at `address`.
    ///
    /// # Errors
    /// [`RelayError::BadAddress`] when it is neither https nor on this machine.
    pub fn new(
        http: reqwest::Client,
        address: &str,
        token: Option<SecretText>,
    ) -> Result<Self, RelayError> {
        let base = Url::parse(address).map_err(|_| RelayError::BadAddress)?;
        let is_loopback = match base.host() {
            Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
            Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
            Some(url::Host::Domain(name)) => name == "localhost",
            None => false,
        };
        let is_fit = base.scheme() == "https" || (base.scheme() == "http" && is_loopback);
        if !is_fit {
            return Err(RelayError::BadAddress);
        }
        Ok(Self { http, base, token })
    }

    /// Returns the address as shown.
    pub fn shown_address(&self) -> String {
        shown(&self.base)
    }

    /// Returns the address that Meta must call.
    pub fn webhook_url(&self) -> Option<Url> {
        self.base.join(path::WEBHOOKS_META).ok()
    }

    /// Pairs with a one-time code.
    ///
    /// # Errors
    /// See [`RelayError`].
    pub async fn pair(&self, request: &PairRequest) -> Result<Paired, RelayError> {
        self.ask(Method::POST, path::PAIR, Some(request), ANSWER_WITHIN)
            .await
    }

    /// Reads the clinic's epochs.
    ///
    /// # Errors
    /// See [`RelayError`].
    pub async fn epochs(&self) -> Result<Epochs, RelayError> {
        self.ask(Method::GET, path::EPOCHS, NOTHING, ANSWER_WITHIN)
            .await
    }

    /// Publishes an epoch.
    ///
    /// # Errors
    /// See [`RelayError`].
    pub async fn put_epoch(&self, epoch: &PutEpoch) -> Result<(), RelayError> {
        self.tell(Method::PUT, path::EPOCHS, Some(epoch)).await
    }

    /// Waits up to `wait_seconds` for what follows `after`.
    ///
    /// # Errors
    /// See [`RelayError`].
    pub async fn envelopes(
        &self,
        after: Cursor,
        wait_seconds: u32,
    ) -> Result<EnvelopePage, RelayError> {
        let within = ANSWER_WITHIN + Duration::from_secs(u64::from(wait_seconds));
        self.ask(
            Method::GET,
            &path::envelopes(after, wait_seconds),
            NOTHING,
            within,
        )
        .await
    }

    /// Says that everything up to `cursor` is durable here.
    ///
    /// # Errors
    /// See [`RelayError`].
    pub async fn acknowledge(&self, cursor: Cursor) -> Result<(), RelayError> {
        let body = Acknowledge {
            cursor,
            ..Acknowledge::default()
        };
        self.tell(Method::POST, path::ACKNOWLEDGE, Some(&body))
            .await
    }

    /// Posts a sealed note to the clinic's desktops.
    ///
    /// # Errors
    /// See [`RelayError`].
    pub async fn post_note(&self, note: &PostEnvelope) -> Result<PostedEnvelope, RelayError> {
        self.ask(Method::POST, path::ENVELOPES, Some(note), ANSWER_WITHIN)
            .await
    }

    /// Replaces the list of the clinic's channels.
    ///
    /// # Errors
    /// See [`RelayError`].
    pub async fn put_channels(&self, channels: &Channels) -> Result<(), RelayError> {
        self.tell(Method::PUT, path::CHANNELS, Some(channels)).await
    }

    /// Replaces the list of the clinic's apps.
    ///
    /// # Errors
    /// See [`RelayError`].
    pub async fn put_apps(&self, apps: &PutApps) -> Result<(), RelayError> {
        self.tell(Method::PUT, path::APPS, Some(apps)).await
    }

    /// Reads how the clinic's buffer stands.
    ///
    /// # Errors
    /// See [`RelayError`].
    pub async fn status(&self) -> Result<Status, RelayError> {
        self.ask(Method::GET, path::STATUS, NOTHING, ANSWER_WITHIN)
            .await
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
        within: Duration,
    ) -> Result<T, RelayError> {
        let bytes = self.bytes(method, path, body, within).await?;
        version::decode(&bytes).map_err(|error| match error {
            DecodeError::Newer { .. } => RelayError::Newer,
            DecodeError::Malformed { .. } => RelayError::Unreachable,
        })
    }

    async fn tell(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Result<(), RelayError> {
        self.bytes(method, path, body, ANSWER_WITHIN)
            .await
            .map(|_| ())
    }

    async fn bytes(
        &self,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
        within: Duration,
    ) -> Result<Vec<u8>, RelayError> {
        let url = self.base.join(path).map_err(|_| RelayError::BadAddress)?;
        let mut request = self.http.request(method, url).timeout(within);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token.expose());
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.map_err(|_| RelayError::Unreachable)?;
        let status = response.status();
        let retry_after = response
            .headers()
            .get(reqwest::header::RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.parse().ok());
        let bytes = response
            .bytes()
            .await
            .map_err(|_| RelayError::Unreachable)?;
        if status.is_success() {
            return Ok(bytes.to_vec());
        }
        if status == StatusCode::TOO_MANY_REQUESTS {
            return Err(RelayError::Wait {
                seconds: retry_after.unwrap_or(60),
            });
        }
        // A proxy's error page is not the relay's word.
        serde_json::from_slice::<ErrorBody>(&bytes)
            .map_err(|_| RelayError::Unreachable)
            .and_then(|refusal| Err(RelayError::Refused(refusal.code)))
    }
}

const NOTHING: Option<&()> = None;

/// Returns a relay's address as shown: host, and port if it is unusual; for example `relay.alameda.example`.
pub(crate) fn shown_address(address: &str) -> Option<String> {
    Url::parse(address).ok().map(|url| shown(&url))
}

fn shown(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}
