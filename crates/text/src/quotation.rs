//! Quotations: the stretches of a text that stand between quotation marks.
//!
//! Reads «…», “…” (also the wrong way round) and "…"; not ‘…’, as an apostrophe is too often something else. Every stretch
//! lies within one paragraph (line). A quotation of several paragraphs is several stretches, each of which names the one it
//! continues; one that is never closed ends with its paragraph.

use std::ops::Range;

use marsad_model::Span;

use crate::{Text, TokenKind};

/// How many paragraphs back an opened quotation is looked for when a closing mark stands alone.
const BACK: usize = 4;
/// Letters of what may be joined before a straight mark that opens: «لـ"رويترز"», «وال"كتيبة"».
const JOINED_LETTERS: usize = 3;

/// A stretch between quotation marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// What stands inside the marks, as indices into [`Text::tokens`]. Never empty.
    pub tokens: Range<usize>,
    /// From the first to the last of these tokens.
    pub span: Span,
    /// The same with the marks, where there are any.
    pub outer: Span,
    /// How many quotations it stands in; 0 for the outermost.
    pub depth: usize,
    /// Number of its paragraph, as in [`crate::Sentence::paragraph`].
    pub paragraph: usize,
    /// Whether its closing mark was found.
    pub closed: bool,
    /// Index of the stretch that it goes on from, where the quotation began in a paragraph before.
    pub continues: Option<usize>,
}

impl Quoted {
    /// How many words and numbers stand inside.
    #[must_use]
    pub fn words(&self, text: &Text) -> usize {
        text.tokens()[self.tokens.clone()].iter().filter(|t| t.kind != TokenKind::Mark).count()
    }
}

/// The quoted stretches of a text, marks left out, outermost only, in order: those that are closed, and the parts of
/// quotations that run over several paragraphs.
///
/// ```
/// use marsad_text::{Text, quotations};
/// let text = Text::new("قال «لن ننسحب» ثم غادر");
/// assert_eq!(text.slice(quotations(&text)[0]), "لن ننسحب");
/// ```
#[must_use]
pub fn quotations(text: &Text) -> Vec<Span> {
    let all = quoted(text);
    let continued: Vec<usize> = all.iter().filter_map(|q| q.continues).collect();
    let mut out: Vec<Span> = Vec::new();
    for (k, q) in all.iter().enumerate() {
        let sure = q.closed || q.continues.is_some() || continued.contains(&k);
        if sure && out.last().is_none_or(|last| last.end <= q.span.start) {
            out.push(q.span);
        }
    }
    out
}

/// Every quoted stretch of a text, nested ones too, ordered by their start, the outer before the inner.
///
/// ```
/// use marsad_text::{Text, quoted};
/// let text = Text::new("«قال لي «تعال» فذهبت»");
/// let found = quoted(&text);
/// assert_eq!((found.len(), found[1].depth, text.slice(found[1].span)), (2, 1, "تعال"));
/// ```
#[must_use]
pub fn quoted(text: &Text) -> Vec<Quoted> {
    let mut out: Vec<Quoted> = Vec::new();
    for line in lines(text) {
        let found = read_line(text, &line);
        join(text, &line, found, &mut out);
    }
    out
}

/// One line: its number and its tokens.
struct Line {
    paragraph: usize,
    tokens: Range<usize>,
}

fn lines(text: &Text) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    for sentence in text.sentences() {
        match out.last_mut() {
            Some(line) if line.paragraph == sentence.paragraph => line.tokens.end = sentence.tokens.end,
            _ => out.push(Line { paragraph: sentence.paragraph, tokens: sentence.tokens.clone() }),
        }
    }
    out
}

/// The three pairs of marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pair {
    Angle,
    Curly,
    Straight,
}

/// What one line holds: stretches by the tokens of their marks, and a closing mark whose opening one stands elsewhere.
#[derive(Default)]
struct Found {
    /// Opening mark, closing mark (or the end of the line), depth, whether closed, which pair.
    stretches: Vec<(usize, usize, usize, bool, Pair)>,
    stray: Option<usize>,
}

