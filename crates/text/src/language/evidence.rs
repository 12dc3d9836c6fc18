//! The slow way: points of letters, words, beginnings and ends of words for each language.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::Language;
use super::script::{Script, Scripts};
use crate::arabic::number::table::{TableError, rows};
use crate::fold_str;

/// Points of each language, in the order of [`Language::ALL`].
type Points = [u16; Language::ALL.len()];

/// The most words of a paragraph that are looked at.
const WORDS: usize = 120;
/// The longest beginning or end of a word that may speak, in scalar values.
const AFFIX: usize = 5;
/// Points by which another language of Arabic script must lead Arabic.
const LEAD: u32 = 16;
/// The same where no letter is foreign to Arabic: three common words.
const LEAD_OF_WORDS: u32 = 60;
/// Points without which no language of Latin script is claimed: a common word and something that goes with it.
const CLAIM: u32 = 24;
/// Letters without which a paragraph in a script of its own is not claimed.
const LETTERS: usize = 4;

/// What speaks for a language.
#[derive(Debug, Clone, Default)]
pub struct LanguageLexicon {
    letters: FxHashMap<char, Points>,
    words: FxHashMap<Box<str>, Points>,
    beginnings: FxHashMap<Box<str>, Points>,
    ends: FxHashMap<Box<str>, Points>,
}

