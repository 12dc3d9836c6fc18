//! Documents in a further language: read by the clause reader with the pack of the language.
//!
//! A document is read so where it holds no Arabic word and most of its paragraphs are in a language that has a pack. A document with
//! Arabic in it is read as Arabic, and its other paragraphs are told as not read.

use marsad_clause::ClauseReader;
use marsad_lexicon::{LanguagePack, Lexicon};
use marsad_model::{CodedDocument, Document, Notice, Quote, Report, Span};
use marsad_text::{Language, Text, TokenKind};

use crate::explain::{Explained, Reason};
use crate::genre;
use crate::scene::Scene;

/// What a document in a further language comes to; nothing where it is Arabic or in a language without a pack. `text` and `notices` are
/// what was read and left out as Arabic.
pub(crate) fn coded(lexicon: &Lexicon, document: &Document, text: &Text, notices: &[Notice]) -> Option<CodedDocument> {
    if text.tokens().iter().any(|t| t.kind == TokenKind::Arabic) {
        return None;
    }
    let pack = pack(lexicon, document, text, notices)?;
    let tag = pack.language.tag();
    let (read, left): (Vec<Notice>, Vec<Notice>) = notices.iter().cloned().partition(|n| n.language == tag);
    if read.is_empty() && text.tokens().is_empty() {
        return None;
    }
    let out: Vec<Span> = left.iter().map(|n| Span::new(n.start, n.end)).collect();
    let whole = Text::without(text.source(), &out);
    let reports = ClauseReader::new(&lexicon.gazetteer, pack).read(&whole, document.published);
    let genre::Read { genre, cues } = genre::read(&Scene::new(lexicon, text, document.published), document);
    let id = document.id.clone();
    Some(CodedDocument { id, reports, genre: Some(genre), genre_cues: cues, figures: Vec::new(), notices: left })
}

/// The pack of the language of most of a document. What is too short to tell is in the language that the document says.
fn pack<'l>(lexicon: &'l Lexicon, document: &Document, text: &Text, notices: &[Notice]) -> Option<&'l LanguagePack> {
    let mut lengths: Vec<(&str, usize)> = Vec::new();
    for notice in notices {
        match lengths.iter_mut().find(|(tag, _)| *tag == notice.language) {
            Some(entry) => entry.1 += notice.end - notice.start,
            None => lengths.push((&notice.language, notice.end - notice.start)),
        }
    }
    let most = lengths.into_iter().max_by_key(|(_, length)| *length).map(|(tag, _)| tag);
    let said = document.language.as_deref().filter(|_| !text.tokens().is_empty());
    lexicon.pack(Language::of_tag(most.or(said)?)?)
}

/// The reasons for the reports of a further language: the frame, and the words of each side.
pub(crate) fn explained(coded: CodedDocument) -> Explained {
    let why = coded.reports.iter().map(reasons).collect();
    Explained { coded, why }
}

fn reasons(report: &Report) -> Vec<Reason> {
    let mut out = vec![Reason {
        field: "type",
        value: report.type_.to_string(),
        how: report.rule.clone(),
        words: Some(report.trigger.clone()),
        because: format!("the frame of the rule {} has these words", report.rule),
    }];
    let mut side = |field: &'static str, value: &str, words: &Quote, because: &str| {
        let (value, how) = (value.to_owned(), "clause".to_owned());
        out.push(Reason { field, value, how, words: Some(words.clone()), because: because.to_owned() });
    };
    for actor in &report.actors {
        side("actors", &actor.entity, &actor.quote, "it does the act in its clause");
    }
    for recipient in &report.recipients {
        side("recipients", &recipient.entity, &recipient.quote, "the act is done to it in its clause");
    }
    if let Some(said) = &report.said_by {
        side("said_by", &said.entity, &said.quote, "the clause is what it says");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Coder;

    fn code(text: &str, language: Option<&str>) -> CodedDocument {
        let document = Document {
            id: "x".into(),
            text: text.into(),
            language: language.map(str::to_owned),
            published: "2024-05-10".parse().ok(),
            ..Document::default()
        };
        Coder::new(Lexicon::builtin()).code(&document)
    }

    #[test]
    fn a_document_in_english_is_read_by_its_pack_and_arabic_ones_are_not() {
        let english = "The Syrian army shelled two villages in the north of the province on Thursday, residents said.";
        let coded = code(english, None);
        assert_eq!(coded.reports.len(), 1, "{:?}", coded.reports);
        assert!(coded.notices.is_empty() && coded.reports[0].rule.starts_with("en/"));
        let mixed = code(&format!("قصف الجيش قريتين.\n{english}"), None);
        assert!(mixed.reports.iter().all(|r| !r.rule.starts_with("en/")));
        assert_eq!(mixed.notices.len(), 1);
    }

    #[test]
    fn what_is_too_short_to_tell_is_read_only_where_the_document_says_its_language() {
        assert!(code("Rebels shelled Aleppo.", None).reports.is_empty());
        assert_eq!(code("Rebels shelled Aleppo.", Some("en")).reports.len(), 1);
    }

    #[test]
    fn a_language_whose_pack_is_experimental_is_told_as_not_read() {
        let coded = code(
            "İsrail ordusu dün Gazze'yi bombaladı ve çok sayıda sivil öldü, bu saldırı için açıklama yapıldı.",
            None,
        );
        assert!(coded.reports.is_empty());
        assert_eq!(coded.notices.iter().map(|n| n.language.as_str()).collect::<Vec<_>>(), ["tr"]);
    }

    #[test]
    fn reasons_are_given_for_every_report() {
        let document = Document {
            text: "The Syrian army shelled two villages in the north of the province, residents said on Thursday."
                .into(),
            ..Document::default()
        };
        let explained = Coder::new(Lexicon::builtin()).explain(&document);
        assert_eq!(explained.why.len(), explained.coded.reports.len());
        assert!(explained.why[0].iter().any(|r| r.field == "type"));
    }
}
