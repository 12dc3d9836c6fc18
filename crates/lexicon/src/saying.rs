//! Verbs and phrases of saying.

use marsad_model::CueClass;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::phrase::PhraseMap;
use crate::table::read_tables;
use crate::{Files, LexiconError};

/// A phrase that names a source: «بحسب», «نقلا عن».
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SayingPhrase {
    /// How it stands to what is said.
    pub class: CueClass,
    /// Where the source stands.
    pub place: SourcePlace,
}

/// Where the source stands to a phrase of attribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourcePlace {
    /// It follows: «بحسب المرصد».
    After,
    /// The phrase ends in the word for it: «بحسب مصادر أمنية», «قال مصدر».
    Within,
    /// A verb of saying follows, then it: «وفق ما أعلن المرصد».
    Clause,
    /// Elsewhere, or nobody is named.
    Elsewhere,
}

/// What a verb of saying takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Complement {
    /// «أن …», or the thing announced: «أعلن مقتل …».
    That,
    /// What is spoken of: «تحدث عن …»; the words themselves follow only with «أن» or a colon.
    About,
    /// The words themselves.
    Quote,
    /// What somebody else said: «نقل … عن …».
    Relay,
}

/// A verb of saying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SayingVerb {
    /// How it stands to what is said.
    pub class: CueClass,
    /// What it takes.
    pub complement: Complement,
}

/// How people are quoted.
#[derive(Debug, Clone, Default)]
pub struct Saying {
    /// Lemma of a verb of saying (folded) to how it is used.
    pub verbs: FxHashMap<String, SayingVerb>,
    /// Participles and masdars of saying, as written: «مؤكدا», «مشيرا».
    pub nominals: PhraseMap<CueClass>,
    /// Masdars among the nominals, folded: they speak for whoever follows: «إعلان الوزارة».
    pub masdars: FxHashSet<Box<str>>,
    /// Phrases.
    pub phrases: PhraseMap<SayingPhrase>,
    /// Folded words that are spoken of or pointed at beside a verb of saying, and never speak: «الانتباه», «الأمر».
    pub mute: FxHashSet<Box<str>>,
    /// Folded words for papers and those who print them, which speak: «تقرير», «بيان», «صحيفة».
    pub documents: FxHashSet<Box<str>>,
    /// Those of both that show or tell by themselves: «مشاهد», «بيانا».
    pub shown: FxHashSet<Box<str>>,
}

impl Saying {
    pub(crate) fn load(files: &Files) -> Result<Self, LexiconError> {
        let mut out = Self::default();
        for path in files.paths("lexicon/ar/saying", ".tsv") {
            if path.ends_with("saying_nouns.tsv") {
                read_tables(files, path, |row| {
                    let forms = || row.list("form").map(|form| marsad_text::fold_str(form).into());
                    match row.get("kind") {
                        "said" => out.mute.extend(forms()),
                        "shown" => {
                            out.mute.extend(forms());
                            out.shown.extend(forms());
                        }
                        "document" => {
                            out.shown.extend(forms());
                            out.documents.extend(forms());
                        }
                        "outlet" => out.documents.extend(forms()),
                        other => return Err(row.error(format!("`{other}` is not said, shown, document or outlet"))),
                    }
                    Ok(())
                })?;
            } else if path.ends_with("saying_phrases.tsv") {
                read_tables(files, path, |row| {
                    let phrase = SayingPhrase {
                        class: row.parse("class")?,
                        place: match row.get("position") {
                            "before_source" => SourcePlace::After,
                            "with_source" => SourcePlace::Within,
                            "before_verb" => SourcePlace::Clause,
                            _ => SourcePlace::Elsewhere,
                        },
                    };
                    for form in row.list("form") {
                        out.phrases.insert(form, phrase.clone());
                    }
                    Ok(())
                })?;
            } else {
                read_tables(files, path, |row| {
                    let class: CueClass = row.parse("class")?;
                    let complement = match row.get("complement") {
                        "that" | "any" => Complement::That,
                        "about" => Complement::About,
                        "quote" => Complement::Quote,
                        "relay" => Complement::Relay,
                        other => return Err(row.error(format!("`{other}` is not that, about, quote, relay or any"))),
                    };
                    out.verbs.insert(marsad_text::fold_str(row.get("lemma")), SayingVerb { class, complement });
                    out.masdars.extend(row.list("masdars").map(|form| marsad_text::fold_str(form).into()));
                    for form in row.list("nominals").chain(row.list("masdars")) {
                        out.nominals.insert(form, class);
                    }
                    Ok(())
                })?;
            }
        }
        Ok(out)
    }
}
