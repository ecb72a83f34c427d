//! The bytes of a file, from Meta's hosts alone.
//!
//! A token goes to the two hosts that need one and never along a redirect; other hosts are not even asked.
//! What is written where is the caller's. Hosts: REFERENCE §1, §16, read 2026-11-20.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use secrecy::SecretString;
use url::Url;

use crate::client::{GraphClient, bearer, is_loopback};
use crate::observe::Watch;

/// The host of WhatsApp's files, which wants the token.
pub const MEDIA_HOST: &str = "lookaside.fbsbx.com";

/// The hosts of Messenger's and Instagram's files end in these; they want no token.
pub const CDN_SUFFIXES: [&str; 3] = ["fbcdn.net", "fbsbx.com", "cdninstagram.com"];

/// How many redirects are followed, without a token.
const MOST_REDIRECTS: usize = 3;

/// Why a file did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MediaError {
    /// The address is not on one of Meta's hosts; nothing was asked.
    #[error("the address is not Meta's")]
    ForeignHost,
    /// The file is larger than allowed.
    #[error("the file is too big")]
    TooBig,
    /// The address has ended, or the token is not good: ask for a new address.
    #[error("the address has ended")]
    Gone,
    /// Meta cannot now: try again.
    #[error("Meta is busy")]
    Busy {
        /// How long Meta asks to wait; `None` when it does not say.
        retry_after: Option<Duration>,
    },
    /// No connection, or it broke: try again.
    #[error("Meta cannot be reached")]
    Unreachable,
    /// Any other answer.
    #[error("the file was refused (HTTP {status})")]
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// The caller did not want more.
    #[error("the download was stopped")]
    Stopped,
}

/// What the closure of a download answers when it wants no more; the reason stays with the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop;

/// How far a download is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What came so far, with the piece at hand.
    pub received_bytes: u64,
    /// What is promised; `None` when Meta does not say.
    pub total_bytes: Option<u64>,
}

/// What came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Downloaded {
    /// The size.
    pub bytes: u64,
    /// What the host calls it; not to be trusted.
    pub mime: Option<String>,
}

impl GraphClient {
    /// Fetches a file and hands it over piece by piece.
    ///
    /// The token goes along only to the hosts that want it ([`MEDIA_HOST`], Graph). After an error the
    /// pieces handed over are not the whole file.
    pub async fn download(
        &self,
        token: Option<&SecretString>,
        url: &str,
        limit_bytes: u64,
        sink: impl FnMut(&[u8], Progress) -> Result<(), Stop> + Send,
    ) -> Result<Downloaded, MediaError> {
        let mut watch = Watch::file(self.observer());
        let done = self.fetch(token, url, limit_bytes, sink).await;
        watch.ends_file(&done);
        done
    }

    async fn fetch(
        &self,
        token: Option<&SecretString>,
        url: &str,
        limit_bytes: u64,
        mut sink: impl FnMut(&[u8], Progress) -> Result<(), Stop> + Send,
    ) -> Result<Downloaded, MediaError> {
        let mut response = self.open(token, url).await?;
        let total_bytes = response.content_length();
        if total_bytes.is_some_and(|total| total > limit_bytes) {
            return Err(MediaError::TooBig);
        }
        let mime = header(&response, CONTENT_TYPE.as_str()).map(str::to_owned);
        let mut received_bytes: u64 = 0;
        loop {
            let chunk = response.chunk();
            let Some(piece) = chunk.await.map_err(|_| MediaError::Unreachable)? else {
                break;
            };
            received_bytes = received_bytes.saturating_add(piece.len() as u64);
            if received_bytes > limit_bytes {
                return Err(MediaError::TooBig);
            }
            let progress = Progress {
                received_bytes,
                total_bytes,
            };
            sink(&piece, progress).map_err(|Stop| MediaError::Stopped)?;
        }
        Ok(Downloaded {
            bytes: received_bytes,
            mime,
        })
    }

