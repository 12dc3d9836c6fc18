//! A browser's part of HTTP: one connection that is kept, and made again where the server closed it.

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;

/// No answer takes longer.
const LONGEST: Duration = Duration::from_secs(60);

pub struct Client {
    address: SocketAddr,
    sender: Option<SendRequest<Full<Bytes>>>,
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, sender: None }
    }

    pub async fn get(&mut self, path: &str) -> Result<(u16, String), String> {
        self.ask(Method::GET, path, None).await
    }

    /// Sends JSON with the token of the pages.
    pub async fn post(&mut self, path: &str, csrf: &str, body: String) -> Result<(u16, String), String> {
        self.ask(Method::POST, path, Some((csrf, body))).await
    }

    async fn ask(&mut self, method: Method, path: &str, sent: Option<(&str, String)>) -> Result<(u16, String), String> {
        let work = async {
            let mut sender = match self.sender.take().filter(|sender| !sender.is_closed()) {
                Some(sender) => sender,
                None => connect(self.address).await?,
            };
            sender.ready().await.map_err(|e| e.to_string())?;
            let mut request = Request::builder()
                .method(method)
                .uri(path)
                .header("host", self.address.to_string())
                .header("accept", "*/*");
            let body = match sent {
                Some((csrf, body)) => {
                    request = request.header("x-csrf", csrf).header("content-type", "application/json");
                    Bytes::from(body)
                }
                None => Bytes::new(),
            };
            let request = request.body(Full::new(body)).map_err(|e| e.to_string())?;
            let response = sender.send_request(request).await.map_err(|e| e.to_string())?;
            let status = response.status().as_u16();
            let body = response.into_body().collect().await.map_err(|e| e.to_string())?.to_bytes();
            self.sender = Some(sender);
            Ok((status, String::from_utf8_lossy(&body).into_owned()))
        };
        tokio::time::timeout(LONGEST, work).await.unwrap_or_else(|_| Err("no answer within a minute".into()))
    }
}

async fn connect(address: SocketAddr) -> Result<SendRequest<Full<Bytes>>, String> {
    let stream = TcpStream::connect(address).await.map_err(|e| e.to_string())?;
    let _ = stream.set_nodelay(true);
    let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(|e| e.to_string())?;
    tokio::spawn(connection);
    Ok(sender)
}
