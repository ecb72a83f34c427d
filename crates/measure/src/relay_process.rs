//! The relay as a program of its own, on a port and a database of its own.

use anyhow::{Context as _, ensure};
use recado_protocol::pairing_text::PairingText;
use std::{
    ffi::OsString,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// A running relay; killed when dropped.
pub(crate) struct RelayProcess {
    address: String,
    database: PathBuf,
    child: Child,
}

impl Drop for RelayProcess {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing to keep either way.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl RelayProcess {
    /// Starts a relay whose database lies in `folder`, with more environment if need be.
    pub(crate) fn start(folder: &Path, environment: &[(&str, &str)]) -> anyhow::Result<Self> {
        let database = folder.join("relay.db");
        let mut child = Command::new(program()?)
            .arg("serve")
            .env("RECADO_RELAY_DATABASE", &database)
            .env("RECADO_RELAY_LISTEN", "127.0.0.1:0")
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .context("the relay could not be started")?;
        let address = listening_address(&mut child)?;
        Ok(Self {
            address,
            database,
            child,
        })
    }

    /// Returns its address, for example `127.0.0.1:41234`.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Returns its base address, for example `http://127.0.0.1:41234`.
    pub(crate) fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Has a pairing text printed, as an operator does.
    pub(crate) fn pairing_text(&self, clinic: &str) -> anyhow::Result<PairingText> {
        let printed = Command::new(program()?)
            .args(["pair", "--clinic", clinic])
            .env("RECADO_RELAY_DATABASE", &self.database)
            .env("RECADO_RELAY_LISTEN", &self.address)
            .output()?;
        let printed = String::from_utf8(printed.stdout)?;
        let mut texts = printed
            .lines()
            .filter_map(|line| PairingText::parse(line).ok());
        texts.next().context("the relay printed no pairing text")
    }

    /// Posts a webhook as Meta does and returns the HTTP status.
    pub(crate) async fn post_webhook(&self, body: &[u8], signature: &str) -> anyhow::Result<u16> {
        let head = format!(
            "POST /webhooks/meta HTTP/1.1\r\nhost: relay\r\nconnection: close\r\ncontent-type: application/json\r\n\
             x-hub-signature-256: {signature}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let mut stream = TcpStream::connect(&self.address).await?;
        stream.write_all(&[head.as_bytes(), body].concat()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        let line = String::from_utf8_lossy(answer.get(..64.min(answer.len())).unwrap_or_default())
            .into_owned();
        let status = line
            .split_whitespace()
            .nth(1)
            .and_then(|status| status.parse().ok());
        status.context("the relay's answer is no HTTP")
    }
}

/// Reads the relay's log up to the line that says where it listens, and has the rest read away.
fn listening_address(child: &mut Child) -> anyhow::Result<String> {
    let stdout = child.stdout.take().context("the relay has no output")?;
    let mut lines = BufReader::new(stdout).lines();
    for line in lines.by_ref() {
        let line: serde_json::Value = serde_json::from_str(&line?)?;
        if let Some(address) = line["address"].as_str() {
            let address = address.to_owned();
            std::thread::spawn(move || lines.for_each(drop));
            return Ok(address);
        }
    }
    anyhow::bail!("the relay ended before it listened")
}

/// The relay's program: named by `RECADO_RELAY_PROGRAM`, or beside this one.
fn program() -> anyhow::Result<OsString> {
    if let Some(named) = std::env::var_os("RECADO_RELAY_PROGRAM") {
        return Ok(named);
    }
    let beside: PathBuf = std::env::current_exe()?.with_file_name("recado-relay");
    ensure!(
        beside.exists(),
        "there is no recado-relay beside this program; build it with `cargo build --release -p recado-relay`"
    );
    Ok(beside.into_os_string())
}
