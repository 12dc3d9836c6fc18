//! What speaks for and against a cut, as weights: the lightest cut wins.
//!
//! A known stem weighs nothing, an unknown one [`UNKNOWN`]; each clitic adds its own weight. So a known word stays whole, and
//! an unknown one is cut where the rest is known. Where nothing is known, letters that Arabic words do not have in that
//! place decide (أ after a first letter, «وال…», «…تها»).

use crate::arabic::conjugate::{Aspect, Person};
use crate::arabic::morphology::{Agreement, Readings};
use crate::{Split, Text, splits};

use super::{Segmenter, Surroundings};

/// Weight of a stem of which nothing is known.
const UNKNOWN: f32 = 6.0;
/// Of one that stands elsewhere in the text by itself.
const SEEN: f32 = 2.0;
/// Of one whose letters say that something is joined to it.
const SHAPED: f32 = 2.0;
/// Of one whose end is mostly a pronoun.
const ENDED: f32 = 3.0;
/// Of one that begins as foreign names seldom do after the proclitic, just lighter than leaving the word whole.
const LIKELY: f32 = 4.0;
/// Of a name.
const NAME: f32 = 0.75;
/// What أ or إ after a letter that may be a proclitic adds to a name: «لأول» is a village too.
const HAMZA_INSIDE: f32 = 2.0;
/// What a spelling that is not letter for letter adds, in a text without hamzas and in one that writes them.
const LOOSE: f32 = 1.5;
const LOOSE_IN_CAREFUL: f32 = 4.0;
/// What an uncut ending that is mostly a pronoun adds to an unknown stem.
const PRONOUN_LEFT: f32 = 2.0;
/// What «…ي» and «…ك» of a noun add where nobody is speaking or spoken to.
const NOBODY: f32 = 2.0;
/// What a reading adds that news seldom has (imperatives, second persons).
const ADDRESSED: f32 = 3.0;
/// What a finite verb adds where the word before takes a noun, and a noun where it takes a verb.
const MISPLACED: f32 = 3.0;
/// A closed-class word before a pronoun, and one after و.
const HOSTED: f32 = -5.0;
const AFTER_AND: f32 = -1.5;
/// A closed-class word by itself.
const CLOSED: f32 = -1.0;

pub(super) struct Weigher<'a> {
    pub segmenter: &'a Segmenter<'a>,
    pub text: &'a Text,
    pub at: usize,
    /// The word without marks.
    pub letters: &'a str,
    /// Whether the word is written with nunation, which nothing follows.
    pub nunated: bool,
    pub around: &'a Surroundings<'a>,
    pub names: &'a dyn Fn(&str) -> bool,
}

/// What the word before lets follow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    Any,
    Noun,
    Verb,
}

