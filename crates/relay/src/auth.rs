//! Who asks: the address a request came from, and the desktop its bearer token belongs to.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};

use aws_lc_rs::digest::{SHA256, digest};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use recado_protocol::error::ErrorCode;

use crate::error::Refusal;
use crate::limits::Over;
use crate::shared::Shared;
use crate::tenants::Caller;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The peer of the connection, put into each request by the server.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// The address a request came from, within its limit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Address(pub(crate) IpAddr);

/// The address a webhook came from; absent where nobody can say, because a proxy passes it on that the settings do not
/// name. Nothing is counted against it here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sender(pub(crate) Option<IpAddr>);

impl FromRequestParts<Shared> for Sender {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Infallible> {
        let is_passed_on = parts.headers.contains_key(FORWARDED_FOR);
        if is_passed_on && !shared.config.behind_proxy {
            return Ok(Self(None));
        }
        Ok(Self(client(parts, shared)))
    }
}

/// Returns who is at the other end: by the proxy's word where the settings say that one of ours stands before the relay,
/// otherwise the connection's peer.
fn client(parts: &Parts, shared: &Shared) -> Option<IpAddr> {
    let peer = parts.extensions.get::<Peer>().map(|Peer(address)| *address);
    let forwarded = parts
        .headers
        .get_all(FORWARDED_FOR)
        .iter()
        .next_back()
        .filter(|_| shared.config.behind_proxy && peer.is_none_or(may_be_our_proxy))
        .and_then(|list| list.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    forwarded.or(peer)
}

impl FromRequestParts<Shared> for Address {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Refusal> {
        let unknown = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
        let address = client(parts, shared).unwrap_or(unknown);
        let taken = shared.limits.addresses.take(address, shared.clock.now_ms());
        taken.map_err(|Over(seconds)| Refusal::too_many(seconds))?;
        Ok(Self(address))
    }
}

/// A desktop that has paired, let in or not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paired(pub(crate) Caller);

impl FromRequestParts<Shared> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Refusal> {
        let Paired(mut caller) = Paired::from_request_parts(parts, shared).await?;
        if !caller.is_admitted && shared.may_catch_up().await {
            // It was let in through another relay a moment ago.
            Paired(caller) = Paired::from_request_parts(parts, shared).await?;
        }
        if caller.is_admitted {
            return Ok(caller);
        }
        let detail = "none of the clinic's desktops has let this one in yet";
        Err(Refusal::new(
            StatusCode::FORBIDDEN,
            ErrorCode::NotLetIn,
            detail,
        ))
    }
}

impl FromRequestParts<Shared> for Paired {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Refusal> {
        Address::from_request_parts(parts, shared).await?;
        let token = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or_else(Refusal::token_rejected)?;
        let token_hash = hash(token.trim());
        let mut caller = shared.tenants().caller(&token_hash);
        if caller.is_none() && shared.may_catch_up().await {
            // It was paired through another relay a moment ago.
            caller = shared.tenants().caller(&token_hash);
        }
        let caller = caller.ok_or_else(Refusal::token_rejected)?;
        let taken = shared
            .limits
            .tokens
            .take(caller.device_id, shared.clock.now_ms());
        taken.map_err(|Over(seconds)| Refusal::too_many(seconds))?;
        Ok(Self(caller))
    }
}

/// Whether this peer may say for whom it asks: a proxy of ours asks from this machine or a private network, and a
/// stranger who found a way around it does not.
pub(crate) fn may_be_our_proxy(peer: IpAddr) -> bool {
    match peer.to_canonical() {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

/// Returns the SHA-256 under which a token or code is kept. Both are random, so no salt and no stretching.
pub(crate) fn hash(secret: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, secret.as_bytes()).as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use super::may_be_our_proxy;

    #[test]
    fn only_this_machine_and_private_networks_hold_our_proxy() {
        for (peer, expected) in [
            ("127.0.0.1", true),
            ("::1", true),
            ("172.17.0.1", true),
            ("::ffff:10.0.0.2", true),
            ("fd00::1", true),
            ("203.0.113.7", false),
            ("2001:db8::1", false),
            ("::ffff:203.0.113.7", false),
        ] {
            assert_eq!(may_be_our_proxy(peer.parse().unwrap()), expected, "{peer}");
        }
    }
}