fn read_line(text: &Text, line: &Line) -> Found {
    let tokens = text.tokens();
    let mut found = Found::default();
    let mut stack: Vec<(usize, Pair)> = Vec::new();
    for i in line.tokens.clone() {
        let Some(c) = tokens[i].mark else { continue };
        let glued = tokens.get(i + 1).is_some_and(|t| !t.spaced && i + 1 < line.tokens.end);
        let free = tokens[i].spaced || i == line.tokens.start || tokens[i - 1].mark.is_some() || proclitic(text, i - 1);
        let open = |pair: Pair| stack.iter().rposition(|(_, p)| *p == pair);
        let (pair, closes) = match c {
            '«' => (Pair::Angle, false),
            '»' => (Pair::Angle, true),
            '“' | '”' | '„' => {
                let opens = glued && free && (c != '”' || open(Pair::Curly).is_none());
                (Pair::Curly, !opens)
            }
            '"' => {
                // After another mark both are possible: what is open closes.
                let after_mark = !tokens[i].spaced && i > line.tokens.start && tokens[i - 1].mark.is_some();
                let opens = glued && free && !(after_mark && open(Pair::Straight).is_some() && !opening(text, i - 1));
                (Pair::Straight, !opens)
            }
            _ => continue,
        };
        if !closes {
            if pair != Pair::Straight || open(Pair::Straight).is_none() {
                stack.push((i, pair));
            }
            continue;
        }
        match open(pair) {
            Some(at) => {
                // What was opened inside and never closed ends here too.
                for (k, (from, pair)) in stack.drain(at..).enumerate() {
                    found.stretches.push((from, i, at + k, k == 0, pair));
                }
            }
            None if found.stretches.is_empty() && stack.is_empty() && found.stray.is_none() => found.stray = Some(i),
            None => {}
        }
    }
    for (depth, (from, pair)) in stack.into_iter().enumerate() {
        found.stretches.push((from, line.tokens.end, depth, false, pair));
    }
    found.stretches.sort_unstable_by_key(|s| (s.0, std::cmp::Reverse(s.1)));
    found
}

/// Whether the mark at `i` is one after which a quotation opens rather than closes.
fn opening(text: &Text, i: usize) -> bool {
    matches!(text.tokens()[i].mark, Some('(' | '[' | ':' | '«' | '“' | '-' | '–' | '—' | '/'))
}

/// Whether the token is a short particle that Arabic joins to the next word.
fn proclitic(text: &Text, i: usize) -> bool {
    let token = &text.tokens()[i];
    token.kind == TokenKind::Arabic
        && text.fold(i).chars().count() <= JOINED_LETTERS
        && text.fold(i).trim_start_matches(['و', 'ف', 'ب', 'ك', 'ل', 'ا']).is_empty()
}

/// Adds what one line holds to what the lines before hold.
fn join(text: &Text, line: &Line, found: Found, out: &mut Vec<Quoted>) {
    if let Some(close) = found.stray {
        run_on(text, line, close, out);
    }
    let before = out.len();
    let last_open = out.iter().rposition(|q| {
        !q.closed && q.depth == 0 && q.paragraph + 1 == line.paragraph && q.tokens.end == line.tokens.start
    });
    for (open, close, depth, closed, _) in found.stretches {
        if close <= open + 1 {
            continue;
        }
        let reopened = (open == line.tokens.start && depth == 0 && out.len() == before).then_some(last_open).flatten();
        let same = reopened.filter(|&k| out[k].outer.start < out[k].span.start || out[k].continues.is_some());
        let end = if closed { close + 1 } else { close };
        out.push(Quoted {
            tokens: open + 1..close,
            span: text.cover(open + 1, close),
            outer: text.cover(open, end),
            depth,
            paragraph: line.paragraph,
            closed,
            continues: same,
        });
    }
}