impl Weigher<'_> {
    /// The lengths of the parts of the lightest cut; the word whole where its letters cannot be told apart.
    pub fn best(&self) -> Vec<usize> {
        let fold = self.text.fold(self.at);
        if fold.chars().count() != self.letters.chars().count() {
            return vec![usize::MAX];
        }
        let slot = self.slot();
        let mut best: Option<(f32, Vec<usize>)> = None;
        let mut take = |weight: f32, lengths: Vec<usize>| {
            if best.as_ref().is_none_or(|(w, _)| weight < *w) {
                best = Some((weight, lengths));
            }
        };
        for split in splits(fold) {
            if let Some(weight) = self.weight(&split, fold, slot) {
                take(weight, lengths(&split, fold));
            }
        }
        if let Some(lengths) = self.short_host(fold) {
            take(HOSTED, lengths);
        }
        best.map_or_else(|| vec![usize::MAX], |(_, lengths)| lengths)
    }

    /// What the word before lets follow.
    fn slot(&self) -> Slot {
        let Some(before) = self.at.checked_sub(1) else { return Slot::Any };
        let token = &self.text.tokens()[before];
        if token.mark.is_some() {
            return Slot::Any;
        }
        let words = self.segmenter.words;
        let written = self.text.word(before);
        let mut slot = Slot::Any;
        for reading in words.functions(self.text.fold(before)) {
            let classes = words.function(reading.function).map_or("", |f| f.class);
            if reading.spelling.agreement(written, true) == Agreement::Never {
                continue;
            }
            let has = |class: &str| classes.split('|').any(|c| c == class);
            if has("jussive") && !has("preposition") && !has("content") || has("subjunctive") && !has("content") {
                slot = Slot::Verb;
            } else if has("preposition") && !has("particle") && !has("jussive") && !has("subordinator") {
                slot = Slot::Noun;
            }
        }
        slot
    }

    /// Whether the next word is a finite verb by its letters, and no noun of the tables.
    fn verb_follows(&self) -> bool {
        let next = self.text.fold(self.at + 1);
        let words = self.segmenter.words;
        let written = self.text.word(self.at + 1);
        words.nouns(next).is_empty()
            && words
                .finite(next)
                .iter()
                .any(|r| r.features.person == Person::Third && r.spelling.agreement(written, true) == Agreement::Exact)
    }

    /// «له», «بها», «ومنه»: a closed-class word of one letter and a pronoun, which [`splits`] does not cut.
    fn short_host(&self, fold: &str) -> Option<Vec<usize>> {
        for (lead, rest) in [(0, Some(fold)), (1, fold.strip_prefix('و')), (1, fold.strip_prefix('ف'))] {
            let Some(rest) = rest else { continue };
            let Some(host) = rest.chars().next().filter(|c| self.segmenter.joined.is_host(c.encode_utf8(&mut [0; 4])))
            else {
                continue;
            };
            let pronoun = &rest[host.len_utf8()..];
            let written = self.letters.chars().last();
            if pronoun == "ي" && !self.around.me {
                continue;
            }
            if ["ه", "ها", "هم", "هما", "هن", "نا", "ك", "كم", "ي"].contains(&pronoun)
                && written != Some('ى')
                && written != Some('ة')
            {
                let mut out = if lead == 1 { vec![1] } else { Vec::new() };
                out.extend([1, pronoun.chars().count()]);
                return Some(out);
            }
        }
        None
    }

    /// The weight of one cut; none where the letters rule it out.
    fn weight(&self, split: &Split<'_>, fold: &str, slot: Slot) -> Option<f32> {
        if split.pronoun.is_some() && (self.nunated || self.letters.ends_with(['ة', 'ى'])) {
            return None;
        }
        let written = self.stem(split, fold)?;
        let stem = self.stem_weight(split, fold, written, slot)?;
        Some(stem + self.clitics(split, written))
    }

    /// The stem as written; none where the article is not spelled as one.
    fn stem(&self, split: &Split<'_>, fold: &str) -> Option<&str> {
        let tail = split.pronoun.map_or(0, |p| p.chars().count());
        let byte = |at: usize| self.letters.char_indices().nth(at).map_or(self.letters.len(), |(b, _)| b);
        let (from, to) = (byte(split.prefix_len), byte(fold.chars().count() - tail));
        let prefix = &self.letters[..from];
        let spelled = !split.article || prefix.ends_with("ال") || prefix.ends_with("لل");
        spelled.then(|| &self.letters[from..to])
    }

    fn stem_weight(&self, split: &Split<'_>, fold: &str, written: &str, slot: Slot) -> Option<f32> {
        let segmenter = self.segmenter;
        let proclitic = split.preposition.is_some() || split.conjunction.is_some();
        if split.pronoun.is_some() && !split.future && !split.article && segmenter.joined.is_host(written) {
            // «نفسي», «داخلي» are adjectives before they are «myself», «inside me».
            let nisba = split.pronoun == Some("ي") && !self.around.me;
            return Some(if nisba { HOSTED + 2.0 * NOBODY } else { HOSTED });
        }
        let mut best = f32::INFINITY;
        if let Some((readings, agreement)) = segmenter.words.readings(split, fold, self.letters) {
            let loose = if self.around.careful { LOOSE_IN_CAREFUL } else { LOOSE };
            best = self.known(&readings, split, slot) + if agreement == Agreement::Loose { loose } else { 0.0 };
        }
        if split.pronoun.is_none() && !split.future {
            let name =
                if split.article { (self.names)(&format!("ال{}", split.stem)) } else { (self.names)(split.stem) };
            if name && !written.ends_with('ى') {
                let inside = !proclitic && written.chars().nth(1).is_some_and(|c| matches!(c, 'أ' | 'إ'));
                let first = written.starts_with(['و', 'ف', 'ب', 'ك', 'ل']);
                best = best.min(if inside && first { NAME + HAMZA_INSIDE } else { NAME });
            }
            if proclitic && segmenter.joined.is_whole(written) {
                best = best.min(AFTER_AND);
            }
        }
        if best.is_finite() {
            return Some(best);
        }
        Some(self.unknown(split, written))
    }

    /// The weight of a stem with readings.
    fn known(&self, readings: &Readings, split: &Split<'_>, slot: Slot) -> f32 {
        let noun = !readings.nouns.is_empty() || !readings.nominals.is_empty();
        let mut best = f32::INFINITY;
        if noun {
            best = if slot == Slot::Verb && split.conjunction.is_none() { MISPLACED } else { 0.0 };
            let said = match split.pronoun {
                Some("ي" | "ني") => self.around.me,
                Some("ك" | "كم" | "كما") => self.around.you,
                _ => true,
            };
            best += if said { 0.0 } else { NOBODY };
        }
        if !readings.verbs.is_empty() {
            let third = readings.verbs.iter().any(|v| v.features.person == Person::Third);
            let misplaced = slot == Slot::Noun && split.conjunction.is_none();
            let mut weight = if misplaced { MISPLACED } else { 0.0 };
            if !third && !self.around.me {
                weight += 1.0;
            }
            // Two finite verbs do not follow one another: «فقد أعلن».
            if split.conjunction.is_none() && split.pronoun.is_none() && self.verb_follows() {
                weight += 1.0;
            }
            // «لـ» of a command stands at the start, «لـ» of purpose before any imperfect.
            if split.preposition.is_some() && readings.verbs.iter().all(|v| v.features.aspect == Aspect::Perfect) {
                weight += MISPLACED;
            }
            best = best.min(weight);
        }
        if !readings.addressed.is_empty() {
            best = best.min(if self.around.you { 1.0 } else { ADDRESSED });
        }
        if !readings.functions.is_empty() {
            let joined = split.conjunction.is_some() && split.preposition.is_none();
            // «فقد جاء», «فلا يزال».
            let leads = split.conjunction.is_some() && self.verb_follows();
            best = best.min(if joined { AFTER_AND } else { CLOSED } - if leads { 1.0 } else { 0.0 });
        }
        best
    }

    /// The weight of a stem of which the lexicon knows nothing: what its letters say.
    fn unknown(&self, split: &Split<'_>, written: &str) -> f32 {
        let letters = written.chars().count();
        let proclitic = split.preposition.is_some() || split.conjunction.is_some();
        let mut weight = UNKNOWN;
        if (proclitic || split.pronoun.is_some()) && letters >= 3 && self.around.seen.contains(split.stem) {
            weight = weight.min(SEEN);
        }
        // «فال…» and «كال…» begin foreign names.
        if split.article && letters >= 3 && split.conjunction != Some('ف') && split.preposition != Some('ك') {
            weight = weight.min(SHAPED);
        }
        if proclitic && !split.future && letters >= 3 && written.starts_with(['أ', 'إ', 'آ']) {
            weight = weight.min(SHAPED);
        }
        if split.pronoun.is_some_and(|p| matches!(p, "ها" | "هم" | "هما")) && letters >= 3 {
            weight = weight.min(ENDED);
        }
        if split.pronoun == Some("ه") && letters >= 3 {
            let ended = written.ends_with(['ت', 'ئ', 'ؤ']);
            let careful = self.around.feminine && !self.letters.ends_with("الله");
            weight = weight.min(if ended {
                SHAPED
            } else if careful {
                LIKELY
            } else {
                UNKNOWN
            });
        }
        let begins = |shapes: [&str; 4]| letters >= 4 && shapes.iter().any(|s| written.starts_with(s));
        // Imperfects of the measures with ت; names do not begin so.
        if (split.future || split.conjunction.is_some() && split.preposition.is_none())
            && !split.article
            && begins(["يت", "تت", "يست", "تست"])
        {
            weight = weight.min(SHAPED);
        }
        // Foreign names seldom begin with these letters and a consonant.
        let second = written.chars().next();
        let clustered = match (split.conjunction, split.preposition) {
            (Some('و'), None) => !matches!(second, Some('ا' | 'و' | 'ي')),
            (None, Some('ل')) => !matches!(second, Some('ا' | 'و' | 'ي')),
            (None, Some('ب')) => !matches!(second, Some('ا' | 'و' | 'ي' | 'ر' | 'ل')),
            _ => false,
        };
        if clustered && !split.article && split.pronoun.is_none() && letters >= 3 {
            weight = weight.min(LIKELY);
        }
        if split.pronoun.is_none() && self.around.feminine && ends_like_pronoun(written) {
            weight += PRONOUN_LEFT;
        }
        weight
    }

    /// The weight of the clitics themselves: the commoner, the lighter.
    fn clitics(&self, split: &Split<'_>, written: &str) -> f32 {
        let mut weight = match split.conjunction {
            Some('و') => 1.0,
            Some(_) => 2.0,
            None => 0.0,
        };
        weight += match split.preposition {
            Some('ك') => 2.5,
            Some(_) => 1.5,
            None => 0.0,
        };
        if split.future {
            weight += 1.0;
        }
        let personal = |said: bool| if said { 2.0 } else { 4.5 };
        weight += match split.pronoun {
            None => 0.0,
            Some("ه" | "ها" | "هم") => 1.0,
            Some("ي") => personal(self.around.me),
            Some("ك" | "كم" | "كما") => personal(self.around.you),
            Some(_) => 2.0,
        };
        // What begins with the article carries no pronoun.
        if split.pronoun.is_some() && written.starts_with("ال") && !split.article {
            weight += 2.0;
        }
        weight
    }
}

/// Whether an unknown word ends as words with a pronoun do.
fn ends_like_pronoun(written: &str) -> bool {
    let letters = written.chars().count();
    !written.ends_with("الله") && (letters >= 4 && written.ends_with('ه') || letters >= 5 && written.ends_with("ها"))
}

/// The lengths of the parts of a cut: the article stays with its noun.
fn lengths(split: &Split<'_>, fold: &str) -> Vec<usize> {
    let before = [split.conjunction.is_some(), split.preposition.is_some(), split.future];
    let mut out: Vec<usize> = before.iter().filter(|b| **b).map(|_| 1).collect();
    let tail = split.pronoun.map_or(0, |p| p.chars().count());
    out.push(fold.chars().count() - out.len() - tail);
    if tail > 0 {
        out.push(tail);
    }
    out
}
