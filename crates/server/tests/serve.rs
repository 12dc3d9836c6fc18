//! Listening: the port, its errors, and who may ask.

#![allow(clippy::unwrap_used)]

mod common;

use marsad_server::{DEFAULT_ADDRESS, Options, bind, serve, serve_on};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What the server answers to a request for a host name.
async fn answer(address: std::net::SocketAddr, host: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET /en/about HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn a_taken_port_names_the_way_out() {
    let mut address = DEFAULT_ADDRESS;
    address.set_port(0);
    let first = bind(address).await.unwrap();
    let taken = first.local_addr().unwrap();
    let error = serve(Arc::new(common::samples()), taken, Options::default()).await.unwrap_err().to_string();
    assert!(error.contains(&taken.port().to_string()) && error.contains("--port"), "{error}");
    let elsewhere = bind("192.0.2.1:8745".parse().unwrap()).await.unwrap_err().to_string();
    assert!(elsewhere.contains("192.0.2.1") && elsewhere.contains("127.0.0.1"), "{elsewhere}");
}

#[tokio::test]
async fn on_this_machine_only_its_own_names_are_answered() {
    let mut address = DEFAULT_ADDRESS;
    address.set_port(0);
    let listener = bind(address).await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(serve_on(listener, Arc::new(common::samples()), Options::default()));
    assert!(answer(address, &address.to_string()).await.starts_with("HTTP/1.1 200"));
    assert!(answer(address, "localhost").await.starts_with("HTTP/1.1 200"));
    assert!(answer(address, "rebound.example").await.starts_with("HTTP/1.1 421"));
    server.abort();
}
