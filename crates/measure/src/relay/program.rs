//! A relay as a program of its own, paired with a clinic that has one WhatsApp number.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, ensure};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use recado_protocol::app::{App, PutApps};
use recado_protocol::bytes::{IdentityKey, Signature};
use recado_protocol::channel::{Channel, ChannelState, Channels, MetaObject};
use recado_protocol::envelope::{Acknowledge, Cursor};
use recado_protocol::epoch::{FIRST_EPOCH, PutEpoch, epoch_statement};
use recado_protocol::id::DeviceId;
use recado_protocol::keys::{DeviceKeyPair, EpochKeyPair};
use recado_protocol::pairing::{NewDevice, PairRequest, Paired};
use recado_protocol::pairing_text::PairingText;
use recado_protocol::path;
use recado_protocol::secret::SecretText;
use recado_protocol::status::Status;
use recado_protocol::version::Version;
use serde::Serialize;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The app secret with which webhooks are signed.
pub(super) const SECRET: &str = "secret-of-the-benchmark";
/// The WhatsApp account of the clinic.
pub(super) const WABA_ID: &str = "102290129340398";
/// Its number.
pub(super) const NUMBER_ID: &str = "106540352242922";

/// A running relay; killed when dropped, its folder removed.
pub(super) struct RelayProgram {
    pub(super) address: String,
    token: String,
    child: Child,
    _folder: TempDir,
}

impl Drop for RelayProgram {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing to keep either way.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl RelayProgram {
    /// Starts a relay and sets its clinic up.
    pub(super) async fn start(leaves_out: Option<&str>) -> anyhow::Result<Self> {
        let folder = TempDir::new()?;
        let database = folder.path().join("relay.db");
        let mut command = Command::new(program()?);
        command
            .arg("serve")
            .env("RECADO_RELAY_DATABASE", &database)
            .env("RECADO_RELAY_LISTEN", "127.0.0.1:0")
            .stdout(Stdio::piped());
        if let Some(leaves_out) = leaves_out {
            command.env("RECADO_RELAY_MEASURE", leaves_out);
        }
        let mut child = command.spawn().context("the relay could not be started")?;
        let address = listening_address(&mut child)?;

        let printed = Command::new(program()?)
            .args(["pair", "--clinic", "Benchmark"])
            .env("RECADO_RELAY_DATABASE", &database)
            .env("RECADO_RELAY_LISTEN", &address)
            .output()?;
        let printed = String::from_utf8(printed.stdout)?;
        let mut texts = printed
            .lines()
            .filter_map(|line| PairingText::parse(line).ok());
        let text = texts.next().context("the relay printed no pairing text")?;
        let mut relay = Self {
            address,
            token: String::new(),
            child,
            _folder: folder,
        };
        relay.set_up(text.code.as_str()).await?;
        Ok(relay)
    }

    /// How many envelopes wait.
    pub(super) async fn waiting(&self) -> anyhow::Result<u64> {
        let answer = self.ask("GET", path::STATUS, &()).await?;
        Ok(serde_json::from_slice::<Status>(&answer)?.waiting)
    }

    /// Acknowledges everything, so that the next round begins with an empty buffer.
    pub(super) async fn acknowledge_all(&self) -> anyhow::Result<()> {
        let everything = Acknowledge {
            cursor: Cursor(i64::MAX),
            ..Acknowledge::default()
        };
        self.ask("POST", path::ACKNOWLEDGE, &everything).await?;
        Ok(())
    }

    async fn set_up(&mut self, code: &str) -> anyhow::Result<()> {
        let identity = Ed25519KeyPair::generate().context("no identity key")?;
        let version = Version::default();
        let request = PairRequest {
            version,
            code: SecretText::new(code),
            device: NewDevice {
                id: DeviceId::new(),
                name: "Benchmark".into(),
                sealing_key: DeviceKeyPair::generate().public_key(),
            },
            identity_key: Some(IdentityKey(identity.public_key().as_ref().try_into()?)),
        };
        let paired: Paired =
            serde_json::from_slice(&self.ask("POST", path::PAIR, &request).await?)?;
        self.token = paired.token.expose().to_owned();

        let public_key = EpochKeyPair::generate(FIRST_EPOCH).public_key();
        let statement = epoch_statement(paired.clinic_id, FIRST_EPOCH, &public_key);
        let epoch = PutEpoch {
            version,
            epoch: FIRST_EPOCH,
            public_key,
            signature: Signature(identity.sign(&statement).as_ref().try_into()?),
            wraps: Vec::new(),
        };
        self.ask("PUT", path::EPOCHS, &epoch).await?;
        let app = App {
            app_id: "1".into(),
            secret: SecretText::new(SECRET),
            verify_token: SecretText::new("unused"),
        };
        let apps = vec![app];
        self.ask("PUT", path::APPS, &PutApps { version, apps })
            .await?;
        let channels = vec![Channel {
            object: MetaObject::WhatsApp,
            asset_id: WABA_ID.into(),
            number_id: Some(NUMBER_ID.into()),
            state: ChannelState::On,
        }];
        self.ask("PUT", path::CHANNELS, &Channels { version, channels })
            .await?;
        Ok(())
    }

    /// Asks once, over a connection that is closed afterwards.
    async fn ask(
        &self,
        method: &str,
        path: &str,
        body: &impl Serialize,
    ) -> anyhow::Result<Vec<u8>> {
        let body = serde_json::to_vec(body)?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: relay\r\nconnection: close\r\nauthorization: Bearer {}\r\n\
             content-length: {}\r\n\r\n",
            self.token,
            body.len()
        );
        let mut stream = TcpStream::connect(&self.address).await?;
        stream.write_all(&[head.as_bytes(), &body].concat()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        ensure!(
            answer.starts_with(b"HTTP/1.1 2"),
            "{method} {path} was refused"
        );
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n");
        Ok(answer.split_off(end.context("half an answer")? + 4))
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
