//! A relay in memory, desks that pair with it, and webhooks as Meta signs them.

pub mod http;
pub mod program;
mod restart;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use recado_protocol::app::{App, PutApps};
use recado_protocol::bytes::{IdentityKey, Signature};
use recado_protocol::channel::{Channel, ChannelState, Channels, MetaObject};
use recado_protocol::envelope::{Acknowledge, Cursor, EnvelopePage};
use recado_protocol::epoch::{PutEpoch, Wrap, epoch_statement};
use recado_protocol::error::{ErrorBody, ErrorCode};
use recado_protocol::id::{ClinicId, DeviceId};
use recado_protocol::keys::{DeviceKeyPair, EpochKeyPair, EpochKeys, wrap_epoch_key};
use recado_protocol::pairing::{NewDevice, PairRequest, Paired};
use recado_protocol::path;
use recado_protocol::sealed::{Opened, open};
use recado_protocol::secret::SecretText;
use recado_protocol::version::Version;
use recado_relay::clock::Clock;
use recado_relay::config::Config;
use recado_relay::relay::Relay;
use recado_webhook::signature::{self, sign};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tower::ServiceExt as _;

use crate::store::Place;
use restart::opened_again;

pub use restart::started_again;

/// Noon of a day in November 2026.
pub const NOW: i64 = 1_795_089_600_000;
pub const MINUTE: i64 = 60_000;
pub const DAY: i64 = 86_400_000;
pub const SECRET: &str = "app-secret-of-sol";

/// A relay whose router is driven in memory, with a store and at a time of its own.
pub struct InMemory {
    pub place: Place,
    pub relay: Relay,
    pub router: Router,
    pub now: Arc<AtomicI64>,
    pub config: Config,
}

/// What was answered.
pub struct Answered {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answered {
    pub fn read<T: DeserializeOwned>(&self) -> T {
        assert_eq!(
            self.status,
            StatusCode::OK,
            "{}",
            String::from_utf8_lossy(&self.body)
        );
        serde_json::from_slice(&self.body).expect("the body")
    }

    pub fn refusal(&self) -> (u16, ErrorCode) {
        let body: ErrorBody = serde_json::from_slice(&self.body).expect("an error body");
        (self.status.as_u16(), body.code)
    }
}

impl InMemory {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        Self::start_at(Place::new().await, change).await
    }

    /// Starts on a store that may have been used before, or is used by another relay.
    pub async fn start_at(place: Place, change: impl FnOnce(&mut Config)) -> Self {
        let now = Arc::new(AtomicI64::new(NOW));
        let mut config = Config::with(place.database());
        config.clock = Clock::Turned(Arc::clone(&now));
        change(&mut config);
        let relay = Relay::open(config.clone()).await.expect("opens");
        let router = relay.router();
        Self {
            place,
            relay,
            router,
            now,
            config,
        }
    }

    /// Closes and opens it again, as a restart does.
    pub async fn restart(self) -> Self {
        self.relay.close().await;
        let Self {
            place,
            relay,
            router,
            now,
            config,
        } = self;
        drop((relay, router));
        let relay = opened_again(&config).await;
        let router = relay.router();
        Self {
            place,
            relay,
            router,
            now,
            config,
        }
    }

    pub fn turn(&self, by_ms: i64) {
        self.now.fetch_add(by_ms, Ordering::SeqCst);
    }

    pub async fn send(&self, request: Request<Body>) -> Answered {
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX)
            .await
            .expect("a body");
        Answered {
            status: parts.status,
            headers: parts.headers,
            body: body.to_vec(),
        }
    }

    pub async fn post_webhook(&self, body: &[u8], secret: &str) -> Answered {
        self.send(webhook_request(body, Some(&sign(body, secret.as_bytes()))))
            .await
    }

    pub async fn code(&self, clinic: &str) -> String {
        let text = self.relay.pair_code(clinic).await.expect("a code");
        text.code.as_str().to_owned()
    }

    /// A clinic's first desk, with its first epoch, one app, and WABA 100 with number 110.
    pub async fn first_desk(&self, clinic: &str) -> Desk {
        let mut desk = Desk::new();
        desk.pair(self, &self.code(clinic).await).await;
        desk.put_epoch(self, 1).await;
        desk.put_apps(self, &[SECRET]).await;
        desk.put_channels(self, vec![whatsapp("100", Some("110"))])
            .await;
        desk
    }
}

pub fn webhook_request(body: &[u8], signature: Option<&str>) -> Request<Body> {
    let mut request = Request::post(path::WEBHOOKS_META).header("content-length", body.len());
    if let Some(signature) = signature {
        request = request.header(signature::HEADER, signature);
    }
    request.body(Body::from(body.to_vec())).expect("a request")
}

/// A desktop of a clinic.
pub struct Desk {
    pub device: DeviceId,
    pub keys: DeviceKeyPair,
    pub identity: Ed25519KeyPair,
    pub clinic: ClinicId,
    pub token: String,
    pub epochs: EpochKeys,
}

impl Desk {
    pub fn new() -> Self {
        Self {
            device: DeviceId::new(),
            keys: DeviceKeyPair::generate(),
            identity: Ed25519KeyPair::generate().expect("a key"),
            clinic: ClinicId::new(),
            token: String::new(),
            epochs: EpochKeys::default(),
        }
    }

    pub fn identity_key(&self) -> IdentityKey {
        IdentityKey(
            self.identity
                .public_key()
                .as_ref()
                .try_into()
                .expect("32 bytes"),
        )
    }

