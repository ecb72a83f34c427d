//! The connection to Graph: address, limits, and the one way every call goes.
//!
//! No proxy, no redirects, no retries: what to do after a failure is the caller's decision.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Response, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::{Host, Url};

use crate::error::GraphError;
use crate::error::answer::{self, Call};
use crate::tls;

/// Where Graph is.
pub const BASE_URL: &str = "https://graph.facebook.com";

/// The version called: released 18 February 2026, stops 29 July 2028.
///
/// Source: <https://developers.facebook.com/docs/graph-api/changelog>, read 2026-11-20.
pub const VERSION: &str = "v25.0";

/// The longest answer that is read. A page of templates stays far below.
const LARGEST_ANSWER_BYTES: usize = 8 * 1024 * 1024;

/// How long a call may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Until there is a connection.
    pub connect: Duration,
    /// Until the whole answer is read. Graph may take 10 s and more (REFERENCE §22.6).
    pub total: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            total: Duration::from_secs(30),
        }
    }
}

/// Why a client could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The address is neither Graph's nor on this machine.
    #[error("the Graph address must be https://graph.facebook.com, or on this machine")]
    BaseUrl,
    /// The version is not `v` and two numbers, as `v25.0`.
    #[error("the Graph version must look like v25.0")]
    Version,
    /// The system's certificates or the TLS library cannot be used.
    #[error("secure connections cannot be made on this machine")]
    Tls,
}

/// A client of Graph; cheap to clone, keeps no token.
#[derive(Clone, Debug)]
pub struct GraphClient {
    http: reqwest::Client,
    base_url: Url,
    version: String,
}

impl GraphClient {
    /// Makes a client for `base_url` and `version`, with the default limits.
    ///
    /// `base_url` is [`BASE_URL`], or an address of this machine (`http://127.0.0.1:4010`) for tests
    /// and the demo: a token must never go elsewhere.
    pub fn new(base_url: Url, version: &str) -> Result<Self, ClientError> {
        Self::with_limits(base_url, version, Limits::default())
    }

    /// Makes a client with limits of its own.
    pub fn with_limits(base_url: Url, version: &str, limits: Limits) -> Result<Self, ClientError> {
        if !is_version(version) {
            return Err(ClientError::Version);
        }
        let is_local = is_loopback(&base_url);
        if !is_local && !is_graph(&base_url) {
            return Err(ClientError::BaseUrl);
        }
        tls::install();
        let mut builder = reqwest::Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .connect_timeout(limits.connect)
            .timeout(limits.total);
        if is_local {
            // Needs no certificates, so that a machine without any can run tests and demo.
            builder = builder.tls_certs_only([]);
        } else {
            builder = builder.https_only(true);
        }
        let http = builder.build().map_err(|_| ClientError::Tls)?;
        Ok(Self {
            http,
            base_url,
            version: version.to_owned(),
        })
    }

    /// Returns the address of `/{version}/{path…}`, each part escaped.
    pub(crate) fn url(&self, path: &[&str]) -> Url {
        let mut url = self.base_url.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.clear().push(&self.version).extend(path);
        }
        url
    }

    /// Reads.
    pub(crate) async fn get(&self, token: &SecretString, url: Url) -> Result<Value, GraphError> {
        self.call(Call::Repeatable, Method::GET, token, url, None)
            .await
    }

    /// Posts JSON.
    pub(crate) async fn post(
        &self,
        call: Call,
        token: &SecretString,
        url: Url,
        body: &Value,
    ) -> Result<Value, GraphError> {
        self.call(call, Method::POST, token, url, Some(body)).await
    }

    async fn call(
        &self,
        call: Call,
        method: Method,
        token: &SecretString,
        url: Url,
        body: Option<&Value>,
    ) -> Result<Value, GraphError> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, bearer(token)?);
        let mut request = self.http.request(method, url);
        if let Some(body) = body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            request = request.body(body.to_string());
        }
        let sent = request.headers(headers).send().await;
        let response = sent.map_err(|error| without_answer(call, &error))?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        match read_body(response).await {
            Ok(body) => answer::read(call, status, &headers, &body),
            Err(error) => Err(without_answer(call, &error)),
        }
    }
}

/// What it means that no whole answer came. The cause is dropped: it holds the address.
fn without_answer(call: Call, error: &reqwest::Error) -> GraphError {
    match call {
        Call::Send if !error.is_connect() => GraphError::OutcomeUnknown {
            code: None,
            trace_id: None,
        },
        Call::Send | Call::Repeatable => GraphError::Unreachable,
    }
}

/// Reads an answer up to the limit; what is longer is cut, and then is no JSON.
async fn read_body(mut response: Response) -> Result<Vec<u8>, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > LARGEST_ANSWER_BYTES {
            body.clear();
            break;
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn bearer(token: &SecretString) -> Result<HeaderValue, GraphError> {
    let value = format!("Bearer {}", token.expose_secret());
    // A token with a line break or the like cannot be one of Meta's.
    let mut value = HeaderValue::try_from(value).map_err(|_| GraphError::TokenRejected {
        code: None,
        subcode: None,
        trace_id: None,
    })?;
    value.set_sensitive(true);
    Ok(value)
}

fn is_version(version: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let parts = version.strip_prefix('v').and_then(|v| v.split_once('.'));
    parts.is_some_and(|(major, minor)| is_number(major) && is_number(minor))
}

fn is_graph(url: &Url) -> bool {
    is_bare(url)
        && url.scheme() == "https"
        && url.host_str() == Some("graph.facebook.com")
        && url.port().is_none()
}

fn is_loopback(url: &Url) -> bool {
    let is_local = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    is_local && is_bare(url) && matches!(url.scheme(), "http" | "https")
}

/// Returns whether an address is scheme, host and port alone.
fn is_bare(url: &Url) -> bool {
    url.username().is_empty()
        && url.password().is_none()
        && matches!(url.path(), "" | "/")
        && url.query().is_none()
        && url.fragment().is_none()
}
