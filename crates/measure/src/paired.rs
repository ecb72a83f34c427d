//! A clinic of a relay as its desktop sees it, without a desktop: a token, keys, one WhatsApp number, one app.

use crate::{
    http::{self, Answer, Connection},
    relay_process::RelayProcess,
};
use anyhow::{Context as _, ensure};
use aws_lc_rs::{
    hmac,
    signature::{Ed25519KeyPair, KeyPair as _},
};
use recado_protocol::{
    app::{App, PutApps},
    bytes::{IdentityKey, Signature},
    channel::{Channel, ChannelState, Channels, MetaObject},
    envelope::{Acknowledge, Cursor, EnvelopePage},
    epoch::{FIRST_EPOCH, PutEpoch, epoch_statement},
    id::DeviceId,
    keys::{DeviceKeyPair, EpochKeyPair, EpochKeys},
    pairing::{NewDevice, PairRequest, Paired},
    path,
    secret::SecretText,
    status::Status,
    version::Version,
};
use recado_webhook::signature;
use serde::Serialize;

/// What an invented patient writes in every webhook; it may be in no log and no answer.
pub(crate) const PLANTED: &str = "Planted-Words-of-Maria";

/// A paired clinic.
pub(crate) struct Clinic {
    pub(crate) token: String,
    pub(crate) device: DeviceId,
    pub(crate) epochs: EpochKeys,
    pub(crate) waba_id: String,
    pub(crate) number_id: String,
    /// The app secret with which its webhooks are signed.
    pub(crate) secret: String,
}

impl Clinic {
    /// Pairs with a relay and sets the clinic up; `number` makes it another one than the others.
    pub(crate) async fn set_up(relay: &RelayProcess, number: u32) -> anyhow::Result<Self> {
        let text = relay.pairing_text(&format!("Clinic {number}"))?;
        let mut connection = Connection::open(relay.address()).await?;
        let identity = Ed25519KeyPair::generate().context("no identity key")?;
        let version = Version::default();
        let request = PairRequest {
            version,
            code: SecretText::new(text.code.as_str()),
            device: NewDevice {
                id: DeviceId::new(),
                name: "Reception".into(),
                sealing_key: DeviceKeyPair::generate().public_key(),
            },
            identity_key: Some(IdentityKey(identity.public_key().as_ref().try_into()?)),
        };
        let mut clinic = Self {
            token: String::new(),
            device: request.device.id,
            epochs: EpochKeys::default(),
            waba_id: format!("{}", 102_290_129_000_000_u64 + u64::from(number)),
            number_id: format!("{}", 106_540_352_000_000_u64 + u64::from(number)),
            secret: format!("secret-of-clinic-{number}-{}", DeviceId::new()),
        };
        let paired = clinic
            .must(&mut connection, "POST", path::PAIR, &request)
            .await?;
        let paired: Paired = serde_json::from_slice(&paired.body)?;
        clinic.token = paired.token.expose().to_owned();

        let pair = EpochKeyPair::generate(FIRST_EPOCH);
        let statement = epoch_statement(paired.clinic_id, FIRST_EPOCH, &pair.public_key());
        let epoch = PutEpoch {
            version,
            epoch: FIRST_EPOCH,
            public_key: pair.public_key(),
            signature: Signature(identity.sign(&statement).as_ref().try_into()?),
            wraps: Vec::new(),
        };
        clinic
            .must(&mut connection, "PUT", path::EPOCHS, &epoch)
            .await?;
        clinic.epochs.insert(pair);
        let app = App {
            app_id: format!("{number}"),
            secret: SecretText::new(clinic.secret.clone()),
            verify_token: SecretText::new(format!("verify-{}", clinic.secret)),
        };
        let apps = vec![app];
        clinic
            .must(
                &mut connection,
                "PUT",
                path::APPS,
                &PutApps { version, apps },
            )
            .await?;
        let channels = vec![Channel {
            object: MetaObject::WhatsApp,
            asset_id: clinic.waba_id.clone(),
            number_id: Some(clinic.number_id.clone()),
            state: ChannelState::On,
        }];
        clinic
            .must(
                &mut connection,
                "PUT",
                path::CHANNELS,
                &Channels { version, channels },
            )
            .await?;
        Ok(clinic)
    }

    /// Returns the webhooks' side of a clinic whose desktop is a real one.
    pub(crate) fn of_a_desk(waba_id: &str, number_id: &str) -> Self {
        Self {
            token: String::new(),
            device: DeviceId::new(),
            epochs: EpochKeys::default(),
            waba_id: waba_id.to_owned(),
            number_id: number_id.to_owned(),
            secret: format!("secret-of-a-desk-{}", DeviceId::new()),
        }
    }

    /// Asks as the clinic's desktop.
    pub(crate) async fn ask(
        &self,
        connection: &mut Connection,
        method: &str,
        path: &str,
        body: &impl Serialize,
    ) -> std::io::Result<Answer> {
        let bearer = format!("Bearer {}", self.token);
        let body = serde_json::to_vec(body)?;
        let request = http::request(method, path, &[("authorization", &bearer)], &body);
        connection.ask(&request).await
    }

    async fn must(
        &self,
        connection: &mut Connection,
        method: &str,
        path: &str,
        body: &impl Serialize,
    ) -> anyhow::Result<Answer> {
        let answer = self.ask(connection, method, path, body).await?;
        let status = answer.status;
        ensure!(
            (200..300).contains(&status),
            "{method} {path} was answered {status}"
        );
        Ok(answer)
    }

