//! WebKitWebDriver: one process a window, on a free port, ended with the test.

use fantoccini::{Client, ClientBuilder, wd::Capabilities};
use serde_json::json;
use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tokio::{net::TcpStream, time};

/// How often a port is tried that nobody listens on yet.
const RETRY: Duration = Duration::from_millis(50);

/// How long the driver and the window may take to come up.
const START_WITHIN: Duration = Duration::from_secs(60);

/// A driver that ends with its owner.
pub(crate) struct Driver(Child);

impl Driver {
    /// Returns its process.
    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // A test that failed leaves its window open; nobody else would end it.
        let id = self.0.id();
        let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children"));
        for child in children.unwrap_or_default().split_whitespace() {
            let _ = Command::new("kill").arg(child).status();
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What becomes of the page's process at the lock.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum AtLock {
    /// It is kept, so that the driver can go on: WebKit ends the driver's session with the process.
    Kept,
    /// It ends, as in a release.
    Ends,
}

/// Starts a driver, and through it the program with these arguments.
pub(crate) async fn start(program: &str, arguments: &[&str], process: AtLock) -> (Driver, Client) {
    let port = free_port();
    let mut driver = Command::new("WebKitWebDriver");
    driver
        .arg(format!("--port={port}"))
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .stdout(Stdio::null());
    if process == AtLock::Kept {
        driver.env("RECADO_KEEPS_PAGE_PROCESS", "true");
    }
    let driver = driver
        .spawn()
        .expect("WebKitWebDriver (Debian: webkit2gtk-driver)");
    let driver = Driver(driver);
    let start = async {
        let mut tries = time::interval(RETRY);
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tries.tick().await;
        }
        let browser = json!({ "binary": program, "args": arguments });
        let capabilities =
            Capabilities::from_iter([("webkitgtk:browserOptions".to_owned(), browser)]);
        let http = hyper_util::client::legacy::connect::HttpConnector::new();
        ClientBuilder::new(http)
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("a session with the window")
    };
    let client = time::timeout(START_WITHIN, start).await;
    (driver, client.expect("the window did not come up"))
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("its address").port()
}