impl LanguageLexicon {
    /// The lexicon that comes with the program.
    #[must_use]
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<LanguageLexicon> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            Self::parse(
                include_str!("../../../../lexicon/lang/letters.tsv"),
                include_str!("../../../../lexicon/lang/words.tsv"),
                include_str!("../../../../lexicon/lang/affixes.tsv"),
            )
            .unwrap_or_default()
        })
    }

    /// Reads a lexicon from the texts of its three files.
    ///
    /// # Errors
    /// Names the file, the line and what is wrong there.
    pub fn parse(letters: &str, words: &str, affixes: &str) -> Result<Self, TableError> {
        const HEADER: [&str; 2] = ["form", "weights"];
        let mut lexicon = Self::default();
        for row in rows("lang/letters.tsv", letters, &HEADER)? {
            let mut chars = row.cell(0).chars();
            let (Some(c), None) = (chars.next(), chars.next()) else { return Err(row.bad(0, "one letter")) };
            add(lexicon.letters.entry(c).or_default(), points(row.list(1)).ok_or_else(|| row.bad(1, WEIGHTS))?);
        }
        for row in rows("lang/words.tsv", words, &HEADER)? {
            let points = points(row.list(1)).ok_or_else(|| row.bad(1, WEIGHTS))?;
            add(lexicon.words.entry(fold_str(row.cell(0)).into()).or_default(), points);
        }
        for row in rows("lang/affixes.tsv", affixes, &HEADER)? {
            let points = points(row.list(1)).ok_or_else(|| row.bad(1, WEIGHTS))?;
            let form = fold_str(row.cell(0));
            let (map, form) = match (form.strip_prefix('_'), form.strip_suffix('_')) {
                (Some(form), None) => (&mut lexicon.beginnings, form),
                (None, Some(form)) => (&mut lexicon.ends, form),
                _ => return Err(row.bad(0, "a beginning _x or an end x_")),
            };
            add(map.entry(form.into()).or_default(), points);
        }
        Ok(lexicon)
    }

    /// The language of a paragraph, whatever the quick way says.
    pub(super) fn read(&self, paragraph: &str) -> Option<Language> {
        let mut scripts = Scripts::default();
        let mut sums = [0u32; Language::ALL.len()];
        let mut folded = String::new();
        let mut read = 0;
        for chunk in paragraph.split_whitespace().flat_map(without_addresses) {
            for word in chunk.split(|c: char| !c.is_alphabetic() && !crate::is_mark(c) || c == '\u{200C}') {
                if word.is_empty() {
                    continue;
                }
                scripts.count(word);
                self.letters_of(word, &mut sums);
                folded.clear();
                word.chars().for_each(|c| crate::fold_into(c, &mut folded));
                self.word(&folded, &mut sums);
                read += 1;
            }
            if read > WORDS {
                break;
            }
        }
        let best = |of: &[Language]| of.iter().copied().rev().max_by_key(|&l| sums[l as usize]);
        let sum = |l: Language| sums[l as usize];
        match scripts.leading()? {
            Script::Arabic => {
                let other = best(&[Language::Persian, Language::Urdu, Language::Sorani, Language::Pashto])?;
                let lead = if scripts.foreign > 0 { LEAD } else { LEAD_OF_WORDS };
                let leads = sum(other) >= sum(Language::Arabic) + lead;
                Some(if leads { other } else { Language::Arabic })
            }
            Script::Latin => best(&[
                Language::English,
                Language::French,
                Language::Turkish,
                Language::Kurmanji,
                Language::German,
                Language::Spanish,
            ])
            .filter(|&l| sum(l) >= CLAIM),
            Script::Hebrew => (scripts.hebrew >= LETTERS).then_some(Language::Hebrew),
            Script::Cyrillic => {
                let ukrainian = paragraph.contains(['і', 'ї', 'є', 'ґ']);
                (scripts.cyrillic >= LETTERS && !ukrainian).then_some(Language::Russian)
            }
            Script::Other => None,
        }
    }

    fn letters_of(&self, word: &str, sums: &mut [u32; Language::ALL.len()]) {
        for c in
            word.chars().filter(|c| !c.is_ascii() && !('ا'..='ي').contains(c) || matches!(c, 'ة' | 'ى' | 'ض' | 'ظ'))
        {
            if let Some(points) = self.letters.get(&c).or_else(|| self.letters.get(&lower(c))) {
                sum_up(sums, points);
            }
        }
    }

    fn word(&self, folded: &str, sums: &mut [u32; Language::ALL.len()]) {
        if let Some(points) = self.words.get(folded) {
            sum_up(sums, points);
            return;
        }
        // The longest beginning and the longest end that are known, each leaving two letters.
        let length = folded.chars().count();
        if length < 3 {
            return;
        }
        let longest = AFFIX.min(length - 2);
        let begins = folded.char_indices().skip(1).take(longest).map(|(at, _)| &folded[..at]);
        if let Some(points) = begins.filter_map(|b| self.beginnings.get(b)).last() {
            sum_up(sums, points);
        }
        let ends = folded.char_indices().rev().take(longest).map(|(at, _)| &folded[at..]);
        if let Some(points) = ends.filter_map(|e| self.ends.get(e)).last() {
            sum_up(sums, points);
        }
    }
}

const WEIGHTS: &str = "a list of language:points";

fn points<'a>(list: impl Iterator<Item = &'a str>) -> Option<Points> {
    let mut out = Points::default();
    for item in list {
        let (tag, points) = item.split_once(':')?;
        out[Language::of_tag(tag)? as usize] = points.parse().ok()?;
    }
    Some(out)
}

fn add(to: &mut Points, points: Points) {
    for (sum, p) in to.iter_mut().zip(points) {
        *sum = (*sum).max(p);
    }
}

fn sum_up(sums: &mut [u32; Language::ALL.len()], points: &Points) {
    for (sum, &p) in sums.iter_mut().zip(points) {
        *sum += u32::from(p);
    }
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// A word without the web address, the e-mail address, the account or the tag in it, which are of no language.
fn without_addresses(word: &str) -> Option<&str> {
    let plain = word.find("http").or_else(|| word.find("www.")).map_or(word, |at| &word[..at]);
    let latin = plain.bytes().any(|b| b.is_ascii_alphabetic());
    let address = latin && (plain.contains(['@', '#', '_']) || plain.contains('/') && plain.contains('.'));
    (!plain.is_empty() && !address).then_some(plain)
}
