//! Addresses as the indexes of web archives sort them: the host backwards, without what makes no difference.

use reqwest::Url;

/// The sort key of an address, e.g. `org,example)/news?a=1` for `https://www.example.org/News/?a=1`.
pub(super) fn surt(address: &str) -> String {
    let Ok(url) = Url::parse(address) else { return address.to_lowercase().replace(' ', "%20") };
    let path = path(url.path());
    let Some(host) = url.host_str().filter(|host| !host.is_empty()) else {
        return format!("{}:{path}", url.scheme());
    };
    let host = host.to_ascii_lowercase();
    let host = without_www(&host);
    let mut parts: Vec<&str> = host.split('.').collect();
    parts.reverse();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let query = url.query().map(query).filter(|q| !q.is_empty()).map(|q| format!("?{q}")).unwrap_or_default();
    format!("{}{port}){path}{query}", parts.join(","))
}

/// `www.`, `www2.` and so on say nothing.
fn without_www(host: &str) -> &str {
    host.strip_prefix("www")
        .map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()))
        .and_then(|rest| rest.strip_prefix('.'))
        .filter(|rest| rest.contains('.'))
        .unwrap_or(host)
}

fn path(written: &str) -> String {
    let mut path = one_spelling(written);
    while path.contains("//") {
        path = path.replace("//", "/");
    }
    if path.len() > 1 { path.trim_end_matches('/').to_owned() } else { "/".to_owned() }
}

fn query(written: &str) -> String {
    let spelled = one_spelling(written);
    let mut parts: Vec<&str> = spelled.split('&').filter(|part| !part.is_empty()).collect();
    parts.sort_unstable();
    parts.join("&")
}

/// Escaped where it must be and nowhere else, in lower case.
fn one_spelling(written: &str) -> String {
    let mut bytes = written.as_bytes().to_vec();
    // Some addresses are escaped several times over.
    for _ in 0..4 {
        let opened = unescape(&bytes);
        if opened == bytes {
            break;
        }
        bytes = opened;
    }
    let mut out = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            0..=0x20 | 0x7f..=0xff | b'#' | b'%' => out.push_str(&format!("%{byte:02x}")),
            _ => out.push(char::from(byte.to_ascii_lowercase())),
        }
    }
    out
}

fn unescape(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes.get(at + 1..at + 3).filter(|d| bytes[at] == b'%' && d.iter().all(u8::is_ascii_hexdigit));
        let value = digits.and_then(|d| std::str::from_utf8(d).ok()).and_then(|d| u8::from_str_radix(d, 16).ok());
        out.push(value.unwrap_or(bytes[at]));
        at += if value.is_some() { 3 } else { 1 };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::surt;

    /// The right side is what the Python package `surt` (0.3.1), which pywb uses, makes of the left.
    #[test]
    fn keys_are_those_of_other_archive_programs() {
        for (address, key) in [
            ("https://www.example.org/A/b?Z=1&a=2", "org,example)/a/b?a=2&z=1"),
            ("http://example.org", "org,example)/"),
            ("https://example.org:443/x/", "org,example)/x"),
            ("http://example.org:8080/x", "org,example:8080)/x"),
            ("https://example.org/خبر?a=1", "org,example)/%d8%ae%d8%a8%d8%b1?a=1"),
            ("http://www2.Example.org/index.html", "org,example)/index.html"),
            ("file:///tmp/a b.html", "file:/tmp/a%20b.html"),
            ("http://user@example.org/x#frag", "org,example)/x"),
            ("http://10.0.0.1/x", "1,0,0,10)/x"),
            ("urn:page:1", "urn:page:1"),
            ("https://example.org/path/?", "org,example)/path"),
            ("https://مثال.إختبار/x", "xn--kgbechtv,xn--mgbh0fb)/x"),
            ("https://example.org/%7Euser/%2fx", "org,example)/~user/x"),
            ("http://example.org/?b=2&a=1&a=0", "org,example)/?a=0&a=1&b=2"),
        ] {
            assert_eq!(surt(address), key, "{address}");
        }
    }
}
