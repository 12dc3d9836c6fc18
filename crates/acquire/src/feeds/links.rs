//! Links as they are followed: absolute, without what only says by which way a reader came.

use reqwest::Url;
use std::borrow::Cow;

/// Longest address that is taken.
const MAX_LINK: usize = 8192;

/// A web address, absolute and cleaned, from one that a page or feed gives; `None` where it is none.
///
/// Blanks around and line breaks inside are dropped, what is relative is joined to `base`, the fragment goes (unless it
/// is a path of a page that a script builds), and so do the parameters of `data/tracking_parameters.tsv`.
pub fn clean(given: &str, base: Option<&Url>) -> Option<String> {
    if given.len() > MAX_LINK {
        return None;
    }
    let trimmed = given.trim_matches(|c: char| c.is_whitespace() || c.is_control() || is_mark(c));
    let joined: Cow<'_, str> = if trimmed.contains(['\n', '\r', '\t']) {
        trimmed.split(['\n', '\r', '\t']).map(str::trim).collect::<String>().into()
    } else {
        trimmed.into()
    };
    if joined.is_empty() || joined.starts_with('#') {
        return None;
    }
    let mut url = match Url::parse(&joined) {
        Ok(url) => url,
        Err(_) => match base {
            Some(base) => base.join(&joined).ok()?,
            // «example.org/page», as people write it.
            None => with_scheme(&joined)?,
        },
    };
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return None;
    }
    if !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    if url.fragment().is_some_and(|f| !f.starts_with(['!', '/'])) {
        url.set_fragment(None);
    }
    without_tracking(&mut url);
    let out = url.to_string();
    (out.len() <= MAX_LINK).then_some(out)
}

/// Marks of direction and zero-width characters, which come along when addresses are copied.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

fn with_scheme(text: &str) -> Option<Url> {
    let host = text.split(['/', '?']).next()?;
    let last = host.rsplit_once('.')?.1;
    let plain = last.len() >= 2 && last.chars().all(char::is_alphabetic) && !host.contains(char::is_whitespace);
    plain.then(|| Url::parse(&format!("https://{text}")).ok())?
}

fn without_tracking(url: &mut Url) {
    let Some(query) = url.query() else { return };
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_tracking(pair)).collect();
    if kept.len() == query.split('&').count() {
        return;
    }
    let kept = kept.join("&");
    url.set_query(if kept.is_empty() { None } else { Some(&kept) });
}

fn is_tracking(pair: &str) -> bool {
    let (name, _) = pair.split_once('=').unwrap_or((pair, ""));
    let rows = include_str!("../../data/tracking_parameters.tsv").lines().filter(|l| !l.starts_with('#')).skip(1);
    rows.filter_map(|row| row.split('\t').next()).any(|known| match known.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None if known.contains('=') => pair.eq_ignore_ascii_case(known),
        None => name.eq_ignore_ascii_case(known),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_come_out_absolute_and_clean() {
        let base = Url::parse("https://example.org/news/index.html").unwrap();
        for (given, clean_link) in [
            (" \n https://example.org/a \t", "https://example.org/a"),
            ("/خبر/1", "https://example.org/%D8%AE%D8%A8%D8%B1/1"),
            ("12.html#comments", "https://example.org/news/12.html"),
            ("//cdn.example.org/x", "https://cdn.example.org/x"),
            ("https://example.org/a?id=5&utm_source=rss&utm_medium=rss", "https://example.org/a?id=5"),
            ("https://example.org/a?utm_source=rss", "https://example.org/a"),
            ("https://example.org/#!/page/5", "https://example.org/#!/page/5"),
            ("\u{200F}https://example.org/a\u{200F}", "https://example.org/a"),
            ("https://example.org/a?ref=rss&refer=5", "https://example.org/a?refer=5"),
        ] {
            assert_eq!(clean(given, Some(&base)).as_deref(), Some(clean_link), "{given}");
        }
        assert_eq!(clean("example.org/a", None).as_deref(), Some("https://example.org/a"));
        for none in ["", "#top", "javascript:void(0)", "mailto:a@example.org", "ftp://example.org/", "http://"] {
            assert_eq!(clean(none, Some(&base)), None, "{none}");
        }
        assert_eq!(clean("a page", None), None);
        assert_eq!(clean("https://u:p@example.org/", None), None);
    }

    #[test]
    fn cleaning_twice_changes_nothing() {
        for link in ["https://example.org/a b?x=خبر&utm_id=1#f", "http://EXAMPLE.org:80/%7Ea/../b"] {
            let once = clean(link, None).unwrap();
            assert_eq!(clean(&once, None), Some(once.clone()));
        }
    }
}
