//! Who says so: the verb of saying over a clause, «…, officials said» behind it, «according to …».

use marsad_lexicon::language::Classes;
use marsad_model::{CueClass, Modality, Quotation, SaidBy, Sector, SourceType};
use marsad_text::Text;

use crate::groups::Group;
use crate::links::Link;
use crate::parties::{Party, nouns_at, party};
use crate::scene::Scene;
use crate::subject::subject;

/// What is said over a group or in the whole sentence.
#[derive(Debug, Clone)]
pub(crate) struct Speech {
    pub party: Option<Party>,
    /// First and last word of who says it, where it is no known actor.
    pub words: (usize, usize),
    pub cue: String,
    pub class: CueClass,
}

impl Speech {
    pub(crate) fn said_by(&self, scene: &Scene<'_>, text: &Text) -> Option<SaidBy> {
        let (start, end) = self.party.as_ref().map_or(self.words, |p| (p.start, p.end));
        if start >= end {
            return None;
        }
        let quote = text.quote(scene.span(start, end));
        let sector = self.party.as_ref().and_then(|p| p.sector);
        let source_type = match sector {
            Some(Sector::Gov | Sector::Mil | Sector::Cop | Sector::Jud | Sector::Leg | Sector::Spy | Sector::Igo) => {
                SourceType::Official
            }
            Some(Sector::Reb | Sector::Prm | Sector::Par | Sector::Uaf) => SourceType::ArmedActor,
            Some(Sector::Jrn) => SourceType::Outlet,
            Some(Sector::Ngo | Sector::Med) => SourceType::Ngo,
            Some(Sector::Edu) => SourceType::Expert,
            Some(Sector::Cvl | Sector::Ref) => SourceType::Witness,
            _ => SourceType::None,
        };
        let entity = self.party.as_ref().and_then(|p| p.entity.clone()).unwrap_or_else(|| quote.text.clone());
        let named = (start..end).any(|i| scene.words[i].capital && i > 0);
        Some(SaidBy {
            quote,
            entity,
            source_type,
            named,
            cue: Some(self.cue.clone()),
            cue_class: self.class,
            quotation: Quotation::Indirect,
            cited_outlet: None,
        })
    }

    /// The voice in which something said so is told.
    pub(crate) fn modality(&self) -> Modality {
        match self.class {
            CueClass::Neutral | CueClass::Commitment => Modality::Reported,
            CueClass::Distancing => Modality::Alleged,
            CueClass::Denial => Modality::Denied,
            CueClass::Prediction => Modality::Predicted,
        }
    }
}

/// What is said over a group: by a verb above it, else by a source behind the sentence.
pub(crate) fn over(scene: &Scene<'_>, text: &Text, groups: &[Group], k: usize) -> Option<Speech> {
    let mut at = k;
    for _ in 0..8 {
        let g = &groups[at];
        let Some(p) = g.parent else { break };
        if g.link == Link::Content
            && let Some(class) = class_of(scene, &groups[p])
        {
            return Some(speech(scene, text, groups, p, class));
        }
        at = p;
    }
    let source = (k + 1..groups.len()).find(|&i| groups[i].link == Link::Source);
    if let Some(s) = source
        && let Some(class) = class_of(scene, &groups[s])
    {
        let mut out = speech(scene, text, groups, s, class);
        // «…, said a spokesman»: the source stands behind its verb.
        if out.party.is_none() && out.words.0 >= out.words.1 {
            let (a, b) = nouns_at(scene, groups, groups[s].end, scene.words.len());
            out.party = party(scene, a, b);
            out.words = (a, b);
        }
        return Some(out);
    }
    according(scene, text, groups)
}

fn class_of(scene: &Scene<'_>, g: &Group) -> Option<CueClass> {
    g.lemmas().find_map(|l| scene.pack.saying.get(&l).copied())
}

fn speech(scene: &Scene<'_>, text: &Text, groups: &[Group], k: usize, class: CueClass) -> Speech {
    let (a, b) = crate::subject::subject_range(scene, groups, k);
    let mut a = a;
    while a < b && (scene.mark(a).is_some() || scene.is(a, Classes::DETERMINER | Classes::THAT)) {
        a += 1;
    }
    Speech {
        party: subject(scene, groups, k).into_iter().next(),
        words: (a, b),
        cue: text.slice(scene.words[groups[k].head].span).to_owned(),
        class,
    }
}

/// «according to …».
fn according(scene: &Scene<'_>, text: &Text, groups: &[Group]) -> Option<Speech> {
    for at in 0..scene.words.len() {
        if let Some((len, class)) = scene.pack.sources.at(|i| scene.lower(i), at) {
            let (a, b) = nouns_at(scene, groups, at + len, scene.words.len());
            let party = party(scene, a, b);
            let cue = text.slice(scene.span(at, at + len)).to_owned();
            return (a < b).then_some(Speech { party, words: (a, b), cue, class: *class });
        }
    }
    None
}
