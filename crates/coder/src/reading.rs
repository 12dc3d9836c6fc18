//! What of a text is read: its Arabic.

use marsad_model::{Notice, Span};
use marsad_text::{Text, foreign_paragraphs};

/// Reads a text without its paragraphs in other languages, and says which these were. Where the language of a paragraph
/// cannot be told, it is read.
pub(crate) fn arabic(source: String) -> (Text, Vec<Notice>) {
    let foreign = foreign_paragraphs(&source);
    let spans: Vec<Span> = foreign.iter().map(|p| p.span).collect();
    let notices = foreign
        .iter()
        .map(|p| Notice { start: p.span.start, end: p.span.end, language: p.language.tag().to_owned() })
        .collect();
    (Text::without(source, &spans), notices)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_of_other_languages_hold_no_tokens_and_are_told() {
        let persian = "نیروهای امنیتی سه نفر را در شهر بازداشت کردند";
        let source = format!("اعتقال ثلاثة في المدينة\n\n{persian}\nوقالت الشرطة إن التحقيق مستمر.");
        let (text, notices) = arabic(source.clone());
        assert_eq!(notices.len(), 1);
        assert_eq!(
            (notices[0].language.as_str(), text.slice(Span::new(notices[0].start, notices[0].end))),
            ("fa", persian)
        );
        assert!(text.tokens().iter().all(|t| t.span.end <= notices[0].start || t.span.start >= notices[0].end));
        assert_eq!(text.sentences().len(), 2);
        assert!(arabic("اعتقال ثلاثة في المدينة".to_owned()).1.is_empty());
    }
}
