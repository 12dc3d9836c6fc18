//! What a site asks of programs that fetch from it: `robots.txt` after RFC 9309, with `Crawl-delay`.
//!
//! Own and without regular expressions: a rule is matched piece by piece in one pass over the address, so that no file, however
//! it is made, costs more than its length times the address. Paths are compared by their octets: raw letters, percent-encoded
//! ones and those in lower-case digits are the same, in Arabic as in English.

use memchr::memmem;
use reqwest::Url;
use std::time::Duration;

/// Most bytes of a robots.txt that are read (RFC 9309, 2.5).
pub const MAX_BYTES: usize = 500 * 1024;
/// Most redirects on the way to a robots.txt (RFC 9309, 2.3.1.2).
pub const MAX_REDIRECTS: usize = 5;
/// Longest delay that is believed.
const MAX_DELAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Most sitemaps that are taken from one file.
const MAX_SITEMAPS: usize = 500;

/// The rules of one site for one program.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Robots {
    rules: Vec<Rule>,
    delay: Option<Duration>,
    sitemaps: Vec<String>,
}

/// What an answer to the request for a robots.txt means.
#[derive(Debug, Clone, PartialEq)]
pub enum Access {
    /// The rules say it.
    Rules(Robots),
    /// There are no rules (RFC 9309, 2.3.1.3): everything may be fetched.
    All,
    /// The site cannot say it now (RFC 9309, 2.3.1.4): nothing may be fetched.
    Nothing,
}

#[derive(Debug, Clone, PartialEq)]
struct Rule {
    allow: bool,
    /// The pattern's pieces between its stars, normalised.
    pieces: Vec<Vec<u8>>,
    /// Whether the address must end where the pattern does.
    to_the_end: bool,
    /// Octets of the pattern: the longest that fits decides.
    length: usize,
}

impl Access {
    /// What the last answer on the way means: its status and its body. No answer at all is `None`. Too many requests (429) is an
    /// answer of a site that cannot say it now; a redirect is one that led nowhere.
    #[must_use]
    pub fn of(status: Option<u16>, body: &[u8], product: &str) -> Self {
        match status {
            Some(200..=299) => Self::Rules(Robots::parse(body, product)),
            Some(429) | None | Some(500..) => Self::Nothing,
            Some(_) => Self::All,
        }
    }

    /// Whether an address may be fetched.
    #[must_use]
    pub fn allows(&self, url: &str) -> bool {
        match self {
            Self::Rules(robots) => robots.allows(url),
            Self::All => true,
            Self::Nothing => false,
        }
    }
}

impl Robots {
    /// Reads the rules for a program, named by its product token (`Marsad`). Never fails: what cannot be understood is passed
    /// over, and nothing understood means that everything is allowed.
    #[must_use]
    pub fn parse(bytes: &[u8], product: &str) -> Self {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let bytes = if bytes.len() > MAX_BYTES {
            // The last line may be cut in the middle of a path, which would then mean more than it says.
            let cut = &bytes[..MAX_BYTES];
            &cut[..cut.iter().rposition(|b| matches!(b, b'\n' | b'\r')).unwrap_or(0)]
        } else {
            bytes
        };
        let lines: Vec<(Key, &[u8])> = bytes.split(|b| matches!(b, b'\n' | b'\r' | 0)).filter_map(read_line).collect();
        let sitemaps = lines.iter().filter(|(key, _)| *key == Key::Sitemap);
        let sitemaps = sitemaps.filter_map(|(_, value)| std::str::from_utf8(value).ok());
        let sitemaps = sitemaps.filter(|s| !s.is_empty()).take(MAX_SITEMAPS).map(str::to_owned).collect();

        // A group for us by name beats the one for everybody; without any group, the rules are for everybody.
        let grouped = lines.iter().any(|(key, _)| *key == Key::Agent);
        let named = lines.iter().any(|(key, value)| *key == Key::Agent && is_for(value, product));
        let ours = |value: &[u8]| if named { is_for(value, product) } else { value == b"*" };
        let mut out = Self { rules: Vec::new(), delay: None, sitemaps };
        let (mut inside, mut agents_go_on) = (!grouped, false);
        for (key, value) in lines {
            match key {
                Key::Agent => {
                    inside = ours(value) || (agents_go_on && inside);
                    agents_go_on = true;
                    continue;
                }
                Key::Sitemap => continue,
                Key::Allow | Key::Disallow if inside => out.rules.extend(Rule::parse(key == Key::Allow, value)),
                Key::Delay if inside => out.delay = out.delay.max(delay(value)),
                _ => {}
            }
            agents_go_on = false;
        }
        out
    }

    /// Whether an address may be fetched. The robots.txt itself always may.
    #[must_use]
    pub fn allows(&self, url: &str) -> bool {
        let path = match Url::parse(url) {
            Ok(url) => match url.query() {
                Some(query) => format!("{}?{query}", url.path()),
                None => url.path().to_owned(),
            },
            Err(_) => url.to_owned(),
        };
        let path = normal(path.split('#').next().unwrap_or_default().as_bytes());
        let path = if path.is_empty() { b"/".to_vec() } else { path };
        if path == b"/robots.txt" {
            return true;
        }
        let fitting = self.rules.iter().filter(|rule| rule.fits(&path));
        fitting.max_by_key(|rule| (rule.length, rule.allow)).is_none_or(|rule| rule.allow)
    }

