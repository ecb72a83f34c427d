//! The relay as a program of its own, on a port and a database of its own.

use anyhow::{Context as _, ensure};
use recado_protocol::pairing_text::PairingText;
use std::{
    ffi::OsString,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// A running relay; killed when dropped.
pub(crate) struct RelayProcess {
    address: String,
    metrics: Option<String>,
    store: OsString,
    child: Child,
}

/// What is looked for in everything a relay prints.
#[derive(Default)]
pub(crate) struct Watch {
    /// Secrets and words of patients, none of which may ever be printed.
    planted: Vec<String>,
    leaks: AtomicU64,
    panics: AtomicU64,
}

impl Watch {
    /// Watches for these.
    pub(crate) fn for_words(planted: Vec<String>) -> Arc<Self> {
        Arc::new(Self {
            planted,
            ..Self::default()
        })
    }

    /// How many lines held something planted.
    pub(crate) fn leaks(&self) -> u64 {
        self.leaks.load(Ordering::SeqCst)
    }

    /// How often a thread panicked.
    pub(crate) fn panics(&self) -> u64 {
        self.panics.load(Ordering::SeqCst)
    }

    fn look_at(&self, line: &str) {
        if self.planted.iter().any(|planted| line.contains(planted)) {
            self.leaks.fetch_add(1, Ordering::SeqCst);
        }
        if line.contains("panicked at") {
            self.panics.fetch_add(1, Ordering::SeqCst);
        }
    }
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
        let store = folder.join("relay.db").into_os_string();
        Self::start_on(store, environment, &Arc::default())
    }

    /// Starts a relay on a store as it is written in the settings, and has somebody watch what it prints.
    pub(crate) fn start_on(
        store: OsString,
        environment: &[(&str, &str)],
        watch: &Arc<Watch>,
    ) -> anyhow::Result<Self> {
        let mut child = serve()?
            .env("RECADO_RELAY_DATABASE", &store)
            .env("RECADO_RELAY_LISTEN", "127.0.0.1:0")
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("the relay could not be started")?;
        let stderr = child.stderr.take().context("the relay has no output")?;
        watch_lines(BufReader::new(stderr), Arc::clone(watch), true);
        let (address, metrics) = listening_addresses(&mut child, watch)?;
        Ok(Self {
            address,
            metrics,
            store,
            child,
        })
    }

    /// Returns its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Returns where it shows its metrics, if it does.
    pub(crate) fn metrics_address(&self) -> anyhow::Result<&str> {
        self.metrics
            .as_deref()
            .context("the relay shows no metrics")
    }

    /// Returns whether it still runs.
    pub(crate) fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// How much memory it has, in bytes.
    pub(crate) fn memory_bytes(&self) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
        Ok(kib.context("the system does not say how much memory the relay has")? * 1024)
    }

    /// Asks it to stop in order and waits until it has.
    pub(crate) fn stop(mut self) -> anyhow::Result<()> {
        let asked = Command::new("kill")
            .args(["-TERM", &self.id().to_string()])
            .status()?;
        ensure!(asked.success(), "the relay could not be asked to stop");
        ensure!(
            self.child.wait()?.success(),
            "the relay did not stop in order"
        );
        Ok(())
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
            .env("RECADO_RELAY_DATABASE", &self.store)
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
fn listening_addresses(
    child: &mut Child,
    watch: &Arc<Watch>,
) -> anyhow::Result<(String, Option<String>)> {
    let stdout = child.stdout.take().context("the relay has no output")?;
    let mut stdout = BufReader::new(stdout);
    let mut line = String::new();
    while stdout.read_line(&mut line)? > 0 {
        watch.look_at(&line);
        let said: serde_json::Value = serde_json::from_str(&line)?;
        if let Some(address) = said["address"].as_str() {
            let metrics = said["metrics"].as_str().map(str::to_owned);
            let address = address.to_owned();
            watch_lines(stdout, Arc::clone(watch), false);
            return Ok((address, metrics));
        }
        line.clear();
    }
    // It ended by itself; nobody is left behind.
    let _ = child.wait();
    anyhow::bail!("the relay ended before it listened")
}

/// Has a stream read to its end by a thread of its own.
fn watch_lines(stream: BufReader<impl Read + Send + 'static>, watch: Arc<Watch>, is_shown: bool) {
    std::thread::spawn(move || {
        for line in stream.split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line);
            watch.look_at(&line);
            if is_shown {
                eprintln!("{line}");
            }
        }
    });
}

/// The relay's program, told to serve.
#[cfg(unix)]
fn serve() -> anyhow::Result<Command> {
    // Without a shell's help a file that may not grow would end it by a signal; a full disk is an error.
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\" serve"]);
    command.arg(program()?);
    Ok(command)
}

/// The relay's program, told to serve.
#[cfg(not(unix))]
fn serve() -> anyhow::Result<Command> {
    let mut command = Command::new(program()?);
    command.arg("serve");
    Ok(command)
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
