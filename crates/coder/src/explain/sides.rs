//! Why somebody is the doer of an act, or the one it was done to.

use marsad_model::{Actor, Report, Span};

use super::Reason;
use crate::attribution::Speech;
use crate::coder::Draft;
use crate::learn::{Acts, Around};
use crate::scene::{ActorMention, Scene};
use crate::subjects::Subjects;

/// One act with what the rules made of all of them.
pub(super) struct Sides<'a, 's> {
    pub scene: &'a Scene<'s>,
    pub draft: &'a Draft,
    pub ruled: &'a [Draft],
    pub at: usize,
    pub speeches: &'a [Speech],
    pub subjects: &'a Subjects,
}

/// What each pattern of grammar sees.
const PATTERNS: &[(&str, &str)] = &[
    ("adjective", "an adjective beside the noun of the act names them"),
    ("carried", "the act goes on from another, with its sides"),
    ("first-person", "the act is in the first person, and the speaker does it"),
    ("light-agent", "the subject of the verb that carries the noun of the act"),
    ("light-undergo", "the subject of a verb of suffering beside the noun of the act"),
    ("noun", "beside the noun of the act"),
    ("noun-genitive", "right behind the noun of the act, which belongs to them"),
    ("noun-nationality", "an adjective of nationality behind the noun of the act"),
    ("passive", "the subject of the verb, which is passive"),
    ("phrase", "beside the phrase of the act"),
    ("relative", "the noun that the clause of the act hangs on"),
    ("row", "the sides of acts in a row"),
    ("sides", "two sides that are named together"),
    ("svo", "the subject before the verb, or its object"),
    ("vso", "the subject behind the verb, or its object"),
];

impl Sides<'_, '_> {
    pub fn reasons(&self, report: &Report, out: &mut Vec<Reason>) {
        let ruled = &self.ruled[self.at].slots;
        let learned = &self.scene.lexicon.learned;
        let spans = |list: &[ActorMention]| list.iter().map(|m| m.span).collect::<Vec<Span>>();
        let roles = [
            ("actors", &report.actors, spans(&ruled.actors), &learned.actor),
            ("recipients", &report.recipients, spans(&ruled.recipients), &learned.recipient),
        ];
        let acts = Acts::of(self.scene, self.ruled);
        let around = Around::new(self.scene, self.ruled, &acts, self.at, self.speeches, self.subjects, false);
        let all = if learned.actor.is_some() { around.candidates() } else { Vec::new() };
        for (field, list, by_rule, forest) in roles {
            for who in list {
                let ruled_so = by_rule.iter().any(|s| *s == who.quote.span());
                let pattern = self.draft.slots.how;
                let mut because = match (ruled_so, PATTERNS.iter().find(|(code, _)| *code == pattern)) {
                    (true, Some((_, words))) => (*words).to_owned(),
                    (true, None) => "found by the rules of grammar".to_owned(),
                    (false, _) => "not by the rules of grammar: chosen among those named near the act".to_owned(),
                };
                let mention = all.iter().find(|m| m.span == who.quote.span());
                if let (Some(forest), Some(m)) = (forest, mention) {
                    let chance = forest.chance(&around.sheet(m, &all).values);
                    because += &format!("; the learned weighing gives {chance:.2}, enough from {:.2} on", forest.cut);
                }
                let how = if !ruled_so {
                    "learned"
                } else if pattern.is_empty() {
                    "grammar"
                } else {
                    pattern
                };
                out.push(self.reason(field, who, how, because));
            }
        }
    }

    fn reason(&self, field: &'static str, who: &Actor, how: &str, mut because: String) -> Reason {
        match &who.id {
            Some(id) => because += &format!("; the name is that of `{id}`"),
            None => because += "; the name is put together from its words",
        }
        Reason { field, value: who.entity.clone(), how: how.to_owned(), words: Some(who.quote.clone()), because }
    }
}
