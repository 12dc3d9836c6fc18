//! Encrypted connections to a real PostgreSQL server, with certificates made for the test.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod server;

use marsad_store::{PostgresStore, Store, StoreError};
use server::Server;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

/// Runs openssl in a folder; false where there is none, or it fails.
fn openssl(folder: &Path, arguments: &str) -> bool {
    let done = Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output();
    done.is_ok_and(|done| done.status.success())
}

/// An authority, and a certificate of it for `localhost`; beside them an authority that signed nothing.
fn certificates(folder: &Path) -> bool {
    std::fs::write(folder.join("server.ext"), "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n").unwrap();
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    openssl(folder, &format!("req -x509 {key} -keyout ca.key -out ca.pem -subj /CN=authority -days 2"))
        && openssl(folder, &format!("req -x509 {key} -keyout other.key -out other.pem -subj /CN=other -days 2"))
        && openssl(folder, &format!("req -new {key} -keyout server.key -out server.csr -subj /CN=localhost"))
        && openssl(
            folder,
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile server.ext -out server.pem",
        )
}

#[test]
fn connections_are_encrypted_and_the_server_is_checked_as_the_address_asks() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let keys = tempfile::tempdir().unwrap();
    if !certificates(keys.path()) {
        return Server::left_out("openssl is missing, and makes the certificates of this test.").unwrap_or_default();
    }
    let server = Server::start_new(|folder| {
        for name in ["server.key", "server.pem"] {
            std::fs::copy(keys.path().join(name), folder.join(name)).ok()?;
        }
        let mode = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o600);
        std::fs::set_permissions(folder.join("server.key"), mode).ok()?;
        let at = folder.display();
        Some(format!(
            "-c listen_addresses=127.0.0.1 -c port={port} -c ssl=on -c ssl_cert_file={at}/server.pem -c ssl_key_file={at}/server.key"
        ))
    });
    let Some(mut server) = server else { return };
    server.on_port(port);
    let database = server.new_database();
    let name = database.split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
    let at = |host: &str, rest: &str| format!("postgres://marsad@{host}:{port}/{name}?{rest}");
    let pem = |file: &str| format!("sslrootcert={}", keys.path().join(file).display());
    let archive = keys.path().join("archive");
    drop(PostgresStore::create(&at("localhost", "sslmode=require"), &archive).unwrap());

    let encrypted =
        "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'marsad' AND ssl";
    let all = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'marsad'";
    for (host, rest, tls) in [
        ("localhost", "sslmode=disable".to_owned(), false),
        // Without a word about it: encrypted, since the server can.
        ("localhost", String::new(), true),
        ("127.0.0.1", "sslmode=require".to_owned(), true),
        ("localhost", format!("sslmode=require&{}", pem("ca.pem")), true),
        ("127.0.0.1", format!("sslmode=verify-ca&{}", pem("ca.pem")), true),
        ("localhost", format!("sslmode=verify-full&{}", pem("ca.pem")), true),
        // The server's own certificate, trusted as it is.
        ("localhost", format!("sslmode=verify-full&{}", pem("server.pem")), true),
    ] {
        let store = PostgresStore::open(&at(host, &rest), None).unwrap_or_else(|e| panic!("{host} {rest}: {e}"));
        assert_eq!(store.stats().unwrap().documents, 0);
        assert!(server.ask(all) > 0);
        assert_eq!(server.ask(encrypted) > 0, tls, "{host} {rest}");
        drop(store);
        for _ in 0..100 {
            if server.ask(all) == 0 {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
    for (host, rest) in [
        ("localhost", format!("sslmode=verify-full&{}", pem("other.pem"))),
        ("localhost", format!("sslmode=verify-ca&{}", pem("other.pem"))),
        ("localhost", format!("sslmode=require&{}", pem("other.pem"))),
        ("127.0.0.1", format!("sslmode=verify-full&{}", pem("ca.pem"))),
        ("127.0.0.1", format!("sslmode=verify-full&{}", pem("server.pem"))),
        // The system trusts no such authority.
        ("localhost", "sslmode=verify-full".to_owned()),
    ] {
        let error =
            PostgresStore::open(&at(host, &rest), None).err().unwrap_or_else(|| panic!("{host} {rest} was let in"));
        let said = error.to_string();
        assert!(matches!(error, StoreError::BadAddress { .. }) && said.contains("sslrootcert=FILE"), "{rest}: {said}");
    }
}

#[test]
fn a_server_without_encryption_is_named_where_it_is_asked_for() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let Some(_server) = Server::start_new(|_| Some(format!("-c listen_addresses=127.0.0.1 -c port={port} -c ssl=off")))
    else {
        return;
    };
    let error = PostgresStore::open(&format!("postgres://marsad@localhost:{port}/postgres?sslmode=require"), None);
    let said = error.err().unwrap().to_string();
    assert!(said.contains("ssl = on") && said.contains("sslmode=disable"), "{said}");
    // Where it is only preferred, the server is asked without.
    let error = PostgresStore::open(&format!("postgres://marsad@localhost:{port}/postgres"), None);
    assert!(matches!(error, Err(StoreError::Missing { .. })), "{error:?}");
}
