//! Sentences and words as the clause reader sees them.

use marsad_lexicon::LanguagePack;
use marsad_model::Span;
use marsad_text::{Text, TokenKind};

/// One word or mark of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Lower-case, with hyphens inside («re-open») and the points of an abbreviation («u.n.»); without what follows an
    /// apostrophe.
    pub lower: String,
    /// Where it stands, without what follows an apostrophe.
    pub span: Span,
    /// Whether it begins with a capital.
    pub capital: bool,
    /// The character of a mark.
    pub mark: Option<char>,
    /// Whether its ending makes it an owner: «Israel's».
    pub owner: bool,
    /// Whether its ending makes it an object: «Gazze'yi».
    pub object: bool,
    /// Whether another ending follows its apostrophe: «Irak'tan», from Iraq.
    pub oblique: bool,
    /// Whether it is written in digits.
    pub number: bool,
}

/// A sentence.
#[derive(Debug, Clone)]
pub(crate) struct Sentence {
    pub words: Vec<Word>,
    pub span: Span,
}

/// The sentences of a text, in order.
pub(crate) fn sentences(text: &Text, pack: &LanguagePack) -> Vec<Sentence> {
    let mut out = Vec::new();
    let mut words: Vec<Word> = Vec::new();
    let mut last_end = 0;
    let mut at = 0;
    let count = text.tokens().len();
    while at < count {
        let start = text.tokens()[at].span.start;
        let broken = last_end < start && text.slice(Span::new(last_end, start)).contains(['\n', '\r', '\u{2029}']);
        if !words.is_empty() && (broken || ends(&words, text, at)) {
            close(&mut words, &mut out);
        }
        let (word, next) = word(text, pack, at);
        last_end = text.tokens()[next - 1].span.end;
        words.push(word);
        at = next;
    }
    close(&mut words, &mut out);
    out
}

fn close(words: &mut Vec<Word>, out: &mut Vec<Sentence>) {
    if let (Some(first), Some(last)) = (words.first(), words.last()) {
        let span = Span::new(first.span.start, last.span.end);
        out.push(Sentence { words: std::mem::take(words), span });
    }
}

/// Whether the words read so far end a sentence before the token at `at`.
fn ends(words: &[Word], text: &Text, at: usize) -> bool {
    let token = &text.tokens()[at];
    let stop = words.iter().rev().find(|w| !matches!(w.mark, Some('"' | '”' | '’' | '\'' | ')')));
    let stopped = stop.is_some_and(|w| matches!(w.mark, Some('.' | '!' | '?')));
    let begins =
        text.word(at).chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric() || !c.is_alphanumeric());
    stopped && token.spaced && begins
}

/// The word that begins with the token at `at`, and the token behind it.
fn word(text: &Text, pack: &LanguagePack, at: usize) -> (Word, usize) {
    let tokens = text.tokens();
    let token = &tokens[at];
    let mut out = Word {
        lower: text.fold(at).to_owned(),
        span: token.span,
        capital: text.word(at).chars().next().is_some_and(char::is_uppercase),
        mark: token.mark,
        owner: false,
        object: false,
        oblique: false,
        number: token.kind == TokenKind::Number,
    };
    let mut next = at + 1;
    if out.mark.is_some() {
        return (out, next);
    }
    let joined = |i: usize| tokens.get(i).is_some_and(|t| !t.spaced);
    let mark = |i: usize| tokens.get(i).filter(|t| !t.spaced).and_then(|t| t.mark);
    let letter = |i: usize| joined(i) && tokens[i].is_word() && tokens[i].span.len() == 1;
    // «U.S.», «U.N.»: single letters and points.
    if token.is_word() && token.span.len() == 1 && mark(next) == Some('.') && letter(next + 1) {
        while mark(next) == Some('.') {
            out.lower.push('.');
            out.span.end = tokens[next].span.end;
            next += 1;
            if letter(next) {
                out.lower.push_str(text.fold(next));
                next += 1;
            } else {
                break;
            }
        }
        return (out, next);
    }
    // «free-trade», «Mi-26», «al-Bashir».
    while matches!(mark(next), Some('-' | '‑')) && joined(next + 1) && tokens[next + 1].mark.is_none() {
        out.lower.push('-');
        out.lower.push_str(text.fold(next + 1));
        out.span.end = tokens[next + 1].span.end;
        out.number = false;
        next += 2;
    }
    if mark(next) == Some('.') && pack.abbreviations.contains(out.lower.as_str()) {
        return (out, next + 1);
    }
    if matches!(mark(next), Some('\'' | '’')) {
        if joined(next + 1) && tokens[next + 1].is_word() {
            let tail = text.fold(next + 1);
            if pack.kept.iter().any(|k| k == tail) {
                out.lower.push('\'');
                out.lower.push_str(tail);
                out.span.end = tokens[next + 1].span.end;
            } else {
                out.owner = pack.owners.iter().any(|o| o == tail);
                out.object = pack.objects.iter().any(|o| o == tail);
                out.oblique = !out.owner && !out.object;
            }
            return (out, next + 2);
        }
        let bare = pack.owners.iter().any(String::is_empty) && out.lower.ends_with('s');
        if bare && tokens.get(next + 1).is_some_and(|t| t.spaced && t.mark.is_none()) {
            out.owner = true;
            return (out, next + 1);
        }
    }
    (out, next)
}
