//! Listening: an address, a graceful end, and errors that name the way out.

use crate::{Options, router};
use marsad_store::Store;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

/// What can go wrong with listening.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// Another program has the port.
    #[error("port {} is in use by another program; choose another with --port, e.g. --port {}, or --port 0 for any free one", .0.port(), .0.port().saturating_add(1))]
    PortInUse(SocketAddr),
    /// The system does not let us have the port.
    #[error("port {} may not be used without special rights; choose one above 1023 with --port", .0.port())]
    PortRefused(SocketAddr),
    /// The address is not one of this machine.
    #[error("cannot listen on {address}: {source}; use an address of this machine, such as 127.0.0.1")]
    Address {
        /// The address asked for.
        address: SocketAddr,
        /// The system's words.
        source: std::io::Error,
    },
    /// The server stopped by itself.
    #[error("the server stopped: {0}")]
    Stopped(#[source] std::io::Error),
}

/// Takes the address, so that the caller can say where the server is (with port 0, which port it got).
///
/// # Errors
/// When the address cannot be had; the error names the way out.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, ServerError> {
    TcpListener::bind(address).await.map_err(|source| match source.kind() {
        std::io::ErrorKind::AddrInUse => ServerError::PortInUse(address),
        std::io::ErrorKind::PermissionDenied => ServerError::PortRefused(address),
        _ => ServerError::Address { address, source },
    })
}

/// Serves on a listener until ctrl-c (or SIGTERM), then lets running answers end.
///
/// # Errors
/// When the listener fails.
pub async fn serve_on(listener: TcpListener, store: Arc<dyn Store>, mut options: Options) -> Result<(), ServerError> {
    let loopback = listener.local_addr().is_ok_and(|a| a.ip().is_loopback());
    if loopback && options.hosts.is_empty() {
        options.hosts = ["localhost", "127.0.0.1", "[::1]"].map(String::from).to_vec();
        // What a proxy on this machine passes on is for the name that readers know.
        options.hosts.extend(options.address.as_deref().and_then(host_of));
    }
    let app = router(store, options).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app).with_graceful_shutdown(stop_asked()).await.map_err(ServerError::Stopped)
}

/// The host name of an address, without port.
fn host_of(address: &str) -> Option<String> {
    let uri: axum::http::Uri = address.parse().ok()?;
    uri.host().map(str::to_owned)
}

/// Listens on an address and serves until ctrl-c.
///
/// # Errors
/// When the address cannot be had or the listener fails.
pub async fn serve(store: Arc<dyn Store>, address: SocketAddr, options: Options) -> Result<(), ServerError> {
    let listener = bind(address).await?;
    serve_on(listener, store, options).await
}

/// Ends when the user or the system asks the program to stop; never, where that cannot be heard.
async fn stop_asked() {
    let interrupted = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::warn!("ctrl-c cannot be heard: {error}");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminated) => {
                tokio::select! { () = interrupted => {}, _ = terminated.recv() => {} }
            }
            Err(_) => interrupted.await,
        }
    }
    #[cfg(not(unix))]
    interrupted.await;
}
