//! Addresses of a page's pictures, sound and films. They are told, not fetched.

use super::index::Index;
use super::meta::Said;
use crate::document::{Media, MediaKind};
use dom_query::NodeRef;
use reqwest::Url;

/// Most addresses that are told.
const MOST: usize = 50;
/// Pictures smaller than this, in pixels, are ornaments.
const ORNAMENT: u32 = 60;

/// The addresses in the page's order, those that the page names as its own pictures first; none twice.
pub(super) fn collect(index: &Index<'_>, said: &Said, target: &str) -> Vec<Media> {
    let base = Url::parse(target).ok();
    let mut media: Vec<Media> = Vec::new();
    let mut add = |address: &str, kind: MediaKind| {
        let address = address.trim();
        if address.is_empty() || address.starts_with("data:") || address.len() > 2000 || media.len() >= MOST {
            return;
        }
        let url = match &base {
            Some(base) => base.join(address).ok(),
            None => Url::parse(address).ok(),
        };
        let Some(url) = url.filter(|u| matches!(u.scheme(), "http" | "https")) else { return };
        let url = url.to_string();
        if media.iter().all(|m| m.url != url) {
            media.push(Media { url, kind });
        }
    };
    for (address, kind) in &said.media {
        add(address, *kind);
    }
    for node in &index.pictures {
        let small = |name: &str| node.attr(name).is_some_and(|v| v.trim().parse().is_ok_and(|n: u32| n < ORNAMENT));
        if small("width") || small("height") {
            continue;
        }
        if let Some(address) = ["data-src", "data-lazy-src", "data-original", "src"].iter().find_map(|a| node.attr(a)) {
            add(&address, MediaKind::Image);
        }
    }
    for node in &index.players {
        let Some(address) = node.attr("src") else { continue };
        if let Some(kind) = kind_of(node, &address) {
            add(&address, kind);
        }
    }
    media
}

fn kind_of(node: &NodeRef<'_>, address: &str) -> Option<MediaKind> {
    let of_type = node.attr("type").unwrap_or_default();
    if node.has_name("audio") || of_type.starts_with("audio/") {
        return Some(MediaKind::Audio);
    }
    if node.has_name("video") || of_type.starts_with("video/") {
        return Some(MediaKind::Video);
    }
    let players = ["youtube", "youtu.be", "vimeo", "dailymotion", "brightcove", "jwplayer", "/embed", "/video"];
    (node.has_name("iframe") && players.iter().any(|p| address.contains(p))).then_some(MediaKind::Video)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document as Dom;

    #[test]
    fn addresses_are_absolute_and_told_once() {
        let dom = Dom::from(
            "<meta property=og:image content='/a.jpg'><img src=a.jpg><img src='data:image/gif;base64,xx'><img width=1 src=pixel.gif>\
             <img data-src='https://cdn.example/b.jpg' src=blank.gif><video><source src=c.mp4 type=video/mp4></video><iframe src='https://www.youtube.com/embed/x'></iframe><iframe src='/ads'></iframe>",
        );
        let index = Index::of(&dom);
        let said = Said::collect(&index, "https://x.example/1");
        let found = collect(&index, &said, "https://x.example/1");
        let told: Vec<(&str, MediaKind)> = found.iter().map(|m| (m.url.as_str(), m.kind)).collect();
        assert_eq!(
            told,
            [
                ("https://x.example/a.jpg", MediaKind::Image),
                ("https://cdn.example/b.jpg", MediaKind::Image),
                ("https://x.example/c.mp4", MediaKind::Video),
                ("https://www.youtube.com/embed/x", MediaKind::Video)
            ]
        );
        assert_eq!(collect(&index, &said, "page.html").len(), 2);
    }
}
