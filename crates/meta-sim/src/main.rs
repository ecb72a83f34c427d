//! `recado-meta-sim`: the simulator as a program. Prints one JSON line with its address, stops on SIGTERM.

use std::io::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Parser, ValueEnum};
use recado_meta_sim::clock::Clock;
use recado_meta_sim::simulator::{
    App, Delivery, Instagram, Options, Page, Refusals, Simulator, WhatsApp,
};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};
use url::Url;

/// Plays Meta on loopback: Graph API, signed webhooks, and a page on which you are the patient.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen; loopback only, port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// The relay's callback, e.g. http://127.0.0.1:8080/webhooks/meta.
    #[arg(long)]
    webhook_url: Option<Url>,
    /// The Meta app's id.
    #[arg(long, default_value = "880140022334455")]
    app_id: String,
    /// The app secret that signs webhooks.
    #[arg(long, default_value = "simulated-app-secret")]
    app_secret: String,
    /// The verify token of the callback.
    #[arg(long, default_value = "simulated-verify-token")]
    verify_token: String,
    /// The WhatsApp Business account.
    #[arg(long, default_value = "419820077001234")]
    waba_id: String,
    /// The number's id.
    #[arg(long, default_value = "388120055500123")]
    phone_number_id: String,
    /// The number as people read it.
    #[arg(long, default_value = "+34 600 000 640")]
    display_phone_number: String,
    /// The access token the desk sends with.
    #[arg(long, default_value = "EAAsimulatedtoken")]
    access_token: String,
    /// The clinic's name.
    #[arg(long, default_value = "Clínica Alameda")]
    business_name: String,
    /// The Page's id.
    #[arg(long, default_value = "108822334455667")]
    page_id: String,
    /// The Page's token.
    #[arg(long, default_value = "EAAsimulatedpagetoken")]
    page_token: String,
    /// The Instagram account's id.
    #[arg(long, default_value = "17841461200034567")]
    instagram_id: String,
    /// The Instagram account's username.
    #[arg(long, default_value = "clinica.alameda")]
    instagram_username: String,
    /// The token of Instagram Login.
    #[arg(long, default_value = "IGAAsimulatedtoken")]
    instagram_token: String,
    /// How far messages get by themselves.
    #[arg(long, value_enum, default_value_t = Statuses::Delivered)]
    delivery: Statuses,
    /// Milliseconds before each status.
    #[arg(long, default_value_t = 500)]
    delivery_pause: u64,
    /// Refuse sends against the rules by a later `failed` status, not in the answer.
    #[arg(long)]
    refuse_later: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Statuses {
    Off,
    Delivered,
    Read,
}

impl From<Arguments> for Options {
    fn from(arguments: Arguments) -> Self {
        Self {
            listen: arguments.listen,
            app: App {
                id: arguments.app_id,
                secret: arguments.app_secret,
                verify_token: arguments.verify_token,
            },
            business: WhatsApp {
                waba_id: arguments.waba_id,
                phone_number_id: arguments.phone_number_id,
                display_phone_number: arguments.display_phone_number,
                access_token: arguments.access_token,
                business_name: arguments.business_name.clone(),
            },
            page: Page {
                id: arguments.page_id,
                name: arguments.business_name,
                access_token: arguments.page_token,
            },
            instagram: Instagram {
                id: arguments.instagram_id,
                username: arguments.instagram_username,
                access_token: arguments.instagram_token,
            },
            webhook_url: arguments.webhook_url,
            now: Clock::real(),
            delivery: match arguments.delivery {
                Statuses::Off => Delivery::Off,
                Statuses::Delivered => Delivery::Delivered,
                Statuses::Read => Delivery::Read,
            },
            delivery_pause: Duration::from_millis(arguments.delivery_pause),
            refusals: if arguments.refuse_later {
                Refusals::Later
            } else {
                Refusals::AtOnce
            },
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::from_default_env();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(filter)
        .init();
    let mut terminate = signal(SignalKind::terminate()).context("cannot wait for SIGTERM")?;
    let simulator = Simulator::start(Arguments::parse().into()).await?;
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{}", json!({"listening": simulator.base_url()}))?;
    stdout.flush()?;
    tokio::select! {
        _ = terminate.recv() => {}
        interrupted = tokio::signal::ctrl_c() => interrupted.context("cannot wait for Ctrl+C")?,
    }
    simulator.shutdown().await;
    Ok(())
}