    /// How long the site wants to be left alone between two requests.
    #[must_use]
    pub fn delay(&self) -> Option<Duration> {
        self.delay
    }

    /// The sitemaps that the file names, for everybody, as they stand there.
    #[must_use]
    pub fn sitemaps(&self) -> &[String] {
        &self.sitemaps
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Agent,
    Allow,
    Disallow,
    Delay,
    Sitemap,
}

/// A line that means something, without its comment.
fn read_line(line: &[u8]) -> Option<(Key, &[u8])> {
    let line = line.split(|b| *b == b'#').next().unwrap_or_default().trim_ascii();
    // Some write a blank in place of the colon.
    let at = line.iter().position(|b| *b == b':').or_else(|| line.iter().position(u8::is_ascii_whitespace))?;
    let key = match line[..at].trim_ascii().to_ascii_lowercase().as_slice() {
        b"user-agent" | b"useragent" | b"user agent" => Key::Agent,
        b"allow" => Key::Allow,
        b"disallow" | b"dissallow" | b"dissalow" | b"disalow" | b"diasllow" | b"disallaw" => Key::Disallow,
        b"crawl-delay" | b"crawldelay" | b"crawl delay" => Key::Delay,
        b"sitemap" | b"site-map" => Key::Sitemap,
        _ => return None,
    };
    Some((key, line[at + 1..].trim_ascii()))
}

/// Whether a user-agent line names the program: its product token, whatever stands behind it.
fn is_for(value: &[u8], product: &str) -> bool {
    let token = value.iter().position(|b| !(b.is_ascii_alphabetic() || matches!(b, b'-' | b'_')));
    let token = &value[..token.unwrap_or(value.len())];
    !token.is_empty() && token.eq_ignore_ascii_case(product.as_bytes())
}

fn delay(value: &[u8]) -> Option<Duration> {
    let seconds: f64 = std::str::from_utf8(value).ok()?.parse().ok()?;
    (seconds.is_finite() && seconds >= 0.0).then(|| Duration::from_secs_f64(seconds.min(MAX_DELAY.as_secs_f64())))
}

impl Rule {
    fn parse(allow: bool, value: &[u8]) -> Option<Self> {
        if value.is_empty() {
            return None;
        }
        let (pattern, to_the_end) = match value.strip_suffix(b"$") {
            Some(rest) => (rest, true),
            None => (value, false),
        };
        // Rules that begin neither with a slash nor with a star are meant to.
        let rooted = if pattern.starts_with(b"/") || pattern.starts_with(b"*") {
            pattern.to_vec()
        } else {
            [b"/", pattern].concat()
        };
        let mut pieces: Vec<Vec<u8>> = rooted.split(|b| *b == b'*').map(normal).collect();
        // Runs of stars mean one; the first piece is what the address begins with, the last what it ends with.
        let last = pieces.len() - 1;
        let mut at = 0;
        pieces.retain(|piece| {
            at += 1;
            at == 1 || at == last + 1 || !piece.is_empty()
        });
        Some(Self { allow, pieces, to_the_end, length: value.len() })
    }

    fn fits(&self, path: &[u8]) -> bool {
        let Some((first, more)) = self.pieces.split_first() else { return true };
        let Some(mut rest) = path.strip_prefix(first.as_slice()) else { return false };
        let Some((last, middle)) = more.split_last() else { return !self.to_the_end || rest.is_empty() };
        for piece in middle {
            let Some(at) = memmem::find(rest, piece) else { return false };
            rest = &rest[at + piece.len()..];
        }
        if self.to_the_end { rest.ends_with(last) } else { memmem::find(rest, last).is_some() }
    }
}

/// Octets in one spelling: what is not plain ASCII is percent-encoded with capital digits, and what needs no encoding has none
/// (RFC 9309, 2.2.2).
fn normal(text: &[u8]) -> Vec<u8> {
    let digit = |at: usize| text.get(at).and_then(|b| (*b as char).to_digit(16));
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += 1;
        let encoded = if byte == b'%' { digit(at).zip(digit(at + 1)) } else { None };
        let (octet, was_encoded) = match encoded {
            Some((high, low)) => {
                at += 2;
                (u8::try_from(high * 16 + low).unwrap_or(byte), true)
            }
            None => (byte, false),
        };
        let unreserved = octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b'_' | b'~');
        if unreserved || (!was_encoded && octet.is_ascii_graphic()) {
            out.push(octet);
        } else {
            out.push(b'%');
            out.extend([octet >> 4, octet & 15].map(|n| b"0123456789ABCDEF"[usize::from(n)]));
        }
    }
    out
}

#[cfg(test)]
#[path = "robots_tests.rs"]
mod tests;
