//! A map of the user's own under the reports: a PMTiles archive on this machine, or tiles of a server that the user names. Without
//! one, the map is the drawing of countries that comes with the program, and nothing is asked of anybody.

use crate::errors::Failure;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// The address of the archive on this server.
pub const ADDRESS: &str = "/basemap.pmtiles";
/// The longest part of an archive that is given at once.
const LONGEST: u64 = 16 << 20;
/// The length of an archive's head.
const HEAD: usize = 127;

/// Where the tiles of a map come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basemap {
    from: From,
    kind: Kind,
    /// Whom the map is by; shown in its corner.
    credit: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum From {
    /// An archive on this machine.
    File(PathBuf),
    /// Tiles or an archive of a server; and the origin that the browser may ask.
    Url { url: String, origin: String },
}

/// What the tiles are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Pictures.
    Raster,
    /// Shapes, in the layers of Protomaps' basemaps.
    Vector,
}

/// Why a map cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BasemapError {
    /// The file cannot be read.
    #[error(
        "{path}: {source}; --basemap wants a PMTiles file, or the address of tiles like https://tiles.example/{{z}}/{{x}}/{{y}}.png"
    )]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no archive that we can show.
    #[error("{path} is no PMTiles archive of version 3 with pictures or vector tiles: {why}")]
    Form {
        /// Which file.
        path: PathBuf,
        /// What it is instead.
        why: String,
    },
    /// The address is none.
    #[error(
        "`{0}` is no address of tiles; write it as https://tiles.example/{{z}}/{{x}}/{{y}}.png, or end it with .pmtiles"
    )]
    Url(String),
}

impl Basemap {
    /// Reads what `--basemap` says: a file, or an address.
    ///
    /// # Errors
    /// When there is no such file, it is no archive, or the address is none.
    pub fn read(from: &str, credit: &str) -> Result<Self, BasemapError> {
        let credit = credit.to_owned();
        if from.starts_with("https://") || from.starts_with("http://") {
            let (url, origin) = (from.to_owned(), origin(from).ok_or_else(|| BasemapError::Url(from.to_owned()))?);
            let archive = from.split(['?', '#']).next().is_some_and(|path| path.ends_with(".pmtiles"));
            if !archive && !["{z}", "{x}", "{y}"].iter().all(|part| from.contains(part)) {
                return Err(BasemapError::Url(from.to_owned()));
            }
            let vector = [".mvt", ".pbf"].iter().any(|end| from.split('?').next().is_some_and(|p| p.ends_with(end)));
            let kind = if archive || vector { Kind::Vector } else { Kind::Raster };
            return Ok(Self { from: From::Url { url, origin }, kind, credit });
        }
        let path = PathBuf::from(from);
        let kind = kind_of(&path)?;
        Ok(Self { from: From::File(path), kind, credit })
    }

    /// What the browser may ask beside this server.
    #[must_use]
    pub fn origin(&self) -> Option<&str> {
        match &self.from {
            From::File(_) => None,
            From::Url { origin, .. } => Some(origin),
        }
    }

    /// What the map's script is told.
    #[must_use]
    pub fn told(&self) -> Value {
        let kind = if self.kind == Kind::Raster { "raster" } else { "vector" };
        let (url, archive) = match &self.from {
            From::File(_) => (ADDRESS.to_owned(), true),
            From::Url { url, .. } => (url.clone(), !url.contains("{z}")),
        };
        json!({ "url": url, "kind": kind, "archive": archive, "credit": self.credit })
    }
}

/// Scheme, host and port of an address, in letters that a header may hold.
fn origin(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    // `{s}` would be many hosts, and a name with a password belongs into no page.
    let plain =
        |host: &str| !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
    let fine = url.bytes().all(|b| (0x21..0x7f).contains(&b) && !b"\"'<>\\;,".contains(&b));
    (plain(host) && fine).then(|| format!("{scheme}://{host}"))
}

/// What an archive holds, by its head.
fn kind_of(path: &Path) -> Result<Kind, BasemapError> {
    let io = |source| BasemapError::Io { path: path.to_path_buf(), source };
    let form = |why: &str| BasemapError::Form { path: path.to_path_buf(), why: why.to_owned() };
    let mut head = Vec::with_capacity(HEAD);
    std::fs::File::open(path).map_err(io)?.take(HEAD as u64).read_to_end(&mut head).map_err(io)?;
    if head.len() < HEAD || !head.starts_with(b"PMTiles") {
        return Err(form("it does not begin as one"));
    }
    match (head[7], head[99]) {
        (3, 1) => Ok(Kind::Vector),
        (3, 2..=5) => Ok(Kind::Raster),
        (3, _) => Err(form("its tiles are of a kind that is not known")),
        _ => Err(form("it is of another version")),
    }
}

/// One stretch of bytes that a request asks for: first and last. None where it asks for all of it, or for several.
fn range(headers: &HeaderMap, length: u64) -> Option<Result<(u64, u64), ()>> {
    let asked = headers.get(header::RANGE)?.to_str().ok()?.strip_prefix("bytes=")?;
    if asked.contains(',') {
        return None;
    }
    let (from, to) = asked.split_once('-')?;
    let read = match (from.trim(), to.trim()) {
        ("", tail) => {
            let tail: u64 = tail.parse().ok()?;
            if tail == 0 { Err(()) } else { Ok((length.saturating_sub(tail), length.saturating_sub(1))) }
        }
        (from, "") => Ok((from.parse().ok()?, length.saturating_sub(1))),
        (from, to) => Ok((from.parse().ok()?, to.parse::<u64>().ok()?.min(length.saturating_sub(1)))),
    };
    Some(read.and_then(|(from, to)| if from <= to && from < length { Ok((from, to)) } else { Err(()) }))
}

