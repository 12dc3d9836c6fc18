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

/// The style of a brief that is a file of its own: with its fonts inside, so that it asks for nothing from anywhere.
#[must_use]
pub fn brief_style() -> String {
    let css = find("brief.css").map(|file| String::from_utf8_lossy(&file.data).into_owned()).unwrap_or_default();
    let mut out = String::with_capacity(css.len() + 200_000);
    let mut rest = css.as_str();
    while let Some((before, after)) = rest.split_once("url(\"") {
        let Some((name, tail)) = after.split_once("\")") else { break };
        out.push_str(before);
        match find(name) {
            Some(font) => {
                out.push_str("url(\"data:font/woff2;base64,");
                base64(&font.data, &mut out);
            }
            None => {
                out.push_str("url(\"");
                out.push_str(name);
            }
        }
        out.push_str("\")");
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Bytes as text, RFC 4648.
fn base64(bytes: &[u8], out: &mut String) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for chunk in bytes.chunks(3) {
        let all = [chunk[0], chunk.get(1).copied().unwrap_or(0), chunk.get(2).copied().unwrap_or(0)];
        let word = u32::from_be_bytes([0, all[0], all[1], all[2]]);
        for place in 0..4 {
            let digit =
                if place > chunk.len() { '=' } else { char::from(DIGITS[(word >> (18 - 6 * place) & 63) as usize]) };
            out.push(digit);
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn coded(text: &str) -> String {
        let mut out = String::new();
        base64(text.as_bytes(), &mut out);
        out
    }

    #[test]
    fn bytes_become_base64_as_the_rfc_has_it() {
        let of = ["", "f", "fo", "foo", "foob", "fooba", "foobar"].map(coded);
        assert_eq!(of, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]);
    }

    #[test]
    fn a_brief_holds_its_fonts_and_asks_for_nothing() {
        let css = brief_style();
        assert_eq!(css.matches("data:font/woff2;base64,").count(), 4);
        assert!(!css.contains("url(\"plex") && !css.contains("http"));
    }
}
