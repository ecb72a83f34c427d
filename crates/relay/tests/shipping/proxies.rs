//! The examples for nginx and Caddy, each before a real relay, with a self-made certificate.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use recado_protocol::path;
use reqwest::Method;
use tempfile::TempDir;

use crate::clean::{base, chroot, shipping};
use crate::desk::{Desk, SECRET, VERIFY_TOKEN, Way, text};
use crate::program::{Program, free_port};

const NAME: &str = "localhost";
const MIB: usize = 1024 * 1024;

/// A certificate for the name, in PEM, with its key.
fn self_made() -> (String, String) {
    let made = rcgen::generate_simple_self_signed([NAME.to_owned()]).expect("a certificate");
    (made.cert.pem(), made.key_pair.serialize_pem())
}

/// A folder within the clean root, for what a proxy reads and writes; returns its path outside and inside.
fn folder_within() -> (TempDir, PathBuf) {
    let folder = TempDir::new_in(base().join("tmp")).expect("a folder");
    let inside = Path::new("/tmp").join(folder.path().file_name().expect("a name"));
    (folder, inside)
}

/// The example with other names; each has to stand in it.
fn changed(example: &str, changes: &[(&str, String)]) -> String {
    let mut text = fs::read_to_string(shipping().join("proxy").join(example)).expect("the example");
    for (from, to) in changes {
        assert!(text.contains(from), "{example} has no {from}");
        text = text.replace(from, to);
    }
    text
}

/// A relay that knows it has a proxy, and lets each address ask a little only.
struct Relay {
    folder: TempDir,
    port: u16,
    program: Program,
}

impl Relay {
    fn start() -> Self {
        let folder = TempDir::new().expect("a folder");
        let port = free_port();
        let mut serve = relay_at(folder.path(), port);
        let program = Program::listening(serve.arg("serve"), port);
        Self {
            folder,
            port,
            program,
        }
    }

    fn pairing_text(&self) -> String {
        let mut pair = relay_at(self.folder.path(), self.port);
        crate::clean::said(pair.args(["pair", "--clinic", "Sol"]))
    }
}

fn relay_at(folder: &Path, port: u16) -> Command {
    let mut relay = Command::new(env!("CARGO_BIN_EXE_recado-relay"));
    relay
        .env("RECADO_RELAY_LISTEN", format!("127.0.0.1:{port}"))
        .env("RECADO_RELAY_DATABASE", folder.join("relay.db"))
        .env("RECADO_RELAY_PUBLIC_URL", format!("https://{NAME}"))
        .env("RECADO_RELAY_BEHIND_PROXY", "true");
    relay
}

/// What has to hold through any proxy.
async fn everything_passes(way: &Way, relay: Relay, certificate: &Path) {
    let desk = Desk::pair(way, &relay.pairing_text()).await;
    let question = format!(
        "{}?hub.mode=subscribe&hub.verify_token={VERIFY_TOKEN}&hub.challenge=77",
        path::WEBHOOKS_META
    );
    let answer = way.ask(Method::GET, &question).send().await;
    assert_eq!(answer.expect("an answer").text().await.expect("text"), "77");

    // A poll that waits is answered by what arrives meanwhile.
    let body = text("wamid.1", 1);
    let (bodies, status) = tokio::join!(desk.bodies(way, 25), way.webhook(&body, SECRET));
    assert_eq!((bodies, status), (vec![body.clone()], 200));
    assert_eq!(way.webhook(&body, "wrong").await, 401);

    // The largest webhook gets through, a larger one does not.
    let largest = text("wamid.2", 3 * MIB - 10);
    assert_eq!(way.webhook(&largest, SECRET).await, 200);
    assert_eq!(desk.bodies(way, 0).await, [body, largest]);
    for larger in [text("wamid.3", 3 * MIB + 10), text("wamid.4", 5 * MIB)] {
        let refused = way.ask(Method::POST, path::WEBHOOKS_META).body(larger);
        // Whoever refuses may break off while the body still comes: then it is 502, or no answer at all.
        let status = refused.send().await.map(|answer| answer.status().as_u16());
        assert!(!matches!(status, Ok(0..400)), "{status:?}");
    }

    // What `doctor` asks through the public address is answered as it should be, the certificate included.
    let mut doctor = relay_at(relay.folder.path(), relay.port);
    doctor
        .env("RECADO_RELAY_PUBLIC_URL", &way.url)
        .env("SSL_CERT_FILE", certificate)
        .args(["doctor", "--clock", &way.url]);
    let found = crate::clean::said(&mut doctor);
    for check in [
        "clock",
        "certificate",
        "reachable",
        "verification",
        "signature",
    ] {
        assert!(found.contains(&format!("ok    {check:12} ")), "{found}");
    }

    // A stranger who gives himself another address each time runs into the limit of his own.
    let mut refused = 0;
    for guess in 0..8 {
        let wrong = way
            .ask(Method::POST, path::PAIR)
            .header("x-forwarded-for", format!("198.51.100.{guess}"))
            .body(guess_with(guess));
        let status = wrong.send().await.expect("an answer").status().as_u16();
        refused += usize::from(status == 429);
    }
    assert!(refused >= 2, "the address a client claims is believed");
    relay.program.stop();
}

