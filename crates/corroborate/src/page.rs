//! A document as it is compared with others: its shingles, quotations and credits.

use marsad_model::{Day, Document, Span};
use marsad_text::{Text, TokenKind, quoted};

use crate::credits::{Credit, Credits};
use crate::shingle::{Shingles, hash_bytes, mix};
use crate::signature::Signature;

/// How many words a quotation must have to tell where it comes from.
pub const QUOTED_WORDS: usize = 8;
/// How many long quotations of one text are kept.
const MOST_QUOTED: usize = 200;

/// How many numbers of one text are kept.
const MOST_NUMBERS: usize = 200;

/// A quotation of eight words or more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LongQuote {
    /// What stands inside the marks.
    pub span: Span,
    /// The hashes of each run of eight words, sorted.
    pub(crate) runs: Vec<u64>,
}

/// A document as it is compared.
#[derive(Debug, Clone)]
pub struct Page {
    /// The document's id.
    pub id: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// The id of that outlet in the table of credits, where it is known there.
    pub outlet_id: Option<String>,
    /// The day of publication.
    pub published: Option<Day>,
    /// Its runs of five words.
    pub shingles: Shingles,
    /// Its long quotations, in order.
    pub quotes: Vec<LongQuote>,
    /// Whom it credits and cites.
    pub credits: Vec<Credit>,
    /// The numbers in digits, folded, each once, in the order of the text.
    pub numbers: Vec<String>,
}

impl Page {
    /// Reads a document.
    #[must_use]
    pub fn read(document: &Document, credits: &Credits) -> Self {
        let text = Text::new(document.full_text());
        let body = document.title.chars().count() + 2;
        let quotes = quoted(&text)
            .into_iter()
            .filter(|q| q.depth == 0 && q.closed)
            .filter_map(|q| {
                let words: Vec<u64> = q
                    .tokens
                    .clone()
                    .filter(|i| text.tokens()[*i].mark.is_none())
                    .map(|i| hash_bytes(text.fold(i).as_bytes()))
                    .collect();
                let run = |w: &[u64]| w.iter().fold(1, |h, word| mix(h ^ word).wrapping_add(*word));
                let mut runs: Vec<u64> = words.windows(QUOTED_WORDS).map(run).collect();
                runs.sort_unstable();
                runs.dedup();
                (!runs.is_empty()).then_some(LongQuote { span: q.span, runs })
            })
            .take(MOST_QUOTED)
            .collect();
        let mut numbers: Vec<String> = Vec::new();
        for i in (0..text.tokens().len()).filter(|i| text.tokens()[*i].kind == TokenKind::Number) {
            if numbers.len() < MOST_NUMBERS && !numbers.iter().any(|n| n == text.fold(i)) {
                numbers.push(text.fold(i).to_owned());
            }
        }
        Self {
            numbers,
            id: document.id.clone(),
            outlet: document.outlet.clone(),
            outlet_id: document.outlet.as_deref().and_then(|o| credits.outlet(o)).map(str::to_owned),
            published: document.published,
            shingles: Shingles::of(&text),
            quotes,
            credits: credits.read(&text, body),
        }
    }

    /// What a store keeps to find it by.
    #[must_use]
    pub fn signature(&self) -> Signature {
        Signature::of(&self.shingles)
    }

    /// Keys under which a store files its long quotations, so that another text with one of them is found: every fourth of
    /// their runs of words, the same ones in every text, and the least of each quotation.
    #[must_use]
    pub fn quote_keys(&self) -> Vec<u64> {
        let kept = self.quotes.iter().flat_map(|q| {
            let least = q.runs.iter().take(1);
            least.chain(q.runs.iter().skip(1).filter(|run| *run % 4 == 0))
        });
        let mut keys: Vec<u64> = kept.map(|run| mix(run ^ 0x51_07E5)).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// How many days lie between the publication of both; none where one has no day.
    #[must_use]
    pub fn days_apart(&self, other: &Self) -> Option<u32> {
        let (a, b) = (self.published?, other.published?);
        Some(a.until(b).ok()?.get_days().unsigned_abs())
    }
}
