//! Any text: tokens, sentences and quotations lie inside it, in order, on their own words; folding finds the way back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use marsad_model::Span;
use marsad_text::{Aligned, Text, fold_str, quotations, splits};

fuzz_target!(|data: &str| {
    let text = Text::new(data);
    assert_eq!(text.len(), data.chars().count());
    let mut last = 0;
    for (i, token) in text.tokens().iter().enumerate() {
        assert!(token.span.start >= last && token.span.start < token.span.end && token.span.end <= text.len());
        assert_eq!(token.span.slice(data), text.slice(token.span));
        assert_eq!(fold_str(text.word(i)), text.fold(i));
        for split in splits(text.fold(i)) {
            let before: String = text.fold(i).chars().take(split.prefix_len).collect();
            let whole = format!("{before}{}{}", split.stem, split.pronoun.unwrap_or_default());
            assert!(whole == text.fold(i), "{split:?} of {}", text.fold(i));
        }
        last = token.span.end;
    }
    let mut next = 0;
    for sentence in text.sentences() {
        assert!(sentence.tokens.start == next && sentence.tokens.end > next);
        assert!(sentence.span.end <= text.len());
        next = sentence.tokens.end;
    }
    assert_eq!(next, text.tokens().len());
    let mut last = 0;
    for quotation in quotations(&text) {
        assert!(quotation.start >= last && quotation.start < quotation.end && quotation.end <= text.len());
        last = quotation.end;
    }
    let aligned = Aligned::new(data);
    let mut next = 0;
    for at in 0..text.len() {
        let made = aligned.folded(Span::new(at, at + 1));
        assert_eq!(made.start, next);
        next = made.end;
        assert!(made.is_empty() || aligned.original(made) == Span::new(at, at + 1));
    }
});
