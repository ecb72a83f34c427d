//! How many of the connections one address may hold, so that nobody alone takes them all.
//!
//! Ours alone may be a proxy that all come through; it stands on this machine or in a private network and has no limit.
//! An IPv6 network of 64 bits is one address: whoever has one of them has all.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::auth::may_be_our_proxy;

/// One part of so many belongs to one address at most.
const PARTS: usize = 4;

/// The connections held by each address.
pub(crate) struct Shares {
    most: usize,
    held: Mutex<HashMap<IpAddr, usize>>,
}

/// A connection's place, until it is dropped.
pub(crate) struct Share {
    shares: Arc<Shares>,
    address: Option<IpAddr>,
}

impl Shares {
    /// Divides so many connections.
    pub(crate) fn of(connections: usize) -> Arc<Self> {
        Arc::new(Self {
            most: connections.div_ceil(PARTS),
            held: Mutex::default(),
        })
    }

    /// Takes one; `None` when the address holds its share already.
    pub(crate) fn take(self: &Arc<Self>, peer: IpAddr) -> Option<Share> {
        let address = (!may_be_our_proxy(peer)).then(|| network(peer));
        if let Some(address) = address {
            let mut held = self.lock();
            let count = held.entry(address).or_default();
            if *count >= self.most {
                return None;
            }
            *count += 1;
        }
        Some(Share {
            shares: Arc::clone(self),
            address,
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let Some(address) = self.address else { return };
        let mut held = self.shares.lock();
        if let Some(count) = held.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                held.remove(&address);
            }
        }
    }
}

fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V4(ip) => IpAddr::V4(ip),
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::Shares;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn an_address_holds_a_quarter_and_gets_it_back() {
        let shares = Shares::of(8);
        let first = shares.take(ip("203.0.113.7"));
        let second = shares.take(ip("203.0.113.7"));
        assert!(first.is_some() && second.is_some());
        assert!(shares.take(ip("203.0.113.7")).is_none());
        assert!(shares.take(ip("203.0.113.8")).is_some());
        drop(first);
        assert!(shares.take(ip("203.0.113.7")).is_some());
        drop(second);
        assert!(shares.lock().is_empty());
    }

    #[test]
    fn a_network_of_64_bits_is_one_address_and_a_v4_address_is_itself_however_written() {
        let shares = Shares::of(4);
        let held = shares.take(ip("2001:db8:1:2::1"));
        assert!(held.is_some());
        assert!(shares.take(ip("2001:db8:1:2:ffff::9")).is_none());
        assert!(shares.take(ip("2001:db8:1:3::1")).is_some());
        let held = shares.take(ip("203.0.113.7"));
        assert!(held.is_some());
        assert!(shares.take(ip("::ffff:203.0.113.7")).is_none());
    }

    #[test]
    fn a_proxy_of_ours_holds_as_many_as_there_are() {
        let shares = Shares::of(4);
        let held: Vec<_> = (0..100)
            .filter_map(|_| shares.take(ip("127.0.0.1")))
            .collect();
        assert_eq!(held.len(), 100);
    }
}
