//! Character references of HTML: `&quot;`, `&#1575;`, `&#x627;`.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Longest reference that is looked for, in bytes.
const LONGEST: usize = 12;

fn names() -> &'static HashMap<&'static str, char> {
    static NAMES: OnceLock<HashMap<&'static str, char>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let rows = include_str!("../data/entities.tsv").lines().filter(|l| !l.starts_with('#')).skip(1);
        rows.filter_map(|row| row.split_once('\t').and_then(|(n, c)| Some((n, char::from_u32(c.parse().ok()?)?))))
            .collect()
    })
}

/// The character that a reference at the start of `text` stands for, and the reference's length in bytes. `text` begins
/// with `&`; what is no reference gives `None`. The semicolon may be missing, as browsers allow.
pub(crate) fn reference(text: &str) -> Option<(char, usize)> {
    let rest = text.strip_prefix('&')?;
    if let Some(number) = rest.strip_prefix('#') {
        let (digits, radix, skip) = match number.strip_prefix(['x', 'X']) {
            Some(hex) => (hex, 16, 3),
            None => (number, 10, 2),
        };
        let len = digits.bytes().take(8).take_while(|b| (*b as char).is_digit(radix)).count();
        let code = u32::from_str_radix(digits.get(..len)?, radix).ok()?;
        let semicolon = usize::from(digits[len..].starts_with(';'));
        return Some((of_code(code), skip + len + semicolon));
    }
    let len = rest.bytes().take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
    let name = &rest[..len];
    if rest[len..].starts_with(';') {
        return names().get(name).map(|c| (*c, len + 2));
    }
    None
}

/// Numbers of the C1 range stand for the signs of windows-1252, as browsers read them.
fn of_code(code: u32) -> char {
    if (0x80..0xA0).contains(&code)
        && let Ok(byte) = u8::try_from(code)
    {
        let (text, _, _) = encoding_rs::WINDOWS_1252.decode(std::slice::from_ref(&byte));
        if let Some(c) = text.chars().next() {
            return c;
        }
    }
    char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{FFFD}')
}

/// The text with its references resolved.
pub(crate) fn resolve(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains('&') {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let (c, len) = reference(&rest[at..]).unwrap_or(('&', 1));
        out.push(c);
        rest = &rest[at + len..];
    }
    out.push_str(rest);
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn references_are_read_as_browsers_read_them() {
        assert_eq!(reference("&quot;x"), Some(('"', 6)));
        assert_eq!(reference("&#1575;"), Some(('ا', 7)));
        assert_eq!(reference("&#x627 "), Some(('ا', 6)));
        assert_eq!(reference("&#146;"), Some(('\u{2019}', 6)));
        assert_eq!(reference("&zwnj;"), Some(('\u{200C}', 6)));
        for no in ["&", "& x", "&nosuchname;", "&#;", "&#x;"] {
            assert_eq!(reference(no), None, "{no}");
        }
        assert_eq!(resolve("«&laquo;نص&raquo;» & &amp;&"), "««نص»» & &&");
        assert_eq!(names().len(), include_str!("../data/entities.tsv").lines().count() - 2);
    }

    proptest! {
        #[test]
        fn any_text_resolves(text in "[&#;a-z0-9xب ]{0,40}") {
            let _ = resolve(&text);
        }
    }
}