    pub fn pair_request(&self, code: &str) -> PairRequest {
        PairRequest {
            version: Version::default(),
            code: SecretText::new(code),
            device: NewDevice {
                id: self.device,
                name: "Front desk".into(),
                sealing_key: self.keys.public_key(),
            },
            identity_key: Some(self.identity_key()),
        }
    }

    pub async fn try_pair(&self, relay: &InMemory, code: &str) -> Answered {
        let body = serde_json::to_vec(&self.pair_request(code)).expect("JSON");
        relay
            .send(
                Request::post(path::PAIR)
                    .body(Body::from(body))
                    .expect("a request"),
            )
            .await
    }

    pub async fn pair(&mut self, relay: &InMemory, code: &str) -> Paired {
        let paired: Paired = self.try_pair(relay, code).await.read();
        self.clinic = paired.clinic_id;
        self.token = paired.token.expose().to_owned();
        paired
    }

    pub async fn ask(
        &self,
        relay: &InMemory,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Answered {
        let body = serde_json::to_vec(body).expect("JSON");
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {}", self.token))
            .body(Body::from(body));
        relay.send(request.expect("a request")).await
    }

    pub async fn get(&self, relay: &InMemory, path: &str) -> Answered {
        self.ask(relay, Method::GET, path, &()).await
    }

    pub fn signed_epoch(&self, pair: &EpochKeyPair, wraps: Vec<Wrap>) -> PutEpoch {
        let statement = epoch_statement(self.clinic, pair.epoch(), &pair.public_key());
        PutEpoch {
            version: Version::default(),
            epoch: pair.epoch(),
            public_key: pair.public_key(),
            signature: Signature(
                self.identity
                    .sign(&statement)
                    .as_ref()
                    .try_into()
                    .expect("64 bytes"),
            ),
            wraps,
        }
    }

    pub fn wrap_for(&self, pair: &EpochKeyPair, desk: &Desk) -> Wrap {
        let wrapped = wrap_epoch_key(&desk.keys.public_key(), pair).expect("wraps");
        Wrap {
            device_id: desk.device,
            wrapped,
        }
    }

    pub async fn put_epoch(&mut self, relay: &InMemory, epoch: u32) {
        let pair = EpochKeyPair::generate(epoch);
        let put = self.signed_epoch(&pair, vec![self.wrap_for(&pair, self)]);
        let answer = self.ask(relay, Method::PUT, path::EPOCHS, &put).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        self.epochs.insert(pair);
    }

    pub async fn put_apps(&self, relay: &InMemory, secrets: &[&str]) {
        let apps = secrets.iter().enumerate().map(|(id, secret)| App {
            app_id: format!("90{id}"),
            secret: SecretText::new(*secret),
            verify_token: SecretText::new(format!("verify-{secret}")),
        });
        let put = PutApps {
            apps: apps.collect(),
            ..PutApps::default()
        };
        let answer = self.ask(relay, Method::PUT, path::APPS, &put).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
    }

    pub async fn put_channels(&self, relay: &InMemory, channels: Vec<Channel>) {
        let put = Channels {
            channels,
            ..Channels::default()
        };
        let answer = self.ask(relay, Method::PUT, path::CHANNELS, &put).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
    }

    pub async fn page(&self, relay: &InMemory, after: Cursor) -> EnvelopePage {
        self.get(relay, &path::envelopes(after, 0)).await.read()
    }

    /// Everything that waits, opened, page by page.
    pub async fn fetch(&self, relay: &InMemory) -> Vec<(Cursor, Opened)> {
        let mut all = Vec::new();
        let mut after = Cursor(0);
        loop {
            let page = self.page(relay, after).await;
            let Some(last) = page.envelopes.last() else {
                return all;
            };
            after = last.cursor;
            for envelope in page.envelopes {
                let opened = open(&self.epochs, &envelope.sealed.0).expect("opens");
                all.push((envelope.cursor, opened));
            }
        }
    }

    pub async fn bodies(&self, relay: &InMemory) -> Vec<String> {
        let all = self.fetch(relay).await;
        let text = |opened: Opened| String::from_utf8(opened.bytes).expect("text");
        all.into_iter().map(|(_, opened)| text(opened)).collect()
    }

    pub async fn acknowledge(&self, relay: &InMemory, cursor: Cursor) {
        let acknowledge = Acknowledge {
            cursor,
            ..Acknowledge::default()
        };
        let answer = self
            .ask(relay, Method::POST, path::ACKNOWLEDGE, &acknowledge)
            .await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
    }
}

pub fn whatsapp(waba: &str, number: Option<&str>) -> Channel {
    Channel {
        object: MetaObject::WhatsApp,
        asset_id: waba.into(),
        number_id: number.map(str::to_owned),
        state: ChannelState::On,
    }
}

pub fn off(channel: Channel) -> Channel {
    Channel {
        state: ChannelState::Off,
        ..channel
    }
}

/// An entry with one text of an invented patient.
pub fn entry(waba: &str, number: &str, wamid: &str) -> String {
    format!(
        r#"{{"id":"{waba}","changes":[{{"field":"messages","value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"15550100","phone_number_id":"{number}"}},"contacts":[{{"profile":{{"name":"Maria Invented"}},"wa_id":"15550111"}}],"messages":[{{"from":"15550111","id":"{wamid}","timestamp":"1795089600","type":"text","text":{{"body":"Hola {wamid}"}}}}]}}}}]}}"#
    )
}

pub fn body_of(entries: &[String]) -> Vec<u8> {
    let entries = entries.join(",");
    format!(r#"{{"object":"whatsapp_business_account","entry":[{entries}]}}"#).into_bytes()
}

/// A webhook with one text to number 110 of WABA 100.
pub fn text(wamid: &str) -> Vec<u8> {
    body_of(&[entry("100", "110", wamid)])
}
