//! A PostgreSQL server for tests, in a temporary folder, that goes when the test is over.
#![allow(dead_code, missing_docs, clippy::unwrap_used)]

use postgres::{Client, NoTls};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

pub struct Server {
    /// Address of the server's own database, `…/postgres`.
    admin: String,
    data: Option<(PathBuf, tempfile::TempDir)>,
    made: AtomicUsize,
}

/// Free bytes of memory that are enough for the databases of a test: each store takes some 10 MB.
const ROOM: u64 = 3 << 30;

/// Where servers keep their files: in memory where there is room, which spares the disk a gigabyte and the test the time to remove it.
/// The path is short, as the path of a socket must be.
fn place() -> &'static Path {
    let memory = Path::new("/dev/shm");
    let room = rustix::fs::statvfs(memory).is_ok_and(|free| free.f_bavail.saturating_mul(free.f_frsize) >= ROOM);
    let available = std::fs::read_to_string("/proc/meminfo").ok().and_then(|all| {
        let line = all.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
        line.trim().trim_end_matches(" kB").parse::<u64>().ok()
    });
    if room && available.is_some_and(|kib| kib << 10 >= 2 * ROOM) { memory } else { Path::new("/tmp") }
}

/// Says in a loud line what could not be tested.
fn left_out(why: &str) {
    eprintln!("\n!!! LEFT OUT: the tests on PostgreSQL. {why}\n");
}

impl Server {
    /// The server that `MARSAD_TEST_POSTGRES` names, or a new one; none where neither is to be had, said loudly.
    pub fn start() -> Option<Self> {
        if let Ok(admin) = std::env::var("MARSAD_TEST_POSTGRES") {
            return Some(Self { admin, data: None, made: AtomicUsize::new(0) });
        }
        Self::start_new(|_| Some("-c listen_addresses=".to_owned()))
    }

    /// A new server with a socket in its folder; `options` are further ones, made with the folder at hand.
    pub fn start_new(options: impl FnOnce(&Path) -> Option<String>) -> Option<Self> {
        let Some(bin) = programs() else {
            left_out(
                "initdb and pg_ctl are missing. Install PostgreSQL 15 or newer, or name a server in MARSAD_TEST_POSTGRES.",
            );
            return None;
        };
        let dir = tempfile::Builder::new().prefix("marsad-pg").tempdir_in(place()).ok()?;
        // initdb refuses root: then the server runs as somebody else, who must be able to reach the folder.
        let user = if rustix::process::getuid().is_root() { Some(other_user()) } else { None };
        if let Some(user) = user {
            let Some((uid, gid)) = user else {
                left_out("initdb refuses root, and there is no user `postgres` or `nobody` to run it as.");
                return None;
            };
            std::os::unix::fs::chown(dir.path(), Some(uid), Some(gid)).ok()?;
        }
        let command = |program: &str| {
            let mut command = Command::new(bin.join(program));
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).current_dir(dir.path());
            if let Some(Some((uid, gid))) = user {
                command.uid(uid).gid(gid);
            }
            command
        };
        let data = dir.path().join("data");
        let made = command("initdb")
            .args(["-A", "trust", "-U", "marsad", "-E", "UTF8", "--locale=C", "--no-sync", "-D"])
            .arg(&data)
            .output();
        if let Some(why) = failed(made) {
            left_out(&format!("initdb failed: {why}"));
            return None;
        }
        let more = options(dir.path())?;
        if let Some(Some((uid, gid))) = user {
            for entry in dir.path().read_dir().ok()?.flatten() {
                std::os::unix::fs::chown(entry.path(), Some(uid), Some(gid)).ok()?;
            }
        }
        let options = format!(
            "{more} -c unix_socket_directories={} -c fsync=off -c max_connections=80 -c shared_buffers=64MB",
            dir.path().display()
        );
        let log = dir.path().join("log");
        // The server keeps the pipes of its parent open: nothing is to be read from them.
        let mut start = command("pg_ctl");
        start
            .stderr(Stdio::null())
            .args(["-w", "-t", "60", "-D"])
            .arg(&data)
            .arg("-l")
            .arg(&log)
            .arg("-o")
            .arg(&options)
            .arg("start");
        if !start.status().is_ok_and(|status| status.success()) {
            left_out(&format!("pg_ctl failed: {}", std::fs::read_to_string(&log).unwrap_or_default()));
            return None;
        }
        let admin = format!("postgres://marsad@localhost/postgres?host={}", dir.path().display());
        Some(Self { admin, data: Some((bin, dir)), made: AtomicUsize::new(0) })
    }

    /// A new, empty database; its address.
    pub fn new_database(&self) -> String {
        let name = format!("marsad_test_{}_{}", std::process::id(), self.made.fetch_add(1, Ordering::Relaxed));
        self.run(&self.admin, &format!("CREATE DATABASE {name}"));
        let (before, after) = self.admin.split_once("/postgres?").map_or_else(
            || (self.admin.trim_end_matches("/postgres").to_owned(), String::new()),
            |(before, after)| (before.to_owned(), format!("?{after}")),
        );
        format!("{before}/{name}{after}")
    }

    /// Says that the server listens at another port than the usual one.
    pub fn on_port(&mut self, port: u16) {
        self.admin = format!("{}&port={port}", self.admin);
    }

    /// The first column of the first row of a question to the server's own database.
    pub fn ask(&self, sql: &str) -> i64 {
        Client::connect(&self.admin, NoTls).unwrap().query_one(sql, &[]).unwrap().get(0)
    }

    /// Says in a loud line what could not be tested, and gives nothing.
    pub fn left_out<T>(why: &str) -> Option<T> {
        left_out(why);
        None
    }

    /// Runs SQL on a database.
    pub fn run(&self, url: &str, sql: &str) {
        Client::connect(url, NoTls).unwrap().batch_execute(sql).unwrap();
    }

    /// Ends every connection to the databases of tests, as a restart of the server does.
    pub fn end_connections(&self) {
        self.run(
            &self.admin,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'marsad_test%'",
        );
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some((_, dir)) = &self.data {
            let pid = std::fs::read_to_string(dir.path().join("data/postmaster.pid")).unwrap_or_default();
            if let Some(pid) =
                pid.lines().next().and_then(|pid| pid.parse().ok()).and_then(rustix::process::Pid::from_raw)
            {
                // SIGQUIT: at once; the folder goes anyway.
                let _ = rustix::process::kill_process(pid, rustix::process::Signal::QUIT);
                for _ in 0..100 {
                    if !dir.path().join("data/postmaster.pid").exists() {
                        break;
                    }
                    std::thread::sleep(std::time::Duration::from_millis(20));
                }
            }
        }
    }
}

fn failed(output: std::io::Result<std::process::Output>) -> Option<String> {
    match output {
        Ok(output) if output.status.success() => None,
        Ok(output) => Some(String::from_utf8_lossy(&output.stderr).into_owned()),
        Err(error) => Some(error.to_string()),
    }
}

/// The folder with a server's programs: Debian's newest, or that of the path.
fn programs() -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .collect();
    folders.sort();
    folders.reverse();
    folders.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    folders.into_iter().find(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists())
}

/// User and group to run a server as.
fn other_user() -> Option<(u32, u32)> {
    let users = std::fs::read_to_string(Path::new("/etc/passwd")).ok()?;
    ["postgres", "nobody"].iter().find_map(|wanted| {
        let line = users.lines().find(|line| line.split(':').next() == Some(wanted))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    })
}
