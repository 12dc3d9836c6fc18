//! Markup piece by piece, whatever state it is in.

/// Longest tag in bytes.
const MAX_TAG: usize = 16 * 1024;

/// The local part of a name with a prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// A stretch of markup.
pub(super) enum Piece<'t> {
    Text(&'t str),
    Cdata(&'t str),
    Start {
        name: &'t str,
        attributes: &'t str,
        closed: bool,
    },
    End(&'t str),
    /// Something that is left out.
    Nothing,
    LongTag,
    /// The text ends in the middle of markup.
    Cut,
}

/// Walks over markup. Every step takes something away, so that it comes to an end in linear time.
pub(super) struct Walk<'t> {
    rest: &'t str,
}

impl<'t> Walk<'t> {
    pub(super) fn over(text: &'t str) -> Self {
        Self { rest: text }
    }

    pub(super) fn next_piece(&mut self) -> Option<Piece<'t>> {
        if self.rest.is_empty() {
            return None;
        }
        let rest = self.rest;
        if !rest.starts_with('<') {
            let end = rest.find('<').unwrap_or(rest.len());
            return Some(Piece::Text(self.take(end)));
        }
        if rest.starts_with("<!--") {
            return Some(self.until("-->", 4).map_or(Piece::Cut, |_| Piece::Nothing));
        }
        if rest.starts_with("<![CDATA[") {
            return Some(self.until("]]>", 9).map_or(Piece::Cut, Piece::Cdata));
        }
        if rest.starts_with("<?") {
            return Some(self.until(">", 2).map_or(Piece::Cut, |_| Piece::Nothing));
        }
        if rest.starts_with("<!") {
            return Some(self.declaration());
        }
        let second = rest[1..].chars().next();
        let is_end = second == Some('/');
        if !is_end && !second.is_some_and(|c| c.is_alphabetic() || c == '_') {
            return Some(Piece::Text(self.take(1)));
        }
        Some(match tag_end(rest) {
            End::At(end) => {
                let tag = self.take(end + 1);
                let inside = &tag[1..tag.len() - 1];
                if is_end {
                    Piece::End(inside[1..].trim())
                } else {
                    let (inside, closed) = inside.strip_suffix('/').map_or((inside, false), |i| (i, true));
                    let name = inside.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inside.len());
                    if is_name(&inside[..name]) {
                        Piece::Start { name: &inside[..name], attributes: &inside[name..], closed }
                    } else {
                        Piece::Nothing
                    }
                }
            }
            // `a <b and c`: no tag after all.
            End::None => Piece::Text(self.take(1)),
            End::Cut => {
                self.rest = "";
                Piece::Cut
            }
            End::TooLong => {
                self.rest = "";
                Piece::LongTag
            }
        })
    }

    fn take(&mut self, len: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at(len);
        self.rest = rest;
        taken
    }

    /// What stands between the first `skip` bytes and `end`; `None` where the text ends before.
    fn until(&mut self, end: &str, skip: usize) -> Option<&'t str> {
        match self.rest[skip..].find(end) {
            Some(at) => {
                let inside = &self.rest[skip..skip + at];
                self.rest = &self.rest[skip + at + end.len()..];
                Some(inside)
            }
            None => {
                self.rest = "";
                None
            }
        }
    }

    /// `<!DOCTYPE … [ … ]>`: quotes and brackets hide the `>` inside them.
    fn declaration(&mut self) -> Piece<'t> {
        let (mut quote, mut brackets) = (None, 0usize);
        for (at, b) in self.rest.bytes().enumerate() {
            match (quote, b) {
                (Some(q), b) if q == b => quote = None,
                (None, b'"' | b'\'') => quote = Some(b),
                (None, b'[') => brackets += 1,
                (None, b']') => brackets = brackets.saturating_sub(1),
                (None, b'>') if brackets == 0 => {
                    self.take(at + 1);
                    return Piece::Nothing;
                }
                _ => {}
            }
        }
        self.rest = "";
        Piece::Cut
    }
}

fn is_name(name: &str) -> bool {
    name.matches(':').count() <= 1
        && !name.starts_with(':')
        && !name.ends_with(':')
        && name.len() <= 100
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '.'))
        // A prefix may not begin with a digit either.
        && name.split(':').all(|part| part.starts_with(|c: char| c.is_alphabetic() || c == '_'))
}

enum End {
    At(usize),
    None,
    Cut,
    TooLong,
}

/// Where the tag ends that the text begins with.
fn tag_end(text: &str) -> End {
    let mut quote = None;
    let mut before = b' ';
    for (at, b) in text.bytes().enumerate().skip(1) {
        if at > MAX_TAG {
            return End::TooLong;
        }
        match (quote, b) {
            (Some(q), b) if q == b => quote = None,
            (Some(_), _) => {}
            // A quote only begins a value behind its equals sign.
            (None, b'"' | b'\'') if before == b'=' => quote = Some(b),
            (None, b'>') => return End::At(at),
            (None, b'<') => return End::None,
            _ => {}
        }
        if !b.is_ascii_whitespace() {
            before = b;
        }
    }
    End::Cut
}

/// The attributes of a start tag, those that are well-formed, values as written.
pub(super) struct Attributes<'t> {
    rest: &'t str,
}

impl<'t> Attributes<'t> {
    pub(super) fn of(tag: &'t str) -> Self {
        Self { rest: tag }
    }
}

impl<'t> Iterator for Attributes<'t> {
    type Item = (&'t str, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            self.rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            let end = self.rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(self.rest.len());
            let key = &self.rest[..end];
            let after = self.rest[end..].trim_start();
            let Some(value) = after.strip_prefix('=') else {
                if key.is_empty() {
                    return None;
                }
                self.rest = after;
                continue;
            };
            let value = value.trim_start();
            let (value, rest) = match value.chars().next() {
                Some(q @ ('"' | '\'')) => value[1..].split_once(q).unwrap_or((&value[1..], "")),
                _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
            };
            self.rest = rest;
            if is_name(key) {
                return Some((key, value));
            }
        }
    }
}
