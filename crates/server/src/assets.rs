//! Files for the browser: the style sheet and icon, always; the front end's bundle, where it was built.

use axum::extract::{Path, RawQuery};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

/// What comes with the crate.
#[derive(RustEmbed)]
#[folder = "assets/"]
struct Own;

/// What `npm run build` makes; empty where it was not run.
#[derive(RustEmbed)]
#[folder = "../../web/dist/"]
#[allow_missing = true]
struct Built;

fn find(name: &str) -> Option<EmbeddedFile> {
    Own::get(name).or_else(|| Built::get(name))
}

/// The first half of the file's hash: enough to tell two versions apart.
fn version(file: &EmbeddedFile) -> String {
    file.metadata.sha256_hash()[..8].iter().map(|b| format!("{b:02x}")).collect()
}

/// The address of a file, with its version so that it may be kept for ever; nothing where there is no such file.
#[must_use]
pub fn address(name: &str) -> Option<String> {
    find(name).map(|file| format!("/assets/{name}?v={}", version(&file)))
}

/// The content of a file.
#[must_use]
pub fn bytes(name: &str) -> Option<Vec<u8>> {
    find(name).map(|file| file.data.into_owned())
}

/// Serves one file.
pub async fn asset(Path(name): Path<String>, RawQuery(query): RawQuery) -> Response {
    let Some(file) = find(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let media = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    };
    let asked = query.as_deref().and_then(|q| q.strip_prefix("v="));
    // The style sheet names fonts without a version: another font comes under another name.
    let keep = if media == "font/woff2" || asked == Some(version(&file).as_str()) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    ([(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, keep)], file.data.into_owned()).into_response()
}