    async fn open(&self, token: Option<&SecretString>, url: &str) -> Result<Response, MediaError> {
        let mut url = Url::parse(url).map_err(|_| MediaError::ForeignHost)?;
        let mut may_have_token = true;
        let mut redirects = 0;
        loop {
            let token = token.filter(|_| may_have_token && self.wants_token(&url));
            if token.is_none() && !self.is_on_cdn(&url) {
                return Err(MediaError::ForeignHost);
            }
            let mut request = self.files().get(url.clone());
            if let Some(token) = token {
                let bearer = bearer(token).map_err(|_| MediaError::Gone)?;
                request = request.header(AUTHORIZATION, bearer);
            }
            let sent = request.send().await;
            let response = sent.map_err(|_| MediaError::Unreachable)?;
            let status = response.status();
            let is_followed = token.is_none() && redirects < MOST_REDIRECTS;
            if status.is_redirection() && is_followed {
                redirects += 1;
                // From here on without one, wherever it leads.
                may_have_token = false;
                let next = header(&response, LOCATION.as_str()).and_then(|to| url.join(to).ok());
                url = next.ok_or_else(|| refusal(&response))?;
            } else if status == StatusCode::OK {
                return Ok(response);
            } else {
                return Err(refusal(&response));
            }
        }
    }

    /// Returns whether a host needs the token, and may see it.
    fn wants_token(&self, url: &Url) -> bool {
        let graph = self.base_url();
        let is_graph = url.scheme() == graph.scheme()
            && url.host() == graph.host()
            && url.port_or_known_default() == graph.port_or_known_default();
        let is_media = is_https(url) && url.host_str() == Some(MEDIA_HOST);
        has_no_login(url) && (is_graph || (is_media && !self.is_local()))
    }

    /// Returns whether a host may be asked without the token. Where Graph is on this machine, its files
    /// are too, and no other host is asked.
    fn is_on_cdn(&self, url: &Url) -> bool {
        let is_allowed = if self.is_local() {
            url.host() == self.base_url().host() && matches!(url.scheme(), "http" | "https")
        } else {
            is_https(url) && url.host_str().is_some_and(is_cdn)
        };
        has_no_login(url) && is_allowed
    }

    fn is_local(&self) -> bool {
        is_loopback(self.base_url())
    }
}

fn is_cdn(host: &str) -> bool {
    CDN_SUFFIXES.iter().any(|suffix| {
        let rest = host.strip_suffix(suffix);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

fn is_https(url: &Url) -> bool {
    url.scheme() == "https" && url.port().is_none()
}

fn has_no_login(url: &Url) -> bool {
    url.username().is_empty() && url.password().is_none()
}

fn refusal(response: &Response) -> MediaError {
    match response.status().as_u16() {
        // The CDN answers 403 where a signature in the address has ended.
        401 | 403 | 404 | 410 => MediaError::Gone,
        429 | 500.. => MediaError::Busy {
            retry_after: header(response, RETRY_AFTER.as_str())
                .and_then(|seconds| seconds.trim().parse().ok())
                .map(Duration::from_secs),
        },
        status => MediaError::Refused { status },
    }
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::{BASE_URL, VERSION};

    fn hosts(url: &str) -> (bool, bool) {
        let client = GraphClient::new(Url::parse(BASE_URL).unwrap(), VERSION).unwrap();
        let url = Url::parse(url).unwrap();
        (client.wants_token(&url), client.is_on_cdn(&url))
    }

    #[test]
    fn a_token_goes_to_two_hosts_and_files_come_from_metas() {
        for (url, expected) in [
            ("https://lookaside.fbsbx.com/whatsapp/?mid=1", (true, true)),
            ("https://graph.facebook.com/v25.0/1", (true, false)),
            ("https://scontent.xx.fbcdn.net/v/a.jpg", (false, true)),
            ("https://cdn.fbsbx.com/a", (false, true)),
            ("https://scontent.cdninstagram.com/a", (false, true)),
            ("https://fbcdn.net/a", (false, true)),
            ("http://lookaside.fbsbx.com/a", (false, false)),
            ("https://lookaside.fbsbx.com:8443/a", (false, false)),
            ("https://user@lookaside.fbsbx.com/a", (false, false)),
            ("https://lookaside.fbsbx.com.evil.example/a", (false, false)),
            ("https://evilfbcdn.net/a", (false, false)),
            ("https://evil.example/lookaside.fbsbx.com", (false, false)),
            ("https://graph.facebook.com@evil.example/a", (false, false)),
            ("http://127.0.0.1/a", (false, false)),
            ("file:///etc/passwd", (false, false)),
        ] {
            assert_eq!(hosts(url), expected, "{url}");
        }
    }
}
