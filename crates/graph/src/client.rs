//! The connection to Graph: address, limits, and the one way every call goes.
//!
//! No proxy, no redirects, no retries: what to do after a failure is the caller's decision.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::multipart::Form;
use reqwest::{RequestBuilder, Response, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::{Host, Url};

use crate::error::GraphError;
use crate::error::answer::{self, Call};
use crate::observe::{Observer, Seen, Watch};
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
    /// Until a whole file went up or came down; ours: 100 MB on a slow line.
    pub file: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            total: Duration::from_secs(30),
            file: Duration::from_secs(20 * 60),
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
    files: reqwest::Client,
    base_url: Url,
    version: String,
    limits: Limits,
    observer: Option<Observer>,
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
        let builder = || {
            let builder = reqwest::Client::builder()
                .no_proxy()
                .redirect(redirect::Policy::none())
                .connect_timeout(limits.connect);
            if is_local {
                // Needs no certificates, so that a machine without any can run tests and demo.
                builder.tls_certs_only([])
            } else {
                builder.https_only(true)
            }
        };
        let http = builder().timeout(limits.total).build();
        // A file may take its time as long as it goes on coming.
        let files = builder()
            .timeout(limits.file)
            .read_timeout(limits.total)
            .build();
        let http = http.map_err(|_| ClientError::Tls)?;
        let files = files.map_err(|_| ClientError::Tls)?;
        Ok(Self {
            http,
            files,
            base_url,
            version: version.to_owned(),
            limits,
            observer: None,
        })
    }

    /// Returns this client telling `hear` of every call that ended; `hear` must not wait.
    #[must_use]
    pub fn observed(self, hear: Arc<dyn Fn(Seen) + Send + Sync>) -> Self {
        Self {
            observer: Some(Observer(hear)),
            ..self
        }
    }

    /// Returns who is told of calls.
    pub(crate) fn observer(&self) -> Option<&Observer> {
        self.observer.as_ref()
    }

    /// Returns where Graph is.
    pub(crate) fn base_url(&self) -> &Url {
        &self.base_url
    }

    /// Returns the connection for the bytes of files, which come from other hosts.
    pub(crate) fn files(&self) -> &reqwest::Client {
        &self.files
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
        let request = self.http.get(url).header(AUTHORIZATION, bearer(token)?);
        self.call(Call::Repeatable, request).await
    }

    /// Posts JSON.
    pub(crate) async fn post(
        &self,
        call: Call,
        token: &SecretString,
        url: Url,
        body: &Value,
    ) -> Result<Value, GraphError> {
        let request = self.http.post(url).header(AUTHORIZATION, bearer(token)?);
        let request = request
            .header(CONTENT_TYPE, "application/json")
            .body(body.to_string());
        self.call(call, request).await
    }

    /// Deletes; twice is the same as once.
    pub(crate) async fn delete(&self, token: &SecretString, url: Url) -> Result<Value, GraphError> {
        let request = self.http.delete(url).header(AUTHORIZATION, bearer(token)?);
        self.call(Call::Repeatable, request).await
    }

    /// Posts a form with a file. Made twice, the file is kept twice and one of them ends unused.
    pub(crate) async fn post_form(
        &self,
        token: &SecretString,
        url: Url,
        form: Form,
    ) -> Result<Value, GraphError> {
        let request = self.http.post(url).header(AUTHORIZATION, bearer(token)?);
        let request = request.timeout(self.limits.file).multipart(form);
        self.call(Call::Repeatable, request).await
    }

    /// Posts the bytes of a file to an upload that was begun, which has an authorization of its own.
    pub(crate) async fn post_file(
        &self,
        token: &SecretString,
        url: Url,
        bytes: Vec<u8>,
    ) -> Result<Value, GraphError> {
        let request = self
            .http
            .post(url)
            .header(AUTHORIZATION, authorization("OAuth", token)?)
            .header("file_offset", "0")
            .timeout(self.limits.file)
            .body(bytes);
        self.call(Call::Repeatable, request).await
    }

    async fn call(&self, call: Call, request: RequestBuilder) -> Result<Value, GraphError> {
        let (http, request) = request.build_split();
        let request = request.map_err(|error| without_answer(call, &error))?;
        let mut watch = Watch::call(self.observer(), request.method(), request.url());
        let done = answered(call, http.execute(request).await, &mut watch).await;
        watch.ends(&done);
        done
    }
}

async fn answered(
    call: Call,
    sent: reqwest::Result<Response>,
    watch: &mut Watch,
) -> Result<Value, GraphError> {
    let response = sent.map_err(|error| without_answer(call, &error))?;
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    match read_body(response).await {
        Ok(body) => {
            watch.answered(status);
            answer::read(call, status, &headers, &body)
        }
        Err(error) => Err(without_answer(call, &error)),
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

/// Returns the authorization a token is.
pub(crate) fn bearer(token: &SecretString) -> Result<HeaderValue, GraphError> {
    authorization("Bearer", token)
}

fn authorization(scheme: &str, token: &SecretString) -> Result<HeaderValue, GraphError> {
    let value = format!("{scheme} {}", token.expose_secret());
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

pub(crate) fn is_loopback(url: &Url) -> bool {
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
