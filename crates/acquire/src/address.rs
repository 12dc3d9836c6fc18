//! Which addresses may be fetched: public ones. A page must not make Marsad talk to the network it runs in.

use crate::AcquireError;
use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

/// A host that was refused, on its way through the HTTP client's errors.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{address} is an address of a private network")]
pub(crate) struct Refused {
    pub address: String,
}

/// Parses an address as given by a person: http or https, with a host, without a password.
pub(crate) fn parse(given: &str) -> Result<Url, AcquireError> {
    let bad = |reason: &str| AcquireError::BadUrl { url: given.to_owned(), reason: reason.to_owned() };
    let url = Url::parse(given.trim()).map_err(|e| bad(&e.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(bad("only http and https are fetched"));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(bad("it has no host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("it carries a user name or password"));
    }
    Ok(url)
}

/// Refuses a host written as a number of a private network. Names are checked when they are resolved.
pub(crate) fn check_literal(url: &Url) -> Result<(), Refused> {
    let host = url.host_str().unwrap_or_default();
    let number = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    match number {
        Ok(ip) if !is_public(ip) => Err(Refused { address: host.to_owned() }),
        _ => Ok(()),
    }
}

/// Refuses a host written as a number of the public internet. Names are checked when they are resolved ([`PrivateResolver`]).
pub(crate) fn check_private(url: &Url) -> Result<(), Public> {
    let host = url.host_str().unwrap_or_default();
    let number = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    match number {
        Ok(ip) if is_public(ip) => Err(Public { address: host.to_owned() }),
        _ => Ok(()),
    }
}

/// A host that is of no private network, on its way through the HTTP client's errors.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{address} is no address of a private network")]
pub(crate) struct Public {
    pub address: String,
}

/// Resolves names and drops public addresses: for what goes unencrypted and must not leave the house.
pub(crate) struct PrivateResolver;

impl Resolve for PrivateResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        in_a_thread(move || only_private(&host, (host.as_str(), 0).to_socket_addrs()?.collect()))
    }
}

fn only_private(host: &str, found: Vec<SocketAddr>) -> Answer {
    let near: Vec<SocketAddr> = found.iter().copied().filter(|a| !is_public(a.ip())).collect();
    if near.is_empty() && !found.is_empty() {
        return Err(Box::new(Public { address: host.to_owned() }));
    }
    Ok(Box::new(near.into_iter()))
}

/// Whether an address belongs to the public internet.
pub(crate) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_broadcast()
        || ip.is_documentation()
        || ip.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19)))
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let s = ip.segments();
    // Addresses that carry an IPv4 address are as good as that: mapped, compatible, NAT64, 6to4.
    let carried = match s {
        [0, 0, 0, 0, 0, 0xffff | 0, hi, lo] | [0x64, 0xff9b, 0, 0, 0, 0, hi, lo] => Some((hi, lo)),
        [0x2002, hi, lo, ..] => Some((hi, lo)),
        _ => None,
    };
    if let Some((hi, lo)) = carried {
        return is_public_v4(Ipv4Addr::from(u32::from(hi) << 16 | u32::from(lo)));
    }
    // The one block of global unicast addresses, less documentation, benchmarking, Teredo and ORCHID.
    (0x2000..0x4000).contains(&s[0])
        && !(s[0] == 0x2001 && (s[1] == 0x0db8 || s[1] < 0x0200))
        && !(s[0] == 0x3fff && s[1] < 0x1000)
}

/// Resolves names with the system's resolver and drops private addresses, so that the client cannot connect to one
/// whatever a name, a redirect or a second look-up says.
pub(crate) struct PublicResolver {
    pub allow_private: bool,
}

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (allow_private, host) = (self.allow_private, name.as_str().to_owned());
        in_a_thread(move || look_up(&host, allow_private))
    }
}

/// Looks names up. Whoever does it, what it says is checked before anything is connected to.
pub trait Names: Send + Sync {
    /// The addresses of a host. May block.
    ///
    /// # Errors
    /// When it has none or they cannot be had.
    fn look_up(&self, host: &str) -> std::io::Result<Vec<IpAddr>>;
}

/// As [`PublicResolver`], with somebody else to look names up.
pub(crate) struct CheckedResolver {
    pub allow_private: bool,
    pub names: Option<Arc<dyn Names>>,
}

