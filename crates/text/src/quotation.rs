//! Quotations: the stretches of a text that stand between quotation marks.

use marsad_model::Span;

use crate::{Text, TokenKind};

/// The longest quotation, in tokens; an opening mark without its partner within this reach is passed over.
const REACH: usize = 400;

/// The quoted stretches of a text, marks left out, outermost only, in order.
///
/// Reads «…», “…”, ‘…’ nowhere (an apostrophe too often), and "…" in pairs within one paragraph.
#[must_use]
pub fn quotations(text: &Text) -> Vec<Span> {
    let tokens = text.tokens();
    let mut out = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        // A straight mark opens where a word follows it at once, and closes where a word stands right before it.
        let opens = tokens.get(i + 1).is_some_and(|next| !next.spaced)
            && (tokens[i].spaced || i == 0 || tokens[i - 1].mark.is_some());
        let close: &[char] = match tokens[i].mark {
            Some('«') => &['»'],
            Some('“' | '”' | '„' | '"') if opens => &['”', '“', '"'],
            _ => {
                i += 1;
                continue;
            }
        };
        let paragraph = text.sentences()[text.sentence_of(i)].paragraph;
        let mut depth = 0;
        let end = (i + 1..tokens.len().min(i + REACH)).find(|&j| {
            if tokens[j].kind != TokenKind::Mark {
                return false;
            }
            let c = tokens[j].mark.unwrap_or(' ');
            if c == '«' && close == ['»'] {
                depth += 1;
                return false;
            }
            if close.contains(&c) && (c == '»' || !tokens[j].spaced) {
                if depth == 0 {
                    return true;
                }
                depth -= 1;
            }
            false
        });
        match end {
            Some(j) if text.sentences()[text.sentence_of(j)].paragraph == paragraph => {
                if j > i + 1 {
                    out.push(text.cover(i + 1, j));
                }
                i = j + 1;
            }
            _ => i += 1,
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_kind_of_marks() {
        let text = Text::new("قال «نحن هنا» ثم أضاف \"لن نرحل\" وختم “انتهى” ولم يزد « شيئا");
        let found: Vec<&str> = quotations(&text).into_iter().map(|s| text.slice(s)).collect();
        assert_eq!(found, ["نحن هنا", "لن نرحل", "انتهى"]);
    }

    #[test]
    fn a_mark_that_closes_does_not_open_the_next() {
        let text = Text::new("إن الانتشار \"سيتواصل\". وقد استهدف الاعتداء \"مركزا\" هناك");
        let found: Vec<&str> = quotations(&text).into_iter().map(|s| text.slice(s)).collect();
        assert_eq!(found, ["سيتواصل", "مركزا"]);
        let text = Text::new("علامة ضائعة\" ثم \"كلام\" وبعده");
        let found: Vec<&str> = quotations(&text).into_iter().map(|s| text.slice(s)).collect();
        assert_eq!(found, ["كلام"]);
    }

    #[test]
    fn keeps_the_outer_of_nested_ones() {
        let text = Text::new("«قال لي «تعال» فذهبت»");
        let found: Vec<&str> = quotations(&text).into_iter().map(|s| text.slice(s)).collect();
        assert_eq!(found, ["قال لي «تعال» فذهبت"]);
    }
}
