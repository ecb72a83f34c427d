//! `tls = "acme"` against Pebble, Let's Encrypt's own test server, which checks TLS-ALPN-01 for real.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
use recado_protocol::path;
use reqwest::Method;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::clean::{base, chroot, said};
use crate::desk::{Desk, SECRET, Way, text};
use crate::program::{PATIENCE, Program, free_port};

const NAME: &str = "relay.test";
/// Renewed when a third is left.
const VALID_SECONDS: u32 = 30;

/// Everything of the authority's but whether it runs.
struct Authority {
    folder: TempDir,
    inside: PathBuf,
    directory: u16,
    management: u16,
    names: u16,
    /// Who vouches for the authority's own address.
    root_pem: String,
}

impl Authority {
    fn prepare(relay: u16) -> Self {
        let folder = TempDir::new_in(base().join("tmp")).expect("a folder");
        let inside = Path::new("/tmp").join(folder.path().file_name().expect("a name"));
        let root_key = KeyPair::generate().expect("a key");
        let mut root = CertificateParams::default();
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = root.self_signed(&root_key).expect("a root");
        let key = KeyPair::generate().expect("a key");
        let own = CertificateParams::new(["localhost".to_owned()]).expect("a name");
        let own = own
            .signed_by(&key, &root, &root_key)
            .expect("a certificate");
        fs::write(folder.path().join("own.pem"), own.pem()).expect("written");
        fs::write(folder.path().join("key.pem"), key.serialize_pem()).expect("written");
        fs::write(folder.path().join("root.pem"), root.pem()).expect("written");
        let (directory, management, names) = (free_port(), free_port(), free_port());
        let settings = serde_json::json!({ "pebble": {
            "listenAddress": format!("127.0.0.1:{directory}"),
            "managementListenAddress": format!("127.0.0.1:{management}"),
            "certificate": inside.join("own.pem"),
            "privateKey": inside.join("key.pem"),
            "httpPort": 5002,
            "tlsPort": relay,
            "certificateValidityPeriod": VALID_SECONDS,
        }});
        fs::write(folder.path().join("pebble.json"), settings.to_string()).expect("written");
        Self {
            folder,
            inside,
            directory,
            management,
            names,
            root_pem: root.pem(),
        }
    }

    /// Starts it, and a name server that leads every name to this machine.
    fn start(&self) -> [Program; 2] {
        let mut names = chroot(base());
        let address = format!("127.0.0.1:{}", self.names);
        names.args([
            "pebble-challtestsrv",
            "-defaultIPv4",
            "127.0.0.1",
            "-defaultIPv6",
            "",
        ]);
        names.args(["-http01", "", "-https01", "", "-tlsalpn01", ""]);
        let management = free_port();
        names.args([
            "-dns01",
            &address,
            "-management",
            &format!("127.0.0.1:{management}"),
        ]);
        let names = Program::listening(&mut names, management);
        let mut pebble = chroot(base());
        pebble
            .env("PEBBLE_VA_NOSLEEP", "1")
            .env("PEBBLE_WFE_NONCEREJECT", "0");
        pebble.args(["pebble", "-dnsserver", &address, "-config"]);
        pebble.arg(self.inside.join("pebble.json"));
        [names, Program::listening(&mut pebble, self.directory)]
    }

    /// Returns the root that its certificates lead to.
    async fn root(&self) -> String {
        let way = Way::tls("localhost", self.management, &self.root_pem);
        let answer = way.ask(Method::GET, "/roots/0").send().await;
        answer.expect("an answer").text().await.expect("PEM")
    }
}

/// Whoever is told of alarms, and what came.
async fn told() -> (String, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
    let address = listener.local_addr().expect("an address");
    let (sender, came) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = Vec::new();
            while !bytes.ends_with(b"}") && stream.read_buf(&mut bytes).await.is_ok_and(|n| n > 0) {
            }
            let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            let _ = stream.write_all(answer).await;
        }
    });
    (format!("http://{address}/told"), came)
}

/// The value of a metric.
async fn metric(port: u16, name: &str) -> f64 {
    let answer = Way::plain(port).ask(Method::GET, "/metrics").send().await;
    let text = answer.expect("an answer").text().await.expect("text");
    let line = text.lines().find(|line| line.starts_with(name));
    let value = line.and_then(|line| line.rsplit_once(' ')?.1.parse().ok());
    value.expect("a value")
}

fn certificate_in(folder: &Path) -> Option<Vec<u8>> {
    let mut entries = fs::read_dir(folder)
        .expect("the folder")
        .filter_map(Result::ok);
    let is_whole = |name: &str| name.starts_with("certificate-") && name.ends_with(".pem");
    let entry = entries.find(|entry| entry.file_name().to_str().is_some_and(is_whole))?;
    fs::read(entry.path()).ok()
}

