//! Where a client may connect.

use recado_graph::client::{BASE_URL, ClientError, GraphClient, VERSION};
use url::Url;

fn client(url: &str, version: &str) -> Result<(), ClientError> {
    GraphClient::new(Url::parse(url).unwrap(), version).map(|_| ())
}

#[test]
fn graph_and_this_machine_are_allowed() {
    for url in [
        BASE_URL,
        "http://127.0.0.1:4010",
        "http://127.8.9.1:1/",
        "http://[::1]:4010",
        "http://localhost:4010",
    ] {
        assert_eq!(client(url, VERSION), Ok(()), "{url}");
    }
}

#[test]
fn everything_else_is_refused() {
    for url in [
        "http://graph.facebook.com",
        "https://graph.facebook.com.evil.example",
        "https://graph.facebook.com:8443",
        "https://user@graph.facebook.com",
        "https://graph.facebook.com/path",
        "https://127.0.0.1.evil.example",
        "http://10.0.0.1",
        "http://0.0.0.0:80",
        "http://localhost.evil.example",
        "http://user:pass@127.0.0.1",
        "http://127.0.0.1/path?x=1",
        "ftp://127.0.0.1",
        "file:///tmp",
    ] {
        assert_eq!(client(url, VERSION), Err(ClientError::BaseUrl), "{url}");
    }
    for version in ["", "25.0", "v25", "v.0", "v25.0/../x", "v25.x"] {
        assert_eq!(client(BASE_URL, version), Err(ClientError::Version));
    }
}
