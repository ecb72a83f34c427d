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
    /// The clinic's Page, whose Messenger it answers.
    pub page: Page,
    /// The clinic's Instagram account, linked to the Page.
    pub instagram: Instagram,
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

/// The clinic's Page.
#[derive(Clone)]
pub struct Page {
    /// The Page's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The Page's token: Messenger, and Instagram through the Page.
    pub access_token: String,
}

/// The clinic's professional Instagram account.
#[derive(Clone)]
pub struct Instagram {
    /// The account's id.
    pub id: String,
    /// Its username, without `@`.
    pub username: String,
    /// The token of Instagram Login; the Page's token works too.
    pub access_token: String,
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

impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Page")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Instagram {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Instagram")
            .field("id", &self.id)
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
            page: Page {
                id: "108822334455667".into(),
                name: "Clínica Alameda".into(),
                access_token: "EAAsimulatedpagetoken".into(),
            },
            instagram: Instagram {
                id: "17841461200034567".into(),
                username: "clinica.alameda".into(),
                access_token: "IGAAsimulatedtoken".into(),
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
    elsewhere: Option<JoinHandle<()>>,
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
        let elsewhere = listen_elsewhere().await;
        let elsewhere_url = elsewhere
            .as_ref()
            .and_then(|listener| Some(format!("http://{}", listener.local_addr().ok()?)));
        let client = webhook_client().map_err(StartError::Client)?;

        let (post, queue) = Post::new();
        let meta = Arc::new(Meta {
            base_url: format!("http://{address}"),
            elsewhere_url,
            app: options.app.clone(),
            business: options.business.clone(),
            page: options.page.clone(),
            instagram: options.instagram.clone(),
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
        Ok(Self {
            elsewhere: elsewhere.map(|listener| serve(&meta, listener, router.clone())),
            server: serve(&meta, listener, router),
            meta,
            poster,
        })
    }

    /// Returns `http://127.0.0.1:port`, without a slash at the end: Graph's base address and the page's.
    pub fn base_url(&self) -> &str {
        &self.meta.base_url
    }

    /// Returns the address under which a file's host is not Meta's, where this machine has a second loopback address.
    pub fn elsewhere_url(&self) -> Option<&str> {
        self.meta.elsewhere_url.as_deref()
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
        if let Some(elsewhere) = &mut self.elsewhere {
            let _ = tokio::time::timeout(GRACE, elsewhere).await;
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.meta.closing.send_replace(true);
        self.poster.abort();
        self.server.abort();
        if let Some(elsewhere) = &self.elsewhere {
            elsewhere.abort();
        }
    }
}

/// Everything the parts of the simulator share.
pub(crate) struct Meta {
    pub(crate) base_url: String,
    /// A second address of the same server.
    pub(crate) elsewhere_url: Option<String>,
    pub(crate) app: App,
    pub(crate) business: WhatsApp,
    pub(crate) page: Page,
    pub(crate) instagram: Instagram,
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

fn serve(meta: &Meta, listener: TcpListener, router: axum::Router) -> JoinHandle<()> {
    let service = router.into_make_service_with_connect_info::<Scissors>();
    let mut closing = meta.closing.subscribe();
    let serve =
        axum::serve(CuttableListener(listener), service).with_graceful_shutdown(async move {
            // An error means that nobody is left who could close it.
            let _ = closing.wait_for(|closing| *closing).await;
        });
    tokio::spawn(async move {
        if let Err(error) = serve.await {
            tracing::error!(%error, "the simulator stopped serving");
        }
    })
}

/// Listens on a loopback address that is not the usual one: 127.0.0.2 where it exists, else `[::1]`.
async fn listen_elsewhere() -> Option<TcpListener> {
    for address in ["127.0.0.2:0", "[::1]:0"] {
        if let Ok(listener) = TcpListener::bind(address).await {
            return Some(listener);
        }
    }
    None
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
