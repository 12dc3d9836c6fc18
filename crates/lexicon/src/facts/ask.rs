//! How what the letters of a word say is found out: once for each word that is met, from every list and table.

use marsad_text::arabic::conjugate::NominalKind;
use marsad_text::splits;

use super::{
    BEGINS_PHRASE, Bit, FINITE, FRAME_NOMINAL, FRAME_NOUN, FRAME_PHRASE, Facts, GIVEN, GIVEN_JOINED, IN_TABLE, MASDAR,
    NAMING, OWNED, PLACE, PLACE_HEAD, POINTS, THE_PLACE_HEAD, TIES_NAME, WIDE_PLACE, beginning, cut,
};
use crate::frames::without_article;
use crate::phrase::{cuts, print};
use crate::{FunctionWord, Lexicon, NominalReading};

/// As [`Facts::starts`].
fn starts(word: &str) -> u64 {
    // «للنار», «بالسجن»: the preposition of a phrase's own word hides what follows it.
    if word.starts_with("لل") || word.starts_with("بال") {
        return u64::MAX;
    }
    beginning(word) | beginning(without_article(word))
}

/// What may stand before the head noun of a place.
const PLACE_PREFIXES: [&str; 7] = ["ال", "بال", "وال", "لل", "و", "ب", "ل"];

impl Lexicon {
    /// What the letters of one folded word say.
    pub(super) fn word_facts(&self, word: &str) -> Facts {
        let mut out = Facts {
            hints: self.telling.hints(word),
            starts: starts(word),
            function: self.function_word(word),
            print: print(word),
            ..Facts::default()
        };
        let mut article = String::new();
        let names = &self.gazetteer.names;
        let known = &self.known;
        let imported = names.has_imported();
        for (number, (.., head)) in cuts(word, &mut article).into_iter().enumerate().filter_map(|(k, c)| Some((k, c?)))
        {
            if let Some(lists) = known.heads.get(head) {
                out.begins |= lists;
                out.heads |= 1 << number;
            }
            if names.begin_with(head, false) {
                out.begins |= PLACE | WIDE_PLACE;
            } else if imported && names.begin_with(head, true) {
                out.begins |= WIDE_PLACE;
            }
        }
        out.begins |= self.kinds(word);
        let acts = |r: &NominalReading| self.frames.by_verb.contains_key(&r.verb);
        let bare = word.strip_prefix("ال").unwrap_or(word);
        let mut read_bare = false;
        let masdar = |nominals: &[NominalReading]| nominals.iter().any(|n| n.kind == NominalKind::Masdar);
        for (number, split) in splits(word).enumerate() {
            let stem = split.stem;
            let stems = known.stems.get(stem).copied().unwrap_or_default();
            let accusative = stem.strip_suffix('ا').and_then(|bare| known.stems.get(bare)).copied().unwrap_or_default();
            out.begins |= stems | accusative & FRAME_PHRASE;
            if (stems | accusative) & FRAME_PHRASE != 0 {
                out.phrases |= cut(number);
            }
            if stems & FRAME_NOUN != 0 {
                out.nouns |= cut(number);
            }
            let forms = self.verbs.words.forms(stem);
            if !forms.is_empty() {
                out.begins |= IN_TABLE;
            }
            if !forms.verbs.is_empty() {
                out.begins |= FINITE;
                out.finite |= cut(number);
            }
            if !forms.nominals.is_empty() {
                out.nominal |= cut(number);
                if out.begins & FRAME_NOMINAL == 0 && forms.nominals.iter().any(acts) {
                    out.begins |= FRAME_NOMINAL;
                }
            }
            if stem.len() == bare.len() && stem == bare {
                read_bare = true;
                if masdar(forms.nominals) {
                    out.begins |= MASDAR;
                }
            }
        }
        if !read_bare && masdar(self.verbs.nominal(bare)) {
            out.begins |= MASDAR;
        }
        out
    }

    /// What a whole folded word is, or what is left of it without the article.
    fn kinds(&self, word: &str) -> Bit {
        let given = |w: &str| self.entities.is_given_name(w);
        let place = |w: &str| self.gazetteer.heads.has(w);
        let joined = word.strip_prefix(['و', 'ل', 'ب']);
        let stem = word.strip_prefix("ال");
        let bare = stem.unwrap_or(word);
        let all = [
            (GIVEN, given(word)),
            (GIVEN_JOINED, joined.is_some_and(|rest| given(rest) && rest.chars().count() >= 3)),
            (TIES_NAME, self.cues.person_parts.contains(word)),
            (NAMING, self.cues.naming.contains(word)),
            (OWNED, self.entities.owned(word).is_some()),
            (PLACE_HEAD, place(word) || PLACE_PREFIXES.iter().any(|p| word.strip_prefix(p).is_some_and(place))),
            (THE_PLACE_HEAD, stem.is_some_and(place)),
            (POINTS, self.gazetteer.pointing(word).is_some()),
            (BEGINS_PHRASE, self.frames.by_phrase.contains_key(bare)),
        ];
        all.into_iter().filter(|(_, is)| *is).fold(0, |all, (bit, _)| all | bit)
    }

    /// The closed-class word that a folded word is, with or without و or ف before it.
    fn function_word(&self, word: &str) -> Option<FunctionWord> {
        let functions = &self.cues.functions;
        // «فتحت» is a verb before it is ف + تحت.
        let joined = || {
            functions
                .get(word.strip_prefix(['و', 'ف'])?)
                .filter(|f| !f.preposition || self.verbs.finite(word).is_empty())
        };
        functions.get(word).or_else(joined).copied()
    }
}
