//! What one document tells, and what two tell together, by the rules of a store.

use marsad_corroborate::{
    ACCEPT, Rarity, SAME_STORY, SHARED_WORDS, SUGGEST, Story, Telling, Weights, asked, filed, pair_off_named,
    story_match, tells_an_event, weigh,
};
use marsad_lexicon::Lexicon;
use marsad_model::{CodedDocument, Document};
use std::collections::{BTreeMap, BTreeSet};

/// What a document tells, as it is compared with others.
pub struct Told {
    pub id: String,
    pub tellings: Vec<One>,
    pub story: Story,
    /// The place of the main event among the tellings.
    pub main: Option<usize>,
    pub head_asked: Vec<u64>,
    pub head_filed: Vec<u64>,
}

/// One telling.
pub struct One {
    /// The telling itself; its id is `document#event`.
    pub telling: Telling,
    pub event: u32,
    pub asked: Vec<i64>,
    pub filed: Vec<i64>,
}

impl Told {
    /// Reads it off a document and what was coded of it.
    pub fn read(lexicon: &Lexicon, document: &Document, coded: CodedDocument) -> Self {
        let above = |id: &str| lexicon.entities.get(id).and_then(|entity| entity.parent.clone());
        let mut reports = coded.reports;
        reports.sort_by_key(|report| report.trigger.start);
        let story = Story::read(document, &reports, Rarity::builtin(), &above);
        reports.retain(tells_an_event);
        let tellings: Vec<One> = Telling::all(&document.id, document.published, &reports, &above)
            .into_iter()
            .filter_map(|telling| {
                let event = telling.id.rsplit('#').next()?.parse().ok()?;
                Some(One { event, asked: asked(&telling), filed: filed(&telling), telling })
            })
            .collect();
        let main = story.main.and_then(|main| tellings.iter().position(|one| one.event == main));
        let (head_asked, head_filed) = (story.asked(), story.filed());
        Self { id: document.id.clone(), tellings, story, main, head_asked, head_filed }
    }

    /// What two documents tell together: the tellings' places and what they weigh, each in one pair at most.
    pub fn matched(&self, other: &Self) -> Vec<(usize, usize, f64)> {
        let head: BTreeSet<&u64> = other.head_filed.iter().collect();
        let beside = self.head_asked.iter().filter(|key| head.contains(key)).count() >= SHARED_WORDS;
        let mut weights: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for (i, x) in self.tellings.iter().enumerate() {
            for (j, y) in other.tellings.iter().enumerate() {
                let met = x.asked.iter().any(|key| y.filed.binary_search(key).is_ok());
                let mains = self.main == Some(i) && other.main == Some(j);
                let weight = match (mains && (met || beside), met) {
                    (true, _) => Some(story_match(&self.story, &other.story)).filter(|w| *w > ACCEPT - SAME_STORY),
                    (false, true) => Some(weigh(&x.telling, &y.telling, Weights::builtin())),
                    (false, false) => None,
                };
                if let Some(weight) = weight.filter(|weight| *weight > SUGGEST) {
                    weights.insert((i, j), weight);
                }
            }
        }
        // Equal weights are told apart by names, so that the answer is the same whichever document comes first.
        let named: Vec<(&str, &str, f64)> = weights
            .iter()
            .map(|((i, j), w)| (self.tellings[*i].telling.id.as_str(), other.tellings[*j].telling.id.as_str(), *w))
            .collect();
        let places: Vec<(usize, usize)> = weights.keys().copied().collect();
        let kept = pair_off_named(&named, SUGGEST);
        kept.into_iter().map(|k| (places[k].0, places[k].1, named[k].2)).collect()
    }
}
