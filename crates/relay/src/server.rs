//! The listening socket: so many connections, in all and of one address, so long for a request's head, and an orderly
//! end. With a certificate of the relay's own, TLS as well.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::util::MapRequest;

use crate::auth::Peer;
use crate::shared::Shared;
use crate::shares::Shares;
use crate::tls::Door;

/// Serves until it is time to stop, then lets what is under way finish.
pub(crate) async fn serve(
    shared: Shared,
    router: Router,
    listener: TcpListener,
    door: Option<Door>,
    stop_within: Duration,
) {
    let connections = Arc::new(Semaphore::new(shared.config.connections));
    let shares = Shares::of(shared.config.connections);
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(shared.config.head_within);
    let mut stopped = pin!(shared.stopped());
    loop {
        let accept = async {
            // Beyond the limit the others wait in the kernel's queue.
            let permit = Arc::clone(&connections).acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            accepted = accept => accepted,
            () = &mut stopped => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(_) => {
                // Out of file descriptors, mostly: let some connections end first.
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let Some(share) = shares.take(peer.ip()) else {
            // Closed unheard: an answer would cost what the limit saves.
            shared.metrics.crowded.fetch_add(1, Ordering::Relaxed);
            continue;
        };
        prepare(&stream);
        let service = MapRequest::new(router.clone(), from(Peer(peer.ip())));
        let (http, watcher) = (http.clone(), graceful.watcher());
        let (door, within) = (door.clone(), shared.config.head_within);
        tokio::spawn(async move {
            let service = TowerToHyperService::new(service);
            // A client that breaks off concerns nobody.
            match door {
                None => {
                    let connection = http.serve_connection(TokioIo::new(stream), service);
                    let _ = watcher.watch(connection).await;
                }
                Some(door) => {
                    if let Some(stream) = door.open(stream, within).await {
                        let connection = http.serve_connection(TokioIo::new(stream), service);
                        let _ = watcher.watch(connection).await;
                    }
                }
            }
            drop((permit, share));
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(stop_within, graceful.shutdown()).await;
}

/// Puts into each request of a connection whom it comes from. A layer would copy the whole router for each connection.
fn from(peer: Peer) -> impl Fn(Request<Incoming>) -> Request<Incoming> + Clone {
    move |mut request| {
        request.extensions_mut().insert(peer);
        request
    }
}

fn prepare(stream: &TcpStream) {
    // Without it small answers wait for more to send; a socket that refuses is closed already.
    let _ = stream.set_nodelay(true);
}
