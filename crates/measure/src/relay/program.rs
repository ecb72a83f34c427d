//! A relay process, paired with a clinic that has one WhatsApp number.

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
use recado_protocol::path;
use recado_protocol::secret::SecretText;
use recado_protocol::status::Status;
use recado_protocol::version::Version;
use serde::Serialize;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::relay_process::RelayProcess;

/// The app secret with which webhooks are signed.
pub(super) const SECRET: &str = "secret-of-the-benchmark";
/// The WhatsApp account of the clinic.
pub(super) const WABA_ID: &str = "102290129340398";
/// Its number.
pub(super) const NUMBER_ID: &str = "106540352242922";

/// A running relay with one clinic; it ends when dropped, its folder removed.
pub(super) struct RelayProgram {
    pub(super) address: String,
    token: String,
    _process: RelayProcess,
    _folder: TempDir,
}

impl RelayProgram {
    /// Starts a relay and sets its clinic up.
    pub(super) async fn start(leaves_out: Option<&str>) -> anyhow::Result<Self> {
        let folder = TempDir::new()?;
        let measure = leaves_out.map(|leaves_out| ("RECADO_RELAY_MEASURE", leaves_out));
        let process = RelayProcess::start(folder.path(), measure.as_slice())?;
        let text = process.pairing_text("Benchmark")?;
        let mut relay = Self {
            address: process.address().to_owned(),
            token: String::new(),
            _process: process,
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
