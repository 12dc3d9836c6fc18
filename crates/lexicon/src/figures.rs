//! Figures: which words make a number a stated quantity about a subject rather than a count of an act.

use marsad_model::FigureKind;
use marsad_text::{fold_str, splits};
use rustc_hash::FxHashMap;

use crate::phrase::{PhraseMap, article_forms};
use crate::table::read_tables;
use crate::verbs::Verbs;
use crate::{Files, LexiconError};

/// On which side of the number a cue must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum CueSide {
    Before,
    After,
    Any,
}

/// One rule: what is counted, and the words beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureRule {
    /// Its name.
    pub id: String,
    /// What the number tells; nothing where the words say that it is no figure.
    pub figure: Option<FigureKind>,
    /// Kinds of noun of which one must be counted, or [`Figures::NO_NOUN`] for a bare number; empty for any.
    pub counted: Vec<String>,
    /// Where its words stand.
    pub side: CueSide,
    /// How many words at most may stand between them and the number.
    pub reach: usize,
}

/// Rules and the words that bring them up.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// The rules, in the order of their files.
    pub rules: Vec<FigureRule>,
    /// Words, with the numbers of their rules.
    pub words: PhraseMap<u32>,
    /// Verbs (index into [`Verbs::all`]), with the numbers of their rules.
    pub verbs: FxHashMap<u32, Vec<u32>>,
    /// Kinds of folded nouns that are counted.
    nouns: FxHashMap<Box<str>, Vec<Box<str>>>,
}

impl Figures {
    /// Stands among the kinds of noun of a rule that takes a number with no noun beside it.
    pub const NO_NOUN: &str = "-";

    pub(crate) fn load(files: &Files, verbs: &Verbs) -> Result<Self, LexiconError> {
        let mut out = Self::default();
        let mut kinds: Vec<Box<str>> = Vec::new();
        read_tables(files, "lexicon/ar/figure_nouns.", |row| {
            let kind: Box<str> = row.get("kind").into();
            for form in row.list("form") {
                let list = out.nouns.entry(fold_str(form).into()).or_default();
                if !list.contains(&kind) {
                    list.push(kind.clone());
                }
            }
            kinds.push(kind);
            Ok(())
        })?;
        read_tables(files, "lexicon/ar/figures.", |row| {
            let number = u32::try_from(out.rules.len()).unwrap_or(u32::MAX);
            let side = match row.get("side") {
                "before" => CueSide::Before,
                "after" => CueSide::After,
                "" => CueSide::Any,
                other => return Err(row.error(format!("`{other}` is not before, after or empty"))),
            };
            let counted: Vec<String> = row.list("counted").map(str::to_owned).collect();
            if let Some(kind) = counted.iter().find(|c| *c != Self::NO_NOUN && !kinds.iter().any(|k| **k == **c)) {
                return Err(row.error(format!("no noun of `figure_nouns.tsv` is of the kind `{kind}`")));
            }
            out.rules.push(FigureRule {
                id: row.get("rule").to_owned(),
                figure: if row.get("figure") == "-" { None } else { Some(row.parse("figure")?) },
                counted,
                side,
                reach: row.parse("reach")?,
            });
            for form in row.list("cue") {
                match form.strip_prefix('[').and_then(|f| f.strip_suffix(']')) {
                    Some(key) => {
                        let verb =
                            verbs.key(key).ok_or_else(|| row.error(format!("no verb `{key}` in lexicon/ar/verbs/")))?;
                        out.verbs.entry(verb).or_default().push(number);
                    }
                    None => article_forms(form).iter().for_each(|f| out.words.insert(f, number)),
                }
            }
            Ok(())
        })?;
        Ok(out)
    }

    /// The kinds of a folded noun, whatever is joined in front of it.
    #[must_use]
    pub fn kinds(&self, folded: &str) -> &[Box<str>] {
        let of = |word: &str| self.nouns.get(word);
        let cut = || splits(folded).filter(|s| s.pronoun.is_none()).find_map(|s| of(s.stem));
        of(folded).or_else(cut).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lexicon;

    #[test]
    fn nouns_have_kinds_with_what_is_joined_to_them() {
        let figures = &Lexicon::builtin().figures;
        assert_eq!(figures.kinds("ومعتقل").first().map(|k| &**k), Some("captive"));
        assert!(figures.kinds("سياره").is_empty());
    }

    #[test]
    fn an_unknown_kind_is_named_with_its_line() {
        let mut files = Files::builtin();
        let head = "rule\tfigure\tcounted\tcue\tside\treach\tsource\tlicence\n";
        files.replace("lexicon/ar/figures.tsv", "own.tsv", &format!("{head}x\theld\tghosts\tسجن\t\t5\town\tproject\n"));
        let verbs = Verbs::load(&files).unwrap();
        let error = Figures::load(&files, &verbs).unwrap_err().to_string();
        assert!(error.starts_with("own.tsv:2: no noun") && error.contains("`ghosts`"), "{error}");
    }
}