    /// Polls once.
    pub(crate) async fn poll(
        &self,
        connection: &mut Connection,
        after: Cursor,
        wait_seconds: u32,
    ) -> anyhow::Result<EnvelopePage> {
        let path = path::envelopes(after, wait_seconds);
        let answer = self.must(connection, "GET", &path, &()).await?;
        Ok(serde_json::from_slice(&answer.body)?)
    }

    /// Acknowledges up to a cursor.
    pub(crate) async fn acknowledge(
        &self,
        connection: &mut Connection,
        cursor: Cursor,
    ) -> anyhow::Result<()> {
        let acknowledge = Acknowledge {
            cursor,
            ..Acknowledge::default()
        };
        self.must(connection, "POST", path::ACKNOWLEDGE, &acknowledge)
            .await?;
        Ok(())
    }

    /// How many envelopes wait.
    pub(crate) async fn waiting(&self, connection: &mut Connection) -> anyhow::Result<u64> {
        let answer = self.must(connection, "GET", path::STATUS, &()).await?;
        Ok(serde_json::from_slice::<Status>(&answer.body)?.waiting)
    }

    /// Returns what makes this clinic's webhooks of `bytes` bytes each (or as few as one has).
    pub(crate) fn webhooks(&self, bytes: usize) -> Webhooks {
        Webhooks::new(self, bytes)
    }
}

/// Makes signed webhooks that differ in the message's id alone, at the end, so that signing costs the generator little.
#[derive(Clone)]
pub(crate) struct Webhooks {
    /// Everything before the number.
    start: Vec<u8>,
    /// The signature's state after the start.
    signing: hmac::Context,
}

/// How an id is written: every number has the same length.
const ID_DIGITS: usize = 20;
const END: &str = "\"}]},\"field\":\"messages\"}]}]}";

impl Webhooks {
    fn new(clinic: &Clinic, bytes: usize) -> Self {
        let (waba_id, number_id) = (&clinic.waba_id, &clinic.number_id);
        let mut start = format!(
            r#"{{"object":"whatsapp_business_account","entry":[{{"id":"{waba_id}","changes":[{{"value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"15550100","phone_number_id":"{number_id}"}},"contacts":[{{"profile":{{"name":"Invented Person"}},"wa_id":"15550111","user_id":"US.15550111"}}],"messages":[{{"from":"15550111","timestamp":"1795089600","type":"text","text":{{"body":"{PLANTED} "#
        );
        let id = r#""},"id":"wamid."#;
        let room = bytes.saturating_sub(id.len() + ID_DIGITS + END.len());
        let mut words = "Good morning, may I come on Thursday? ".chars().cycle();
        while start.len() < room {
            start.extend(words.next());
        }
        start.push_str(id);
        let key = hmac::Key::new(hmac::HMAC_SHA256, clinic.secret.as_bytes());
        let mut signing = hmac::Context::with_key(&key);
        signing.update(start.as_bytes());
        Self {
            start: start.into_bytes(),
            signing,
        }
    }

    /// Returns the body with that number.
    pub(crate) fn body(&self, number: u64) -> Vec<u8> {
        let end = format!("{number:020}{END}");
        [&self.start, end.as_bytes()].concat()
    }

    /// Returns the signature of the body with that number, as Meta's header has it.
    pub(crate) fn signature(&self, number: u64) -> String {
        let mut signing = self.signing.clone();
        signing.update(format!("{number:020}{END}").as_bytes());
        let mut header = "sha256=".to_owned();
        for byte in signing.sign().as_ref() {
            header.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
            header.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        }
        header
    }

    /// Returns the whole request for the body with that number.
    pub(crate) fn request(&self, number: u64) -> Vec<u8> {
        let signature = self.signature(number);
        let length = self.start.len() + ID_DIGITS + END.len();
        let head = format!(
            "POST {} HTTP/1.1\r\nhost: relay\r\ncontent-type: application/json\r\n{}: {signature}\r\n\
             content-length: {length}\r\n\r\n",
            path::WEBHOOKS_META,
            signature::HEADER,
        );
        let mut request = Vec::with_capacity(head.len() + length);
        request.extend_from_slice(head.as_bytes());
        request.extend_from_slice(&self.start);
        request.extend_from_slice(format!("{number:020}{END}").as_bytes());
        request
    }

    /// Returns the number of a body made here, or nothing for any other.
    pub(crate) fn number_of(body: &[u8]) -> Option<u64> {
        let body = body.strip_suffix(END.as_bytes())?;
        let digits = body.get(body.len().checked_sub(ID_DIGITS)?..)?;
        std::str::from_utf8(digits).ok()?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::{Clinic, Webhooks};
    use recado_webhook::{payload, signature};

    #[test]
    fn webhooks_are_signed_sized_and_told_apart() {
        let clinic = Clinic::of_a_desk("1", "2");
        for bytes in [512, 1536, 65_536] {
            let webhooks = clinic.webhooks(bytes);
            let body = webhooks.body(7);
            assert_eq!(body.len(), bytes);
            assert_eq!(
                webhooks.signature(7),
                signature::sign(&body, clinic.secret.as_bytes())
            );
            assert_eq!(Webhooks::number_of(&body), Some(7));
            assert_eq!(payload::read(&body).events.len(), 1);
            assert!(webhooks.request(7).ends_with(&body));
        }
        assert_eq!(Webhooks::number_of(b"{}"), None);
    }
}
