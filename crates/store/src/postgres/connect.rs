//! Connections: how one is made, and a few of them for readers.

use super::tls::{Mode, Tls};
use crate::error::StoreError;
use postgres::config::SslMode;
use postgres::{Client, Config, NoTls};
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Most reading connections open at once; further readers wait for one to come back.
const MOST: usize = 8;

/// An address of a database, taken apart.
#[derive(Debug, Clone)]
pub(super) struct Address {
    config: Config,
    /// How connections are encrypted; none where they are not.
    tls: Option<Tls>,
    /// As a person names it, without the password.
    pub(super) shown: String,
}

impl Address {
    /// Reads `postgres://user:password@host:port/database`, with `sslmode` and `sslrootcert` as PostgreSQL's own programs know them.
    pub(super) fn parse(url: &str) -> Result<Self, StoreError> {
        let without_password = |url: &str| match (url.find("://"), url.rfind('@')) {
            (Some(scheme), Some(at)) if scheme + 3 <= at => {
                let user = url[scheme + 3..at].split(':').next().unwrap_or_default();
                format!("{}{user}{}", &url[..scheme + 3], &url[at..])
            }
            _ => url.to_owned(),
        };
        let shown = without_password(url.split('?').next().unwrap_or_default());
        let bad = |why: String| StoreError::BadAddress { place: shown.clone(), why };
        let (url, asked) = take_tls(url);
        let mut config: Config = url.parse().map_err(|e: postgres::Error| bad(words(&e)))?;
        let mode = asked.mode.as_deref().map_or(Ok(Mode::Prefer), Mode::from_name).map_err(bad)?;
        config.ssl_mode(match mode {
            Mode::Disable => SslMode::Disable,
            Mode::Prefer => SslMode::Prefer,
            // As with PostgreSQL's own programs: nobody listens on a socket in a folder.
            _ if only_sockets(&config) => SslMode::Disable,
            _ => SslMode::Require,
        });
        let tls = Tls::new(mode, asked.roots.as_deref().map(Path::new)).map_err(bad)?;
        if config.get_dbname().is_none() {
            let why = "it names no database; write it as postgres://user@host/database";
            return Err(StoreError::BadAddress { place: shown, why: why.into() });
        }
        config.connect_timeout(Duration::from_secs(10)).application_name("marsad");
        Ok(Self { config, tls, shown })
    }

    /// A new connection, set up as every connection of a store is.
    pub(super) fn connect(&self) -> Result<Client, StoreError> {
        let client = match &self.tls {
            Some(tls) => self.config.connect(tls.clone()),
            None => self.config.connect(NoTls),
        };
        let mut client = client.map_err(|e| self.not_connected(e))?;
        let settings = "SET search_path TO marsad; SET client_min_messages TO warning; SET lock_timeout TO '30s'; \
                        SET standard_conforming_strings TO on; SET jit TO off";
        client.batch_execute(settings).map_err(|e| self.failed(e))?;
        Ok(client)
    }

    /// The same where there is no connection yet, which may be the certificate's fault.
    fn not_connected(&self, error: postgres::Error) -> StoreError {
        let why = words(&error);
        if error.code().is_some() || !why.contains("TLS") {
            return self.failed(error);
        }
        let help = match why.contains("certificate") {
            true => "name the certificate to trust with sslrootcert=FILE, and the server by the name in it",
            false => {
                "let the server have TLS (`ssl = on`), or ask for none with sslmode=disable on a network that you trust"
            }
        };
        StoreError::BadAddress { place: self.shown.clone(), why: format!("{why}; {help}") }
    }

    /// The store's words for a failure of the server.
    pub(super) fn failed(&self, error: postgres::Error) -> StoreError {
        use postgres::error::SqlState as S;
        let path = std::path::PathBuf::from(&self.shown);
        match error.code() {
            Some(code) if *code == S::DISK_FULL => StoreError::DiskFull { path },
            Some(code) if *code == S::READ_ONLY_SQL_TRANSACTION || *code == S::INSUFFICIENT_PRIVILEGE => {
                StoreError::ReadOnly { path }
            }
            Some(code) if *code == S::LOCK_NOT_AVAILABLE => StoreError::Locked { path },
            _ => StoreError::Server { place: self.shown.clone(), why: words(&error) },
        }
    }
}

/// What an address asks of encryption.
#[derive(Default)]
struct Asked {
    mode: Option<String>,
    roots: Option<String>,
}

