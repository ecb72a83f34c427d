//! The simulator: what it is told at start, its listener, and how it ends. The patients' side is [`Control`].

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use url::Url;

use crate::clock::Clock;
use crate::connection::{CuttableListener, Scissors};
use crate::control::Control;
use crate::webhooks::delivery::Post;
use crate::world::World;
use crate::{control, graph, page};

/// How long open requests may take to end once the simulator stops.
const GRACE: Duration = Duration::from_secs(1);

/// What the simulator is told at start.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen; loopback only. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// The app at Meta whose webhooks the relay receives.
    pub app: App,
    /// The clinic's WhatsApp account.
    pub business: WhatsApp,
    /// The app's callback. `None`: not configured yet, webhooks are lost as at Meta.
    pub webhook_url: Option<Url>,
    /// The simulator's time.
    pub now: Clock,
    /// What happens by itself to a message the desk sent.
    pub delivery: Delivery,
    /// The pause before each of these statuses.
    pub delivery_pause: Duration,
    /// When a send that cannot reach the patient is refused.
    pub refusals: Refusals,
}

/// The Meta app.
#[derive(Clone)]
pub struct App {
    /// The app's id, decimal digits.
    pub id: String,
    /// The app secret: signs webhooks.
    pub secret: String,
    /// The verify token told to `hub.challenge`.
    pub verify_token: String,
}

/// The clinic's WhatsApp Business account and its one number.
#[derive(Clone)]
pub struct WhatsApp {
    /// The WhatsApp Business account.
    pub waba_id: String,
    /// The number's id in Graph paths.
    pub phone_number_id: String,
    /// The number as Meta shows it, e.g. `+34 600 000 640`.
    pub display_phone_number: String,
    /// The system user's token.
    pub access_token: String,
    /// The verified name.
    pub business_name: String,
}

/// How far a message gets by itself after a send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// No status at all until a test sends one.
    Off,
    /// `sent`, then `delivered`; `read` when the patient looks.
    Delivered,
    /// `sent`, `delivered`, `read`.
    Read,
}

/// When Meta refuses a send that is against its rules for this patient (window, unreachable).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusals {
    /// In the answer, HTTP 400.
    AtOnce,
    /// Accepted with 200; a `failed` status follows.
    Later,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for WhatsApp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WhatsApp")
            .field("waba_id", &self.waba_id)
            .finish_non_exhaustive()
    }
}

impl Default for Options {
    /// Returns an invented clinic on a free loopback port, with the machine's time and quick read receipts.
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            app: App {
                id: "880140022334455".into(),
                secret: "simulated-app-secret".into(),
                verify_token: "simulated-verify-token".into(),
            },
            business: WhatsApp {
                waba_id: "419820077001234".into(),
                phone_number_id: "388120055500123".into(),
                display_phone_number: "+34 600 000 640".into(),
                access_token: "EAAsimulatedtoken".into(),
                business_name: "Clínica Alameda".into(),
            },
            webhook_url: None,
            now: Clock::real(),
            delivery: Delivery::Read,
            delivery_pause: Duration::ZERO,
            refusals: Refusals::AtOnce,
        }
    }
}

/// Why the simulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Anything but loopback would let strangers play the patients.
    #[error("the simulator listens on loopback only, not on {0}")]
    NotLoopback(SocketAddr),
    /// The port is taken or forbidden.
    #[error("cannot listen on {address}")]
    Listen {
        /// Where it tried.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The HTTP client for webhooks could not be made.
    #[error("cannot make the HTTP client that posts webhooks")]
    Client(#[source] reqwest::Error),
}

/// A running simulator; it stops when dropped.
#[derive(Debug)]
pub struct Simulator {
    meta: Arc<Meta>,
    server: JoinHandle<()>,
    poster: JoinHandle<()>,
}

impl Simulator {
    /// Starts listening; the returned simulator answers from then on.
    ///
    /// # Errors
    /// When the address is not loopback, cannot be listened on, or the webhook client cannot be made.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let address = options.listen;
        if !address.ip().is_loopback() {
            return Err(StartError::NotLoopback(address));
        }
        let failed = |source| StartError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let client = webhook_client().map_err(StartError::Client)?;

        let (post, queue) = Post::new();
        let meta = Arc::new(Meta {
            base_url: format!("http://{address}"),
            app: options.app.clone(),
            business: options.business.clone(),
            clock: options.now.clone(),
            delivery_pause: options.delivery_pause,
            world: Mutex::new(World::new(&options)),
            changed: watch::Sender::new(1),
            closing: watch::Sender::new(false),
            client,
            post,
        });
        let poster = tokio::spawn(queue.run(Arc::clone(&meta)));

        let router = axum::Router::new()
            .merge(page::router())
            .nest("/sim", control::http::router())
            .merge(graph::router())
            .with_state(Arc::clone(&meta));
        let service = router.into_make_service_with_connect_info::<Scissors>();
        let mut closing = meta.closing.subscribe();
        let serve =
            axum::serve(CuttableListener(listener), service).with_graceful_shutdown(async move {
                // An error means that nobody is left who could close it.
                let _ = closing.wait_for(|closing| *closing).await;
            });
        let server = tokio::spawn(async move {
            if let Err(error) = serve.await {
                tracing::error!(%error, "the simulator stopped serving");
            }
        });
        Ok(Self {
            meta,
            server,
            poster,
        })
    }

    /// Returns `http://127.0.0.1:port`, without a slash at the end: Graph's base address and the page's.
    pub fn base_url(&self) -> &str {
        &self.meta.base_url
    }

    /// Returns the patients' side; clones are cheap and may outlive no simulator.
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.meta))
    }

    /// Stops: no new requests, webhooks that were not accepted are given up.
    pub async fn shutdown(mut self) {
        self.poster.abort();
        self.meta.closing.send_replace(true);
        // Whoever still holds a connection after the grace is cut off by the drop.
        let _ = tokio::time::timeout(GRACE, &mut self.server).await;
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.meta.closing.send_replace(true);
        self.poster.abort();
        self.server.abort();
    }
}

/// Everything the parts of the simulator share.
pub(crate) struct Meta {
    pub(crate) base_url: String,
    pub(crate) app: App,
    pub(crate) business: WhatsApp,
    pub(crate) clock: Clock,
    pub(crate) delivery_pause: Duration,
    pub(crate) client: reqwest::Client,
    pub(crate) post: Post,
    pub(crate) closing: watch::Sender<bool>,
    /// Counts what the page should show anew.
    pub(crate) changed: watch::Sender<u64>,
    world: Mutex<World>,
}

impl std::fmt::Debug for Meta {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Meta")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

impl Meta {
    /// Locks the world; never held across an `await`.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the page that something happened.
    pub(crate) fn touch(&self) {
        self.changed.send_modify(|version| *version += 1);
    }
}

fn webhook_client() -> Result<reqwest::Client, reqwest::Error> {
    // A second simulator in the same process finds the provider installed; both are the same.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent("facebookexternalua")
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(10))
        .no_proxy()
        .build()
}
