//! The words of a frame as its file spells them, and as they are looked for.

use marsad_text::fold_str;
use rustc_hash::FxHashSet;

use crate::frames::without_article;

/// Phrases that one line with alternatives may stand for.
const MOST: usize = 400;

/// One word of a phrase behind its first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhraseWord {
    /// A folded word without its article.
    Form(Box<str>),
    /// Any finite form of a verb (index into [`crate::Verbs::all`]).
    Verb(u32),
    /// Any word that this preposition is joined to: «ب…».
    Joined(char),
}

/// Where a phrase begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Head {
    /// With a folded word without its article.
    Form(Box<str>),
    /// With any finite form of a verb.
    Verb(u32),
}

/// Reads a phrase of a frame file: `مسيرة غاضبة|سلمية`, `[لوح] ب…`, `لن [قبل]`. `verb` finds a verb by its key.
pub(crate) fn phrases(
    line: &str,
    verb: impl Fn(&str) -> Result<u32, String>,
) -> Result<Vec<(Head, Vec<PhraseWord>)>, String> {
    let mut all: Vec<Vec<&str>> = vec![Vec::new()];
    for word in line.split_whitespace() {
        let choices: Vec<&str> = word.split('|').filter(|w| !w.is_empty()).collect();
        all = all
            .iter()
            .flat_map(|before| choices.iter().map(|w| before.iter().copied().chain([*w]).collect::<Vec<_>>()))
            .take(MOST + 1)
            .collect();
        if all.len() > MOST {
            return Err(format!("phrase `{line}` stands for more than {MOST} phrases"));
        }
    }
    let mut out = Vec::with_capacity(all.len());
    for words in all {
        let mut words = words.into_iter();
        let Some(head) = words.next() else { continue };
        let head = match lemma(head) {
            Some(key) => Head::Verb(verb(key)?),
            None => Head::Form(plain(head)),
        };
        let rest = words
            .map(|w| {
                if let Some(key) = lemma(w) {
                    return Ok(PhraseWord::Verb(verb(key)?));
                }
                let mut letters = w.chars();
                Ok(match (letters.next(), letters.as_str()) {
                    (Some(preposition), "…") => PhraseWord::Joined(preposition),
                    _ => PhraseWord::Form(plain(w)),
                })
            })
            .collect::<Result<Vec<_>, String>>()?;
        out.push((head, rest));
    }
    Ok(out)
}

/// The key between the brackets of `[key]`.
fn lemma(word: &str) -> Option<&str> {
    word.strip_prefix('[').and_then(|w| w.strip_suffix(']'))
}

/// A word folded, without its article.
fn plain(word: &str) -> Box<str> {
    without_article(&fold_str(word)).into()
}

/// A set of words, folded and without their articles.
#[derive(Debug, Clone, Default)]
pub struct WordSet(FxHashSet<Box<str>>);

impl WordSet {
    pub(crate) fn of(words: &[String]) -> Self {
        let mut set: FxHashSet<Box<str>> = FxHashSet::default();
        for word in words {
            let word = plain(word);
            // A sound plural stands for its other cases: «سائقون», «سائقين», «سائقو».
            if let Some(stem) = word.strip_suffix("ون").filter(|s| s.chars().count() > 2) {
                set.extend(["ين", "و", "ي"].map(|end| Box::from(format!("{stem}{end}"))));
            }
            set.insert(word);
        }
        Self(set)
    }

    /// Whether a word is one of the set: its folded stem without article and clitics; `bound`: a pronoun is joined to it.
    #[must_use]
    pub fn has(&self, stem: &str, bound: bool) -> bool {
        self.0.contains(stem)
            || !bound && stem.strip_suffix('ا').is_some_and(|s| self.0.contains(s))
            // «عضويتها».
            || bound && stem.strip_suffix('ت').is_some_and(|s| self.0.contains(format!("{s}ه").as_str()))
    }

    /// Whether there are no words in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Words of a frame that a text's words are compared with as they are, folded and without their articles.
#[derive(Debug, Clone, Default)]
pub struct Listed(FxHashSet<Box<str>>);

impl Listed {
    pub(crate) fn of(words: &[String]) -> Self {
        Self(words.iter().map(|w| w.as_str().into()).collect())
    }

    /// Whether a folded word without its article is on the list.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        !self.0.is_empty() && self.0.contains(word)
    }

    /// As [`Listed::has`], also without the accusative's alef.
    #[must_use]
    pub fn has_any(&self, word: &str) -> bool {
        self.has(word) || word.strip_suffix('ا').is_some_and(|w| self.has(w))
    }

    /// Whether nothing is on it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Vec<(Head, Vec<PhraseWord>)>, String> {
        phrases(line, |key| if key == "لوح" { Ok(7) } else { Err(format!("no verb {key}")) })
    }

    #[test]
    fn alternatives_verbs_and_joined_prepositions() {
        let form = |w: &str| PhraseWord::Form(w.into());
        let all = read("مسيرة|مسيرات غاضبة|سلمية").unwrap();
        assert_eq!(all.len(), 4);
        assert!(all.contains(&(Head::Form("مسيره".into()), vec![form("سلميه")])));
        assert_eq!(read("[لوح] ب…").unwrap(), [(Head::Verb(7), vec![PhraseWord::Joined('ب')])]);
        assert_eq!(read("لن [لوح]").unwrap(), [(Head::Form("لن".into()), vec![PhraseWord::Verb(7)])]);
    }

    #[test]
    fn unknown_verbs_and_endless_lines_are_errors() {
        assert!(read("[كتب] كتابا").is_err());
        assert!(read("لن [كتب]").is_err());
        assert!(read(&["a|b|c|d|e|f"; 5].join(" ")).is_err());
    }

    #[test]
    fn words_with_endings() {
        let set = WordSet::of(&["عضوية".to_owned(), "الدعم".to_owned()]);
        assert!(set.has("عضويت", true) && set.has("دعما", false) && set.has("دعم", true));
        assert!(!set.has("عضويت", false) && !set.has("داعم", false));
        let set = WordSet::of(&["سائقون".to_owned()]);
        assert!(set.has("سائقو", false) && set.has("سائقين", false) && !set.has("سائق", false));
    }
}
