//! Which countries a text is about.

use rustc_hash::FxHashMap;

use super::Candidate;
use crate::scene::Scene;

/// The share a country needs to be what a text is certainly about.
const CERTAIN: f64 = 0.5;

/// How much each country is spoken of.
#[derive(Debug, Default)]
pub(super) struct Votes {
    by_country: FxHashMap<String, f64>,
    total: f64,
}

impl Votes {
    fn add(&mut self, country: Option<&str>, weight: f64) {
        if let Some(c) = country {
            *self.by_country.entry(c.to_owned()).or_default() += weight;
            self.total += weight;
        }
    }

    /// The share of one country, 0 to 1.
    pub fn share(&self, country: Option<&str>) -> f64 {
        country.and_then(|c| self.by_country.get(c)).copied().unwrap_or(0.0) / self.total.max(1.0)
    }

    /// The country spoken of most.
    pub fn top(&self) -> Option<(&str, f64)> {
        self.by_country.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0))).map(|(c, w)| (c.as_str(), *w))
    }

    /// The country the text is about, where no other comes near.
    pub fn certain(&self) -> Option<&str> {
        self.top().filter(|(_, w)| *w >= CERTAIN * self.total && *w > 0.0).map(|(c, _)| c)
    }
}

/// Counts votes: a country's own name, its nationality, its unambiguous places, its actors. Powers that act everywhere say
/// less about where a story is.
pub(super) fn votes(scene: &Scene<'_>, candidates: &[Candidate]) -> Votes {
    let mut votes = Votes::default();
    let power = |c: Option<&str>| matches!(c, Some("USA" | "RUS" | "GBR" | "FRA" | "DEU" | "CHN"));
    for c in candidates.iter().filter(|c| !c.weak) {
        if let Some(nation) = &c.nation {
            votes.add(Some(nation), 1.0);
            continue;
        }
        let mut countries: Vec<&str> =
            c.options.iter().filter_map(|&o| scene.lexicon.gazetteer.at(o).country).collect();
        countries.sort_unstable();
        countries.dedup();
        if let [only] = countries[..] {
            let named =
                c.options.iter().any(|&o| scene.lexicon.gazetteer.at(o).kind == marsad_model::PlaceKind::Country);
            votes.add(
                Some(only),
                if power(Some(only)) {
                    0.3
                } else if named {
                    0.7
                } else {
                    1.0
                },
            );
        }
    }
    for a in &scene.actors {
        votes.add(a.country.as_deref(), if power(a.country.as_deref()) { 0.2 } else { 0.5 });
    }
    // Nationalities outside actors: «الأزمة السورية».
    let mut next = 0;
    for i in 0..scene.text.tokens().len() {
        while scene.actors.get(next).is_some_and(|a| a.tokens.end <= i) {
            next += 1;
        }
        let fold = scene.fold(i);
        if !fold.ends_with(['ي', 'ه'])
            || scene.words[i].function.is_some()
            || scene.actors.get(next).is_some_and(|a| a.tokens.contains(&i))
        {
            continue;
        }
        if let Some(country) = scene.lexicon.gazetteer.nationalities.one(fold) {
            votes.add(Some(country), if power(Some(country)) { 0.1 } else { 0.3 });
        }
    }
    votes
}
