//! Words in the pieces that a BERT model reads: `tokenizer.json` of the kind WordPiece.

use serde_json::Value;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Most words of a vocabulary.
const MOST: usize = 2_000_000;
/// Longest word, in letters, that is cut into pieces.
const LONGEST: usize = 100;

/// The vocabulary of a model, and how it wants its words.
#[derive(Debug, Clone)]
pub struct WordPieces {
    vocabulary: HashMap<String, i64>,
    unknown: i64,
    /// What stands at the beginning of what is read.
    pub(super) start: i64,
    /// What stands at its end.
    pub(super) end: i64,
    /// What fills the rest.
    pub(super) pad: i64,
    prefix: String,
    lowercase: bool,
    strip_accents: bool,
    longest: usize,
}

impl WordPieces {
    /// Reads a `tokenizer.json`.
    ///
    /// # Errors
    /// In words what is missing, or that it is of another kind.
    pub fn read(json: &[u8]) -> Result<Self, String> {
        let value: Value = serde_json::from_slice(json).map_err(|e| format!("it is no JSON ({e})"))?;
        let model = value.get("model").ok_or("it has no `model`")?;
        match model.get("type").and_then(Value::as_str) {
            Some("WordPiece") | None => {}
            Some(other) => {
                return Err(format!(
                    "its model is of the kind `{other}`; this reader knows WordPiece, which BERT models have"
                ));
            }
        }
        let words = model.get("vocab").and_then(Value::as_object).ok_or("it has no vocabulary")?;
        if words.len() > MOST {
            return Err(format!("its vocabulary has {} words, more than {MOST}", words.len()));
        }
        let mut vocabulary = HashMap::with_capacity(words.len());
        for (word, id) in words {
            vocabulary.insert(word.clone(), id.as_i64().ok_or("its vocabulary has a word without a number")?);
        }
        for added in value.get("added_tokens").and_then(Value::as_array).into_iter().flatten().take(MOST) {
            if let (Some(word), Some(id)) =
                (added.get("content").and_then(Value::as_str), added.get("id").and_then(Value::as_i64))
            {
                vocabulary.insert(word.to_owned(), id);
            }
        }
        let text = |key: &str, other: &str| model.get(key).and_then(Value::as_str).unwrap_or(other).to_owned();
        let id = |word: &str| vocabulary.get(word).copied().ok_or_else(|| format!("its vocabulary lacks `{word}`"));
        let normalizer = value.get("normalizer").filter(|n| n.get("type").is_some());
        if let Some(kind) = normalizer.and_then(|n| n.get("type")).and_then(Value::as_str)
            && kind != "BertNormalizer"
        {
            return Err(format!("it normalises by `{kind}`; this reader knows BertNormalizer"));
        }
        let flag = |key: &str| normalizer.and_then(|n| n.get(key)).and_then(Value::as_bool);
        let lowercase = flag("lowercase").unwrap_or(false);
        let longest = model.get("max_input_chars_per_word").and_then(Value::as_u64);
        Ok(Self {
            unknown: id(&text("unk_token", "[UNK]"))?,
            start: id("[CLS]")?,
            end: id("[SEP]")?,
            pad: id("[PAD]")?,
            prefix: text("continuing_subword_prefix", "##"),
            lowercase,
            strip_accents: flag("strip_accents").unwrap_or(lowercase),
            longest: longest.and_then(|n| usize::try_from(n).ok()).unwrap_or(LONGEST).min(1_000),
            vocabulary,
        })
    }

    /// The pieces of one word as the house cuts words: letters alone, a number, or one mark. None where nothing of it is left.
    #[must_use]
    pub fn of(&self, word: &str) -> Vec<i64> {
        let mut normal = String::with_capacity(word.len());
        for c in word.chars().filter(|c| !dropped(*c)) {
            let lower = c.to_lowercase();
            let mut add = |c: char| {
                if self.strip_accents {
                    normal.extend(c.nfd().filter(|c| !is_combining_mark(*c)));
                } else {
                    normal.push(c);
                }
            };
            if self.lowercase { lower.for_each(&mut add) } else { add(c) }
        }
        // Inside a number or a name there may be marks, each of which is a word for the model.
        let mut out = Vec::new();
        let mut rest = normal.as_str();
        while let Some(first) = rest.chars().next() {
            let end = if is_mark(first) { first.len_utf8() } else { rest.find(is_mark).unwrap_or(rest.len()) };
            self.cut(&rest[..end], &mut out);
            rest = &rest[end..];
        }
        out
    }

