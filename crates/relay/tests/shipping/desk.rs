//! A desktop that pairs with a relay, and Meta that posts to it, both over the wire and through whatever is between.

use std::net::SocketAddr;
use std::time::Duration;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use recado_protocol::app::{App, PutApps};
use recado_protocol::bytes::{IdentityKey, Signature};
use recado_protocol::channel::{Channel, ChannelState, Channels, MetaObject};
use recado_protocol::envelope::{Cursor, EnvelopePage};
use recado_protocol::epoch::{PutEpoch, Wrap, epoch_statement};
use recado_protocol::id::DeviceId;
use recado_protocol::keys::{DeviceKeyPair, EpochKeyPair, EpochKeys, wrap_epoch_key};
use recado_protocol::pairing::{NewDevice, PairRequest, Paired};
use recado_protocol::pairing_text::PairingText;
use recado_protocol::path;
use recado_protocol::sealed::open;
use recado_protocol::secret::SecretText;
use recado_protocol::version::Version;
use recado_webhook::signature::{self, sign};
use reqwest::{Certificate, Client, Method, RequestBuilder};
use serde::Serialize;

use crate::program::PATIENCE;

pub const SECRET: &str = "app-secret-of-sol";
pub const VERIFY_TOKEN: &str = "verify-token-of-sol";

/// How a desktop and Meta reach the relay.
pub struct Way {
    pub client: Client,
    /// Without a slash at the end.
    pub url: String,
}

impl Way {
    pub fn plain(port: u16) -> Self {
        Self {
            client: builder().build().expect("a client"),
            url: format!("http://127.0.0.1:{port}"),
        }
    }

    /// To `name` on this machine, known by this authority alone.
    pub fn tls(name: &str, port: u16, authority_pem: &str) -> Self {
        let authority = Certificate::from_pem(authority_pem.as_bytes()).expect("PEM");
        let client = builder()
            .tls_certs_only([authority])
            .resolve(name, SocketAddr::from(([127, 0, 0, 1], port)));
        Self {
            client: client.build().expect("a client"),
            url: format!("https://{name}:{port}"),
        }
    }

    pub fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    /// Posts as Meta does; returns the status.
    pub async fn webhook(&self, body: &[u8], secret: &str) -> u16 {
        let request = self
            .ask(Method::POST, path::WEBHOOKS_META)
            .header(signature::HEADER, sign(body, secret.as_bytes()))
            .body(body.to_vec());
        request.send().await.expect("an answer").status().as_u16()
    }
}

fn builder() -> reqwest::ClientBuilder {
    // A second installation in one process leaves the first as it is.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    Client::builder()
        .no_proxy()
        // A relay that was started anew does not know the old connections.
        .pool_max_idle_per_host(0)
        .timeout(PATIENCE + Duration::from_secs(30))
}

/// A clinic's first desktop.
pub struct Desk {
    token: String,
    epochs: EpochKeys,
}

impl Desk {
    /// Pairs with what `recado-relay pair` printed, and tells the relay keys, an app, and WABA 100 with number 110.
    pub async fn pair(way: &Way, printed: &str) -> Self {
        let line = printed.lines().find(|line| line.contains("#RCD1"));
        let text = PairingText::parse(line.expect("a pairing text")).expect("a pairing text");
        let (device, keys) = (DeviceId::new(), DeviceKeyPair::generate());
        let identity = Ed25519KeyPair::generate().expect("a key");
        let public = identity.public_key().as_ref().try_into();
        let request = PairRequest {
            version: Version::default(),
            code: SecretText::new(text.code.as_str()),
            device: NewDevice {
                id: device,
                name: "Front desk".into(),
                sealing_key: keys.public_key(),
            },
            identity_key: Some(IdentityKey(public.expect("32 bytes"))),
        };
        let asked = way
            .ask(Method::POST, path::PAIR)
            .json(&request)
            .send()
            .await;
        let paired: Paired = asked.expect("an answer").json().await.expect("paired");
        let epoch = EpochKeyPair::generate(1);
        let statement = epoch_statement(paired.clinic_id, 1, &epoch.public_key());
        let signature = identity.sign(&statement).as_ref().try_into();
        let put = PutEpoch {
            version: Version::default(),
            epoch: 1,
            public_key: epoch.public_key(),
            signature: Signature(signature.expect("64 bytes")),
            wraps: vec![Wrap {
                device_id: device,
                wrapped: wrap_epoch_key(&keys.public_key(), &epoch).expect("wraps"),
            }],
        };
        let mut desk = Self {
            token: paired.token.expose().to_owned(),
            epochs: EpochKeys::default(),
        };
        desk.put(way, path::EPOCHS, &put).await;
        desk.epochs.insert(epoch);
        let app = App {
            app_id: "900".into(),
            secret: SecretText::new(SECRET),
            verify_token: SecretText::new(VERIFY_TOKEN),
        };
        let apps = PutApps {
            apps: vec![app],
            ..PutApps::default()
        };
        desk.put(way, path::APPS, &apps).await;
        let channel = Channel {
            object: MetaObject::WhatsApp,
            asset_id: "100".into(),
            number_id: Some("110".into()),
            state: ChannelState::On,
        };
        let channels = Channels {
            channels: vec![channel],
            ..Channels::default()
        };
        desk.put(way, path::CHANNELS, &channels).await;
        desk
    }

    async fn put(&self, way: &Way, path: &str, body: &impl Serialize) {
        let request = way.ask(Method::PUT, path).bearer_auth(&self.token);
        let answer = request.json(body).send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 204, "{path}");
    }

    /// Asks for what waits, as one request; waits for it up to so many seconds.
    pub fn poll(&self, way: &Way, wait: u32) -> RequestBuilder {
        let path = path::envelopes(Cursor(0), wait);
        way.ask(Method::GET, &path).bearer_auth(&self.token)
    }

    /// Returns the bodies that wait, opened; nothing is acknowledged.
    pub async fn bodies(&self, way: &Way, wait: u32) -> Vec<Vec<u8>> {
        let answer = self.poll(way, wait).send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 200);
        let page: EnvelopePage = answer.json().await.expect("a page");
        let opened = page.envelopes.iter().map(|envelope| {
            let opened = open(&self.epochs, &envelope.sealed.0);
            opened.expect("opens").bytes
        });
        opened.collect()
    }
}

/// A webhook with one text of an invented patient to number 110 of WABA 100, of at least so many bytes.
pub fn text(wamid: &str, at_least: usize) -> Vec<u8> {
    let head = format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"100","changes":[{{"field":"messages","value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"15550100","phone_number_id":"110"}},"contacts":[{{"profile":{{"name":"Maria Invented"}},"wa_id":"15550111"}}],"messages":[{{"from":"15550111","id":"{wamid}","timestamp":"1795089600","type":"text","text":{{"body":""#
    );
    let tail = r#""}}]}}]}]}"#;
    let filling = at_least.saturating_sub(head.len() + tail.len()).max(1);
    format!("{head}{}{tail}", "a".repeat(filling)).into_bytes()
}