#[tokio::test]
async fn a_certificate_is_got_used_kept_and_renewed_and_its_absence_is_told() {
    let (port, metrics) = (free_port(), free_port());
    let authority = Authority::prepare(port);
    let (told_at, mut came) = told().await;
    let folder = TempDir::new().expect("a folder");
    let tls = folder.path().join("tls");
    let relay = || {
        let mut relay = Command::new(env!("CARGO_BIN_EXE_recado-relay"));
        let directory = format!("https://localhost:{}/dir", authority.directory);
        relay
            .env("RECADO_RELAY_LISTEN", format!("127.0.0.1:{port}"))
            .env("RECADO_RELAY_METRICS", format!("127.0.0.1:{metrics}"))
            .env("RECADO_RELAY_DATABASE", folder.path().join("relay.db"))
            .env("RECADO_RELAY_PUBLIC_URL", format!("https://{NAME}"))
            .env("RECADO_RELAY_TLS", "acme")
            .env("RECADO_RELAY_TLS_FOLDER", &tls)
            .env("RECADO_RELAY_ACME_CONTACT", "someone@clinic.test")
            .env("RECADO_RELAY_ACME_DIRECTORY", directory)
            .env(
                "RECADO_RELAY_ACME_ROOTS",
                authority.folder.path().join("root.pem"),
            )
            .env("RECADO_RELAY_ALARM_WEBHOOK", &told_at);
        relay
    };
    // The authority does not answer yet: that is counted and told, and the relay goes on trying.
    let program = Program::listening(relay().arg("serve"), port);
    let failing = tokio::time::timeout(PATIENCE, came.recv()).await;
    let failing = failing.expect("in time").expect("told");
    assert!(
        failing.contains(r#"{"event":"certificate failing","days":0}"#),
        "{failing}"
    );
    assert!(metric(metrics, "recado_certificate_failures_total").await >= 1.0);
    assert_eq!(
        metric(metrics, "recado_certificate_remaining_seconds").await,
        0.0
    );
    assert_eq!(said(relay().arg("health")), "ready\n");

    let running = authority.start();
    let clear = tokio::time::timeout(PATIENCE * 3, came.recv()).await;
    let clear = clear.expect("in time").expect("told");
    assert!(
        clear.contains(r#""event":"certificate all clear""#),
        "{clear}"
    );
    let way = Way::tls(NAME, port, &authority.root().await);
    let printed = said(relay().args(["pair", "--clinic", "Sol"]));
    let desk = Desk::pair(&way, &printed).await;
    let body = text("wamid.1", 1);
    let (bodies, status) = tokio::join!(desk.bodies(&way, 25), way.webhook(&body, SECRET));
    assert_eq!((bodies, status), (vec![body], 200));
    assert_eq!(
        way.ask(Method::GET, path::HEALTHZ)
            .send()
            .await
            .expect("ok")
            .status(),
        200
    );

    // Only this account may read the keys.
    assert_eq!(
        fs::metadata(&tls).expect("the folder").permissions().mode() & 0o777,
        0o700
    );
    let kept: Vec<_> = fs::read_dir(&tls)
        .expect("the folder")
        .filter_map(Result::ok)
        .collect();
    assert!(kept.len() >= 2, "{kept:?}");
    for file in kept {
        let mode = file.metadata().expect("its mode").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{:?}", file.file_name());
    }

    // It is renewed by itself before it ends.
    let first = certificate_in(&tls).expect("a certificate");
    let begun = Instant::now();
    while certificate_in(&tls).is_none_or(|now| now == first) {
        assert!(begun.elapsed() < 3 * PATIENCE, "not renewed");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert!(metric(metrics, "recado_certificate_remaining_seconds").await > 0.0);
    assert_eq!(
        way.ask(Method::GET, path::READYZ)
            .send()
            .await
            .expect("ok")
            .status(),
        200
    );
    program.stop();

    // The kept one is used after a restart, without asking anybody.
    drop(running);
    let log = folder.path().join("log");
    let mut serve = relay();
    serve
        .arg("serve")
        .stdout(fs::File::create(&log).expect("a file"));
    let program = Program::logging(&mut serve, port);
    let begun = Instant::now();
    let is_used = |log: String| log.contains("the kept certificate is in use");
    while !is_used(fs::read_to_string(&log).expect("the log")) {
        assert!(
            begun.elapsed() < PATIENCE,
            "the kept certificate is not used"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    program.stop();
}
