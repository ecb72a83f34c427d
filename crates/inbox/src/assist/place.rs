//! Where an endpoint is, by its address alone: on this computer, in the clinic's network, or elsewhere.

use recado_domain::assist::AssistPlace;
use std::net::{Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// The longest address, in bytes.
const LONGEST: usize = 500;
/// Ends of names that no public name server answers for.
const LAN_ENDS: [&str; 4] = [".local", ".lan", ".home.arpa", ".internal"];

/// How near an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Near {
    /// This computer.
    ThisComputer,
    /// The network around it: a private address, or a name that means nothing outside.
    Network,
    /// Anywhere else.
    Elsewhere,
}

/// Reads an address: `http` or `https`, without a user, a question or a fragment. Its path has no slash at its end.
pub(crate) fn read(text: &str) -> Option<Url> {
    let text = text.trim().trim_end_matches('/');
    if text.len() > LONGEST {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let is_plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    let is_web = matches!(url.scheme(), "http" | "https") && url.host().is_some();
    (is_plain && is_web).then_some(url)
}

/// Returns how near an address is.
pub(crate) fn near(url: &Url) -> Near {
    match url.host() {
        Some(Host::Ipv4(address)) => near_v4(address),
        Some(Host::Ipv6(address)) => near_v6(address),
        Some(Host::Domain("localhost")) => Near::ThisComputer,
        Some(Host::Domain(name)) if is_lan_name(name) => Near::Network,
        Some(Host::Domain(_)) | None => Near::Elsewhere,
    }
}

/// Returns what counts as the place of an address: the network is local only where the owner said that this host is
/// theirs.
pub(crate) fn place(url: &Url, own_host: Option<&str>) -> AssistPlace {
    match near(url) {
        Near::ThisComputer => AssistPlace::Local,
        Near::Network if own_host == Some(host(url).as_str()) => AssistPlace::Local,
        Near::Network | Near::Elsewhere => AssistPlace::Cloud,
    }
}

/// Returns whether words may go there at all: encrypted, or no further than the clinic's own.
pub(crate) fn is_safe(url: &Url, own_host: Option<&str>) -> bool {
    url.scheme() == "https" || place(url, own_host) == AssistPlace::Local
}

/// Returns host and port, for example `127.0.0.1:8080`.
pub(crate) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// Returns scheme, host and port, for example `https://api.example.com`.
pub(crate) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// Returns the address of something below it.
pub(crate) fn below(url: &Url, path: &[&str]) -> Url {
    let mut url = url.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path);
    }
    url
}

fn near_v4(address: Ipv4Addr) -> Near {
    if address.is_loopback() {
        Near::ThisComputer
    } else if address.is_private() || address.is_link_local() {
        Near::Network
    } else {
        Near::Elsewhere
    }
}

fn near_v6(address: Ipv6Addr) -> Near {
    if let Some(address) = address.to_ipv4_mapped() {
        return near_v4(address);
    }
    if address.is_loopback() {
        Near::ThisComputer
    } else if address.is_unique_local() || address.is_unicast_link_local() {
        Near::Network
    } else {
        Near::Elsewhere
    }
}

fn is_lan_name(name: &str) -> bool {
    !name.contains('.') || LAN_ENDS.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_computer_is_local_by_itself() {
        let cases = [
            ("http://127.0.0.1:8080/v1", Near::ThisComputer),
            ("http://127.9.9.9", Near::ThisComputer),
            ("http://localhost:11434/v1/", Near::ThisComputer),
            ("http://LOCALHOST/v1", Near::ThisComputer),
            ("http://[::1]:8080", Near::ThisComputer),
            ("http://[::ffff:127.0.0.1]", Near::ThisComputer),
            ("http://2130706433/", Near::ThisComputer),
            ("http://192.168.1.20:8000/v1", Near::Network),
            ("http://10.0.0.5", Near::Network),
            ("http://172.31.0.1", Near::Network),
            ("http://172.32.0.1", Near::Elsewhere),
            ("http://169.254.3.4", Near::Network),
            ("http://[fd00::1]", Near::Network),
            ("http://[::ffff:8.8.8.8]", Near::Elsewhere),
            ("http://nas:8000", Near::Network),
            ("http://server.local", Near::Network),
            ("https://api.example.com/v1", Near::Elsewhere),
            ("https://localhost.example.com", Near::Elsewhere),
            ("https://127.0.0.1.example.com", Near::Elsewhere),
            ("http://0.0.0.0:8080", Near::Elsewhere),
        ];
        for (text, is) in cases {
            assert_eq!(near(&read(text).unwrap()), is, "{text}");
        }
    }

    #[test]
    fn a_host_of_the_network_is_the_clinics_once_the_owner_said_so() {
        let url = read("http://192.168.1.20:8000/v1").unwrap();
        assert_eq!(place(&url, None), AssistPlace::Cloud);
        assert!(!is_safe(&url, None));
        let own = Some("192.168.1.20:8000");
        assert_eq!(place(&url, own), AssistPlace::Local);
        assert!(is_safe(&url, own));
        for other in ["192.168.1.21:8000", "192.168.1.20"] {
            assert_eq!(place(&url, Some(other)), AssistPlace::Cloud);
        }
        // Nobody's word makes the world the clinic's.
        let cloud = read("https://api.example.com/v1").unwrap();
        let claimed = place(&cloud, Some("api.example.com"));
        assert_eq!(claimed, AssistPlace::Cloud);
        assert!(is_safe(&cloud, None));
        let open = read("http://api.example.com/v1").unwrap();
        assert!(!is_safe(&open, Some("api.example.com")));
    }

    #[test]
    fn an_address_is_plain() {
        for refused in [
            "",
            "api.example.com",
            "ftp://api.example.com",
            "file:///etc/passwd",
            "https://maria:pw@api.example.com",
            "https://api.example.com/v1?key=x",
            "https://api.example.com/#x",
            "javascript:alert(1)",
        ] {
            assert!(read(refused).is_none(), "{refused}");
        }
        assert!(read(&format!("https://a.example/{}", "x".repeat(600))).is_none());
        for (text, is) in [
            (
                "https://api.example.com/v1",
                "https://api.example.com/v1/chat/completions",
            ),
            (
                " https://api.example.com/v1/ ",
                "https://api.example.com/v1/chat/completions",
            ),
            (
                "http://127.0.0.1:8080",
                "http://127.0.0.1:8080/chat/completions",
            ),
        ] {
            let below = below(&read(text).unwrap(), &["chat", "completions"]);
            assert_eq!(below.as_str(), is);
        }
    }
}
