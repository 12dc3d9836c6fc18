//! Given names that the coder does not take for a person by themselves: «نعت العائلة سامر حداد».

use std::collections::{HashMap, HashSet};

use marsad_model::Span;
use marsad_text::{Text, TokenKind, fold_str};

/// The most words of a name.
const NAME_WORDS: usize = 4;

/// Listed given names, and whether each is no ordinary word; and the words that end a name.
#[derive(Debug)]
pub(crate) struct Given {
    names: HashMap<String, bool>,
    no_name_after: HashSet<String>,
}

fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|l| !l.starts_with('#')).skip(1).map(|l| l.split('\t').collect())
}

impl Given {
    pub(crate) fn listed() -> Self {
        let names = rows(include_str!("../data/given_names.tsv"));
        let ends = rows(include_str!("../data/no_name_after.tsv"));
        Self {
            names: names.filter_map(|row| Some((fold_str(row.first()?), row.get(1) == Some(&"yes")))).collect(),
            no_name_after: ends.filter_map(|row| row.first().map(|w| fold_str(w))).collect(),
        }
    }

    /// Whether a folded word is a listed name, and a sure one; with or without a letter joined before it.
    fn of(&self, folded: &str) -> Option<bool> {
        let joined = folded.strip_prefix(['و', 'ف', 'ل', 'ب', 'ك']);
        self.names.get(folded).or_else(|| joined.and_then(|rest| self.names.get(rest))).copied()
    }

    /// Names that begin with a listed given name and stand outside of what may be shown.
    pub(crate) fn names(&self, text: &Text, shown: &[Span]) -> Vec<Span> {
        let tokens = text.tokens();
        let free = |at: usize| {
            tokens.get(at).is_some_and(|t| t.kind == TokenKind::Arabic && !shown.iter().any(|s| s.overlaps(t.span)))
        };
        let mut out = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let first = fold_str(text.slice(tokens[at].span));
            let Some(sure) = self.of(&first).filter(|_| free(at)) else {
                at += 1;
                continue;
            };
            let mut end = at + 1;
            while end < at + NAME_WORDS && free(end) && tokens[end].span.start == tokens[end - 1].span.end + 1 {
                let word = fold_str(text.slice(tokens[end].span));
                let name = self.names.contains_key(&word) || family(&word);
                // Behind a sure given name any word is its second part that does not go on with the sentence.
                let second = sure
                    && end == at + 1
                    && word.chars().count() > 2
                    && !self.no_name_after.contains(&word)
                    && !word.starts_with(['و', 'ل', 'ب', 'ف', 'ك']);
                let tie = matches!(word.as_str(), "بن" | "ابن" | "ابو" | "ام" | "عبد" | "ال");
                if !(name || second || tie) {
                    break;
                }
                end += 1;
            }
            if sure || end > at + 1 {
                out.push(Span::new(tokens[at].span.start, tokens[end - 1].span.end));
            }
            at = end;
        }
        out
    }
}

/// Whether a folded word looks like a family name.
fn family(folded: &str) -> bool {
    folded == "الدين"
        || folded == "الله"
        || folded.starts_with("ال") && folded.ends_with('ي') && folded.chars().count() > 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let read = Text::new(text);
        Given::listed().names(&read, &[]).into_iter().map(|s| s.slice(text).to_owned()).collect()
    }

    #[test]
    fn listed_names_are_found_with_their_second_part() {
        assert_eq!(found("نعت العائلة سامر حداد، والد الطفلين"), ["سامر حداد"]);
        assert_eq!(found("وقال يزن إن القصف استمر"), ["يزن"]);
        assert_eq!(found("قتل محمد بن علي الأحمدي أمس"), ["محمد بن علي الأحمدي"]);
        assert_eq!(found("وسلمت حقيبته ليزن أمس"), ["ليزن"]);
    }

    #[test]
    fn ordinary_words_are_no_names() {
        assert_eq!(found("تحدث باسم الجيش في ربيع العام الماضي"), [""; 0]);
        assert_eq!(found("دعاء المسافر وفرح الأطفال"), [""; 0]);
    }
}