    /// The longest pieces of the vocabulary that a word begins with, one after the other.
    fn cut(&self, word: &str, out: &mut Vec<i64>) {
        let letters: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
        if letters.len() - 1 > self.longest {
            out.push(self.unknown);
            return;
        }
        let begun = out.len();
        let mut from = 0;
        let mut piece = String::new();
        while from + 1 < letters.len() {
            let found = (from + 1..letters.len()).rev().find_map(|to| {
                piece.clear();
                if from > 0 {
                    piece.push_str(&self.prefix);
                }
                piece.push_str(&word[letters[from]..letters[to]]);
                self.vocabulary.get(&piece).map(|id| (to, *id))
            });
            let Some((to, id)) = found else {
                out.truncate(begun);
                out.push(self.unknown);
                return;
            };
            out.push(id);
            from = to;
        }
    }
}

/// What a model never sees: control characters and marks of direction.
fn dropped(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFFD}')
}

/// Marks, each of which is a word of its own for a BERT model: those of ASCII, Arabic, and the blocks of punctuation.
fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '\u{A1}' | '\u{A7}' | '\u{AB}' | '\u{B6}' | '\u{B7}' | '\u{BB}' | '\u{BF}' | '\u{60C}' | '\u{60D}'
            | '\u{61B}' | '\u{61E}' | '\u{61F}' | '\u{66A}'..='\u{66D}' | '\u{6D4}' | '\u{2010}'..='\u{2027}'
            | '\u{2030}'..='\u{205E}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{FD3E}' | '\u{FD3F}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn made(normalizer: Value) -> WordPieces {
        let words =
            ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "حلب", "ب", "##حلب", "قص", "##ف", "،", "احمد", "1", ",", "200", "us"];
        let vocabulary: serde_json::Map<String, Value> =
            words.iter().enumerate().map(|(at, word)| ((*word).to_owned(), json!(at))).collect();
        let file = json!({ "normalizer": normalizer, "model": { "type": "WordPiece", "unk_token": "[UNK]",
            "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": vocabulary } });
        WordPieces::read(file.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn words_are_cut_into_the_longest_pieces() {
        let pieces = made(Value::Null);
        for (word, ids) in [
            ("حلب", vec![4]),
            ("بحلب", vec![5, 6]),
            ("قصف", vec![7, 8]),
            ("قصفت", vec![1]),
            ("،", vec![9]),
            ("أحمد", vec![1]),
            ("1,200", vec![11, 12, 13]),
            ("ح\u{200F}لب", vec![4]),
            ("\u{200F}", vec![]),
            ("US", vec![1]),
        ] {
            assert_eq!(pieces.of(word), ids, "{word}");
        }
        assert_eq!(pieces.of(&"ح".repeat(101)), [1]);
        let uncased = made(json!({ "type": "BertNormalizer", "lowercase": true, "strip_accents": null }));
        assert_eq!((uncased.of("أحمد"), uncased.of("US")), (vec![10], vec![14]));
    }

    #[test]
    fn another_kind_of_tokenizer_is_refused_by_name() {
        for (bad, word) in [
            (r#"{"model":{"type":"Unigram","vocab":[]}}"#, "Unigram"),
            (r#"{"model":{"type":"WordPiece","vocab":{"[UNK]":0}}}"#, "[CLS]"),
            (r#"{"model":{"type":"WordPiece","vocab":{"a":"b"}}}"#, "number"),
            (r#"{"normalizer":{"type":"NFKC"},"model":{"type":"WordPiece","vocab":{}}}"#, "NFKC"),
            ("{}", "model"),
            ("", "JSON"),
        ] {
            let error = WordPieces::read(bad.as_bytes()).unwrap_err();
            assert!(error.contains(word), "{error}");
        }
    }

    proptest! {
        #[test]
        fn no_word_breaks_it(word in "\\PC{0,40}") {
            let _ = made(Value::Null).of(&word);
        }
    }
}
