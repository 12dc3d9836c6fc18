//! The main event of a whole document: what its title and first sentences tell, for comparing stories as wholes.

use marsad_model::{Day, Document, Report};
use marsad_text::arabic::time::times;
use marsad_text::{Text, TokenKind, splits};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

use crate::shingle::hash_bytes;
use crate::telling::Telling;

/// How many scalar values of the body tell the main event.
pub const LEAD: usize = 350;
/// How many words of the lead are compared.
const LEAD_WORDS: usize = 40;
/// Least letters of a stem.
const STEM: usize = 3;

/// In how many documents each word stands: what makes a shared word telling. Made from documents read before, and then kept
/// as it is, so that two tellings compare today as they did yesterday.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Rarity {
    documents: u32,
    in_documents: FxHashMap<u64, u32>,
}

/// A folded word without what may be joined in front of it.
#[must_use]
pub fn bare(folded: &str) -> &str {
    let cuts = splits(folded).filter(|s| s.pronoun.is_none() && !s.future && s.stem.chars().nth(STEM - 1).is_some());
    cuts.map(|s| s.stem).min_by_key(|s| s.len()).unwrap_or(folded)
}

/// The hash of a word without what may be joined in front of it.
pub(crate) fn stem(folded: &str) -> u64 {
    hash_bytes(bare(folded).as_bytes())
}

/// The stems of the words and numbers of a text, up to a number of them.
pub(crate) fn stems(text: &Text, most: usize) -> Vec<u64> {
    let wanted = (0..text.tokens().len()).filter(|i| text.tokens()[*i].kind != TokenKind::Mark);
    wanted.take(most).map(|i| stem(text.fold(i))).collect()
}

impl Rarity {
    /// No documents yet: every word is as rare as any other.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// As counted in the project's own texts (`data/common_words.tsv`). It is the same in every store and at every time, so that
    /// what two documents weigh never depends on what else is there.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Rarity> = LazyLock::new(|| Rarity::read(include_str!("../data/common_words.tsv")));
        &BUILTIN
    }

    /// Reads a table of words and of how many documents have each; the first row says how many documents there are. Words that
    /// one document has are not in it.
    fn read(table: &str) -> Self {
        let rows = table.lines().filter(|line| !line.starts_with('#')).skip(1);
        let mut out = Self::new();
        for (word, n) in rows.filter_map(|line| line.split_once('\t')) {
            let n = n.split('\t').next().and_then(|n| n.parse().ok()).unwrap_or(1);
            if word == "*" {
                out.documents = n;
            } else {
                out.in_documents.insert(hash_bytes(word.as_bytes()), n);
            }
        }
        out
    }

    /// Counts the words of a document.
    pub fn add(&mut self, text: &Text) {
        let mut words = stems(text, usize::MAX);
        words.sort_unstable();
        words.dedup();
        self.documents = self.documents.saturating_add(1);
        for word in words {
            *self.in_documents.entry(word).or_default() += 1;
        }
    }

    /// How rare a word is, in bits; 1 where nothing was counted.
    pub(crate) fn of(&self, word: u64) -> f32 {
        if self.documents == 0 {
            return 1.0;
        }
        let seen = self.in_documents.get(&word).copied().unwrap_or(0).max(1);
        (self.documents as f32 / (1 + seen) as f32).max(1.0).log2()
    }

    pub(crate) fn list(&self, mut words: Vec<u64>) -> Vec<(u64, f32)> {
        words.sort_unstable();
        words.dedup();
        words.into_iter().map(|w| (w, self.of(w))).filter(|(_, rare)| *rare > 0.0).collect()
    }
}

impl Telling {
    /// The main event of a document: its reports of title and lead taken together, the first day told there, and its rare
    /// words. None where neither title nor lead has a report.
    #[must_use]
    pub fn main(
        document: &Document,
        reports: &[Report],
        rarity: &Rarity,
        above: &dyn Fn(&str) -> Option<String>,
    ) -> Option<Self> {
        let full = document.full_text();
        let lead = document.title.chars().count() + 2 + LEAD;
        let led: Vec<&Report> = reports.iter().filter(|r| r.trigger.start < lead).collect();
        let mut telling = Self::of(&document.id, document.published, &led, above)?;
        telling.id = format!("{}#main", document.id);
        let text = Text::new(full);
        let day = |d: &(Day, Day)| d.0 == d.1;
        telling.days = times(&text, document.published)
            .iter()
            .take_while(|t| t.span.start < lead)
            .filter_map(|t| t.from.zip(t.to))
            .find(day)
            .or(telling.days);
        telling.words = rarity.list(stems(&text, LEAD_WORDS));
        telling.title = rarity.list(stems(&Text::new(document.title.clone()), LEAD_WORDS));
        if telling.title.is_empty() {
            telling.title.clone_from(&telling.words);
        }
        Some(telling)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_every_document_weighs_nothing_and_a_rare_one_much() {
        let mut rarity = Rarity::new();
        for place in ["منبج", "تدمر", "الرقة", "البوكمال"] {
            rarity.add(&Text::new(format!("قال الناطق إن انفجارا وقع في {place}")));
        }
        let list = |s: &str| rarity.list(stems(&Text::new(s), 9));
        assert!(list("قال الناطق").is_empty());
        assert_eq!(list("تدمر"), list("وتدمر"), "what is joined in front does not hide a name");
        assert!(list("تدمر")[0].1 >= 1.0);
    }

    #[test]
    fn the_words_of_every_day_are_common_and_names_of_places_are_rare() {
        let rarity = Rarity::builtin();
        let of = |word: &str| rarity.of(stem(word));
        assert!(rarity.documents > 900 && rarity.in_documents.len() > 2_000);
        assert!(rarity.in_documents.values().all(|n| (2..=rarity.documents).contains(n)));
        assert!(of("قال") < 4.0 && of("من") < 2.0, "{} {}", of("قال"), of("من"));
        assert!(of("البصيره") > 5.0 && of("كلمهلميكتبهااحد") > 8.0);
    }

    #[test]
    fn without_reports_in_the_lead_there_is_no_main_event() {
        let document = Document { id: "a".to_owned(), text: "نص".to_owned(), ..Document::default() };
        assert!(Telling::main(&document, &[], &Rarity::new(), &|_| None).is_none());
    }
}
