//! RSS 2.0, as feed readers take it.

use axum::http::{HeaderMap, header};

/// What a feed is.
#[derive(Debug, Clone)]
pub struct Channel {
    /// Its title.
    pub title: String,
    /// What it is about.
    pub text: String,
    /// The page that shows the same.
    pub link: String,
    /// Its own address.
    pub own: String,
    /// The code of its language.
    pub language: &'static str,
}

/// One entry.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its title.
    pub title: String,
    /// Where it is shown.
    pub link: String,
    /// What makes it itself, wherever it is shown.
    pub id: String,
    /// What it says, as plain text.
    pub text: String,
    /// When it came: milliseconds since 1970.
    pub at: i64,
}

/// The address that a request was sent to, without a path: what a feed's links begin with.
#[must_use]
pub fn base(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let host = text(header::HOST.as_str()).unwrap_or("localhost");
    let secure = text("x-forwarded-proto").is_some_and(|proto| proto.eq_ignore_ascii_case("https"));
    format!("{}://{host}", if secure { "https" } else { "http" })
}

/// Text as XML takes it: marks escaped, characters that XML 1.0 does not know left out.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
    out
}

/// An instant as RFC 822 writes it.
fn date(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis)
        .ok()
        .and_then(|at| jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_string(&at).ok())
        .unwrap_or_default()
}

/// The feed.
#[must_use]
pub fn feed(channel: &Channel, items: &[Item]) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n<channel>\n\
         <title>{}</title>\n<link>{}</link>\n<description>{}</description>\n<language>{}</language>\n\
         <atom:link href=\"{}\" rel=\"self\" type=\"application/rss+xml\"/>\n<generator>Marsad</generator>\n",
        xml(&channel.title),
        xml(&channel.link),
        xml(&channel.text),
        channel.language,
        xml(&channel.own)
    );
    for item in items {
        out += &format!(
            "<item>\n<title>{}</title>\n<link>{}</link>\n<guid isPermaLink=\"false\">{}</guid>\n<pubDate>{}</pubDate>\n<description>{}</description>\n</item>\n",
            xml(&item.title),
            xml(&item.link),
            xml(&item.id),
            date(item.at),
            // Readers take a description for HTML: what is text must be escaped twice to stay text.
            xml(&xml(&item.text))
        );
    }
    out + "</channel>\n</rss>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_text_stays_text() {
        assert_eq!(xml("a<b>&\"\u{0}\u{FFFF}ب"), "a&lt;b&gt;&amp;&quot;ب");
        assert_eq!(date(0), "Thu, 1 Jan 1970 00:00:00 -0000");
    }
}