/// `/basemap.pmtiles`: the archive, in the parts that the map asks for.
pub async fn archive(State(state): State<AppState>, method: Method, headers: HeaderMap) -> Response {
    let Some(From::File(path)) = state.basemap.as_ref().map(|map| map.from.clone()) else {
        return Failure::NotFound.problem();
    };
    let read = tokio::task::spawn_blocking(move || part(&path, &headers, method == Method::HEAD)).await;
    match read {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => Failure::Broken(format!("the basemap cannot be read: {error}")).problem(),
        Err(broken) => Failure::Broken(broken.to_string()).problem(),
    }
}

fn part(path: &Path, headers: &HeaderMap, head: bool) -> std::io::Result<Response> {
    let mut file = std::fs::File::open(path)?;
    let about = file.metadata()?;
    let length = about.len();
    let changed = about.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    let tag = format!("\"{length:x}-{:x}\"", changed.map_or(0, |since| since.as_secs()));
    let base = [
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::CONTENT_TYPE, "application/vnd.pmtiles".to_owned()),
        (header::ETAG, tag),
    ];
    let (status, from, to) = match range(headers, length) {
        Some(Ok((from, to))) => (StatusCode::PARTIAL_CONTENT, from, to.min(from + LONGEST - 1)),
        Some(Err(())) => {
            let whole = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, base, whole).into_response());
        }
        // An archive may be larger than the memory: it is given in parts only.
        None if length > LONGEST && !head => {
            let whole = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, base, whole).into_response());
        }
        None => (StatusCode::OK, 0, length.saturating_sub(1)),
    };
    let size = if length == 0 { 0 } else { to - from + 1 };
    let mut bytes = Vec::new();
    if !head {
        file.seek(SeekFrom::Start(from))?;
        file.take(size).read_to_end(&mut bytes)?;
    }
    let mut response = (status, base, Body::from(bytes)).into_response();
    if status == StatusCode::PARTIAL_CONTENT
        && let Ok(value) = format!("bytes {from}-{to}/{length}").parse()
    {
        response.headers_mut().insert(header::CONTENT_RANGE, value);
    }
    if head && let Ok(value) = size.to_string().parse() {
        response.headers_mut().insert(header::CONTENT_LENGTH, value);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_origin_and_says_what_its_tiles_are() {
        let of = |url: &str| Basemap::read(url, "x");
        let raster = of("https://tiles.example:8443/a/{z}/{x}/{y}.png?key=1").unwrap();
        assert_eq!(raster.origin(), Some("https://tiles.example:8443"));
        assert_eq!((raster.told()["kind"].as_str(), raster.told()["archive"].as_bool()), (Some("raster"), Some(false)));
        let vector = of("https://tiles.example/world.pmtiles").unwrap();
        assert_eq!((vector.told()["kind"].as_str(), vector.told()["archive"].as_bool()), (Some("vector"), Some(true)));
        for bad in [
            "https://tiles.example/{z}/{x}.png",
            "https://{s}.tiles.example/{z}/{x}/{y}.png",
            "https://me:word@tiles.example/{z}/{x}/{y}.png",
            "https:///{z}/{x}/{y}.png",
            "https://tiles.example; script-src */{z}/{x}/{y}.png",
            "https://tiles.example/{z}/{x}/{y}.png\n",
        ] {
            assert!(matches!(of(bad), Err(BasemapError::Url(_))), "{bad:?}");
        }
        assert!(matches!(of("/no/such/file.pmtiles"), Err(BasemapError::Io { .. })));
    }

    #[test]
    fn stretches_of_bytes_are_read_as_the_rfc_has_them() {
        let of = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, text.parse().unwrap());
            range(&headers, 100)
        };
        assert_eq!(of("bytes=0-9"), Some(Ok((0, 9))));
        assert_eq!(of("bytes=90-"), Some(Ok((90, 99))));
        assert_eq!(of("bytes=90-500"), Some(Ok((90, 99))));
        assert_eq!(of("bytes=-10"), Some(Ok((90, 99))));
        assert_eq!(of("bytes=100-"), Some(Err(())));
        assert_eq!(of("bytes=9-1"), Some(Err(())));
        assert_eq!(of("bytes=-0"), Some(Err(())));
        for other in ["bytes=0-1,4-5", "bytes=x-1", "lines=1-2", "bytes=-"] {
            assert_eq!(of(other), None, "{other}");
        }
    }

    #[test]
    fn an_archive_is_told_by_its_head() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.pmtiles");
        let mut head = vec![0u8; HEAD];
        head[..7].copy_from_slice(b"PMTiles");
        (head[7], head[99]) = (3, 1);
        std::fs::write(&path, &head).unwrap();
        assert_eq!(kind_of(&path).unwrap(), Kind::Vector);
        head[99] = 2;
        std::fs::write(&path, &head).unwrap();
        assert_eq!(kind_of(&path).unwrap(), Kind::Raster);
        for (at, byte) in [(7, 2), (99, 9), (0, b'X')] {
            let mut bad = head.clone();
            bad[at] = byte;
            std::fs::write(&path, &bad).unwrap();
            assert!(matches!(kind_of(&path), Err(BasemapError::Form { .. })), "{at}");
        }
        std::fs::write(&path, b"PMTiles").unwrap();
        assert!(kind_of(&path).is_err());
    }
}
