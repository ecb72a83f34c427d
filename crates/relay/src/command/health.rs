//! `recado-relay health`: whether the relay on this machine is ready, asked on the inside.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use recado_protocol::path;

use crate::config::Config;

const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// Asks `/readyz` at the address for metrics, or where the relay listens when it speaks no TLS itself.
///
/// # Errors
/// When the relay does not answer that it is ready, or there is nowhere to ask.
pub fn run(config: &Config, out: &mut impl Write) -> anyhow::Result<()> {
    let address = match (config.metrics, &config.tls) {
        (Some(metrics), _) => metrics,
        (None, None) => config.listen,
        (None, Some(_)) => anyhow::bail!(
            "with `tls`, its health is asked at the address for metrics; set for example metrics = \"127.0.0.1:9464\""
        ),
    };
    // A second installation in one process leaves the first as it is.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let url = format!("http://{}{}", reachable(address), path::READYZ);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("no runtime could be started")?;
    let status = runtime.block_on(async {
        let client = reqwest::Client::builder()
            .no_proxy()
            .timeout(ANSWER_WITHIN)
            .build()?;
        let answer = client.get(url).send().await?;
        anyhow::Ok(answer.status())
    });
    let status = status.map_err(|_| anyhow::anyhow!("nothing answers at {address}"))?;
    ensure!(
        status.is_success(),
        "{address} answers {}: the store cannot be written; the log says why",
        status.as_u16()
    );
    writeln!(out, "ready")?;
    Ok(())
}

/// Whoever listens everywhere is asked on this machine.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}
