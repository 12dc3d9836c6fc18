//! What a person may mean who types a name or the beginning of one: actors and places to choose from.

use marsad_gazetteer::Place;
use marsad_text::fold_str;

use crate::{Entity, Lexicon};

/// Longest name that is looked for, in scalar values; what is longer is cut.
const LONGEST: usize = 100;

/// How well a name fits what was typed; the less the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It is the name.
    Whole,
    /// The name begins with it.
    Begins,
    /// Another word of the name begins with it.
    Inside,
}

impl Lexicon {
    /// The actors and persons that these words can name, the likeliest first, at most `most`. Any of their Arabic names in
    /// full; the canonical ones, Arabic or English, also by the beginning of a word. No words name nobody.
    ///
    /// ```
    /// let lexicon = marsad_lexicon::Lexicon::builtin();
    /// assert_eq!(lexicon.actors_like("syrian democratic f", 3)[0].en, "Syrian Democratic Forces");
    /// ```
    #[must_use]
    pub fn actors_like(&self, typed: &str, most: usize) -> Vec<&Entity> {
        let Some(wanted) = wanted(typed) else { return Vec::new() };
        let named = self.entities.names.get(&wanted);
        let mut found: Vec<(Fit, usize, &Entity)> = Vec::new();
        for (at, entity) in self.entities.all.iter().enumerate() {
            let alias = named.iter().any(|&i| i as usize == at).then_some(Fit::Whole);
            if let Some(fit) = alias.or_else(|| best(&wanted, &[&entity.ar, &entity.en])) {
                found.push((fit, entity.en.len(), entity));
            }
        }
        found.sort_by_key(|(fit, length, _)| (*fit, *length));
        found.into_iter().take(most).map(|(_, _, entity)| entity).collect()
    }

    /// The places that these words can name, likewise: those of the program's own lists before imported ones, the more
    /// populous first.
    #[must_use]
    pub fn places_like(&self, typed: &str, most: usize) -> Vec<Place<'_>> {
        let Some(wanted) = wanted(typed) else { return Vec::new() };
        let named = self.gazetteer.named(&wanted);
        let mut found: Vec<(Fit, bool, std::cmp::Reverse<u64>, u32)> = Vec::new();
        for index in self.gazetteer.indices() {
            let place = self.gazetteer.at(index);
            let alias = named.contains(&index).then_some(Fit::Whole);
            if let Some(fit) = alias.or_else(|| best(&wanted, &[place.ar, place.en])) {
                found.push((fit, self.gazetteer.imported(index), std::cmp::Reverse(place.population), index));
            }
        }
        found.sort_unstable();
        found.into_iter().take(most).map(|(.., index)| self.gazetteer.at(index)).collect()
    }
}

/// What was typed, as names are compared: folded, without the article.
fn wanted(typed: &str) -> Option<String> {
    let cut: String = typed.trim().chars().take(LONGEST).collect();
    let folded = bare(&fold_str(&cut)).to_owned();
    (!folded.is_empty()).then_some(folded)
}

/// A folded name without the article that it begins with.
fn bare(folded: &str) -> &str {
    let cut = ["ال", "al-", "the "].iter().find_map(|article| folded.strip_prefix(article));
    cut.filter(|rest| !rest.is_empty()).unwrap_or(folded)
}

/// How well the best of some names fits.
fn best(wanted: &str, names: &[&str]) -> Option<Fit> {
    names.iter().filter(|name| !name.is_empty()).filter_map(|name| fit(wanted, &fold_str(name))).min()
}

/// How well a folded name fits.
fn fit(wanted: &str, folded: &str) -> Option<Fit> {
    let name = bare(folded);
    if name == wanted {
        return Some(Fit::Whole);
    }
    if name.starts_with(wanted) {
        return Some(Fit::Begins);
    }
    let words = folded.match_indices([' ', '-', '(']).map(|(at, mark)| bare(&folded[at + mark.len()..]));
    words.into_iter().any(|word| word.starts_with(wanted)).then_some(Fit::Inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_both_languages_with_and_without_their_article() {
        let lexicon = Lexicon::builtin();
        for typed in ["قوات سوريا الديم", "قَسد", "syrian democratic", "Democratic For"] {
            let found = lexicon.actors_like(typed, 8);
            assert!(found.iter().any(|e| e.en == "Syrian Democratic Forces"), "{typed}: {found:?}");
        }
        for typed in ["الحسكة", "حسكه", "hasakah", "al-hasak"] {
            let found = lexicon.places_like(typed, 8);
            assert!(found.iter().any(|p| p.en.contains("Hasakah")), "{typed}: {found:?}");
        }
    }

    #[test]
    fn nothing_typed_names_nothing_and_answers_are_bounded() {
        let lexicon = Lexicon::builtin();
        for typed in ["", "   ", "\u{202E}", "ـــ"] {
            assert!(lexicon.actors_like(typed, 8).is_empty() && lexicon.places_like(typed, 8).is_empty(), "{typed:?}");
        }
        assert_eq!(lexicon.places_like("ا", 5).len(), 5);
        assert!(lexicon.places_like(&"س".repeat(100_000), 5).is_empty());
    }

    #[test]
    fn a_whole_name_stands_before_beginnings_and_these_before_inner_words() {
        assert_eq!(fit("حمص", "حمص"), Some(Fit::Whole));
        assert_eq!(fit("حمص", "الحمصيه"), Some(Fit::Begins));
        assert_eq!(fit("حمص", "ريف حمص"), Some(Fit::Inside));
        assert_eq!(fit("مص", "حمص"), None);
    }
}