/// A closing mark alone in its line: the quotation began some lines before, and everything between belongs to it.
fn run_on(text: &Text, line: &Line, close: usize, out: &mut Vec<Quoted>) {
    let Some(mut last) = out.iter().rposition(|q| !q.closed && q.depth == 0 && q.paragraph + BACK > line.paragraph)
    else {
        return;
    };
    // Nothing else may be quoted after it, except inside it.
    if out[last].paragraph >= line.paragraph || out[last + 1..].iter().any(|q| q.paragraph > out[last].paragraph) {
        return;
    }
    let between: Vec<Line> = lines(text)
        .into_iter()
        .filter(|l| l.paragraph > out[last].paragraph && l.paragraph <= line.paragraph)
        .collect();
    for l in between {
        let here = l.paragraph == line.paragraph;
        let end = if here { close } else { l.tokens.end };
        if end == l.tokens.start {
            continue;
        }
        out.push(Quoted {
            tokens: l.tokens.start..end,
            span: text.cover(l.tokens.start, end),
            outer: text.cover(l.tokens.start, if here { end + 1 } else { end }),
            depth: 0,
            paragraph: l.paragraph,
            closed: here,
            continues: Some(last),
        });
        last = out.len() - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &Text) -> Vec<&str> {
        quotations(text).into_iter().map(|s| text.slice(s)).collect()
    }

    #[test]
    fn finds_each_kind_of_marks() {
        let text = Text::new("قال «نحن هنا» ثم أضاف \"لن نرحل\" وختم “انتهى” ولم يزد « شيئا");
        assert_eq!(found(&text), ["نحن هنا", "لن نرحل", "انتهى"]);
        let text = Text::new("كتب ”سنعود“ ثم قال لـ\"رويترز\" إن ال\"كتيبة\" باقية");
        assert_eq!(found(&text), ["سنعود", "رويترز", "كتيبة"]);
    }

    #[test]
    fn a_mark_that_closes_does_not_open_the_next() {
        let text = Text::new("إن الانتشار \"سيتواصل\". وقد استهدف الاعتداء \"مركزا\" هناك");
        assert_eq!(found(&text), ["سيتواصل", "مركزا"]);
        let text = Text::new("علامة ضائعة\" ثم \"كلام\" وبعده");
        assert_eq!(found(&text), ["كلام"]);
        let text = Text::new("قال \"لن نرحل.\"وأضاف \"أبدا\"");
        assert_eq!(found(&text), ["لن نرحل.", "أبدا"]);
    }

    #[test]
    fn keeps_the_outer_of_nested_ones() {
        let text = Text::new("«قال لي «تعال» فذهبت»");
        assert_eq!(found(&text), ["قال لي «تعال» فذهبت"]);
        let text = Text::new("وقال: «إن \"المنطقة الآمنة\" وهم»");
        let all = quoted(&text);
        assert_eq!(
            all.iter().map(|q| (q.depth, text.slice(q.span))).collect::<Vec<_>>(),
            [(0, "إن \"المنطقة الآمنة\" وهم"), (1, "المنطقة الآمنة")]
        );
    }

    #[test]
    fn paragraphs_that_each_open_anew_are_one_quotation() {
        let text = Text::new("وقال: «لن نقبل بالهدنة.\n«ولن نسلم السلاح.\n«هذا موقفنا».\nوغادر القاعة.");
        let all = quoted(&text);
        assert_eq!(
            all.iter().map(|q| (q.continues, q.closed)).collect::<Vec<_>>(),
            [(None, false), (Some(0), false), (Some(1), true)]
        );
        assert_eq!(found(&text), ["لن نقبل بالهدنة.", "ولن نسلم السلاح.", "هذا موقفنا"]);
    }

    #[test]
    fn a_quotation_may_run_over_lines_without_opening_again() {
        let text = Text::new("وقال: «لن نقبل بالهدنة.\nولن نسلم السلاح.\nهذا موقفنا». وغادر القاعة.");
        assert_eq!(found(&text), ["لن نقبل بالهدنة.", "ولن نسلم السلاح.", "هذا موقفنا"]);
    }

    #[test]
    fn one_that_is_never_closed_ends_with_its_paragraph_and_is_not_sure() {
        let text = Text::new("وقال: «لن نقبل بالهدنة.\nوغادر القاعة.");
        let all = quoted(&text);
        assert_eq!((all.len(), text.slice(all[0].span), all[0].closed), (1, "لن نقبل بالهدنة.", false));
        assert!(quotations(&text).is_empty());
    }
}
