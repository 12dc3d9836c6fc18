//! The rows of the word index.

use crate::words::{BETWEEN, indexed_document};
use postgres::Transaction;
use std::collections::HashSet;

/// Words in one part of a text, and how many the next repeats: more than a search may have.
const PART: usize = 8_000;
const OVERLAP: usize = 64;

/// Indexes the words of documents: id, title, text.
pub(super) fn add_words(
    step: &mut Transaction<'_>,
    known: &mut HashSet<Box<str>>,
    all: &[(i64, &str, &str)],
) -> Result<(), postgres::Error> {
    let (mut ids, mut parts, mut vectors) = (Vec::new(), Vec::new(), Vec::new());
    let mut fresh: Vec<String> = Vec::new();
    for (id, title, body) in all {
        let (plain, bare) = indexed_document(title, body);
        let words: Vec<(&str, &str)> =
            plain.split(' ').zip(bare.split(' ')).filter(|(word, _)| !word.is_empty()).collect();
        for (part, from) in (0..words.len().max(1)).step_by(PART).enumerate() {
            let to = (from + PART + OVERLAP).min(words.len());
            let mut vector = String::new();
            for (at, (word, bare)) in words[from..to].iter().enumerate() {
                let at = at + 1;
                // Letters and digits only: nothing to be quoted inside.
                vector.push_str(&format!("'{word}':{at} '={bare}':{at} "));
            }
            ids.push(*id);
            parts.push(i32::try_from(part).unwrap_or(i32::MAX));
            vectors.push(vector);
        }
        for (word, _) in words {
            if word != BETWEEN && !known.contains(word) {
                known.insert(word.into());
                fresh.push(word.to_owned());
            }
        }
    }
    step.execute(
        "INSERT INTO document_words (document, part, words)
         SELECT a, b, c::tsvector FROM unnest($1::int8[], $2::int4[], $3::text[]) AS t (a, b, c)",
        &[&ids, &parts, &vectors],
    )?;
    if !fresh.is_empty() {
        step.execute("INSERT INTO vocabulary SELECT * FROM unnest($1::text[]) ON CONFLICT DO NOTHING", &[&fresh])?;
    }
    Ok(())
}
