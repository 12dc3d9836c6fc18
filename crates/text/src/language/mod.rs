//! Which language a paragraph is written in.
//!
//! The question asked is narrow: what may be read as Arabic, and what is surely something else. Letters that only some
//! languages of a script have, common words, and beginnings and ends of words speak for a language with points
//! (`lexicon/lang/*.tsv`); without enough of them nothing is claimed. Arabic script without any such sign is Arabic.
//! Nearly every paragraph of Arabic news is settled within its first words, by the article and ta marbuta.

mod evidence;
mod script;

use marsad_model::Span;

pub use evidence::LanguageLexicon;

/// A language that can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Language {
    Arabic,
    Persian,
    Urdu,
    /// Central Kurdish, in Arabic letters.
    Sorani,
    Pashto,
    /// Northern Kurdish, in Latin letters.
    Kurmanji,
    Turkish,
    English,
    French,
    German,
    Spanish,
    Hebrew,
    Russian,
}

impl Language {
    /// Every language that can be told, in the order of the enum.
    pub const ALL: [Self; 13] = [
        Self::Arabic,
        Self::Persian,
        Self::Urdu,
        Self::Sorani,
        Self::Pashto,
        Self::Kurmanji,
        Self::Turkish,
        Self::English,
        Self::French,
        Self::German,
        Self::Spanish,
        Self::Hebrew,
        Self::Russian,
    ];

    /// ISO 639-1 code; `ku` for both Kurdish languages.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Sorani | Self::Kurmanji => "ku",
            other => other.tag(),
        }
    }

    /// Language tag (BCP 47): as [`Language::code`], but `ckb` and `kmr`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Arabic => "ar",
            Self::Persian => "fa",
            Self::Urdu => "ur",
            Self::Sorani => "ckb",
            Self::Pashto => "ps",
            Self::Kurmanji => "kmr",
            Self::Turkish => "tr",
            Self::English => "en",
            Self::French => "fr",
            Self::German => "de",
            Self::Spanish => "es",
            Self::Hebrew => "he",
            Self::Russian => "ru",
        }
    }

    /// The language of a tag.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.tag() == tag)
    }
}

/// The language of one paragraph; none where its letters and words do not settle it.
///
/// ```
/// use marsad_text::{Language, language_of_paragraph};
/// assert_eq!(language_of_paragraph("قتلى في قصف"), Some(Language::Arabic));
/// assert_eq!(language_of_paragraph("نیروهای مسلح از شهر عقب نشینی کردند"), Some(Language::Persian));
/// assert_eq!(language_of_paragraph("Reuters"), None);
/// ```
#[must_use]
pub fn language_of_paragraph(paragraph: &str) -> Option<Language> {
    if script::plainly_arabic(paragraph) {
        return Some(Language::Arabic);
    }
    LanguageLexicon::builtin().read(paragraph)
}

/// How much of a text [`language_of_text`] reads, in bytes.
const ENOUGH: usize = 40_000;

/// The language that most of a text is written in, by length of its paragraphs; none where none can be told. Only the
/// first 40 000 bytes are read.
///
/// ```
/// use marsad_text::{Language, language_of_text};
/// let text = "الجيش ينسحب من البلدة\nThe army is withdrawing from the town.\nوقال المتحدث إن القوات عادت إلى قواعدها";
/// assert_eq!(language_of_text(text), Some(Language::Arabic));
/// ```
#[must_use]
pub fn language_of_text(text: &str) -> Option<Language> {
    let mut weights = [0usize; Language::ALL.len()];
    let mut read = 0;
    for paragraph in paragraphs(text).map(|(_, p)| p) {
        if let Some(language) = language_of_paragraph(paragraph) {
            weights[language as usize] += paragraph.len();
        }
        read += paragraph.len();
        if read > ENOUGH {
            break;
        }
    }
    let best = (0..weights.len()).rev().max_by_key(|&k| weights[k])?;
    (weights[best] > 0).then(|| Language::ALL[best])
}

/// A paragraph in another language than Arabic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignParagraph {
    /// The paragraph (a line), in scalar values of the text, without the line break.
    pub span: Span,
    /// Its language.
    pub language: Language,
}

/// The paragraphs of a text that are surely not Arabic, in order. Those whose language cannot be told are not among them.
///
/// ```
/// use marsad_text::{Language, foreign_paragraphs};
/// let found = foreign_paragraphs("قال المصدر:\nThe town is in the hands of the army.\nانتهى");
/// assert_eq!((found.len(), found[0].language, found[0].span.start), (1, Language::English, 12));
/// ```
#[must_use]
pub fn foreign_paragraphs(text: &str) -> Vec<ForeignParagraph> {
    let mut out = Vec::new();
    // Scalar values are counted only where a paragraph is reported.
    let (mut counted_byte, mut counted) = (0, 0);
    for (byte, paragraph) in paragraphs(text) {
        let Some(language) = language_of_paragraph(paragraph).filter(|&l| l != Language::Arabic) else { continue };
        let start = counted + text[counted_byte..byte].chars().count();
        let end = start + paragraph.chars().count();
        (counted_byte, counted) = (byte + paragraph.len(), end);
        out.push(ForeignParagraph { span: Span::new(start, end), language });
    }
    out
}

/// The lines of a text that are not blank, with their byte offsets.
fn paragraphs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split('\n').filter_map(move |line| {
        let from = at;
        at += line.len() + 1;
        (!line.trim().is_empty()).then_some((from, line))
    })
}

#[cfg(test)]
mod tests;
