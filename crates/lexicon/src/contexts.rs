//! Contexts: which words of a paragraph, and which acts and sides, put a report into which of PLOVER's contexts.

use marsad_model::{Context, EventType, Mode, Sector};

use crate::phrase::{PhraseMap, article_forms};
use crate::table::read_tables;
use crate::{Files, LexiconError, Row};

/// What a word says of its paragraph.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ContextCue {
    /// The context; nothing for words that only look like those of one.
    pub context: Option<Context>,
    /// How much it says: from [`Contexts::ENOUGH`] on, a paragraph is in the context.
    pub weight: u8,
    /// Number of its row: forms of one row count once.
    pub row: u32,
}

/// One thing that an act shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// The act is of this type.
    Type(EventType),
    /// It was done so.
    Mode(Mode),
    /// A doer is of this sector.
    Actor(Sector),
    /// Somebody it was done to is of this sector.
    Recipient(Sector),
    /// Either is.
    Party(Sector),
    /// Somebody of this sector is named in the paragraph.
    Here(Sector),
    /// Its sides are of two countries, and each speaks for one.
    States,
}

/// What an act in which all of some signs are seen is in, and what it is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signs {
    /// Every one must be seen.
    pub all: Vec<Sign>,
    /// Contexts that they bring.
    pub brings: Vec<Context>,
    /// Contexts that they keep out.
    pub bars: Vec<Context>,
}

/// Words and signs of contexts.
#[derive(Debug, Clone, Default)]
pub struct Contexts {
    /// Words.
    pub words: PhraseMap<ContextCue>,
    /// Signs, in the order of their files.
    pub signs: Vec<Signs>,
}

impl Contexts {
    /// The weight that puts a paragraph into a context.
    pub const ENOUGH: u8 = 2;

    pub(crate) fn load(files: &Files) -> Result<Self, LexiconError> {
        let mut out = Self::default();
        let mut number = 0;
        read_tables(files, "lexicon/ar/contexts.", |row| {
            number += 1;
            let context = if row.get("context") == "-" { None } else { Some(row.parse("context")?) };
            let cue = ContextCue { context, weight: row.parse("weight")?, row: number };
            for form in row.list("form").flat_map(article_forms) {
                out.words.insert(&form, cue);
            }
            Ok(())
        })?;
        read_tables(files, "lexicon/ar/context_signs.", |row| {
            let all = row.get("signs").split('+').map(|s| sign(&row, s.trim())).collect::<Result<_, _>>()?;
            let mut signs = Signs { all, brings: Vec::new(), bars: Vec::new() };
            for context in row.list("contexts") {
                let (list, code) = match context.strip_prefix('-') {
                    Some(code) => (&mut signs.bars, code),
                    None => (&mut signs.brings, context),
                };
                list.push(code.parse().map_err(|e| row.error(format!("column `contexts`: {e}")))?);
            }
            out.signs.push(signs);
            Ok(())
        })?;
        Ok(out)
    }
}

fn sign(row: &Row<'_>, text: &str) -> Result<Sign, LexiconError> {
    let wrong = |what: String| row.error(format!("sign `{text}`: {what}"));
    if text == "states" {
        return Ok(Sign::States);
    }
    if let Some(mode) = text.strip_prefix('/') {
        return mode.parse().map(Sign::Mode).map_err(|e| wrong(e.to_string()));
    }
    let Some((who, code)) = text.split_once(':') else {
        return text.parse().map(Sign::Type).map_err(|e| wrong(e.to_string()));
    };
    let sector: Sector = code.parse().map_err(|e| wrong(format!("{e}")))?;
    match who {
        "actor" => Ok(Sign::Actor(sector)),
        "recipient" => Ok(Sign::Recipient(sector)),
        "party" => Ok(Sign::Party(sector)),
        "here" => Ok(Sign::Here(sector)),
        _ => {
            Err(wrong("should be a type, /mode, actor:, recipient:, party:, here: with a sector, or states".to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lexicon;
    use marsad_text::Text;

    #[test]
    fn words_are_found_with_and_without_the_article_and_every_context_has_some() {
        let contexts = &Lexicon::builtin().contexts;
        let of = |words: &str| {
            let text = Text::new(words);
            contexts.words.at(&text, 0).iter().filter_map(|h| h.value.context).collect::<Vec<_>>()
        };
        assert_eq!(of("وبالانتخابات"), [Context::Election]);
        assert_eq!(of("انتخابات"), [Context::Election]);
        for context in Context::ALL {
            let told = format!("{:?}", contexts.words).contains(&format!("Some({context:?})"));
            let signed = contexts.signs.iter().any(|s| s.brings.contains(context));
            assert!(told || signed, "no word and no sign brings `{context}`");
        }
    }

    #[test]
    fn an_unknown_sign_is_named_with_its_line() {
        let mut files = Files::builtin();
        let text = "signs\tcontexts\tsource\tlicence\nASSAULT+somebody:MIL\tmilitary\town\tproject\n";
        files.replace("lexicon/ar/context_signs.tsv", "own.tsv", text);
        let error = Contexts::load(&files).unwrap_err().to_string();
        assert!(error.starts_with("own.tsv:2: sign `somebody:MIL`"), "{error}");
    }
}
