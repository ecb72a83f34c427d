//! `doctor` over a relay that serves: all is well, and it says nothing that is a secret or a name.

use std::ffi::OsString;

use recado_relay::clock::Clock;
use recado_relay::config::Config;
use recado_relay::relay::Running;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::store::Place;
use crate::support::program::command;
use crate::support::{InMemory, SECRET, started_again};

pub const CLINIC: &str = "Consulta Planted";

/// A relay with one clinic, listening.
pub struct Served {
    pub place: Place,
    pub running: Running,
    pub tenant: String,
}

impl Served {
    pub async fn start() -> Self {
        let memory = InMemory::start_with(|config| config.clock = Clock::System).await;
        let desk = memory.first_desk(CLINIC).await;
        memory.relay.close().await;
        let InMemory {
            place,
            relay,
            router,
            ..
        } = memory;
        drop((relay, router));
        let config = Config::with(place.database());
        let running = started_again(config).await;
        Self {
            place,
            running,
            tenant: desk.clinic.to_string(),
        }
    }

    /// The settings that lead `doctor` to it.
    pub fn settings(&self) -> Vec<(&'static str, OsString)> {
        vec![
            ("DATABASE", self.place.setting()),
            ("LISTEN", self.running.addr.to_string().into()),
        ]
    }
}

/// What `doctor` found, and whether it was content.
pub struct Found {
    pub printed: String,
    pub is_content: bool,
    pub findings: Vec<serde_json::Value>,
}

impl Found {
    /// All states of one check, in order: `ok ok`.
    pub fn states(&self, check: &str) -> String {
        let of = self
            .findings
            .iter()
            .filter(|finding| finding["check"] == check);
        let states: Vec<&str> = of.filter_map(|finding| finding["state"].as_str()).collect();
        states.join(" ")
    }
}

/// Runs `doctor` with these settings, its clock held against `clock`.
pub async fn doctor(settings: &[(&str, OsString)], clock: &str) -> Found {
    let mut doctor = command();
    for (name, value) in settings {
        let name = match *name {
            "SSL_CERT_FILE" => name.to_string(),
            name => format!("RECADO_RELAY_{name}"),
        };
        doctor.env(name, value);
    }
    let output = doctor
        .args(["doctor", "--json", "--clock", clock])
        .output()
        .await;
    let output = output.expect("it ran");
    let printed = String::from_utf8(output.stdout).expect("text");
    Found {
        findings: serde_json::from_str(&printed).expect("JSON"),
        is_content: output.status.success(),
        printed,
    }
}

/// A web server whose clock is so many seconds off; returns its address.
pub async fn clock(off_seconds: i64) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = Vec::new();
            while !bytes.ends_with(b"\r\n\r\n")
                && stream.read_buf(&mut bytes).await.is_ok_and(|n| n > 0)
            {}
            let seconds = Clock::System.now_ms() / 1000 + off_seconds;
            let seconds = std::time::Duration::from_secs(seconds.unsigned_abs());
            let date = httpdate::fmt_http_date(std::time::UNIX_EPOCH + seconds);
            let answer = format!(
                "HTTP/1.1 200 OK\r\ndate: {date}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            );
            // Whoever asked may be gone.
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    format!("http://{address}/")
}

#[tokio::test]
async fn a_relay_in_order_is_found_in_order_and_nothing_secret_is_said() {
    let served = Served::start().await;
    let found = doctor(&served.settings(), &clock(0).await).await;
    assert!(found.is_content, "{}", found.printed);
    for (check, states) in [
        ("settings", "ok"),
        ("alarms", "warn"),
        ("clock", "ok"),
        ("store", "ok"),
        ("clinics", "ok"),
        ("waiting", ""),
        ("certificate", ""),
        ("reachable", "warn ok"),
        ("verification", "ok"),
        ("signature", "ok"),
    ] {
        assert_eq!(found.states(check), states, "{check} in {}", found.printed);
    }
    let token = format!("verify-{SECRET}");
    for planted in [CLINIC, SECRET, &token, &served.tenant] {
        assert!(
            !found.printed.contains(planted),
            "{planted} in {}",
            found.printed
        );
    }
    served.running.shutdown().await;
}