/// A request to pair with a code that nobody was given.
fn guess_with(guess: u8) -> String {
    let (device, key) = (
        recado_protocol::id::DeviceId::new(),
        recado_protocol::keys::DeviceKeyPair::generate(),
    );
    let request = recado_protocol::pairing::PairRequest {
        version: Default::default(),
        code: recado_protocol::secret::SecretText::new(format!("RCD1-0000-0000-0000-000{guess}")),
        device: recado_protocol::pairing::NewDevice {
            id: device,
            name: "Guess".into(),
            sealing_key: key.public_key(),
        },
        identity_key: None,
    };
    serde_json::to_string(&request).expect("JSON")
}

#[tokio::test]
async fn nginx_passes_everything_and_writes_no_message_to_its_disk() {
    let relay = Relay::start();
    let port = free_port();
    let (folder, inside) = folder_within();
    let (certificate, key) = self_made();
    fs::write(folder.path().join("fullchain.pem"), &certificate).expect("written");
    fs::write(folder.path().join("privkey.pem"), key).expect("written");
    let server = changed(
        "nginx.conf",
        &[
            ("listen 443 ssl", format!("listen 127.0.0.1:{port} ssl")),
            (
                "/etc/letsencrypt/live/relay.example",
                inside.display().to_string(),
            ),
            ("relay.example", NAME.to_owned()),
            ("127.0.0.1:8080", format!("127.0.0.1:{}", relay.port)),
        ],
    );
    let at = inside.display();
    let whole = format!(
        "daemon off; user www-data; pid {at}/pid; error_log {at}/error.log; events {{}}\n\
         http {{ client_body_temp_path {at}/body; proxy_temp_path {at}/proxy; access_log {at}/access.log;\n{server} }}"
    );
    fs::write(folder.path().join("nginx.conf"), whole).expect("written");
    let mut nginx = chroot(base());
    nginx
        .args(["nginx", "-e", "stderr", "-c"])
        .arg(inside.join("nginx.conf"));
    let proxy = Program::listening(&mut nginx, port);
    let way = Way::tls(NAME, port, &certificate);
    everything_passes(&way, relay, &folder.path().join("fullchain.pem")).await;
    drop(proxy);
    let log = fs::read_to_string(folder.path().join("access.log")).unwrap_or_default();
    assert!(!log.contains(VERIFY_TOKEN), "{log}");
    let log = fs::read_to_string(folder.path().join("error.log")).unwrap_or_default();
    assert!(!log.contains("buffered to a temporary file"), "{log}");
}

#[tokio::test]
async fn caddy_passes_everything() {
    let relay = Relay::start();
    let port = free_port();
    let (folder, inside) = folder_within();
    let (certificate, key) = self_made();
    fs::write(folder.path().join("certificate.pem"), &certificate).expect("written");
    fs::write(folder.path().join("key.pem"), key).expect("written");
    let at = inside.display();
    let site = changed(
        "Caddyfile",
        &[
            (
                "relay.example {",
                format!("{NAME}:{port} {{\n\ttls {at}/certificate.pem {at}/key.pem"),
            ),
            ("127.0.0.1:8080", format!("127.0.0.1:{}", relay.port)),
        ],
    );
    let alone = "{\n\tadmin off\n\tauto_https disable_redirects\n}\n";
    fs::write(folder.path().join("Caddyfile"), format!("{alone}{site}")).expect("written");
    let mut caddy = chroot(base());
    caddy.env("HOME", &inside);
    caddy.args(["caddy", "run", "--adapter", "caddyfile", "--config"]);
    let proxy = Program::listening(caddy.arg(inside.join("Caddyfile")), port);
    let way = Way::tls(NAME, port, &certificate);
    everything_passes(&way, relay, &folder.path().join("certificate.pem")).await;
    drop(proxy);
}
