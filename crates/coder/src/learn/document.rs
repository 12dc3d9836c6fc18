//! What the sheets of all acts of a document are read from, counted once: a sheet then costs the same in a long document as
//! in a short one.

use std::ops::Range;

use marsad_model::EventType;
use rustc_hash::FxHashMap;

use crate::coder::Draft;
use crate::scene::Scene;

/// What a word between an act and a candidate can be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum What {
    Verb,
    Mark,
    Comma,
    Quote,
    Preposition,
    Relative,
    Content,
    Subordinator,
    Conjunction,
    /// Neither function word nor verb nor a mark that parts clauses.
    Plain,
    /// «, “.
    Opening,
    /// », ”.
    Closing,
    Straight,
}

const WHATS: usize = What::Straight as usize + 1;

/// How many words of each sort stand before each token.
#[derive(Debug, Default)]
pub(crate) struct Words(Vec<[u32; WHATS]>);

impl Words {
    /// Counts the words of a scene.
    pub fn of(scene: &Scene<'_>) -> Self {
        let mut all = Vec::with_capacity(scene.words.len() + 1);
        let mut sums = [0; WHATS];
        all.push(sums);
        for (i, word) in scene.words.iter().enumerate() {
            let mut count = |what: What, is: bool| sums[what as usize] += u32::from(is);
            let mark = scene.text.tokens()[i].mark;
            let parts = scene.parts_clauses(i);
            count(What::Verb, word.verb.is_some() && scene.is_verb(i));
            count(What::Mark, parts);
            count(What::Comma, matches!(mark, Some('،' | ',' | '؛')));
            count(What::Quote, matches!(mark, Some('«' | '»' | '"' | '“' | '”')));
            count(What::Preposition, word.function.is_some_and(|f| f.preposition));
            count(What::Relative, word.function.is_some_and(|f| f.relative));
            count(What::Content, word.function.is_some_and(|f| f.content));
            count(What::Subordinator, word.function.is_some_and(|f| f.subordinator));
            count(What::Conjunction, scene.fold(i).starts_with('و'));
            count(What::Plain, word.function.is_none() && word.verb.is_none() && !parts);
            count(What::Opening, matches!(mark, Some('«' | '“')));
            count(What::Closing, matches!(mark, Some('»' | '”')));
            count(What::Straight, mark == Some('"'));
            all.push(sums);
        }
        Self(all)
    }

    /// How many of a sort stand in a stretch.
    pub fn count(&self, what: What, range: &Range<usize>) -> usize {
        let at = |i: usize| self.0.get(i).or(self.0.last()).map_or(0, |sums| sums[what as usize]);
        at(range.end).saturating_sub(at(range.start)) as usize
    }
}

/// How often somebody has a part in acts: in all, and by their type.
type Parts = [u32; EventType::ALL.len()];

/// The acts of a document, as they are before the sides are chosen.
#[derive(Debug, Default)]
pub(crate) struct Acts<'d> {
    does: FxHashMap<&'d str, Parts>,
    suffers: FxHashMap<&'d str, Parts>,
    /// For each act the one before it of its type, and of its frame.
    before_of_type: Vec<Option<usize>>,
    before_of_frame: Vec<Option<usize>>,
}

impl<'d> Acts<'d> {
    /// Counts the parts of everybody in the acts that are not left out.
    pub fn of(scene: &Scene<'_>, drafts: &'d [Draft]) -> Self {
        let mut out = Self::default();
        let (mut of_type, mut of_frame) = (FxHashMap::default(), FxHashMap::default());
        for (k, draft) in drafts.iter().enumerate() {
            let type_ = draft.trigger.frame(scene.lexicon).type_;
            out.before_of_type.push(of_type.get(&(type_ as usize)).copied());
            out.before_of_frame.push(of_frame.get(&draft.trigger.frame).copied());
            if draft.dropped {
                continue;
            }
            of_type.insert(type_ as usize, k);
            of_frame.insert(draft.trigger.frame, k);
            for (list, parts) in [(&draft.slots.actors, &mut out.does), (&draft.slots.recipients, &mut out.suffers)] {
                for (n, m) in list.iter().enumerate() {
                    // Once an act, however often it names them.
                    if !list[..n].iter().any(|o| o.entity == m.entity) {
                        parts.entry(m.entity.as_str()).or_default()[type_ as usize] += 1;
                    }
                }
            }
        }
        out
    }

    /// In how many acts somebody does or suffers something, and in how many of a type.
    pub fn parts(&self, does: bool, entity: &str, type_: EventType) -> (usize, usize) {
        let parts = if does { &self.does } else { &self.suffers };
        parts.get(entity).map_or((0, 0), |p| (p.iter().sum::<u32>() as usize, p[type_ as usize] as usize))
    }

    /// The act before this one of the same type, or of the same frame.
    pub fn before(&self, at: usize, of_frame: bool) -> Option<usize> {
        let list = if of_frame { &self.before_of_frame } else { &self.before_of_type };
        list.get(at).copied().flatten()
    }
}
