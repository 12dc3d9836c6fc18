//! Text so that XML holds it, whatever it is.

/// Whether XML may hold a character at all.
pub(super) fn allowed(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Copies text, so that what is no reference and no tag is none for the parser either.
pub(super) fn escape(out: &mut String, text: &str, attribute: bool) {
    for (at, c) in text.char_indices() {
        match c {
            '&' if is_reference(&text[at + 1..]) => out.push('&'),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            c if allowed(c) => out.push(c),
            _ => {}
        }
    }
}

/// Whether a reference goes on like this behind its `&`.
fn is_reference(rest: &str) -> bool {
    let head = &rest.as_bytes()[..rest.len().min(34)];
    let Some(end) = head.iter().position(|b| *b == b';').filter(|end| *end > 0) else { return false };
    let name = &head[..end];
    match name {
        [b'#', b'x', digits @ ..] => number(digits, 16),
        [b'#', digits @ ..] => number(digits, 10),
        _ => name.iter().all(u8::is_ascii_alphanumeric) && name[0].is_ascii_alphabetic(),
    }
}

fn number(digits: &[u8], radix: u32) -> bool {
    digits.first().is_some_and(u8::is_ascii_alphanumeric)
        && std::str::from_utf8(digits)
            .ok()
            .and_then(|d| u32::from_str_radix(d, radix).ok())
            .and_then(char::from_u32)
            .is_some_and(allowed)
}