impl Resolve for CheckedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (allow_private, host) = (self.allow_private, name.as_str().to_owned());
        match self.names.clone() {
            None => in_a_thread(move || look_up(&host, allow_private)),
            Some(names) => in_a_thread(move || {
                let found = names.look_up(&host)?.into_iter().map(|ip| SocketAddr::new(ip, 0)).collect();
                only_open(&host, found, allow_private)
            }),
        }
    }
}

/// Runs a look-up that blocks; the client's timeouts go on meanwhile.
fn in_a_thread(look_up: impl FnOnce() -> Answer + Send + 'static) -> Resolving {
    let slot = Arc::new(Mutex::new(Slot::default()));
    let filled = Arc::clone(&slot);
    let spawned = std::thread::Builder::new().name("marsad-resolve".to_owned()).spawn(move || {
        let answer = look_up();
        let mut slot = filled.lock().unwrap_or_else(PoisonError::into_inner);
        slot.answer = Some(answer);
        if let Some(waker) = slot.waker.take() {
            waker.wake();
        }
    });
    if let Err(error) = spawned {
        return Box::pin(std::future::ready(Err(error.into())));
    }
    Box::pin(Lookup(slot))
}

type Answer = Result<Addrs, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Default)]
struct Slot {
    answer: Option<Answer>,
    waker: Option<Waker>,
}

struct Lookup(Arc<Mutex<Slot>>);

impl Future for Lookup {
    type Output = Answer;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Answer> {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match slot.answer.take() {
            Some(answer) => Poll::Ready(answer),
            None => {
                slot.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

fn look_up(host: &str, allow_private: bool) -> Answer {
    only_open(host, (host, 0).to_socket_addrs()?.collect(), allow_private)
}

/// Of the addresses of a host, those that may be connected to.
fn only_open(host: &str, found: Vec<SocketAddr>, allow_private: bool) -> Answer {
    let open: Vec<SocketAddr> = found.iter().copied().filter(|a| allow_private || is_public(a.ip())).collect();
    if open.is_empty() && !found.is_empty() {
        return Err(Box::new(Refused { address: host.to_owned() }));
    }
    Ok(Box::new(open.into_iter()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_networks_are_not_public() {
        let private = [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "::127.0.0.1",
            "2001::1",
            "fec0::1",
            "64:ff9b:1::1",
        ];
        for ip in private {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in
            ["1.1.1.1", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8"]
        {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn what_goes_unencrypted_stays_in_the_house() {
        let at = |number: &str| vec![SocketAddr::new(number.parse().unwrap(), 0)];
        assert!(only_private("models.example", at("1.1.1.1")).is_err_and(|e| e.is::<Public>()));
        let both = [at("1.1.1.1"), at("192.168.1.5")].concat();
        let near: Vec<SocketAddr> = only_private("models.example", both).unwrap().collect();
        assert_eq!(near, at("192.168.1.5"), "a name with both is asked at home alone");
        assert!(check_private(&parse("http://8.8.8.8/").unwrap()).is_err());
        for near in ["http://127.0.0.1/", "http://[::1]/", "http://10.0.0.1:11434/", "http://models.example/"] {
            assert!(check_private(&parse(near).unwrap()).is_ok(), "{near}");
        }
    }

    #[test]
    fn numbers_in_disguise_are_seen_through() {
        for url in
            ["http://127.1/", "http://0x7f.1/", "http://2130706433/", "http://[::ffff:7f00:1]/", "http://017700000001/"]
        {
            assert!(check_literal(&parse(url).unwrap()).is_err(), "{url}");
        }
        assert!(check_literal(&parse("https://example.org/").unwrap()).is_ok());
    }

    #[test]
    fn only_web_addresses_are_taken() {
        for bad in ["", "example.org", "file:///etc/passwd", "ftp://example.org/", "http://", "http://u:p@example.org/"]
        {
            let error = parse(bad).unwrap_err().to_string();
            assert!(error.contains("https://example.org/page"), "{error}");
        }
        assert!(parse(" https://example.org/خبر?صفحة=1 ").is_ok());
    }

    #[test]
    fn names_of_this_machine_are_refused() {
        assert!(look_up("localhost", false).is_err_and(|e| e.is::<Refused>()));
        assert!(look_up("localhost", true).is_ok_and(|mut a| a.next().is_some()));
    }
}