/// Takes what is about encryption out of an address; the client library knows less of it than PostgreSQL's own programs.
fn take_tls(url: &str) -> (String, Asked) {
    let mut asked = Asked::default();
    let Some((before, query)) = url.split_once('?') else { return (url.to_owned(), asked) };
    let mut rest = Vec::new();
    for part in query.split('&') {
        let value = || form_urlencoded::parse(part.as_bytes()).next().map(|(_, value)| value.into_owned());
        match part.split('=').next() {
            Some("sslmode") => asked.mode = value(),
            Some("sslrootcert") => asked.roots = value().filter(|path| path != "system"),
            _ => rest.push(part),
        }
    }
    let rest = rest.join("&");
    (if rest.is_empty() { before.to_owned() } else { format!("{before}?{rest}") }, asked)
}

/// Whether every host of an address is a socket in a folder.
fn only_sockets(config: &Config) -> bool {
    use postgres::config::Host;
    config.get_hosts().iter().all(|host| !matches!(host, Host::Tcp(_)))
}

/// What an error says, with what lies under it.
fn words(error: &postgres::Error) -> String {
    if let Some(db) = error.as_db_error() {
        return format!("{} ({})", db.message(), db.code().code());
    }
    let mut out = error.to_string();
    let mut under = std::error::Error::source(error);
    while let Some(cause) = under {
        out = format!("{out}: {cause}");
        under = cause.source();
    }
    out
}

/// The reading connections of a store.
pub(super) struct Pool {
    address: Address,
    state: Mutex<(Vec<Client>, usize)>,
    returned: Condvar,
}

impl Pool {
    /// A pool on a database; nothing is opened yet.
    pub(super) fn new(address: Address) -> Self {
        Self { address, state: Mutex::default(), returned: Condvar::new() }
    }

    /// A connection, for as long as the loan lives.
    pub(super) fn get(&self) -> Result<Loan<'_>, StoreError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.0.is_empty() && state.1 >= MOST {
            state = self.returned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.1 += 1;
        let idle = state.0.pop().filter(|client| !client.is_closed());
        drop(state);
        let mut loan = Loan { pool: self, client: idle };
        if loan.client.is_none() {
            // A failure gives the place in the pool back when `loan` is dropped.
            loan.client = Some(self.address.connect()?);
        }
        Ok(loan)
    }
}

/// A connection on loan; dropping it gives it back.
pub(super) struct Loan<'a> {
    pool: &'a Pool,
    client: Option<Client>,
}

impl Deref for Loan<'_> {
    type Target = Client;

    fn deref(&self) -> &Client {
        self.client.as_ref().expect("a loan is given out with its connection")
    }
}

impl DerefMut for Loan<'_> {
    fn deref_mut(&mut self) -> &mut Client {
        self.client.as_mut().expect("a loan is given out with its connection")
    }
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        let mut state = self.pool.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.1 -= 1;
        state.0.extend(self.client.take().filter(|client| !client.is_closed()));
        drop(state);
        self.pool.returned.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        let shown = |url: &str| Address::parse(url).unwrap().shown;
        assert_eq!(
            shown("postgres://reader:secret@db.example:5432/marsad"),
            "postgres://reader@db.example:5432/marsad"
        );
        assert_eq!(shown("postgres://reader:se@cret@db.example/marsad"), "postgres://reader@db.example/marsad");
        assert_eq!(shown("postgresql:///marsad?host=/run/postgresql"), "postgresql:///marsad");
    }

    #[test]
    fn what_an_address_asks_of_encryption_is_understood() {
        let mode = |url: &str| {
            let address = Address::parse(url).unwrap();
            (address.config.get_ssl_mode(), address.tls.is_some())
        };
        assert_eq!(mode("postgres://db.example/marsad"), (SslMode::Prefer, true));
        assert_eq!(mode("postgres://db.example/marsad?sslmode=disable"), (SslMode::Disable, false));
        for strict in ["require", "verify-ca", "verify-full"] {
            let url = format!("postgres://db.example/marsad?connect_timeout=3&sslmode={strict}&sslrootcert=system");
            assert_eq!(mode(&url), (SslMode::Require, true));
        }
        assert_eq!(mode("postgres:///marsad?host=/run/postgresql&sslmode=require"), (SslMode::Disable, true));
    }

    #[test]
    fn addresses_that_cannot_be_used_are_named_with_a_way_out() {
        for (url, says) in [
            ("postgres://db.example", "names no database"),
            ("postgres://db.example/marsad?sslmode=sometimes", "verify-full"),
            ("postgres://db.example/marsad?sslmode=verify-ca&sslrootcert=/no/such.pem", "/no/such.pem"),
            ("postgres://db.example:x/marsad", "postgres://db.example:x/marsad"),
        ] {
            let error = Address::parse(url).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
